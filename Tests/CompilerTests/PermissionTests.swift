// What a called skill may do is what both it and its caller may.
import Bytecode
import Testing

@testable import Compiler

@Suite struct PermissionTests {
  private func cut(network own: [String], to held: [String]) -> [String] {
    var (callee, caller) = (Permissions(), Permissions())
    callee.network = own
    caller.network = held
    return callee.cut(to: caller).network
  }

  @Test func whatTwoPatternsOfAddressesShareIsKept() {
    #expect(cut(network: ["127.0.0.1:*"], to: ["*:8951"]) == ["127.0.0.1:8951"])
    #expect(cut(network: ["*:8951"], to: ["127.0.0.1:*"]) == ["127.0.0.1:8951"])
    #expect(cut(network: ["*.Example.com:8443"], to: ["a.example.com:*", "*"]) == ["a.example.com:8443"])
    #expect(cut(network: ["a.example.com:*"], to: ["*.example.com"]) == ["a.example.com"])
    #expect(cut(network: ["[::1]:*"], to: ["*:80", "[::1]:81"]) == ["[::1]:80", "[::1]:81"])
    // As it is written, where all of it is kept.
    #expect(cut(network: ["A.example", "A.example"], to: ["*"]) == ["A.example"])
    #expect(cut(network: ["*:*"], to: ["a.example", "b.example:81"]) == ["a.example", "b.example:81"])
  }

  /// `*` is every host at its scheme's own port, and no other port of any.
  @Test func aPortThatTheCallerMayNotAskIsCutAway() {
    #expect(cut(network: ["a.example:8080"], to: ["*"]).isEmpty)
    #expect(cut(network: ["a.example:*"], to: ["*"]) == ["a.example"])
    #expect(cut(network: ["x.a.example:9"], to: ["*.a.example", "*.b.example:9"]).isEmpty)
    #expect(cut(network: ["a.example"], to: ["*.a.example"]).isEmpty)
    #expect(cut(network: ["[::1]x", "[::1"], to: ["*:*"]).isEmpty)
  }

  /// Whatever the two lists hold: an address is allowed afterwards where both allowed it, and nowhere else.
  @Test func aCutAllowsWhatBothAllow() {
    let rules = ["", "http://", "https://"].flatMap { scheme in
      ["*", "*.example", "*.a.example", "a.example", "b.a.example", "[::1]", "[::1"].flatMap { host in
        ["", ":*", ":80", ":443", ":8080", ":"].map { scheme + host + $0 }
      }
    }
    let origins = ["http", "https"].flatMap { scheme in
      ["example", "a.example", "b.a.example", "other", "::1"].flatMap { host in
        [80, 443, 8080].map { WebOrigin(scheme: scheme, host: host, port: $0) }
      }
    }
    var chance = Chance(state: 4)
    var (allowed, refused) = (0, 0)
    for _ in 0..<3000 {
      func some() -> [String] { (0...chance.below(4)).map { _ in chance.pick(rules) } }
      let (own, held) = (some(), some())
      let kept = cut(network: own, to: held)
      let (callee, caller, both) = (
        NetworkPermission(rules: own), NetworkPermission(rules: held), NetworkPermission(rules: kept)
      )
      for origin in origins {
        let expected = callee.allows(origin) && caller.allows(origin)
        if both.allows(origin) != expected { Issue.record("\(origin): \(own) to \(held) is \(kept)") }
        if expected { allowed += 1 } else { refused += 1 }
      }
    }
    #expect(allowed > 1000 && refused > 1000)
  }

  /// A warning names what is not allowed, and only that; an address that is none is somebody else's affair.
  @Test(arguments: [
    ("http://a.example/x", "a.example:80", 0), ("https://a.example", "https://a.example", 0),
    ("http://a.example", "https://a.example", 1), ("https://a.example:8443", "a.example", 1),
    ("https://A.example:/", "*.example", 0), ("http://:", "a.example", 0), ("http://", "a.example", 0),
  ])
  func anAddressOutsideIsWarnedOf(url: String, rule: String, warnings: Int) {
    let text = """
      skill: asks
      permissions: { network: ["\(rule)"] }
      steps:
        - http: { url: "\(url)" }
      """
    #expect(compile(name: "asks.yaml", text: text).diagnostics.filter { $0.code == "TW0704" }.count == warnings)
  }

  /// As the runtime reads them: a called skill keeps what its caller may do too, however either writes it, and no more.
  @Test func patternsOfPathsAreReadAsAtRunTime() {
    func cut(_ own: [String], to held: [String]) -> [String] {
      var (callee, caller) = (Permissions(), Permissions())
      callee.read = own
      caller.read = held
      return callee.cut(to: caller).read
    }
    #expect(cut(["a/**"], to: ["./a/**"]) == ["a/**"])
    #expect(cut(["./a/x", "a"], to: ["a/**"]) == ["./a/x", "a"])
    #expect(cut(["**"], to: ["a/*", "b?"]) == ["a/*", "b?"])
    // `a**` is files here whose names begin with an a, and nothing in a folder.
    #expect(cut(["a/**", "ab"], to: ["a**"]) == ["ab"])
    let text = """
      skill: files
      permissions: { read: ["./a/**", "b?"], write: ["out"] }
      steps:
        - write_file: ./out
          content: x
        - read_file: a/x
        - read_file: bc
        - read_file: b/c
      """
    let found = compile(name: "files.yaml", text: text).diagnostics
    #expect(found.map(\.code) == ["TW0704"] && found.first?.help?.contains("b/c") == true, "\(found)")
  }

  @Test func whatAllowsNothingIsWarnedOf() {
    let text = """
      skill: void
      permissions:
        network: ["a.example", "http://a.example", "*", "[::1]:*", "1.2.3.4:99999", "exa mple", "a.example/x", ""]
        read: ["in/**", "/etc/hosts", "a..b", "../x", "a/../b"]
        write: ["**", "", "./", "/"]
      steps:
        - log: hello
      """
    let found = compile(name: "void.yaml", text: text).diagnostics
    #expect(found.allSatisfy { $0.code == "TW0707" && $0.severity == .warning }, "\(found)")
    #expect(
      found.map { $0.message.split(separator: "`", omittingEmptySubsequences: false)[1] } == [
        "1.2.3.4:99999", "exa mple", "a.example/x", "", "../x", "a/../b", "", "./", "/",
      ])
  }

  @Test func programsAreNamedOneByOne() {
    var (callee, caller) = (Permissions(), Permissions())
    callee.exec = ["tools/a", "jq"]
    caller.exec = ["tools/*", "jq"]
    #expect(callee.cut(to: caller).exec == ["jq"])
    let text = """
      skill: tools
      permissions: { exec: ["tools/*"] }
      steps:
        - exec: [tools/x]
          idempotent: true
      """
    #expect(compile(name: "tools.yaml", text: text).diagnostics.map(\.code) == ["TW0704"])
  }
}
