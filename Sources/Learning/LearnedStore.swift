// What was learned, out of a store's items and into changes of them. Looking up is one read by key; nothing is written here:
// what a run teaches goes with that run's own commit.
import DurableRuntime
import Values

/// What is known under a key.
package enum Knowledge: Sendable {
  case known(LearnedEntry)
  /// Something was known and is too old.
  case expired(LearnedEntry)
  /// Something is there that is not believed, and why.
  case ignored(String)
  /// Nothing under this key, but something for the step: the inputs are others.
  case otherInputs
  case nothing
}

package struct LearnedStore: Sendable {
  let store: any RunStore
  let keys: StoreKeys

  package init(store: any RunStore, keys: StoreKeys) {
    self.store = store
    self.keys = keys
  }

  /// Blocks for one read, or two where there is nothing under the key.
  package func look(_ key: LearnedKey, at now: Int64) -> Knowledge {
    do throws(StoreError) {
      guard let bytes = try store.item(LearnedKey.collection, key.text) else {
        let others = try store.items(ItemRange(LearnedKey.collection, prefix: key.stepPrefix, limit: 1))
        return others.isEmpty ? .nothing : .otherInputs
      }
      do throws(LearnedError) {
        let entry = try LearnedEntry(bytes: bytes, key: key, keys: keys)
        return entry.isExpired(at: now) ? .expired(entry) : .known(entry)
      } catch {
        return .ignored("what was learned is not believed: \(error)")
      }
    } catch {
      return .ignored("what was learned cannot be read: \(error)")
    }
  }

  /// Empty where the entry is too large to be kept.
  package func change(_ key: LearnedKey, _ entry: LearnedEntry) -> [ItemChange] {
    guard let bytes = entry.bytes(for: key, keys: keys) else { return [] }
    return [ItemChange(collection: LearnedKey.collection, key: key.text, value: bytes)]
  }

  // MARK: For people

  package struct Listed: Sendable {
    package var key: LearnedKey
    /// Nil where it is not believed; `problem` says why.
    package var entry: LearnedEntry?
    package var problem: String?
  }

  /// In the order of kind, skill and step. Throws `StoreError`.
  package func list(skill: String? = nil, after: String? = nil, limit: Int = 1000) throws -> [Listed] {
    var listed: [Listed] = []
    let prefixes = skill.map { name in LedgerNote.Subject.allCases.map { LearnedKey.prefix($0, skill: name) } } ?? [""]
    for prefix in prefixes.sorted() {
      var range = ItemRange(LearnedKey.collection, prefix: prefix, limit: limit - listed.count)
      range.after = after
      listed += try list(range)
      if listed.count >= limit { break }
    }
    return listed
  }

  /// What is known under a key at every site.
  func everywhere(_ key: LearnedKey) throws -> [Listed] {
    try list(ItemRange(LearnedKey.collection, prefix: key.stepPrefix, limit: 100_000))
      .filter { $0.key.step == key.step && $0.key.situation == key.situation }
  }

  private func list(_ range: ItemRange) throws -> [Listed] {
    try store.items(range).compactMap { item in
      guard let key = LearnedKey(text: item.key) else { return nil }
      do throws(LearnedError) {
        return Listed(key: key, entry: try LearnedEntry(bytes: item.value, key: key, keys: keys), problem: nil)
      } catch {
        return Listed(key: key, entry: nil, problem: error.description)
      }
    }
  }

  /// Forgets; what had been learned is asked, found or paid for anew the next time. The audit log says who wanted that.
  package func forget(_ found: [LearnedKey], by: String, at now: Int64) throws {
    guard !found.isEmpty else { return }
    let changes = found.map { ItemChange(collection: LearnedKey.collection, key: $0.text, value: nil) }
    let events = found.map { AuditEvent(.forgotten, .text($0.text), .text(by)) }
    _ = try store.change(changes, audit: [AuditEntry(at: now, run: nil, program: nil, events: events)])
  }
}
