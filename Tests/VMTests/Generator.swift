// Whole skills and whole worlds from one seed: programs with arithmetic, lists, maps, loops, errors, `finally`, forks, gates,
// budgets that ask, effects with probes, permits, timers, time limits and calls, and outcomes that a run of them may meet. A seed is all one needs to see a
// failure again.
import Bytecode
import VM
import Values

/// Vigna's SplitMix64: the next number depends on nothing but the seed.
struct Seeded {
  var state: UInt64
  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
  mutating func pick<T>(_ elements: [T]) -> T { elements[below(elements.count)] }
}

/// Writes one random program. Variables 0 ..< numbers hold ints, the others lists; texts and maps live inside lists.
struct Generator {
  var random: Seeded
  let skill: TestSkill
  /// Skills that can be called from the one being written: their numbers.
  private var callable: [UInt16] = []
  private var labels = 0
  /// How many statements may still be written, so that programs stay small.
  private var left = 40
  private var depth = 0
  private var loops = 0

  private struct Scope {
    var skill: TestSkill
    var numbers: [Register]
    var lists: [Register]
    var writable: Set<Register>
    var isInArm = false
  }

  static func program(seed: UInt64) throws -> VerifiedProgram {
    var generator = Generator(seed)
    generator.write()
    return try generator.skill.finish()
  }

  private init(_ seed: UInt64) {
    random = Seeded(seed)
    // Some have few steps and ask for more.
    let asks = seed % 4 == 2
    skill = TestSkill(
      "seed_\(seed)", inputs: ["a", "b"], budgetSteps: asks ? 2 + seed / 4 % 19 : nil, asksForBudget: asks)
  }

  private mutating func write() {
    // Called ones first, so that each can call those before it.
    for number in 0..<random.below(3) {
      let called = skill.called("called_\(number)", inputs: 1)
      left = 10
      body(of: called, inputs: [0])
      callable.append(called.f.index)
    }
    left = 40
    body(of: skill, inputs: [0])
  }

  private mutating func body(of skill: TestSkill, inputs: [Register]) {
    let f = skill.f
    var scope = Scope(skill: skill, numbers: [], lists: [], writable: [])
    for number in 0..<4 { scope.numbers.append(f.named("vars.n\(number)")) }
    for number in 0..<3 { scope.lists.append(f.named("vars.l\(number)")) }
    scope.writable = Set(scope.numbers + scope.lists)
    skill.step(label("start"))
    f.emit(.move(d: scope.numbers[0], a: inputs[0]))
    for register in scope.numbers.dropFirst() {
      f.emit(.loadInt(d: register, value: Int32(random.below(20)) - 5))
    }
    for register in scope.lists { f.emit(.load(d: register, k: skill.builder.constant([1, "two", ["three": 3]]))) }
    statements(scope, 3 + random.below(8))
    let first = f.temporaries(2)
    f.emit(.move(d: first, a: random.pick(scope.numbers)))
    f.emit(.move(d: first + 1, a: random.pick(scope.lists)))
    f.emit(.makeList(d: first, first: first, count: 2))
    f.emit(.return(a: first))
  }

  private mutating func label(_ word: String) -> String {
    labels += 1
    return "\(word)_\(labels)"
  }

  // MARK: Statements

  private mutating func statements(_ scope: Scope, _ count: Int) {
    depth += 1
    defer { depth -= 1 }
    for _ in 0..<count {
      left -= 1
      if left < 0 { return }
      let mark = scope.skill.f.mark
      statement(scope)
      scope.skill.f.release(to: mark)
    }
  }

  private func number(_ scope: Scope) -> [Register] { scope.numbers.filter(scope.writable.contains) }
  private func list(_ scope: Scope) -> [Register] { scope.lists.filter(scope.writable.contains) }

  private mutating func statement(_ scope: Scope) {
    let skill = scope.skill
    let f = skill.f
    let numbers = number(scope)
    let lists = list(scope)
    guard !numbers.isEmpty, !lists.isEmpty else { return }
    let nested = depth < 5
    switch random.below(21) {
    case 0, 1:
      skill.step(label("set"))
      f.emit(.move(d: random.pick(numbers), a: numberExpression(scope, 2)))
    case 2, 3:
      skill.step(label("set"))
      f.emit(.move(d: random.pick(lists), a: listExpression(scope, 2)))
    case 4, 5, 6:
      effect(scope, into: random.chance(70) ? random.pick(numbers) : random.pick(lists))
    case 7, 8: gate(scope, into: random.pick(lists))
    case 9:
      skill.step(label("wait"))
      f.emit(.timer(a: skill.constant(.duration(DurationValue(seconds: Int64(random.below(100)), nanoseconds: 0)))))
    case 10, 11: if nested { loop(scope) }
    case 12: if nested { condition(scope) }
    case 13, 14:
      guard nested else { return }
      let result = random.pick(lists)
      let boxed = Box(self)
      boxed.value.left = min(left, 6)
      skill.attempt(random.chance(80) ? .errors : .evaluation) {
        boxed.value.statements(scope, 3)
      } catch: { error in
        f.emit(.makeList(d: result, first: error, count: 1))
        boxed.value.statements(scope, 1)
      }
      take(boxed.value)
    case 15:
      guard nested else { return }
      let boxed = Box(self)
      boxed.value.left = min(left, 6)
      skill.always {
        boxed.value.statements(scope, 3)
      } finally: {
        boxed.value.statements(scope, 2)
      }
      take(boxed.value)
    case 16: if nested { parallel(scope) }
    case 17: if nested { rows(scope) }
    case 18: if nested { within(scope) }
    case 19:
      guard !callable.isEmpty else { return }
      skill.step(label("call"), "call")
      let first = f.temporaries(2)
      f.emit(.move(d: first, a: random.pick(scope.numbers)))
      f.emit(.move(d: first + 1, a: 0))
      f.emit(.callSkill(d: random.pick(lists), skill: random.pick(callable), first: first))
    default:
      if random.chance(30) {
        skill.step(label("fail"), "fail")
        f.emit(.fail(kind: random.chance(80) ? .fail : .rejected, a: skill.constant("on purpose")))
      } else {
        skill.step(label("log"), "log")
        let first = f.temporaries(2)
        f.emit(.move(d: first, a: random.pick(scope.numbers)))
        f.emit(.move(d: first + 1, a: random.pick(scope.lists)))
        f.emit(.interpolate(d: first, first: first, count: 2))
        f.emit(.log(a: first))
      }
    }
  }

  private mutating func take(_ other: Generator) {
    let saved = left
    self = other
    left = saved - 6
  }

  private final class Box {
    var value: Generator
    init(_ value: Generator) { self.value = value }
  }

  private mutating func effect(_ scope: Scope, into d: Register) {
    let skill = scope.skill
    let f = skill.f
    let number = skill.step(label("effect"), "http")
    let isIrreversible = random.chance(25)
    let hasProbe = random.chance(40)
    let permit = isIrreversible ? f.lastingRegister() : noRegister
    let effect = f.addEffect(
      EffectRow(
        step: number, kind: "http", repeats: isIrreversible ? .once : .idempotent, isIrreversible: isIrreversible,
        options: .map([])))
    let parts = f.temporaries(4)
    let arguments = f.temporary()
    f.emit(.load(d: parts, k: skill.builder.constant("amount")))
    f.emit(.move(d: parts + 1, a: random.pick(scope.numbers)))
    f.emit(.load(d: parts + 2, k: skill.builder.constant("items")))
    f.emit(.move(d: parts + 3, a: random.pick(scope.lists)))
    f.emit(.makeMap(d: arguments, first: parts, count: 2))
    if isIrreversible {
      f.emit(.unset(d: permit))
      let box = Box(self)
      let approve = {
        box.value.decide(scope, into: f.temporary())
        if box.value.random.chance(90) { f.emit(.move(d: permit, a: arguments)) }
      }
      if random.chance(25) {
        // Two who are asked at once; both have to have said yes.
        skill.parallel(label("both"), [("one", [permit], approve), ("other", [permit], approve)])
      } else {
        approve()
      }
      take(box.value)
    }
    let result = f.temporary()
    f.emit(.unset(d: result))
    let again = f.bindNewLabel()
    f.emit(.effect(d: result, effect: effect, a: arguments, permit: permit))
    let after = f.makeLabel()
    f.emit(.jump(to: 0), to: after)
    if hasProbe {
      f.setProbe(of: effect, at: f.bindNewLabel())
      let unknown = f.makeLabel()
      let error = f.lastingRegister()
      let found = f.temporary()
      f.openHandler(.errors, into: error, target: unknown)
      let look = skill.step(label("look"), "http")
      let row = f.addEffect(
        EffectRow(step: look, kind: "http", repeats: .pure, isIrreversible: false, options: .map([])))
      f.emit(.effect(d: found, effect: row, a: arguments, permit: noRegister))
      f.closeHandler()
      let zero = f.temporary()
      f.emit(.loadInt(d: zero, value: 0))
      let happened = f.makeLabel()
      f.emit(.jumpUnlessEqualInt(a: found, value: 0, to: 0), to: happened)
      let lost = f.makeLabel()
      f.emit(.jumpIfError(a: result, to: 0), to: lost)
      f.emit(.loop(to: 0), to: again)
      f.bind(happened)
      f.emit(.move(d: result, a: found))
      f.emit(.jump(to: 0), to: after)
      f.bind(unknown)
      f.emit(.doubt(d: result, effect: effect, a: arguments, permit: permit))
      f.emit(.jump(to: 0), to: after)
      f.bind(lost)
      f.emit(.move(d: found, a: result))
      f.emit(.unset(d: result))
      f.emit(.raise(a: found))
    }
    f.bind(after)
    // The world answers with a number or a list; what does not fit the variable becomes what does.
    if scope.numbers.contains(d) {
      let other = f.makeLabel()
      let error = f.temporary()
      f.openHandler(.evaluation, into: error, target: other)
      f.emit(.addInt(d: result, a: result, value: 0))
      f.emit(.move(d: d, a: result))
      f.closeHandler()
      f.bind(other)
    } else {
      f.emit(.makeList(d: d, first: result, count: 1))
    }
  }

  /// A gate that raises `rejected` unless approved.
  private mutating func decide(_ scope: Scope, into d: Register) {
    let skill = scope.skill
    let f = skill.f
    let number = skill.step(label("gate"), "approve")
    let gate = f.addGate(GateRow(step: number, id: "g\(number)", kind: .approve, options: .map([])))
    let parts = f.temporaries(2)
    f.emit(.load(d: parts, k: skill.builder.constant("prompt")))
    f.emit(.move(d: parts + 1, a: random.pick(scope.lists)))
    f.emit(.makeMap(d: parts, first: parts, count: 1))
    f.emit(.gate(d: d, gate: gate, a: parts))
    f.emit(.field(d: parts, a: d, k: skill.builder.constant("approved")))
    let approved = f.makeLabel()
    f.emit(.jumpIf(a: parts, to: 0), to: approved)
    f.emit(.load(d: parts, k: skill.builder.constant("rejected by a person")))
    f.emit(.fail(kind: .rejected, a: parts))
    f.bind(approved)
  }

  private mutating func gate(_ scope: Scope, into d: Register) {
    let f = scope.skill.f
    let result = f.temporary()
    decide(scope, into: result)
    f.emit(.makeList(d: d, first: result, count: 1))
  }

  private mutating func loop(_ scope: Scope) {
    guard loops < 3 else { return }
    loops += 1
    defer { loops -= 1 }
    let skill = scope.skill
    let f = skill.f
    skill.step(label("for"), "for")
    let index = f.lastingRegister()
    if random.chance(50) {
      // Over a list, of which nobody knows how long it is.
      let over = f.lastingRegister()
      let item = f.lastingRegister()
      f.emit(.move(d: over, a: random.pick(scope.lists)))
      f.emit(.loadInt(d: index, value: 0))
      let done = f.makeLabel()
      let head = f.bindNewLabel()
      f.emit(.iterMore(index: index, a: over, to: 0), to: done)
      f.emit(.iterItem(d: item, a: over, index: index))
      let lists = list(scope)
      f.emit(.makeList(d: random.pick(lists), first: item, count: 1))
      statements(scope, 2)
      f.go(to: head)
      f.bind(done)
    } else {
      let limit = f.lastingRegister()
      f.emit(.loadInt(d: index, value: 0))
      f.emit(.loadInt(d: limit, value: Int32(1 + random.below(6))))
      let done = f.makeLabel()
      let head = f.bindNewLabel()
      f.emit(.jumpUnlessLess(a: index, b: limit, to: 0), to: done)
      statements(scope, 2)
      f.emit(.addInt(d: index, a: index, value: 1))
      f.go(to: head)
      f.bind(done)
    }
  }

  private mutating func condition(_ scope: Scope) {
    let f = scope.skill.f
    scope.skill.step(label("if"), "if")
    let other = f.makeLabel()
    let after = f.makeLabel()
    f.emit(.jumpUnlessLess(a: numberExpression(scope, 1), b: numberExpression(scope, 1), to: 0), to: other)
    statements(scope, 2)
    f.emit(.jump(to: 0), to: after)
    f.bind(other)
    statements(scope, 2)
    f.bind(after)
  }

  private mutating func parallel(_ scope: Scope) {
    let skill = scope.skill
    var arms: [(name: String, writes: [Register], body: () -> Void)] = []
    let box = Box(self)
    box.value.left = min(left, 8)
    var numbers = number(scope)
    var lists = list(scope)
    for number in 0..<2 + random.below(2) where !numbers.isEmpty && !lists.isEmpty {
      var inner = scope
      let writes = [numbers.removeLast(), lists.removeLast()]
      inner.writable = Set(writes)
      inner.isInArm = true
      let arm = inner
      arms.append(("arm_\(number)", writes, { box.value.statements(arm, 3) }))
    }
    guard !arms.isEmpty else { return }
    skill.parallel(label("parallel"), arms)
    take(box.value)
  }

  private mutating func within(_ scope: Scope) {
    let box = Box(self)
    box.value.left = min(left, 6)
    var inner = scope
    let writes = [number(scope)[0], list(scope)[0]]
    inner.writable = Set(writes)
    inner.isInArm = true
    let arm = inner
    let seconds = Int64(random.below(100))
    scope.skill.within(label("within"), seconds: seconds, writes: writes) { box.value.statements(arm, 3) }
    take(box.value)
  }

  private mutating func rows(_ scope: Scope) {
    let skill = scope.skill
    let f = skill.f
    let numbers = number(scope)
    let lists = list(scope)
    let item = f.lastingRegister()
    let over = f.lastingRegister()
    let box = Box(self)
    box.value.left = min(left, 5)
    var inner = scope
    inner.writable = [numbers[0], lists[0]]
    inner.isInArm = true
    let row = inner
    f.emit(.move(d: over, a: random.pick(scope.lists)))
    skill.rows(
      label("rows"), in: over, item: item, atOnce: UInt32(random.below(4)), collect: numbers[0],
      into: lists[lists.count - 1],
      writes: lists.count > 1 ? [lists[0], numbers[0]].sorted() : []
    ) {
      f.emit(.makeList(d: lists[0], first: item, count: 1))
      box.value.statements(row, 3)
    }
    take(box.value)
  }

  // MARK: Expressions

  private mutating func numberExpression(_ scope: Scope, _ depth: Int) -> Register {
    let f = scope.skill.f
    let d = f.temporary()
    if depth == 0 || random.chance(30) {
      if random.chance(50) { return random.pick(scope.numbers) }
      f.emit(.loadInt(d: d, value: Int32(random.below(100)) - 20))
      return d
    }
    switch random.below(8) {
    case 0: f.emit(.add(d: d, a: numberExpression(scope, depth - 1), b: numberExpression(scope, depth - 1)))
    case 1: f.emit(.subtract(d: d, a: numberExpression(scope, depth - 1), b: numberExpression(scope, depth - 1)))
    case 2: f.emit(.multiply(d: d, a: numberExpression(scope, depth - 1), b: numberExpression(scope, depth - 1)))
    case 3: f.emit(.modulo(d: d, a: numberExpression(scope, depth - 1), b: numberExpression(scope, depth - 1)))
    case 4: f.emit(.addInt(d: d, a: numberExpression(scope, depth - 1), value: Int16(random.below(7))))
    case 5: f.emit(.negate(d: d, a: numberExpression(scope, depth - 1)))
    case 6: f.emit(.moduloInt(d: d, a: numberExpression(scope, depth - 1), value: Int16(random.below(9)) - 2))
    default:
      // How many elements a list has, by walking through it.
      let list = random.pick(scope.lists)
      let index = f.temporary()
      let item = f.temporary()
      f.emit(.loadInt(d: d, value: 0))
      f.emit(.loadInt(d: index, value: 0))
      let done = f.makeLabel()
      let head = f.bindNewLabel()
      f.emit(.iterMore(index: index, a: list, to: 0), to: done)
      f.emit(.iterItem(d: item, a: list, index: index))
      f.emit(.addInt(d: d, a: d, value: 1))
      f.go(to: head)
      f.bind(done)
    }
    return d
  }

  private mutating func listExpression(_ scope: Scope, _ depth: Int) -> Register {
    let f = scope.skill.f
    if depth == 0 || random.chance(20) { return random.pick(scope.lists) }
    let d = f.temporary()
    switch random.below(6) {
    case 0:
      let first = f.temporaries(3)
      f.emit(.move(d: first, a: numberExpression(scope, depth - 1)))
      f.emit(.move(d: first + 1, a: listExpression(scope, depth - 1)))
      f.emit(.move(d: first + 2, a: first + 1))
      f.emit(.makeList(d: d, first: first, count: 3))
    case 1: f.emit(.add(d: d, a: listExpression(scope, depth - 1), b: listExpression(scope, depth - 1)))
    case 2:
      let first = f.temporaries(4)
      f.emit(.load(d: first, k: scope.skill.builder.constant("n")))
      f.emit(.move(d: first + 1, a: numberExpression(scope, depth - 1)))
      f.emit(.move(d: first + 2, a: numberExpression(scope, depth - 1)))
      f.emit(.move(d: first + 3, a: listExpression(scope, depth - 1)))
      f.emit(.makeMap(d: first, first: first, count: 2))
      f.emit(.makeList(d: d, first: first, count: 1))
    case 3:
      // A text that was never there before.
      let first = f.temporaries(2)
      f.emit(.move(d: first, a: numberExpression(scope, depth - 1)))
      f.emit(.load(d: first + 1, k: scope.skill.builder.constant(" pieces and a little more text")))
      f.emit(.interpolate(d: first, first: first, count: 2))
      f.emit(.makeList(d: d, first: first, count: 1))
    case 4:
      // Built piece by piece, garbage or not.
      let index = f.temporary()
      let limit = f.temporary()
      let item = f.temporary()
      f.emit(.newList(d: d))
      f.emit(.loadInt(d: index, value: 0))
      f.emit(.loadInt(d: limit, value: Int32(random.below(30))))
      let more = f.makeLabel()
      let done = f.makeLabel()
      let head = f.bindNewLabel()
      f.emit(.count(index: index, limit: limit, to: 0), to: more)
      f.go(to: done)
      f.bind(more)
      f.emit(.makeList(d: item, first: index, count: 1))
      f.emit(.append(d: d, a: item))
      f.go(to: head)
      f.bind(done)
    default:
      let a = listExpression(scope, depth - 1)
      let item = f.temporary()
      f.emit(.index(d: item, a: a, b: numberExpression(scope, 0)))
      f.emit(.makeList(d: d, first: item, count: 1))
    }
    return d
  }
}

/// What becomes of tickets, from a seed.
struct World {
  var random: Seeded
  init(seed: UInt64) { random = Seeded(seed ^ 0xA5A5_A5A5) }

  mutating func next(_ requests: [Request], _ program: VerifiedProgram) -> Consumed {
    if random.chance(2) { return .interrupted(kind: random.chance(50) ? .cancelled : .budget, message: "enough") }
    let request = random.pick(requests)
    return .outcome(request.ticket, outcome(request, program))
  }

  private mutating func outcome(_ request: Request, _ program: VerifiedProgram) -> Outcome {
    switch request.wish {
    case .effect(let row, _, _, let inDoubt):
      switch random.below(12) {
      case 0:
        return .failed(
          kind: random.chance(70) ? .effect : .timeout, message: "it broke", sent: random.chance(50),
          heard: random.chance(50), code: random.chance(50) ? 503 : nil)
      case 1: return .question(kind: "choice", payload: ["options": .list([value(2), value(2)])])
      case 2, 3:
        if program.program.effects[row].probe != nil, !inDoubt {
          return random.chance(50) ? .inDoubt : .lost(kind: .timeout, message: "no answer")
        }
        return .done(value(0))
      default: return .done(value(2))
      }
    case .budget:
      return random.chance(90)
        ? .decided(["approved": true, "more": .int(Int64(random.below(12)))])
        : .decided(["approved": false, "reason": "enough"])
    case .gate, .question:
      return random.chance(90)
        ? .decided(["approved": true, "by": ["ann"], "fields": value(2)])
        : .decided(["approved": false, "reason": "no"])
    case .timer, .timerUntil: return .done(.null)
    }
  }

  private mutating func value(_ depth: Int) -> PlainValue {
    switch random.below(depth > 0 ? 8 : 4) {
    case 0, 1, 2: return .int(Int64(random.below(50)) - 3)
    case 3: return .string("text \(random.below(1000)) ü")
    case 4: return .double(Double(random.below(1000)) / 8)
    case 5: return .list((0..<random.below(4)).map { _ in value(depth - 1) })
    case 6:
      return .map((0..<random.below(12)).map { PlainEntry(key: .string("key_\($0)"), value: value(depth - 1)) })
    default: return .optional(random.chance(50) ? nil : value(depth - 1))
    }
  }
}
