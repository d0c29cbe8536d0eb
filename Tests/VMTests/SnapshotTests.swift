// The snapshot's bytes: what they are, what is refused and in which words, and that no damage does more harm than that.
// TWIN_MUTATIONS sets how many damaged snapshots are tried.
import Bytecode
import Testing
import VM
import Values

@Suite struct SnapshotTests {
  /// Waits at a gate with a list that holds one text twice, and with an input.
  private func waiting() throws -> (Machine, VerifiedProgram) {
    let skill = TestSkill("golden", inputs: ["vendor"])
    let f = skill.f
    let pair = f.named("vars.pair")
    let vendor = f.named("vars.vendor")
    let decision = f.named("gates.ok")
    skill.step("set")
    let first = f.temporaries(2)
    f.emit(.move(d: first, a: 0))
    f.emit(.move(d: first + 1, a: skill.constant(" & sons")))
    f.emit(.add(d: first, a: first, b: first + 1))
    f.emit(.move(d: first + 1, a: first))
    f.emit(.makeList(d: pair, first: first, count: 2))
    f.emit(.move(d: vendor, a: 0))
    skill.gate("ok", into: decision)
    let result = f.temporaries(3)
    f.emit(.move(d: result, a: pair))
    f.emit(.move(d: result + 1, a: vendor))
    f.emit(.move(d: result + 2, a: decision))
    f.emit(.makeList(d: result, first: result, count: 3))
    f.emit(.return(a: result))
    let program = try skill.finish()
    var machine = try Machine(program: program, inputs: ["ACME"], run: [:])
    _ = machine.run()
    return (machine, program)
  }

  /// The example of Grammar/snapshot.md.
  @Test func theBytesAreTheseAndNoOthers() throws {
    let (machine, program) = try waiting()
    let lines: [(String, String)] = [
      ("54 57 53 4e 01", "TWSN, version 1"),
      ("20" + String(repeating: " ab", count: 32), "the program's digest"),
      ("20" + String(repeating: " cd", count: 32), "the inputs' digest"),
      ("00", "no flags"),
      ("01 01 03 02", "1 ticket given out, 1 fiber started, 3 instructions, 2 steps"),
      ("4b 00", "75 bytes allocated, none known to be alive"),
      ("02 00 01 00 00 01 00", "2 steps were met: step 0 started once, step 1 started once"),
      ("00 01", "the run goes on, with 1 fiber"),
      ("00 02 00 3f", "fiber 0 at a gate, not being stopped, nothing to be raised"),
      ("01 00 0a", "1 frame: function 0 at its instruction 10"),
      ("0c", "vars.pair: a new list"),
      ("8a 06", "vars.vendor: constant 6, a string"),
      ("8d 03", "the gate's payload: constant 3, a map"),
      ("01", "ticket 1"),
      ("02 0a 4a 01", "object 0, the list: 2 elements, a new string and object 1, a string"),
      ("0b 41 43 4d 45 20 26 20 73 6f 6e 73", "object 1: `ACME & sons`"),
    ]
    let expected = lines.map(\.0).joined(separator: " ")
    #expect(hex(machine.bytes) == expected)
    var thawed = try thaw(machine.bytes, program, inputs: ["ACME"])
    #expect(thawed.bytes == machine.bytes)
    #expect(
      thawed.inspection.fibers[0].frames[0].variables.map { "\($0.name) = \($0.value)" } == [
        "vars.pair = list([Values.PlainValue.string(\"ACME & sons\"), Values.PlainValue.string(\"ACME & sons\")])",
        "vars.vendor = string(\"ACME\")",
      ])
    try thawed.consume(.outcome(Ticket(1), .approved))
    #expect(thawed.expectEnd().outputs == [["ACME & sons", "ACME & sons"], "ACME", ["approved": true]])
  }

  private func hex(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined(separator: " ")
  }

  /// Version 3 is written where it is known of an error what became of its effect, and nowhere else.
  @Test(
    arguments: [
      (false, nil, nil, 1, [false, false]), (true, nil, nil, 1, [false, false]), (true, false, 7, 3, [true, false]),
      (true, true, nil, 3, [true, true]), (true, true, 7, 3, [true, true, 7]),
    ] as [(Bool, Bool?, Int32?, UInt8, [PlainValue])])
  func anErrorKeepsWhatIsKnownOfItsEffect(
    sent: Bool, heard: Bool?, code: Int32?, version: UInt8, facts: [PlainValue]
  ) throws {
    let skill = TestSkill("facts")
    let f = skill.f
    let error = f.named("error")
    let decision = f.named("gates.ok")
    let caught = f.makeLabel()
    f.openHandler(.errors, into: error, target: caught)
    let result = f.named("steps.send")
    skill.effect("send", into: result)
    f.closeHandler()
    f.emit(.return(a: result))
    f.bind(caught)
    skill.gate("ok", into: decision)
    f.emit(.return(a: error))
    let program = try skill.finish()
    var machine = try Machine(program: program, inputs: [], run: [:])
    _ = machine.run()
    try machine.consume(
      .outcome(Ticket(1), .failed(kind: .effect, message: "no", sent: sent, heard: heard, code: code)))
    _ = machine.run()
    let bytes = machine.bytes
    #expect(bytes[4] == version)
    var thawed = try thaw(bytes, program, inputs: [])
    #expect(thawed.bytes == bytes)
    var other = bytes
    other[4] = version == 3 ? 2 : 3
    #expect(refusal(other, program, inputs: []) != nil)
    try thawed.consume(.outcome(Ticket(2), .approved))
    guard case .error(let kept)? = thawed.expectEnd().outputs else { return #expect(Bool(false), "no error came out") }
    #expect(
      [.bool(kept.reach != .notSent), .bool(kept.reach == .answered)] + (kept.code < 0 ? [] : [.int(Int64(kept.code))])
        == facts)
  }

  // MARK: Refusals

  private func refusal(
    _ bytes: [UInt8], _ program: VerifiedProgram, inputs: [PlainValue] = ["ACME"], digest: [UInt8] = someDigest
  ) -> String? {
    do {
      _ = try thaw(bytes, program, digest: digest, inputs: inputs)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func whatIsRefusedIsNamed() throws {
    let (machine, program) = try waiting()
    let good = machine.bytes
    let state = 4 + 1 + 33 + 33
    func changed(_ at: Int, _ bytes: [UInt8]) -> String? {
      var bad = good
      bad.replaceSubrange(at..<at + bytes.count, with: bytes)
      return refusal(bad, program)
    }
    let prefix = "not a usable snapshot: "
    #expect(refusal([], program) == prefix + "these bytes are no snapshot of Twin (at byte 0)")
    #expect(changed(0, [0x55]) == prefix + "these bytes are no snapshot of Twin (at byte 0)")
    #expect(changed(4, [4]) == prefix + "its format is version 4, this machine knows versions up to 3 (at byte 5)")
    #expect(changed(9, [0]) == prefix + "it was taken of another program (at byte 38)")
    #expect(changed(50, [0]) == prefix + "it was taken of a run with other inputs (at byte 71)")
    #expect(changed(state, [4]) == prefix + "unknown flags (at byte 71)")
    #expect(changed(state + 8, [9]) == prefix + "the number of a step is too large: 9 (limit: 2) (at byte 79)")
    #expect(changed(state + 14, [9]) == prefix + "an unknown kind of ending (at byte 85)")
    #expect(changed(state + 15, [0]) == prefix + "a run that goes on has no fibers (at byte 87)")
    #expect(changed(state + 17, [3]) == prefix + "instruction 10 is not what the fiber waits at (at byte 92)")
    #expect(changed(state + 22, [9]) == prefix + "no fiber can wait at instruction 9 (at byte 92)")
    #expect(changed(state + 25, [99]) == prefix + "constant 99 is not there or of another kind (at byte 95)")
    #expect(changed(state + 28, [2]) == prefix + "ticket 2 was not given out, or twice (at byte 87)")
    #expect(changed(state + 32, [5]) == prefix + "object 5 is not there or of another kind (at byte 102)")
    #expect(refusal(good + [0], program) == prefix + "1 bytes follow the end of the data (at byte 116)")
    #expect(refusal(good, program, digest: otherDigest) == prefix + "it was taken of another program (at byte 38)")
    for count in 0..<good.count { #expect(refusal(Array(good[..<count]), program) != nil) }
  }

  @Test func aValueThatHoldsItselfIsRefused() throws {
    let (machine, program) = try waiting()
    var bytes = machine.bytes
    // The list's two elements become the list itself.
    bytes.removeLast(12 + 3)
    bytes += [0x4C, 0x00, 0x4C, 0x00]
    #expect(refusal(bytes, program) == "not a usable snapshot: a value holds itself (at byte \(bytes.count))")
  }

  @Test func equalKeysAreRefused() throws {
    let (machine, program) = try waiting()
    var bytes = machine.bytes
    bytes.removeLast(12 + 4)
    bytes[bytes.count - 6] = 0x0D
    bytes += [0x02, 0x03, 0x02, 0x00, 0x03, 0x02, 0x00]
    #expect(
      refusal(bytes, program) == "not a usable snapshot: a map cannot be: duplicate key: 1 (at byte \(bytes.count))")
  }

  // MARK: Damage

  /// A damaged snapshot is refused, or it is a state like any other: it freezes to the same bytes, is shown and runs on.
  @Test func damageIsRefusedOrHarmless() throws {
    let total = LawTests.setting("TWIN_MUTATIONS") ?? 4_000
    var random = Seeded(UInt64(LawTests.setting("TWIN_SEED") ?? 42))
    var tried = 0
    var accepted = 0
    while tried < total {
      let seed = random.next() % 100_000
      let program = try Generator.program(seed: seed)
      var limits = LawTests.limits(seed: seed)
      limits.instructions = 20_000
      var snapshots: [[UInt8]] = []
      _ = try LawTests.run(program, seed: seed) { machine, _ in snapshots.append(machine.bytes) }
      guard !snapshots.isEmpty else { continue }
      for _ in 0..<60 where tried < total {
        tried += 1
        var bytes = random.pick(snapshots)
        let other = random.pick(snapshots)
        for _ in 0..<1 + random.below(3) { damage(&bytes, with: other, &random) }
        guard
          var machine = try? thaw(bytes, program, inputs: LawTests.inputs, run: ["id": "run-1"], limits: limits)
        else { continue }
        accepted += 1
        if machine.bytes != bytes { Issue.record("seed \(seed), mutation \(tried): accepted, but not canonical") }
        _ = machine.inspection
        var world = World(seed: seed)
        for _ in 0..<12 {
          if case .ended = machine.run() { break }
          let before = machine.bytes
          _ = try thawAgain(before, program, limits, "seed \(seed), mutation \(tried)")
          try machine.consume(world.next(machine.requests, program))
        }
      }
    }
    print("damage: \(tried) snapshots damaged, \(accepted) of them still usable")
    #expect(accepted > tried / 100)
  }

  private func thawAgain(
    _ bytes: [UInt8], _ program: VerifiedProgram, _ limits: MachineLimits, _ what: String
  ) throws -> Machine? {
    do { return try thaw(bytes, program, inputs: LawTests.inputs, run: ["id": "run-1"], limits: limits) } catch {
      Issue.record("\(what): went on to a state that cannot be thawed: \(error)")
      return nil
    }
  }

  private func damage(_ bytes: inout [UInt8], with other: [UInt8], _ random: inout Seeded) {
    let header = 71
    guard bytes.count > header, other.count > header else { return }
    let at = header + random.below(bytes.count - header)
    switch random.below(8) {
    case 0: bytes[at] ^= 1 << UInt8(random.below(8))
    case 1: bytes[at] = UInt8(random.below(256))
    case 2: bytes[at] = bytes[at] &+ 1
    case 3: bytes[at] = random.pick([0x00, 0x3F, 0x0C, 0x0D, 0x4C, 0x8A, 0x01, 0x02])
    case 4: bytes.remove(at: at)
    case 5: bytes.insert(UInt8(random.below(256)), at: at)
    case 6: bytes.removeLast(random.below(bytes.count - at) + 1)
    default:
      let from = header + random.below(other.count - header)
      let count = min(random.below(12), other.count - from, bytes.count - at)
      bytes.replaceSubrange(at..<at + count, with: other[from..<from + count])
    }
  }
}
