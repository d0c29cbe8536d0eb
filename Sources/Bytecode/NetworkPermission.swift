// `permissions.network` and a web origin → may it be asked? Deny is the default. Everybody reads the rules here: the compiler,
// which cuts a called skill's to its caller's and warns of what will be refused, and whoever speaks to the network, so that a rule
// means the same to all of them.
//
// A rule is `host` or `host:port`, and may have `http://` or `https://` before it, which it is then for alone. `*.example.com`
// stands for every name below example.com (not for example.com itself), `*` for every host; a port may be `*`. A rule without a
// port means the scheme's own port, 80 or 443. What is no rule allows nothing.

package struct NetworkPermission: Sendable {
  package let rules: [String]
  private let read: [NetworkRule]

  package init(rules: [String]) {
    self.rules = rules
    read = rules.compactMap { NetworkRule($0) }
  }

  package func allows(_ origin: WebOrigin) -> Bool { read.contains { $0.allows(origin) } }

  /// The rules as a refusal names them, since they are what the author will change.
  package var listed: String {
    if rules.isEmpty { return "nothing" }
    let shown = rules.prefix(8).joined(separator: ", ")
    return rules.count > 8 ? "\(shown) and \(rules.count - 8) more" : shown
  }
}

/// One rule, read. Two that are equal allow the same.
package struct NetworkRule: Hashable, Sendable {
  enum Host: Hashable, Sendable {
    case any
    /// Every name that ends in this: `.example.com`.
    case below(String)
    /// An IPv6 address without its brackets.
    case exactly(String)
  }
  enum Port: Hashable, Sendable {
    /// The scheme's.
    case own
    case any
    case number(Int)
  }
  /// `http` or `https`; nil: both.
  let scheme: String?
  let host: Host
  let port: Port

  private init(scheme: String?, host: Host, port: Port) {
    self.scheme = scheme
    self.host = host
    // The one port of one scheme is written in one way.
    self.port = scheme.map { port == .number(WebOrigin.port(of: $0)) } == true ? .own : port
  }

  /// Nil where nothing is allowed by it.
  package init?(_ text: String) {
    var rest = text.lowercased()[...]
    let scheme = ["http", "https"].first { rest.hasPrefix("\($0)://") }
    if let scheme { rest = rest.dropFirst(scheme.utf8.count + 3) }
    let host: Host
    if rest.hasPrefix("[") {
      guard let end = rest.firstIndex(of: "]") else { return nil }
      let address = rest[..<end].dropFirst()
      guard address.contains(":") else { return nil }
      host = .exactly(String(address))
      rest = rest[end...].dropFirst()
    } else {
      let end = rest.lastIndex(of: ":") ?? rest.endIndex
      let name = rest[..<end]
      // No host is called what has these.
      guard !name.isEmpty, !name.utf8.contains(where: { $0 <= UInt8(ascii: " ") || "/?#@\\".utf8.contains($0) }) else {
        return nil
      }
      host = name == "*" ? .any : name.hasPrefix("*.") ? .below(String(name.dropFirst())) : .exactly(String(name))
      rest = rest[end...]
    }
    guard let port = Self.port(rest) else { return nil }
    self.init(scheme: scheme, host: host, port: port)
  }

  /// Of what stands behind a host: nothing, or a colon and what follows.
  private static func port(_ text: Substring) -> Port? {
    if text.isEmpty { return .own }
    guard text.hasPrefix(":") else { return nil }
    let digits = text.dropFirst()
    if digits == "*" { return .any }
    guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Int(digits),
      (1...65535).contains(number)
    else { return nil }
    return .number(number)
  }

  package var text: String {
    let name =
      switch host {
      case .any: "*"
      case .below(let end): "*\(end)"
      case .exactly(let name): name.contains(":") ? "[\(name)]" : name
      }
    let end =
      switch port {
      case .own: ""
      case .any: ":*"
      case .number(let number): ":\(number)"
      }
    return (scheme.map { "\($0)://" } ?? "") + name + end
  }

  package func allows(_ origin: WebOrigin) -> Bool {
    guard scheme == nil || scheme == origin.scheme else { return false }
    let isPort =
      switch port {
      case .own: origin.port == WebOrigin.port(of: origin.scheme)
      case .any: true
      case .number(let number): origin.port == number
      }
    guard isPort else { return false }
    return switch host {
    case .any: true
    case .below(let end): Self.ends(origin.host, below: end)
    case .exactly(let name): origin.host == name
    }
  }

  private static func ends(_ name: String, below end: String) -> Bool {
    name.utf8.count > end.utf8.count && name.hasSuffix(end)
  }

  // MARK: Of two

  /// What both allow: of two rules that is one rule, or (nil) nothing.
  package func common(with other: NetworkRule) -> NetworkRule? {
    guard let host = Self.common(host, other.host), scheme == nil || other.scheme == nil || scheme == other.scheme
    else {
      return nil
    }
    let scheme = scheme ?? other.scheme
    switch (port, other.port) {
    case (let one, let two) where one == two: return NetworkRule(scheme: scheme, host: host, port: one)
    case (.any, let narrow), (let narrow, .any): return NetworkRule(scheme: scheme, host: host, port: narrow)
    case (.own, .number(let number)), (.number(let number), .own):
      // A number that is a scheme's own port, and without the other scheme.
      let own = ["http", "https"].first { WebOrigin.port(of: $0) == number }
      guard let own, scheme == nil || scheme == own else { return nil }
      return NetworkRule(scheme: own, host: host, port: .own)
    case (.own, .own), (.number, .number): return nil
    }
  }

  private static func common(_ one: Host, _ other: Host) -> Host? {
    switch (one, other) {
    case (.any, let narrow), (let narrow, .any): narrow
    case (.below(let end), .below(let wide)) where end.hasSuffix(wide): one
    case (.below(let wide), .below(let end)) where end.hasSuffix(wide): other
    case (.below(let end), .exactly(let name)), (.exactly(let name), .below(let end)):
      ends(name, below: end) ? .exactly(name) : nil
    case (.exactly, .exactly): one == other ? one : nil
    case (.below, .below): nil
    }
  }

  /// Whether everything that `narrow` allows, this one allows.
  package func covers(_ narrow: NetworkRule) -> Bool { common(with: narrow) == narrow }
}
