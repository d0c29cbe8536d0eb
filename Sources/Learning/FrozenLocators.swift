// What was learned of a skill's locators, for writing it into the skill: the explicit locator for each that does not lead by
// itself to what it means (plain words, a healed one, one of several that a person chose).
import DurableRuntime
import Locators
import Values

package struct FrozenLocators: Sendable {
  private let entries: [LearnedStore.Listed]

  /// Throws `StoreError`.
  package init(skill: String, in learned: LearnedStore) throws {
    entries = try learned.list(skill: skill, limit: 100_000).filter { $0.key.kind == .locator }
  }

  package enum Answer: Hashable, Sendable {
    /// The locator leads to its element without anything learned, as far as is known.
    case stays
    case explicit(PlainValue)
    /// Something was learned that no locator says: the element in words.
    case unnamed(String)
  }

  /// - Parameter run: where it knows the element, in the shape that this run found.
  package func answer(step: String, argument: String, locator: PlainValue, run: RunID) -> Answer {
    let wanted = LearnedElements.key(
      ElementQuestion(run: run, skill: "", step: step, argument: argument, locator: locator, site: ""))
    let fitting = entries.filter { $0.key.step == wanted.step && $0.key.situation == wanted.situation }
      .compactMap(\.entry).sorted { $0.provenance.at > $1.provenance.at }
    let variants = fitting.compactMap { KnownElement($0.value) }.flatMap(\.variants)
    guard let known = variants.first(where: { $0.run == run.description }) ?? variants.first else { return .stays }
    guard known.isHealed || known.isChosen || locator.text != nil else { return .stays }
    return known.locator.map { .explicit($0) } ?? .unnamed(known.ways.description)
  }

  /// Whether anything was learned for a step whose locator depends on inputs, and that it needs.
  package func isNeeded(step: String) -> Bool {
    entries.contains { one in
      guard one.key.step == step, let value = one.entry?.value else { return false }
      return KnownElement(value)?.variants.contains { $0.isHealed || $0.isChosen } == true
    }
  }
}
