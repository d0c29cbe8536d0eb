// Where two ways meet, the gate proof keeps what holds on both, and remembers how one comes to a point that is not covered.
import Syntax

extension GateProof {
  // MARK: Joining

  mutating func join(_ a: ProofState?, _ b: ProofState?) -> ProofState? {
    guard let a else { return b }
    guard let b else { return a }
    work += a.count
    var result = a
    for effect in a.indices {
      let (left, right) = (a[effect], b[effect])
      if left.isArmed, !right.isArmed { result[effect] = right }
      if !left.isArmed, !right.isArmed { result[effect].clauses &= right.clauses }
      result[effect].unmet = left.unmet & right.unmet
    }
    return result
  }

  /// The same, with a note on the path through `b` where it is `b` that is not covered.
  mutating func join(
    _ a: ProofState?, _ b: ProofState, noteB: (kind: ProofNote.Kind, place: Place)
  ) -> ProofState? {
    work += b.count
    guard let a else {
      var result = b
      for effect in b.indices where !b[effect].isArmed {
        result[effect].witness = note(noteB.kind, noteB.place, after: b[effect].witness)
      }
      return result
    }
    var result = a
    for effect in a.indices {
      let (left, right) = (a[effect], b[effect])
      if left.isArmed, !right.isArmed {
        result[effect] = right
        result[effect].witness = note(noteB.kind, noteB.place, after: right.witness)
      } else if !left.isArmed, !right.isArmed {
        result[effect].clauses &= right.clauses
        // What the path through `b` took away is worth telling: a condition would have made up for the rest.
        if left.clauses & right.clauses != left.clauses, left.witness != right.witness {
          result[effect].witness = note(noteB.kind, noteB.place, after: right.witness)
        }
      }
      result[effect].unmet = left.unmet & right.unmet
    }
    return result
  }

  mutating func merge(_ inner: ProofExits, into exits: inout ProofExits) {
    exits.breaks = join(exits.breaks, inner.breaks)
    exits.continues = join(exits.continues, inner.continues)
    exits.returns = join(exits.returns, inner.returns)
    if exits.wantsErrors { exits.errors = join(exits.errors, inner.errors) }
    if exits.wantsFatals { exits.fatals = join(exits.fatals, inner.fatals) }
  }

  func differs(_ a: ProofState, _ b: ProofState) -> Bool {
    for index in a.indices {
      if a[index].isArmed != b[index].isArmed || a[index].clauses != b[index].clauses
        || a[index].unmet != b[index].unmet
      {
        return true
      }
    }
    return false
  }

  // MARK: Witnesses

  mutating func note(_ kind: ProofNote.Kind, _ place: Place, after: Int32, time: Int32? = nil) -> Int32 {
    guard notes.count < ProofLimits.notes else { return after }
    self.time += 1
    notes.append((ProofNote(kind: kind, place: place, time: time ?? self.time), after))
    return Int32(notes.count - 1)
  }

  func notes(from last: Int32) -> [ProofNote] {
    var found: [ProofNote] = []
    var at = last
    while at >= 0, found.count < ProofLimits.pathLength {
      found.append(notes[Int(at)].note)
      at = notes[Int(at)].parent
    }
    return found.reversed().enumerated().sorted { a, b in
      a.element.time != b.element.time ? a.element.time < b.element.time : a.offset < b.offset
    }.map(\.element)
  }
}
