// What expressions give in a skill's scope: errors that are absorbed, steps that may not have run, namespaces as maps,
// templates, destinations, sizes at their bounds.
import Bytecode
import Compiler
import Syntax
import Testing
import VM
import Values

@Suite struct ExpressionEvaluation {
  @Test(arguments: [
    ("inputs.limit * 2 == 1000", "true"),
    ("steps.fetch.status == 200 && steps.fetch.json.n[1] == 2", "true"),
    ("steps.maybe.?text.orValue('none')", "'none'"),
    ("steps.done.?text.orValue('none')", "'gone'"),
    ("steps.done.text.value()", "'gone'"),
    ("steps.maybe.?json.?a.?b.orValue(7)", "7"),
    ("has(steps.maybe) ? 1 : 2", "2"),
    ("has(steps.done) ? 1 : 2", "1"),
    ("has(steps.done.text)", "true"),
    ("has(steps.maybe.text)", "false"),
    ("has(inputs.any.nope)", "false"),
    ("inputs.?email.value()", "'ann@example.com'"),
    ("vars.later.orValue(0) + vars.total", "7"),
    ("vars", "{'total': 7}"),
    ("size(inputs)", "5"),
    ("inputs['count'] + 1", "4"),
    ("steps['pay-now'] + '!'", "'paid!'"),
    ("row.name + string(row.id)", "'x1'"),
    ("inputs.any.nope == 1 || inputs.count == 3", "true"),
    ("inputs.count == 3 || inputs.any.nope == 1", "true"),
    ("inputs.any.nope == 1 && inputs.count == 4", "false"),
    ("inputs.count == 4 && inputs.any.nope == 1", "false"),
    ("inputs.any.nope == 1 && inputs.any.nix == 1 && inputs.count == 4", "false"),
    ("!(inputs.any.nope == 1 && false)", "true"),
    ("(inputs.any.nope == 1 || true) ? 'yes' : 'no'", "'yes'"),
    ("inputs.tags.exists(t, inputs.any.nope == t || t == 'b')", "true"),
    ("inputs.tags.exists(t, t == 'b' || int(t) == 1)", "true"),
    ("inputs.tags.all(t, t != 'b' && int(t) == 1)", "false"),
    ("inputs.tags.exists_one(t, t == 'a')", "true"),
    ("inputs.tags.filter(t, t > 'a').map(t, t + t)", "['bb']"),
    ("inputs.tags.map(t, inputs.tags.map(u, t + u))", "[['aa', 'ab'], ['ba', 'bb']]"),
    ("{'a': 1, 'b': 2}.transformMapEntry(k, v, {string(v): k})", "{'1': 'a', '2': 'b'}"),
    ("[1, ?steps.maybe.?status, ?steps.done.?status]", "[1, 404]"),
    ("{'s': 1, ?'t': steps.maybe.?status, ?'u': steps.done.?status}", "{'s': 1, 'u': 404}"),
    ("cel.bind(t, inputs.tags[0], t + t)", "'aa'"),
    ("inputs.tags.sortBy(t, t == 'a' ? 2 : 1)", "['b', 'a']"),
    ("steps.fetch", "{'status': 200, 'headers': {'etag': 'x'}, 'json': {'n': [1, 2]}, 'text': 'ok'}"),
    ("-inputs.count - 1", "-4"),
    ("inputs.count > 2 == true", "true"),
    ("math.greatest(inputs.count, 9, 2)", "9"),
  ])
  func anExpressionGives(_ text: String, _ expected: String) throws {
    let value = try evaluate(text)
    let wanted = try #require(try evaluate(expected).value)
    #expect(value.value == wanted, "\(text): \(value)")
  }

  @Test(arguments: [
    // An instruction of its own is told of as it is written.
    ("inputs.count - 9223372036854775807 - 20", "integer overflow: -9223372036854775804 - 20"),
    ("inputs.count + 9223372036854775800 + 20", "integer overflow: 9223372036854775803 + 20"),
    ("1 / (inputs.count - 3)", "division by zero"),
    ("inputs.any.nope", "no such key: 'nope'"),
    ("inputs.any.nope == 1 && inputs.count == 3", "no such key: 'nope'"),
    ("inputs.count == 3 && inputs.any.nope == 1", "no such key: 'nope'"),
    ("inputs.any.nope == 1 || inputs.count == 4", "no such key: 'nope'"),
    ("inputs.tags.all(t, int(t) == 1)", "not an int: 'b'"),
    ("steps.maybe.text.value()", "optional.none() has no value"),
    ("inputs.any && true", "expected a bool, not a value of type map"),
    ("{inputs.email: 1, 'ann@example.com': 2}", "duplicate key: 'ann@example.com'"),
  ])
  func anExpressionRaises(_ text: String, _ message: String) throws {
    let found = try evaluate(text).message
    #expect(found == message)
  }

  @Test func textAroundASecretIsASecret() throws {
    let found = try evaluateTemplate(["Bearer ", "secrets.token", " for ", "inputs.count"])
    #expect(found.value == .secret(SecretText(parts: [.text("Bearer "), .hole("vault:token"), .text(" for 3")])))
  }

  @Test func aTextIsPutTogether() throws {
    let found = try evaluateTemplate(
      ["n=", "inputs.count", " l=", "inputs.limit", " t=", "inputs.tags", " e=", "inputs.email", "", "'!'"])
    #expect(found.value == "n=3 l=500.0 t=[\"a\",\"b\"] e=ann@example.com!")
  }

  @Test func aLongTextIsPutTogetherInBlocks() throws {
    var parts: [String] = []
    var expected = ""
    for number in 0..<200 {
      parts += ["\(number):", "inputs.count"]
      expected += "\(number):3"
    }
    #expect(try evaluateTemplate(parts).value == .string(expected))
  }

  @Test func whatMayBeMissingDoesNotStandInAText() throws {
    guard case .refused(let diagnostics) = try evaluateTemplate(["a ", "vars.later"]) else {
      Issue.record("not refused")
      return
    }
    #expect(diagnostics.map(\.code.text) == ["TW0417"])
  }

  @Test func aVariableKeepsItsValueWhereItsExpressionRaises() throws {
    // vars.total is written by `[1,2].map(…)` that raises half way, and handled: it must still be 7.
    let scope = TestScope.sample
    let (checked, diagnostics) = check("[1, 2, 0].map(n, vars.total / n)[0] + vars.total")
    #expect(diagnostics.isEmpty)
    let total = try #require(scope.resolve(namespace: "vars", field: "total")).register
    let program = try scope.program { function, builder in
      let caught = function.makeLabel()
      function.openHandler(.errors, into: function.lastingRegister(), target: caught)
      _ = checked!.lower(into: function, program: builder, to: total)
      function.closeHandler()
      function.bind(caught)
      function.emit(.return(a: total))
    }
    #expect(try run(program, inputs: scope.inputs).value == 7)
  }

  @Test(arguments: ["vars.total > 5 && vars.total < 9", "[vars.total, vars.total].exists(t, t == vars.total)"])
  func aDestinationMayBeReadByItsOwnExpression(_ text: String) throws {
    let scope = TestScope.sample
    let (checked, _) = check(text)
    let total = try #require(scope.resolve(namespace: "vars", field: "total")).register
    let program = try scope.program { function, builder in
      let place = checked!.lower(into: function, program: builder, to: total)
      #expect(place == total)
      function.emit(.return(a: total))
    }
    #expect(try run(program, inputs: scope.inputs).value == true)
  }

  @Test func longLiteralsAndCallsAreEvaluated() throws {
    let numbers = (0..<1000).map { "inputs.count + \($0)" }
    #expect(try evaluate("[\(numbers.joined(separator: ", "))].size()").value == 1000)
    #expect(try evaluate("math.greatest(\(numbers.prefix(400).joined(separator: ", ")))").value == 402)
    let entries = (0..<500).map { "'k\($0)': inputs.count" }
    #expect(try evaluate("{\(entries.joined(separator: ", "))}.size()").value == 500)
  }

  @Test func chainsMayBeLongAndBracketsDeep() throws {
    let sum = Array(repeating: "inputs.count", count: 290).joined(separator: " + ")
    #expect(try evaluate(sum).value == 870)
    let and = Array(repeating: "inputs.count == 3", count: 2_000).joined(separator: " && ")
    #expect(try evaluate(and).value == true)
    let deep = String(repeating: "(", count: 95) + "inputs.count" + String(repeating: ")", count: 95)
    #expect(try evaluate(deep).value == 3)
    let tooMany = Array(repeating: "inputs.count", count: 10_000).joined(separator: " + ")
    guard case .refused(let diagnostics) = try evaluate(tooMany) else {
      Issue.record("not refused")
      return
    }
    #expect(!diagnostics.isEmpty)
  }

  @Test func aPreparedExpressionIsEvaluatedAgainAndAgain() throws {
    let scope = TestScope.sample
    let (checked, _) = check("inputs.tags.map(t, t + inputs.email).filter(t, t.startsWith('b') || int(t) == 1)")
    let program = try scope.program { function, builder in
      let value = checked!.lower(into: function, program: builder)
      function.emit(.return(a: value))
    }
    var prepared = try PreparedExpression(program: try program.verified(), inputs: scope.inputs)
    #expect(throws: EvaluationError.self) { try prepared.evaluatePlain() }
    let (other, _) = check("inputs.tags.exists(t, int(t) == 1 || t == 'b')")
    let second = try scope.program { function, builder in
      let value = other!.lower(into: function, program: builder)
      function.emit(.return(a: value))
    }
    prepared = try PreparedExpression(program: try second.verified(), inputs: scope.inputs)
    for _ in 0..<100 { #expect(try prepared.evaluatePlain() == true) }
  }

  @Test func anErrorNamesItsStep() throws {
    let builder = ProgramBuilder(manifest: ProgramManifest(skill: "test"))
    let function = builder.addFunction(name: "test", parameters: 1)
    let step = builder.addStep(
      StepRow(
        id: nil, label: "set_1", action: "set", function: 0, parent: nil, topLevel: 1, place: SourcePoint()))
    var environment = ExpressionEnvironment()
    environment.declare("run", .dyn)
    environment.declare("error", .record([.init("kind", .string), .init("message", .string), .init("step", .string)]))
    let caught = function.makeLabel()
    let error = function.lastingRegister()
    #expect(error == environment.resolve(qualified: ["error"], absolute: false)?.register)
    function.openHandler(.errors, into: error, target: caught)
    function.emit(.step(n: step))
    function.emit(.loadInt(d: error, value: 0))
    function.emit(.divide(d: error, a: error, b: error))
    function.closeHandler()
    function.bind(caught)
    let (checked, diagnostics) = check("[error.kind, error.message, error.step]", in: environment)
    #expect(diagnostics.isEmpty)
    function.emit(.return(a: checked!.lower(into: function, program: builder)))
    #expect(try run(try builder.finish(), inputs: []).value == ["expression", "division by zero", "set_1"])
  }

  /// Texts and expressions in turn.
  private func evaluateTemplate(_ parts: [String]) throws -> Evaluated {
    var bag = DiagnosticBag()
    var made: [TemplateSyntax.Part] = []
    for (index, part) in parts.enumerated() {
      if index % 2 == 0 {
        made.append(.text(part))
      } else {
        made.append(.expression(try #require(parseExpression(SourceFile(name: "<test>", text: part), into: &bag))))
      }
    }
    let template = TemplateSyntax(made, Place(file: FileID(0), 0..<0))
    let checked = CheckedTemplate.check(template, in: TestScope.sample, diagnostics: &bag)
    guard checked.isValid else { return .refused(bag.sorted) }
    let program = try TestScope.sample.program { function, builder in
      let value = checked.lower(into: function, program: builder)
      function.emit(.return(a: value))
    }
    return try run(program, inputs: TestScope.sample.inputs)
  }
}
