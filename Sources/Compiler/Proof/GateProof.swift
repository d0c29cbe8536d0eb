// The gate proof (law 4): a skill's proof tree → the irreversible effects that can run ungated, each with a path as
// witness. A must-analysis by structured recursion over the tree, one state per way of leaving a block (its end, an error,
// break, continue, return), so that `finally` is looked at once for each way that leads into it.
//
// For every irreversible effect the state says what makes it *armed*: that the approved edge of a gate that names it has
// been passed, that it has not run since, and that no name its arguments depend on has been written since. The fact is
// kept as "armed, or armed if gate G was approved": a set of gates G, "armed" being stronger than any set. A gate that has
// not been met, or was rejected, makes "armed if G was approved" true for want of a G that was approved, so a gate whose
// rejection goes on needs no rule of its own: the two edges join to "armed if G was approved", and the condition
// `gates.G.approved` makes that "armed" again. Behind branches that each asked for the effect there is such a set for each of
// them, a clause, and all have to be fulfilled.
//
// It never runs anything, and it knows nothing of permits at run time: the machine compares arguments once more.
import Syntax

struct GateProof {
  let skill: ProofSkill
  /// gatesOf[e]: the gates that allow e; their bits in a fact.
  let gatesOf: [[Int]]
  /// effectsOf[g]: (effect, bit).
  let effectsOf: [[(effect: Int, bit: UInt64)]]
  let dependents: [[Int]]
  var notes: [(note: ProofNote, parent: Int32)] = []
  var time: Int32 = 0
  var failures: [Int: ProofFailure] = [:]
  /// How many times over the present point is looked at, from loops and finally blocks around it.
  var multiplicity = 1
  var work = 0

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

  mutating func walk(_ block: [ProofNode], _ start: ProofState, _ exits: inout ProofExits) -> ProofState? {
    var state = start
    for node in block {
      work += state.count + 1
      time += 1
      guard let next = walk(node, state, &exits) else { return nil }
      state = next
    }
    return state
  }

  mutating func walk(_ node: ProofNode, _ state: ProofState, _ exits: inout ProofExits) -> ProofState? {
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
  mutating func raise(_ state: ProofState, _ place: Place, _ exits: inout ProofExits) {
    if exits.wantsErrors { exits.errors = join(exits.errors, state, noteB: (.raised, place)) }
    if exits.wantsFatals { exits.fatals = join(exits.fatals, state, noteB: (.raised, place)) }
  }

  mutating func fire(_ effect: Int, _ place: Place, _ state: inout ProofState) {
    let fact = state[effect]
    if !fact.isArmed, failures[effect] == nil {
      let path = notes(from: fact.witness)
      let fallsThrough = path.compactMap { note -> Int? in
        if case .goesOn(let gate, _) = note.kind { gate } else { nil }
      }
      failures[effect] = ProofFailure(
        effect: effect, place: place, path: path, conditional: covering(effect, fact, among: fallsThrough))
    }
    state[effect].disarm()
    state[effect].witness = note(.fired(effect: effect), place, after: -1)
  }

  /// Gates of which a condition would have to say that they were approved, those of `seen` first; none if it takes none of them.
  private func covering(_ effect: Int, _ fact: ProofFact, among seen: [Int]) -> [Int] {
    let gates = gatesOf[effect].prefix(64).enumerated().filter { fact.unmet & (1 << UInt64($0.offset)) == 0 }
    var found: [(gate: Int, bit: UInt64)] = []
    // One that is fulfilled holds every bit, and asks for no other gate.
    for clause in fact.clauses.indices.map({ fact.clauses[$0] }).sorted() {
      if found.contains(where: { clause & $0.bit != 0 }) { continue }
      let fitting = gates.filter { clause & (1 << UInt64($0.offset)) != 0 }
      guard let pick = fitting.first(where: { seen.contains($0.element) }) ?? fitting.first else { return [] }
      found.append((pick.element, 1 << UInt64(pick.offset)))
    }
    let named = found.map(\.gate)
    let first = named.filter(seen.contains)
    return first.isEmpty ? [] : first + named.filter { !seen.contains($0) }
  }

  /// A slot gets another value: effects whose arguments depend on it are no longer what was approved.
  mutating func write(_ slot: Int, _ place: Place, _ state: inout ProofState) {
    for effect in dependents[slot] { disarm(effect, by: slot, place, &state) }
  }

  mutating func disarm(_ effect: Int, by slot: Int, _ place: Place, _ state: inout ProofState) {
    let fact = state[effect]
    if fact.isCovered {
      state[effect].witness = note(
        .written(slot: slot, afterGate: Int(fact.by)), place, after: fact.isArmed ? -1 : fact.witness)
    }
    state[effect].disarm()
  }

  /// Under a condition that says which gates were approved and which were not.
  func assume(approved: [Int], denied: [Int], _ state: ProofState) -> ProofState {
    guard !approved.isEmpty || !denied.isEmpty else { return state }
    var next = state
    for gate in approved {
      for (effect, bit) in effectsOf[gate] where !next[effect].isArmed {
        let bits = SIMD4(repeating: bit)
        let fulfilled = next[effect].clauses & bits .!= 0
        next[effect].clauses.replace(with: .max, where: fulfilled)
        // Fulfilled now, or by a condition around this one.
        guard any(fulfilled), all(next[effect].clauses .== .max) else { continue }
        next[effect].isArmed = true
        next[effect].by = Int32(gate)
      }
    }
    for gate in denied {
      for (effect, bit) in effectsOf[gate] {
        next[effect].deny(bit)
      }
    }
    return next
  }

  // MARK: Gates and branches

  mutating func pass(
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
    // Without edits nothing that a handler catches can go wrong after the decision. A gate that is met for the first time has
    // then not been approved; one that is met again may have been, the last time.
    var caught = decided
    for (effect, bit) in effectsOf[number] {
      let unmet = decided[effect].unmet
      approved[effect] = ProofFact(isArmed: true, gates: unmet & ~bit, unmet: unmet & ~bit, by: Int32(number))
      rejected[effect].unmet = unmet | bit
      rejected[effect].disarm()
      broken[effect].unmet = unmet & ~bit
      broken[effect].disarm()
      caught[effect] = gate.hasEdits || unmet & bit == 0 ? broken[effect] : rejected[effect]
    }
    if exits.wantsErrors { exits.errors = join(exits.errors, caught, noteB: (.raised, place)) }
    if exits.wantsFatals {
      exits.fatals = join(exits.fatals, broken, noteB: (.raised, place))
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

  mutating func branch(_ arms: [ProofArm], _ state: ProofState, _ exits: inout ProofExits) -> ProofState? {
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
      var clauses = SIMD4<UInt64>(repeating: .max)
      var unmet = UInt64.max
      var bare: Int?
      for (index, end) in ends.enumerated() {
        let fact = end.state[effect]
        unmet &= fact.unmet
        if fact.isArmed { continue }
        clauses &= fact.clauses
        guard let known = bare.map({ ends[$0].state[effect] }) else {
          bare = index
          continue
        }
        // The arm after which less is covered is to blame; else the one that left the fact as it was tells the shortest story.
        let shared = fact.clauses & known.clauses
        let isWorse = shared == fact.clauses && fact.clauses != known.clauses
        let isBetter = shared == known.clauses && fact.clauses != known.clauses
        let isShorter = fact.witness == state[effect].witness && known.witness != fact.witness
        if isWorse || (isShorter && !isBetter) { bare = index }
      }
      guard let bare else {
        result[effect] = ends[0].state[effect]
        result[effect].unmet = unmet
        continue
      }
      var fact = ends[bare].state[effect]
      fact.clauses = clauses
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
}
