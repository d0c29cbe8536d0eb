// Elements of pages as learned entries: under skill, step, site and what the step's locator says with everything filled in. The
// same step with another vendor's name in its locator is another entry.
import DurableRuntime
import Locators
import Values

package struct LearnedElements: ElementMemory {
  private let learned: LearnedStore
  private let clock: any WorldClock
  /// Reads block; they have a thread of their own.
  private let reader: LearnedReader

  package init(_ learned: LearnedStore, clock: any WorldClock) {
    self.learned = learned
    self.clock = clock
    reader = LearnedReader(learned)
  }

  package func recall(_ question: ElementQuestion) async -> ElementRecollection {
    let now = clock.now().milliseconds
    func ignored(_ why: String) -> ElementRecollection {
      var note = LedgerNote(.ignored, .locator)
      note.detail = why
      return ElementRecollection(note: note)
    }
    switch await reader.look(Self.key(question), at: now) {
    case .known(let entry):
      guard KnownElement(entry.value) != nil else { return ignored("what was learned is no way to an element") }
      return ElementRecollection(known: entry.value, reuse: entry.reuse(.locator, at: now))
    case .expired: return ElementRecollection(note: LedgerNote(.expired, .locator))
    case .ignored(let why): return ignored(why)
    case .otherInputs: return ElementRecollection(note: LedgerNote(.newInput, .locator))
    case .nothing: return ElementRecollection()
    }
  }

  package func remember(
    _ question: ElementQuestion, _ known: PlainValue, ticket: UInt64, by: [String], summary: String
  ) -> [ItemChange] {
    let entry = LearnedEntry(
      provenance: .init(run: question.run, ticket: ticket, by: by, at: clock.now().milliseconds), expires: nil,
      cost: .init(humanDecisions: by.count), summary: summary, value: known)
    let key = Self.key(question)
    let changes = learned.change(key, entry)
    guard !changes.isEmpty, let newest = KnownElement(known)?.variants.first, newest.isHealed,
      newest.run == question.run.description
    else { return changes }
    return changes + [HealedLocators.note(question.run, key)]
  }

  package func close() { reader.close() }

  static func key(_ question: ElementQuestion) -> LearnedKey {
    let situation: PlainValue = ["argument": .string(question.argument), "locator": question.locator]
    // A step with two locators (`drag`) is two things to know.
    let step = question.argument == "target" ? question.step : "\(question.step).\(question.argument)"
    return LearnedKey(
      .locator, skill: question.skill, step: step, site: question.site, situation: Digest(of: situation.canonicalBytes))
  }
}
