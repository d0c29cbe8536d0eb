// Names go to text and back, sort by time, and forged text is refused.
import DurableRuntime
import Testing
import Values

@Suite("Run ids")
struct RunIDTests {
  @Test func textGoesBothWaysAndIdsSortByTime() {
    var ids = RunIDs()
    let random = Counting()
    var last: RunID?
    for second in 0..<200 {
      let id = ids.next(
        at: TimestampValue(seconds: 1_790_000_000 + Int64(second / 7), nanoseconds: 5_000_000), random: random)
      #expect(RunID(id.description) == id)
      #expect(GateInstance("\(id).12") == GateInstance(run: id, ticket: 12))
      if let last { #expect(last < id) }
      last = id
    }
  }

  @Test(arguments: [
    "", "run_", "run_0000000000000", "run_00000000000u", "rum_000000000000", "run_00000000000é", "run_000000000000",
  ])
  func otherTextIsNoRunID(text: String) {
    #expect(RunID(text) == nil)
  }

  /// It was the vault's number once.
  @Test func noRunHasTheNumberZero() {
    #expect(RunID(exactly: 0) == nil && RunID(exactly: 1 << 60) == nil && RunID(exactly: 1)?.number == 1)
    #expect(RunID(at: TimestampValue(seconds: RunID.epochSeconds, nanoseconds: 0), chance: 0).number == 1)
    var reader = CanonicalReader([0].span)
    #expect(throws: CodingError.self) { try reader.run() }
  }
}

final class Counting: RandomSource, @unchecked Sendable {
  private var state: UInt64 = 1
  func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1
    return state
  }
}
