// What a person changes about the store itself: who holds which role, and the vault. Each change and its entry in the audit
// log are one transaction; the entry names what was changed and by whom, never a secret's text.
import Values

extension Engine {
  /// Adds a person, or sets their roles anew. `by` is whoever asked for it.
  package func keep(_ person: Person, by: String) throws(RuntimeError) {
    let known = try storing { try store.people() }
    if let problem = PersonName.problem(person, among: known) { throw RuntimeError(.refusedInput, problem) }
    let event = AuditEvent(
      .person, .text(person.name), .text(person.roles.joined(separator: ",")), .text(by))
    try storing { try store.keep(person: person, audit: [entry(event)]) }
  }

  /// Keeps a secret in the vault, in the place of one that has this name.
  package func setSecret(_ name: String, to text: String, by: String) throws(RuntimeError) {
    try checkName(name, "a secret's name")
    try SecretParts.check(text, name: name)
    let box = try keys.seal(Array(text.utf8), run: nil, name: name)
    let event = AuditEvent(.secret, .text(name), .text("set"), .text(by))
    try storing { try store.seal(vault: name, box, audit: [entry(event)]) }
  }

  /// Whether there was one.
  package func removeSecret(_ name: String, by: String) throws(RuntimeError) -> Bool {
    guard try storing({ try store.sealed(nil, name) }) != nil else { return false }
    let event = AuditEvent(.secret, .text(name), .text("removed"), .text(by))
    try storing { try store.seal(vault: name, nil, audit: [entry(event)]) }
    return true
  }

  private func entry(_ event: AuditEvent) -> AuditEntry {
    AuditEntry(at: clock.now().milliseconds, run: nil, program: nil, events: [event])
  }

  private func checkName(_ name: String, _ what: String) throws(RuntimeError) {
    guard !name.isEmpty, name.utf8.count <= RuntimeLimits.nameCharacters else {
      throw RuntimeError(.refusedInput, "\(what) has 1 to \(RuntimeLimits.nameCharacters) bytes")
    }
    guard name.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control && $0 != " " }) else {
      throw RuntimeError(.refusedInput, "\(what) is one word, without control characters")
    }
  }
}
