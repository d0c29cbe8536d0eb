// JSON text (RFC 8259) to values, plain or straight into a heap. Strict: UTF-8, no duplicate keys, no lone surrogates, no
// number that an int or a double would change. Every error names the place as a path, `$.rows[3].total`.

/// Why a text is no JSON that Twin reads.
package struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Where, as a path from the root: `$.rows[3].total`.
  package var path: String
  /// Byte offset.
  package var offset: Int
  package var message: String
  /// It is JSON in as far as it was read, with a number that no value carries.
  package var isOfNumber = false
  package var description: String { "\(path) (byte \(offset)): \(message)" }
}

/// What can go wrong when JSON becomes a value of a heap: the text, or the heap's bound.
package enum JSONFailure: Error, Equatable, Sendable {
  case json(JSONError)
  case evaluation(EvaluationError)
}

/// Makes values of one kind out of what a parser finds.
private protocol JSONBuilder {
  associatedtype Node
  mutating func null() -> Node
  mutating func bool(_ flag: Bool) -> Node
  mutating func int(_ number: Int64) -> Node
  mutating func double(_ number: Double) -> Node
  mutating func string(_ utf8: UnsafeBufferPointer<UInt8>) throws(EvaluationError) -> Node
  mutating func list(_ elements: ArraySlice<Node>) throws(EvaluationError) -> Node
  /// Alternating keys and values. Refuses duplicate keys.
  mutating func map(_ cells: ArraySlice<Node>) throws(EvaluationError) -> Node
}

private struct PlainBuilder: JSONBuilder {
  mutating func null() -> PlainValue { .null }
  mutating func bool(_ flag: Bool) -> PlainValue { .bool(flag) }
  mutating func int(_ number: Int64) -> PlainValue { .int(number) }
  mutating func double(_ number: Double) -> PlainValue { .double(number) }
  mutating func string(_ utf8: UnsafeBufferPointer<UInt8>) throws(EvaluationError) -> PlainValue {
    .string(String(decoding: utf8, as: UTF8.self))
  }
  mutating func list(_ elements: ArraySlice<PlainValue>) throws(EvaluationError) -> PlainValue {
    .list(Array(elements))
  }
  mutating func map(_ cells: ArraySlice<PlainValue>) throws(EvaluationError) -> PlainValue {
    var entries: [PlainEntry] = []
    entries.reserveCapacity(cells.count / 2)
    for index in stride(from: cells.startIndex, to: cells.endIndex, by: 2) {
      entries.append(PlainEntry(key: cells[index], value: cells[index + 1]))
    }
    if let repeated = PlainKey.repeated(in: entries) {
      throw EvaluationError("duplicate key: '\(entries[repeated].key.text ?? "")'")
    }
    return .map(entries)
  }
}

private struct HeapBuilder: JSONBuilder {
  var heap: Heap
  mutating func null() -> Value { .null }
  mutating func bool(_ flag: Bool) -> Value { .bool(flag) }
  mutating func int(_ number: Int64) -> Value { .int(number) }
  mutating func double(_ number: Double) -> Value { .double(number) }
  mutating func string(_ utf8: UnsafeBufferPointer<UInt8>) throws(EvaluationError) -> Value {
    try heap.makeString(utf8: utf8)
  }
  mutating func list(_ elements: ArraySlice<Value>) throws(EvaluationError) -> Value { try heap.makeList(elements) }
  mutating func map(_ cells: ArraySlice<Value>) throws(EvaluationError) -> Value { try heap.makeMap(cells) }
}

private struct JSONParser<Builder: JSONBuilder> {
  let input: UnsafeBufferPointer<UInt8>
  var builder: Builder
  var position = 0
  var pending: [Builder.Node] = []
  var unescaped: [UInt8] = []

  enum Step {
    case key(Range<Int>)
    case index(Int)
  }
  var path: [Step] = []

  init(input: UnsafeBufferPointer<UInt8>, builder: Builder) {
    self.input = input
    self.builder = builder
  }

  // MARK: Errors

  func failure(_ message: String, at offset: Int? = nil, isOfNumber: Bool = false) -> JSONFailure {
    var text = "$"
    for step in path {
      switch step {
      case .index(let index): text += "[\(index)]"
      case .key(let range):
        let key = String(decoding: UnsafeBufferPointer(rebasing: input[range]), as: UTF8.self)
        let isName =
          !key.isEmpty
          && key.utf8.allSatisfy { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || $0 == 0x5F || $0 < 0x3A && $0 >= 0x30 }
        text += isName ? ".\(key)" : "['\(key)']"
      }
      if text.utf8.count > 400 { break }
    }
    return .json(JSONError(path: text, offset: offset ?? position, message: message, isOfNumber: isOfNumber))
  }

  /// A bound of the heap stays what it is; what is wrong with the text gets its place.
  func failure(_ error: EvaluationError) -> JSONFailure {
    error.kind == .budget ? .evaluation(error) : failure(error.message)
  }

  var unexpected: JSONFailure {
    guard position < input.count else { return failure("the text ends too early") }
    let byte = input[position]
    let shown =
      byte >= 0x21 && byte < 0x7F ? "'\(Character(Unicode.Scalar(byte)))'" : "byte 0x" + String(byte, radix: 16)
    return failure("unexpected \(shown)")
  }

  // MARK: Grammar

  mutating func document() throws(JSONFailure) -> Builder.Node {
    guard input.count <= ValueLimits.jsonBytes else {
      throw failure("the text has \(input.count) bytes (limit: \(ValueLimits.jsonBytes))")
    }
    let node = try value(depth: 0)
    skipSpace()
    guard position == input.count else { throw unexpected }
    return node
  }

  mutating func skipSpace() {
    while position < input.count {
      switch input[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  mutating func value(depth: Int) throws(JSONFailure) -> Builder.Node {
    skipSpace()
    guard position < input.count else { throw unexpected }
    switch input[position] {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""):
      position += 1
      return try string()
    case UInt8(ascii: "t"):
      try literal("true")
      return builder.bool(true)
    case UInt8(ascii: "f"):
      try literal("false")
      return builder.bool(false)
    case UInt8(ascii: "n"):
      try literal("null")
      return builder.null()
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw unexpected
    }
  }

  mutating func literal(_ text: StaticString) throws(JSONFailure) {
    for index in 0..<text.utf8CodeUnitCount {
      guard position < input.count, input[position] == text.utf8Start[index] else { throw unexpected }
      position += 1
    }
  }

  mutating func array(depth: Int) throws(JSONFailure) -> Builder.Node {
    guard depth < ValueLimits.depth else { throw failure("nested too deep (limit: \(ValueLimits.depth))") }
    position += 1
    let base = pending.count
    skipSpace()
    if position < input.count, input[position] == UInt8(ascii: "]") {
      position += 1
    } else {
      path.append(.index(0))
      while true {
        pending.append(try value(depth: depth + 1))
        let count = pending.count - base
        guard count <= ValueLimits.elements else { throw failure("too many elements (limit: \(ValueLimits.elements))") }
        path[path.count - 1] = .index(count)
        skipSpace()
        guard position < input.count else { throw unexpected }
        if input[position] == UInt8(ascii: ",") {
          position += 1
        } else if input[position] == UInt8(ascii: "]") {
          position += 1
          break
        } else {
          throw unexpected
        }
      }
      path.removeLast()
    }
    do {
      let node = try builder.list(pending[base...])
      pending.removeSubrange(base...)
      return node
    } catch { throw failure(error) }
  }

  mutating func object(depth: Int) throws(JSONFailure) -> Builder.Node {
    guard depth < ValueLimits.depth else { throw failure("nested too deep (limit: \(ValueLimits.depth))") }
    position += 1
    let base = pending.count
    skipSpace()
    if position < input.count, input[position] == UInt8(ascii: "}") {
      position += 1
    } else {
      while true {
        skipSpace()
        guard position < input.count, input[position] == UInt8(ascii: "\"") else { throw unexpected }
        position += 1
        let start = position
        pending.append(try string())
        path.append(.key(start..<position - 1))
        skipSpace()
        guard position < input.count, input[position] == UInt8(ascii: ":") else { throw unexpected }
        position += 1
        pending.append(try value(depth: depth + 1))
        path.removeLast()
        guard pending.count - base <= 2 * ValueLimits.elements else {
          throw failure("too many entries (limit: \(ValueLimits.elements))")
        }
        skipSpace()
        guard position < input.count else { throw unexpected }
        if input[position] == UInt8(ascii: ",") {
          position += 1
        } else if input[position] == UInt8(ascii: "}") {
          position += 1
          break
        } else {
          throw unexpected
        }
      }
    }
    do {
      let node = try builder.map(pending[base...])
      pending.removeSubrange(base...)
      return node
    } catch { throw failure(error) }
  }

  // MARK: Strings

  /// From behind the opening quote to behind the closing one.
  mutating func string() throws(JSONFailure) -> Builder.Node {
    let start = position
    while position < input.count {
      let byte = input[position]
      if byte == UInt8(ascii: "\"") {
        let content = UnsafeBufferPointer(rebasing: input[start..<position])
        position += 1
        do { return try builder.string(content) } catch { throw failure(error) }
      }
      if byte == UInt8(ascii: "\\") { return try escapedString(start) }
      if byte < 0x20 { throw failure("a control character in a text") }
      position += 1
    }
    throw unexpected
  }

  mutating func escapedString(_ start: Int) throws(JSONFailure) -> Builder.Node {
    unescaped.removeAll(keepingCapacity: true)
    unescaped.append(contentsOf: input[start..<position])
    while position < input.count {
      let byte = input[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        let result: Result<Builder.Node, EvaluationError> = unescaped.withUnsafeBufferPointer { content in
          do throws(EvaluationError) { return .success(try builder.string(content)) } catch { return .failure(error) }
        }
        switch result {
        case .success(let node): return node
        case .failure(let error): throw failure(error)
        }
      case UInt8(ascii: "\\"): try escape()
      case 0..<0x20: throw failure("a control character in a text", at: position - 1)
      default: unescaped.append(byte)
      }
    }
    throw unexpected
  }

  mutating func escape() throws(JSONFailure) {
    guard position < input.count else { throw unexpected }
    let byte = input[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(byte)
    case UInt8(ascii: "b"): unescaped.append(0x08)
    case UInt8(ascii: "f"): unescaped.append(0x0C)
    case UInt8(ascii: "n"): unescaped.append(0x0A)
    case UInt8(ascii: "r"): unescaped.append(0x0D)
    case UInt8(ascii: "t"): unescaped.append(0x09)
    case UInt8(ascii: "u"):
      let start = position - 2
      var code = try hexadecimal()
      if code >= 0xD800, code < 0xDC00 {
        guard position + 1 < input.count, input[position] == UInt8(ascii: "\\"),
          input[position + 1] == UInt8(ascii: "u")
        else { throw failure("half of a surrogate pair", at: start) }
        position += 2
        let low = try hexadecimal()
        guard low >= 0xDC00, low < 0xE000 else { throw failure("half of a surrogate pair", at: start) }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw failure("half of a surrogate pair", at: start) }
      unescaped.append(contentsOf: UTF8.encode(scalar)!)
    default: throw failure("an unknown escape", at: position - 2)
    }
  }

  mutating func hexadecimal() throws(JSONFailure) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard position < input.count else { throw unexpected }
      switch input[position] {
      case let byte where byte >= 0x30 && byte <= 0x39: code = code << 4 | UInt32(byte - 0x30)
      case let byte where byte | 0x20 >= 0x61 && byte | 0x20 <= 0x66: code = code << 4 | UInt32((byte | 0x20) - 0x57)
      default: throw unexpected
      }
      position += 1
    }
    return code
  }

  // MARK: Numbers

  mutating func number() throws(JSONFailure) -> Builder.Node {
    let start = position
    let isNegative = input[position] == UInt8(ascii: "-")
    if isNegative { position += 1 }
    guard position < input.count, isDigit(input[position]) else { throw unexpected }
    // The value so far as long as it is exact, and the significant digits.
    var mantissa: UInt64 = 0
    var significant = 0
    if input[position] == UInt8(ascii: "0") {
      position += 1
    } else {
      while position < input.count, isDigit(input[position]) { take(&mantissa, &significant) }
    }
    let isInteger = position == input.count || (input[position] != UInt8(ascii: ".") && input[position] | 0x20 != 0x65)
    if isInteger {
      if significant <= 18 { return builder.int(isNegative ? -Int64(mantissa) : Int64(mantissa)) }
      if let number = Heap.integer(Array(input[start..<position])[...]) { return builder.int(number) }
    }
    var places = 0
    if position < input.count, input[position] == UInt8(ascii: ".") {
      position += 1
      guard position < input.count, isDigit(input[position]) else { throw unexpected }
      while position < input.count, isDigit(input[position]) {
        take(&mantissa, &significant)
        places += 1
      }
    }
    var exponent = 0
    if position < input.count, input[position] | 0x20 == 0x65 {
      position += 1
      var isDown = false
      if position < input.count, input[position] == UInt8(ascii: "-") || input[position] == UInt8(ascii: "+") {
        isDown = input[position] == UInt8(ascii: "-")
        position += 1
      }
      guard position < input.count, isDigit(input[position]) else { throw unexpected }
      while position < input.count, isDigit(input[position]) {
        exponent = min(exponent * 10 + Int(input[position] - 0x30), 100_000)
        position += 1
      }
      if isDown { exponent = -exponent }
    }
    exponent -= places
    if significant <= 15, exponent >= -22, exponent <= 22 {
      // Both are exact doubles, so the one operation rounds once, as it should.
      let number = exponent < 0 ? Double(mantissa) / Self.powers[-exponent] : Double(mantissa) * Self.powers[exponent]
      return builder.double(isNegative ? -number : number)
    }
    return try slowNumber(start)
  }

  private static var powers: [Double] { powersOfTen }

  mutating func slowNumber(_ start: Int) throws(JSONFailure) -> Builder.Node {
    let text = UnsafeBufferPointer(rebasing: input[start..<position])
    let shown = String(decoding: text.prefix(40), as: UTF8.self) + (text.count > 40 ? "…" : "")
    guard text.count <= 4096, let number = Double(String(decoding: text, as: UTF8.self)), number.isFinite else {
      throw failure("\(shown) is too large for a number", at: start, isOfNumber: true)
    }
    guard Self.carries(number, text) else {
      throw failure(
        "\(shown) is a number that neither an int nor a double carries exactly", at: start, isOfNumber: true)
    }
    return builder.double(number)
  }

  /// Whether a double, rounded to as many significant digits as were written, reads as written.
  static func carries(_ number: Double, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var written: [UInt8] = []
    for byte in text {
      if byte | 0x20 == 0x65 { break }
      if byte >= 0x30, byte <= 0x39, !(written.isEmpty && byte == 0x30) { written.append(byte - 0x30) }
    }
    let count = written.count
    while written.last == 0 { written.removeLast() }
    if written.isEmpty { return number == 0 }
    if number == 0 { return false }
    var digits = DoubleText.exact(number)
    digits.round(toCount: count)
    return digits.digits == written
  }

  @inline(__always) func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  @inline(__always) mutating func take(_ mantissa: inout UInt64, _ significant: inout Int) {
    let digit = input[position] - 0x30
    position += 1
    if significant > 0 || digit > 0 {
      significant += 1
      if significant <= 18 { mantissa = mantissa * 10 + UInt64(digit) }
    }
  }
}

private let powersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
]

private func isUTF8(_ bytes: [UInt8]) -> JSONError? {
  do {
    _ = try UTF8Span(validating: bytes.span)
    return nil
  } catch {
    return JSONError(path: "$", offset: error.byteOffsets.lowerBound, message: "the text is not valid UTF-8")
  }
}

extension PlainValue {
  /// The value of JSON text. An integer literal in range is an int, any other number a double.
  package init(json bytes: [UInt8]) throws(JSONError) {
    if let problem = isUTF8(bytes) { throw problem }
    let result: Result<PlainValue, JSONError> = bytes.withUnsafeBufferPointer { input in
      var parser = JSONParser(input: input, builder: PlainBuilder())
      do throws(JSONFailure) { return .success(try parser.document()) } catch {
        switch error {
        case .json(let problem): return .failure(problem)
        case .evaluation(let problem): return .failure(JSONError(path: "$", offset: 0, message: problem.message))
        }
      }
    }
    self = try result.get()
  }

  package init(jsonText: String) throws(JSONError) { try self.init(json: Array(jsonText.utf8)) }
}

extension Heap {
  /// The value of JSON text, in this heap.
  package mutating func makeJSON(_ bytes: [UInt8]) throws(JSONFailure) -> Value {
    if let problem = isUTF8(bytes) { throw .json(problem) }
    let result: Result<Value, JSONFailure> = bytes.withUnsafeBufferPointer { input in
      var parser = JSONParser(input: input, builder: HeapBuilder(heap: Heap()))
      // The heap moves into the parser and back: its arrays must have one owner, or they would be copied.
      swap(&self, &parser.builder.heap)
      defer { swap(&self, &parser.builder.heap) }
      do throws(JSONFailure) { return .success(try parser.document()) } catch { return .failure(error) }
    }
    return try result.get()
  }
}
