// Which type an expression has, and how JSON Schemas become types.
import Compiler
import Syntax
import Testing
import Values

@Suite struct ExpressionTypes {
  @Test(arguments: [
    ("1 + 2", "int"),
    ("inputs.limit * 2", "double"),
    ("[1, 2.5]", "list(any)"),
    ("[[], [1]]", "list(list(int))"),
    ("{'a': 1}.a", "int"),
    ("{'a': 1}.?a", "optional(int)"),
    ("inputs.count > 1.5", "bool"),
    ("inputs.any.k + 1", "int"),
    ("inputs.tags.map(t, t.size())", "list(int)"),
    ("inputs.tags.filter(t, t != 'a')[0]", "string"),
    ("inputs.tags.transformMap(i, t, t + '!')", "map(int, string)"),
    ("steps.fetch.status", "int"),
    ("steps.fetch.json.items[0].name", "any"),
    ("steps.fetch.headers['etag']", "string"),
    ("steps.maybe", "optional({status: int, headers: map(string, string), json: any, text: string})"),
    ("steps.maybe.?text.orValue('')", "string"),
    ("steps.maybe.text", "optional(string)"),
    ("steps['pay-now']", "string"),
    ("vars.later.orValue(0) + 1", "int"),
    ("has(steps.maybe)", "bool"),
    ("row.id", "int"),
    ("row", "{id: int, name: string}"),
    ("inputs", "{email: string, limit: double, count: int, tags: list(string), any: any}"),
    ("vars", "{total: int, later?: int}"),
    ("secrets.token", "secret"),
    ("gates.otp.code", "secret"),
    ("type(1)", "type(int)"),
    ("inputs.count > 1 ? 1.5 : 2", "double"),
    ("timestamp('2024-01-01T00:00:00Z') - timestamp('2023-01-01T00:00:00Z')", "duration"),
    ("decimal('1.10') * decimal('3')", "decimal"),
    ("cel.bind(x, inputs.tags, x + x)", "list(string)"),
    ("math.greatest(1, 2)", "int"),
    ("math.ceil(2)", "double"),
    ("optional.none().orValue(1)", "int"),
    ("dyn(1) == 'a'", "bool"),
  ])
  func anExpressionHasItsType(_ text: String, _ type: String) {
    let (checked, diagnostics) = check(text)
    #expect(diagnostics.isEmpty, "\(golden(text, diagnostics))")
    #expect(checked?.type.text == type)
  }

  @Test func aSchemaIsAType() {
    let schema: PlainValue = [
      "type": "object", "required": ["id"], "additionalProperties": false,
      "properties": [
        "id": "integer", "amount": ["type": "number"], "tags": ["type": "array", "items": "string"],
        "note": ["type": ["string", "null"]], "code": ["type": "string", "secret": true], "rest": "any",
        "mode": ["type": "string", "default": "a"],
      ],
    ]
    #expect(
      CELType(schema: schema).text
        == "{id: int, amount?: double, tags?: list(string), note?: string or null, code?: secret, rest?: any, mode: string}"
    )
    #expect(CELType(schema: "any") == .dyn)
    #expect(CELType(schema: ["type": "object"]) == .map(.string, .dyn))
  }

  @Test func aSchemaOfAnyDepthIsFollowedOnlySoFar() {
    var schema: PlainValue = "integer"
    for _ in 0..<200 { schema = ["type": "array", "items": schema] }
    var type = CELType(schema: schema)
    var depth = 0
    while case .list(let inner) = type { (type, depth) = (inner, depth + 1) }
    #expect(depth == CheckLimits.schemaDepth + 1)
    #expect(type == .dyn)
  }

  @Test func anIntLiteralWidensWhereADoubleIsWanted() {
    let (checked, diagnostics) = check("-500", expecting: .double)
    #expect(diagnostics.isEmpty)
    #expect(checked?.type == .double)
    #expect(checked?.constant == .double(-500))
    #expect(check("inputs.count", expecting: .double).1.map(\.code.text) == ["TW0410"])
    #expect(check("9007199254740993", expecting: .double).1.map(\.code.text) == ["TW0410"])
  }

  @Test(arguments: ["list(int)", "map(string, list(double))", "optional_type(dyn)", "tuple(int, bool)", "wrapper(int)"])
  func aDeclaredTypeIsReadAndWritten(_ text: String) {
    #expect(CELType(declared: text)?.declared == text)
  }
}
