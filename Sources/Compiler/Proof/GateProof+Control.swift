// The gate proof over what repeats, fails and runs side by side: loops to a fixed point (or, past the bounds, by what they may
// do at most), handlers and `finally` once for each way into them, arms as if in any order.
import Syntax

extension GateProof {
  // MARK: Loops

  mutating func startIteration(_ loop: ProofLoop, _ state: ProofState) -> ProofState {
    var next = assume(approved: loop.approved, denied: loop.denied, state)
    for slot in loop.writes { write(slot, loop.place, &next) }
    for gate in loop.gates {
      for (effect, bit) in effectsOf[gate] {
        next[effect].deny(bit)
      }
    }
    return next
  }

  mutating func iterate(_ loop: ProofLoop, _ state: ProofState, _ exits: inout ProofExits) -> ProofState? {
    var head = state
    var breaks: ProofState?
    var entered: ProofState?
    var isCoarse = isTooMuch
    if isCoarse { forget(BlockSummary(loop), .comesAround(word: loop.word), loop.place, &head) }
    raise(head, loop.place, &exits)
    // A block that is looked at once costs no more than it holds.
    let outside = multiplicity
    if !isCoarse { multiplicity *= 3 }
    defer { multiplicity = outside }
    var rounds = 0
    while true {
      var inner = exits
      (inner.breaks, inner.continues) = (nil, nil)
      let end = walk(loop.body, startIteration(loop, head), &inner)
      (exits.returns, exits.errors, exits.fatals) = (inner.returns, inner.errors, inner.fatals)
      breaks = inner.breaks
      guard let around = join(end, inner.continues) else { break }
      entered = around
      raise(around, loop.place, &exits)
      if isCoarse { break }
      let joined = join(head, around, noteB: (.comesAround(word: loop.word), loop.place))!
      guard differs(joined, head) else { break }
      head = joined
      rounds += 1
      if rounds > ProofLimits.rounds || isTooMuch {
        isCoarse = true
        forget(BlockSummary(loop), .comesAround(word: loop.word), loop.place, &head)
      }
    }
    var left = assume(approved: loop.approvedAfter, denied: loop.deniedAfter, head)
    tell(.notEntered(word: loop.word), loop.place, whereOnly: entered, coversSince: state, in: &left)
    return join(left, breaks)
  }

  /// Where it is the block that would have covered an effect, and nothing else happened: that the way leads past it.
  private mutating func tell(
    _ kind: ProofNote.Kind, _ place: Place, whereOnly inside: ProofState?, coversSince before: ProofState,
    in after: inout ProofState
  ) {
    guard let inside else { return }
    for effect in after.indices {
      guard inside[effect].isArmed, !before[effect].isArmed, !after[effect].isArmed,
        after[effect].witness == before[effect].witness
      else { continue }
      after[effect].witness = note(kind, place, after: before[effect].witness)
    }
  }

  var isTooMuch: Bool { multiplicity > ProofLimits.multiplicity || work > ProofLimits.work }

  /// `for … at_once`: rows are siblings of each other, in copies of the frame that nobody merges.
  mutating func rows(_ loop: ProofLoop, _ state: ProofState, _ exits: inout ProofExits) -> ProofState? {
    let summary = BlockSummary(loop)
    var start = state
    forget(summary, .startsRow, loop.place, &start)
    raise(start, loop.place, &exits)
    var inner = ProofExits()
    let end = walk(loop.body, startIteration(loop, start), &inner)
    var after = state
    forget(summary, .sibling, loop.place, &after)
    tell(.approvedInRow, loop.place, whereOnly: end, coversSince: state, in: &after)
    raise(after, loop.place, &exits)
    return after
  }

  // MARK: Errors

  mutating func attempt(
    _ attempt: ProofAttempt, _ state: ProofState, _ exits: inout ProofExits
  ) -> ProofState? {
    let hasFinally = attempt.finally != nil
    var inner = ProofExits()
    inner.wantsErrors = attempt.handler != nil || exits.wantsErrors
    inner.wantsFatals = exits.wantsFatals || hasFinally
    var end = walk(attempt.body, state, &inner)
    if let handler = attempt.handler {
      let caught = inner.errors
      inner.errors = nil
      inner.wantsErrors = exits.wantsErrors
      if var caught {
        if let slot = attempt.errorSlot { write(slot, attempt.place, &caught) }
        end = join(end, walk(handler, caught, &inner))
      }
    }
    guard let finally = attempt.finally else {
      merge(inner, into: &exits)
      return end
    }
    // An error that nobody wanted inside is still one that `finally` sees: fatals hold every point.
    if isTooMuch {
      let any = join(
        join(join(end, inner.breaks), join(inner.continues, inner.returns)), join(inner.errors, inner.fatals))
      guard let any else { return nil }
      let out = walk(finally, any, &exits)
      guard let out else { return nil }
      if inner.breaks != nil { exits.breaks = join(exits.breaks, out) }
      if inner.continues != nil { exits.continues = join(exits.continues, out) }
      if inner.returns != nil { exits.returns = join(exits.returns, out) }
      if exits.wantsErrors, inner.errors != nil { exits.errors = join(exits.errors, out) }
      if exits.wantsFatals, inner.fatals != nil { exits.fatals = join(exits.fatals, out) }
      return end == nil ? nil : out
    }
    multiplicity *= 5
    defer { multiplicity /= 5 }
    var result: ProofState?
    if let end { result = walk(finally, end, &exits) }
    if let way = inner.breaks, let out = walk(finally, way, &exits) { exits.breaks = join(exits.breaks, out) }
    if let way = inner.continues, let out = walk(finally, way, &exits) { exits.continues = join(exits.continues, out) }
    if let way = inner.returns, let out = walk(finally, way, &exits) { exits.returns = join(exits.returns, out) }
    if let way = inner.errors, let out = walk(finally, way, &exits), exits.wantsErrors {
      exits.errors = join(exits.errors, out)
    }
    if let way = inner.fatals {
      // An error in `finally` does not take the place of what nobody catches.
      let wantsErrors = exits.wantsErrors
      exits.wantsErrors = false
      if let out = walk(finally, way, &exits), exits.wantsFatals { exits.fatals = join(exits.fatals, out) }
      exits.wantsErrors = wantsErrors
    }
    return result
  }

  mutating func again(
    _ block: [ProofNode], _ state: ProofState, _ place: Place, _ exits: inout ProofExits
  ) -> ProofState? {
    var head = state
    var isCoarse = isTooMuch
    if isCoarse { forget(BlockSummary(block), .retried, place, &head) }
    // A block that is looked at once costs no more than it holds.
    let outside = multiplicity
    if !isCoarse { multiplicity *= 3 }
    defer { multiplicity = outside }
    var rounds = 0
    while true {
      var inner = exits
      inner.errors = nil
      inner.wantsErrors = true
      let end = walk(block, head, &inner)
      (exits.breaks, exits.continues, exits.returns) = (inner.breaks, inner.continues, inner.returns)
      exits.fatals = inner.fatals
      let joined = inner.errors.flatMap { join(head, $0, noteB: (.retried, place)) } ?? head
      if isCoarse || !differs(joined, head) {
        if exits.wantsErrors { exits.errors = join(exits.errors, inner.errors) }
        return end
      }
      head = joined
      rounds += 1
      if rounds > ProofLimits.rounds || isTooMuch {
        isCoarse = true
        forget(BlockSummary(block), .retried, place, &head)
      }
    }
  }

  // MARK: Side by side

  mutating func parallel(
    _ arms: [ProofArm], _ state: ProofState, _ place: Place, _ exits: inout ProofExits
  ) -> ProofState? {
    raise(state, place, &exits)
    var ends: [ProofState?] = []
    var summaries: [BlockSummary] = []
    var entered: [Int32] = []
    for arm in arms {
      time += 1
      entered.append(time)
      var inner = ProofExits()
      // return, break and continue do not cross an arm's border (they are errors of their own).
      ends.append(walk(arm.block, state, &inner))
      summaries.append(BlockSummary(arm.block))
    }
    var failed = state
    let isTimed = arms.count == 1 && arms[0].reason == .timed
    // What an arm has decided is merged where all have ended: what was known at the fork is so still.
    for summary in summaries { forget(summary, isTimed ? .overdue : .sibling, place, merged: false, &failed) }
    raise(failed, place, &exits)
    // An arm that cannot end never lets the join pass.
    guard ends.allSatisfy({ $0 != nil }), !ends.isEmpty else { return nil }
    work += state.count * arms.count
    // An effect that no branch touches is as it was at the fork; one that a single branch touches is as that branch left
    // it. Where several ask for it, all of them have to have approved it; where several do anything else to it, nobody can
    // say in which order.
    let touched = summaries.map { touchedEffects(by: $0) }
    let asked = summaries.map { askedEffects(by: $0) }
    var result = state
    for effect in state.indices {
      let by = touched.indices.filter { touched[$0].contains(effect) }
      guard let first = by.first else { continue }
      var worst = first
      result[effect] = ends[first]![effect]
      if by.count > 1 {
        let unmet = by.reduce(UInt64.max) { $0 & ends[$1]![effect].unmet }
        if by.allSatisfy({ asked[$0].contains(effect) }) {
          worst = by.first { !ends[$0]![effect].isArmed } ?? first
          result[effect] = approvedByAll(effect, by.map { (ends[$0]![effect], summaries[$0]) })
        } else {
          result[effect].unmet = unmet
          result[effect].disarm()
          let isUsed = by.contains { summaries[$0].fires[effect] != nil }
          result[effect].witness = note(isUsed ? .sibling : .writtenBeside, place, after: result[effect].witness)
        }
      }
      if !result[effect].isArmed {
        result[effect].witness = note(
          .taken(arms[worst].reason), arms[worst].place, after: result[effect].witness, time: entered[worst])
      }
    }
    return result
  }

  /// Several branches ask for one effect, and none does anything else to it: behind the join it is armed if all of them left
  /// it armed. A gate was met in one branch only, and what the others know of it is from before.
  private func approvedByAll(_ effect: Int, _ ends: [(fact: ProofFact, summary: BlockSummary)]) -> ProofFact {
    let met = ends.map { end in bits(of: effect, in: end.summary.gates) }
    let all = met.reduce(0, |)
    var result = ends.first { !$0.fact.isArmed }?.fact ?? ends[0].fact
    result.unmet = zip(ends, met).reduce(.max) { $0 & ($1.0.fact.unmet | all & ~$1.1) }
    result.clauses = SIMD4(repeating: result.unmet)
    var found: [UInt64] = []
    for (end, met) in zip(ends, met) where !end.fact.isArmed {
      for lane in end.fact.clauses.indices {
        let clause = end.fact.clauses[lane] & ~(all & ~met) | result.unmet
        if !found.contains(clause) { found.append(clause) }
      }
    }
    for (number, clause) in found.enumerated() {
      // Of those that have no place, what is in each of them fulfils all.
      if number < 4 { result.clauses.replace(from: number, with: clause) } else { result.clauses[3] &= clause }
    }
    return result
  }
}

extension SIMD4<UInt64> {
  /// This and all that follow.
  fileprivate mutating func replace(from first: Int, with clause: UInt64) {
    for lane in first..<4 { self[lane] = clause }
  }
}
