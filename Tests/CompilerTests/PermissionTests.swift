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
