import DurableRuntime
import Testing
import Values

@testable import HostEffects

private struct NextPerformer: EffectPerformer {
  func perform(_ request: EffectRequest) async -> EffectOutcome { .done(.string("next did \(request.kind)")) }
  func rest(run: RunID) async -> [UInt8]? { [1] }
}

@Suite struct HostEffectsTests {
  @Test func timeAndChanceComeFromTheRuntime() async {
    #expect(await Bench().perform("now", [:]).shown == #""2023-11-14T22:13:20.000000005Z""#)
    #expect(await Bench().perform("random", [:]).shown == "0.5")
  }

  @Test func chanceIsNeverOne() {
    #expect(HostEffects.unitInterval(.max) < 1)
    #expect(HostEffects.unitInterval(0) == 0)
  }

  @Test func otherKindsGoToTheNextPerformer() async {
    var bench = Bench()
    #expect(await bench.perform("click", [:]).shown == "effect: nothing here can do “click”")
    bench.next = NextPerformer()
    #expect(await bench.perform("click", [:]).shown == #""next did click""#)
  }

  @Test func excerptsAreOneLineAndBounded() {
    #expect(excerpt("  a\n\n b\t\u{7}c ") == "a b c")
    #expect(excerpt(String(repeating: "x", count: 400)).count == RuntimeLimits.excerpt + 1)
  }
}
