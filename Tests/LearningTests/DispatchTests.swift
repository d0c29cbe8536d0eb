// Which skill a goal means: a table of what people say, and what comes of it.
import Learning
import Testing
import Values

@Suite struct DispatchTests {
  static let text: PlainValue = ["type": "string"]
  static func card(
    _ name: String, _ goal: String, also: [String] = [], match: [String] = [], inputs: [(String, PlainValue)] = []
  ) -> SkillCard {
    SkillCard(
      name: name, goal: goal, also: also, match: match,
      inputs: inputs.map { .init(name: $0.0, schema: $0.1, isRequired: $0.1["default"] == nil) })
  }
  static let cards = [
    card(
      "pay-invoice", "Pay the newest open invoice of a vendor",
      also: ["pay the newest invoice of {vendor}", "settle {vendor} up to {limit}"],
      match: ["https://billing.example.com/**", "http://127.0.0.1:*/**"],
      inputs: [
        ("vendor", text), ("limit", ["type": "number", "default": 500]), ("site", ["type": "string", "default": ""]),
      ]),
    card(
      "export-invoices", "Export all invoices of a month", also: ["download the invoices"],
      match: ["https://billing.example.com/**"]),
    card("weekly-report", "Write the weekly report and send it to the team", inputs: [("url", text)]),
    card(
      "refund-order", "Give money back for an order", also: ["refund order {order}"],
      inputs: [("order", ["type": "integer"])]),
    card("report-sales", "Make the monthly report of sales"),
    card("report-costs", "Make the monthly report of costs"),
    card(
      "choose-plan", "Switch a customer's plan", also: ["switch to the {plan} plan"],
      inputs: [("plan", ["enum": ["Basic", "Team"]])]),
  ]
  let index = DispatchIndex(cards)

  /// One line an answer: the skills that fit, and what the goal says for their inputs.
  func said(_ goal: String, _ address: String? = nil) throws -> String {
    func line(_ fit: Dispatch.Fit) -> String {
      let inputs = fit.inputs.map { "\($0.key.text ?? "?")=\((try? $0.value.jsonText()) ?? "?")" }.joined(
        separator: " ")
      return fit.card.name + (inputs.isEmpty ? "" : " " + inputs)
    }
    switch try index.dispatch(goal: goal, address: address) {
    case .winner(let fit): return line(fit)
    case .tie(let fits): return "either " + fits.map(line).joined(separator: " or ")
    case .none(let nearest): return "none; nearest " + nearest.prefix(2).map(\.card.name).joined(separator: ", ")
    }
  }

  @Test(
    arguments: [
      ("pay the newest invoice of Acme", nil, "pay-invoice vendor=\"Acme\""),
      ("Please pay my newest invoice of Müller & Söhne GmbH", nil, "pay-invoice vendor=\"Müller & Söhne GmbH\""),
      (
        "pay the newest invoice of Acme", "https://billing.example.com/invoices?page=2",
        "pay-invoice vendor=\"Acme\" site=\"https://billing.example.com\""
      ),
      ("settle Globex up to 300.75", nil, "pay-invoice vendor=\"Globex\" limit=300.75"),
      ("pay an open invoice", nil, "pay-invoice"),
      ("pay an open invoice", "http://127.0.0.1:8123", "pay-invoice site=\"http://127.0.0.1:8123\""),
      // It applies elsewhere only.
      ("pay the newest invoice of Acme", "https://other.example.com/", "none; nearest "),
      ("download invoices", nil, "export-invoices"),
      ("export the invoices of the month", "https://BILLING.example.com", "export-invoices"),
      ("write the weekly report", "https://team.example.com/x", "weekly-report url=\"https://team.example.com/x\""),
      ("refund order 17", nil, "refund-order order=17"),
      // What is no whole number cannot be the order: the example still says which skill is meant.
      ("refund order INV-17", nil, "refund-order"),
      ("refund an order", nil, "refund-order"),
      ("make the monthly report", nil, "either report-costs or report-sales"),
      ("switch to the team plan", nil, "choose-plan plan=\"Team\""),
      ("water the plants", nil, "none; nearest "),
      ("send an order by truck", nil, "none; nearest refund-order, weekly-report"),
    ] as [(String, String?, String)])
  func whatPeopleSay(goal: String, address: String?, expected: String) throws {
    #expect(try said(goal, address) == expected)
  }

  @Test(arguments: [
    ("https://billing.example.com/**", "https://billing.example.com", true),
    ("https://billing.example.com/**", "https://billing.example.com/a/b?c#d", true),
    ("https://billing.example.com/**", "http://billing.example.com/a", false),
    ("https://billing.example.com/**", "https://billing.example.com.evil.test/a", false),
    ("https://billing.example.com/**", "https://evil.test/https://billing.example.com/a", false),
    ("https://billing.example.com/**", "https://billing.example.com:443/", true),
    ("https://billing.example.com/**", "https://user@billing.example.com/", true),
    ("https://*.example.com/**", "https://a.example.com/x", true),
    ("https://*.example.com/**", "https://evil.test/.example.com/x", false),
    ("https://a.test/invoices/*", "https://a.test/invoices/7", true),
    ("https://a.test/invoices/*", "https://a.test/invoices/7/pay", false),
    ("https://a.test/**/pay", "https://a.test/invoices/7/pay", true),
    ("http://127.0.0.1:*/**", "http://127.0.0.1:8123", true),
    ("**", "https://anything.test/at/all", true),
  ])
  func addresses(pattern: String, address: String, fits: Bool) {
    #expect(AddressPattern.fits(pattern, address) == fits)
  }

  @Test func theOrderOfSkillsChangesNothing() throws {
    let other = DispatchIndex(Self.cards.reversed())
    for goal in ["make the monthly report", "pay an open invoice", "send an order"] {
      let names = try [index, other].map { index -> [String] in
        switch try index.dispatch(goal: goal) {
        case .winner(let fit): return [fit.card.name]
        case .tie(let fits), .none(let fits): return fits.map(\.card.name)
        }
      }
      #expect(names[0] == names[1])
    }
  }

  @Test func goalsThatSayNothingOrTooMuchAreRefused() {
    #expect(throws: DispatchError.self) { try index.dispatch(goal: "please, the a of") }
    #expect(throws: DispatchError.self) { try index.dispatch(goal: String(repeating: "pay ", count: 600)) }
    #expect(throws: DispatchError.self) {
      try index.dispatch(goal: "pay", address: "https://a.test/" + String(repeating: "x", count: 2000))
    }
  }

  @Test func whatIsMissingIsNamed() throws {
    guard case .winner(let fit) = try index.dispatch(goal: "pay an open invoice") else {
      Issue.record("no clear winner")
      return
    }
    #expect(fit.missing().map(\.name) == ["vendor"])
    #expect(fit.missing(given: ["vendor"]).isEmpty)
  }

  @Test func aModelsOpinionSettlesATie() throws {
    let fits = try index.fits(goal: "make the monthly report").map {
      $0.sharpened(by: $0.card.name == "report-costs" ? 0.9 : 0.4)
    }
    guard case .winner(let fit) = Dispatch.decide(fits) else {
      Issue.record("still a tie")
      return
    }
    #expect(fit.card.name == "report-costs")
  }

  /// However a goal and the patterns look, an answer comes, and soon.
  @Test func hostilePatternsEnd() throws {
    let stars = "https://a.test/" + String(repeating: "*a**", count: 100) + "c"
    #expect(!AddressPattern.fits(stars, "https://a.test/" + String(repeating: "a", count: 1500) + "b"))
    let many = Self.card(
      "many", "x", also: [(0..<20).map { "{i\($0)} and so" }.joined(separator: " ")],
      inputs: (0..<20).map { ("i\($0)", Self.text) })
    _ = try DispatchIndex([many]).dispatch(goal: String(repeating: "so so ", count: 30))
  }
}
