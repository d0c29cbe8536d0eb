import Testing

@testable import Values

@Suite("Collections")
struct CollectionTests {
  @Test("maps keep insertion order, small and indexed alike", arguments: [0, 1, 8, 9, 10, 100, 5000])
  func order(count: Int) throws {
    var heap = Heap()
    var cells: [Value] = []
    for index in 0..<count {
      cells.append(try heap.makeString("key \((index &* 7919) % 100_003)"))
      cells.append(.int(Int64(index)))
    }
    guard case .map(let map) = try heap.makeMap(cells) else { return #expect(Bool(false)) }
    #expect(try heap.size(of: .map(map)) == count)
    for index in 0..<count {
      let wanted = try heap.makeString("key \((index &* 7919) % 100_003)")
      #expect(heap.find(map, wanted) == index)
      guard case .int(Int64(index))? = heap.lookup(map, wanted) else { return #expect(Bool(false)) }
      #expect(try heap.equal(heap.item(of: .map(map), at: index), wanted))
    }
    let absent = try heap.makeString("no key")
    #expect(heap.find(map, absent) == -1)
    #expect(heap.find(map, .int(0)) == -1)
    #expect(heap.find(map, .null) == -1)
  }

  @Test("number keys are found by worth")
  func numberKeys() throws {
    var heap = Heap()
    for padding in [0, 20] {
      var entries: [(PlainValue, PlainValue)] = [(.uint(1), "one"), (2, "two"), (.uint(.max), "max"), (true, "yes")]
      for index in 0..<padding { entries.append((.int(Int64(index) + 100), "pad")) }
      let map = try heap.make(.map(entries.map { PlainEntry(key: $0.0, value: $0.1) }))
      for (key, value) in [
        (1, "one"), (.uint(1), "one"), (1.0, "one"), (2, "two"), (.uint(2), "two"), (2.0, "two"), (.uint(.max), "max"),
        (true, "yes"),
      ] as [(PlainValue, PlainValue)] {
        #expect(try heap.out(try heap.index(map, try heap.make(key))) == value, "\(key)")
        #expect(try heap.contains(map, try heap.make(key)))
      }
      for key in [1.5, false, "1", -1, .double(.nan), .double(0x1p64), nil, .bytes([])] as [PlainValue] {
        #expect(try !heap.contains(map, try heap.make(key)), "\(key)")
        #expect(try heap.out(try heap.optionalIndex(map, try heap.make(key))) == .optional(nil))
      }
    }
  }

  @Test(
    "duplicate and unusable keys",
    arguments: [
      ([("a", 1), ("a", 2)], "duplicate key: 'a'"),
      ([(1, 1), (.uint(1), 2)], "duplicate key: 1u"),
      ([(true, 1), (false, 2), (true, 3)], "duplicate key: true"),
      ([(1.0, 1)], "unsupported key type: double; a key is a string, int, uint or bool"),
      ([(nil, 1)], "unsupported key type: null; a key is a string, int, uint or bool"),
      ((0..<30).map { (.int($0 % 29), 1) }, "duplicate key: 0"),
    ] as [([(PlainValue, PlainValue)], String)])
  func badKeys(_ entries: [(PlainValue, PlainValue)], _ message: String) throws {
    var heap = Heap()
    #expect(problem { _ = try heap.make(.map(entries.map { PlainEntry(key: $0.0, value: $0.1) })) } == message)
  }

  @Test("indexing lists")
  func lists() throws {
    var heap = Heap()
    let list = try heap.make([7, 8, 9])
    for key in [0, .uint(0), 0.0] as [PlainValue] {
      #expect(try heap.out(try heap.index(list, try heap.make(key))) == 7)
    }
    #expect(problem { _ = try heap.index(list, .int(3)) } == "index out of bounds: 3 (the list has 3 elements)")
    #expect(problem { _ = try heap.index(list, .int(-1)) } == "index out of bounds: -1 (the list has 3 elements)")
    #expect(problem { _ = try heap.index(list, .double(0.1)) } == "no such index: 0.1")
    #expect(problem { _ = try heap.index(list, .null) } == "no such overload: [](list, null)")
    #expect(problem { _ = try heap.index(.int(1), .int(0)) } == "no such overload: [](int, int)")
    #expect(try heap.contains(list, .double(8)))
    #expect(try !heap.contains(list, .null))
    #expect(try heap.out(try heap.optionalIndex(list, .int(3))) == .optional(nil))
    #expect(try heap.out(try heap.optionalIndex(list, .int(2))) == .optional(9))
  }

  @Test("fields, and optionals on the way")
  func fields() throws {
    var heap = Heap()
    let map = try heap.make(["c": ["index": "goodbye"], "n": nil])
    func name(_ text: String) throws -> Value { try heap.makeString(text) }
    #expect(try heap.out(try heap.field(try heap.field(map, try name("c")), try name("index"))) == "goodbye")
    #expect(problem { _ = try heap.field(map, try name("x")) } == "no such key: 'x'")
    #expect(problem { _ = try heap.field(.int(1), try name("x")) } == "a value of type int has no field 'x'")
    let present = try name("n")
    let absent = try name("x")
    #expect(try heap.hasField(map, present))
    #expect(try !heap.hasField(map, absent))
    let some = try heap.makeSome(map)
    #expect(try heap.out(try heap.field(some, try name("n"))) == .optional(.null))
    #expect(try heap.out(try heap.field(some, try name("x"))) == .optional(nil))
    #expect(try heap.out(try heap.field(.none, try name("x"))) == .optional(nil))
    #expect(try heap.out(try heap.index(some, try name("c"))) == .optional(["index": "goodbye"]))
    #expect(
      problem { _ = try heap.optionalField(try heap.makeSome(.int(0)), try name("x")) }
        == "a value of type int has no field 'x'")
    #expect(try heap.out(try heap.wrapOptional(.unset)) == .optional(nil))
    #expect(try heap.out(try heap.wrapOptional(.null)) == .optional(.null))
    let error = heap.makeError(EvaluationError("no", kind: .effect))
    #expect(try heap.out(try heap.field(error, try name("kind"))) == "effect")
    #expect(try heap.out(try heap.field(error, try name("message"))) == "no")
  }

  @Test("interpolation: texts and times bare, the rest as JSON, secrets as holes")
  func interpolation() throws {
    var heap = Heap()
    func interpolated(_ parts: [PlainValue]) throws -> PlainValue {
      var values: [Value] = []
      for part in parts { values.append(try heap.make(part)) }
      return try heap.out(try heap.interpolate(values.span))
    }
    #expect(try interpolated(["Pay ", 12.0, " to ", "Zoë"]) == "Pay 12.0 to Zoë")
    #expect(try interpolated([[1, "a"], " ", ["k": nil], true]) == "[1,\"a\"] {\"k\":null}true")
    #expect(try interpolated([timestamp("2009-02-13T23:31:30Z"), " ", duration("90s")]) == "2009-02-13T23:31:30Z 90s")
    #expect(try interpolated([try decimal("12.30")]) == "12.30")
    #expect(try interpolated([]) == "")
    let token = PlainValue.secret(SecretText(parts: [.hole("vault:token")]))
    #expect(
      try interpolated(["Bearer ", token, "!", token])
        == .secret(SecretText(parts: [.text("Bearer "), .hole("vault:token"), .text("!"), .hole("vault:token")])))
    let nested = PlainValue.secret(SecretText(parts: [.text("a"), .hole("x"), .text("b")]))
    #expect(
      try interpolated(["<", nested, ">"]) == .secret(SecretText(parts: [.text("<a"), .hole("x"), .text("b>")])))
    #expect(problem { _ = try interpolated([[token]]) } == "a secret cannot be written as JSON")
    #expect(problem { _ = try interpolated([.double(.nan)]) } == "JSON has no NaN")
  }

  @Test("a secret is no operand")
  func secrets() throws {
    var heap = Heap()
    let secret = try heap.make(.secret(SecretText(parts: [.hole("vault:x")])))
    let text = try heap.makeString("x")
    #expect(problem { _ = try heap.equal(secret, text) } == "a secret cannot be compared")
    #expect(problem { _ = try heap.contains(try heap.makeList([secret]), text) } == "a secret cannot be compared")
    #expect(problem { _ = try heap.add(secret, text) } == "no such overload: secret + string")
    #expect(problem { _ = try heap.call(.contains, [secret, text].span) } == "contains does not take a secret")
    #expect(problem { _ = try heap.call(.size, [secret].span) } == "size does not take a secret")
    #expect(
      problem { _ = try heap.call(.format, [try heap.makeString("%s"), try heap.makeList([secret])].span) }
        == "format does not take a secret")
    #expect(problem { _ = try heap.call(.jsonEncode, [secret].span) } == "a secret cannot be written as JSON")
    #expect(
      problem { _ = try heap.call(.distinct, [try heap.makeList([secret])].span) } == "a secret cannot be compared")
    #expect(problem { _ = try heap.call(.string, [secret].span) } == "string does not take a secret")
  }

  @Test("a long message is cut between characters, so that it can be written and read again", arguments: 0..<5)
  func longMessages(padding: Int) throws {
    var heap = Heap()
    for character in ["a", "é", "日", "😀"] {
      let message = String(repeating: "x", count: padding) + String(repeating: character, count: 5000)
      let error = heap.makeError(EvaluationError(message, kind: .fail))
      let bytes = try heap.canonicalBytes(error)
      guard case .error(let read) = try PlainValue(canonicalBytes: bytes) else { return #expect(Bool(false)) }
      #expect(message.hasPrefix(read.message))
      #expect(read.message.utf8.count > 4096 - 8 && read.message.utf8.count <= 4096)
    }
  }

  @Test("plain trees survive the heap")
  func roundTrip() throws {
    var random = Seeded(state: 3)
    var heap = Heap()
    for _ in 0..<2000 {
      let plain = random.value()
      #expect(try heap.out(try heap.make(plain)) == plain)
    }
    let error = PlainValue.error(PlainError(kind: .timeout, message: "late", step: 3, instruction: 17))
    #expect(try heap.out(try heap.make(error)) == error)
  }

  @Test("an error says what is known of its effect")
  func errors() throws {
    var heap = Heap()
    func fields(_ error: PlainError) throws -> [PlainValue] {
      let value = try heap.make(.error(error))
      return try ["sent", "heard", "code"].map { name in
        try heap.out(try heap.optionalField(value, try heap.makeString(name)))
      }
    }
    #expect(
      try fields(PlainError(kind: .fail, message: "no")) == [.optional(false), .optional(false), .optional(nil)])
    #expect(
      try fields(PlainError(kind: .timeout, message: "no", reach: .unheard))
        == [.optional(true), .optional(false), .optional(nil)])
    #expect(
      try fields(PlainError(kind: .effect, message: "no", reach: .answered, code: 0))
        == [.optional(true), .optional(true), .optional(0)])
    let silent = try heap.make(.error(PlainError(kind: .effect, message: "no", reach: .answered)))
    let code = try heap.makeString("code")
    #expect(try !heap.hasField(silent, code))
    #expect(throws: EvaluationError("no such key: 'code'")) { try heap.field(silent, code) }
  }
}
