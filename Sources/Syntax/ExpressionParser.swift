// CEL text to an `ExpressionSyntax`: recursive descent with one token of look-ahead, operators by precedence climbing.
// Chains of operators, of conditionals and of `!` are loops; only brackets recurse, and their depth is bounded.

/// Parses a text that is one expression and nothing else (`twin eval`, tests). What is wrong goes into the bag.
package func parseExpression(_ file: SourceFile, into bag: inout DiagnosticBag) -> ExpressionSyntax? {
  let map = OffsetMap(file: file.id, base: 0)
  if let bad = firstInvalidUTF8(file.bytes) {
    bag.add(.invalidUTF8(at: Place(file: file.id, bad..<min(bad + 1, file.bytes.count))))
    return nil
  }
  var parser = ExpressionParser(file.bytes, 0..<file.bytes.count, map)
  do {
    let expression = try parser.parseWhole()
    return expression
  } catch {
    bag.add(error.make(map.place(error.start, error.end)))
    return nil
  }
}

struct ExpressionParser {
  typealias Kind = ExpressionSyntax.Kind
  typealias Name = ExpressionSyntax.Name
  typealias Node = ExpressionSyntax.Node
  typealias NodeID = ExpressionSyntax.NodeID

  let map: OffsetMap
  var lexer: ExpressionLexer
  var token = Token(.end, 0, 0)
  /// Content offset past the last token taken.
  var lastEnd: Int
  var nodes: [Node] = []
  var nesting = 0
  /// Whether `}}` ends the expression.
  let isInBraces: Bool

  init(_ text: [UInt8], _ range: Range<Int>, _ map: OffsetMap, isInBraces: Bool = false) {
    self.isInBraces = isInBraces
    self.map = map
    lexer = ExpressionLexer(text, range)
    lastEnd = range.lowerBound
  }

  var text: [UInt8] { lexer.text }

  // MARK: Whole expressions

  /// The expression must fill the range.
  mutating func parseWhole() throws(ExpressionError) -> ExpressionSyntax {
    let expression = try parsePart()
    guard token.kind == .end else { throw unexpected("an operator or the end of the expression") }
    return expression
  }

  /// An expression from the range's start; what follows it is in `token`.
  mutating func parsePart() throws(ExpressionError) -> ExpressionSyntax {
    nodes.reserveCapacity(4)
    try advance()
    let start = Int(token.start)
    let root = try parseExpression()
    guard lastEnd - start <= Limits.expressionBytes else {
      throw ExpressionError(start, start + 1) { .expressionTooLarge("bytes", Limits.expressionBytes, at: $0) }
    }
    return ExpressionSyntax(
      nodes: nodes, root: root, place: map.place(start, lastEnd), source: text, range: start..<lastEnd)
  }

  // MARK: Tokens

  mutating func advance() throws(ExpressionError) {
    lastEnd = max(lastEnd, Int(token.end))
    token = try lexer.next()
  }

  func name(_ token: Token) -> Name {
    let range = token.kind == .quotedName ? Int(token.start) + 1..<Int(token.end) - 1 : token.range
    return Name(String(decoding: text[range], as: UTF8.self), map.place(Int(token.start), Int(token.end)))
  }

  mutating func expect(_ kind: Token.Kind, _ wanted: String) throws(ExpressionError) {
    guard token.kind == kind else { throw unexpected(wanted) }
    try advance()
  }

  func unexpected(_ wanted: String) -> ExpressionError {
    let found = String(decoding: text[token.range], as: UTF8.self)
    let isReserved = token.kind == .reserved
    let next = Int(token.end)
    let isClosing =
      isInBraces && token.kind == .rightBrace && next < lexer.end && text[next] == UInt8(ascii: "}")
    if token.kind == .end || isClosing {
      return ExpressionError(lastEnd, lastEnd) { .expressionEndsEarly(expected: wanted, at: $0) }
    }
    return ExpressionError(Int(token.start), Int(token.end)) {
      isReserved ? .reservedWord(found, at: $0) : .unexpectedToken(found, expected: wanted, at: $0)
    }
  }

  // MARK: Nodes

  func height(_ id: NodeID) -> UInt16 { nodes[Int(id.index)].height }

  /// `start` and `end` are content offsets. `height` is that of the tallest child.
  mutating func add(_ kind: Kind, _ start: Int, _ end: Int, height: UInt16 = 0) throws(ExpressionError) -> NodeID {
    try add(kind, map.place(start, end), height: height, near: start)
  }

  mutating func add(_ kind: Kind, _ place: Place, height: UInt16 = 0, near: Int) throws(ExpressionError) -> NodeID {
    guard nodes.count < Limits.expressionNodes else {
      throw ExpressionError(near, near + 1) { .expressionTooLarge("nodes", Limits.expressionNodes, at: $0) }
    }
    guard Int(height) < Limits.expressionHeight else {
      throw ExpressionError(near, near + 1) {
        .expressionTooLarge("levels of operators", Limits.expressionHeight, at: $0)
      }
    }
    nodes.append(Node(kind, place, height: height + 1))
    return NodeID(nodes.count - 1)
  }

  func tallest(_ ids: [NodeID]) -> UInt16 { ids.reduce(0) { max($0, height($1)) } }

  func place(_ id: NodeID) -> Place { nodes[Int(id.index)].place }

  // MARK: Grammar

  /// Expr = ConditionalOr ["?" ConditionalOr ":" Expr]; the right recursion is a loop.
  mutating func parseExpression() throws(ExpressionError) -> NodeID {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Limits.expressionNesting else {
      throw ExpressionError(Int(token.start), Int(token.end)) {
        .expressionTooLarge("levels of brackets", Limits.expressionNesting, at: $0)
      }
    }
    let start = Int(token.start)
    let first = try parseOr()
    guard token.kind == .question else { return first }
    var pending: [(condition: NodeID, then: NodeID, start: Int)] = []
    var condition = first
    var from = start
    while token.kind == .question {
      try advance()
      let then = try parseOr()
      guard token.kind == .colon else { throw unexpected("`:` and the value for the other case") }
      try advance()
      pending.append((condition, then, from))
      from = Int(token.start)
      condition = try parseOr()
    }
    var result = condition
    let end = lastEnd
    while let choice = pending.popLast() {
      let tall = max(height(choice.condition), max(height(choice.then), height(result)))
      result = try add(
        .conditional(choice.condition, then: choice.then, else: result), choice.start, end, height: tall)
    }
    return result
  }

  private mutating func parseOr() throws(ExpressionError) -> NodeID {
    let start = Int(token.start)
    let first = try parseAnd()
    guard token.kind == .or else { return first }
    var operands = [first]
    while token.kind == .or {
      try advance()
      operands.append(try parseAnd())
    }
    return try add(.or(operands), start, lastEnd, height: tallest(operands))
  }

  private mutating func parseAnd() throws(ExpressionError) -> NodeID {
    let start = Int(token.start)
    let first = try parseBinary(level: 0)
    guard token.kind == .and else { return first }
    var operands = [first]
    while token.kind == .and {
      try advance()
      operands.append(try parseBinary(level: 0))
    }
    return try add(.and(operands), start, lastEnd, height: tallest(operands))
  }

  private func binaryOperator() -> (ExpressionSyntax.BinaryOperator, level: Int)? {
    switch token.kind {
    case .less: (.less, 0)
    case .lessOrEqual: (.lessOrEqual, 0)
    case .greater: (.greater, 0)
    case .greaterOrEqual: (.greaterOrEqual, 0)
    case .equal: (.equal, 0)
    case .notEqual: (.notEqual, 0)
    case .inWord: (.in, 0)
    case .plus: (.add, 1)
    case .minus: (.subtract, 1)
    case .star: (.multiply, 2)
    case .slash: (.divide, 2)
    case .percent: (.remainder, 2)
    default: nil
    }
  }

  /// Relations (0), sums (1), products (2): all associate to the left. Recurses at most twice.
  private mutating func parseBinary(level: Int) throws(ExpressionError) -> NodeID {
    let start = Int(token.start)
    var left = try parseUnary()
    while let (sign, its) = binaryOperator(), its >= level {
      let signPlace = map.place(Int(token.start), Int(token.end))
      try advance()
      let right = its == 2 ? try parseUnary() : try parseBinary(level: its + 1)
      left = try add(
        .binary(sign, left, right, operatorPlace: signPlace), start, lastEnd, height: max(height(left), height(right)))
    }
    return left
  }

  private mutating func parseUnary() throws(ExpressionError) -> NodeID {
    guard token.kind == .not || token.kind == .minus else { return try parseMember() }
    let sign = token.kind
    var starts: [Int] = []
    while token.kind == sign {
      starts.append(Int(token.start))
      try advance()
      // A minus right before a number belongs to the literal, so that the least int can be written.
      if sign == .minus, token.kind == .int || token.kind == .double {
        let from = starts.removeLast()
        let literal = try parseNumber(negative: true, from: from)
        return try negations(starts, sign, try parseSelectors(literal, from: from))
      }
    }
    return try negations(starts, sign, try parseMember())
  }

  private mutating func negations(
    _ starts: [Int], _ sign: Token.Kind, _ operand: NodeID
  ) throws(ExpressionError) -> NodeID {
    var result = operand
    for start in starts.reversed() {
      result = try add(.unary(sign == .not ? .not : .negate, result), start, lastEnd, height: height(result))
    }
    return result
  }

  private mutating func parseMember() throws(ExpressionError) -> NodeID {
    let start = Int(token.start)
    return try parseSelectors(try parsePrimary(), from: start)
  }

  /// `.field`, `.?field`, `.method(…)`, `[index]`, `[?index]` and `Name{…}`, as long as they follow.
  private mutating func parseSelectors(_ operand: NodeID, from start: Int) throws(ExpressionError) -> NodeID {
    var result = operand
    while true {
      switch token.kind {
      case .dot:
        try advance()
        let optional = try takesQuestion()
        switch token.kind {
        case .name, .quotedName, .reserved: break
        default: throw unexpected("the name of a field or function")
        }
        let field = name(token)
        let isQuoted = token.kind == .quotedName
        try advance()
        if token.kind == .leftParen, !optional, !isQuoted {
          result = try parseCall(field, target: result, from: start)
        } else {
          result = try add(
            .select(result, field: field, optional: optional), start, lastEnd, height: height(result))
        }
      case .leftBracket:
        try advance()
        let optional = try takesQuestion()
        let index = try parseExpression()
        try expect(.rightBracket, "`]`")
        result = try add(
          .index(result, index, optional: optional), start, lastEnd, height: max(height(result), height(index)))
      case .leftBrace:
        guard let structure = qualifiedName(result) else { return result }
        result = try parseStructure(structure, from: start)
      default: return result
      }
    }
  }

  private mutating func parsePrimary() throws(ExpressionError) -> NodeID {
    let start = Int(token.start)
    let literal = token
    switch token.kind {
    case .name: return try parseName(absolute: false, from: start)
    case .dot:
      try advance()
      guard token.kind == .name else { throw unexpected("a name after the leading dot") }
      return try parseName(absolute: true, from: start)
    case .leftParen:
      try advance()
      let inner = try parseExpression()
      try expect(.rightParen, "`)`")
      return inner
    case .leftBracket: return try parseList(from: start)
    case .leftBrace: return try parseMap(from: start)
    case .int, .double: return try parseNumber(negative: false, from: start)
    case .uint:
      let value = try ExpressionLiterals.uint(text, literal)
      try advance()
      return try add(.uint(value), start, lastEnd)
    case .string:
      let value = try ExpressionLiterals.string(text, literal)
      try advance()
      return try add(.string(value), start, lastEnd)
    case .bytes:
      let value = try ExpressionLiterals.bytes(text, literal)
      try advance()
      return try add(.bytes(value), start, lastEnd)
    case .trueWord, .falseWord:
      try advance()
      return try add(.bool(literal.kind == .trueWord), start, lastEnd)
    case .nullWord:
      try advance()
      return try add(.null, start, lastEnd)
    case .end, .quotedName, .reserved, .inWord, .rightParen, .rightBracket, .rightBrace, .comma, .colon, .question,
      .plus, .minus, .star, .slash, .percent, .not, .equal, .notEqual, .less, .lessOrEqual, .greater,
      .greaterOrEqual, .and, .or:
      throw unexpected("a value")
    }
  }

  private mutating func parseNumber(negative: Bool, from start: Int) throws(ExpressionError) -> NodeID {
    let kind: Kind
    if token.kind == .int {
      kind = .int(try ExpressionLiterals.int(text, token, negative: negative))
    } else {
      let value = try ExpressionLiterals.double(text, token)
      kind = .double(negative ? -value : value)
    }
    try advance()
    return try add(kind, start, lastEnd)
  }

  private mutating func parseName(absolute: Bool, from start: Int) throws(ExpressionError) -> NodeID {
    let found = name(token)
    try advance()
    if token.kind == .leftParen {
      let function = absolute ? Name("." + found.text, found.place) : found
      return try parseCall(function, target: nil, from: start)
    }
    return try add(.ident(found.text, absolute: absolute), start, lastEnd)
  }

  /// `?` before an element, a key or a field: it is left out where its value is none.
  private mutating func takesQuestion() throws(ExpressionError) -> Bool {
    guard token.kind == .question else { return false }
    try advance()
    return true
  }

  private mutating func parseList(from start: Int) throws(ExpressionError) -> NodeID {
    try advance()
    var elements: [ExpressionSyntax.Element] = []
    var tall: UInt16 = 0
    while token.kind != .rightBracket {
      let optional = try takesQuestion()
      let value = try parseExpression()
      tall = max(tall, height(value))
      elements.append(ExpressionSyntax.Element(value, optional: optional))
      guard token.kind == .comma else { break }
      try advance()
    }
    try expect(.rightBracket, "`,` or `]`")
    return try add(.list(elements), start, lastEnd, height: tall)
  }

  private mutating func parseMap(from start: Int) throws(ExpressionError) -> NodeID {
    try advance()
    var entries: [ExpressionSyntax.Entry] = []
    var tall: UInt16 = 0
    while token.kind != .rightBrace {
      let optional = try takesQuestion()
      let key = try parseExpression()
      try expect(.colon, "`:` between key and value")
      let value = try parseExpression()
      tall = max(tall, max(height(key), height(value)))
      entries.append(ExpressionSyntax.Entry(key, value, optional: optional))
      guard token.kind == .comma else { break }
      try advance()
    }
    try expect(.rightBrace, "`,` or `}`")
    return try add(.map(entries), start, lastEnd, height: tall)
  }

  /// The dotted name that a node spells, when it spells one: what may stand before `{` in `Name{field: e}`. Its nodes
  /// are the last ones; they are taken back.
  private mutating func qualifiedName(_ id: NodeID) -> Name? {
    var parts: [String] = []
    var at = id
    while true {
      switch nodes[Int(at.index)].kind {
      case .ident(let name, let absolute):
        parts.append(absolute ? "." + name : name)
        let whole = Name(parts.reversed().joined(separator: "."), place(id))
        nodes.removeSubrange(Int(at.index)...)
        return whole
      case .select(let operand, let field, optional: false):
        parts.append(field.text)
        at = operand
      default: return nil
      }
    }
  }

  private mutating func parseStructure(_ name: Name, from start: Int) throws(ExpressionError) -> NodeID {
    try advance()
    var fields: [ExpressionSyntax.StructureField] = []
    var tall: UInt16 = 0
    while token.kind != .rightBrace {
      let optional = try takesQuestion()
      switch token.kind {
      case .name, .quotedName, .reserved: break
      default: throw unexpected("the name of a field")
      }
      let field = self.name(token)
      try advance()
      try expect(.colon, "`:` between field and value")
      let value = try parseExpression()
      tall = max(tall, height(value))
      fields.append(ExpressionSyntax.StructureField(field, value, optional: optional))
      guard token.kind == .comma else { break }
      try advance()
    }
    try expect(.rightBrace, "`,` or `}`")
    return try add(.structure(name, fields), start, lastEnd, height: tall)
  }
}
