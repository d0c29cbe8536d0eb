import Bytecode
import DurableRuntime
import Testing

@testable import HostEffects

@Suite struct PermissionTests {
  @Test(arguments: [
    ("billing.example.com", "https://billing.example.com/x", true),
    ("billing.example.com", "http://BILLING.example.com/", true),
    ("billing.example.com", "https://billing.example.com:8443/", false),
    ("billing.example.com:8443", "https://billing.example.com:8443/", true),
    ("billing.example.com", "https://billing.example.com.evil.example/", false),
    ("billing.example.com", "https://evilbilling.example.com/", false),
    ("*.example.com", "https://a.b.example.com/", true),
    ("*.example.com", "https://example.com/", false),
    ("*.example.com", "https://badexample.com/", false),
    ("127.0.0.1:*", "http://127.0.0.1:9999/", true),
    ("127.0.0.1:*", "http://2130706433:9999/", false),
    ("*", "https://any.example/", true),
    ("*", "https://any.example:99/", false),
    ("[::1]:*", "http://[::1]:8080/", true),
    ("[::1]", "http://[::1]:8080/", false),
    ("", "https://any.example/", false),
  ])
  func networkRules(rule: String, url: String, allowed: Bool) throws {
    #expect(NetworkPermission(rules: [rule]).allows(try WebAddress(url).origin) == allowed)
  }
}
