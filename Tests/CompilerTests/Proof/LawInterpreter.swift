// The gate law (law 4) told a second time, as a run: takes one concrete path through a proof tree, chosen by a script of
// numbers, and says which effects ran ungated on it. Slow, obvious, and written without a look at the proof.
import Syntax

@testable import Compiler

/// Hands out choices by a script and remembers how many there were at each, so that all scripts can be tried in turn.
struct ChoiceScript {
  private(set) var taken: [Int] = []
  private var arities: [Int] = []
  private var position = 0

  mutating func choose(_ count: Int) -> Int {
    precondition(count > 0)
    if count == 1 { return 0 }
    if position == taken.count {
      taken.append(0)
      arities.append(count)
    }
    position += 1
    return taken[position - 1]
  }

  /// Goes to the next script; false when all were tried.
  mutating func advance() -> Bool {
    taken.removeLast(taken.count - position)
    arities.removeLast(arities.count - position)
    position = 0
    while let last = taken.last {
      if last + 1 < arities.last! {
        taken[taken.count - 1] = last + 1
        return true
      }
      taken.removeLast()
      arities.removeLast()
    }
    return false
  }
}

struct LawInterpreter {
  enum Ending { case end, `break`, `continue`, `return`, error, fatal, stuck }

  struct World {
    var armed: [Bool]
    /// nil: not met (or cleared since).
    var approved: [Bool?]
    /// Effects that were fired, revoked or had an argument's name written since the last fork.
    var killed: Set<Int> = []
    /// Effects of which an argument's name was written since the last fork.
    var changed: Set<Int> = []
  }

  let skill: ProofSkill
  var script: ChoiceScript
  var ungated: Set<Int> = []
  var fuel = 60

  /// All effects that run ungated on some path, or nil when there are too many paths.
  static func ungated(in skill: ProofSkill, paths limit: Int) -> (found: Set<Int>, complete: Bool) {
    var script = ChoiceScript()
    var found: Set<Int> = []
    for _ in 0..<limit {
      var run = LawInterpreter(skill: skill, script: script)
      var world = World(
        armed: Array(repeating: false, count: skill.effects.count),
        approved: Array(repeating: nil, count: skill.gates.count))
      _ = run.run(skill.body, &world, listened: false)
      found.formUnion(run.ungated)
      script = run.script
      if !script.advance() { return (found, true) }
    }
    return (found, false)
  }

  mutating func run(_ block: [ProofNode], _ world: inout World, listened: Bool) -> Ending {
    for node in block {
      fuel -= 1
      if fuel < 0 { return .stuck }
      let ending = run(node, &world, listened: listened)
      if ending != .end { return ending }
    }
    return .end
  }

  /// Whether the next thing goes well; errors matter only where someone listens.
  mutating func mishap(_ listened: Bool) -> Ending? {
    guard listened else { return nil }
    switch script.choose(3) {
    case 0: return nil
    case 1: return .error
    default: return .fatal
    }
  }

  func write(_ slots: [Int], _ world: inout World) {
    for (number, effect) in skill.effects.enumerated() where slots.contains(where: effect.dependencies.contains) {
      world.armed[number] = false
      world.killed.insert(number)
      world.changed.insert(number)
    }
  }

  func holds(_ approved: [Int], _ denied: [Int], _ world: World) -> Bool {
    approved.allSatisfy { world.approved[$0] == true } && denied.allSatisfy { world.approved[$0] != true }
  }

  mutating func run(_ node: ProofNode, _ world: inout World, listened: Bool) -> Ending {
    switch node {
    case .write(let slots, _):
      if let bad = mishap(listened) { return bad }
      write(slots, &world)
      return .end
    case .fire(let effect, let slots, _):
      if let bad = mishap(listened) { return bad }
      if !world.armed[effect] { ungated.insert(effect) }
      world.armed[effect] = false
      world.killed.insert(effect)
      if let bad = mishap(listened) { return bad }
      write(slots, &world)
      return .end
    case .gate(let number, let edges, _):
      let gate = skill.gates[number]
      // What was approved before is revoked first of all.
      func revoke() {
        for effect in gate.allows {
          world.armed[effect] = false
          world.killed.insert(effect)
        }
      }
      if let bad = mishap(listened) {
        revoke()
        return bad
      }
      var ways = ["approved", "rejected"]
      if edges.onExpire != nil { ways.append("expired") }
      let way = ways[script.choose(ways.count)]
      for (effect, row) in skill.effects.enumerated()
      where row.dependencies.contains(gate.slot) {
        world.changed.insert(effect)
        if gate.allows.contains(effect) { continue }
        world.armed[effect] = false
        world.killed.insert(effect)
      }
      for effect in gate.allows {
        world.armed[effect] = way == "approved"
        world.killed.insert(effect)
      }
      world.approved[number] = way == "approved"
      switch way {
      case "approved":
        if let bad = mishap(listened) {
          // Without edits nothing is evaluated any more: only the run's end can come between.
          if bad == .error, !gate.hasEdits { return .stuck }
          revoke()
          return bad
        }
        return .end
      case "rejected":
        guard let block = edges.onReject else { return .fatal }
        return run(block, &world, listened: listened)
      default: return run(edges.onExpire!, &world, listened: listened)
      }
    case .branch(let arms):
      let possible = arms.filter { holds($0.approved, $0.denied, world) }
      guard !possible.isEmpty else { return .stuck }
      return run(possible[script.choose(possible.count)].block, &world, listened: listened)
    case .loop(let loop):
      return loop.isParallel ? rows(loop, &world, listened: listened) : iterate(loop, &world, listened)
    case .attempt(let attempt): return run(attempt, &world, listened: listened)
    case .again(let block, _):
      for _ in 0..<2 {
        let ending = run(block, &world, listened: true)
        if ending != .error { return ending }
      }
      return .error
    case .parallel(let arms, _): return sideBySide(arms.map(\.block), &world, listened: listened)
    case .leave(let exit, _):
      switch exit {
      case .break: return .break
      case .continue: return .continue
      case .return: return .return
      case .fail: return .error
      }
    }
  }

  mutating func iterate(_ loop: ProofLoop, _ world: inout World, _ listened: Bool) -> Ending {
    for _ in 0..<3 {
      let enters = holds(loop.approved, loop.denied, world)
      let leaves = holds(loop.approvedAfter, loop.deniedAfter, world)
      guard enters || leaves else { return .stuck }
      if enters && leaves ? script.choose(2) == 0 : leaves { return .end }
      start(loop, &world)
      switch run(loop.body, &world, listened: listened) {
      case .end, .continue: continue
      case .break: return .end
      case let other: return other
      }
    }
    return .stuck
  }

  func start(_ loop: ProofLoop, _ world: inout World) {
    write(loop.writes, &world)
    for gate in loop.gates { world.approved[gate] = nil }
  }

  mutating func run(_ attempt: ProofAttempt, _ world: inout World, listened: Bool) -> Ending {
    var ending = run(attempt.body, &world, listened: true)
    if ending == .error, let handler = attempt.handler {
      if let slot = attempt.errorSlot { write([slot], &world) }
      ending = run(handler, &world, listened: listened || attempt.finally != nil)
    }
    guard let finally = attempt.finally, ending != .stuck else { return ending }
    let last = run(finally, &world, listened: listened)
    // What nobody catches goes on, whatever fails in `finally`.
    return last == .end || (ending == .fatal && last == .error) ? ending : last
  }

  /// Every arm works in a copy of the world as at the fork.
  mutating func sideBySide(_ arms: [[ProofNode]], _ world: inout World, listened: Bool) -> Ending {
    if let bad = mishap(listened) { return bad }
    var ends: [World] = []
    var failure: Ending?
    for arm in arms {
      var copy = world
      copy.killed = []
      copy.changed = []
      let ending = run(arm, &copy, listened: listened)
      ends.append(copy)
      if ending == .stuck { return .stuck }
      if ending != .end {
        failure = ending
        break
      }
    }
    let fork = world
    // What a branch asks for it hands to the join; of what several ask for, all have to have approved the same.
    let handed = arms.map { BlockSummary($0) }.map { arm in
      Set(arm.gates.flatMap { skill.gates[$0].allows } + arm.fires.keys)
    }
    for effect in world.armed.indices {
      let changing = ends.indices.filter { ends[$0].changed.contains(effect) }
      let holding = handed.indices.filter { handed[$0].contains(effect) }
      world.killed.formUnion(ends.contains { $0.killed.contains(effect) } ? [effect] : [])
      world.changed.formUnion(changing.isEmpty ? [] : [effect])
      if holding.isEmpty {
        world.armed[effect] = world.armed[effect] && changing.isEmpty
      } else if failure != nil {
        world.armed[effect] = false
      } else {
        world.armed[effect] =
          holding.allSatisfy { ends[$0].armed[effect] }
          && (changing.isEmpty || (holding.count == 1 && changing == holding))
      }
    }
    if let failure {
      world.approved = fork.approved
      return failure == .return || failure == .break || failure == .continue ? .stuck : failure
    }
    for end in ends {
      for gate in world.approved.indices where end.approved[gate] != fork.approved[gate] {
        world.approved[gate] = end.approved[gate]
      }
    }
    return .end
  }

  mutating func rows(_ loop: ProofLoop, _ world: inout World, listened: Bool) -> Ending {
    if let bad = mishap(listened) { return bad }
    let fork = world
    var killed: Set<Int> = []
    for _ in 0..<script.choose(3) {
      var copy = fork
      copy.killed = []
      copy.changed = []
      for effect in killed { copy.armed[effect] = false }
      start(loop, &copy)
      let ending = run(loop.body, &copy, listened: listened)
      killed.formUnion(copy.killed)
      world.changed.formUnion(copy.changed)
      if ending != .end {
        for effect in killed { world.armed[effect] = false }
        world.killed.formUnion(killed)
        return ending == .error || ending == .fatal ? ending : .stuck
      }
    }
    for effect in killed { world.armed[effect] = false }
    world.killed.formUnion(killed)
    return .end
  }
}
