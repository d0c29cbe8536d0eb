// What an author is told about an expression, as they read it.
import Compiler
import Syntax
import Testing
import Values

@Suite struct ExpressionDiagnostics {
  @Test(arguments: [
    (
      "inputs.emial",
      """
      TW0402 at `emial`: there is no input `emial` here
        near: email
      """
    ),
    (
      "input.email",
      """
      TW0401 at `input`: there is no `input` here
        near: inputs
      """
    ),
    (
      "steps.receipt.text",
      """
      TW0402 at `receipt`: there is no step `receipt` here
        note: step `receipt` stands further down
        note: there are `fetch`, `maybe`, `done`, `pay-now`
      """
    ),
    (
      "steps.fetch.statuss",
      """
      TW0403 at `statuss`: there is no field `statuss` here
        near: status
      """
    ),
    (
      "inputs.email.domain",
      """
      TW0404 at `domain`: a value of type string has no field `domain`
        `inputs.email`: this is string
      """
    ),
    (
      "inputs.limit * inputs.count",
      """
      TW0408 at `*`: there is no `*` between double and int
        `inputs.limit`: this is double
        `inputs.count`: this is int
        help: arithmetic does not mix kinds of numbers: convert one of them, as with `double(…)`
      """
    ),
    (
      "'total: ' + inputs.count",
      """
      TW0408 at `+`: there is no `+` between string and int
        `'total: '`: this is string
        `inputs.count`: this is int
        help: make the other one text with `string(…)`, or write the text as `… ${{ … }} …`
      """
    ),
    (
      "steps.maybe.text == 'ok' && steps.maybe.status + 1 > 2",
      """
      TW0408 at `==`: there is no `==` between optional(string) and string
        `steps.maybe.text`: this is optional(string)
        `'ok'`: this is string
        help: it may have no value here: say what counts instead with `.orValue('')`, or test `.hasValue()` first
      TW0408 at `+`: there is no `+` between optional(int) and int
        `steps.maybe.status`: this is optional(int)
        `1`: this is int
        help: it may have no value here: say what counts instead with `.orValue(0)`, or test `.hasValue()` first
      """
    ),
    (
      "steps.fetch.status == '200'",
      """
      TW0408 at `==`: there is no `==` between int and string
        `steps.fetch.status`: this is int
        `'200'`: this is string
        help: a number is never equal to a text: leave out the quotes, or convert one of them with `int(…)` or `string(…)`
      """
    ),
    (
      "inputs.email.startsWth('a')",
      """
      TW0406 at `startsWth`: there is no method `startsWth`
        near: startsWith
      """
    ),
    (
      "lowerAscii(inputs.email)",
      """
      TW0406 at `lowerAscii`: there is no function `lowerAscii`
        help: `lowerAscii` is a method: write `x.lowerAscii(…)`
      """
    ),
    (
      "inputs.email.charAt('0')",
      """
      TW0407 at `charAt`: `charAt` does not take these arguments
        `inputs.email`: this is string
        `'0'`: this is string
        note: there is string.charAt(int) → string
      """
    ),
    (
      "inputs.count && true",
      """
      TW0409 at `inputs.count`: `&&` wants a condition, and this is int
        help: compare it with something: `… == …`
      """
    ),
    (
      "inputs.email == 'a' ? 1 : 'b'",
      """
      TW0414 at `inputs.email == 'a' ? 1 : 'b'`: both branches of `? :` must be of one type
        `1`: this is int
        `'b'`: this is string
        help: convert one of them, or wrap both in `dyn(…)`
      """
    ),
    (
      "inputs.email.matches('(')",
      """
      TW0416 at `'('`: invalid regular expression: missing ): (
        note: lookaround and backreferences are left out of RE2, so that every match takes linear time
      """
    ),
    (
      "inputs.count.map(x, x)",
      """
      TW0413 at `inputs.count`: `map` goes through a list or a map, and this is int
      """
    ),
    (
      "decimal('1') / decimal('3')",
      """
      TW0408 at `/`: there is no `/` between decimal and decimal
        `decimal('1')`: this is decimal
        `decimal('3')`: this is decimal
        help: a quotient of decimals must say how it is rounded: `decimal.divide(a, b, places)`
      """
    ),
  ])
  func aMistakeIsExplained(_ text: String, _ expected: String) {
    #expect(golden(text, check(text).1) == expected)
  }

  @Test(arguments: [
    ("secrets.token == 'x'", "TW0501 at `secrets.token`: nothing can be done with a secret, and `==` would"),
    ("secrets.token + 'x'", "TW0501 at `secrets.token`: nothing can be done with a secret, and `+` would"),
    ("size(secrets.token)", "TW0501 at `secrets.token`: nothing can be done with a secret, and `size` would"),
    ("dyn(secrets.token)", "TW0501 at `secrets.token`: nothing can be done with a secret, and `dyn` would"),
    ("[secrets.token]", "TW0501 at `secrets.token`: nothing can be done with a secret, and a list literal would"),
    ("{'t': secrets.token}", "TW0501 at `secrets.token`: nothing can be done with a secret, and a map literal would"),
    (
      "true ? secrets.token : secrets.token",
      "TW0501 at `secrets.token`: nothing can be done with a secret, and `? :` would"
    ),
    (
      "inputs.tags.map(t, secrets.token)",
      "TW0501 at `secrets.token`: nothing can be done with a secret, and `map` would"
    ),
    ("gates.otp.code == '1'", "TW0501 at `gates.otp.code`: nothing can be done with a secret, and `==` would"),
    (
      "inputs.tags.exists(t, secrets.token)",
      "TW0501 at `secrets.token`: nothing can be done with a secret, and `exists` would"
    ),
    ("secrets.token.x", "TW0501 at `secrets.token`: nothing can be done with a secret, and `.x` would"),
    ("json.encode(gates.otp)", "TW0501 at `gates.otp`: nothing can be done with a secret, and `json.encode` would"),
    ("[gates.otp]", "TW0501 at `gates.otp`: nothing can be done with a secret, and a list literal would"),
    ("gates.otp == gates.otp", "TW0501 at `gates.otp`: nothing can be done with a secret, and `==` would"),
    // Under names that are known at run time only, any field may be the secret one.
    (
      "gates.otp.transformList(k, v, v)",
      "TW0501 at `v`: nothing can be done with a secret, and `transformList` would"
    ),
    ("gates.otp.transformMap(k, v, v)", "TW0501 at `v`: nothing can be done with a secret, and `transformMap` would"),
    ("gates.otp.exists(k, v, v == 'a')", "TW0501 at `v`: nothing can be done with a secret, and `==` would"),
    ("gates.otp.exists(k, v, v)", "TW0501 at `v`: nothing can be done with a secret, and `exists` would"),
    ("gates.otp[inputs.email] == 'a'", "TW0501 at `gates.otp[inputs.email]`: nothing can be done with a secret, and `==` would"),
    (
      "gates.otp.map(k, gates.otp[k])",
      "TW0501 at `gates.otp[k]`: nothing can be done with a secret, and `map` would"
    ),
    ("gates", "TW0502 at `gates`: `gates` holds secrets and cannot be used as a whole"),
    ("secrets", "TW0502 at `secrets`: `secrets` holds secrets and cannot be used as a whole"),
    ("secrets.size()", "TW0502 at `secrets`: `secrets` holds secrets and cannot be used as a whole"),
  ])
  func nothingIsDoneWithASecret(_ text: String, _ expected: String) {
    let found = golden(text, check(text).1).split(separator: "\n").filter { $0.hasPrefix("TW") }
    #expect(found.first.map(String.init) == expected)
  }

  @Test func aSecretStandsOnlyWhereOneIsWanted() {
    #expect(check("secrets.token", expecting: .string).1.map(\.code.text) == ["TW0503"])
    #expect(check("secrets.token", expecting: .secret).1.isEmpty)
    #expect(check("gates.otp.code", expecting: .secret).1.isEmpty)
    #expect(check("gates.otp.approved").1.isEmpty)
    #expect(check("gates.otp[inputs.email]", expecting: .string).1.map(\.code.text) == ["TW0503"])
    #expect(check("gates.otp.transformList(k, v, k)").1.isEmpty)
  }

  @Test func oneMistakeIsReportedOnce() {
    #expect(
      check("inputs.emial + 'x' + inputs.email == inputs.emial.size()").1.map(\.code.text) == ["TW0402", "TW0402"])
    #expect(check("nope.map(x, x.y + 1).filter(z, z > nope2)").1.map(\.code.text) == ["TW0401", "TW0401"])
  }
}
