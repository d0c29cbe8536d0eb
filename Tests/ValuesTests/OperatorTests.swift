import Testing

@testable import Values

@Suite("Operators")
struct OperatorTests {
  @Test("sums of every kind")
  func sums() throws {
    #expect(try apply(40, .add, 2) == 42)
    #expect(try apply(.uint(40), .add, .uint(2)) == .uint(42))
    #expect(try apply(0.5, .add, 0.25) == 0.75)
    #expect(try apply("he", .add, "llo") == "hello")
    #expect(try apply("", .add, "Ω") == "Ω")
    #expect(try apply(.bytes([1]), .add, .bytes([2])) == .bytes([1, 2]))
    #expect(try apply([1, 2], .add, [3]) == [1, 2, 3])
    #expect(try apply([], .add, []) == [])
    #expect(try apply(timestamp("2009-02-13T23:00:00Z"), .add, duration("240s")) == timestamp("2009-02-13T23:04:00Z"))
    #expect(try apply(duration("1s"), .add, timestamp("2009-02-13T23:00:00Z")) == timestamp("2009-02-13T23:00:01Z"))
    #expect(try apply(duration("59s"), .add, duration("1.5s")) == duration("60.5s"))
    #expect(
      try apply(timestamp("2009-02-13T23:10:00Z"), .subtract, timestamp("2009-02-13T23:00:00Z")) == duration("10m"))
    #expect(
      try apply(timestamp("0001-01-01T00:00:01.000000001Z"), .add, duration("-999999999ns"))
        == timestamp("0001-01-01T00:00:00.000000002Z"))
  }

  @Test(
    "what does not fit or has no meaning is said",
    arguments: [
      (
        "9223372036854775807 + 1", PlainValue.int(.max), Operation.add, PlainValue.int(1),
        "integer overflow: 9223372036854775807 + 1"
      ),
      ("min - 1", .int(.min), .subtract, .int(1), "integer overflow: -9223372036854775808 - 1"),
      ("max * 2", .int(.max), .multiply, .int(2), "integer overflow: 9223372036854775807 * 2"),
      ("min / -1", .int(.min), .divide, .int(-1), "integer overflow: -9223372036854775808 / -1"),
      ("min % -1", .int(.min), .modulo, .int(-1), "integer overflow: -9223372036854775808 % -1"),
      ("0u - 1u", .uint(0), .subtract, .uint(1), "integer overflow: 0 - 1"),
      ("1 / 0", 1, .divide, 0, "division by zero"),
      ("1u / 0u", .uint(1), .divide, .uint(0), "division by zero"),
      ("1 % 0", 1, .modulo, 0, "modulus by zero"),
      ("1 + 'a'", 1, .add, "a", "no such overload: int + string"),
      ("1 + 1.0", 1, .add, 1.0, "no such overload: int + double"),
      ("1 + 1u", 1, .add, .uint(1), "no such overload: int + uint"),
      ("1.5 % 1.0", 1.5, .modulo, 1.0, "no such overload: double % double"),
      ("null + null", nil, .add, nil, "no such overload: null + null"),
      (
        "last second + 1s", timestamp("9999-12-31T23:59:59Z"), .add, duration("1s"),
        "timestamp out of range (years 1 to 9999)"
      ),
      (
        "last - first", timestamp("9999-12-31T23:59:59Z"), .subtract, timestamp("0001-01-01T00:00:00Z"),
        "duration out of range (about 292 years)"
      ),
    ])
  func refusals(_ shown: String, _ a: PlainValue, _ operation: Operation, _ b: PlainValue, _ message: String) {
    #expect(problem { _ = try apply(a, operation, b) } == message, "\(shown)")
  }

  @Test("division rounds toward zero, the remainder has the sign of what is divided")
  func division() throws {
    #expect(try apply(-7, .divide, 2) == -3)
    #expect(try apply(-7, .modulo, 2) == -1)
    #expect(try apply(7, .modulo, -2) == 1)
    #expect(try apply(1.0, .divide, 0.0) == .double(.infinity))
    #expect(try apply(0.0, .divide, 0.0) == .double(.nan))
  }

  @Test("decimals are exact")
  func decimals() throws {
    #expect(try apply(decimal("0.1"), .add, decimal("0.2")) == decimal("0.3"))
    #expect(try apply(decimal("12.30"), .subtract, decimal("2.3")) == decimal("10.00"))
    #expect(try apply(decimal("19.99"), .multiply, decimal("3")) == decimal("59.97"))
    #expect(try apply(decimal("1.5"), .multiply, decimal("-1.5")) == decimal("-2.25"))
    #expect(problem { _ = try apply(try decimal("1"), .divide, try decimal("3")) }?.contains("decimal.divide") == true)
    #expect(
      problem { _ = try apply(.decimal(DecimalValue(coefficient: .max, scale: 0)), .add, try decimal("1")) }?
        .hasPrefix("decimal overflow") == true)
    #expect(try call("decimal.divide", decimal("10"), decimal("3"), 2) == decimal("3.33"))
    #expect(try call("decimal.divide", decimal("1"), decimal("8"), 2) == decimal("0.12"), "half to even")
    #expect(try call("decimal.divide", decimal("3"), decimal("8"), 2) == decimal("0.38"))
    #expect(try call("decimal.divide", decimal("-1"), decimal("8"), 2) == decimal("-0.12"))
    #expect(try call("round", decimal("2.345"), 2) == decimal("2.34"))
    #expect(try call("round", decimal("2.355"), 2) == decimal("2.36"))
    #expect(try call("round", decimal("-2.5"), 0) == decimal("-2"))
    #expect(try call("round", decimal("2.5"), 3) == decimal("2.500"))
    #expect(problem { _ = try call("decimal.divide", try decimal("1"), try decimal("0"), 2) } == "division by zero")
    #expect(problem { _ = try call("round", try decimal("1"), 19) } == "a decimal has 0 to 18 places, not 19")
    #expect(try call("string", decimal("-0.05")) == "-0.05")
    #expect(try call("string", decimal("12.30")) == "12.30")
    #expect(try call("double", decimal("12.30")) == 12.3)
    #expect(try call("int", decimal("-12.99")) == -12)
    #expect(try call("decimal", 0.1) == decimal("0.1"))
    #expect(try call("decimal", "1.5e3") == decimal("1500"))
    #expect(problem { _ = try call("decimal", "1,5") } == "not a decimal: '1,5'")
  }

  @Test("decimal sums and products agree with whole numbers")
  func decimalProperty() throws {
    var random = Seeded(state: 1)
    for _ in 0..<2000 {
      let a = Int64(random.below(2_000_000)) - 1_000_000
      let b = Int64(random.below(2_000_000)) - 1_000_000
      let x = DecimalValue(coefficient: a, scale: 2)
      let y = DecimalValue(coefficient: b, scale: 2)
      #expect(try x.adding(y) == DecimalValue(coefficient: a + b, scale: 2))
      #expect(try x.subtracting(y) == DecimalValue(coefficient: a - b, scale: 2))
      #expect(try x.multiplied(by: y) == DecimalValue(coefficient: a * b, scale: 4))
      #expect(try DecimalValue.parse(x.text.utf8) == x)
      #expect((x.compared(to: y) < 0) == (a < b))
      if b != 0 {
        let quotient = try x.divided(by: y, places: 6)
        let difference = (Double(a) / Double(b) - quotient.double).magnitude
        #expect(difference <= 0.5000001e-6)
      }
    }
  }

  @Test("numbers of different kinds are equal by worth, other kinds are not")
  func equality() throws {
    for (a, b) in [
      (1, 1), (1, .uint(1)), (1, 1.0), (.uint(1), 1.0), ("a", "a"), (nil, nil), ([1, .uint(2)], [1.0, 2]),
      (.bytes([1]), .bytes([1])), (.optional(1), .optional(1.0)), (.optional(nil), .optional(nil)),
      (["a": 1, "b": 2], ["b": 2.0, "a": 1]), (.int(.max), .double(0x1p63)), (0.0, -0.0),
      (try decimal("12.30"), try decimal("12.3")), (try decimal("3.00"), 3), (try decimal("0.1"), 0.1),
    ] as [(PlainValue, PlainValue)] {
      #expect(try equal(a, b), "\(a) == \(b)")
      #expect(try equal(b, a), "\(b) == \(a)")
    }
    for (a, b) in [
      (1, 2), (1, "1"), (.double(.nan), .double(.nan)), ([.double(.nan)], [.double(.nan)]), (nil, false),
      (.bool(true), 1),
      ([1], [1, 2]), (["a": 1], ["a": 2]), (["a": 1], ["b": 1]), (.string("é"), .string("e\u{301}")),
      (.bytes([97]), "a"), (.optional(nil), .optional(nil as PlainValue? ?? .null)), (.uint(.max), -1),
      (duration("1s"), 1), (.type(.int), .type(.uint)),
    ] as [(PlainValue, PlainValue)] {
      #expect(try !equal(a, b), "\(a) != \(b)")
    }
  }

  @Test("orders across numbers, by bytes for texts")
  func order() throws {
    for (a, b) in [
      (1, 2), (1, 1.5), (.uint(1), 2), (-1, .uint(0)), ("Abc", "aBC"), ("", "a"), ("z", "é"), (false, true),
      (.bytes([]), .bytes([0])), (.int(.max), .uint(UInt64(Int64.max) + 1)), (1.0, .uint(.max)),
      (timestamp("2009-02-13T23:00:00Z"), timestamp("2009-02-13T23:00:00.1Z")), (duration("-1.5s"), duration("-1.4s")),
      (try decimal("1.99"), 2), (try decimal("1.99"), try decimal("1.991")), (.double(-.infinity), -1),
    ] as [(PlainValue, PlainValue)] {
      #expect(try less(a, b), "\(a) < \(b)")
      #expect(try !less(b, a), "\(b) < \(a)")
    }
    #expect(try !less(.double(.nan), 1))
    #expect(try !less(1, .double(.nan)))
    #expect(problem { _ = try less([1], [2]) } == "no such overload: list < list")
    #expect(problem { _ = try less(nil, nil) } == "no such overload: null < null")
    #expect(problem { _ = try less("1", 1) } == "no such overload: string < int")
    var heap = Heap()
    #expect(try heap.lessOrEqual(.int(.max), .double(0x1p63)))
    #expect(try heap.lessOrEqual(.double(0x1p63), .int(.max)))
    #expect(try !heap.lessOrEqual(.uint(.max), .double(-1)))
    #expect(try heap.less(.uint(.max), .double(18446744073709590000)))
  }

  @Test("a decimal and a double are compared without rounding, whichever stands first")
  func decimalsAndDoubles() throws {
    for (a, b) in [
      // Neighbours that have the same nearest double.
      ("9007199254740992", 9007199254740994), ("9007199254740993", 9007199254740994),
      ("0.30000000000000003", 0.30000000000000004), ("-0.30000000000000005", -0.30000000000000004),
      ("999999999999999999", 1e18), ("9223372036854775807", 0x1p63), ("0", 5e-324), ("0.000000000000000001", 1e-17),
      ("-0.000000000000000001", -5e-324), ("-1", 0), ("-1", -0.5), ("0.1", 0.10000000000000002), ("12.3", 123),
      ("9223372036854775807", .infinity), ("-5", -0.0),
    ] as [(String, Double)] {
      let (x, y) = (try decimal(a), PlainValue.double(b))
      #expect(try less(x, y) && !less(y, x) && !equal(x, y) && !equal(y, x), "\(a) < \(b)")
    }
    for (a, b) in [
      (9007199254740992.0, "9007199254740993"), (-9007199254740994, "-9007199254740993"),
      (5e-324, "0.000000000000000001"),
      (-1e300, "-9223372036854775807"), (-.infinity, "-9223372036854775807"), (-5e-324, "0"), (-0.0, "0.1"),
    ] as [(Double, String)] {
      let (x, y) = (PlainValue.double(a), try decimal(b))
      #expect(try less(x, y) && !less(y, x) && !equal(x, y) && !equal(y, x), "\(a) < \(b)")
    }
    for (a, b) in [
      ("0.1", 0.1), ("0.3", 0.3), ("12.30", 12.3), ("0", -0.0), ("0.00", 0), ("-7", -7), ("1e3", 1000),
      ("9007199254740992", 9007199254740992), ("0.000001", 1e-6), ("123456789012345680", 123456789012345680),
    ] as [(String, Double)] {
      let (x, y) = (try decimal(a), PlainValue.double(b))
      #expect(try equal(x, y) && equal(y, x) && !less(x, y) && !less(y, x), "\(a) == \(b)")
    }
    let (one, nan) = (try decimal("1"), PlainValue.double(.nan))
    #expect(try !equal(one, nan) && !equal(nan, one) && !less(one, nan) && !less(nan, one))
    var heap = Heap()
    let (x, y) = (try heap.make(one), try heap.make(nan))
    #expect(try !heap.lessOrEqual(x, y) && !heap.lessOrEqual(y, x))
  }

  @Test("a double and the decimal that is made of it are equal, and its neighbours lie on their sides")
  func decimalsOfDoubles() throws {
    var random = Seeded(state: 5)
    for _ in 0..<2000 {
      let number = Double(Int64(random.below(2_000_000_000)) - 1_000_000_000) / 1000
      let same = try call("decimal", .double(number))
      #expect(try equal(same, .double(number)) && equal(.double(number), same), "\(number)")
      #expect(try less(same, .double(number.nextUp)) && less(.double(number.nextDown), same), "\(number)")
    }
  }

  @Test("equal values have equal hashes")
  func hashes() throws {
    var heap = Heap()
    var random = Seeded(state: 2)
    for _ in 0..<1000 {
      let plain = random.value()
      let a = try heap.make(plain)
      let b = try heap.make(plain)
      #expect(try heap.equal(a, b))
      #expect(try heap.hash(a, ceiling: .max) == heap.hash(b, ceiling: .max))
    }
    for (a, b) in [(1, 1.0), (.uint(7), 7), (0.0, -0.0), (try decimal("2.50"), 2.5)] as [(PlainValue, PlainValue)] {
      #expect(try heap.hash(try heap.make(a), ceiling: .max) == heap.hash(try heap.make(b), ceiling: .max))
    }
  }

  @Test("values that share parts cannot make one comparison endless")
  func sharing() throws {
    var heap = Heap()
    var a = try heap.makeList([.int(1), .int(1)])
    var b = try heap.makeList([.int(1), .int(1)])
    for _ in 0..<60 {
      a = try heap.makeList([a, a])
      b = try heap.makeList([b, b])
    }
    let ceiling = heap.work + 10_000
    #expect(
      problem { _ = try heap.equal(a, b, depth: 0, ceiling: ceiling) }
        == "one operation took too much work (limit: 67108864)")
    #expect(problem { _ = try heap.plain(a) } == "a value is too large to leave the machine (limit: 1048576 parts)")
    var output = JSONOutput(limit: 10_000)
    #expect(problem { try heap.writeJSON(a, to: &output, depth: 0) } == "a JSON text is too long (limit: 10000 bytes)")
    var writer = CanonicalWriter()
    #expect(
      problem { try heap.encode(a, into: &writer, depth: 0, ceiling: 10_000) }
        == "a value is too large to leave the machine (limit: 67108864 bytes)")
  }

  @Test("nor can empty lists within lists make flattening endless")
  func flattening() throws {
    var heap = Heap()
    var list = try heap.makeList([])
    for _ in 0..<100 { list = try heap.makeList([list, list]) }
    guard case .list(let ref) = list else { return #expect(Bool(false)) }
    let ceiling = heap.work + 10_000
    var output: [Value] = []
    let message = problem { try heap.flatten(ref, levels: 100, depth: 0, ceiling: ceiling, into: &output) }
    #expect(message == "one operation took too much work (limit: 67108864)")
  }

  @Test("nesting is bounded")
  func depth() throws {
    var plain: PlainValue = 1
    for _ in 0..<ValueLimits.depth { plain = [plain] }
    #expect(try equal(plain, plain))
    let tooDeep: PlainValue = [plain]
    #expect(problem { _ = try equal(tooDeep, tooDeep) } == "values are nested too deep (limit: 128)")
  }

  @Test("a full heap is a budget error, before memory is taken")
  func full() throws {
    var heap = Heap()
    heap.limit = 10_000
    var text = try heap.makeString("0123456789")
    var failure: EvaluationError?
    do {
      for _ in 0..<20 { text = try heap.add(text, text) }
    } catch { failure = error }
    #expect(failure == EvaluationError("the run's memory is full (limit: 10000 bytes)", kind: .budget))
    #expect(heap.bytes.count < 20_000)
  }

  /// Each element is moved (law 9: fuel is charged by size). Programs of the first language pay what they paid.
  @Test(arguments: [false, true]) func listsThatArePutTogetherArePaidForByTheElement(isOfFirstLanguage: Bool) throws {
    var heap = Heap()
    heap.isOfFirstLanguage = isOfFirstLanguage
    let list = try heap.make(.list(Array(repeating: 1, count: 1_000)))
    let before = heap.work
    _ = try heap.add(list, list)
    #expect(heap.work - before == (isOfFirstLanguage ? 500 : 16_500))
  }
}
