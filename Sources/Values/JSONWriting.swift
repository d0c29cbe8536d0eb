// Values to canonical JSON (design, "Numbers"): keys in insertion order, no spaces, shortest doubles, whole doubles keep
// `.0`; bytes are base64, timestamps RFC 3339, durations such as `90s`, decimals their exact digits, an optional its value
// or null. NaN, infinities and secrets are errors; for people's eyes a secret is shown as `"[secret NAME]"` instead.

/// What a JSON writer may do beyond the canonical form.
package enum JSONStyle: Sendable {
  /// What is sent, stored and compared.
  case canonical
  /// For people: secrets are named, NaN and infinities are written as text.
  case display
}

/// A growing JSON text.
struct JSONOutput {
  var bytes: [UInt8] = []
  var style = JSONStyle.canonical
  var limit = ValueLimits.jsonBytes
  /// Of a plain tree.
  var depthLimit: Int { style == .display ? ValueLimits.shownDepth : ValueLimits.depth }

  mutating func literal(_ text: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func byte(_ byte: UInt8) { bytes.append(byte) }

  mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func quoted(_ text: String) {
    var text = text
    text.withUTF8 { quoted($0) }
  }

  mutating func quoted(_ content: UnsafeBufferPointer<UInt8>) {
    bytes.append(UInt8(ascii: "\""))
    var clean = 0
    for index in content.indices {
      let byte = content[index]
      if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { continue }
      bytes.append(contentsOf: content[clean..<index])
      clean = index + 1
      bytes.append(UInt8(ascii: "\\"))
      switch byte {
      case 0x08: bytes.append(UInt8(ascii: "b"))
      case 0x09: bytes.append(UInt8(ascii: "t"))
      case 0x0A: bytes.append(UInt8(ascii: "n"))
      case 0x0C: bytes.append(UInt8(ascii: "f"))
      case 0x0D: bytes.append(UInt8(ascii: "r"))
      case 0..<0x20:
        literal("u00")
        bytes.append(hexDigit(byte >> 4))
        bytes.append(hexDigit(byte & 15))
      default: bytes.append(byte)
      }
    }
    bytes.append(contentsOf: content[clean...])
    bytes.append(UInt8(ascii: "\""))
  }

  mutating func double(_ number: Double) throws(EvaluationError) {
    if number.isFinite { return raw(number.description) }
    if style == .display { return quoted(number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity") }
    throw EvaluationError("JSON has no \(number.isNaN ? "NaN" : "infinity")")
  }

  mutating func secret(_ alternating: [String]) throws(EvaluationError) {
    if style == .canonical { throw EvaluationError("a secret cannot be written as JSON") }
    var shown = ""
    for (index, text) in alternating.enumerated() { shown += index % 2 == 1 ? "[secret \(text)]" : text }
    quoted(shown)
  }

  func checkSize() throws(EvaluationError) {
    if bytes.count > limit {
      throw EvaluationError("a JSON text is too long (limit: \(limit) bytes)")
    }
  }
}

@inline(__always) func hexDigit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 0x30 + nibble : 0x57 + nibble }

extension Heap {
  /// A value's canonical JSON, as bytes.
  package func json(_ value: Value, style: JSONStyle = .canonical) throws(EvaluationError) -> [UInt8] {
    var output = JSONOutput(style: style)
    try writeJSON(value, to: &output, depth: 0)
    return output.bytes
  }

  func writeJSON(_ value: Value, to output: inout JSONOutput, depth: Int) throws(EvaluationError) {
    if depth > ValueLimits.depth { throw Self.tooDeep }
    switch value {
    case .unset, .none, .null: output.literal("null")
    case .bool(let flag): flag ? output.literal("true") : output.literal("false")
    case .int(let number): output.raw(String(number))
    case .uint(let number): output.raw(String(number))
    case .double(let number): try output.double(number)
    case .decimal(let number): output.raw(number.text)
    case .timestamp(let time): output.quoted(time.text)
    case .duration(let length): output.quoted(length.text)
    case .type(let name): output.quoted(name.text)
    case .string(let ref):
      bytes.withUnsafeBufferPointer { output.quoted(UnsafeBufferPointer(rebasing: $0[byteRange(ref)])) }
    case .bytes(let ref):
      output.byte(UInt8(ascii: "\""))
      Base64.encode(bytes[byteRange(ref)], into: &output.bytes)
      output.byte(UInt8(ascii: "\""))
    case .list(let ref):
      output.byte(UInt8(ascii: "["))
      for index in 0..<count(ref) {
        if index > 0 { output.byte(UInt8(ascii: ",")) }
        try writeJSON(element(ref, index), to: &output, depth: depth + 1)
      }
      output.byte(UInt8(ascii: "]"))
      try output.checkSize()
    case .map(let ref): try writeJSONObject(ref, to: &output, depth: depth)
    case .some(let ref): try writeJSON(element(ref, 0), to: &output, depth: depth + 1)
    case .error(let ref): try output.error(plainError(ref))
    case .secret(let ref): try output.secret(cellRange(ref).map { cells[$0].ref.map(text) ?? "" })
    }
  }

  private func writeJSONObject(_ ref: Ref, to output: inout JSONOutput, depth: Int) throws(EvaluationError) {
    var names: Set<PlainKey>?
    output.byte(UInt8(ascii: "{"))
    for index in 0..<count(ref) {
      if index > 0 { output.byte(UInt8(ascii: ",")) }
      switch key(ref, index) {
      case .string(let name) where names == nil:
        bytes.withUnsafeBufferPointer { output.quoted(UnsafeBufferPointer(rebasing: $0[byteRange(name)])) }
      case let other:
        if names == nil { names = Set((0..<index).map { .string(keyName(key(ref, $0))) }) }
        let name = keyName(other)
        guard names!.insert(.string(name)).inserted else {
          throw EvaluationError("two keys of a map are the same in JSON: '\(name)'")
        }
        output.quoted(name)
      }
      output.byte(UInt8(ascii: ":"))
      try writeJSON(value(ref, index), to: &output, depth: depth + 1)
    }
    output.byte(UInt8(ascii: "}"))
    try output.checkSize()
  }

  private func keyName(_ key: Value) -> String {
    switch key {
    case .string(let ref): text(ref)
    case .int(let number): String(number)
    case .uint(let number): String(number)
    case .bool(let flag): String(flag)
    default: key.kindName
    }
  }

  /// The text that `parts` make one after another: strings, timestamps and durations stand bare, everything else as
  /// canonical JSON. Where a part is a secret, so is the whole.
  package mutating func interpolate(_ parts: Span<Value>) throws(EvaluationError) -> Value {
    var output = JSONOutput()
    var holes: [Value] = []
    for index in parts.indices {
      switch parts[index] {
      case .string(let ref):
        bytes.withUnsafeBufferPointer { output.bytes.append(contentsOf: $0[byteRange(ref)]) }
      case .timestamp(let time): output.raw(time.text)
      case .duration(let length): output.raw(length.text)
      case .secret(let ref):
        // Literal text and holes by turns: the text so far is closed at every hole.
        for (number, cell) in cellRange(ref).enumerated() {
          if number % 2 == 1 {
            holes.append(try makeString(utf8: output.bytes))
            holes.append(cells[cell])
            output.bytes.removeAll(keepingCapacity: true)
          } else if case .string(let text) = cells[cell] {
            bytes.withUnsafeBufferPointer { output.bytes.append(contentsOf: $0[byteRange(text)]) }
          }
        }
      case let other: try writeJSON(other, to: &output, depth: 0)
      }
      try output.checkSize()
    }
    let last = try makeString(utf8: output.bytes)
    if holes.isEmpty { return last }
    return try makeSecret(holes + [last])
  }
}

extension JSONOutput {
  mutating func error(_ error: PlainError) throws(EvaluationError) {
    literal("{\"kind\":")
    quoted(error.kind.text)
    literal(",\"message\":")
    quoted(error.message)
    byte(UInt8(ascii: "}"))
  }

  mutating func plain(_ value: PlainValue, depth: Int) throws(EvaluationError) {
    if depth > depthLimit { throw EvaluationError("values are nested too deep (limit: \(depthLimit))") }
    switch value {
    case .null, .optional(nil): literal("null")
    case .bool(let flag): flag ? literal("true") : literal("false")
    case .int(let number): raw(String(number))
    case .uint(let number): raw(String(number))
    case .double(let number): try double(number)
    case .decimal(let number): raw(number.text)
    case .timestamp(let time): quoted(time.text)
    case .duration(let length): quoted(length.text)
    case .type(let name): quoted(name.text)
    case .string(let text): quoted(text)
    case .bytes(let content):
      byte(UInt8(ascii: "\""))
      Base64.encode(content[...], into: &bytes)
      byte(UInt8(ascii: "\""))
    case .list(let elements):
      byte(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { byte(UInt8(ascii: ",")) }
        try plain(element, depth: depth + 1)
      }
      byte(UInt8(ascii: "]"))
      try checkSize()
    case .map(let entries):
      // For people both are shown.
      let isUnambiguous = style == .display || entries.allSatisfy { $0.key.text != nil }
      var names: Set<PlainKey> = []
      byte(UInt8(ascii: "{"))
      for (index, entry) in entries.enumerated() {
        if index > 0 { byte(UInt8(ascii: ",")) }
        let name = entry.key.jsonKey
        if !isUnambiguous, !names.insert(.string(name)).inserted {
          throw EvaluationError("two keys of a map are the same in JSON: '\(name)'")
        }
        quoted(name)
        byte(UInt8(ascii: ":"))
        try plain(entry.value, depth: depth + 1)
      }
      byte(UInt8(ascii: "}"))
      try checkSize()
    case .optional(.some(let inner)): try plain(inner, depth: depth + 1)
    case .error(let error): try self.error(error)
    case .secret(let secret): try self.secret(secret.alternating)
    }
  }

  /// Two spaces a level, one entry a line; short lists and objects of plain values on one line.
  mutating func pretty(_ value: PlainValue, indent: Int, depth: Int) throws(EvaluationError) {
    func newLine(_ output: inout JSONOutput, _ indent: Int) {
      output.byte(0x0A)
      output.bytes.append(contentsOf: repeatElement(0x20, count: indent))
    }
    switch value {
    case .list(let elements) where !elements.isEmpty && depth < depthLimit:
      byte(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { byte(UInt8(ascii: ",")) }
        newLine(&self, indent + 2)
        try pretty(element, indent: indent + 2, depth: depth + 1)
      }
      newLine(&self, indent)
      byte(UInt8(ascii: "]"))
    case .map(let entries) where !entries.isEmpty && depth < depthLimit:
      byte(UInt8(ascii: "{"))
      for (index, entry) in entries.enumerated() {
        if index > 0 { byte(UInt8(ascii: ",")) }
        newLine(&self, indent + 2)
        quoted(entry.key.jsonKey)
        literal(": ")
        try pretty(entry.value, indent: indent + 2, depth: depth + 1)
      }
      newLine(&self, indent)
      byte(UInt8(ascii: "}"))
    default: try plain(value, depth: depth)
    }
  }
}

extension PlainValue {
  fileprivate var jsonKey: String {
    switch self {
    case .string(let text): text
    case .int(let number): String(number)
    case .uint(let number): String(number)
    case .bool(let flag): String(flag)
    default: ""
    }
  }

  /// The JSON of this value, as bytes. What is for people is as long as what is in it, and deeper by what is written around it:
  /// every part of it was bounded when it came in.
  package func json(style: JSONStyle = .canonical) throws(EvaluationError) -> [UInt8] {
    var output = JSONOutput(style: style)
    if style == .display { output.limit = .max }
    try output.plain(self, depth: 0)
    return output.bytes
  }

  /// The JSON of this value, as text.
  package func jsonText(style: JSONStyle = .canonical) throws(EvaluationError) -> String {
    String(decoding: try json(style: style), as: UTF8.self)
  }

  /// JSON for people: indented, secrets named, as long as what is in it, never an error but for depth.
  package func prettyJSON() throws(EvaluationError) -> String {
    var output = JSONOutput(style: .display)
    output.limit = .max
    try output.pretty(self, indent: 0, depth: 0)
    return String(decoding: output.bytes, as: UTF8.self)
  }
}
