// CEL's tokens (google/cel-spec, langdef.md, "Syntax"), one at a time, out of bytes. It also says where a `${{ … }}` ends.
// It makes no text of its own: a token is two offsets, its value is decoded when the parser wants it.

/// How offsets in a scalar's content map to bytes of the source. Plain and one-line quoted scalars shift by a constant;
/// folded, escaped and block scalars carry a table.
package struct OffsetMap: Sendable {
  /// Content offset that `base` belongs to.
  var origin: Int
  /// Source byte of content offset `origin`.
  var base: Int
  /// Source byte of content offset `origin + i`; one entry more than there are bytes. Empty: a constant shift.
  var table: [UInt32]
  var file: FileID

  package init(file: FileID, origin: Int = 0, base: Int, table: [UInt32] = []) {
    self.file = file
    self.origin = origin
    self.base = base
    self.table = table
  }

  func place(_ start: Int, _ end: Int) -> Place {
    if table.isEmpty { return Place(file: file, base + start - origin..<base + max(start, end) - origin) }
    let first = Int(table[min(max(start - origin, 0), table.count - 1)])
    guard end > start else { return Place(file: file, first..<first) }
    let last = Int(table[min(max(end - 1 - origin, 0), table.count - 1)])
    return Place(file: file, first..<max(first, last) + 1)
  }
}

struct Token: BitwiseCopyable {
  enum Kind: UInt8 {
    case end
    case name, quotedName, reserved
    case trueWord, falseWord, nullWord, inWord
    case int, uint, double, string, bytes
    case leftParen, rightParen, leftBracket, rightBracket, leftBrace, rightBrace
    case dot, comma, colon, question
    case plus, minus, star, slash, percent, not
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, and, or
  }
  var kind: Kind
  var start: UInt32
  var end: UInt32
  init(_ kind: Kind, _ start: Int, _ end: Int) {
    self.kind = kind
    self.start = UInt32(truncatingIfNeeded: start)
    self.end = UInt32(truncatingIfNeeded: end)
  }
  var range: Range<Int> { Int(start)..<Int(end) }
}

/// What went wrong in an expression; `ExpressionParser` gives it its place in the source.
struct ExpressionError: Error {
  var start: Int
  var end: Int
  var make: @Sendable (Place) -> Diagnostic
  init(_ start: Int, _ end: Int, _ make: @escaping @Sendable (Place) -> Diagnostic) {
    self.start = start
    self.end = end
    self.make = make
  }
}

struct ExpressionLexer {
  let text: [UInt8]
  /// The next byte to read.
  var at: Int
  /// The first byte that is not the expression's any more.
  let end: Int

  init(_ text: [UInt8], _ range: Range<Int>) {
    self.text = text
    at = range.lowerBound
    end = range.upperBound
  }

  @inline(__always) private func byte(_ offset: Int) -> UInt8 { offset < end ? text[offset] : 0 }

  private mutating func skipSpace() {
    while at < end {
      switch text[at] {
      case 0x20, 0x09, 0x0A, 0x0C, 0x0D: at += 1
      case UInt8(ascii: "/") where byte(at + 1) == UInt8(ascii: "/"):
        while at < end, text[at] != 0x0A { at += 1 }
      default: return
      }
    }
  }

  mutating func next() throws(ExpressionError) -> Token {
    skipSpace()
    let start = at
    guard at < end else { return Token(.end, end, end) }
    let c = text[at]
    if isNameStart(c) { return try nameOrPrefixedString(start) }
    if isDigit(c) || (c == UInt8(ascii: ".") && isDigit(byte(at + 1))) { return try number(start) }
    if c == UInt8(ascii: "'") || c == UInt8(ascii: "\"") { return try string(start, quote: at, raw: false, .string) }
    if c == UInt8(ascii: "`") { return try quotedName(start) }
    return try sign(start, c)
  }

  private mutating func sign(_ start: Int, _ c: UInt8) throws(ExpressionError) -> Token {
    let following = byte(at + 1)
    func take(_ kind: Token.Kind, _ length: Int = 1) -> Token {
      Token(kind, start, start + length)
    }
    let token: Token
    switch c {
    case UInt8(ascii: "("): token = take(.leftParen)
    case UInt8(ascii: ")"): token = take(.rightParen)
    case UInt8(ascii: "["): token = take(.leftBracket)
    case UInt8(ascii: "]"): token = take(.rightBracket)
    case UInt8(ascii: "{"): token = take(.leftBrace)
    case UInt8(ascii: "}"): token = take(.rightBrace)
    case UInt8(ascii: "."): token = take(.dot)
    case UInt8(ascii: ","): token = take(.comma)
    case UInt8(ascii: ":"): token = take(.colon)
    case UInt8(ascii: "?"): token = take(.question)
    case UInt8(ascii: "+"): token = take(.plus)
    case UInt8(ascii: "-"): token = take(.minus)
    case UInt8(ascii: "*"): token = take(.star)
    case UInt8(ascii: "/"): token = take(.slash)
    case UInt8(ascii: "%"): token = take(.percent)
    case UInt8(ascii: "!"): token = following == UInt8(ascii: "=") ? take(.notEqual, 2) : take(.not)
    case UInt8(ascii: "<"): token = following == UInt8(ascii: "=") ? take(.lessOrEqual, 2) : take(.less)
    case UInt8(ascii: ">"): token = following == UInt8(ascii: "=") ? take(.greaterOrEqual, 2) : take(.greater)
    case UInt8(ascii: "=") where following == UInt8(ascii: "="): token = take(.equal, 2)
    case UInt8(ascii: "&") where following == UInt8(ascii: "&"): token = take(.and, 2)
    case UInt8(ascii: "|") where following == UInt8(ascii: "|"): token = take(.or, 2)
    default:
      let length = characterLength(c)
      let shown = String(decoding: text[start..<min(start + length, end)], as: UTF8.self)
      throw ExpressionError(start, start + length) { .unknownCharacter(shown, at: $0) }
    }
    at = Int(token.end)
    return token
  }

  private func characterLength(_ lead: UInt8) -> Int {
    lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
  }

  // MARK: Names

  private mutating func nameOrPrefixedString(_ start: Int) throws(ExpressionError) -> Token {
    while at < end, isNameByte(text[at]) { at += 1 }
    let length = at - start
    if at < end, length <= 2, text[at] == UInt8(ascii: "'") || text[at] == UInt8(ascii: "\"") {
      let first = text[start] | 0x20
      let second = length == 2 ? text[start + 1] | 0x20 : 0
      if length == 1, first == UInt8(ascii: "r") { return try string(start, quote: at, raw: true, .string) }
      if length == 1, first == UInt8(ascii: "b") { return try string(start, quote: at, raw: false, .bytes) }
      if first == UInt8(ascii: "b"), second == UInt8(ascii: "r") {
        return try string(start, quote: at, raw: true, .bytes)
      }
    }
    return Token(wordKind(start..<at), start, at)
  }

  private func wordKind(_ word: Range<Int>) -> Token.Kind {
    guard word.count >= 2, word.count <= 9 else { return .name }
    func isOne(_ known: StaticString...) -> Bool {
      known.contains { known in
        guard known.utf8CodeUnitCount == word.count else { return false }
        for offset in 1..<word.count where known.utf8Start[offset] != text[word.lowerBound + offset] { return false }
        return true
      }
    }
    func reserved(_ isReserved: Bool) -> Token.Kind { isReserved ? .reserved : .name }
    switch text[word.lowerBound] {
    case UInt8(ascii: "a"): return reserved(isOne("as"))
    case UInt8(ascii: "b"): return reserved(isOne("break"))
    case UInt8(ascii: "c"): return reserved(isOne("const", "continue"))
    case UInt8(ascii: "e"): return reserved(isOne("else"))
    case UInt8(ascii: "f"): return isOne("false") ? .falseWord : reserved(isOne("for", "function"))
    case UInt8(ascii: "i"): return isOne("in") ? .inWord : reserved(isOne("if", "import"))
    case UInt8(ascii: "l"): return reserved(isOne("let", "loop"))
    case UInt8(ascii: "n"): return isOne("null") ? .nullWord : reserved(isOne("namespace"))
    case UInt8(ascii: "p"): return reserved(isOne("package"))
    case UInt8(ascii: "r"): return reserved(isOne("return"))
    case UInt8(ascii: "t"): return isOne("true") ? .trueWord : .name
    case UInt8(ascii: "v"): return reserved(isOne("var", "void"))
    case UInt8(ascii: "w"): return reserved(isOne("while"))
    default: return .name
    }
  }

  /// `` `any-text` `` after a dot: a field name that is no identifier. The token's range includes the backticks.
  private mutating func quotedName(_ start: Int) throws(ExpressionError) -> Token {
    at += 1
    while at < end, text[at] != UInt8(ascii: "`") {
      switch text[at] {
      case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: " "): at += 1
      case let c where isNameByte(c): at += 1
      default:
        let bad = at
        throw ExpressionError(bad, bad + characterLength(text[bad])) { .badQuotedName(at: $0) }
      }
    }
    guard at < end, at > start + 1 else {
      throw ExpressionError(start, at) { .badQuotedName(at: $0) }
    }
    at += 1
    return Token(.quotedName, start, at)
  }

  // MARK: Numbers

  private mutating func number(_ start: Int) throws(ExpressionError) -> Token {
    if text[at] == UInt8(ascii: "0"), byte(at + 1) | 0x20 == UInt8(ascii: "x") {
      at += 2
      let digits = at
      while at < end, hexDigit(text[at]) != nil { at += 1 }
      if at == digits { throw malformed(start) }
      return try finishInteger(start)
    }
    while at < end, isDigit(text[at]) { at += 1 }
    var isDouble = false
    if byte(at) == UInt8(ascii: "."), isDigit(byte(at + 1)) {
      isDouble = true
      at += 1
      while at < end, isDigit(text[at]) { at += 1 }
    }
    if byte(at) | 0x20 == UInt8(ascii: "e") {
      var ahead = at + 1
      if byte(ahead) == UInt8(ascii: "+") || byte(ahead) == UInt8(ascii: "-") { ahead += 1 }
      if isDigit(byte(ahead)) {
        isDouble = true
        at = ahead
        while at < end, isDigit(text[at]) { at += 1 }
      }
    }
    if !isDouble { return try finishInteger(start) }
    if at < end, isNameByte(text[at]) { throw malformed(start) }
    return Token(.double, start, at)
  }

  private mutating func finishInteger(_ start: Int) throws(ExpressionError) -> Token {
    if byte(at) | 0x20 == UInt8(ascii: "u") {
      at += 1
      if at < end, isNameByte(text[at]) { throw malformed(start) }
      return Token(.uint, start, at)
    }
    if at < end, isNameByte(text[at]) { throw malformed(start) }
    return Token(.int, start, at)
  }

  private func malformed(_ start: Int) -> ExpressionError {
    var stop = at
    while stop < end, isNameByte(text[stop]) { stop += 1 }
    let shown = String(decoding: text[start..<stop], as: UTF8.self)
    return ExpressionError(start, stop) { .badNumber(shown, at: $0) }
  }

  // MARK: Strings

  /// Finds the end of a literal; its escapes are checked when it is decoded.
  private mutating func string(
    _ start: Int, quote: Int, raw: Bool, _ kind: Token.Kind
  ) throws(ExpressionError) -> Token {
    let mark = text[quote]
    let isTriple = byte(quote + 1) == mark && byte(quote + 2) == mark && quote + 2 < end
    at = quote + (isTriple ? 3 : 1)
    while at < end {
      let c = text[at]
      if c == UInt8(ascii: "\\"), !raw {
        at = min(at + 2, end)
      } else if c == mark, !isTriple {
        at += 1
        return Token(kind, start, at)
      } else if c == mark, byte(at + 1) == mark, byte(at + 2) == mark {
        at += 3
        return Token(kind, start, at)
      } else if !isTriple, c == 0x0A || c == 0x0D {
        break
      } else {
        at += 1
      }
    }
    let shown = String(UnicodeScalar(mark))
    let stop = at
    throw ExpressionError(start, stop) { .unterminatedString(quote: shown, at: $0) }
  }

  // MARK: The end of `${{ … }}`

  /// The offset of the `}}` that closes an expression begun at `at`, found by lexing (strings and nested braces do not
  /// count). nil: there is none. Where the text cannot be lexed, the first `}}` is taken.
  mutating func closingBraces() -> Int? {
    let start = at
    var depth = 0
    do {
      while true {
        let token = try next()
        switch token.kind {
        case .end: return nil
        case .leftBrace: depth += 1
        case .rightBrace:
          if depth == 0 {
            if byte(Int(token.end)) == UInt8(ascii: "}") { return Int(token.start) }
            return nil
          }
          depth -= 1
        default: break
        }
      }
    } catch {
      var search = start
      while search + 1 < end {
        if text[search] == UInt8(ascii: "}"), text[search + 1] == UInt8(ascii: "}") { return search }
        search += 1
      }
      return nil
    }
  }
}

@inline(__always) func isDigit(_ c: UInt8) -> Bool { c >= 0x30 && c <= 0x39 }

@inline(__always) func isNameStart(_ c: UInt8) -> Bool {
  (c | 0x20 >= 0x61 && c | 0x20 <= 0x7A) || c == UInt8(ascii: "_")
}

@inline(__always) func isNameByte(_ c: UInt8) -> Bool { isNameStart(c) || isDigit(c) }

@inline(__always) func hexDigit(_ c: UInt8) -> UInt32? {
  switch c {
  case 0x30...0x39: UInt32(c - 0x30)
  case 0x41...0x46: UInt32(c - 0x41 + 10)
  case 0x61...0x66: UInt32(c - 0x61 + 10)
  default: nil
  }
}
