import Testing

@testable import Values

@Suite("Schema")
struct SchemaTests {
  func check(_ value: String, _ schema: String) throws -> String {
    let result = try Schema(try PlainValue(jsonText: schema)).check(try PlainValue(jsonText: value))
    if result.problems.isEmpty { return try result.value.jsonText() }
    return result.problems.map(\.description).joined(separator: "\n")
  }

  @Test(
    "what fits, with numbers widened and defaults filled in",
    arguments: [
      ("5", #""number""#, "5.0"), ("5", #""integer""#, "5"), ("5.0", #"{"type":"integer"}"#, "5"), ("5", "{}", "5"),
      ("5", #""any""#, "5"), ("null", #"{"type":["string","null"]}"#, "null"),
      ("5", #"{"type":["string","number"]}"#, "5.0"),
      ("5", #"{"type":["number","integer"]}"#, "5"),
      (
        "{}", #"{"type":"object","properties":{"limit":{"type":"number","default":500,"minimum":0}}}"#,
        #"{"limit":500.0}"#
      ),
      (
        #"{"b":1}"#, #"{"type":"object","properties":{"a":{"default":"x"},"b":"number"},"required":["a"]}"#,
        #"{"b":1.0,"a":"x"}"#
      ),
      (
        #"[1,2]"#, #"{"type":"array","items":{"type":"number"},"minItems":1,"maxItems":2,"uniqueItems":true}"#,
        "[1.0,2.0]"
      ),
      (#""123456""#, #"{"type":"string","pattern":"^[0-9]{6}$","minLength":1,"maxLength":6}"#, #""123456""#),
      ("2", #"{"enum":[1,2.0]}"#, "2"), (#""x""#, #"{"const":"x"}"#, #""x""#), ("0.3", #"{"multipleOf":0.1}"#, "0.3"),
      ("6", #"{"anyOf":[{"type":"string"},{"type":"number"}]}"#, "6.0"),
      ("6", #"{"allOf":[{"minimum":1},{"type":"number"}]}"#, "6.0"),
      ("6", #"{"oneOf":[{"type":"string"},{"minimum":5}]}"#, "6"),
      (#"{"a":{"x":1}}"#, #"{"additionalProperties":{"additionalProperties":"number"}}"#, #"{"a":{"x":1.0}}"#),
    ])
  func fits(_ value: String, _ schema: String, _ result: String) throws {
    #expect(try check(value, schema) == result)
  }

  @Test(
    "what does not fit, and where",
    arguments: [
      (#""5""#, #""number""#, "$: expected a number, found a string"),
      ("5.5", #""integer""#, "$: expected an integer, found a number"),
      ("9007199254740993", #""number""#, "$: 9007199254740993 is not exactly a number (a double)"),
      ("true", #"{"type":["string","null"]}"#, "$: expected a string or null, found true or false"),
      (
        #"{"rows":[{"total":"x"}]}"#, #"{"properties":{"rows":{"items":{"properties":{"total":"number"}}}}}"#,
        "$.rows[0].total: expected a number, found a string"
      ),
      ("{}", #"{"required":["vendor"]}"#, "$.vendor: is required"),
      (
        #"{"vendr":1}"#, #"{"properties":{"vendor":"string"},"additionalProperties":false}"#,
        "$.vendr: is not a known property; known are vendor"
      ),
      (#""""#, #"{"minLength":1}"#, "$: must not be empty"),
      (#""😀😀""#, #"{"maxLength":1}"#, "$: must have at most 1 characters, not 2"),
      (#""12345""#, #"{"pattern":"^[0-9]{6}$"}"#, "$: must match the pattern ^[0-9]{6}$"),
      ("-1", #"{"minimum":0}"#, "$: must be at least 0"), ("0", #"{"exclusiveMinimum":0}"#, "$: must be more than 0"),
      ("10.5", #"{"maximum":10}"#, "$: must be at most 10"),
      ("10", #"{"exclusiveMaximum":10}"#, "$: must be less than 10"),
      ("0.35", #"{"multipleOf":0.1}"#, "$: must be a multiple of 0.1"),
      ("3", #"{"enum":[1,"a"]}"#, #"$: must be one of 1, "a", not 3"#),
      ("[]", #"{"minItems":1}"#, "$: must have at least 1 elements, not 0"),
      ("[1,2,1]", #"{"uniqueItems":true}"#, "$[2]: repeats element 0"),
      ("[1,1.0]", #"{"uniqueItems":true}"#, "$[1]: repeats element 0"),
      (#"[{"a":1,"b":[2]},{"b":[2.0],"a":1}]"#, #"{"uniqueItems":true}"#, "$[1]: repeats element 0"),
      (
        "true", #"{"anyOf":["string","number"]}"#,
        "$: fits none of the alternatives: expected a string, found true or false; or expected a number, found true or false"
      ),
      ("6", #"{"oneOf":[{"minimum":1},{"minimum":5}]}"#, "$: fits 2 of the alternatives, not one"),
      (#"{"a b":1}"#, #"{"properties":{"a b":"string"}}"#, "$['a b']: expected a string, found an integer"),
    ])
  func refuses(_ value: String, _ schema: String, _ message: String) throws {
    #expect(try check(value, schema) == message)
  }

  @Test(
    "a schema that is none",
    arguments: [
      (
        #"{"type":"strng"}"#,
        "$.type: 'strng' is no type; types are string, integer, number, boolean, object, array, null, any"
      ),
      (#"{"minimun":1}"#, "$.minimun: unknown keyword 'minimun'"),
      (#"{"pattern":"("}"#, "$.pattern: invalid regular expression: missing ): ("),
      (#"{"properties":{"a":{"minLength":-1}}}"#, "$.properties.a.minLength: takes a whole number from 0 on"),
      (#"{"type":"integer","default":"x"}"#, "$.default: expected an integer, found a string"),
      ("5", "$: a schema is a map of keywords or the name of a type, not an integer"),
      (#"{"multipleOf":0}"#, "$.multipleOf: takes a number greater than 0"),
      (#"{"enum":[]}"#, "$.enum: takes a list of values"),
      (#"{"format":"emial"}"#, "$.format: takes one of email, uri, date, time, uuid, hostname, ipv4, date-time"),
    ])
  func unsound(_ schema: String, _ message: String) throws {
    #expect(problem { _ = try Schema(try PlainValue(jsonText: schema)) } == message)
  }

  @Test(
    "formats",
    arguments: [
      (
        SchemaFormat.email, ["a@example.com", "zoë.x+y@mail.example.org"],
        ["a", "a@", "@example.com", "a b@example.com", "a@b", "a.@example.com", "a@-x.com"]
      ),
      (
        .uri, ["https://example.com/a?b=c#d", "mailto:a@b.c", "urn:isbn:1"],
        ["example.com", "//x", "https:", "ht tp://x", "https://a b"]
      ),
      (.date, ["2024-02-29"], ["2023-02-29", "2024-2-29", "2024-02-29T00:00:00Z"]),
      (.time, ["23:59:00Z", "01:00:00.5+02:00"], ["24:00:00Z", "12:00"]),
      (.dateTime, ["2024-02-29T00:00:00Z"], ["2024-02-29"]),
      (.uuid, ["123e4567-e89b-12d3-a456-426614174000"], ["123e4567e89b12d3a456426614174000", ""]),
      (.hostname, ["example.com", "a-b.c"], ["", "a..b", "-a", "a_b"]),
      (.ipv4, ["127.0.0.1"], ["256.1.1.1", "1.1.1", "01.1.1.1"]),
    ])
  func formats(_ format: SchemaFormat, _ good: [String], _ bad: [String]) {
    for text in good { #expect(format.accepts(Array(text.utf8)), "\(text)") }
    for text in bad { #expect(!format.accepts(Array(text.utf8)), "\(text)") }
  }

  @Test("a secret passes as text that nobody looks at")
  func secret() throws {
    let schema = try Schema(["type": "string", "secret": true, "pattern": "^x$"])
    #expect(schema.isSecret)
    let secret = PlainValue.secret(SecretText(parts: [.hole("gate:1/code")]))
    #expect(schema.check(secret).problems.isEmpty)
  }

  @Test("many problems are cut off")
  func many() throws {
    let list = PlainValue.list(Array(repeating: "x", count: 1000))
    #expect(try Schema(["items": "number"]).check(list).problems.count == 50)
  }
}
