// What one run healed of one skill's locators → for each locator of the skill's text, what the text should say from now on.
// Which locators a run healed is noted with the heal itself, in the transaction of the step's outcome, so that whoever sees
// the run end (also after a crash) can write a new version of the skill.
import DurableRuntime
import Locators
import Values

package struct HealedLocators: Sendable {
  /// Items: a run, a slash and the key of what it healed. They go when the run has ended and its heals were looked at.
  package static let collection = "healed"

  static func note(_ run: RunID, _ key: LearnedKey) -> ItemChange {
    ItemChange(collection: collection, key: "\(run)/\(key.text)", value: [])
  }

  /// Runs with heals that nobody has looked at yet, and what they healed.
  package static func open(_ store: any RunStore) throws -> [(run: RunID, healed: [LearnedKey])] {
    var found: [(run: RunID, healed: [LearnedKey])] = []
    var last: String?
    while true {
      let items = try store.items(ItemRange(collection, after: last, limit: 1000))
      for item in items {
        let parts = item.key.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2, let run = RunID(parts[0]), let key = LearnedKey(text: parts[1]) else { continue }
        if found.last?.run == run { found[found.count - 1].healed.append(key) } else { found.append((run, [key])) }
      }
      guard items.count == 1000 else { return found }
      last = items.last?.key
    }
  }

  /// They were looked at.
  package static func closed(_ run: RunID, _ healed: [LearnedKey]) -> [ItemChange] {
    healed.map { ItemChange(collection: collection, key: note(run, $0).key, value: nil) }
  }

  package enum Answer: Hashable, Sendable {
    /// This locator leads there by itself.
    case written(PlainValue)
    /// The text stays, and why; what it leads to is remembered.
    case remembered(String)
  }

  private let run: RunID
  private let skill: String
  private let healed: [LearnedKey]
  private let learned: LearnedStore

  package init(_ run: RunID, skill: String, healed: [LearnedKey], in learned: LearnedStore) {
    self.run = run
    self.skill = skill
    self.healed = healed.filter { $0.skill == skill && $0.kind == .locator }
    self.learned = learned
  }

  private func key(_ step: String, _ argument: String, _ locator: PlainValue) -> LearnedKey {
    LearnedElements.key(
      ElementQuestion(run: run, skill: skill, step: step, argument: argument, locator: locator, site: ""))
  }

  /// Nil where nothing of it was healed.
  /// - Parameter locator: nil where it depends on inputs.
  package func answer(step: String, argument: String, locator: PlainValue?) throws -> Answer? {
    let wanted = key(step, argument, locator ?? .null)
    guard healed.contains(where: { $0.step == wanted.step && (locator == nil || $0.situation == wanted.situation) })
    else { return nil }
    guard let locator else { return .remembered("depends on inputs and stays") }
    if locator.text != nil { return .remembered("is in a person's words, which stay") }
    let known = try learned.everywhere(wanted).compactMap(\.entry).compactMap { KnownElement($0.value) }
      .flatMap(\.variants)
    let own = known.first { $0.run == run.description && $0.isHealed }
    guard let explicit = own?.locator else { return .remembered("stays, no other leads there alone") }
    // A text that is mended for one page or site must not be broken for another.
    guard known.allSatisfy({ $0.isHealed && $0.locator == explicit }) else {
      return .remembered("stays, it still leads there elsewhere")
    }
    return .written(explicit)
  }

  /// What is known of a locator, for the one that takes its place: the run after it has nothing to learn.
  package func carried(step: String, argument: String, from: PlainValue, to: PlainValue) throws -> [ItemChange] {
    let situation = key(step, argument, to).situation
    return try learned.everywhere(key(step, argument, from)).flatMap { one -> [ItemChange] in
      guard var entry = one.entry, let known = KnownElement(entry.value) else { return [] }
      entry.value = known.settled.plain
      var key = one.key
      key.situation = situation
      return learned.change(key, entry)
    }
  }
}
