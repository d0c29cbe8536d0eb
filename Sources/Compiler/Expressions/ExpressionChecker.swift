// Tree and scope → checked expression and diagnostics. Finds out what every name, operator and call means and which type
// it has (google/cel-spec, langdef.md, "Gradual Type Checking", "Name Resolution"). Evaluates nothing but constants.
import Bytecode
import Syntax
import Values

package struct ExpressionChecker {
  package enum Strictness: Sendable {
    /// Every mistake is a diagnostic.
    case checked
    /// Names are resolved and nothing else: mistakes in types raise when they are met (CEL's "unchecked" evaluation).
    case unchecked
  }

  typealias NodeID = ExpressionSyntax.NodeID

  let syntax: ExpressionSyntax
  let scope: any NameScope
  let strictness: Strictness
  var inference = TypeInference()
  var facts: [NodeFact]
  var locals: [(name: String, number: Int, type: CELType)] = []
  var localCount = 0
  var diagnostics: [Diagnostic] = []

  init(_ syntax: ExpressionSyntax, in scope: any NameScope, _ strictness: Strictness) {
    self.syntax = syntax
    self.scope = scope
    self.strictness = strictness
    facts = []
    facts.reserveCapacity(syntax.nodes.count)
    for _ in syntax.nodes.indices { facts.append(NodeFact()) }
  }

  /// Checks one expression. `expected` is what the place it stands in wants (nil: anything): an int literal widens to a
  /// wanted double. The result is always given; `isValid` says whether anything was reported.
  /// - folding: whether what depends on nothing is worked out now. (Without it the machine does everything: for tests.)
  package static func check(
    _ syntax: ExpressionSyntax, in scope: any NameScope, expecting expected: CELType? = nil,
    _ strictness: Strictness = .checked, folding: Bool = true, diagnostics: inout DiagnosticBag
  ) -> CheckedExpression {
    var checker = ExpressionChecker(syntax, in: scope, strictness)
    var type = checker.check(syntax.root)
    if let expected, checker.diagnostics.isEmpty {
      type = checker.coerce(syntax.root, type, to: expected)
    }
    diagnostics.add(contentsOf: checker.diagnostics)
    if !checker.inference.isEmpty {
      for index in checker.facts.indices {
        checker.facts[index].type = checker.inference.finish(checker.facts[index].type)
      }
    }
    var checked = CheckedExpression(
      syntax: syntax, type: checker.diagnostics.isEmpty ? checker.inference.finish(type) : .invalid,
      facts: checker.facts, localCount: checker.localCount)
    // What is written to below shall be the only copy.
    checker.facts = []
    if checked.isValid {
      var warnings = DiagnosticBag()
      checked.foldConstants(literalsOnly: !folding, diagnostics: &warnings)
      if strictness == .checked { diagnostics.add(contentsOf: warnings.found) }
      checked.checkPatterns(strictness, diagnostics: &diagnostics)
    }
    return checked
  }

  // MARK: Walking

  /// The type of a node, which it keeps.
  mutating func check(_ id: NodeID) -> CELType {
    let type = find(id)
    facts[Int(id.index)].type = type
    if case .unvisited = facts[Int(id.index)].meaning { facts[Int(id.index)].meaning = .plain }
    return type
  }

  /// The same, its variables replaced by what they stand for.
  mutating func resolved(_ id: NodeID) -> CELType {
    let type = check(id)
    return inference.resolve(type)
  }

  private mutating func find(_ id: NodeID) -> CELType {
    switch syntax.nodes[id].kind {
    case .null: return .null
    case .bool: return .bool
    case .int: return .int
    case .uint: return .uint
    case .double: return .double
    case .string: return .string
    case .bytes: return .bytes
    case .ident(let name, let absolute): return findName(id, name, absolute: absolute)
    case .select(let operand, let field, let optional): return findSelect(id, operand, field, optional: optional)
    case .has(let operand, let field): return findHas(id, operand, field)
    case .index(let operand, let index, let optional): return findIndex(id, operand, index, optional: optional)
    case .call(let name, let target, let arguments): return findCall(id, name, target: target, arguments)
    case .unary(let word, let operand): return findUnary(id, word, operand)
    case .binary(let word, let left, let right, let place): return findBinary(id, word, left, right, place)
    case .and(let operands): return findLogic(operands, "&&")
    case .or(let operands): return findLogic(operands, "||")
    case .conditional(let condition, let then, let other): return findConditional(id, condition, then, other)
    case .list(let elements): return findList(elements)
    case .map(let entries): return findMap(entries)
    case .structure(let name, let fields):
      for field in fields { _ = check(field.value) }
      return fail(id, .noMessages(name.text, at: name.place))
    case .comprehension(let loop): return findComprehension(id, loop)
    case .bind(let name, let value, let body): return findBind(id, name, value, body)
    }
  }

  func place(_ id: NodeID) -> Place { syntax.place(id) }

  /// Reports, or, where types are not checked, says that anything may come of it.
  mutating func fail(_ id: NodeID, _ diagnostic: Diagnostic) -> CELType {
    if strictness == .unchecked {
      facts[Int(id.index)].meaning = .raises(diagnostic.message)
      return .dyn
    }
    diagnostics.append(diagnostic)
    return .invalid
  }

  /// Reports a mistake in types, which without checking is the machine's to find.
  mutating func mistyped(_ diagnostic: Diagnostic) -> CELType {
    if strictness == .unchecked { return .dyn }
    diagnostics.append(diagnostic)
    return .invalid
  }

  /// Whether an operand is a secret, or holds one, with which nothing may be done; reports it.
  /// - parts: whether the operation touches the parts of a value as well (all but looking one of them up do).
  mutating func isSecret(_ id: NodeID, _ type: CELType, in operation: @autoclosure () -> String, parts: Bool = true)
    -> Bool
  {
    let type = inference.resolve(type)
    guard type == .secret || parts && type.holdsSecret else { return false }
    if strictness == .checked { diagnostics.append(.operationOnSecret(operation(), at: place(id))) }
    return true
  }

  // MARK: Wanted types

  /// Whether a node's type serves where `expected` is wanted; reports if not. Widens int literals to a wanted double.
  mutating func coerce(_ id: NodeID, _ type: CELType, to expected: CELType) -> CELType {
    if inference.assign(type, to: expected) { return type }
    if expected == .double, widen(id) { return .double }
    let found = inference.resolve(type)
    if found == .secret {
      if strictness == .checked { diagnostics.append(.secretNotAllowed(expected: expected, at: place(id))) }
      return .invalid
    }
    return mistyped(.wrongType(found: found, expected: expected, at: place(id)))
  }

  /// The value of a node that is an int literal, with or without a sign.
  func literalInteger(_ id: NodeID) -> Int64? {
    switch syntax.nodes[id].kind {
    case .int(let value): return value
    case .unary(.negate, let operand):
      guard case .int(let value) = syntax.nodes[operand].kind, value != .min else { return nil }
      return -value
    default: return nil
    }
  }

  /// Makes an int literal (or a conditional between them) a double. False where it is none or loses digits.
  mutating func widen(_ id: NodeID) -> Bool {
    guard strictness == .checked else { return false }
    if case .conditional(_, let then, let other) = syntax.nodes[id].kind {
      let branches = [then, other]
      let canWiden = branches.allSatisfy { facts[Int($0.index)].type == .double || canWidenLiteral($0) }
      guard canWiden else { return false }
      for branch in branches where facts[Int(branch.index)].type != .double { _ = widen(branch) }
      facts[Int(id.index)].type = .double
      return true
    }
    guard canWidenLiteral(id), let value = literalInteger(id) else { return false }
    facts[Int(id.index)].type = .double
    facts[Int(id.index)].meaning = .constant(.double(Double(value)))
    return true
  }

  func canWidenLiteral(_ id: NodeID) -> Bool {
    guard let value = literalInteger(id) else { return false }
    return Int64(exactly: Double(value)) == value
  }

  // MARK: Logic and literals

  private mutating func findLogic(_ operands: [NodeID], _ word: String) -> CELType {
    for operand in operands {
      let type = check(operand)
      if isSecret(operand, type, in: "`\(word)`") { continue }
      if !inference.assign(type, to: .bool) {
        _ = mistyped(.operandNotBool(word, found: inference.resolve(type), at: place(operand)))
      }
    }
    return .bool
  }

  private mutating func findConditional(_ id: NodeID, _ condition: NodeID, _ then: NodeID, _ other: NodeID) -> CELType {
    let test = check(condition)
    if !isSecret(condition, test, in: "`? :`"), !inference.assign(test, to: .bool) {
      _ = mistyped(.operandNotBool("? :", found: inference.resolve(test), at: place(condition)))
    }
    let first = check(then)
    let second = check(other)
    let secret = [isSecret(then, first, in: "`? :`"), isSecret(other, second, in: "`? :`")]
    if secret.contains(true) { return .invalid }
    if let joined = inference.join(first, second) { return joined }
    if inference.resolve(first) == .double, widen(other) { return .double }
    if inference.resolve(second) == .double, widen(then) { return .double }
    if strictness == .unchecked { return .dyn }
    return mistyped(
      .branchesDiffer(
        inference.resolve(first), at: place(then), inference.resolve(second), at: place(other), whole: place(id)))
  }

  /// The common type of what a list or map literal holds so far and one more: `dyn` where they do not go together.
  private mutating func join(_ known: CELType?, _ next: CELType) -> CELType {
    guard let known else { return next }
    return inference.join(known, next) ?? .dyn
  }

  /// The type of an element or value that is left out when its optional is empty.
  private mutating func unwrapped(_ id: NodeID, _ type: CELType) -> CELType {
    let inner = inference.freshVariable()
    if inference.assign(type, to: .optional(inner)) {
      return inference.resolve(type).isDyn ? .dyn : inner
    }
    return mistyped(.optionalWanted(found: inference.resolve(type), at: place(id)))
  }

  private mutating func findList(_ elements: [ExpressionSyntax.Element]) -> CELType {
    var common: CELType?
    for element in elements {
      var type = check(element.value)
      if isSecret(element.value, type, in: "a list literal") { type = .invalid }
      if element.optional { type = unwrapped(element.value, type) }
      common = join(common, type)
    }
    return .list(common ?? inference.freshVariable())
  }

  private mutating func findMap(_ entries: [ExpressionSyntax.Entry]) -> CELType {
    var keys: CELType?
    var values: CELType?
    for entry in entries {
      let key = check(entry.key)
      switch inference.resolve(key) {
      case .bool, .int, .uint, .string, .dyn, .invalid, .parameter: break
      case let other: _ = mistyped(.wrongKey(found: other, at: place(entry.key)))
      }
      var value = check(entry.value)
      if isSecret(entry.value, value, in: "a map literal") { value = .invalid }
      if entry.optional { value = unwrapped(entry.value, value) }
      keys = join(keys, key)
      values = join(values, value)
    }
    return .map(keys ?? inference.freshVariable(), values ?? inference.freshVariable())
  }

  // MARK: Variables

  /// Makes a variable known for as long as `body` runs.
  mutating func binding<R>(
    _ variables: [(name: String, number: Int, type: CELType)], _ body: (inout Self) -> R
  ) -> R {
    let before = locals.count
    locals += variables
    defer { locals.removeLast(locals.count - before) }
    return body(&self)
  }

  mutating func newLocal() -> Int {
    localCount += 1
    return localCount - 1
  }

  private mutating func findBind(_ id: NodeID, _ name: ExpressionSyntax.Name, _ value: NodeID, _ body: NodeID)
    -> CELType
  {
    let type = check(value)
    let number = newLocal()
    facts[Int(id.index)].meaning = .binds(number, nil)
    return binding([(name.text, number, type)]) { checker in checker.check(body) }
  }

  private mutating func findComprehension(_ id: NodeID, _ loop: ExpressionSyntax.Comprehension) -> CELType {
    let range = check(loop.range)
    let (first, second) = elements(of: inference.resolve(range), loop)
    let number = newLocal()
    var variables = [(name: loop.variable.text, number: number, type: first)]
    var secondNumber: Int?
    if let name = loop.secondVariable {
      secondNumber = newLocal()
      variables.append((name.text, secondNumber!, second))
    }
    facts[Int(id.index)].meaning = .binds(number, secondNumber)
    return binding(variables) { checker in
      if let filter = loop.filter { checker.wantBool(filter, loop.macro) }
      switch loop.macro {
      case .all, .exists, .existsOne:
        checker.wantBool(loop.body, loop.macro)
        return .bool
      case .filter:
        checker.wantBool(loop.body, loop.macro)
        return .list(first)
      case .map, .transformList:
        let element = checker.check(loop.body)
        if checker.isSecret(loop.body, element, in: "`\(loop.macro.rawValue)`") { return .invalid }
        return .list(element)
      case .transformMap:
        let value = checker.check(loop.body)
        if checker.isSecret(loop.body, value, in: "`transformMap`") { return .invalid }
        return .map(first, value)
      case .transformMapEntry:
        let entry = checker.resolved(loop.body).asMap
        let key = checker.inference.freshVariable()
        let value = checker.inference.freshVariable()
        guard checker.inference.assign(entry, to: .map(key, value)) else {
          return checker.mistyped(
            .wrongType(found: entry, expected: .map(.dyn, .dyn), at: checker.place(loop.body)))
        }
        return entry.isDyn ? .map(.dyn, .dyn) : .map(key, value)
      }
    }
  }

  private mutating func wantBool(_ id: NodeID, _ macro: ExpressionSyntax.Macro) {
    let type = check(id)
    if isSecret(id, type, in: "`\(macro.rawValue)`") { return }
    if !inference.assign(type, to: .bool) {
      _ = mistyped(.wrongType(found: inference.resolve(type), expected: .bool, at: place(id)))
    }
  }

  /// The types of a loop's variables over a range of this type.
  private mutating func elements(
    of range: CELType, _ loop: ExpressionSyntax.Comprehension
  ) -> (CELType, CELType) {
    let hasTwo = loop.secondVariable != nil
    /// What is not known yet (an element of an empty list) is anything: the body must not settle it by its first use.
    func known(_ type: CELType) -> CELType {
      let type = inference.resolve(type)
      guard type.isParameter else { return type }
      _ = inference.assign(.dyn, to: type)
      return .dyn
    }
    switch range {
    case .list(let element): return hasTwo ? (.int, known(element)) : (known(element), .invalid)
    case .map(let key, let value): return (known(key), known(value))
    case .record:
      guard case .map(let key, let value) = range.asMap else { return (.dyn, .dyn) }
      return (key, value)
    case .dyn, .invalid: return (range, range)
    case .parameter:
      return (known(range), .dyn)
    case .secret:
      _ = isSecret(loop.range, range, in: "`\(loop.macro.rawValue)`", parts: false)
      return (.invalid, .invalid)
    case .null, .bool, .int, .uint, .double, .decimal, .string, .bytes, .timestamp, .duration, .optional, .type,
      .nullable, .opaque:
      let type = mistyped(.notACollection(loop.macro.rawValue, found: range, at: place(loop.range)))
      return (type, type)
    }
  }
}
