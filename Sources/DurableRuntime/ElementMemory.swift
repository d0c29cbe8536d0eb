// Elements that earlier runs found on pages, kept so that they need not be looked for twice: the port by which what acts on
// pages asks for them and hands them back. What a way to an element is, is the affair of those on both sides.
import Values

/// What an element is known under: a locator of a step, with everything filled in, on one site.
package struct ElementQuestion: Hashable, Sendable {
  package var run: RunID
  /// The skill that the step stands in, and the step's label there.
  package var skill: String
  package var step: String
  /// The step's argument that holds the locator.
  package var argument: String
  package var locator: PlainValue
  /// Scheme, host and port of the page.
  package var site: String

  package init(
    run: RunID, skill: String, step: String, argument: String, locator: PlainValue, site: String
  ) {
    self.run = run
    self.skill = skill
    self.step = step
    self.argument = argument
    self.locator = locator
    self.site = site
  }
}

/// What memory says of an element.
package struct ElementRecollection: Sendable {
  /// Nil: nothing is known, or nothing that is believed.
  package var known: PlainValue?
  /// For the ledger, should it be used.
  package var reuse: LedgerNote?
  /// For the ledger in any case: why nothing is known.
  package var note: LedgerNote?
  package init(known: PlainValue? = nil, reuse: LedgerNote? = nil, note: LedgerNote? = nil) {
    self.known = known
    self.reuse = reuse
    self.note = note
  }
}

package protocol ElementMemory: Sendable {
  func recall(_ question: ElementQuestion) async -> ElementRecollection
  /// Rows that keep what is known now, for the transaction of the step that taught it.
  /// - Parameters:
  ///   - ticket: of the step that taught it.
  ///   - by: people who said which element it is; empty where the page did.
  ///   - summary: the element in a person's words.
  func remember(
    _ question: ElementQuestion, _ known: PlainValue, ticket: UInt64, by: [String], summary: String
  ) -> [ItemChange]
  func close()
}
