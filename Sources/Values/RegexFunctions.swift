// Regular expressions (RE2 syntax and semantics, linear time): `matches` and the extension library "regex". Patterns are
// compiled once and kept in a bounded cache of the process; what is charged does not depend on whether one was in it.

import CRE2
import Synchronization

/// A compiled regular expression. RE2 allows searching with one from several threads at once.
final class Pattern: @unchecked Sendable {
  let text: [UInt8]
  let hash: UInt64
  let groups: Int
  /// Whether the text stands for itself, so that finding it is enough.
  let isLiteral: Bool
  private let handle: OpaquePointer

  init(_ text: [UInt8], hash: UInt64) throws(EvaluationError) {
    let handle = text.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { cre2_compile($0.baseAddress, $0.count, ValueLimits.patternMemory) }
    }
    guard let handle else { throw EvaluationError("out of memory") }
    if let problem = cre2_error(handle) {
      let message = String(cString: problem)
      cre2_free(handle)
      throw EvaluationError("invalid regular expression: \(message)")
    }
    self.text = text
    self.hash = hash
    self.handle = handle
    groups = Int(cre2_groups(handle))
    isLiteral = !text.isEmpty && !text.contains { byte in "\\.+*?()|[]{}^$".utf8.contains(byte) }
  }

  deinit { cre2_free(handle) }

  /// Whether it matches anywhere in the text.
  func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    text.withMemoryRebound(to: CChar.self) { cre2_search(handle, $0.baseAddress, $0.count, 0, nil, 0) }
  }

  /// The first match at or after `start`: byte offsets of the whole and of each group, -1 for a group that took no part.
  func search(_ text: UnsafeBufferPointer<UInt8>, from start: Int, bounds: inout [Int64]) -> Bool {
    let count = groups + 1
    return bounds.withUnsafeMutableBufferPointer { bounds in
      text.withMemoryRebound(to: CChar.self) {
        cre2_search(handle, $0.baseAddress, $0.count, start, bounds.baseAddress, Int32(count))
      }
    }
  }
}

/// The compiled patterns of this process: a table of fixed size in which a new pattern replaces what was in its place.
private let patterns = Mutex<[Pattern?]>(Array(repeating: nil, count: 1024))

extension Heap {
  /// The compiled form of a pattern that is about to be searched for in a text, which is charged for here: the time is
  /// linear in the text, with a factor that the pattern's length bounds.
  private mutating func pattern(_ ref: Ref, for text: Range<Int>) throws(EvaluationError) -> Pattern {
    let range = byteRange(ref)
    guard range.count <= ValueLimits.patternBytes else {
      throw EvaluationError("a regular expression is too long (limit: \(ValueLimits.patternBytes) bytes)")
    }
    let (effort, _) = text.count.multipliedReportingOverflow(by: 1 + range.count >> 5)
    if effort > ValueLimits.workAtOnce { throw Self.tooMuchWork }
    work &+= 4 + range.count >> 1 + effort >> 2
    let hash = hashBytes(range)
    let place = Int(truncatingIfNeeded: hash & 1023)
    let held = bytes.withUnsafeBufferPointer { buffer in
      patterns.withLock { table -> Pattern? in
        guard let pattern = table[place], pattern.hash == hash, pattern.text.count == range.count else { return nil }
        let same = pattern.text.withUnsafeBufferPointer { text in
          text.isEmpty || cre2_compare(text.baseAddress!, buffer.baseAddress! + range.lowerBound, range.count) == 0
        }
        return same ? pattern : nil
      }
    }
    if let held { return held }
    let made = try Pattern(Array(bytes[range]), hash: hash)
    patterns.withLock { $0[place] = made }
    return made
  }

  /// `text.matches(pattern)`.
  mutating func matches(_ arguments: Span<Value>, _ function: FunctionID) throws(EvaluationError) -> Value {
    guard arguments.count == 2, case .string(let text) = arguments[0], case .string(let expression) = arguments[1]
    else {
      throw noOverload(function, arguments)
    }
    let range = byteRange(text)
    let pattern = try pattern(expression, for: range)
    if pattern.isLiteral {
      return .bool(find(byteRange(expression), from: range.lowerBound, to: range.upperBound) != nil)
    }
    return .bool(bytes.withUnsafeBufferPointer { pattern.matches(UnsafeBufferPointer(rebasing: $0[range])) })
  }

  /// Calls `body` with the bounds of each match, from left to right, until it says no. Bounds are positions in the arena.
  private mutating func eachMatch(
    _ pattern: Pattern, _ range: Range<Int>,
    _ body: (inout Heap, [Int64])
      throws(EvaluationError) -> Bool
  ) throws(EvaluationError) {
    var bounds = [Int64](repeating: -1, count: 2 * (pattern.groups + 1))
    var position = 0
    var lastEnd = -1
    let ceiling = work &+ ValueLimits.workAtOnce
    while position <= range.count {
      // One search may have to look at the whole rest to find the leftmost match.
      work &+= 4 + (range.count - position) >> 10
      if work > ceiling { throw Self.tooMuchWork }
      let found = bytes.withUnsafeBufferPointer {
        pattern.search(UnsafeBufferPointer(rebasing: $0[range]), from: position, bounds: &bounds)
      }
      guard found else { return }
      for bound in bounds where bound >= 0 && bound < Int64(range.count) {
        // `\C` matches single bytes; a part of a character is no text.
        if bytes[range.lowerBound + Int(bound)] & 0xC0 == 0x80 {
          throw EvaluationError("a regular expression matches a part of a character")
        }
      }
      let start = Int(bounds[0])
      let end = Int(bounds[1])
      work &+= (end - position) >> 2
      // An empty match right at the end of the one before does not count, as in Go.
      if !(start == end && start == lastEnd) {
        let placed = bounds.map { $0 < 0 ? -1 : $0 + Int64(range.lowerBound) }
        if try !body(&self, placed) { return }
        lastEnd = end
      }
      position = end
      if start == end {
        // Past the next code point, or the same empty match would be found for ever.
        if position >= range.count { return }
        position += Self.width(bytes[range.lowerBound + position])
      }
    }
  }

  /// `regex.extract` and `regex.extractAll`.
  mutating func regexExtract(_ arguments: Span<Value>, _ function: FunctionID) throws(EvaluationError) -> Value {
    guard arguments.count == 2, case .string(let text) = arguments[0], case .string(let expression) = arguments[1]
    else {
      throw noOverload(function, arguments)
    }
    let range = byteRange(text)
    let pattern = try pattern(expression, for: range)
    guard pattern.groups <= 1 else {
      throw EvaluationError("a regular expression that extracts has at most one group, not \(pattern.groups)")
    }
    let group = pattern.groups
    let onlyFirst = function == .regexExtract
    var found: [Value] = []
    try eachMatch(pattern, range) { (heap: inout Heap, bounds: [Int64]) throws(EvaluationError) -> Bool in
      if bounds[2 * group] >= 0 {
        guard found.count < ValueLimits.elements else { throw Self.tooMany(found.count + 1) }
        found.append(try heap.makeText(sharing: Int(bounds[2 * group])..<Int(bounds[2 * group + 1])))
      }
      return !onlyFirst
    }
    if !onlyFirst { return try makeList(found) }
    return found.isEmpty ? .none : try makeSome(found[0])
  }

  /// `regex.replace(text, pattern, replacement, [count])`.
  mutating func regexReplace(_ arguments: Span<Value>, _ function: FunctionID) throws(EvaluationError) -> Value {
    guard arguments.count == 3 || arguments.count == 4, case .string(let text) = arguments[0],
      case .string(let expression) = arguments[1], case .string(let replacement) = arguments[2]
    else { throw noOverload(function, arguments) }
    var limit: Int64 = -1
    if arguments.count == 4 {
      guard case .int(let number) = arguments[3] else { throw noOverload(function, arguments) }
      limit = number
    }
    let range = byteRange(text)
    let pattern = try pattern(expression, for: range)
    let parts = try replacementParts(byteRange(replacement), groups: pattern.groups)
    if limit == 0 { return arguments[0] }
    var output: [UInt8] = []
    var position = range.lowerBound
    var done: Int64 = 0
    try eachMatch(pattern, range) { (heap: inout Heap, bounds: [Int64]) throws(EvaluationError) -> Bool in
      output.append(contentsOf: heap.bytes[position..<Int(bounds[0])])
      for part in parts {
        switch part {
        case .byte(let byte): output.append(byte)
        case .group(let group) where bounds[2 * group] >= 0:
          output.append(contentsOf: heap.bytes[Int(bounds[2 * group])..<Int(bounds[2 * group + 1])])
        case .group: break
        }
      }
      position = Int(bounds[1])
      done += 1
      try heap.checkLength(output.count)
      return limit < 0 || done < limit
    }
    if done == 0 { return arguments[0] }
    output.append(contentsOf: bytes[position..<range.upperBound])
    return try makeString(utf8: output)
  }

  private enum ReplacementPart {
    case byte(UInt8)
    case group(Int)
  }

  /// `\0` to `\9` stand for groups, `\\` for a backslash.
  private func replacementParts(_ range: Range<Int>, groups: Int) throws(EvaluationError) -> [ReplacementPart] {
    var parts: [ReplacementPart] = []
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = bytes[index]
      index += 1
      guard byte == UInt8(ascii: "\\") else {
        parts.append(.byte(byte))
        continue
      }
      guard index < range.upperBound else { throw EvaluationError("a replacement ends with a lone backslash") }
      switch bytes[index] {
      case UInt8(ascii: "\\"): parts.append(.byte(UInt8(ascii: "\\")))
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let group = Int(bytes[index] - UInt8(ascii: "0"))
        guard group <= groups else {
          throw EvaluationError("a replacement names group \(group); the regular expression has \(groups)")
        }
        parts.append(.group(group))
      default: throw EvaluationError("in a replacement a backslash stands before a digit or another backslash")
      }
      index += 1
    }
    return parts
  }
}
