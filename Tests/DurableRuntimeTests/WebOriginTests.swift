// Addresses that two readers could read differently, or that look like another host's.
import Bytecode
import DurableRuntime
import Testing

@Suite("Web origins")
struct WebOriginTests {
  private func read(_ address: String) -> String {
    do throws(WebOrigin.Fault) {
      let origin = try WebOrigin(of: address)
      return "\(origin.scheme) \(origin.host) \(origin.port)"
    } catch { return error.text }
  }

  @Test(arguments: [
    ("https://example.com", "https example.com 443"),
    ("HTTPS://Example.COM:443/a?b#c", "https example.com 443"),
    ("http://127.0.0.1:8080/", "http 127.0.0.1 8080"),
    ("http://[::1]:90/", "http ::1 90"),
    ("http://[2001:DB8::1]/", "http 2001:db8::1 80"),
    // A name of its own, which no rule for the name without the dot covers.
    ("https://example.com./", "https example.com. 443"),
    ("https://example.com?@evil.example/", "https example.com 443"),
    ("https://example.com#@evil.example", "https example.com 443"),
    ("https://example.com/@evil.example", "https example.com 443"),
    ("https://example.com:/", "https example.com 443"),
    ("https://xn--bcher-kva.example/ü", "https xn--bcher-kva.example 443"),
    ("https://bücher.example/", "https xn--bcher-kva.example 443"),
  ])
  func anAddressHasOneOrigin(address: String, origin: String) { #expect(read(address) == origin) }

  @Test(arguments: [
    ("https://user@example.com/", "has a user name in it"),
    ("https://user:pass@example.com/", "has a user name in it"),
    ("https://example.com:443@evil.example/", "has a user name in it"),
    ("https://@example.com/", "has a user name in it"),
    (#"https://example.com\@evil.example/"#, "is no web address: https://host/path is wanted"),
    (#"https:\\example.com/"#, "is no web address: https://host/path is wanted"),
    (#"https://example.com\.evil.example/"#, "is no web address: https://host/path is wanted"),
    ("https:example.com", "is no web address: https://host/path is wanted"),
    ("https:/example.com", "is no web address: https://host/path is wanted"),
    ("//example.com/", "is no web address: https://host/path is wanted"),
    ("/path", "is no web address: https://host/path is wanted"),
    ("", "is no web address: https://host/path is wanted"),
    ("ftp://example.com/", "is neither https nor http"),
    ("javascript://example.com/%0aalert(1)", "is neither https nor http"),
    ("https:///path", "has no usable host name"),
    ("https://exa%6Dple.com/", "has no usable host name"),
    ("https://example.com%2eevil.example/", "has no usable host name"),
    ("https://exam;ple.com/", "has no usable host name"),
    ("https://example.com:0/", "has a port that is not between 1 and 65535"),
    ("https://example.com:65536/", "has a port that is not between 1 and 65535"),
    ("https://exa mple.com/", "has blanks or control characters in it"),
    ("https://example.com\t/", "has blanks or control characters in it"),
    ("https://example.com\0.evil.example/", "has blanks or control characters in it"),
    (" https://example.com/", "has blanks or control characters in it"),
  ])
  func whatCouldBeReadOtherwiseIsRefused(address: String, why: String) { #expect(read(address) == why) }

  /// Whatever becomes of letters that look like others: no name is left that is not plain ASCII.
  @Test(arguments: ["https://ｅxample.com/", "https://exämple。com/", "https://example.com／evil/", "https://℀.example/"])
  func aNameIsASCIIOrNone(address: String) {
    guard let origin = try? WebOrigin(of: address) else { return }
    #expect(origin.host.utf8.allSatisfy { $0 < 0x80 } && !origin.host.contains("/"))
  }

  @Test func aRuleIsForItsHostAlone() throws {
    let permission = NetworkPermission(rules: ["example.com", "*.example.org", "[::1]:*"])
    func allows(_ address: String) -> Bool { (try? WebOrigin(of: address)).map(permission.allows) ?? false }
    #expect(allows("https://EXAMPLE.com/") && allows("http://a.example.org/") && allows("http://[::1]:7/"))
    for address in [
      "https://example.com./", "https://example.com:8443/", "https://example.com.evil.example/",
      "https://evil-example.com/", "https://example.org/", "https://aexample.org/", "https://example.com@evil.example/",
      "http://[::2]:7/",
    ] { #expect(!allows(address), "\(address)") }
  }
}
