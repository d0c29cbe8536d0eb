// Calls, and the macros of CEL among them: has, the comprehensions with one and two variables, cel.bind, optMap,
// optFlatMap, sortBy. A call by a macro's name with another number of arguments is an ordinary call, as in CEL.

extension ExpressionParser {
  /// An argument; a bare name before a comma is kept as a name, since a macro may take it for its variable.
  enum Argument {
    case node(NodeID)
    case name(Token)
  }

  private static let loopMacros: [String: ExpressionSyntax.Macro] = [
    "all": .all, "exists": .exists, "exists_one": .existsOne, "existsOne": .existsOne, "map": .map, "filter": .filter,
    "transformList": .transformList, "transformMap": .transformMap, "transformMapEntry": .transformMapEntry,
  ]

  private static func mayBeMacro(_ function: String) -> Bool {
    switch function {
    case "all", "exists", "exists_one", "existsOne", "map", "filter", "transformList", "transformMap",
      "transformMapEntry", "bind", "optMap", "optFlatMap", "sortBy":
      true
    default: false
    }
  }

  /// `token` is the opening parenthesis.
  mutating func parseCall(_ function: Name, target: NodeID?, from start: Int) throws(ExpressionError) -> NodeID {
    let opening = Int(token.start)
    try advance()
    let keepNames = target != nil && Self.mayBeMacro(function.text)
    var arguments: [Argument] = []
    if token.kind != .rightParen {
      while true {
        arguments.append(try parseArgument(keepName: keepNames && arguments.count < 2))
        guard token.kind == .comma else { break }
        try advance()
      }
    }
    try expect(.rightParen, "`,` or `)`")
    let end = lastEnd

    if let target {
      if keepNames, let made = try expand(function, target, arguments, start, end, opening) { return made }
      let nodes = try resolve(arguments)
      return try add(
        .call(function, target: target, nodes), start, end, height: max(height(target), tallest(nodes)))
    }
    let given = try resolve(arguments)
    if function.text == "has", given.count == 1 { return try expandHas(given[0], start, end, opening) }
    return try add(.call(function, target: nil, given), start, end, height: tallest(given))
  }

  private mutating func parseArgument(keepName: Bool) throws(ExpressionError) -> Argument {
    if keepName, token.kind == .name {
      var ahead = lexer
      if try ahead.next().kind == .comma {
        let name = token
        try advance()
        return .name(name)
      }
    }
    return .node(try parseExpression())
  }

  private mutating func resolve(_ arguments: [Argument]) throws(ExpressionError) -> [NodeID] {
    var ids: [NodeID] = []
    ids.reserveCapacity(arguments.count)
    for argument in arguments { ids.append(try resolve(argument)) }
    return ids
  }

  private mutating func resolve(_ argument: Argument) throws(ExpressionError) -> NodeID {
    switch argument {
    case .node(let id): id
    case .name(let token):
      try add(.ident(name(token).text, absolute: false), Int(token.start), Int(token.end))
    }
  }

  // MARK: has

  private mutating func expandHas(
    _ argument: NodeID, _ start: Int, _ end: Int, _ opening: Int
  ) throws(ExpressionError) -> NodeID {
    guard case .select(let operand, let field, optional: false) = nodes[Int(argument.index)].kind else {
      throw ExpressionError(opening + 1, end - 1) { .hasNeedsField(at: $0) }
    }
    // The argument is the last node and becomes the test itself.
    nodes.removeLast()
    return try add(.has(operand, field: field), start, end, height: height(operand))
  }

  // MARK: Macros on a target

  private mutating func expand(
    _ function: Name, _ target: NodeID, _ arguments: [Argument], _ start: Int, _ end: Int, _ opening: Int
  ) throws(ExpressionError) -> NodeID? {
    if function.text == "bind" {
      guard arguments.count == 3, case .ident("cel", absolute: false) = nodes[Int(target.index)].kind else {
        return nil
      }
      return try expandBind(target, arguments, start, end)
    }
    if function.text == "optMap" || function.text == "optFlatMap" {
      guard arguments.count == 2 else { return nil }
      return try expandOptional(function, target, arguments, start, end)
    }
    if function.text == "sortBy" {
      guard arguments.count == 2 else { return nil }
      return try expandSortBy(target, try variable(arguments[0], function, opening), arguments[1], start, end)
    }
    guard let macro = Self.loopMacros[function.text] else { return nil }
    let shape: (variables: Int, hasFilter: Bool)
    switch (macro, arguments.count) {
    case (.all, 2), (.exists, 2), (.existsOne, 2), (.map, 2), (.filter, 2): shape = (1, false)
    case (.map, 3): shape = (1, true)
    case (.all, 3), (.exists, 3), (.existsOne, 3): shape = (2, false)
    case (.transformList, 3), (.transformMap, 3), (.transformMapEntry, 3): shape = (2, false)
    case (.transformList, 4), (.transformMap, 4), (.transformMapEntry, 4): shape = (2, true)
    default: return nil
    }
    let first = try variable(arguments[0], function, opening)
    var second: Name?
    if shape.variables == 2 {
      let other = try variable(arguments[1], function, opening)
      if other.text == first.text {
        throw ExpressionError(opening, end) { .sameVariableTwice(first.text, at: $0) }
      }
      second = other
    }
    let filter = shape.hasFilter ? try resolve(arguments[shape.variables]) : nil
    let body = try resolve(arguments[arguments.count - 1])
    return try comprehension(macro, target, first, second, filter, body, start, end)
  }

  private func variable(_ argument: Argument, _ function: Name, _ opening: Int) throws(ExpressionError) -> Name {
    switch argument {
    case .name(let token): return name(token)
    case .node(let id):
      let place = place(id)
      throw ExpressionError(opening, opening + 1) { _ in .loopVariableIsNoName(function.text, at: place) }
    }
  }

  /// CEL's own expansion of each macro, and beside it the author's parts.
  private mutating func comprehension(
    _ macro: ExpressionSyntax.Macro, _ range: NodeID, _ first: Name, _ second: Name?, _ filter: NodeID?,
    _ body: NodeID, _ start: Int, _ end: Int
  ) throws(ExpressionError) -> NodeID {
    let whole = map.place(start, end)
    let accumulator = "@result"
    func node(_ parser: inout Self, _ kind: Kind, _ children: NodeID...) throws(ExpressionError) -> NodeID {
      try parser.add(kind, whole, height: parser.tallest(children), near: start)
    }
    func total(_ parser: inout Self) throws(ExpressionError) -> NodeID {
      try node(&parser, .ident(accumulator, absolute: false))
    }
    func sum(_ parser: inout Self, _ value: NodeID) throws(ExpressionError) -> NodeID {
      let so = try total(&parser)
      return try node(&parser, .binary(.add, so, value, operatorPlace: whole), so, value)
    }
    func always(_ parser: inout Self) throws(ExpressionError) -> NodeID { try node(&parser, .bool(true)) }

    let initial: NodeID
    let condition: NodeID
    var step: NodeID
    let result: NodeID
    switch macro {
    case .all:
      initial = try node(&self, .bool(true))
      let so = try total(&self)
      condition = try node(&self, .unary(.notStrictlyFalse, so), so)
      let again = try total(&self)
      step = try node(&self, .and([again, body]), again, body)
      result = try total(&self)
    case .exists:
      initial = try node(&self, .bool(false))
      let so = try total(&self)
      let not = try node(&self, .unary(.not, so), so)
      condition = try node(&self, .unary(.notStrictlyFalse, not), not)
      let again = try total(&self)
      step = try node(&self, .or([again, body]), again, body)
      result = try total(&self)
    case .existsOne:
      initial = try node(&self, .int(0))
      condition = try always(&self)
      let one = try node(&self, .int(1))
      let more = try sum(&self, one)
      let same = try total(&self)
      step = try node(&self, .conditional(body, then: more, else: same), body, more, same)
      let count = try total(&self)
      let unit = try node(&self, .int(1))
      result = try node(&self, .binary(.equal, count, unit, operatorPlace: whole), count, unit)
    case .filter:
      initial = try node(&self, .list([]))
      condition = try always(&self)
      let element = try node(&self, .ident(first.text, absolute: false))
      let list = try node(&self, .list([ExpressionSyntax.Element(element)]), element)
      let more = try sum(&self, list)
      let same = try total(&self)
      step = try node(&self, .conditional(body, then: more, else: same), body, more, same)
      result = try total(&self)
    case .map, .transformList:
      initial = try node(&self, .list([]))
      condition = try always(&self)
      let list = try node(&self, .list([ExpressionSyntax.Element(body)]), body)
      step = try sum(&self, list)
      result = try total(&self)
    case .transformMap, .transformMapEntry:
      initial = try node(&self, .map([]))
      condition = try always(&self)
      let so = try total(&self)
      var arguments = [so, body]
      if macro == .transformMap { arguments.insert(try node(&self, .ident(first.text, absolute: false)), at: 1) }
      step = try add(
        .call(Name("cel.@mapInsert", whole), target: nil, arguments), whole, height: tallest(arguments), near: start)
      result = try total(&self)
    }
    if let filter {
      let same = try total(&self)
      step = try node(&self, .conditional(filter, then: step, else: same), filter, step, same)
    }
    return try node(
      &self,
      .comprehension(
        ExpressionSyntax.Comprehension(
          macro: macro, variable: first, secondVariable: second, accumulator: accumulator, range: range,
          initial: initial, condition: condition, step: step, result: result, body: body, filter: filter)),
      range, initial, condition, step, result)
  }

  // MARK: bind, optMap, optFlatMap

  private mutating func expandBind(
    _ target: NodeID, _ arguments: [Argument], _ start: Int, _ end: Int
  ) throws(ExpressionError) -> NodeID {
    let bound: Name
    switch arguments[0] {
    case .name(let token): bound = name(token)
    case .node(let id):
      let place = place(id)
      throw ExpressionError(start, start + 1) { _ in .loopVariableIsNoName("cel.bind", at: place) }
    }
    let value = try resolve(arguments[1])
    let body = try resolve(arguments[2])
    let made = try add(.bind(bound, value: value, body: body), start, end, height: max(height(value), height(body)))
    drop(target)
    return NodeID(Int(made.index) - 1)
  }

  /// Takes a leaf that lost its parent out of the array, so that every node has exactly one parent.
  private mutating func drop(_ leaf: NodeID) {
    nodes.remove(at: Int(leaf.index))
    for index in Int(leaf.index)..<nodes.count { nodes[index].kind.shiftDown(above: leaf) }
  }

  /// `t.optMap(v, e)`: the target is bound once, under a name no author can write, and asked whether it has a value.
  private mutating func expandOptional(
    _ function: Name, _ target: NodeID, _ arguments: [Argument], _ start: Int, _ end: Int
  ) throws(ExpressionError) -> NodeID {
    let bound: Name
    switch arguments[0] {
    case .name(let token): bound = name(token)
    case .node(let id):
      let place = place(id)
      throw ExpressionError(start, start + 1) { _ in .loopVariableIsNoName(function.text, at: place) }
    }
    let body = try resolve(arguments[1])
    let whole = map.place(start, end)
    let hidden = "@target"
    let asked = try add(.ident(hidden, absolute: false), whole, near: start)
    let has = try add(.call(Name("hasValue", whole), target: asked, []), whole, height: height(asked), near: start)
    let opened = try add(.ident(hidden, absolute: false), whole, near: start)
    let value = try add(.call(Name("value", whole), target: opened, []), whole, height: height(opened), near: start)
    var inner = try add(
      .bind(bound, value: value, body: body), whole, height: max(height(value), height(body)), near: start)
    if function.text == "optMap" {
      inner = try add(
        .call(Name("optional.of", whole), target: nil, [inner]), whole, height: height(inner), near: start)
    }
    let none = try add(.call(Name("optional.none", whole), target: nil, []), whole, near: start)
    let choice = try add(
      .conditional(has, then: inner, else: none), whole, height: max(height(has), height(inner)), near: start)
    return try add(
      .bind(Name(hidden, whole), value: target, body: choice), whole,
      height: max(height(target), height(choice)), near: start)
  }
}

extension ExpressionParser {
  /// `t.sortBy(v, key)`: the target is bound once, mapped to its keys, and sorted by them.
  private mutating func expandSortBy(
    _ target: NodeID, _ variable: Name, _ key: Argument, _ start: Int, _ end: Int
  ) throws(ExpressionError) -> NodeID {
    let key = try resolve(key)
    let whole = map.place(start, end)
    let hidden = "@target"
    let range = try add(.ident(hidden, absolute: false), whole, near: start)
    let keys = try comprehension(.map, range, variable, nil, nil, key, start, end)
    let list = try add(.ident(hidden, absolute: false), whole, near: start)
    let sorted = try add(
      .call(Name("@sortByAssociatedKeys", whole), target: list, [keys]), whole, height: height(keys), near: start)
    return try add(
      .bind(Name(hidden, whole), value: target, body: sorted), whole, height: max(height(target), height(sorted)),
      near: start)
  }
}

extension ExpressionSyntax.Kind {
  /// Renumbers the children after a node was taken out of the array.
  fileprivate mutating func shiftDown(above gone: ExpressionSyntax.NodeID) {
    typealias NodeID = ExpressionSyntax.NodeID
    func moved(_ id: NodeID) -> NodeID { id.index > gone.index ? NodeID(Int(id.index) - 1) : id }
    switch self {
    case .null, .bool, .int, .uint, .double, .string, .bytes, .ident: break
    case .select(let a, let field, let optional): self = .select(moved(a), field: field, optional: optional)
    case .has(let a, let field): self = .has(moved(a), field: field)
    case .index(let a, let b, let optional): self = .index(moved(a), moved(b), optional: optional)
    case .call(let name, let target, let arguments):
      self = .call(name, target: target.map(moved), arguments.map(moved))
    case .unary(let sign, let a): self = .unary(sign, moved(a))
    case .binary(let sign, let a, let b, let place): self = .binary(sign, moved(a), moved(b), operatorPlace: place)
    case .and(let all): self = .and(all.map(moved))
    case .or(let all): self = .or(all.map(moved))
    case .conditional(let a, let b, let c): self = .conditional(moved(a), then: moved(b), else: moved(c))
    case .list(let elements):
      self = .list(elements.map { ExpressionSyntax.Element(moved($0.value), optional: $0.optional) })
    case .map(let entries):
      self = .map(entries.map { ExpressionSyntax.Entry(moved($0.key), moved($0.value), optional: $0.optional) })
    case .structure(let name, let fields):
      self = .structure(
        name, fields.map { ExpressionSyntax.StructureField($0.name, moved($0.value), optional: $0.optional) })
    case .comprehension(var c):
      c.range = moved(c.range)
      c.initial = moved(c.initial)
      c.condition = moved(c.condition)
      c.step = moved(c.step)
      c.result = moved(c.result)
      c.body = moved(c.body)
      c.filter = c.filter.map(moved)
      self = .comprehension(c)
    case .bind(let name, let value, let body): self = .bind(name, value: moved(value), body: moved(body))
    }
  }
}
