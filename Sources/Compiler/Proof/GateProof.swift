// The gate proof (law 4): a skill's proof tree → the irreversible effects that can run ungated, each with a path as
// witness. A must-analysis by structured recursion over the tree, one state per way of leaving a block (its end, an error,
// break, continue, return), so that `finally` is looked at once for each way that leads into it.
//
// For every irreversible effect the state says what makes it *armed*: that the approved edge of a gate that names it has
// been passed, that it has not run since, and that no name its arguments depend on has been written since. The fact is
// kept as "armed, or armed if gate G was approved": a set of gates G, "armed" being stronger than any set. A gate that has
// not been met, or was rejected, makes "armed if G was approved" true for want of a G that was approved, so a gate whose
// rejection goes on needs no rule of its own: the two edges join to "armed if G was approved", and the condition
// `gates.G.approved` makes that "armed" again.
//
// It never runs anything, and it knows nothing of permits at run time: the machine compares arguments once more.
import Syntax

/// What is known of one effect at one point.
struct ProofFact: BitwiseCopyable, Sendable {
  var isArmed: Bool
  /// Bit i: armed if the effect's i-th gate was approved. Holds all of `unmet`.
  var gates: UInt64
  /// Bit i: the effect's i-th gate is known not to have been approved.
  var unmet: UInt64
  /// The gate that armed it last, or -1.
  var by: Int32 = -1
  /// Where it is not armed: why, as a number in the witness arena (-1: nothing happened yet).
  var witness: Int32 = -1
}

typealias ProofState = [ProofFact]

/// The states in which a block is left other than by its end. nil: it is not left so.
struct ProofExits {
  var breaks: ProofState?
  var continues: ProofState?
  var returns: ProofState?
  /// Errors that a handler catches, and those that only a `finally` sees. Gathered only where someone listens.
  var errors: ProofState?
  var fatals: ProofState?
  var wantsErrors = false
  var wantsFatals = false
}

/// One thing that happened on an ungated path.
struct ProofNote: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    case taken(ProofReason)
    case fired(effect: Int)
    case written(slot: Int, afterGate: Int)
    case goesOn(gate: Int, expired: Bool)
    case comesAround(word: String)
    case startsRow
    case raised
    case retried
    case sibling
  }
  var kind: Kind
  var place: Place
  /// When the analysis came by: notes of one path are told in this order.
  var time: Int32
}

/// An effect that can run ungated.
struct ProofFailure: Sendable {
  var effect: Int
  var place: Place
  /// In the order in which they happen.
  var path: [ProofNote]
  /// Gates that would cover it under a condition on `gates.ID.approved`.
  var conditional: [Int]
}

struct GateProof {
  let skill: ProofSkill
  /// gatesOf[e]: the gates that allow e; their bits in a fact.
  private let gatesOf: [[Int]]
  /// effectsOf[g]: (effect, bit).
  private let effectsOf: [[(effect: Int, bit: UInt64)]]
  private let dependents: [[Int]]
  private var notes: [(note: ProofNote, parent: Int32)] = []
  private var time: Int32 = 0
  private var failures: [Int: ProofFailure] = [:]
  /// How many times over the present point is looked at, from loops and finally blocks around it.
  private var multiplicity = 1
  private var work = 0

  init(_ skill: ProofSkill) {
    self.skill = skill
    var gatesOf = [[Int]](repeating: [], count: skill.effects.count)
    var effectsOf = [[(effect: Int, bit: UInt64)]](repeating: [], count: skill.gates.count)
    for (number, gate) in skill.gates.enumerated() {
      for effect in gate.allows {
        // Past 64 gates for one effect their approval is still seen, a condition on it is not.
        let bit: UInt64 = gatesOf[effect].count < 64 ? 1 << UInt64(gatesOf[effect].count) : 0
        effectsOf[number].append((effect, bit))
        gatesOf[effect].append(number)
      }
    }
    var dependents = [[Int]](repeating: [], count: skill.slots.count)
    for (number, effect) in skill.effects.enumerated() {
      for slot in effect.dependencies { dependents[slot].append(number) }
    }
    self.gatesOf = gatesOf
    self.effectsOf = effectsOf
    self.dependents = dependents
  }

  /// All effects that can run ungated, in the order of their numbers; one witness each.
  static func failures(of skill: ProofSkill) -> [ProofFailure] {
    guard !skill.effects.isEmpty else { return [] }
    var proof = GateProof(skill)
    var exits = ProofExits()
    let start = ProofState(
      repeating: ProofFact(isArmed: false, gates: .max, unmet: .max), count: skill.effects.count)
    _ = proof.walk(skill.body, start, &exits)
    return proof.failures.sorted { $0.key < $1.key }.map(\.value)
  }

  // MARK: Blocks

  private mutating func walk(_ block: [ProofNode], _ start: ProofState, _ exits: inout ProofExits) -> ProofState? {
    var state = start
    for node in block {
      work += state.count + 1
      time += 1
      guard let next = walk(node, state, &exits) else { return nil }
      state = next
    }
    return state
  }

  private mutating func walk(_ node: ProofNode, _ state: ProofState, _ exits: inout ProofExits) -> ProofState? {
    switch node {
    case .write(let slots, let place):
      raise(state, place, &exits)
      var next = state
      for slot in slots { write(slot, place, &next) }
      return next
    case .fire(let effect, let slots, let place):
      raise(state, place, &exits)
      var next = state
      fire(effect, place, &next)
      raise(next, place, &exits)
      for slot in slots { write(slot, place, &next) }
      return next
    case .gate(let gate, let edges, let place):
      return pass(gate, edges, state, place, &exits)
    case .branch(let arms):
      return branch(arms, state, &exits)
    case .loop(let loop):
      return loop.isParallel ? rows(loop, state, &exits) : iterate(loop, state, &exits)
    case .attempt(let attempt):
      return self.attempt(attempt, state, &exits)
    case .again(let block, let place):
      return again(block, state, place, &exits)
    case .parallel(let arms, let place):
      return parallel(arms, state, place, &exits)
    case .leave(let exit, let place):
      switch exit {
      case .break: exits.breaks = join(exits.breaks, state)
      case .continue: exits.continues = join(exits.continues, state)
      case .return: exits.returns = join(exits.returns, state)
      case .fail: raise(state, place, &exits)
      }
      if exit != .fail { raise(state, place, &exits) }
      return nil
    }
  }

  // MARK: What happens to facts

  /// An error may be raised, or the run cancelled, in this state.
  private mutating func raise(_ state: ProofState, _ place: Place, _ exits: inout ProofExits) {
    if exits.wantsErrors { exits.errors = join(exits.errors, state, noteB: (.raised, place)) }
    if exits.wantsFatals { exits.fatals = join(exits.fatals, state, noteB: (.raised, place)) }
  }

  private mutating func fire(_ effect: Int, _ place: Place, _ state: inout ProofState) {
    let fact = state[effect]
    if !fact.isArmed, failures[effect] == nil {
      let path = notes(from: fact.witness)
      let fallsThrough = path.compactMap { note -> Int? in
        if case .goesOn(let gate, _) = note.kind { gate } else { nil }
      }
      failures[effect] = ProofFailure(
        effect: effect, place: place, path: path, conditional: fallsThrough.filter { covers($0, fact, effect) })
    }
    state[effect].isArmed = false
    state[effect].gates = fact.unmet
    state[effect].witness = note(.fired(effect: effect), place, after: -1)
  }

  private func covers(_ gate: Int, _ fact: ProofFact, _ effect: Int) -> Bool {
    guard let index = gatesOf[effect].firstIndex(of: gate), index < 64 else { return false }
    return fact.gates & (1 << UInt64(index)) != 0
  }

  /// A slot gets another value: effects whose arguments depend on it are no longer what was approved.
  private mutating func write(_ slot: Int, _ place: Place, _ state: inout ProofState) {
    for effect in dependents[slot] { disarm(effect, by: slot, place, &state) }
  }

  private mutating func disarm(_ effect: Int, by slot: Int, _ place: Place, _ state: inout ProofState) {
    let fact = state[effect]
    if fact.isArmed || fact.gates != fact.unmet {
      state[effect].witness = note(
        .written(slot: slot, afterGate: Int(fact.by)), place, after: fact.isArmed ? -1 : fact.witness)
    }
    state[effect].isArmed = false
    state[effect].gates = fact.unmet
  }

  /// Under a condition that says which gates were approved and which were not.
  private func assume(approved: [Int], denied: [Int], _ state: ProofState) -> ProofState {
    guard !approved.isEmpty || !denied.isEmpty else { return state }
    var next = state
    for gate in approved {
      for (effect, bit) in effectsOf[gate] where !next[effect].isArmed && next[effect].gates & bit != 0 {
        next[effect].isArmed = true
        next[effect].by = Int32(gate)
      }
    }
    for gate in denied {
      for (effect, bit) in effectsOf[gate] {
        next[effect].gates |= bit
        next[effect].unmet |= bit
      }
    }
    return next
  }

  // MARK: Gates and branches

  private mutating func pass(
    _ number: Int, _ edges: ProofGateEdges, _ state: ProofState, _ place: Place, _ exits: inout ProofExits
  ) -> ProofState? {
    raise(state, place, &exits)
    let gate = skill.gates[number]
    var decided = state
    for effect in dependents[gate.slot] where !gate.allows.contains(effect) {
      disarm(effect, by: gate.slot, place, &decided)
    }
    var approved = decided
    var rejected = decided
    // Meeting a gate revokes what was approved before. What its approval covers may depend on its own edits, which are
    // evaluated after the decision: an error there leaves a gate that was approved and covers nothing.
    var broken = decided
    for (effect, bit) in effectsOf[number] {
      let unmet = decided[effect].unmet
      approved[effect] = ProofFact(isArmed: true, gates: unmet & ~bit, unmet: unmet & ~bit, by: Int32(number))
      rejected[effect].isArmed = false
      rejected[effect].unmet = unmet | bit
      rejected[effect].gates = unmet | bit
      broken[effect].isArmed = false
      broken[effect].unmet = unmet & ~bit
      broken[effect].gates = unmet & ~bit
    }
    raise(broken, place, &exits)
    if exits.wantsFatals {
      exits.fatals = join(exits.fatals, approved, noteB: (.raised, place))
      exits.fatals = join(exits.fatals, rejected, noteB: (.raised, place))
    }
    var result: ProofState? = approved
    for (block, expired, at) in [
      (edges.onReject, false, edges.rejectPlace), (edges.onExpire, true, edges.expirePlace),
    ] {
      guard let block else { continue }
      var refused = rejected
      for (effect, _) in effectsOf[number] {
        refused[effect].witness = note(
          .goesOn(gate: number, expired: expired), at ?? place, after: refused[effect].witness)
      }
      if let after = walk(block, refused, &exits) { result = join(result, after) }
    }
    return result
  }

  private mutating func branch(_ arms: [ProofArm], _ state: ProofState, _ exits: inout ProofExits) -> ProofState? {
    var ends: [(state: ProofState, arm: Int, time: Int32)] = []
    for (index, arm) in arms.enumerated() {
      time += 1
      let entered = time
      let start = assume(approved: arm.approved, denied: arm.denied, state)
      if let end = walk(arm.block, start, &exits) { ends.append((end, index, entered)) }
    }
    guard var result = ends.first?.state else { return nil }
    guard ends.count > 1 || arms.count > ends.count else { return result }
    work += result.count * ends.count
    for effect in result.indices {
      var bits = UInt64.max
      var unmet = UInt64.max
      var bare: Int?
      for (index, end) in ends.enumerated() {
        let fact = end.state[effect]
        unmet &= fact.unmet
        if fact.isArmed { continue }
        bits &= fact.gates
        // The arm that left the fact as it was tells the shortest story.
        if bare == nil || (fact.witness == state[effect].witness && ends[bare!].state[effect].witness != fact.witness) {
          bare = index
        }
      }
      guard let bare else {
        result[effect] = ends[0].state[effect]
        result[effect].unmet = unmet
        continue
      }
      var fact = ends[bare].state[effect]
      fact.gates = bits
      fact.unmet = unmet
      // Which arm was taken matters where another would have been covered, or where taking it changed something.
      let untouched = ends.allSatisfy { !$0.state[effect].isArmed && $0.state[effect].witness == fact.witness }
      if !untouched {
        let arm = arms[ends[bare].arm]
        fact.witness = note(.taken(arm.reason), arm.place, after: fact.witness, time: ends[bare].time)
      }
      result[effect] = fact
    }
    return result
  }

  // MARK: Loops

  private mutating func startIteration(_ loop: ProofLoop, _ state: ProofState) -> ProofState {
    var next = assume(approved: loop.approved, denied: loop.denied, state)
    for slot in loop.writes { write(slot, loop.place, &next) }
    for gate in loop.gates {
      for (effect, bit) in effectsOf[gate] {
        next[effect].gates |= bit
        next[effect].unmet |= bit
      }
    }
    return next
  }

  private mutating func iterate(_ loop: ProofLoop, _ state: ProofState, _ exits: inout ProofExits) -> ProofState? {
    var head = state
    var breaks: ProofState?
    var isCoarse = isTooMuch
    if isCoarse { forget(Summary(loop), .comesAround(word: loop.word), loop.place, &head) }
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
      raise(around, loop.place, &exits)
      if isCoarse { break }
      let joined = join(head, around, noteB: (.comesAround(word: loop.word), loop.place))!
      guard differs(joined, head) else { break }
      head = joined
      rounds += 1
      if rounds > ProofLimits.rounds || isTooMuch {
        isCoarse = true
        forget(Summary(loop), .comesAround(word: loop.word), loop.place, &head)
      }
    }
    return join(assume(approved: loop.approvedAfter, denied: loop.deniedAfter, head), breaks)
  }

  private var isTooMuch: Bool { multiplicity > ProofLimits.multiplicity || work > ProofLimits.work }

  /// `for … at_once`: rows are siblings of each other, in copies of the frame that nobody merges.
  private mutating func rows(_ loop: ProofLoop, _ state: ProofState, _ exits: inout ProofExits) -> ProofState? {
    let summary = Summary(loop)
    var start = state
    forget(summary, .startsRow, loop.place, &start)
    raise(start, loop.place, &exits)
    var inner = ProofExits()
    _ = walk(loop.body, startIteration(loop, start), &inner)
    var after = state
    forget(summary, .sibling, loop.place, &after)
    raise(after, loop.place, &exits)
    return after
  }

  /// Everything that a block may do against what was approved, without looking at its paths.
  private mutating func forget(_ summary: Summary, _ why: ProofNote.Kind, _ place: Place, _ state: inout ProofState) {
    for gate in summary.gates {
      for (effect, bit) in effectsOf[gate] {
        // Being met revokes, and then its decision is not known.
        if state[effect].isArmed { state[effect].witness = note(why, place, after: -1) }
        state[effect].isArmed = false
        state[effect].unmet &= ~bit
        state[effect].gates = state[effect].unmet
      }
      let slot = skill.gates[gate].slot
      for effect in dependents[slot] { disarm(effect, by: slot, skill.gates[gate].place, &state) }
    }
    for (effect, at) in summary.fires {
      if state[effect].isArmed || state[effect].gates != state[effect].unmet {
        let fired = note(.fired(effect: effect), at, after: state[effect].isArmed ? -1 : state[effect].witness)
        state[effect].witness = note(why, place, after: fired)
      }
      state[effect].isArmed = false
      state[effect].gates = state[effect].unmet
    }
    for (slot, at) in summary.writes { write(slot, at, &state) }
  }

  // MARK: Errors

  private mutating func attempt(
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
    if let way = inner.fatals, let out = walk(finally, way, &exits), exits.wantsFatals {
      exits.fatals = join(exits.fatals, out)
    }
    return result
  }

  private mutating func again(
    _ block: [ProofNode], _ state: ProofState, _ place: Place, _ exits: inout ProofExits
  ) -> ProofState? {
    var head = state
    var isCoarse = isTooMuch
    if isCoarse { forget(Summary(block), .retried, place, &head) }
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
        forget(Summary(block), .retried, place, &head)
      }
    }
  }

  // MARK: Side by side

  private mutating func parallel(
    _ arms: [ProofArm], _ state: ProofState, _ place: Place, _ exits: inout ProofExits
  ) -> ProofState? {
    raise(state, place, &exits)
    var ends: [ProofState?] = []
    var summaries: [Summary] = []
    var entered: [Int32] = []
    for arm in arms {
      time += 1
      entered.append(time)
      var inner = ProofExits()
      // return, break and continue do not cross an arm's border (they are errors of their own).
      ends.append(walk(arm.block, state, &inner))
      summaries.append(Summary(arm.block))
    }
    var failed = state
    for summary in summaries { forget(summary, .sibling, place, &failed) }
    raise(failed, place, &exits)
    // An arm that cannot end never lets the join pass.
    guard ends.allSatisfy({ $0 != nil }), !ends.isEmpty else { return nil }
    work += state.count * arms.count
    // An effect that no branch touches is as it was at the fork; one that a single branch touches is as that branch left
    // it. Where two do, nobody can say in which order.
    let touched = summaries.map { touchedEffects(by: $0) }
    var result = state
    for effect in state.indices {
      let by = touched.indices.filter { touched[$0].contains(effect) }
      guard let first = by.first else { continue }
      result[effect] = ends[first]![effect]
      if by.count > 1 {
        result[effect].isArmed = false
        result[effect].unmet = by.reduce(UInt64.max) { $0 & ends[$1]![effect].unmet }
        result[effect].gates = result[effect].unmet
        result[effect].witness = note(.sibling, place, after: result[effect].witness)
      }
      if !result[effect].isArmed {
        result[effect].witness = note(
          .taken(arms[first].reason), arms[first].place, after: result[effect].witness, time: entered[first])
      }
    }
    return result
  }

  private func touchedEffects(by summary: Summary) -> Set<Int> {
    var found = Set(summary.fires.keys)
    for slot in summary.writes.keys { found.formUnion(dependents[slot]) }
    for gate in summary.gates {
      found.formUnion(effectsOf[gate].map(\.effect))
      found.formUnion(dependents[skill.gates[gate].slot])
    }
    return found
  }

  // MARK: Joining

  private mutating func join(_ a: ProofState?, _ b: ProofState?) -> ProofState? {
    guard let a else { return b }
    guard let b else { return a }
    work += a.count
    var result = a
    for effect in a.indices {
      let (left, right) = (a[effect], b[effect])
      if left.isArmed, !right.isArmed { result[effect] = right }
      if !left.isArmed, !right.isArmed { result[effect].gates &= right.gates }
      result[effect].unmet = left.unmet & right.unmet
    }
    return result
  }

  /// The same, with a note on the path through `b` where it is `b` that is not covered.
  private mutating func join(
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
        result[effect].gates &= right.gates
        // What the path through `b` took away is worth telling: a condition would have made up for the rest.
        if left.gates & right.gates != left.gates, left.witness != right.witness {
          result[effect].witness = note(noteB.kind, noteB.place, after: right.witness)
        }
      }
      result[effect].unmet = left.unmet & right.unmet
    }
    return result
  }

  private mutating func merge(_ inner: ProofExits, into exits: inout ProofExits) {
    exits.breaks = join(exits.breaks, inner.breaks)
    exits.continues = join(exits.continues, inner.continues)
    exits.returns = join(exits.returns, inner.returns)
    if exits.wantsErrors { exits.errors = join(exits.errors, inner.errors) }
    if exits.wantsFatals { exits.fatals = join(exits.fatals, inner.fatals) }
  }

  private func differs(_ a: ProofState, _ b: ProofState) -> Bool {
    for index in a.indices {
      if a[index].isArmed != b[index].isArmed || a[index].gates != b[index].gates || a[index].unmet != b[index].unmet {
        return true
      }
    }
    return false
  }

  // MARK: Witnesses

  private mutating func note(_ kind: ProofNote.Kind, _ place: Place, after: Int32, time: Int32? = nil) -> Int32 {
    guard notes.count < ProofLimits.notes else { return after }
    self.time += 1
    notes.append((ProofNote(kind: kind, place: place, time: time ?? self.time), after))
    return Int32(notes.count - 1)
  }

  private func notes(from last: Int32) -> [ProofNote] {
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

/// Bounds of the proof. Past them it goes on with less precision, never with less care.
enum ProofLimits {
  /// How many times over a point may be looked at exactly, from loops and finally blocks around it.
  static let multiplicity = 81
  /// Facts touched before loops are taken by what they may do at most.
  static let work = 20_000_000
  /// Rounds of one loop looked at exactly.
  static let rounds = 8
  static let notes = 1_000_000
  /// Notes told of one path.
  static let pathLength = 12
}

/// What a block may do at most.
private struct Summary {
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
