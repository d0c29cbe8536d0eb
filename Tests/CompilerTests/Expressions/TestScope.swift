// A skill's names as expressions see them, for tests: some inputs, variables, steps, gates and secrets. Those that the
// machine is to know are given values; the others are only checked.
import Bytecode
import Compiler
import Syntax
import VM
import Values

struct TestScope: NameScope {
  struct Entry {
    var name: String
    var type: CELType
    var mayBeUnset = false
    /// Its value at run time; nil: it has none.
    var value: PlainValue?
  }
  var namespaces: [(name: String, entries: [Entry])]
  var values: [Entry]

  static let http = CELType.record([
    .init("status", .int), .init("headers", .map(.string, .string)), .init("json", .dyn), .init("text", .string),
  ])

  static let sample = TestScope(
    namespaces: [
      (
        "inputs",
        [
          Entry(name: "email", type: .string, value: "ann@example.com"),
          Entry(name: "limit", type: .double, value: 500.0),
          Entry(name: "count", type: .int, value: 3),
          Entry(name: "tags", type: .list(.string), value: ["a", "b"]),
          Entry(name: "any", type: .dyn, value: ["k": 1]),
        ]
      ),
      ("vars", [Entry(name: "total", type: .int, value: 7), Entry(name: "later", type: .int, mayBeUnset: true)]),
      (
        "steps",
        [
          Entry(
            name: "fetch", type: http,
            value: ["status": 200, "headers": ["etag": "x"], "json": ["n": [1, 2]], "text": "ok"]),
          Entry(name: "maybe", type: http, mayBeUnset: true),
          Entry(
            name: "done", type: http, mayBeUnset: true,
            value: ["status": 404, "headers": [:], "json": nil, "text": "gone"]),
          Entry(name: "pay-now", type: .string, value: "paid"),
        ]
      ),
      (
        "gates",
        [
          Entry(
            name: "otp", type: .record([.init("approved", .bool), .init("code", .secret)]), value: ["approved": true])
        ]
      ),
      ("secrets", [Entry(name: "token", type: .secret, value: .secret(SecretText(parts: [.hole("vault:token")])))]),
    ],
    values: [
      Entry(name: "row", type: .record([.init("id", .int), .init("name", .string)]), value: ["id": 1, "name": "x"])
    ]
  )

  private var all: [(namespace: String?, entry: Entry)] {
    namespaces.flatMap { space in space.entries.map { (space.name, $0) } } + values.map { (nil, $0) }
  }

  private func named(_ namespace: String?, _ name: String) -> NamedValue? {
    guard let number = all.firstIndex(where: { $0.namespace == namespace && $0.entry.name == name }) else { return nil }
    let entry = all[number].entry
    return NamedValue(entry.type, in: Register(number), mayBeUnset: entry.mayBeUnset)
  }

  func resolve(root: String) -> NameResolution? {
    if namespaces.contains(where: { $0.name == root }) { return .namespace }
    return named(nil, root).map { .value($0) }
  }
  func resolve(namespace: String, field: String) -> NamedValue? { named(namespace, field) }
  func fields(of namespace: String) -> [(name: String, value: NamedValue)] {
    namespaces.first { $0.name == namespace }?.entries.map { ($0.name, named(namespace, $0.name)!) } ?? []
  }
  var roots: [String] { namespaces.map(\.name) + values.map(\.name) }
  func whyMissing(namespace: String, field: String) -> String? {
    field == "receipt" ? "step `receipt` stands further down" : nil
  }

  /// A program whose registers 0… hold the values; those without one are unset.
  func program(_ emit: (FunctionBuilder, ProgramBuilder) -> Void) throws -> Program {
    var manifest = ProgramManifest(skill: "test")
    manifest.inputs = all.map { InputRow(name: $0.entry.name, schema: .map([]), isSecret: $0.entry.type == .secret) }
    let builder = ProgramBuilder(manifest: manifest)
    let function = builder.addFunction(name: "test", parameters: all.count + 1)
    for (number, (_, entry)) in all.enumerated() where entry.value == nil { function.emit(.unset(d: Register(number))) }
    emit(function, builder)
    return try builder.finish()
  }

  var inputs: [PlainValue] { all.map { $0.entry.value ?? .null } }
}

/// What a text that is an expression gives in a scope, or what is wrong with it.
enum Evaluated {
  case value(PlainValue)
  case raised(String)
  case refused([Diagnostic])

  var value: PlainValue? { if case .value(let value) = self { value } else { nil } }
  var message: String? { if case .raised(let message) = self { message } else { nil } }
}

func check(_ text: String, in scope: any NameScope = TestScope.sample, expecting: CELType? = nil) -> (
  CheckedExpression?, [Diagnostic]
) {
  var bag = DiagnosticBag()
  guard let syntax = parseExpression(SourceFile(name: "<test>", text: text), into: &bag) else {
    return (nil, bag.sorted)
  }
  let checked = ExpressionChecker.check(syntax, in: scope, expecting: expecting, diagnostics: &bag)
  return (checked, bag.sorted)
}

func run(_ program: Program, inputs: [PlainValue]) throws -> Evaluated {
  var machine = try Machine(program: try program.verified(), inputs: inputs, run: .map([]))
  guard case .ended(let ending, _) = machine.run() else { return .raised("the machine waits") }
  switch ending {
  case .completed(let outputs): return .value(outputs)
  case .failed(let error): return .raised(error.message)
  }
}

func evaluate(_ text: String, in scope: TestScope = .sample) throws -> Evaluated {
  let (checked, diagnostics) = check(text, in: scope)
  guard let checked, diagnostics.isEmpty else { return .refused(diagnostics) }
  let program = try scope.program { function, builder in
    let value = checked.lower(into: function, program: builder)
    function.emit(.return(a: value))
  }
  return try run(program, inputs: scope.inputs)
}

/// Diagnostics as golden text: code, the text they stand at, the message, and what helps.
func golden(_ text: String, _ diagnostics: [Diagnostic]) -> String {
  let file = SourceFile(name: "<test>", text: text)
  return diagnostics.map { diagnostic in
    var lines = ["\(diagnostic.code) at `\(file.text(of: diagnostic.place))`: \(diagnostic.message)"]
    for label in diagnostic.secondary { lines.append("  `\(file.text(of: label.place))`: \(label.text)") }
    for note in diagnostic.notes { lines.append("  note: \(note)") }
    if let near = diagnostic.nearName { lines.append("  near: \(near)") }
    if let help = diagnostic.help { lines.append("  help: \(help)") }
    return lines.joined(separator: "\n")
  }.joined(separator: "\n")
}
