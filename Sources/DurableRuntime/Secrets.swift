// Texts of secrets: where they come from (vault, environment, what this run sealed). A text is here while its run is driven,
// and sealed in the store otherwise. How outcomes are cleaned of them is `Scrubber`'s affair.
import Foundation
import Synchronization
import Values

/// The vault that a person fills (`twin secret set|list|rm`, see `Engine.setSecret`), and `TWIN_SECRET_NAME` in the environment (which wins).
package struct Vault: Sendable {
  let store: any RunStore
  let keys: StoreKeys
  let environment: [String: String]

  package init(store: any RunStore, keys: StoreKeys, environment: [String: String]) {
    self.store = store
    self.keys = keys
    self.environment = environment
  }

  /// `billing_password` is `TWIN_SECRET_BILLING_PASSWORD`; the name as written works too.
  private func fromEnvironment(_ name: String) -> String? {
    environment["TWIN_SECRET_" + name] ?? environment["TWIN_SECRET_" + name.uppercased()]
  }

  /// Names in the store, sorted, and whether the environment has them.
  package func list() throws -> [(name: String, fromEnvironment: Bool)] {
    try store.sealedNames(nil).sorted().map { ($0, fromEnvironment($0) != nil) }
  }

  package func has(_ name: String) throws -> Bool {
    if fromEnvironment(name) != nil { return true }
    return try store.sealed(nil, name) != nil
  }

  /// For whoever is to use it at once and keep it nowhere.
  package func text(_ name: String) throws -> String? {
    if let text = fromEnvironment(name) { return text }
    guard let box = try store.sealed(nil, name) else { return nil }
    return String(decoding: try keys.open(box, run: nil, name: name), as: UTF8.self)
  }
}

/// The secrets of one run that is being driven. Safe to use from the performers' tasks.
package final class RunSecrets: SecretTexts, Sendable {
  private let run: RunID
  private let vault: Vault
  /// Names in the vault that the skill may use.
  private let declared: [String]
  private struct State {
    /// By the hole's name.
    var known: [String: String] = [:]
    /// What was let out before, by this run or the one that it is a copy of, by the name of its row (`SentText`). It is looked for in
    /// what comes back, and fills no hole: a name in the vault may have another text by now, and a copy asks for its secrets.
    var sent: [String: String] = [:]
    /// Made of all that is known; nil: something was learnt since.
    var scrubber: Scrubber?
    /// Whether what this run sealed in earlier lives is known here too.
    var remembers: Bool
  }
  private let state: Mutex<State>

  /// - Parameter isNew: whether the run begins here, so that the store holds nothing of it.
  init(run: RunID, vault: Vault, declared: [String], isNew: Bool) {
    self.run = run
    self.vault = vault
    self.declared = declared
    state = Mutex(State(remembers: isNew))
  }

  /// A text that this run learnt just now, sealed for the store.
  func learn(_ name: String, _ text: String) throws(RuntimeError) -> SealedText {
    let box = try vault.keys.seal(Array(text.utf8), run: run, name: name)
    try note(name, text)
    return SealedText(name: name, box: box)
  }

  private func note(_ name: String, _ text: String) throws(RuntimeError) {
    try SecretParts.check(text, name: Self.vaultName(name) ?? name)
    state.withLock {
      if $0.known.updateValue(text, forKey: name) != text { $0.scrubber = nil }
    }
  }

  private func known(_ name: String) -> String? { state.withLock { $0.known[name] } }

  package func resolve(_ secret: SecretText) throws -> String {
    var text = ""
    for part in secret.parts {
      switch part {
      case .text(let plain): text += plain
      case .hole(let name): text += try hole(name)
      }
    }
    return text
  }

  /// The holes in this value whose texts are neither kept for this run nor in the vault, each once, in order.
  func missing(in value: PlainValue) throws(RuntimeError) -> [String] {
    var missing: [String] = []
    for name in value.holes where !missing.contains(name) {
      if known(name) != nil { continue }
      do {
        if let inner = Self.vaultName(name), try vault.has(inner) { continue }
        if try kept(name) == nil { missing.append(name) }
      } catch { throw RuntimeError(error) }
    }
    return missing
  }

  /// Before anything is done: whether what this process will come to need is there. What is needed only after people were asked is
  /// not looked at: another process may go on then, and asks for it where it has to (`STEP.secrets`).
  func check(_ program: LoadedProgram) throws(RuntimeError) {
    guard !declared.isEmpty else { return }
    for (step, hole) in program.verified.certainSecrets {
      guard let name = Self.vaultName(hole) else { continue }
      let isThere: Bool
      do { isThere = try vault.has(name) } catch { throw RuntimeError(error) }
      if !isThere {
        throw RuntimeError(
          .secretMissing,
          "step '\(program.program.steps[step].label)' needs the secret '\(name)', which is not known: set it with `twin secret set \(name)`"
        )
      }
    }
  }

  private static func vaultName(_ hole: String) -> String? {
    hole.hasPrefix("vault:") ? String(hole.dropFirst("vault:".count)) : nil
  }

  private func hole(_ name: String) throws -> String {
    if let text = known(name) { return text }
    let text: String
    let inner = Self.vaultName(name)
    if let inner, let found = try vault.text(inner) {
      text = found
    } else if let box = try kept(name) {
      text = String(decoding: try vault.keys.open(box, run: run, name: name), as: UTF8.self)
    } else if let inner {
      throw RuntimeError(
        .secretMissing, "the secret '\(inner)' is not known: set it with `twin secret set \(inner)`")
    } else {
      throw RuntimeError(.secretMissing, "the text of the secret '\(name)' is not kept any longer")
    }
    try note(name, text)
    return text
  }

  /// Kinds of names under which this run seals the texts of its holes (and not a browser's session, or what was sent).
  private static let textual = ["input:", "gate:", "result:", "vault:"]
  private static func isText(_ name: String) -> Bool { textual.contains(where: name.hasPrefix) }

  /// What is sealed with this run for a hole.
  private func kept(_ name: String) throws(StoreError) -> [UInt8]? {
    Self.isText(name) ? try vault.store.sealed(run, name) : nil
  }

  // MARK: What was sent

  /// Of the vault's texts that this value lets out those that are not sealed with the run yet: a later process, with another
  /// environment or after the vault has changed, is to find them in what comes back. To be stored before the value leaves.
  func seal(sent value: PlainValue) throws(RuntimeError) -> [SealedText] {
    if declared.isEmpty { return [] }
    var fresh: [SealedText] = []
    for name in value.holes where Self.vaultName(name) != nil {
      if let text = known(name), let sealed = try seal(sent: text, as: name) { fresh.append(sealed) }
    }
    return fresh
  }

  /// What another run of this store knew or had let out, for this one, which is a copy of it: servers give back to one what the
  /// other sent.
  func inherit(from other: RunID) throws(RuntimeError) -> [SealedText] {
    var fresh: [SealedText] = []
    do {
      for name in try vault.store.sealedNames(other) where Self.isText(name) || SentText.isOne(name) {
        guard let box = try vault.store.sealed(other, name) else { continue }
        let text = String(decoding: try vault.keys.open(box, run: other, name: name), as: UTF8.self)
        if let sealed = try seal(sent: text, as: SentText.hole(name)) { fresh.append(sealed) }
      }
    } catch {
      throw RuntimeError(error, "the secrets of run \(other) cannot be read: ")
    }
    return fresh
  }

  /// Nil where it is known already.
  private func seal(sent text: String, as hole: String) throws(RuntimeError) -> SealedText? {
    let name: String? = state.withLock { state in
      for (name, other) in state.sent where other == text && SentText.hole(name) == hole { return nil }
      let name = SentText.name(number: state.sent.count, hole)
      state.sent[name] = text
      if state.known[hole] != text { state.scrubber = nil }
      return name
    }
    guard let name else { return nil }
    return SealedText(name: name, box: try vault.keys.seal(Array(text.utf8), run: run, name: name))
  }

  // MARK: Cleaning

  /// Learns again what this run let out in earlier lives, and what it may let out: pages and programs echo a code that was
  /// typed days ago in another process. Called before anything is performed, so that a text which cannot be opened stops
  /// the run while nothing is lost by it.
  func remember() throws(RuntimeError) {
    do {
      for name in declared where known("vault:" + name) == nil {
        if let text = try vault.text(name) { try note("vault:" + name, text) }
      }
      if state.withLock({ $0.remembers }) { return }
      for name in try vault.store.sealedNames(run) {
        if Self.isText(name) {
          if known(name) == nil { _ = try hole(name) }
        } else if SentText.isOne(name), let box = try vault.store.sealed(run, name) {
          let text = String(decoding: try vault.keys.open(box, run: run, name: name), as: UTF8.self)
          state.withLock {
            $0.sent[name] = text
            $0.scrubber = nil
          }
        }
      }
      state.withLock { $0.remembers = true }
    } catch {
      throw RuntimeError(error, "the secrets of run \(run) cannot be read: ")
    }
  }

  /// Cleans with everything that is known.
  func scrubber() -> Scrubber {
    state.withLock { state in
      if let scrubber = state.scrubber { return scrubber }
      var texts = state.known
      for (name, text) in state.sent where texts[SentText.hole(name)] != text { texts[name] = text }
      let made = Scrubber(texts)
      state.scrubber = made
      return made
    }
  }

  /// Cleans with what the holes in this value hold.
  func scrubber(ofHolesIn value: PlainValue) throws(RuntimeError) -> Scrubber {
    var texts: [String: String] = [:]
    do {
      for name in value.holes { texts[name] = try hole(name) }
    } catch {
      throw RuntimeError(error, "the secrets of run \(run) cannot be read: ")
    }
    return Scrubber(texts)
  }

  package func clean(_ text: String) -> String { scrubber().clean(text) }

  package var known: [String] { scrubber().texts }
}

/// The name under which a text that was let out is sealed with its run: `sent:2/vault:token`, the hole's name behind a number,
/// since what one name stands for may change while a run waits.
enum SentText {
  private static let prefix = "sent:"
  static func isOne(_ name: String) -> Bool { name.hasPrefix(prefix) }
  static func name(number: Int, _ hole: String) -> String { "\(prefix)\(number)/\(hole)" }
  /// The hole's name; a hole's own name is as it is.
  static func hole(_ name: String) -> String {
    guard isOne(name), let end = name.firstIndex(of: "/") else { return name }
    return String(name[name.index(after: end)...])
  }
}

extension PlainValue {
  /// The names of all holes of secrets in it, in order.
  var holes: [String] {
    switch self {
    case .secret(let secret):
      secret.parts.compactMap { if case .hole(let name) = $0 { name } else { nil } }
    case .list(let elements): elements.flatMap(\.holes)
    case .map(let entries): entries.flatMap { $0.key.holes + $0.value.holes }
    case .optional(.some(let inner)): inner.holes
    case .null, .bool, .int, .uint, .double, .decimal, .string, .bytes, .timestamp, .duration, .type, .optional(nil),
      .error:
      []
    }
  }
}
