// A web origin and the skill's `permissions.network` → may it be asked? Deny is the default. Every performer that speaks to
// the network asks here, so that a rule means the same to `http` and to the browser.
//
// A rule is `host` or `host:port`. `*.example.com` stands for every name below example.com (not for example.com itself),
// `*` for every host; a port may be `*`. A rule without a port means the scheme's own port, 80 or 443.

package struct NetworkPermission: Sendable {
  package var rules: [String]
  package init(rules: [String]) { self.rules = rules }

  package func allows(_ origin: WebOrigin) -> Bool { rules.contains { Self.matches($0, origin) } }

  /// The rules as a refusal names them, since they are what the author will change.
  package var listed: String {
    if rules.isEmpty { return "nothing" }
    let shown = rules.prefix(8).joined(separator: ", ")
    return rules.count > 8 ? "\(shown) and \(rules.count - 8) more" : shown
  }

  static func matches(_ rule: String, _ origin: WebOrigin) -> Bool {
    let rule = rule.lowercased()
    var host = Substring(rule)
    var port: Substring?
    if rule.hasPrefix("[") {
      guard let end = rule.firstIndex(of: "]") else { return false }
      host = rule[rule.index(after: rule.startIndex)..<end]
      let rest = rule[rule.index(after: end)...]
      if rest.hasPrefix(":") { port = rest.dropFirst() } else if !rest.isEmpty { return false }
    } else if let colon = rule.lastIndex(of: ":") {
      host = rule[..<colon]
      port = rule[rule.index(after: colon)...]
    }
    switch port {
    case nil: guard origin.port == WebOrigin.port(of: origin.scheme) else { return false }
    case "*": break
    case let text?: guard let number = Int(text), number == origin.port else { return false }
    }
    if host == "*" { return true }
    if host.hasPrefix("*.") {
      let suffix = host.dropFirst()
      return origin.host.hasSuffix(suffix) && origin.host.utf8.count > suffix.utf8.count
    }
    return host == origin.host
  }
}
