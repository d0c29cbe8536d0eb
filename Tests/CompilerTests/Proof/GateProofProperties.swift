// The proof against the law as a run (LawInterpreter), on trees made at random: whatever the proof lets pass has no path
// on which an irreversible effect runs ungated, and what it refuses nearly always has one.
import Syntax
import Testing

@testable import Compiler

struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }
}

/// Makes small skills. Every effect and gate stands in one place, as in a real skill; effects sit mostly behind gates.
struct TreeMaker {
  var random: SplitMix
  var effectsLeft: [Int]
  var gatesLeft: [Int]
  var skill = ProofSkill()
  /// Gates that have been placed so far: conditions ask for these.
  var met: [Int] = []
  var line: UInt32 = 0
  var sideBySide: Bool

  init(seed: UInt64, sideBySide: Bool) {
    random = SplitMix(state: seed)
    self.sideBySide = sideBySide
    let effects = 1 + random.below(2)
    let gates = 1 + random.below(3)
    effectsLeft = Array(0..<effects)
    gatesLeft = Array(0..<gates)
    // Slots: two variables, one for each gate, one for a loop.
    skill.slots = ["vars.a", "vars.b", "row"] + (0..<gates).map { "gates.g\($0)" }
    for effect in 0..<effects {
      var dependencies: [Int] = []
      if random.below(2) == 0 { dependencies.append(0) }
      if random.below(6) == 0 { dependencies.append(2) }
      if random.below(6) == 0 { dependencies.append(3 + random.below(gates)) }
      skill.effects.append(ProofEffect(id: "e\(effect)", place: place(), dependencies: dependencies))
    }
    for gate in 0..<gates {
      let allows = (0..<effects).filter { _ in random.below(3) > 0 }
      skill.gates.append(
        ProofGate(id: "g\(gate)", place: place(), allows: allows, slot: 3 + gate, hasEdits: random.below(3) == 0))
    }
    skill.body = block(depth: 3, inLoop: false)
  }

  mutating func place() -> Place {
    line += 1
    return Place(file: FileID(0), start: line, end: line)
  }

  mutating func block(depth: Int, inLoop: Bool) -> [ProofNode] {
    (0..<(1 + random.below(depth > 1 ? 4 : 3))).map { _ in node(depth: depth, inLoop: inLoop) }
  }

  mutating func condition() -> (approved: [Int], denied: [Int]) {
    guard let gate = met.randomElement(using: &random), random.below(3) > 0 else { return ([], []) }
    if let other = met.randomElement(using: &random), other != gate, random.below(2) == 0 {
      return ([gate, other], [])
    }
    return ([gate], random.below(3) > 0 ? [gate] : [])
  }

  mutating func node(depth: Int, inLoop: Bool) -> ProofNode {
    let at = place()
    switch random.below(depth > 0 ? 22 : 10) {
    case 0, 1: return .write([random.below(2)], at)
    case 2, 3, 4, 5:
      guard let gate = gatesLeft.first else { return .write([1], at) }
      gatesLeft.removeFirst()
      var edges = ProofGateEdges()
      if random.below(3) == 0 { edges.onReject = depth > 0 ? block(depth: 0, inLoop: inLoop) : [] }
      if random.below(6) == 0 { edges.onExpire = [] }
      met.append(gate)
      return .gate(gate, edges, at)
    case 6, 7, 8:
      guard !effectsLeft.isEmpty, random.below(4) > 0 || !met.isEmpty else { return .write([1], at) }
      if random.below(2) == 0, let gate = gatesLeft.first {
        // As a careful author has it: the gate, perhaps something between, the effect.
        gatesLeft.removeFirst()
        let effect = effectsLeft.removeLast()
        if !skill.gates[gate].allows.contains(effect) { skill.gates[gate].allows.append(effect) }
        met.append(gate)
        var pair: [ProofNode] = [.gate(gate, ProofGateEdges(), at)]
        if random.below(3) == 0 { pair.append(.write([random.below(2)], at)) }
        pair.append(.fire(effect, writes: [], at))
        return .branch([ProofArm(block: pair, reason: .noCase, place: at)])
      }
      return .fire(effectsLeft.removeLast(), writes: random.below(5) == 0 ? [0] : [], at)
    case 9:
      let exits: [ProofExit] = inLoop ? [.break, .continue, .return, .fail] : [.return, .fail]
      return .branch([
        ProofArm(block: [.leave(exits[random.below(exits.count)], at)], reason: .isTrue(word: "if"), place: at),
        ProofArm(block: [], reason: .isFalse(word: "if"), place: at),
      ])
    case 10, 11, 12, 13:
      let says = condition()
      var arms = [
        ProofArm(
          block: block(depth: depth - 1, inLoop: inLoop), reason: .isTrue(word: "if"), place: at,
          approved: says.approved)
      ]
      let other = random.below(2) == 0 ? [] : block(depth: depth - 1, inLoop: inLoop)
      arms.append(ProofArm(block: other, reason: .isFalse(word: "if"), place: at, denied: says.denied))
      if random.below(8) == 0, says.approved.isEmpty { arms[0].denied = met }
      return .branch(arms)
    case 14, 15, 16:
      let before = met
      let gatesBefore = gatesLeft
      let says = random.below(2) == 0 ? condition() : ([], [])
      let rows = sideBySide && random.below(4) == 0
      let body = block(depth: depth - 1, inLoop: !rows)
      let inside = gatesBefore.filter { !gatesLeft.contains($0) }
      if rows { met = before }
      var loop = ProofLoop(body: body, writes: [2] + inside.map { 3 + $0 }, gates: inside, place: at)
      if rows { loop.isParallel = true } else { (loop.deniedAfter, loop.approved) = (says.1, says.0) }
      if !rows, random.below(3) == 0, let gate = inside.first { (loop.denied, loop.approvedAfter) = ([gate], [gate]) }
      return .loop(loop)
    case 17, 18, 19:
      let body = block(depth: depth - 1, inLoop: inLoop)
      let way = random.below(3)
      let handler = way == 0 ? nil : block(depth: depth - 1, inLoop: inLoop)
      let finally = way == 1 ? nil : block(depth: 0, inLoop: inLoop)
      return .attempt(ProofAttempt(body: body, handler: handler, errorSlot: nil, finally: finally, place: at))
    case 20: return .again(block(depth: depth - 1, inLoop: inLoop), at)
    default:
      guard sideBySide else { return .write([0], at) }
      let first = block(depth: depth - 1, inLoop: false)
      let second = block(depth: depth - 1, inLoop: false)
      return .parallel(
        [
          ProofArm(block: first, reason: .branch("left"), place: at),
          ProofArm(block: second, reason: .branch("right"), place: at),
        ], at)
    }
  }
}

@Suite struct GateProofProperties {
  struct Tally {
    var trees = 0, incomplete = 0, accepted = 0, refused = 0, falseAlarms = 0; var firstFalse: [UInt64] = []
  }

  func tally(seeds: Range<UInt64>, sideBySide: Bool) -> Tally {
    var tally = Tally()
    for seed in seeds {
      let maker = TreeMaker(seed: seed, sideBySide: sideBySide)
      let skill = maker.skill
      guard maker.effectsLeft.count < skill.effects.count else { continue }
      tally.trees += 1
      let refused = Set(GateProof.failures(of: skill).map(\.effect))
      let (ungated, complete) = LawInterpreter.ungated(in: skill, paths: 200)
      let missed = ungated.subtracting(refused)
      #expect(missed.isEmpty, "seed \(seed): the proof lets \(missed) pass, which run ungated: \(skill.body)")
      if refused.isEmpty { tally.accepted += 1 } else { tally.refused += 1 }
      if !complete { tally.incomplete += 1; continue }
      if !refused.subtracting(ungated).isEmpty {
        tally.falseAlarms += 1
        if tally.firstFalse.count < 5 { tally.firstFalse.append(seed) }
      }
    }
    return tally
  }

  @Test func whatIsProvenHasNoUngatedPath() {
    let tally = tally(seeds: 0..<200, sideBySide: false)
    #expect(tally.accepted > 15 && tally.refused > 50)
    #expect(tally.falseAlarms * 20 < tally.trees, "false alarms: \(tally)")
  }

  @Test func whatIsProvenSideBySideHasNoUngatedPath() {
    let tally = tally(seeds: 10_000..<10_200, sideBySide: true)
    #expect(tally.accepted > 15 && tally.refused > 50)
  }
}
