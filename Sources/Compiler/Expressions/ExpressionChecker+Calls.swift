// Operators and functions: which overload a call means, and what comes of it.
import Bytecode
import Syntax
import Values

extension ExpressionChecker {
  // MARK: Overloads

  /// The result of the overloads that take these arguments: that of the first, or, where the arguments leave open which is
  /// meant, `dyn` if several give different ones. Nil where none takes them.
  private mutating func resolve(_ overloads: [Overload], _ arguments: [CELType]) -> CELType? {
    var result: CELType?
    let isSettled = arguments.allSatisfy { inference.resolve($0).isSettled }
    for overload in overloads where overload.accepts(count: arguments.count) {
      let first = inference.freshVariables(overload.parameters)
      guard inference.assign(arguments, to: overload, firstVariable: first) else { continue }
      let found = inference.resolve(instantiate(overload.result, from: first))
      if isSettled { return found }
      guard let known = result else {
        result = found
        continue
      }
      if known != .dyn, known != found { result = .dyn }
    }
    return result
  }

  /// The same; where none takes them, int literals among the arguments are tried as doubles.
  private mutating func resolve(_ overloads: [Overload], _ nodes: [NodeID], _ arguments: [CELType]) -> CELType? {
    if let result = resolve(overloads, arguments) { return result }
    guard strictness == .checked else { return nil }
    let literals = nodes.indices.filter { canWidenLiteral(nodes[$0]) }
    guard !literals.isEmpty else { return nil }
    var widened = arguments
    for index in literals { widened[index] = .double }
    // Where every number is a literal, nothing asked for a double but a function that takes nothing else.
    guard let result = resolve(overloads, widened) else { return nil }
    for index in literals { _ = widen(nodes[index]) }
    return result
  }

  // MARK: Operators

  mutating func findUnary(_ id: NodeID, _ word: ExpressionSyntax.UnaryOperator, _ operand: NodeID) -> CELType {
    let type = check(operand)
    if isSecret(operand, type, in: "`\(word.rawValue)`") { return .invalid }
    if inference.resolve(type) == .invalid { return .invalid }
    switch word {
    case .notStrictlyFalse: return .bool
    case .not:
      if inference.assign(type, to: .bool) { return .bool }
      return mistyped(.wrongOperand("!", found: inference.resolve(type), at: place(operand)))
    case .negate:
      if let result = resolve(OverloadTable.negate, [type]) { return result }
      return mistyped(.wrongOperand("-", found: inference.resolve(type), at: place(operand)))
    }
  }

  mutating func findBinary(
    _ id: NodeID, _ word: ExpressionSyntax.BinaryOperator, _ left: NodeID, _ right: NodeID, _ operatorPlace: Place
  ) -> CELType {
    let types = (check(left), check(right))
    let leftIsSecret = isSecret(left, types.0, in: "`\(word.rawValue)`")
    if isSecret(right, types.1, in: "`\(word.rawValue)`") || leftIsSecret { return .invalid }
    let (first, second) = (inference.resolve(types.0), inference.resolve(types.1))
    if let result = Self.plain(word, first, second) { return result }
    let found = [first, second]
    let isComparison: Bool
    let overloads: [Overload]
    switch word {
    case .add: (overloads, isComparison) = (OverloadTable.add, false)
    case .subtract: (overloads, isComparison) = (OverloadTable.subtract, false)
    case .multiply: (overloads, isComparison) = (OverloadTable.multiply, false)
    case .divide: (overloads, isComparison) = (OverloadTable.divide, false)
    case .remainder: (overloads, isComparison) = (OverloadTable.remainder, false)
    case .less, .lessOrEqual, .greater, .greaterOrEqual: (overloads, isComparison) = (OverloadTable.order, true)
    case .in: (overloads, isComparison) = (OverloadTable.contains, true)
    case .equal, .notEqual:
      if found.contains(.invalid) || isComparable(found[0], found[1]) { return .bool }
      return mistypedOperation(word, found, left, right, operatorPlace) ?? .bool
    }
    if found.contains(.invalid) { return isComparison ? .bool : .invalid }
    if let result = resolve(overloads, [left, right], found) { return result }
    if word == .in, isComparableMember(found[0], of: found[1]) { return .bool }
    return mistypedOperation(word, found, left, right, operatorPlace) ?? (isComparison ? .bool : .dyn)
  }

  /// What comes of an operator between two numbers or two texts, as nearly all stand: the same as the tables of overloads say,
  /// which need not be gone through for them.
  private static func plain(_ word: ExpressionSyntax.BinaryOperator, _ left: CELType, _ right: CELType) -> CELType? {
    switch (left, right) {
    case (.int, .int), (.double, .double):
      switch word {
      case .add, .subtract, .multiply, .divide: return left
      case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: return .bool
      case .remainder, .in: return nil
      }
    case (.string, .string):
      switch word {
      case .add: return .string
      case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: return .bool
      case .subtract, .multiply, .divide, .remainder, .in: return nil
      }
    default: return nil
    }
  }

  /// Reports an operator between types that have none; nil where types are not checked.
  private mutating func mistypedOperation(
    _ word: ExpressionSyntax.BinaryOperator, _ found: [CELType], _ left: NodeID, _ right: NodeID, _ place: Place
  ) -> CELType? {
    if strictness == .unchecked { return nil }
    diagnostics.append(
      .noOperator(
        word.rawValue, found[0], at: self.place(left), found[1], at: self.place(right), operatorPlace: place))
    return .invalid
  }

  /// Whether `==` between these types can ever be true: one type, or numbers of any kinds.
  private mutating func isComparable(_ a: CELType, _ b: CELType) -> Bool {
    if inference.assign(a, to: b) || inference.assign(b, to: a) { return true }
    if a.isNumber && b.isNumber { return true }
    switch (a, b) {
    case (.list(let x), .list(let y)), (.optional(let x), .optional(let y)), (.nullable(let x), .nullable(let y)):
      return isComparable(inference.resolve(x), inference.resolve(y))
    case (.nullable(let x), _): return isComparable(inference.resolve(x), b)
    case (_, .nullable(let y)): return isComparable(a, inference.resolve(y))
    case (.map(let k, let v), .map(let l, let w)):
      return isComparable(inference.resolve(k), inference.resolve(l))
        && isComparable(inference.resolve(v), inference.resolve(w))
    case (.record, .map), (.map, .record), (.record, .record): return true
    default: return false
    }
  }

  private mutating func isComparableMember(_ element: CELType, of collection: CELType) -> Bool {
    switch collection {
    case .list(let inner): isComparable(element, inference.resolve(inner))
    case .map(let key, _): isComparable(element, inference.resolve(key))
    default: false
    }
  }

  // MARK: Functions

  mutating func findCall(
    _ id: NodeID, _ name: ExpressionSyntax.Name, target: NodeID?, _ arguments: [NodeID]
  ) -> CELType {
    if let target, let qualified = qualifiedFunction(name.text, target) {
      return call(id, .init(qualified, place(target).joined(name.place)), arguments, target: nil)
    }
    return call(id, name, arguments, target: target)
  }

  /// `math.greatest` for a call whose target `math` is no variable and under whose dotted name there is a function.
  private func qualifiedFunction(_ name: String, _ target: NodeID) -> String? {
    var path = [name]
    var next = target
    while true {
      switch syntax.nodes[next].kind {
      case .select(let operand, let field, optional: false):
        path.append(field.text)
        next = operand
      case .ident(let root, let absolute):
        if !absolute, locals.contains(where: { $0.name == root }) { return nil }
        path.append(root)
        let qualified = path.reversed().joined(separator: ".")
        let known =
          !OverloadTable.named(qualified, member: false).isEmpty
          || !scope.overloads(named: qualified, member: false).isEmpty
        return known ? qualified : nil
      default: return nil
      }
    }
  }

  private mutating func call(
    _ id: NodeID, _ name: ExpressionSyntax.Name, _ arguments: [NodeID], target: NodeID?
  ) -> CELType {
    let nodes = (target.map { [$0] } ?? []) + arguments
    let written = name.text.hasPrefix(".") ? String(name.text.dropFirst()) : name.text
    let isMember = target != nil
    let overloads =
      scope.overloads(named: written, member: isMember) + OverloadTable.named(written, member: isMember)
    guard let first = overloads.first else {
      for node in nodes { _ = check(node) }
      return fail(id, unknownFunction(written, name, isMember: isMember, target: target))
    }
    let types = nodes.map { check($0) }
    var isWrong = false
    // Taking an optional apart hands its value on as it is.
    let handsOn = isMember && ["value", "hasValue"].contains(written)
    for (node, type) in zip(nodes, types) {
      if isSecret(node, type, in: "`\(written)`", parts: !handsOn) { isWrong = true }
      if inference.resolve(type) == .invalid { isWrong = true }
    }
    note(id, overloads, first, nodes: nodes, withTarget: isMember, name: written)
    if isWrong { return .invalid }
    if let result = resolve(overloads, nodes, types) {
      if first.function == .type { return .type(inference.resolve(types[0])) }
      return result
    }
    if strictness == .unchecked { return .dyn }
    let found = types.map { inference.resolve($0) }
    diagnostics.append(
      .noOverload(
        written, isMember: isMember, found: found, signatures: signatures(overloads, written, isMember), at: name.place,
        argumentPlaces: nodes.map { place($0) }))
    return .invalid
  }

  /// Keeps which function a call means, for lowering.
  private mutating func note(
    _ id: NodeID, _ overloads: [Overload], _ first: Overload, nodes: [NodeID], withTarget: Bool, name: String
  ) {
    guard let function = first.function else {
      facts[Int(id.index)].meaning = .raises("\(name) is declared but cannot be evaluated")
      return
    }
    if !overloads.contains(where: { $0.accepts(count: nodes.count) }) {
      facts[Int(id.index)].meaning = .raises("no such overload: \(name) with \(nodes.count) arguments")
    } else if function == .dyn {
      facts[Int(id.index)].meaning = .identity(nodes[0])
    } else {
      facts[Int(id.index)].meaning = .function(function, withTarget: withTarget)
    }
  }

  private func unknownFunction(
    _ name: String, _ written: ExpressionSyntax.Name, isMember: Bool, target: NodeID?
  ) -> Diagnostic {
    let asOther = !OverloadTable.named(name, member: !isMember).isEmpty
    let known = FunctionTable.entries.filter { $0.isMember == isMember && !$0.name.hasPrefix("@") }.map(\.name)
    return .unknownFunction(
      name, isMember: isMember, existsAsOther: asOther, near: nearest(to: name, among: known), at: written.place)
  }

  private func signatures(_ overloads: [Overload], _ name: String, _ isMember: Bool) -> [String] {
    overloads.map { overload in
      var arguments = overload.arguments.map(\.text)
      let receiver = isMember ? arguments.removeFirst() + "." : ""
      let more = overload.isVariadic ? "…" : ""
      return "\(receiver)\(name)(\(arguments.joined(separator: ", "))\(more)) → \(overload.result.text)"
    }
  }
}
