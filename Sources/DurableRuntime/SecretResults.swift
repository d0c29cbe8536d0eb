// What `secret:` names in an effect's result is taken out before anybody sees it: sealed in the store, a hole in the machine.
// The same text stands in the raw body beside the parsed one, and will stand in later answers; both are seen to here. It makes
// no difference who says what the result is: the effect itself, or a person who was asked what became of it.
import Bytecode
import Values

/// Where an effect's result is secret: `json.token`, `json.items.*.key`.
struct SecretPaths: Sendable {
  /// Where a result has its body as it came, beside the same parsed in `json`.
  private static let rawBodies: Set<String> = ["text", "stdout"]

  var all: [String]
  /// Those that lead somewhere in every result. The others are a schema's, which says itself what may be left out.
  var needed: Set<String>
  /// The raw body is one of them; then so is all that was parsed from it.
  private var hidesBody: Bool

  /// Nil where nothing of the result is secret.
  init?(_ row: EffectRow) {
    func paths(_ option: String) -> [String] {
      row.options[option].map { $0.elements ?? [$0] }?.compactMap(\.text) ?? []
    }
    all = paths("secret")
    needed = Set(paths("secretNeeded"))
    hidesBody = all.contains(where: Self.rawBodies.contains)
    if hidesBody { all.removeAll { $0 == "json" || $0.hasPrefix("json.") } }
    if all.isEmpty { return nil }
  }

  /// - Parameter hole: what the names of the holes begin with.
  func seal(_ value: PlainValue, hole: String) -> SealedResult {
    var sealed = SealedResult(value: value)
    var paths = all
    // The parsed body says what the raw one says. (`null` is a body that is no JSON, and says nothing.)
    if hidesBody, let json = value["json"], json != .null { paths.append("json") }
    var hidesJSON = false
    for path in paths {
      let parts = path.split(separator: ".")
      if parts.first == "json", value["json"] == .null, let body = value["text"] ?? value["stdout"],
        !Self.saysNothing(body)
      {
        sealed.missing.append(.init(path: path, why: "what came is no JSON"))
        continue
      }
      var taking = Taking(path: path, hole: hole)
      sealed.value = taking.take(sealed.value, parts[...], at: "")
      sealed.secrets += taking.secrets
      if parts.first == "json", !taking.secrets.isEmpty { hidesJSON = true }
      if let why = taking.why { sealed.missing.append(.init(path: path, why: why)) }
    }
    sealed.missing.removeAll { !needed.contains($0.path) }
    if hidesJSON { sealed.value = sealed.value.withRawBodyOfItsJSON() }
    return sealed
  }

  private static func saysNothing(_ body: PlainValue) -> Bool {
    guard let text = body.text else { return true }
    return text.allSatisfy(\.isWhitespace) || text.filter { !$0.isWhitespace } == "null"
  }

  /// One path's way through a result.
  private struct Taking {
    let path: String
    let hole: String
    var secrets: [(name: String, text: String)] = []
    /// Why something of it led nowhere.
    var why: String?

    mutating func take(_ value: PlainValue, _ rest: ArraySlice<Substring>, at place: String) -> PlainValue {
      // What is null says nothing.
      if case .null = value { return value }
      if case .secret = value { return value }
      guard let name = rest.first else {
        let name = hole + path + (secrets.isEmpty ? "" : "#\(secrets.count)")
        secrets.append((name, Gate.words(value)))
        return .secret(SecretText(parts: [.hole(name)]))
      }
      let inner = rest.dropFirst()
      let there = place.isEmpty ? String(name) : place + "." + name
      switch value {
      case .map(var entries):
        if name == "*" {
          for index in entries.indices { entries[index].value = take(entries[index].value, inner, at: there) }
          return .map(entries)
        }
        guard let index = entries.firstIndex(where: { $0.key.text.map { $0 == name } ?? false }) else { break }
        entries[index].value = take(entries[index].value, inner, at: there)
        return .map(entries)
      case .list(var elements):
        if name == "*" {
          for index in elements.indices { elements[index] = take(elements[index], inner, at: there) }
          return .list(elements)
        }
        guard let index = Int(name), elements.indices.contains(index) else {
          why = "`\(place)` is a list of \(elements.count); `\(place).*` is each of its elements"
          return value
        }
        elements[index] = take(elements[index], inner, at: there)
        return .list(elements)
      case .optional(.some(let some)): return .optional(take(some, rest, at: place))
      case .optional(nil): return value
      default: break
      }
      why = place.isEmpty ? "it has no `\(name)`" : "`\(place)` has no `\(name)`"
      return value
    }
  }
}

struct SealedResult {
  struct Missing {
    var path: String
    var why: String
  }

  var value: PlainValue
  /// What belongs into the holes.
  var secrets: [(name: String, text: String)] = []
  /// Paths that lead nowhere. What their author wanted sealed may then stand elsewhere, so that nothing of the result may be kept.
  var missing: [Missing] = []

  /// Why nothing of it is kept.
  var refusal: String? {
    missing.first.map { "`secret:` names `\($0.path)`, which is not in the result (\($0.why))" }
  }
}

extension Engine {
  enum Keeping {
    case kept(PlainValue)
    /// Why nothing of it is.
    case refused(String)
  }

  /// What of an effect's result goes into the journal: its secrets sealed, and cleaned of all others that the run knows.
  func keep(_ live: LiveRun, _ value: PlainValue, row: EffectRow, ticket: UInt64) -> Keeping {
    switch sealSecrets(live, value, row: row, ticket: ticket) {
    case .kept(let sealed):
      let clean = live.secrets.scrubber().clean(sealed)
      return clean.canonicalBytes.count > RuntimeLimits.outcomeBytes
        ? .refused("the result is too large (limit: \(RuntimeLimits.outcomeBytes) bytes)") : .kept(clean)
    case .refused(let why): return .refused(why)
    }
  }

  private func sealSecrets(_ live: LiveRun, _ value: PlainValue, row: EffectRow, ticket: UInt64) -> Keeping {
    guard let paths = SecretPaths(row) else { return .kept(value) }
    let sealed = paths.seal(value, hole: "result:\(ticket)/")
    if let refusal = sealed.refusal { return .refused(refusal + ", so that nothing of it is kept") }
    do {
      for secret in sealed.secrets { live.unsaved.sealed.append(try live.secrets.learn(secret.name, secret.text)) }
    } catch { return .refused("the result cannot be kept: \(error.message)") }
    return .kept(sealed.value)
  }

  /// Whether the secrets in what was said earlier have the texts that are given now: holes of one name look alike.
  func holdsSame(
    _ live: LiveRun, _ earlier: PlainValue?, _ given: [(name: String, text: String)]
  ) throws(RuntimeError) -> Bool {
    for hole in earlier?.holes ?? [] {
      guard let text = given.last(where: { $0.name == hole })?.text else { continue }
      if try storing({ try live.secrets.resolve(SecretText(parts: [.hole(hole)])) }) != text { return false }
    }
    return true
  }
}

extension PlainValue {
  /// A result of `http` or `exec` whose raw text is written anew from its parsed one, in which secrets are holes by now. Scrubbing
  /// would not do: `"cvv": 123` is too short to be looked for, and no other text is known to be the body's.
  fileprivate func withRawBodyOfItsJSON() -> PlainValue {
    guard case .map(var entries) = self, let json = self["json"], json != .null else { return self }
    for index in entries.indices where entries[index].key == "text" || entries[index].key == "stdout" {
      if case .secret = entries[index].value { continue }
      entries[index].value = .string(Gate.words(json))
    }
    return .map(entries)
  }
}
