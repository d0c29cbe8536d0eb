// What `secret:` names in an effect's result is taken out before anybody sees it: sealed in the store, a hole in the machine.
// The same text stands in the raw body beside the parsed one, and will stand in later answers; both are seen to here.
import Values

extension Engine {
  /// Where a result has its body as it came, beside the same parsed in `json`.
  private static let rawBodies: Set<String> = ["text", "stdout"]

  /// `paths`: what the step's `secret:` says, one path as `json.token` or a list of them.
  func sealSecrets(
    _ live: LiveRun, _ value: PlainValue, paths: PlainValue?, ticket: UInt64
  ) throws(RuntimeError) -> PlainValue {
    var value = value
    var all = paths?.elements?.compactMap(\.text) ?? []
    if let one = paths?.text { all.append(one) }
    // The parsed body says what the raw one says. (`null` is a body that is no JSON, and says nothing.)
    if all.contains(where: Self.rawBodies.contains) {
      all.removeAll { $0 == "json" || $0.hasPrefix("json.") }
      if case .null? = value["json"] {} else { all.append("json") }
    }
    var hidesJSON = false
    for path in all {
      let parts = path.split(separator: ".")
      var count = 0
      do {
        let replaced = try value.replacing(path: parts[...]) { found in
          if case .secret = found { return found }
          let name = "result:\(ticket)/\(path)" + (count == 0 ? "" : "#\(count)")
          count += 1
          live.unsaved.sealed.append(try live.secrets.learn(name, Gate.words(found)))
          return .secret(SecretText(parts: [.hole(name)]))
        }
        if let replaced {
          value = replaced
          if parts.first == "json" { hidesJSON = true }
        }
      } catch let error as RuntimeError { throw error } catch { preconditionFailure("only the runtime throws here") }
    }
    return hidesJSON ? value.withRawBodyOfItsJSON() : value
  }
}

extension PlainValue {
  /// A result of `http` or `exec` whose raw text is written anew from its parsed one, in which secrets are holes by now. Scrubbing
  /// would not do: `"cvv": 123` is too short to be looked for, and no other text is known to be the body's.
  fileprivate func withRawBodyOfItsJSON() -> PlainValue {
    guard case .map(var entries) = self, let json = self["json"] else { return self }
    for index in entries.indices where entries[index].key == "text" || entries[index].key == "stdout" {
      if case .secret = entries[index].value { continue }
      entries[index].value = .string(Gate.words(json))
    }
    return .map(entries)
  }
}
