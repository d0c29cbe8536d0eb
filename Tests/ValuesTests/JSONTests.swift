import Testing

@testable import Values

@Suite("JSON")
struct JSONTests {
  @Test(
    "read",
    arguments: [
      ("null", nil), (" true ", true), ("0", 0), ("-0", 0), ("-7", -7), ("9223372036854775807", .int(.max)),
      ("-9223372036854775808", .int(.min)), ("9223372036854775808", 9223372036854775808.0), ("1.0", 1.0),
      ("-0.0", -0.0),
      ("1e3", 1000.0), ("1E+2", 100.0), ("12.5e-1", 1.25), ("0.1", 0.1), ("0.30000000000000004", 0.30000000000000004),
      ("1.7976931348623157e308", 1.7976931348623157e308), ("5e-324", 5e-324), ("0.000001", 0.000001), ("0e99999", 0.0),
      ("123456789012345.67", 123456789012345.67), ("100000000000000000000", 1e20), ("0.10000000000000001", 0.1),
      ("\"\"", ""), (#""a\"\\\/\b\f\n\r\t\u0041\u00e9\ud83d\ude00""#, "a\"\\/\u{8}\u{c}\n\r\tAé😀"),
      ("\"Zoë 😀\"", "Zoë 😀"),
      ("[]", []), ("[ 1 , [ 2 ] ]", [1, [2]]), ("{}", [:]), (#"{"b":1,"a":{"c":null}}"#, ["b": 1, "a": ["c": nil]]),
      (#"{"\u0061":1,"b":2}"#, ["a": 1, "b": 2]),
    ] as [(String, PlainValue)])
  func reads(_ text: String, _ value: PlainValue) throws {
    #expect(try PlainValue(jsonText: text) == value)
    var heap = Heap()
    let made = try heap.makeJSON(Array(text.utf8))
    #expect(try heap.plain(made) == value, "the same straight into a heap")
  }

  @Test(
    "refused, with the place",
    arguments: [
      ("", "$ (byte 0): the text ends too early"), ("[1,", "$[1] (byte 3): the text ends too early"),
      ("{\"a\":[1,x]}", "$.a[1] (byte 8): unexpected 'x'"), ("[1 2]", "$[1] (byte 3): unexpected '2'"),
      ("01", "$ (byte 1): unexpected '1'"), ("-", "$ (byte 1): the text ends too early"),
      ("1.", "$ (byte 2): the text ends too early"),
      ("1.e5", "$ (byte 2): unexpected 'e'"), ("+1", "$ (byte 0): unexpected '+'"),
      ("NaN", "$ (byte 0): unexpected 'N'"),
      ("tru", "$ (byte 3): the text ends too early"), ("[1],", "$ (byte 3): unexpected ','"),
      ("[,]", "$[0] (byte 1): unexpected ','"),
      ("{\"a\" 1}", "$.a (byte 5): unexpected '1'"), ("{a:1}", "$ (byte 1): unexpected 'a'"),
      ("{\"a\":1,}", "$ (byte 7): unexpected '}'"),
      ("\"a", "$ (byte 2): the text ends too early"), ("\"\\x\"", "$ (byte 1): an unknown escape"),
      ("\"\\ud83d\"", "$ (byte 1): half of a surrogate pair"), ("\"\\ude00\"", "$ (byte 1): half of a surrogate pair"),
      ("\"\\ud83d\\u0041\"", "$ (byte 1): half of a surrogate pair"), ("\"\\u12g4\"", "$ (byte 5): unexpected 'g'"),
      ("\"a\nb\"", "$ (byte 2): a control character in a text"),
      ("\"\\n\u{1}\"", "$ (byte 3): a control character in a text"),
      ("{\"a\":1,\"b\":2,\"a\":3}", "$ (byte 19): duplicate key: 'a'"),
      ("{\"a\":{\"b\":1,\"\\u0062\":1}}", "$.a (byte 23): duplicate key: 'b'"),
      ("{\"total\":1e400}", "$.total (byte 9): 1e400 is too large for a number"),
      (
        "{\"id\":12345678901234567890}",
        "$.id (byte 6): 12345678901234567890 is a number that neither an int nor a double carries exactly"
      ),
      (
        "[0.1000000000000000055]",
        "$[0] (byte 1): 0.1000000000000000055 is a number that neither an int nor a double carries exactly"
      ),
      (
        "[9007199254740993.0]",
        "$[0] (byte 1): 9007199254740993.0 is a number that neither an int nor a double carries exactly"
      ),
      ("1e-400", "$ (byte 0): 1e-400 is a number that neither an int nor a double carries exactly"),
      ("{\"a b\":[{\"c\":?}]}", "$['a b'][0].c (byte 13): unexpected '?'"),
    ])
  func refuses(_ text: String, _ message: String) {
    #expect(problem { _ = try PlainValue(jsonText: text) } == message)
    var heap = Heap()
    var found: JSONFailure?
    do { _ = try heap.makeJSON(Array(text.utf8)) } catch { found = error }
    guard case .json(let error)? = found else { return #expect(Bool(false), "\(text)") }
    #expect(error.description == message)
  }

  @Test("bytes that are not UTF-8, and nesting")
  func bounds() {
    #expect(problem { _ = try PlainValue(json: [0x22, 0xFF, 0x22]) } == "$ (byte 1): the text is not valid UTF-8")
    let deep = String(repeating: "[", count: 129) + String(repeating: "]", count: 129)
    #expect(problem { _ = try PlainValue(jsonText: deep) }?.hasSuffix("nested too deep (limit: 128)") == true)
    #expect(throws: Never.self) { try PlainValue(jsonText: String(deep.dropFirst().dropLast())) }
    #expect(problem { _ = try PlainValue(jsonText: String(repeating: "[", count: 1_000_000)) } != nil)
  }

  @Test("what is said of a value for people has room around it, and is said of every value")
  func displayed() throws {
    let deepest = try PlainValue(jsonText: String(repeating: "[", count: 128) + String(repeating: "]", count: 128))
    let run: PlainValue = ["pendingSteps": [["allowed": [["arguments": ["json": ["x": deepest]]]]]]]
    #expect(problem { _ = try run.json() } == "values are nested too deep (limit: 128)")
    #expect(try run.jsonText(style: .display).utf8.filter { $0 == UInt8(ascii: "[") }.count == 130)
    #expect(try run.prettyJSON().utf8.filter { $0 == UInt8(ascii: "[") }.count == 130)
    let forged = (0..<200).reduce(run) { value, _ in [value] }
    #expect(problem { _ = try forged.json(style: .display) } == "values are nested too deep (limit: 256)")
    #expect(problem { _ = try forged.prettyJSON() } == "values are nested too deep (limit: 256)")

    let alike = PlainValue.map([PlainEntry(key: 1, value: "a"), PlainEntry(key: "1", value: "b")])
    #expect(problem { _ = try alike.json() } == "two keys of a map are the same in JSON: '1'")
    #expect(try alike.jsonText(style: .display) == #"{"1":"a","1":"b"}"#)
  }

  @Test("a heap that is full says so, and keeps what it has")
  func fullHeap() throws {
    var heap = Heap()
    let kept = try heap.makeString("kept")
    heap.limit = 200
    var found: JSONFailure?
    do { _ = try heap.makeJSON(Array("[\"\(String(repeating: "x", count: 300))\"]".utf8)) } catch { found = error }
    #expect(found == .evaluation(EvaluationError("the run's memory is full (limit: 200 bytes)", kind: .budget)))
    #expect(try heap.plain(kept) == "kept")
  }

  @Test(
    "written canonically",
    arguments: [
      (nil, "null"), ([1, 2.0, 0.1, 1e21, 1e-7, -0.0], "[1,2.0,0.1,1e+21,1e-07,-0.0]"),
      (["b": 1, "a": []], #"{"b":1,"a":[]}"#),
      ("a\"\\\u{1}\n/é😀", #""a\"\\\u0001\n/é😀""#), (.bytes([1, 2]), #""AQI=""#),
      (timestamp("2009-02-13T23:31:30.5Z"), #""2009-02-13T23:31:30.5Z""#),
      (duration("90s"), #""90s""#), (.decimal(DecimalValue(coefficient: 1230, scale: 2)), "12.30"),
      (.optional(nil), "null"),
      (.optional(3), "3"), (.uint(.max), "18446744073709551615"), (.type(.int), #""int""#),
      (.map([PlainEntry(key: 1, value: 2), PlainEntry(key: true, value: 3)]), #"{"1":2,"true":3}"#),
      (.error(PlainError(kind: .fail, message: "no")), #"{"kind":"fail","message":"no"}"#),
    ] as [(PlainValue, String)])
  func writes(_ value: PlainValue, _ text: String) throws {
    #expect(try value.jsonText() == text)
    var heap = Heap()
    let made = try heap.make(value)
    #expect(String(decoding: try heap.json(made), as: UTF8.self) == text)
  }

  @Test("what JSON has no form for")
  func noForm() throws {
    #expect(problem { _ = try PlainValue.double(.nan).jsonText() } == "JSON has no NaN")
    #expect(problem { _ = try PlainValue.double(-.infinity).jsonText() } == "JSON has no infinity")
    let secret = PlainValue.secret(SecretText(parts: [.text("Bearer "), .hole("token")]))
    #expect(problem { _ = try secret.jsonText() } == "a secret cannot be written as JSON")
    #expect(try secret.jsonText(style: .display) == #""Bearer [secret token]""#)
    #expect(try PlainValue.double(.nan).jsonText(style: .display) == #""NaN""#)
    let clash = PlainValue.map([PlainEntry(key: 1, value: 1), PlainEntry(key: "1", value: 2)])
    #expect(problem { _ = try clash.jsonText() } == "two keys of a map are the same in JSON: '1'")
  }

  @Test("values survive JSON, and JSON survives values")
  func roundTrip() throws {
    var random = Seeded(state: 14)
    for _ in 0..<1500 {
      let value = random.jsonValue()
      let text = try value.jsonText()
      #expect(try PlainValue(jsonText: text) == value)
      #expect(try PlainValue(jsonText: try value.prettyJSON()) == value)
      var heap = Heap()
      let made = try heap.makeJSON(Array(text.utf8))
      #expect(String(decoding: try heap.json(made), as: UTF8.self) == text)
    }
  }

  @Test("numbers read as Swift reads them")
  func numbers() throws {
    var random = Seeded(state: 15)
    for _ in 0..<5000 {
      let whole = random.next() >> UInt64(random.below(64))
      let text = "\(whole).\(random.next() >> UInt64(random.below(64)))e\(random.below(40) - 20)"
      if let read = try? PlainValue(jsonText: text) { #expect(read == .double(Double(text)!), "\(text)") }
    }
    for _ in 0..<5000 {
      let text = "\(random.below(1_000_000)).\(random.below(1000))"
      #expect(try PlainValue(jsonText: text) == .double(Double(text)!), "\(text)")
    }
  }

  @Test("damaged text is refused or read, never more")
  func fuzz() throws {
    var random = Seeded(state: 16)
    for _ in 0..<400 {
      let text = try random.jsonValue().json()
      for _ in 0..<10 where !text.isEmpty {
        var damaged = text
        damaged[random.below(damaged.count)] = UInt8(truncatingIfNeeded: random.next())
        if let read = try? PlainValue(json: damaged) { #expect(try PlainValue(json: read.json()) == read) }
      }
    }
  }

  @Test("for people")
  func pretty() throws {
    let value: PlainValue = [
      "vendor": "Zoë", "rows": [["n": 1], []], "token": .secret(SecretText(parts: [.hole("vault:t")])),
    ]
    #expect(
      try value.prettyJSON() == """
        {
          "vendor": "Zoë",
          "rows": [
            {
              "n": 1
            },
            []
          ],
          "token": "[secret vault:t]"
        }
        """)
  }
}
