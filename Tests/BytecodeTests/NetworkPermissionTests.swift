// What a rule of `permissions.network` is, what it allows, and what two of them allow together.
import Testing

@testable import Bytecode

@Suite struct NetworkPermissionTests {
  /// As it is written, and as it is said again.
  @Test(arguments: [
    ("billing.example.com", "billing.example.com"), ("Billing.Example.COM:8443", "billing.example.com:8443"),
    ("*", "*"), ("*:*", "*:*"), ("*.Example.com", "*.example.com"), ("*.example.com:*", "*.example.com:*"),
    ("127.0.0.1:*", "127.0.0.1:*"), ("[::1]", "[::1]"), ("[::1]:080", "[::1]:80"),
    ("2001:db8::1:80", "[2001:db8::1]:80"),
    ("HTTPS://a.example", "https://a.example"), ("https://a.example:443", "https://a.example"),
    ("http://a.example:443", "http://a.example:443"), ("http://[::1]:*", "http://[::1]:*"), ("https://*", "https://*"),
    // Names like any other, which no address has.
    ("a.*.example", "a.*.example"), ("**", "**"),
  ])
  func aRuleIsRead(text: String, again: String) {
    #expect(NetworkRule(text)?.text == again)
    #expect(NetworkRule(again) == NetworkRule(text))
  }

  @Test(arguments: [
    "", ":80", "a.example:", "a.example:0", "a.example:65536", "a.example:+80", "a.example:8*",
    "a.example:99999999999999999999",
    "[::1", "[::1]80", "[::1]:", "[]", "[*]", "[a.example]", "http://", "http://:80", "https://[::1",
  ])
  func whatIsNoRuleAllowsNothing(text: String) {
    #expect(NetworkRule(text) == nil)
    #expect(!NetworkPermission(rules: [text]).allows(WebOrigin(scheme: "http", host: "a.example", port: 80)))
  }

  @Test(arguments: [
    ("a.example", "http a.example 80", true), ("a.example", "https a.example 443", true),
    ("a.example", "https a.example 80", false), ("a.example", "http b.a.example 80", false),
    ("a.example:80", "http a.example 80", true), ("a.example:80", "https a.example 80", true),
    ("a.example:80", "https a.example 443", false), ("a.example:*", "https a.example 8443", true),
    ("https://a.example", "https a.example 443", true), ("https://a.example", "http a.example 80", false),
    ("https://a.example", "http a.example 443", false), ("http://a.example:*", "http a.example 8080", true),
    ("http://a.example:*", "https a.example 8080", false),
    ("*.a.example", "https b.a.example 443", true), ("*.a.example", "https c.b.a.example 443", true),
    ("*.a.example", "https a.example 443", false), ("*.a.example", "https ba.example 443", false),
    ("*", "https any.example 443", true), ("*", "https any.example 8443", false), ("*:8443", "https ::1 8443", true),
    ("[::1]", "http ::1 80", true), ("::1:80", "http ::1 80", true), ("[::1]:*", "http ::2 80", false),
  ])
  func aRuleAllows(rule: String, origin: String, allowed: Bool) {
    let parts = origin.split(separator: " ").map(String.init)
    let origin = WebOrigin(scheme: parts[0], host: parts[1], port: Int(parts[2])!)
    #expect(NetworkRule(rule)?.allows(origin) == allowed)
    #expect(NetworkPermission(rules: ["b.example", rule]).allows(origin) == allowed)
  }

  @Test(
    arguments: [
      ("127.0.0.1:*", "*:8951", "127.0.0.1:8951"), ("*.a.example", "*.b.a.example:*", "*.b.a.example"),
      ("*.a.example", "b.a.example", "b.a.example"), ("*.a.example", "a.example", nil),
      ("*.a.example", "*.b.example", nil),
      ("a.example", "a.example:8080", nil), ("a.example", "a.example:80", "http://a.example"),
      ("a.example:443", "a.example", "https://a.example"), ("http://a.example", "a.example:443", nil),
      ("http://a.example", "https://a.example", nil), ("https://*:*", "a.example:80", "https://a.example:80"),
      ("http://*:*", "a.example:80", "http://a.example"), ("[::1]:*", "*", "[::1]"),
    ] as [(String, String, String?)])
  func whatTwoRulesAllowIsOneRule(one: String, other: String, both: String?) throws {
    let (first, second) = (try #require(NetworkRule(one)), try #require(NetworkRule(other)))
    #expect(first.common(with: second)?.text == both)
    #expect(second.common(with: first)?.text == both)
  }

  /// Against what the rules allow one by one.
  @Test func commonAndCoversMeanWhatIsAllowed() throws {
    let rules = NetworkSamples.rules.compactMap { NetworkRule($0) }
    #expect(rules.count == NetworkSamples.rules.count)
    let allowed = rules.map { rule in NetworkSamples.origins.map(rule.allows) }
    var covered = 0
    for (i, one) in rules.enumerated() {
      for (j, other) in rules.enumerated() {
        let both = zip(allowed[i], allowed[j]).map { $0 && $1 }
        let common = one.common(with: other)
        if NetworkSamples.origins.map({ common?.allows($0) ?? false }) != both {
          Issue.record("\(one.text) and \(other.text): \(common?.text ?? "nothing")")
        }
        if one.covers(other) != (both == allowed[j]) { Issue.record("\(one.text) covers \(other.text)") }
        covered += one.covers(other) ? 1 : 0
      }
    }
    #expect(covered > rules.count)
  }

  @Test func aRefusalNamesWhatIsListed() {
    #expect(NetworkPermission(rules: []).listed == "nothing")
    #expect(NetworkPermission(rules: ["a.example", "B.example:1"]).listed == "a.example, B.example:1")
    #expect(NetworkPermission(rules: (1...10).map { "h\($0)" }).listed.hasSuffix("h8 and 2 more"))
  }
}

/// Rules of every form and origins that tell them apart.
enum NetworkSamples {
  static let rules = ["", "http://", "https://"].flatMap { scheme in
    ["*", "*.example", "*.a.example", "example", "a.example", "b.a.example", "[::1]"].flatMap { host in
      ["", ":*", ":80", ":443", ":8080"].map { scheme + host + $0 }
    }
  }
  static let origins = ["http", "https"].flatMap { scheme in
    ["example", "a.example", "b.a.example", "c.b.a.example", "other", "::1"].flatMap { host in
      [80, 443, 8080, 9].map { WebOrigin(scheme: scheme, host: host, port: $0) }
    }
  }
}
