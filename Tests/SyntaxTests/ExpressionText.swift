@testable import Syntax

/// An expression tree as one line of text: `(+ a (call f b))`, so that tests can say what they expect.
func show(_ expression: ExpressionSyntax) -> String { show(expression, expression.root) }

func show(_ e: ExpressionSyntax, _ id: ExpressionSyntax.NodeID) -> String {
  func all(_ ids: [ExpressionSyntax.NodeID]) -> String { ids.map { " " + show(e, $0) }.joined() }
  switch e.nodes[Int(id.index)].kind {
  case .null: return "null"
  case .bool(let value): return "\(value)"
  case .int(let value): return "\(value)"
  case .uint(let value): return "\(value)u"
  case .double(let value): return "\(value)d"
  case .string(let value): return "\"\(value)\""
  case .bytes(let value): return "b\(value)"
  case .ident(let name, let absolute): return (absolute ? "." : "") + name
  case .select(let operand, let field, let optional):
    return "(\(optional ? ".?" : ".") \(show(e, operand)) \(field.text))"
  case .has(let operand, let field): return "(has \(show(e, operand)) \(field.text))"
  case .index(let operand, let index, let optional):
    return "(\(optional ? "[?]" : "[]") \(show(e, operand)) \(show(e, index)))"
  case .call(let function, let target, let arguments):
    if let target { return "(call \(show(e, target)) .\(function.text)\(all(arguments)))" }
    return "(call \(function.text)\(all(arguments)))"
  case .unary(let sign, let operand): return "(\(sign.rawValue) \(show(e, operand)))"
  case .binary(let sign, let a, let b, _): return "(\(sign.rawValue) \(show(e, a)) \(show(e, b)))"
  case .and(let operands): return "(&&\(all(operands)))"
  case .or(let operands): return "(||\(all(operands)))"
  case .conditional(let a, let b, let c): return "(? \(show(e, a)) \(show(e, b)) \(show(e, c)))"
  case .list(let elements):
    return "[" + elements.map { ($0.optional ? "?" : "") + show(e, $0.value) }.joined(separator: ", ") + "]"
  case .map(let entries):
    return "{"
      + entries.map { ($0.optional ? "?" : "") + show(e, $0.key) + ": " + show(e, $0.value) }.joined(separator: ", ")
      + "}"
  case .structure(let name, let fields):
    return "\(name.text){"
      + fields.map { ($0.optional ? "?" : "") + $0.name.text + ": " + show(e, $0.value) }.joined(separator: ", ") + "}"
  case .comprehension(let c):
    let variables = c.variable.text + (c.secondVariable.map { ",\($0.text)" } ?? "")
    return "(fold \(c.macro) \(variables) in \(show(e, c.range)) from \(show(e, c.initial)) while "
      + "\(show(e, c.condition)) step \(show(e, c.step)) give \(show(e, c.result)))"
  case .bind(let name, let value, let body): return "(let \(name.text) \(show(e, value)) \(show(e, body)))"
  }
}

/// Parses, or says what is wrong as `TWnnnn start..<end`.
func parsed(_ text: String) -> String {
  var bag = DiagnosticBag()
  if let expression = parseExpression(SourceFile(name: "t", text: text), into: &bag), bag.isEmpty {
    return show(expression)
  }
  return bag.sorted.map { "\($0.code) \($0.place.start)..<\($0.place.end)" }.joined(separator: "; ")
}

/// Every node but the root has exactly one parent, children come first, the root is last, heights are bounded.
func isSound(_ e: ExpressionSyntax) -> Bool {
  var parents = [Int](repeating: 0, count: e.nodes.count)
  for (index, node) in e.nodes.enumerated() {
    for child in children(node.kind) {
      guard Int(child.index) < index else { return false }
      parents[Int(child.index)] += 1
    }
  }
  return Int(e.root.index) == e.nodes.count - 1 && parents.last == 0 && parents.dropLast().allSatisfy { $0 == 1 }
}

func children(_ kind: ExpressionSyntax.Kind) -> [ExpressionSyntax.NodeID] {
  switch kind {
  case .null, .bool, .int, .uint, .double, .string, .bytes, .ident: []
  case .select(let a, _, _), .has(let a, _), .unary(_, let a): [a]
  case .index(let a, let b, _), .binary(_, let a, let b, _), .bind(_, let a, let b): [a, b]
  case .call(_, let target, let arguments): (target.map { [$0] } ?? []) + arguments
  case .and(let all), .or(let all): all
  case .conditional(let a, let b, let c): [a, b, c]
  case .list(let elements): elements.map(\.value)
  case .map(let entries): entries.flatMap { [$0.key, $0.value] }
  case .structure(_, let fields): fields.map(\.value)
  case .comprehension(let c): [c.range, c.initial, c.condition, c.step, c.result]
  }
}
