import Testing

@testable import Values

@Suite("Library")
struct LibraryTests {
  @Test("strings: positions count code points")
  func positions() throws {
    #expect(try call("size", "πέντε") == 5)
    #expect(try call("size", .bytes([0xFF, 1])) == 2)
    #expect(try call("charAt", "©αT", 1) == "α")
    #expect(try call("charAt", "©αT", 3) == "")
    #expect(problem { _ = try call("charAt", "tacocat", 30) } == "index out of range: 30")
    #expect(try call("indexOf", "ta©o©αT", "©", 3) == 4)
    #expect(try call("indexOf", "tacocat", "") == 0)
    #expect(try call("indexOf", "tacocat", "", 7) == 7)
    #expect(try call("indexOf", "tacocat", "none") == -1)
    #expect(problem { _ = try call("indexOf", "tacocat", "a", 30) } == "index out of range: 30")
    #expect(try call("lastIndexOf", "bananananana", "nana", 7) == 6)
    #expect(try call("lastIndexOf", "ta©o©αT", "©α", 4) == 4)
    #expect(try call("lastIndexOf", "", "@@") == -1)
    #expect(try call("lastIndexOf", "tacocat", "") == 7)
    #expect(problem { _ = try call("lastIndexOf", "tacocat", "a", -1) } == "index out of range: -1")
    #expect(try call("substring", "ta©o©αT", 2, 6) == "©o©α")
    #expect(try call("substring", "tacocat", 7) == "")
    for (first, last) in [(40, 41), (-1, 2), (4, 3)] as [(PlainValue, PlainValue)] {
      #expect(problem { _ = try call("substring", "tacocat", first, last) } != nil)
    }
  }

  @Test("strings: parts")
  func parts() throws {
    #expect(try call("split", "hello world", " ") == ["hello", "world"])
    #expect(try call("split", "a,b,c", ",", 2) == ["a", "b,c"])
    #expect(try call("split", "a,b", ",", 0) == [])
    #expect(try call("split", "a,b", ",", 1) == ["a,b"])
    #expect(try call("split", "a,b", ",", -1) == ["a", "b"])
    #expect(try call("split", "ta©", "") == ["t", "a", "©"])
    #expect(try call("split", "ta©", "", 2) == ["t", "a©"])
    #expect(try call("split", "", ",") == [""])
    #expect(try call("split", "", "") == [])
    #expect(try call("split", ",", ",") == ["", ""])
    #expect(try call("join", ["x", "y"], "-") == "x-y")
    #expect(try call("join", [], "-") == "")
    #expect(try call("join", ["x", "y"]) == "xy")
    #expect(problem { _ = try call("join", ["x", 1]) } == "no such overload: join of a list that holds int")
    #expect(try call("replace", "12 days 12 hours", "{0}", "2") == "12 days 12 hours")
    #expect(try call("replace", "{0} days {0} hours", "{0}", "2", 1) == "2 days {0} hours")
    #expect(try call("replace", "1 ©αT taco", "αT", "o©α") == "1 ©o©α taco")
    #expect(try call("replace", "añb", "", "-") == "-a-ñ-b-")
    #expect(try call("replace", "ab", "", "-", 2) == "-a-b")
    #expect(try call("replace", "aaa", "a", "") == "")
    #expect(try call("trim", " \u{c}\n\r\t\u{b}text  ") == "text")
    #expect(try call("trim", "\u{85}\u{a0}\u{1680}text\u{2028}\u{3000}") == "text")
    #expect(try call("trim", "\u{180e}text\u{200b}\u{feff}") == "\u{180e}text\u{200b}\u{feff}")
    #expect(try call("trim", " \n ") == "")
    #expect(try call("lowerAscii", "TacoCÆt [@`]") == "tacocÆt [@`]")
    #expect(try call("upperAscii", "tacoCαt {|}~") == "TACOCαT {|}~")
    #expect(try call("reverse", "Ta©oCαt😀") == "😀tαCo©aT")
    #expect(try call("reverse", [1, 2, 3]) == [3, 2, 1])
    #expect(try call("strings.quote", "bell\u{7} \"q\" \\ tab\t") == #""bell\a \"q\" \\ tab\t""#)
  }

  @Test("strings: tests")
  func tests() throws {
    #expect(try call("contains", "Straße", "aß") == true)
    #expect(try call("contains", "", "") == true)
    #expect(try call("contains", "", "x") == false)
    #expect(try call("startsWith", "foobar", "foo") == true)
    #expect(try call("startsWith", "fo", "foo") == false)
    #expect(try call("endsWith", "forté", "té") == true)
    #expect(try call("endsWith", "", "") == true)
    #expect(problem { _ = try call("contains", "a", 1) } == "no such overload: string.contains(int)")
    #expect(problem { _ = try call("startsWith", 1, "a") } == "no such overload: int.startsWith(string)")
  }

  @Test("the same answers as Swift's own strings give, for texts from a seed")
  func textProperty() throws {
    var random = Seeded(state: 4)
    for _ in 0..<500 {
      let text = random.text() + random.text()
      let scalars = Array(text.unicodeScalars)
      #expect(try call("size", .string(text)) == .int(Int64(scalars.count)))
      let from = random.below(scalars.count + 1)
      let to = from + random.below(scalars.count - from + 1)
      var part = ""
      part.unicodeScalars.append(contentsOf: scalars[from..<to])
      #expect(try call("substring", .string(text), .int(Int64(from)), .int(Int64(to))) == .string(part))
      #expect(try call("contains", .string(text), .string(part)) == true)
      let found = try #require(try call("indexOf", .string(text), .string(part)).integer)
      #expect(found <= from)
      let pieces = try #require(try call("split", .string(text), .string(part.isEmpty ? "a" : part)).elements)
      #expect(try call("join", .list(pieces), .string(part.isEmpty ? "a" : part)) == .string(text))
      #expect(try call("reverse", try call("reverse", .string(text))) == .string(text))
    }
  }

  @Test(
    "format",
    arguments: [
      ("%s%%", ["x"], "x%"), ("%d %d", [1, .uint(2)], "1 2"), ("%.3f", [1.2345], "1.234"),
      ("%f", [2.71828], "2.718280"),
      ("%.0f", [1.5], "2"), ("%.0f", [2.5], "2"), ("%.0f", [3.4999], "3"), ("%.0f", [0.5], "0"),
      ("%.1f", [0.25], "0.2"),
      ("%.1f", [0.35], "0.3"), ("%.2f", [1.005], "1.00"), ("%.2f", [9.999], "10.00"), ("%.2f", [-0.001], "-0.00"),
      ("%.20f", [0.1], "0.10000000000000000555"), ("%f", [1e22], "10000000000000000000000.000000"),
      ("%f", [3], "3.000000"),
      ("%.3f", [5e-324], "0.000"), ("%.6e", [1052.032911275], "1.052033e+03"), ("%e", [0.0], "0.000000e+00"),
      ("%.0e", [0.5], "5e-01"), ("%.2e", [9.999], "1.00e+01"), ("%e", [5e-324], "4.940656e-324"),
      ("%.3e", [1.7976931348623157e308], "1.798e+308"), ("%e", [.double(.nan)], "NaN"),
      ("%f", [.double(-.infinity)], "-Infinity"),
      ("%d", [.double(.nan)], "NaN"), ("%b", [5], "101"), ("%b", [-5], "-101"), ("%b", [true], "1"),
      ("%o", [.uint(65535)], "177777"),
      ("%x", [30], "1e"), ("%X", [30], "1E"), ("%x", ["Hello"], "48656c6c6f"), ("%X", [.bytes([0xAB])], "AB"),
      ("%s", [nil], "null"), ("%s", [2.71828], "2.71828"), ("%s", [1.0], "1"), ("%s", [1e21], "1000000000000000000000"),
      ("%s", [.bytes([0x78, 0x79])], "xy"), ("%s", [["a", 1, [2.5]]], "[a, 1, [2.5]]"),
      ("%s", [["b": 1, "a": nil]], "{a: null, b: 1}"), ("%s", [.type(.string)], "string"),
      ("%s", [duration("2h")], "7200s"),
      ("%s", [timestamp("2023-02-03T23:31:20Z")], "2023-02-03T23:31:20Z"),
      (
        "%s",
        [
          .map([
            PlainEntry(key: 1, value: "x"), PlainEntry(key: true, value: .double(.nan)),
            PlainEntry(key: .uint(2), value: "y"),
          ])
        ], "{1: x, 2: y, true: NaN}"
      ),
      ("%.1f", [.decimal(DecimalValue(coefficient: 225, scale: 2))], "2.2"), ("ü%sü", ["é"], "üéü"),
      ("%s", [1, 2], "1"),
    ] as [(String, [PlainValue], String)])
  func format(_ template: String, _ values: [PlainValue], _ expected: String) throws {
    #expect(try call("format", .string(template), .list(values)) == .string(expected))
  }

  @Test(
    "format refuses",
    arguments: [
      ("%a", [1], "unknown format clause '%a'"), ("%d %d", [1], "format needs more than the 1 values it is given"),
      ("%b", ["abc"], "the format clause %b takes an int or uint, not string"),
      ("%d", [duration("1s")], "the format clause %d takes a number, not duration"),
      ("%x", [0.5], "the format clause %x takes an int or uint, not double"),
      ("%E", [0.5], "unknown format clause '%E'"),
      ("%f", [nil], "the format clause %f takes a number, not null"), ("%", [], "a format ends within a % clause"),
      ("%.f", [1.0], "a format's precision has no digits"),
      ("%.999f", [1.0], "a format asks for too many places (limit: 400)"),
    ] as [(String, [PlainValue], String)])
  func formatRefuses(_ template: String, _ values: [PlainValue], _ message: String) {
    #expect(problem { _ = try call("format", .string(template), .list(values)) } == message)
  }

  @Test("math")
  func math() throws {
    #expect(try call("math.greatest", 5.4, 10, .uint(3), -5.0) == 10)
    #expect(try call("math.greatest", 1, 1.0) == 1)
    #expect(try call("math.greatest", 1.0, 1) == 1.0)
    #expect(try call("math.greatest", -5) == -5)
    #expect(try call("math.greatest", [5.4, 10, .uint(3)]) == 10)
    #expect(try call("math.least", .uint(5), .uint(2)) == .uint(2))
    #expect(try call("math.least", [decimal("1.5"), decimal("1.25")]) == decimal("1.25"))
    #expect(problem { _ = try call("math.greatest", []) } == "math.greatest of an empty list")
    #expect(problem { _ = try call("math.greatest", "a", "b") } == "no such overload: math.greatest(string, string)")
    #expect(try call("math.ceil", -1.2) == -1.0)
    #expect(try call("math.floor", -1.2) == -2.0)
    #expect(try call("math.round", -1.5) == -2.0)
    #expect(try call("math.round", 2.5) == 3.0)
    #expect(try call("math.trunc", -1.9) == -1.0)
    #expect(problem { _ = try call("math.round", 1) } == "no such overload: math.round(int)")
    #expect(try call("math.abs", -5) == 5)
    #expect(problem { _ = try call("math.abs", .int(.min)) } == "integer overflow: math.abs(-9223372036854775808)")
    #expect(try call("math.sign", -32.0) == -1.0)
    #expect(try call("math.sign", .uint(7)) == .uint(1))
    #expect(try call("math.sqrt", 81) == 9.0)
    #expect(try call("math.sqrt", -1.0) == .double(.nan))
    #expect(try call("math.isNaN", .double(.nan)) == true)
    #expect(try call("math.isInf", .double(-.infinity)) == true)
    #expect(try call("math.isFinite", 1.5) == true)
    #expect(try call("math.bitAnd", 3, 5) == 1)
    #expect(try call("math.bitOr", .uint(1), .uint(4)) == .uint(5))
    #expect(try call("math.bitXor", 1, 3) == 2)
    #expect(try call("math.bitNot", .uint(1)) == .uint(18446744073709551614))
    #expect(try call("math.bitShiftLeft", -1, 200) == 0)
    #expect(try call("math.bitShiftLeft", 1, 63) == .int(.min))
    #expect(try call("math.bitShiftRight", -1024, 3) == 2305843009213693824)
    #expect(try call("math.bitShiftRight", .uint(1024), 64) == .uint(0))
    #expect(problem { _ = try call("math.bitShiftLeft", 1, -1) } == "a negative number of places to shift by: -1")
  }

  @Test("lists, sets, optionals")
  func lists() throws {
    #expect(try call("distinct", [1, .uint(1), 2, 1.0, "a", "a", nil, [1], [1.0]]) == [1, 2, "a", nil, [1]])
    #expect(try call("flatten", [1, [2, [3]], []]) == [1, 2, [3]])
    #expect(try call("flatten", [1, [2, [3, [4]]]], 2) == [1, 2, 3, [4]])
    #expect(problem { _ = try call("flatten", [], -1) } == "flatten by a negative number of levels: -1")
    #expect(try call("lists.range", 3) == [0, 1, 2])
    #expect(
      problem { _ = try call("lists.range", 10_000_000_000) }?.hasPrefix("a collection of 10000000000 elements") == true
    )
    #expect(try call("slice", [1, 2, 3, 4], 1, 3) == [2, 3])
    #expect(problem { _ = try call("slice", [1], 0, 2) } == "cannot slice from 0 to 2: the list has 1 elements")
    #expect(try call("sort", ["b", "c", "a"]) == ["a", "b", "c"])
    #expect(try call("sort", [2.5, .double(.nan), -1.0]) == [.double(.nan), -1.0, 2.5])
    #expect(try call("sort", []) == [])
    #expect(
      problem { _ = try call("sort", [1, "b"]) } == "a list that is sorted holds one kind of value: int, then string")
    #expect(problem { _ = try call("sort", [[1]]) } == "no such overload: list < list")
    #expect(try call("@sortByAssociatedKeys", ["foo", "bar", "baz"], [3, 1, 2]) == ["bar", "baz", "foo"])
    #expect(try call("@sortByAssociatedKeys", ["a", "b", "c", "d"], [1, 0, 1, 0]) == ["b", "d", "a", "c"], "stable")
    #expect(try call("first", []) == .optional(nil))
    #expect(try call("last", [1, 2]) == .optional(2))
    #expect(try call("sum", [1, 2, 3]) == 6)
    #expect(try call("sum", [decimal("0.10"), decimal("0.20")]) == decimal("0.30"))
    #expect(try call("sum", []) == 0)
    #expect(problem { _ = try call("sum", ["a"]) } == "no such overload: sum of a list that holds string")
    #expect(try call("sets.contains", [1, 2, 3], [.uint(2), 3.0]) == true)
    #expect(try call("sets.contains", [1], [2]) == false)
    #expect(try call("sets.equivalent", [1, 2], [2, 1, 1]) == true)
    #expect(try call("sets.equivalent", [], []) == true)
    #expect(try call("sets.intersects", [[1], [2]], [[2.0]]) == true)
    #expect(try call("sets.intersects", [1], []) == false)
    #expect(try call("optional.ofNonZeroValue", "") == .optional(nil))
    #expect(try call("optional.ofNonZeroValue", [:]) == .optional(nil))
    #expect(try call("optional.ofNonZeroValue", -1) == .optional(-1))
    #expect(try call("optional.unwrap", [.optional(1), .optional(nil)]) == [1])
    #expect(try call("value", .optional(.null)) == nil)
    #expect(problem { _ = try call("value", .optional(nil)) } == "optional.none() has no value")
    #expect(try call("or", .optional(nil), .optional(2)) == .optional(2))
    #expect(try call("or", .optional(1), .optional(2)) == .optional(1))
    #expect(try call("orValue", .optional(nil), 42) == 42)
    #expect(try call("hasValue", .optional(.null)) == true)
  }

  @Test("sorting agrees with Swift's, for lists from a seed")
  func sorting() throws {
    var random = Seeded(state: 5)
    for _ in 0..<200 {
      let numbers = (0..<random.below(60)).map { _ in Int64(random.below(20)) }
      #expect(try call("sort", .list(numbers.map(PlainValue.int))) == .list(numbers.sorted().map(PlainValue.int)))
    }
  }

  @Test("base64")
  func base64() throws {
    #expect(try call("base64.encode", .bytes(Array("hello".utf8))) == "aGVsbG8=")
    #expect(try call("base64.decode", "aGVsbG8") == .bytes(Array("hello".utf8)))
    for text in ["a", "aGVsbG9=", "aGV sbG8=", "=aaa", "aGVsbG8=="] {
      #expect(problem { _ = try call("base64.decode", .string(text)) } == "not base64 text", "\(text)")
    }
    var random = Seeded(state: 6)
    for count in 0..<100 {
      let bytes = PlainValue.bytes((0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) })
      #expect(try call("base64.decode", try call("base64.encode", bytes)) == bytes)
    }
  }

  @Test("regular expressions")
  func regularExpressions() throws {
    #expect(try call("matches", "INV-2041", "^INV-[0-9]+$") == true)
    #expect(try call("matches", "hubba", "ubb") == true)
    #expect(try call("matches", "", "") == true)
    #expect(try call("matches", "mañana", "a+ñ+a+") == true)
    #expect(try call("matches", "🐱😀😀", "(a|😀){2}") == true)
    #expect(problem { _ = try call("matches", "a", "(") } == "invalid regular expression: missing ): (")
    #expect(
      problem { _ = try call("matches", "a", .string(String(repeating: "a", count: 5000))) }
        == "a regular expression is too long (limit: 4096 bytes)")
    #expect(
      try call("matches", .string(String(repeating: "a", count: 100_000) + "!"), "(a+)+$") == false, "linear time")
    #expect(try call("regex.extract", "hello world", "hello(.*)") == .optional(" world"))
    #expect(try call("regex.extract", "item-A, item-B", "item-\\w+") == .optional("item-A"))
    #expect(try call("regex.extract", "HELLO", "hello") == .optional(nil))
    #expect(
      problem { _ = try call("regex.extract", "a", "(a)(b)") }
        == "a regular expression that extracts has at most one group, not 2")
    #expect(try call("regex.extractAll", "id:123, id:456", "id:\\d+") == ["id:123", "id:456"])
    #expect(try call("regex.extractAll", "id:1, id:2", "id:([0-9])") == ["1", "2"])
    #expect(try call("regex.extractAll", "xyz", "a") == [])
    #expect(try call("regex.extractAll", "baaac", "a*") == ["", "aaa", ""])
    #expect(try call("regex.replace", "banana", "a", "x") == "bxnxnx")
    #expect(try call("regex.replace", "banana", "a", "x", 1) == "bxnana")
    #expect(try call("regex.replace", "banana", "a", "x", 0) == "banana")
    #expect(try call("regex.replace", "banana", "a", "x", -12) == "bxnxnx")
    #expect(try call("regex.replace", "foo bar", "(fo)o (ba)r", "\\2 \\1") == "ba fo")
    #expect(try call("regex.replace", "a", "a", "\\\\") == "\\")
    #expect(try call("regex.replace", "añb", "", "-") == "-a-ñ-b-")
    #expect(
      problem { _ = try call("regex.replace", "a", "(a)", "\\2") }
        == "a replacement names group 2; the regular expression has 1")
    #expect(
      problem { _ = try call("regex.replace", "a", "a", "\\x") }
        == "in a replacement a backslash stands before a digit or another backslash")
  }

  @Test("no text is cut within a character", arguments: ["\\C", "(\\C)", "a\\C"])
  func wholeCharacters(_ pattern: String) {
    let message = "a regular expression matches a part of a character"
    #expect(problem { _ = try call("regex.extractAll", "aé", .string(pattern)) } == message)
    #expect(problem { _ = try call("regex.replace", "aé", .string(pattern), "-") } == message)
  }

  @Test("what is charged does not depend on the cache of patterns")
  func patternWork() throws {
    func work() throws -> Int {
      var heap = Heap()
      _ = try call("matches", ["some text", "s[aeiou]m+e (te|ta)xt"], in: &heap)
      return heap.work
    }
    #expect(try work() == work())
  }

  @Test("every row of the table can be called and says so when its arguments are wrong")
  func everyRow() throws {
    for entry in FunctionTable.entries {
      #expect(!entry.overloads.isEmpty, "\(entry.name)")
      var heap = Heap()
      let wrong: [Value] = [.type(.int), .type(.int), .type(.int), .type(.int), .type(.int)]
      #expect(problem { _ = try heap.call(entry.function, wrong.span) } != nil, "\(entry.name)")
    }
    #expect(Set(FunctionTable.entries.map(\.function)).count == FunctionID.allCases.count)
  }

  @Test("signatures as the type checker reads them")
  func signatures() {
    let contains = FunctionTable.overloads(named: "contains", member: true)
    #expect(
      contains == [
        FunctionOverload(function: .contains, arguments: [.string, .string], isVariadic: false, result: .bool)
      ])
    let orValue = FunctionTable.overloads(named: "orValue", member: true)
    #expect(
      orValue == [
        FunctionOverload(
          function: .orValue, arguments: [.optional(.parameter("T")), .parameter("T")], isVariadic: false,
          result: .parameter("T"))
      ])
    let greatest = FunctionTable.overloads(named: "math.greatest", member: false)[0]
    #expect(
      greatest.isVariadic && greatest.accepts(count: 1) && greatest.accepts(count: 5) && !greatest.accepts(count: 0))
    #expect(
      FunctionTable.overloads(named: "size", member: false)[3].arguments == [.map(.parameter("K"), .parameter("V"))])
    #expect(FunctionTable.overloads(named: "nothing", member: false).isEmpty)
  }
}
