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
        if try vault.store.sealed(run, name) == nil { missing.append(name) }
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
    } else if let box = try vault.store.sealed(run, name) {
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

  // MARK: Cleaning

  /// Kinds of names under which this run seals texts that may be echoed (and not a browser's session).
  private static let textual = ["input:", "gate:", "result:", "vault:"]

  /// Learns again what this run let out in earlier lives, and what it may let out: pages and programs echo a code that was
  /// typed days ago in another process. Called before anything is performed, so that a text which cannot be opened stops
  /// the run while nothing is lost by it.
  func remember() throws(RuntimeError) {
    do {
      for name in declared where known("vault:" + name) == nil {
        if let text = try vault.text(name) { try note("vault:" + name, text) }
      }
      if state.withLock({ $0.remembers }) { return }
      for name in try vault.store.sealedNames(run) where Self.textual.contains(where: name.hasPrefix) {
        if known(name) == nil { _ = try hole(name) }
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
      let made = Scrubber(state.known)
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
