// Generated expressions: what the compiled code gives on a machine is what the definition gives, folded or not, as a value
// and as a condition, prepared or on a machine that collects garbage whenever it may.
import Bytecode
import Compiler
import Syntax
import Testing
import VM
import Values

/// Numbers from a seed (SplitMix64).
struct Chance {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }
  mutating func pick<T>(_ choices: [T]) -> T { choices[below(choices.count)] }
}

/// Writes expressions that type-check, of which many raise.
struct ExpressionWriter {
  enum Kind: CaseIterable { case int, bool, string, ints, map }
  var chance: Chance
  private var variables: [(String, Kind)] = [
    ("i", .int), ("zero", .int), ("b", .bool), ("s", .string), ("l", .ints), ("m", .map),
  ]
  private var made = 0

  init(seed: UInt64) { chance = Chance(state: seed) }

  static let values: [String: PlainValue] = [
    "i": 5, "zero": 0, "b": true, "s": "12x", "l": [3, 0, 5, 1], "m": ["a": 1, "b": 0, "k": 7],
  ]

  mutating func write(_ kind: Kind, _ depth: Int) -> String {
    let known = variables.filter { $0.1 == kind }.map(\.0)
    if depth == 0 || chance.below(8) == 0 {
      if !known.isEmpty, chance.below(3) > 0 { return chance.pick(known) }
      switch kind {
      case .int: return chance.pick(["0", "1", "-3", "7", "9223372036854775807"])
      case .bool: return chance.pick(["true", "false"])
      case .string: return chance.pick(["''", "'a'", "'5'", "'xyz'"])
      case .ints: return chance.pick(["[]", "[1]", "[0, 2, 4]"])
      case .map: return chance.pick(["{}", "{'a': 2}", "{'k': 0, 'z': 1}"])
      }
    }
    let d = depth - 1
    func both(_ writer: inout Self, _ kind: Kind) -> (String, String) { (writer.write(kind, d), writer.write(kind, d)) }
    switch kind {
    case .int:
      switch chance.below(13) {
      case 0, 1:
        let (a, b) = both(&self, .int)
        return "(\(a) \(chance.pick(["+", "-", "*", "/", "%"])) \(b))"
      case 2: return "\(write(.ints, d))[\(write(.int, d))]"
      case 3: return "\(write(.map, d)).\(chance.pick(["a", "k", "nope"]))"
      case 4: return "\(write(.map, d))[\(write(.string, d))]"
      case 5: return "int(\(write(.string, d)))"
      case 6: return "size(\(write(.string, d)))"
      case 7:
        let (a, b) = both(&self, .int)
        return "(\(write(.bool, d)) ? \(a) : \(b))"
      case 8: return "\(write(.map, d)).?\(chance.pick(["a", "nope"])).orValue(\(write(.int, d)))"
      case 9: return "-(\(write(.int, d)))"
      case 10: return bound(d, .int)
      case 11: return "\(write(.ints, d))[?\(write(.int, d))].optMap(y, y + 1).orValue(\(write(.int, d)))"
      default: return "\(write(.ints, d)).size()"
      }
    case .bool:
      switch chance.below(13) {
      case 0, 1: return logic("&&", d)
      case 2, 3: return logic("||", d)
      case 4: return "!(\(write(.bool, d)))"
      case 5, 6:
        let (a, b) = both(&self, .int)
        return "(\(a) \(chance.pick(["<", "<=", ">", ">=", "==", "!="])) \(b))"
      case 7: return quantifier(d)
      case 8: return "(\(write(.int, d)) in \(write(.ints, d)))"
      case 9: return "has(\(write(.map, d)).\(chance.pick(["a", "nope"])))"
      case 10:
        let (a, b) = both(&self, chance.pick([.string, .ints, .map]))
        return "(\(a) == \(b))"
      case 11:
        let (a, b) = both(&self, .bool)
        return "(\(write(.bool, d)) ? \(a) : \(b))"
      default: return "\(write(.string, d)).startsWith(\(write(.string, d)))"
      }
    case .string:
      switch chance.below(4) {
      case 0:
        let (a, b) = both(&self, .string)
        return "(\(a) + \(b))"
      case 1: return "string(\(write(.int, d)))"
      case 2: return "\(write(.string, d)).substring(\(write(.int, d)))"
      default: return bound(d, .string)
      }
    case .ints:
      switch chance.below(6) {
      case 0:
        let (a, b) = both(&self, .int)
        return "[\(a), \(b), ?\(write(.map, d)).?a]"
      case 1: return loop(d, .ints) { "\($0).map(\($1), \($2))" }
      case 2: return loop(d, .ints, .bool) { "\($0).filter(\($1), \($2))" }
      case 3:
        let (a, b) = both(&self, .ints)
        return "(\(a) + \(b))"
      case 4: return loop(d, .ints) { "\($0).transformList(x_, \($1), \($1) > 0, \($2))" }
      default: return "\(write(.ints, d)).map(x_, x_ > 1, \(write(.int, d)))"
      }
    case .map:
      switch chance.below(4) {
      case 0: return "{\(write(.string, d)): \(write(.int, d)), 'a': \(write(.int, d))}"
      case 1: return "{'q': \(write(.int, d)), ?'a': \(write(.map, d)).?k}"
      case 2: return loop(d, .map) { "\($0).transformMap(k_, \($1), \($2))" }
      default: return loop(d, .ints) { "\($0).transformMapEntry(k_, \($1), {string(\($1)): \($2)})" }
      }
    }
  }

  private mutating func logic(_ word: String, _ d: Int) -> String {
    "(" + (0..<(2 + chance.below(3))).map { _ in write(.bool, d) }.joined(separator: " \(word) ") + ")"
  }

  private mutating func name() -> String {
    made += 1
    return "v\(made)"
  }

  private mutating func with<R>(_ name: String, _ kind: Kind, _ body: (inout Self) -> R) -> R {
    variables.append((name, kind))
    defer { variables.removeLast() }
    return body(&self)
  }

  private mutating func bound(_ d: Int, _ kind: Kind) -> String {
    let inner = chance.pick(Kind.allCases)
    let value = write(inner, d)
    let name = name()
    return with(name, inner) { "cel.bind(\(name), \(value), \($0.write(kind, d)))" }
  }

  private mutating func quantifier(_ d: Int) -> String {
    let range = write(.ints, d)
    let name = name()
    let word = chance.pick(["all", "exists", "exists_one"])
    return with(name, .int) { "\(range).\(word)(\(name), \($0.write(.bool, d)))" }
  }

  private mutating func loop(
    _ d: Int, _ range: Kind, _ body: Kind = .int, _ text: (String, String, String) -> String
  ) -> String {
    let list = write(range, d)
    let name = name()
    return with(name, .int) { text(list, name, $0.write(body, d)) }
  }
}

@Suite struct ExpressionProperties {
  static let environment: ExpressionEnvironment = {
    var environment = ExpressionEnvironment()
    for (name, type) in [
      ("i", CELType.int), ("zero", .int), ("b", .bool), ("s", .string), ("l", .list(.int)), ("m", .map(.string, .int)),
    ] {
      environment.declare(name, type)
    }
    return environment
  }()

  @Test(arguments: [UInt64(1), 2, 3])
  func compiledCodeGivesWhatTheDefinitionGives(_ seed: UInt64) throws {
    var writer = ExpressionWriter(seed: seed)
    var raised = 0
    for _ in 0..<60 {
      let kind = writer.chance.pick(ExpressionWriter.Kind.allCases + [.bool, .bool])
      let text = writer.write(kind, 4)
      var bag = DiagnosticBag()
      let file = SourceFile(name: "<test>", text: text)
      guard let syntax = parseExpression(file, into: &bag) else {
        Issue.record("\(text): \(bag.sorted.map(\.message))")
        continue
      }
      var reference = ReferenceEvaluator(syntax: syntax)
      let expected = reference.evaluate(ExpressionWriter.values)
      if case .failure = expected { raised += 1 }
      for folding in [true, false] {
        let checked = ExpressionChecker.check(syntax, in: Self.environment, folding: folding, diagnostics: &bag)
        guard checked.isValid else {
          Issue.record("\(text): \(bag.sorted.map(\.message))")
          break
        }
        let found = try run(checked, file)
        #expect(agree(found, expected), "\(text)\n  folding: \(folding) gives \(found), not \(expected)")
        if kind == .bool {
          let branch = try run(checked, file, asCondition: true)
          #expect(agree(branch, expected), "\(text)\n  as a condition, gives \(branch), not \(expected)")
        }
      }
    }
    #expect(raised > 10, "too few of them raise to say anything about errors")
  }

  private func agree(_ found: Result<PlainValue, EvaluationError>, _ expected: Result<PlainValue, EvaluationError>)
    -> Bool
  {
    switch (found, expected) {
    case (.success(let a), .success(let b)): a == b
    case (.failure, .failure): true
    default: false
    }
  }

  private func run(
    _ checked: CheckedExpression, _ file: SourceFile, asCondition: Bool = false
  ) throws -> Result<PlainValue, EvaluationError> {
    var manifest = ProgramManifest(skill: "test")
    manifest.inputs = Self.environment.variables.map { InputRow(name: $0.name, schema: .map([]), isSecret: false) }
    let builder = ProgramBuilder(manifest: manifest)
    let function = builder.addFunction(name: "test", parameters: manifest.inputs.count + 1)
    if asCondition {
      let isFalse = function.makeLabel()
      let d = function.temporary()
      checked.lowerCondition(into: function, program: builder, ifFalse: isFalse)
      function.emit(.loadBool(d: d, value: true))
      function.emit(.return(a: d))
      function.bind(isFalse)
      function.emit(.loadBool(d: d, value: false))
      function.emit(.return(a: d))
    } else {
      function.emit(.return(a: checked.lower(into: function, program: builder)))
    }
    let program = try builder.finish().verified()
    let inputs = Self.environment.variables.map { ExpressionWriter.values[$0.name]! }
    var prepared = try PreparedExpression(program: program, inputs: inputs)
    let first = Result { () throws(EvaluationError) in try prepared.evaluatePlain() }
    let second = Result { () throws(EvaluationError) in try prepared.evaluatePlain() }
    #expect(agree(first, second), "a second evaluation gives something else")
    var limits = MachineLimits()
    limits.collectAfter = 0
    var machine = try Machine(program: program, inputs: inputs, run: .map([]), limits: limits)
    guard case .ended(let ending, _) = machine.run() else {
      Issue.record("an expression waits")
      return first
    }
    let collected: Result<PlainValue, EvaluationError>
    switch ending {
    case .completed(let value): collected = .success(value)
    case .failed(let error): collected = .failure(EvaluationError(error.message, kind: error.kind))
    }
    #expect(agree(first, collected), "with garbage collected in every round it gives \(collected), not \(first)")
    return first
  }
}
