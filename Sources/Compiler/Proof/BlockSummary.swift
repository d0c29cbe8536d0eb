// What a block may do at most, and what is left of what was approved when it may have done all of it in any order: the gate
// proof's way over arms that run side by side, and over loops that are too deep to be looked at exactly.
import Syntax

/// What a block may do at most.
struct BlockSummary {
  var fires: [Int: Place] = [:]
  var writes: [Int: Place] = [:]
  var gates: [Int] = []

  init(_ block: [ProofNode]) { add(block) }

  init(_ loop: ProofLoop) {
    add(loop.writes, loop.place)
    add(loop.body)
  }

  private mutating func add(_ block: [ProofNode]) {
    for node in block {
      switch node {
      case .write(let slots, let place): add(slots, place)
      case .fire(let effect, let slots, let place):
        fires[effect] = fires[effect] ?? place
        add(slots, place)
      case .gate(let gate, let edges, _):
        gates.append(gate)
        add(edges.onReject ?? [])
        add(edges.onExpire ?? [])
      case .branch(let arms), .parallel(let arms, _): for arm in arms { add(arm.block) }
      case .loop(let loop):
        add(loop.writes, loop.place)
        add(loop.body)
      case .attempt(let attempt):
        add(attempt.body)
        if let slot = attempt.errorSlot { add([slot], attempt.place) }
        add(attempt.handler ?? [])
        add(attempt.finally ?? [])
      case .again(let block, _): add(block)
      case .leave: break
      }
    }
  }

  private mutating func add(_ slots: [Int], _ place: Place) {
    for slot in slots where writes[slot] == nil { writes[slot] = place }
  }
}

extension GateProof {
  /// Everything that a block may do against what was approved, without looking at its paths.
  /// - merged: false where nobody behind it sees what its gates have decided.
  mutating func forget(
    _ summary: BlockSummary, _ why: ProofNote.Kind, _ place: Place, merged: Bool = true, _ state: inout ProofState
  ) {
    for gate in summary.gates {
      for (effect, bit) in effectsOf[gate] {
        // Being met revokes, and then its decision is not known.
        if state[effect].isArmed { state[effect].witness = note(why, place, after: -1) }
        if merged { state[effect].unmet &= ~bit }
        state[effect].disarm()
      }
      let slot = skill.gates[gate].slot
      for effect in dependents[slot] { disarm(effect, by: slot, skill.gates[gate].place, &state) }
    }
    for (effect, at) in summary.fires {
      if state[effect].isCovered {
        let fired = note(.fired(effect: effect), at, after: state[effect].isArmed ? -1 : state[effect].witness)
        state[effect].witness = note(why, place, after: fired)
      }
      state[effect].disarm()
    }
    for (slot, at) in summary.writes { write(slot, at, &state) }
  }

  func touchedEffects(by summary: BlockSummary) -> Set<Int> {
    var found = Set(summary.fires.keys)
    for slot in summary.writes.keys { found.formUnion(dependents[slot]) }
    for gate in summary.gates {
      found.formUnion(effectsOf[gate].map(\.effect))
      found.formUnion(dependents[skill.gates[gate].slot])
    }
    return found
  }

  /// Effects that a block asks for and does nothing else to: it neither fires them nor writes what their arguments are made of.
  func askedEffects(by summary: BlockSummary) -> Set<Int> {
    var found = Set(summary.gates.flatMap { effectsOf[$0].map(\.effect) })
    found.subtract(summary.fires.keys)
    for slot in summary.writes.keys { found.subtract(dependents[slot]) }
    for gate in summary.gates { found.subtract(dependents[skill.gates[gate].slot]) }
    return found
  }

  /// The bits that some gates have in facts on an effect.
  func bits(of effect: Int, in gates: [Int]) -> UInt64 {
    gates.reduce(0) { bits, gate in
      effectsOf[gate].reduce(bits) { $1.effect == effect ? $0 | $1.bit : $0 }
    }
  }
}
