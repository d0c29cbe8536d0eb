// Names, fields and indexes: what a dotted name means (google/cel-spec, langdef.md, "Name Resolution"), and what is found
// under a field or an index of a value.
import Bytecode
import Syntax
import Values

extension ExpressionChecker {
  // MARK: Names

  mutating func findName(_ id: NodeID, _ name: String, absolute: Bool) -> CELType {
    if !absolute, let local = locals.last(where: { $0.name == name }) {
      facts[Int(id.index)].meaning = .local(local.number)
      return local.type
    }
    if scope.hasQualifiedNames, let value = scope.resolve(qualified: [name], absolute: absolute) {
      return use(id, value)
    }
    switch scope.resolve(root: name) {
    case .value(let value): return use(id, value)
    case .namespace: return useNamespace(id, name)
    case nil: break
    }
    if let type = Self.typeNames[name] { return useType(id, type) }
    return fail(id, .unknownName(name, near: nearName(name), at: place(id)))
  }

  /// A named value where it stands: plain, or as an optional if it may not have been written.
  private mutating func use(_ id: NodeID, _ value: NamedValue) -> CELType {
    facts[Int(id.index)].meaning = .register(value.register, mayBeUnset: value.mayBeUnset)
    if strictness == .unchecked { return value.mayBeUnset ? .optional(.dyn) : .dyn }
    return value.mayBeUnset ? .optional(value.type) : value.type
  }

  private mutating func useNamespace(_ id: NodeID, _ name: String) -> CELType {
    guard let fields = scope.values(of: name) else {
      return fail(
        id,
        .tooLargeToCompile(
          "where `vars`, `steps` and their like are used as a whole, they stand for more than "
            + "\(CheckLimits.namespaceValues) values", help: "name the values that are meant: `\(name).…`", at: place(id)))
    }
    let type = CELType.record(
      fields.map { RecordType.Field($0.name, $0.value.type, isRequired: !$0.value.mayBeUnset) })
    if type.isTooLarge { return fail(id, .typeTooLarge(at: place(id))) }
    if name == "secrets" || fields.contains(where: { $0.value.type.holdsSecret }) {
      return fail(id, .namespaceOfSecrets(name, at: place(id)))
    }
    facts[Int(id.index)].meaning = .fields(fields)
    return type
  }

  private mutating func useType(_ id: NodeID, _ type: TypeName) -> CELType {
    facts[Int(id.index)].meaning = .constant(.type(type))
    return .type(CELType(named: type))
  }

  /// The types that are names in expressions. (`dyn` is a type of the checker's alone.)
  static let typeNames: [String: TypeName] = {
    var names: [String: TypeName] = [:]
    for type in TypeName.allCases where type != .error && type != .secret { names[type.text] = type }
    return names
  }()

  /// What the dotted ones among them end with.
  private static let lastNames = Set(
    typeNames.keys.filter { $0.contains(".") }.map { String($0.split(separator: ".").last!) })

  private func nearName(_ name: String) -> String? {
    var known = scope.roots
    for local in locals where !local.name.hasPrefix("@") { known.append(local.name) }
    return nearest(to: name, among: known)
  }

  /// `["a", "b", "c"]` for `a.b.c` where `a` is a name that no variable of a comprehension hides.
  private func dottedName(_ id: NodeID) -> (path: [String], absolute: Bool)? {
    var path: [String] = []
    var next = id
    while true {
      switch syntax.nodes[next].kind {
      case .select(let operand, let field, optional: false):
        path.append(field.text)
        next = operand
      case .ident(let name, let absolute):
        if !absolute, locals.contains(where: { $0.name == name }) { return nil }
        path.append(name)
        return (path.reversed(), absolute)
      default: return nil
      }
    }
  }

  /// The namespace that a node names by itself.
  private func namespace(_ id: NodeID) -> String? {
    guard case .ident(let name, let absolute) = syntax.nodes[id].kind,
      absolute || !locals.contains(where: { $0.name == name }), case .namespace = scope.resolve(root: name)
    else { return nil }
    return name
  }

  private mutating func missing(_ id: NodeID, _ field: ExpressionSyntax.Name, of namespace: String) -> CELType {
    let known = scope.fields(of: namespace).map(\.name)
    return fail(
      id,
      .unknownField(
        field.text, of: namespace, noun: scope.noun(of: namespace),
        why: scope.whyMissing(namespace: namespace, field: field.text), near: nearest(to: field.text, among: known),
        known: known, at: field.place))
  }

  // MARK: Fields

  mutating func findSelect(_ id: NodeID, _ operand: NodeID, _ field: ExpressionSyntax.Name, optional: Bool) -> CELType {
    let namespace = namespace(operand)
    if namespace == nil, !optional, scope.hasQualifiedNames || Self.lastNames.contains(field.text),
      let (path, absolute) = dottedName(id)
    {
      if let value = scope.resolve(qualified: path, absolute: absolute) { return use(id, value) }
      if let type = Self.typeNames[path.joined(separator: ".")] { return useType(id, type) }
    }
    if let namespace {
      guard let value = scope.resolve(namespace: namespace, field: field.text) else {
        return missing(id, field, of: namespace)
      }
      if !optional { return use(id, value) }
      facts[Int(id.index)].meaning = .optionalRegister(value.register)
      return .optional(value.type)
    }
    let type = resolved(operand)
    if isSecret(operand, type, in: "`.\(field.text)`", parts: false) { return .invalid }
    guard let (found, throughOptional) = fieldType(type, field, of: operand) else { return .invalid }
    if found.isDyn && found == .invalid { return .invalid }
    return optional || throughOptional ? .optional(found) : found
  }

  mutating func findHas(_ id: NodeID, _ operand: NodeID, _ field: ExpressionSyntax.Name) -> CELType {
    if let namespace = namespace(operand) {
      guard let value = scope.resolve(namespace: namespace, field: field.text) else {
        _ = missing(id, field, of: namespace)
        return .bool
      }
      facts[Int(id.index)].meaning = .isSet(value.register, mayBeUnset: value.mayBeUnset)
      return .bool
    }
    let type = resolved(operand)
    if isSecret(operand, type, in: "`has`", parts: false) { return .bool }
    _ = fieldType(type, field, of: operand)
    return .bool
  }

  /// The type under a field of a value of this type, and whether the value was an optional. Nil where it was reported.
  private mutating func fieldType(
    _ type: CELType, _ field: ExpressionSyntax.Name, of operand: NodeID
  ) -> (CELType, throughOptional: Bool)? {
    switch type {
    case .dyn: return (.dyn, false)
    case .invalid: return nil
    case .optional(let inner):
      guard let (found, _) = fieldType(inference.resolve(inner), field, of: operand) else { return nil }
      return (found, true)
    case .nullable(let inner): return fieldType(inner, field, of: operand)
    case .map(let key, let value):
      guard inference.assign(.string, to: key) else {
        let found = mistyped(.wrongType(found: .string, expected: inference.resolve(key), at: field.place))
        return found == .invalid ? nil : (.dyn, false)
      }
      return (inference.resolve(value), false)
    case .record(let record):
      if let known = record[field.text] { return (known.type, false) }
      if let rest = record.rest { return (rest, false) }
      let names = record.fields.map(\.name)
      let found = mistyped(
        .noSuchField(field.text, near: nearest(to: field.text, among: names), known: names, at: field.place))
      return found == .invalid ? nil : (.dyn, false)
    case .parameter:
      _ = inference.assign(.dyn, to: type)
      return (.dyn, false)
    case .null, .bool, .int, .uint, .double, .decimal, .string, .bytes, .timestamp, .duration, .list, .type, .secret,
      .opaque:
      let found = mistyped(.noFields(field.text, found: type, at: field.place, operand: place(operand)))
      return found == .invalid ? nil : (.dyn, false)
    }
  }

  // MARK: Indexes

  mutating func findIndex(_ id: NodeID, _ operand: NodeID, _ index: NodeID, optional: Bool) -> CELType {
    if case .string(let name) = syntax.nodes[index].kind, let namespace = namespace(operand) {
      // `steps['pay-now']`: a name that is none in CEL.
      guard let value = scope.resolve(namespace: namespace, field: name) else {
        return missing(id, .init(name, place(index)), of: namespace)
      }
      if !optional { return use(id, value) }
      facts[Int(id.index)].meaning = .optionalRegister(value.register)
      return .optional(value.type)
    }
    let type = resolved(operand)
    let key = check(index)
    if isSecret(operand, type, in: "`[…]`", parts: false) || isSecret(index, key, in: "`[…]`") { return .invalid }
    if type == .invalid || inference.resolve(key) == .invalid { return .invalid }
    guard let (found, throughOptional) = indexType(type, key, operand: operand, index: index) else { return .invalid }
    return optional || throughOptional ? .optional(found) : found
  }

  private mutating func indexType(
    _ type: CELType, _ key: CELType, operand: NodeID, index: NodeID
  ) -> (CELType, throughOptional: Bool)? {
    switch type {
    case .dyn: return (.dyn, false)
    case .invalid: return nil
    case .optional(let inner):
      guard let (found, _) = indexType(inference.resolve(inner), key, operand: operand, index: index) else {
        return nil
      }
      return (found, true)
    case .nullable(let inner): return indexType(inner, key, operand: operand, index: index)
    case .list(let element):
      guard wantKey(key, .int, at: index) else { return nil }
      return (inference.resolve(element), false)
    case .map(let wanted, let value):
      guard wantKey(key, inference.resolve(wanted), at: index) else { return nil }
      return (inference.resolve(value), false)
    case .record(let record):
      guard case .string(let name) = syntax.nodes[index].kind else {
        guard wantKey(key, .string, at: index), case .map(_, let value) = type.asMap else { return nil }
        return (value, false)
      }
      return fieldType(.record(record), .init(name, place(index)), of: operand)
    case .parameter:
      _ = inference.assign(.dyn, to: type)
      return (.dyn, false)
    case .null, .bool, .int, .uint, .double, .decimal, .string, .bytes, .timestamp, .duration, .type, .secret, .opaque:
      let found = mistyped(.notIndexable(found: type, at: place(operand)))
      return found == .invalid ? nil : (.dyn, false)
    }
  }

  private mutating func wantKey(_ key: CELType, _ wanted: CELType, at index: NodeID) -> Bool {
    if inference.assign(key, to: wanted) { return true }
    let found = inference.resolve(key)
    if found.isNumber, wanted.isNumber, wanted != .int || strictness == .unchecked { return true }
    return mistyped(.wrongType(found: found, expected: wanted, at: place(index))) != .invalid
  }
}

extension CELType {
  /// The type that a type's name stands for; its parameters are open.
  init(named name: TypeName) {
    switch name {
    case .null: self = .null
    case .bool: self = .bool
    case .int: self = .int
    case .uint: self = .uint
    case .double: self = .double
    case .decimal: self = .decimal
    case .string: self = .string
    case .bytes: self = .bytes
    case .list: self = .list(.dyn)
    case .map: self = .map(.dyn, .dyn)
    case .timestamp: self = .timestamp
    case .duration: self = .duration
    case .type: self = .type(.dyn)
    case .optional: self = .optional(.dyn)
    case .secret: self = .secret
    case .error: self = .dyn
    }
  }
}
