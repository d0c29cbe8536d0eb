import Testing

@testable import Values

/// Whatever it is given, the library gives a value or an error: it never stops the process, and leaves a sound heap.
@Suite("Robustness")
struct RobustnessTests {
  /// Values that find the edges: extremes, empty and odd texts, secrets, errors, what was not written.
  static let edges: [PlainValue] = [
    .int(.min), .int(.max), -1, 0, 1, 63, 64, .uint(.max), .uint(0), .double(.nan), .double(.infinity),
    .double(-.infinity),
    .double(0x1p63), .double(5e-324), .double(-1.7976931348623157e308), -0.0, "", "a", "%", "%.", "%.3", "%s", "(",
    "[[:alpha:]]", "\\", "\\1",
    "(a)(b)", "-", "+", ".", "1e", "1e999", "9223372036854775808", "\u{0}", "😀é", "Z", "+25:00", "Europe/Paris",
    "2024-02-30T00:00:00Z",
    "1h", "9999999999h", "[1,", "null", .bytes([]), .bytes([0xFF, 0xC0]), [], [[]], [.double(.nan)], ["x", nil], [:],
    .decimal(DecimalValue(coefficient: .min, scale: 18)), .decimal(DecimalValue(coefficient: .max, scale: 0)),
    .timestamp(TimestampValue(seconds: TimestampValue.firstSecond, nanoseconds: 0)),
    .timestamp(TimestampValue(seconds: TimestampValue.lastSecond, nanoseconds: 999_999_999)),
    .duration(DurationValue(seconds: 9_223_372_036, nanoseconds: 854_775_807)),
    .duration(DurationValue(seconds: -9_223_372_036, nanoseconds: -854_775_808)),
    .optional(nil), .optional(.optional(1)), .error(PlainError(kind: .fail, message: "m")),
    .secret(SecretText(parts: [.hole("vault:x")])),
  ]

  static func value(_ random: inout Seeded, for type: SignatureType) -> PlainValue {
    if random.below(8) == 0 { return edges[random.below(edges.count)] }
    switch type {
    case .string:
      return random.below(2) == 0
        ? .string(random.text()) : pick(&random) { if case .string = $0 { true } else { false } }
    case .int:
      return random.below(2) == 0
        ? .int(Int64(random.below(7)) - 2) : .int(Int64(bitPattern: random.next()) >> Int64(random.below(64)))
    case .uint: return .uint(random.next() >> UInt64(random.below(64)))
    case .double: return .double(Double(bitPattern: random.next()))
    case .decimal:
      return .decimal(
        DecimalValue(
          coefficient: Int64(bitPattern: random.next()) >> Int64(random.below(64)), scale: UInt8(random.below(19))))
    case .bytes: return .bytes((0..<random.below(9)).map { _ in UInt8(truncatingIfNeeded: random.next()) })
    case .bool: return .bool(random.below(2) == 0)
    case .null: return .null
    case .timestamp: return pick(&random) { if case .timestamp = $0 { true } else { false } }
    case .duration: return pick(&random) { if case .duration = $0 { true } else { false } }
    case .type: return .type(.int)
    case .list(let inner): return .list((0..<random.below(6)).map { _ in value(&random, for: inner) })
    case .map: return random.map(depth: 2, entries: random.below(12))
    case .optional(let inner): return random.below(3) == 0 ? .optional(nil) : .optional(value(&random, for: inner))
    case .dyn, .parameter: return random.value(depth: 2)
    }
  }

  static func pick(_ random: inout Seeded, _ fits: (PlainValue) -> Bool) -> PlainValue {
    let fitting = edges.filter(fits)
    return fitting[random.below(fitting.count)]
  }

  @Test("every function on arguments of its types, and on any others")
  func functions() throws {
    var random = Seeded(state: 20)
    var succeeded: Set<String> = []
    for entry in FunctionTable.entries {
      for _ in 0..<150 {
        var heap = Heap()
        heap.limit = 1 << 20
        let overload = entry.overloads[random.below(entry.overloads.count)]
        var arguments = overload.arguments.map { Self.value(&random, for: $0) }
        if random.below(6) == 0 { arguments.append(Self.edges[random.below(Self.edges.count)]) }
        if random.below(12) == 0, !arguments.isEmpty { arguments.removeLast() }
        do throws(EvaluationError) {
          var values: [Value] = []
          for argument in arguments { values.append(try heap.make(argument)) }
          if random.below(30) == 0, !values.isEmpty { values[0] = .unset }
          let before = heap.work
          let result = try heap.call(entry.function, values.span)
          #expect(heap.work >= before)
          let plain = try heap.plain(result)
          let bytes = try heap.canonicalBytes(result)
          #expect(bytes == plain.canonicalBytes)
          succeeded.insert(entry.name)
        } catch {
          #expect(!error.message.isEmpty)
        }
      }
    }
    let never = FunctionTable.entries.map(\.name).filter { !succeeded.contains($0) }
    #expect(never.isEmpty, "no arguments were found that \(never) take")
  }

  @Test("the operators on any two values")
  func operators() throws {
    var random = Seeded(state: 21)
    let values = Self.edges + (0..<60).map { _ in random.value(depth: 2) }
    for a in values {
      for b in values {
        var heap = Heap()
        let x = try heap.make(a)
        let y = try heap.make(b)
        for operation in 0..<14 {
          do throws(EvaluationError) {
            switch operation {
            case 0: _ = try heap.add(x, y)
            case 1: _ = try heap.subtract(x, y)
            case 2: _ = try heap.multiply(x, y)
            case 3: _ = try heap.divide(x, y)
            case 4: _ = try heap.modulo(x, y)
            case 5: _ = try heap.negate(x)
            case 6:
              let forth = try heap.equal(x, y)
              let back = try heap.equal(y, x)
              #expect(forth == back, "\(a) == \(b)")
            case 7:
              let forth = try heap.less(x, y)
              let back = try heap.less(y, x)
              #expect(!(forth && back), "\(a) < \(b)")
            case 8: _ = try heap.contains(x, y)
            case 9: _ = try heap.index(x, y)
            case 10: _ = try heap.optionalIndex(x, y)
            case 11: _ = try heap.interpolate([x, y].span)
            case 12: _ = try heap.makeMap([x, y])
            default:
              if case .string = y {
                _ = try heap.optionalField(x, y)
                _ = try heap.field(x, y)
              }
            }
          } catch {
            #expect(!error.message.isEmpty)
          }
        }
      }
    }
  }

  @Test("schemas and values from noise")
  func schemas() {
    var random = Seeded(state: 22)
    for _ in 0..<1500 {
      var entries: [PlainEntry] = []
      for keyword in Schema.keywords where random.below(8) == 0 {
        let value: PlainValue
        switch random.below(4) {
        case 0: value = random.value(depth: 2)
        case 1: value = .string(SchemaType.allCases[random.below(SchemaType.allCases.count)].rawValue)
        case 2: value = .int(Int64(random.below(5)))
        default: value = ["type": "number", "minimum": 0]
        }
        entries.append(PlainEntry(key: .string(keyword), value: value))
      }
      guard let schema = try? Schema(.map(entries)) else { continue }
      for _ in 0..<5 {
        let value = random.value(depth: 2)
        let first = schema.check(value)
        if first.problems.isEmpty {
          // What was widened and filled in fits as it stands.
          let second = schema.check(first.value)
          #expect(second.problems.isEmpty && second.value == first.value)
        }
      }
    }
  }
}
