// What the tests of this room share: calling the library on plain values, and a generator of values from a seed.

import Testing

@testable import Values

extension Heap {
  /// `plain`, with its argument evaluated first (a method that does not mutate would look at the heap from before it).
  mutating func out(_ value: Value) throws(EvaluationError) -> PlainValue { try plain(value) }
}

/// Calls a function by name: on plain values, in a heap of its own.
func call(_ name: String, _ arguments: PlainValue..., member: Bool? = nil) throws -> PlainValue {
  var heap = Heap()
  return try call(name, arguments, member: member, in: &heap)
}

func call(_ name: String, _ arguments: [PlainValue], member: Bool? = nil, in heap: inout Heap) throws -> PlainValue {
  let entry = try #require(
    member.map { FunctionTable.entry(named: name, member: $0) }
      ?? FunctionTable.entry(named: name, member: true) ?? FunctionTable.entry(named: name, member: false))
  var values: [Value] = []
  for argument in arguments { values.append(try heap.make(argument)) }
  return try heap.out(try heap.call(entry.function, values.span))
}

/// The message of the error that the body raises; nil where it raises none.
func problem(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch let error as EvaluationError {
    return error.message
  } catch {
    return "\(error)"
  }
}

/// One of the operators, on plain values.
enum Operation: String { case add = "+", subtract = "-", multiply = "*", divide = "/", modulo = "%" }

func apply(_ a: PlainValue, _ operation: Operation, _ b: PlainValue) throws -> PlainValue {
  var heap = Heap()
  let x = try heap.make(a)
  let y = try heap.make(b)
  let result =
    switch operation {
    case .add: try heap.add(x, y)
    case .subtract: try heap.subtract(x, y)
    case .multiply: try heap.multiply(x, y)
    case .divide: try heap.divide(x, y)
    case .modulo: try heap.modulo(x, y)
    }
  return try heap.out(result)
}

func equal(_ a: PlainValue, _ b: PlainValue) throws -> Bool {
  var heap = Heap()
  return try heap.equal(try heap.make(a), try heap.make(b))
}

func less(_ a: PlainValue, _ b: PlainValue) throws -> Bool {
  var heap = Heap()
  return try heap.less(try heap.make(a), try heap.make(b))
}

func timestamp(_ text: String) -> PlainValue { .timestamp(TimestampValue.parse(text.utf8)!) }
func duration(_ text: String) -> PlainValue { .duration(DurationValue.parse(text.utf8)!) }
func decimal(_ text: String) throws -> PlainValue { .decimal(try #require(try DecimalValue.parse(text.utf8))) }

/// SplitMix64: the same numbers from the same seed, everywhere.
struct Seeded: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  mutating func text() -> String {
    let pieces = [
      "a", "Zoë", "😀", "", "key", "\n", "\"", "\\", "\u{0}", "\u{85}", "long text that goes on ", "ß", "日本",
    ]
    return (0..<below(4)).map { _ in pieces[below(pieces.count)] }.joined()
  }

  /// Any plain value that a heap can hold and that has no NaN unless asked for.
  mutating func value(depth: Int = 3) -> PlainValue {
    switch below(depth > 0 ? 18 : 13) {
    case 0: return .null
    case 1: return .bool(below(2) == 0)
    case 2: return .int(Int64(bitPattern: next()) >> Int64(below(64)))
    case 3: return .uint(next() >> UInt64(below(64)))
    case 4: return .double(Double(Int64(bitPattern: next()) >> Int64(below(64))) / Double(1 << below(20)))
    case 5: return .decimal(DecimalValue(coefficient: Int64(bitPattern: next()), scale: UInt8(below(19))))
    case 6:
      return .timestamp(
        TimestampValue(seconds: Int64(below(4_000_000_000)) - 1_000_000_000, nanoseconds: Int32(below(1_000_000_000))))
    case 7:
      let sign: Int64 = below(2) == 0 ? 1 : -1
      return .duration(
        DurationValue(seconds: sign * Int64(below(1_000_000)), nanoseconds: Int32(sign) * Int32(below(1_000_000_000))))
    case 8: return .type(TypeName.allCases[below(TypeName.allCases.count)])
    case 9, 10: return .string(text())
    case 11: return .bytes((0..<below(20)).map { _ in UInt8(truncatingIfNeeded: next()) })
    case 12: return .optional(nil)
    case 13, 14: return .list((0..<below(5)).map { _ in value(depth: depth - 1) })
    case 15, 16: return map(depth: depth, entries: below(14))
    default: return .optional(value(depth: depth - 1))
    }
  }

  mutating func map(depth: Int, entries count: Int) -> PlainValue {
    var entries: [PlainEntry] = []
    for index in 0..<count {
      let key: PlainValue
      switch below(5) {
      case 0: key = .int(Int64(index) - 3)
      case 1: key = .uint(UInt64(index) + 1000)
      default: key = .string("\(text())\(index)")
      }
      entries.append(PlainEntry(key: key, value: value(depth: depth - 1)))
    }
    return .map(entries)
  }

  /// A value that JSON carries: the same after a round trip.
  mutating func jsonValue(depth: Int = 3) -> PlainValue {
    switch below(depth > 0 ? 8 : 6) {
    case 0: return .null
    case 1: return .bool(below(2) == 0)
    case 2: return .int(Int64(bitPattern: next()) >> Int64(below(64)))
    case 3:
      let number = Double(bitPattern: next())
      return .double(number.isFinite ? number : 0.5)
    case 4, 5: return .string(text())
    case 6: return .list((0..<below(6)).map { _ in jsonValue(depth: depth - 1) })
    default:
      return .map(
        (0..<below(14)).map { PlainEntry(key: .string("\(text())\($0)"), value: jsonValue(depth: depth - 1)) })
    }
  }
}
