// Text with `${{ … }}` in it to parts; and text that YAML cut off at ` #`. Expressions are parsed where they stand, so that
// their places are those of the source. Nothing is evaluated.

extension SkillParser {
  /// The offset of the first `${{` of a content range, escaped or not.
  func firstExpression(_ range: Range<Int>) -> Int? {
    tree.text.withUnsafeBufferPointer { text in
      var at = range.lowerBound
      let last = range.upperBound - 2
      while at < last {
        if text[at] == UInt8(ascii: "$"), text[at + 1] == UInt8(ascii: "{"), text[at + 2] == UInt8(ascii: "{") {
          return at
        }
        at += 1
      }
      return nil
    }
  }

  mutating func textKind(_ index: NodeIndex) -> ValueSyntax.Kind {
    let range = tree.contentRange(index)
    let first = firstExpression(range)
    if tree.nodes[index].style == .plain { warnOfComment(index, hasExpression: first != nil) }
    guard let first else { return .text(tree.string(range)) }
    return template(index, range, first)
  }

  private mutating func template(_ index: NodeIndex, _ range: Range<Int>, _ first: Int) -> ValueSyntax.Kind {
    let map = tree.offsets(index)
    var parts: [TemplateSyntax.Part] = []
    // Text before `at` that belongs to the next part: there is some only behind an escape.
    var pending: [UInt8] = []
    var at = range.lowerBound
    func taken(upTo end: Int) -> String? {
      if pending.isEmpty { return at < end ? tree.string(at..<end) : nil }
      return String(decoding: pending + tree.text[at..<end], as: UTF8.self)
    }
    var next: Int? = first
    var isBroken = false
    if first == at {
      // Most templates are one expression and nothing else.
      guard let (whole, after) = expression(first, range, map, index) else { return .invalid }
      if after == range.upperBound { return whole.map { .expression($0) } ?? .invalid }
      if let whole { parts.append(.expression(whole)) } else { isBroken = true }
      at = after
      next = firstExpression(at..<range.upperBound)
    }
    parts.reserveCapacity(3)
    while let opening = next {
      if opening > at, tree.text[opening - 1] == UInt8(ascii: "$") {
        pending.append(contentsOf: tree.text[at..<opening - 1])
        pending.append(contentsOf: tree.text[opening..<opening + 3])
        at = opening + 3
      } else {
        let lead = taken(upTo: opening)
        pending.removeAll(keepingCapacity: true)
        guard let (expression, after) = expression(opening, range, map, index) else {
          isBroken = true
          break
        }
        if let expression {
          if let lead { parts.append(.text(lead)) }
          parts.append(.expression(expression))
        } else {
          isBroken = true
        }
        at = after
      }
      next = firstExpression(at..<range.upperBound)
    }
    if isBroken { return .invalid }
    let tail = taken(upTo: range.upperBound)
    if let whole = wholeExpression(parts, tail ?? "") { return .expression(whole) }
    if let tail { parts.append(.text(tail)) }
    if parts.count == 1, case .text(let constant) = parts[0] { return .text(constant) }
    return .template(TemplateSyntax(parts, tree.place(index)))
  }

  /// One expression with nothing but white space around it.
  private func wholeExpression(_ parts: [TemplateSyntax.Part], _ tail: String) -> ExpressionSyntax? {
    func isSpace(_ text: String) -> Bool {
      text.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
    }
    guard parts.count <= 2, isSpace(tail) else { return nil }
    switch parts.count {
    case 1:
      if case .expression(let whole) = parts[0] { return whole }
    case 2:
      if case .text(let lead) = parts[0], case .expression(let whole) = parts[1], isSpace(lead) { return whole }
    default: break
    }
    return nil
  }

  /// The expression whose `${{` is at `opening`, and the offset after its `}}`. The expression is nil when it was wrong
  /// (reported), the whole is nil when it has no end.
  private mutating func expression(
    _ opening: Int, _ range: Range<Int>, _ map: OffsetMap, _ index: NodeIndex
  ) -> (ExpressionSyntax?, Int)? {
    let start = opening + 3
    var parser = ExpressionParser(tree.text, start..<range.upperBound, map, isInBraces: true)
    do throws(ExpressionError) {
      let parsed = try parser.parsePart()
      let close = Int(parser.token.start)
      if parser.token.kind == .rightBrace, close + 1 < range.upperBound, tree.text[close + 1] == UInt8(ascii: "}") {
        return (parsed, close + 2)
      }
      if parser.token.kind != .end, parser.token.kind != .rightBrace {
        throw parser.unexpected("an operator or `}}`")
      }
    } catch {
      var lexer = ExpressionLexer(tree.text, start..<range.upperBound)
      if let close = lexer.closingBraces() {
        let isEmpty = tree.text[start..<close].allSatisfy { $0 == 0x20 || $0 == 0x0A || $0 == 0x09 }
        bag.add(
          isEmpty
            ? .emptyExpression(at: map.place(opening, close + 2)) : error.make(map.place(error.start, error.end)))
        return (nil, close + 2)
      }
    }
    if let cut = commentCut(index) { bag.add(cut) } else { bag.add(.unclosedExpression(at: map.place(opening, start))) }
    return nil
  }

  // MARK: Comments that cut text

  func commentCut(_ index: NodeIndex) -> Diagnostic? {
    let node = tree.nodes[index]
    guard node.style == .plain, let comment = YAMLTraps.comment(after: Int(node.end), in: tree.file) else { return nil }
    let place = Place(file: tree.file.id, Int(node.start)..<comment.upperBound)
    return .expressionCutByComment(
      quoted: YAMLTraps.quoted(tree.file.text(of: place)), at: place,
      comment: Place(file: tree.file.id, comment.lowerBound..<comment.upperBound))
  }

  /// `Item #3` is the text `Item` to YAML. A comment proper has a space after its `#`.
  mutating func warnOfComment(_ index: NodeIndex, hasExpression: Bool) {
    let end = Int(tree.nodes[index].end)
    let bytes = tree.file.bytes
    guard end + 2 < bytes.count, bytes[end] == 0x20 || bytes[end] == 0x09 else { return }
    guard let comment = YAMLTraps.comment(after: end, in: tree.file), comment.count >= 2 else { return }
    let second = bytes[comment.lowerBound + 1]
    guard isNameByte(second) || second >= 0x80 || second == UInt8(ascii: "$") else { return }
    if hasExpression, commentCutsExpression(index) { return }
    let place = Place(file: tree.file.id, Int(tree.nodes[index].start)..<comment.upperBound)
    bag.add(
      .textCutByComment(
        quoted: YAMLTraps.quoted(tree.file.text(of: place)), at: place,
        comment: Place(file: tree.file.id, comment.lowerBound..<comment.upperBound)))
  }

  /// Whether the text before the comment leaves a `${{` open, which is reported as an error instead.
  private func commentCutsExpression(_ index: NodeIndex) -> Bool {
    let range = tree.contentRange(index)
    var next = firstExpression(range)
    while let opening = next {
      var lexer = ExpressionLexer(tree.text, opening + 3..<range.upperBound)
      guard let close = lexer.closingBraces() else { return true }
      next = firstExpression(close + 2..<range.upperBound)
    }
    return false
  }
}
