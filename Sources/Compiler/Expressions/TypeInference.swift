// Which type goes where: assignability with type variables, as CEL's checkers do it (google/cel-spec, "Gradual Type
// Checking"). A failed attempt leaves no trace.

struct TypeInference {
  /// What each type variable stands for so far.
  private var bindings: [CELType?] = []
  /// Bindings that were overwritten, so that an attempt can be undone.
  private var trail: [(variable: Int, before: CELType?)] = []

  /// Numbers of as many new variables; the first of them is returned.
  mutating func freshVariables(_ count: Int) -> Int {
    let first = bindings.count
    for _ in 0..<count { bindings.append(nil) }
    return first
  }

  mutating func freshVariable() -> CELType { .parameter(freshVariables(1)) }

  /// Whether a value of type `from` may stand where `to` is wanted. Binds variables if so, changes nothing if not.
  mutating func assign(_ from: CELType, to: CELType) -> Bool {
    attempt { inference in inference.isAssignable(from, to, depth: 0) }
  }

  /// The same for a whole list of arguments at once.
  mutating func assign(_ arguments: [CELType], to overload: Overload, firstVariable: Int) -> Bool {
    attempt { inference in
      for (index, argument) in arguments.enumerated() {
        let wanted = instantiate(overload.argument(index), from: firstVariable)
        if !inference.isAssignable(argument, wanted, depth: 0) { return false }
      }
      return true
    }
  }

  private mutating func attempt(_ body: (inout TypeInference) -> Bool) -> Bool {
    let mark = trail.count
    if body(&self) { return true }
    while trail.count > mark {
      let last = trail.removeLast()
      bindings[last.variable] = last.before
    }
    return false
  }

  private mutating func bind(_ variable: Int, to type: CELType) {
    trail.append((variable, bindings[variable]))
    bindings[variable] = type
  }

  // MARK: Assignability

  private mutating func isAssignable(_ from: CELType, _ to: CELType, depth: Int) -> Bool {
    if depth > CheckLimits.typeDepth { return true }
    if case .parameter(let variable) = to {
      switch substitute(from, for: variable, depth: depth) {
      case .yes: return true
      case .conflict: return false
      case .refersToItself: break
      }
    }
    if case .parameter(let variable) = from {
      return substitute(to, for: variable, depth: depth) == .yes
    }
    switch (from, to) {
    case (.dyn, _), (.invalid, _), (_, .dyn), (_, .invalid): return true
    case (.null, .null), (.null, .nullable), (.nullable, .null): return true
    // CEL's checkers let null stand for what its protocol buffers may leave out.
    case (.null, .timestamp), (.null, .duration), (.null, .optional), (.null, .opaque): return true
    case (.timestamp, .null), (.duration, .null), (.optional, .null), (.opaque, .null): return true
    case (.nullable(let a), .nullable(let b)): return isAssignable(a, b, depth: depth + 1)
    case (.nullable(let a), _): return isAssignable(a, to, depth: depth + 1)
    case (_, .nullable(let b)): return isAssignable(from, b, depth: depth + 1)
    case (.list(let a), .list(let b)), (.optional(let a), .optional(let b)):
      return isAssignable(a, b, depth: depth + 1)
    case (.map(let k, let v), .map(let l, let w)):
      return isAssignable(k, l, depth: depth + 1) && isAssignable(v, w, depth: depth + 1)
    case (.type, .type): return true
    case (.opaque(let a, let xs), .opaque(let b, let ys)):
      guard a == b, xs.count == ys.count else { return false }
      for (x, y) in zip(xs, ys) where !isAssignable(x, y, depth: depth + 1) { return false }
      return true
    case (.record(let a), .record(let b)): return isAssignable(a, b, depth: depth)
    case (.record, .map):
      return isAssignable(from.asMap, to, depth: depth + 1)
    case (.map(let key, let value), .record(let record)):
      // A map literal given where a record is wanted: known by its keys at run time only.
      guard isAssignable(key, .string, depth: depth + 1) else { return false }
      for field in record.fields where !isAssignable(value, field.type, depth: depth + 1) { return false }
      return true
    case (.bool, .bool), (.int, .int), (.uint, .uint), (.double, .double), (.decimal, .decimal), (.string, .string),
      (.bytes, .bytes), (.timestamp, .timestamp), (.duration, .duration), (.secret, .secret):
      return true
    default: return false
    }
  }

  private mutating func isAssignable(_ from: RecordType, _ to: RecordType, depth: Int) -> Bool {
    for field in to.fields {
      if let given = from[field.name] {
        if !isAssignable(given.type, field.type, depth: depth + 1) { return false }
      } else if let rest = from.rest {
        if !isAssignable(rest, field.type, depth: depth + 1) { return false }
      } else if field.isRequired {
        return false
      }
    }
    return true
  }

  private enum Substitution { case yes, conflict, refersToItself }

  /// Whether variable `variable` may stand for `type` (too); keeps the more general of what it stands for.
  private mutating func substitute(_ type: CELType, for variable: Int, depth: Int) -> Substitution {
    if type == .parameter(variable) { return .yes }
    if let known = bindings[variable] {
      if type == known { return .yes }
      guard isAssignable(type, known, depth: depth + 1) else { return .conflict }
      let general = moreGeneral(type, known)
      if !refers(general, to: variable, depth: 0) { bind(variable, to: general) }
      return .yes
    }
    if refers(type, to: variable, depth: 0) { return .refersToItself }
    bind(variable, to: type)
    return .yes
  }

  private func refers(_ type: CELType, to variable: Int, depth: Int) -> Bool {
    if depth > CheckLimits.typeDepth { return true }
    switch type {
    case .parameter(let other):
      if other == variable { return true }
      return bindings[other].map { refers($0, to: variable, depth: depth + 1) } ?? false
    case .list(let a), .optional(let a), .nullable(let a), .type(let a):
      return refers(a, to: variable, depth: depth + 1)
    case .map(let a, let b):
      return refers(a, to: variable, depth: depth + 1) || refers(b, to: variable, depth: depth + 1)
    case .opaque(_, let parameters): return parameters.contains { refers($0, to: variable, depth: depth + 1) }
    case .record(let record):
      return record.fields.contains { refers($0.type, to: variable, depth: depth + 1) }
        || record.rest.map { refers($0, to: variable, depth: depth + 1) } ?? false
    case .dyn, .invalid, .null, .bool, .int, .uint, .double, .decimal, .string, .bytes, .timestamp, .duration, .secret:
      return false
    }
  }

  // MARK: Generality

  /// The one of two types that go together that says less.
  func moreGeneral(_ a: CELType, _ b: CELType) -> CELType {
    if isEqualOrLessSpecific(a, b) { return a }
    if isEqualOrLessSpecific(b, a) { return b }
    if case .record = a, case .record = b { return a.asMap }
    return a
  }

  private func isEqualOrLessSpecific(_ a: CELType, _ b: CELType) -> Bool {
    switch (a, b) {
    case (.dyn, _), (.invalid, _), (.parameter, _): return true
    case (_, .dyn), (_, .invalid), (_, .parameter): return false
    case (.nullable(let x), .nullable(let y)): return isEqualOrLessSpecific(x, y)
    case (.nullable(let x), _): return b == .null || isEqualOrLessSpecific(x, b)
    case (.timestamp, .null), (.duration, .null), (.optional, .null), (.opaque, .null): return true
    case (.list(let x), .list(let y)), (.optional(let x), .optional(let y)): return isEqualOrLessSpecific(x, y)
    case (.map(let k, let v), .map(let l, let w)): return isEqualOrLessSpecific(k, l) && isEqualOrLessSpecific(v, w)
    case (.map, .record): return true
    case (.type, .type): return true
    case (.opaque(let x, let xs), .opaque(let y, let ys)):
      return x == y && xs.count == ys.count && zip(xs, ys).allSatisfy(isEqualOrLessSpecific)
    default: return a == b
    }
  }

  /// The type of what may be either: of the branches of a conditional, of a list's elements. Nil where they do not go
  /// together.
  mutating func join(_ a: CELType, _ b: CELType) -> CELType? {
    if a == b { return a }
    switch (a, b) {
    case (.null, .nullable), (.nullable, .null), (.dyn, _), (_, .dyn), (.invalid, _), (_, .invalid): break
    case (.record(let x), .record(let y)):
      guard x.fields.map(\.name) == y.fields.map(\.name), (x.rest == nil) == (y.rest == nil) else {
        return .map(.string, .dyn)
      }
      var fields: [RecordType.Field] = []
      for (f, g) in zip(x.fields, y.fields) {
        let type = join(f.type, g.type) ?? .dyn
        fields.append(.init(f.name, type, isRequired: f.isRequired && g.isRequired))
      }
      return .record(fields, rest: x.rest == y.rest ? x.rest : .dyn)
    default: break
    }
    return assign(a, to: b) ? moreGeneral(a, b) : nil
  }

  // MARK: Results

  /// Whether there are any variables: most expressions have none.
  var isEmpty: Bool { bindings.isEmpty }

  /// A type with every variable replaced by what it stands for; variables that stand for nothing stay.
  func resolve(_ type: CELType) -> CELType { isEmpty ? type : resolve(type, open: nil, depth: 0) }

  /// The same, and variables that stand for nothing become `dyn`.
  func finish(_ type: CELType) -> CELType { isEmpty ? type : resolve(type, open: .dyn, depth: 0) }

  private func resolve(_ type: CELType, open: CELType?, depth: Int) -> CELType {
    if depth > CheckLimits.typeDepth { return .dyn }
    func inner(_ type: CELType) -> CELType { resolve(type, open: open, depth: depth + 1) }
    switch type {
    case .parameter(let variable):
      guard let known = bindings[variable] else { return open ?? type }
      return inner(known)
    case .list(let a): return .list(inner(a))
    case .optional(let a): return .optional(inner(a))
    case .nullable(let a): return .nullable(inner(a))
    case .type(let a): return .type(inner(a))
    case .map(let a, let b): return .map(inner(a), inner(b))
    case .opaque(let name, let parameters): return .opaque(name, parameters.map(inner))
    case .record, .dyn, .invalid, .null, .bool, .int, .uint, .double, .decimal, .string, .bytes, .timestamp, .duration,
      .secret:
      return type
    }
  }
}

/// The type with its overload's parameters renamed to variables from `first`.
func instantiate(_ type: CELType, from first: Int) -> CELType {
  switch type {
  case .parameter(let number): .parameter(first + number)
  case .list(let a): .list(instantiate(a, from: first))
  case .optional(let a): .optional(instantiate(a, from: first))
  case .nullable(let a): .nullable(instantiate(a, from: first))
  case .type(let a): .type(instantiate(a, from: first))
  case .map(let a, let b): .map(instantiate(a, from: first), instantiate(b, from: first))
  case .opaque(let name, let parameters): .opaque(name, parameters.map { instantiate($0, from: first) })
  case .record, .dyn, .invalid, .null, .bool, .int, .uint, .double, .decimal, .string, .bytes, .timestamp, .duration,
    .secret:
    type
  }
}
