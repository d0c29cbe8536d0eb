// Laws 1 and 2 over generated programs and worlds: a run that is frozen and thawed at every ticket is, byte for byte, the run
// that never was. TWIN_LAW_PROGRAMS sets how many programs, TWIN_SEED picks one.
import Bytecode
import Foundation
import Testing
import VM
import Values

@Suite struct LawTests {
  static func setting(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }

  static var seeds: [UInt64] {
    if let one = setting("TWIN_SEED") { return [UInt64(one)] }
    return (0..<UInt64(setting("TWIN_LAW_PROGRAMS") ?? setting("TWIN_SEEDS") ?? 300)).map { $0 }
  }

  /// Small enough that garbage is collected, memory fills up and instructions run out now and then.
  static func limits(seed: UInt64) -> MachineLimits {
    var limits = MachineLimits()
    limits.collectAfter = [600, 2_000, 20_000][Int(seed % 3)]
    limits.heapBytes = seed % 7 == 0 ? 8_000 : 400_000
    limits.instructions = seed % 5 == 0 ? 3_000 : 500_000
    limits.finalInstructions = 2_000
    limits.fibers = 30
    return limits
  }

  /// Everything that can be seen of a pause.
  struct Sight: Equatable {
    var bytes: [UInt8]
    var requests: String
    var ending: String
    /// `completed` or the kind of the error.
    var kind: String
  }

  /// Runs a program in its world; `between` may do anything to the machine while it waits.
  static func run(
    _ program: VerifiedProgram, seed: UInt64, between: (inout Machine, Int) throws -> Void
  ) throws -> [Sight] {
    var machine = try Machine(program: program, inputs: inputs, run: ["id": "run-1"], limits: limits(seed: seed))
    var world = World(seed: seed)
    var sights: [Sight] = []
    for number in 0..<150 {
      _ = machine.run()
      sights.append(
        Sight(
          bytes: machine.bytes, requests: machine.requests.map { "\($0)" }.joined(separator: "\n"),
          ending: "\(String(describing: machine.ending)) \(machine.stepCounts)",
          kind: machine.ending?.error?.kind.text ?? (machine.ending == nil ? "waiting" : "completed")))
      if machine.ending != nil { break }
      try between(&machine, number)
      try machine.consume(world.next(machine.requests, program))
    }
    return sights
  }

  static let inputs: [PlainValue] = [7, ["a", ["list": [1, 2, 3]], "of things"]]

  static func refreeze(_ machine: inout Machine, _ program: VerifiedProgram, seed: UInt64) throws {
    machine = try thaw(machine.bytes, program, inputs: inputs, run: ["id": "run-1"], limits: limits(seed: seed))
  }

  @Test func freezingAtEveryTicketChangesNothing() throws {
    var pauses = 0
    var collections = 0
    var budgets = 0
    var endings: [String: Int] = [:]
    for seed in Self.seeds {
      do {
        let program = try Generator.program(seed: seed)
        let straight = try Self.run(program, seed: seed) { machine, _ in
          if machine.inspection.liveBytes > 0 { collections += 1 }
          budgets += machine.inspection.fibers.count { $0.state == "budget" && $0.ticket != nil }
        }
        let frozen = try Self.run(program, seed: seed) { machine, _ in
          try Self.refreeze(&machine, program, seed: seed)
        }
        var coin = Seeded(seed)
        let sometimes = try Self.run(program, seed: seed) { machine, _ in
          if coin.chance(40) { try Self.refreeze(&machine, program, seed: seed) }
        }
        pauses += straight.count
        endings[straight.last!.kind, default: 0] += 1
        if straight != frozen || straight != sometimes {
          let other = straight != frozen ? frozen : sometimes
          let at = zip(straight, other).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? -1
          Issue.record("seed \(seed): pause \(at) of \(straight.count) differs")
        }
        // Reading changes nothing, and thawing and freezing gives the same bytes.
        for sight in straight {
          var machine = try Machine(program: program, inputs: Self.inputs, run: ["id": "run-1"])
          machine = try thaw(
            sight.bytes, program, inputs: Self.inputs, run: ["id": "run-1"], limits: Self.limits(seed: seed))
          _ = machine.inspection
          if machine.bytes != sight.bytes { Issue.record("seed \(seed): thawing is not freezing backwards") }
        }
      } catch {
        Issue.record("seed \(seed): \(error)")
      }
    }
    // The generator must not have gone blind.
    if Self.seeds.count >= 100 {
      #expect(pauses > Self.seeds.count * 4)
      #expect(collections > Self.seeds.count / 3)
      #expect(budgets > Self.seeds.count / 5)
      #expect(endings.count > 5)
    }
    let summary = endings.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    print(
      "laws: \(Self.seeds.count) programs, \(pauses) pauses (\(collections) after a collection, \(budgets) for more steps): \(summary)"
    )
  }
}
