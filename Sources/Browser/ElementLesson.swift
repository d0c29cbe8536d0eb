// What a run knows of the element that one locator of a step means, and what it learns of it: asked for when the page is
// there, kept with the step's outcome and only if the step succeeded.
import DurableRuntime
import Foundation
import Locators
import Synchronization
import Values

/// One locator of one step, with everything filled in.
struct ElementLesson: Sendable {
  let session: BrowserSession
  let skill: String
  let step: String
  let argument: String
  let locator: PlainValue

  /// What is known of it on one site.
  struct Known: Sendable {
    var question: ElementQuestion
    var element: KnownElement?
    var recollection: ElementRecollection
  }

  /// Nil where nothing is learned.
  func known(at address: String) async -> Known? {
    guard let memory = session.elements, let origin = WebLocation.origin(address) else { return nil }
    let question = ElementQuestion(
      run: session.run, skill: skill, step: step, argument: argument, locator: locator,
      site: "\(origin.scheme)://\(origin.text)")
    if let here = await session.learnedHere[question] {
      return Known(question: question, element: here, recollection: ElementRecollection())
    }
    let recollection = await memory.recall(question)
    return Known(
      question: question, element: recollection.known.flatMap { KnownElement($0) }, recollection: recollection)
  }
}

/// An element that a step used, and how it came to be it.
struct Finding: Sendable {
  var known: ElementLesson.Known
  var lesson: Recognition.Lesson
  var ways: ElementWays
  var page: String
  /// One that means it alone, where the step's own locator does not.
  var locator: PlainValue?
  /// People who said which it is.
  var chosenBy: [String] = []
  var isChosen = false
  /// The page with the element outlined before it was used, and after, where it had changed.
  var pictures: [Artifact] = []
}

/// What a step has learned so far.
final class StepLessons: Sendable {
  private let found = Mutex<[Finding]>([])

  func add(_ finding: Finding) { found.withLock { $0.append(finding) } }

  /// The step has succeeded: what it learned goes with its outcome.
  /// No secret goes along that the page says aloud.
  func add(to outcome: inout EffectOutcome, _ session: BrowserSession, _ request: EffectRequest) async {
    guard let memory = session.elements else { return }
    for finding in found.withLock({ $0 }) {
      outcome.notes += finding.notes.map { note in
        var note = note
        note.detail = request.clean(note.detail)
        return note
      }
      outcome.artifacts += finding.pictures
      guard let known = finding.learned(in: session.run) else { continue }
      await session.learned(finding.known.question, known)
      outcome.items += memory.remember(
        finding.known.question, Self.clean(known.plain, request), ticket: request.ticket, by: finding.chosenBy,
        summary: request.clean(finding.ways.description))
    }
  }

  private static func clean(_ value: PlainValue, _ request: EffectRequest) -> PlainValue {
    switch value {
    case .string(let text): .string(request.clean(text))
    case .list(let elements): .list(elements.map { clean($0, request) })
    case .map(let entries): .map(entries.map { PlainEntry(key: $0.key, value: clean($0.value, request)) })
    default: value
    }
  }
}

extension BrowserSession {
  func learned(_ question: ElementQuestion, _ known: KnownElement) { learnedHere[question] = known }
}

extension Finding {
  var notes: [LedgerNote] {
    var notes = known.recollection.note.map { [$0] } ?? []
    func note(_ kind: LedgerNote.Kind, _ detail: String = "") {
      var note = LedgerNote(kind, .locator)
      note.detail = detail
      notes.append(note)
    }
    switch lesson {
    case .reused(let variant):
      guard var reuse = known.recollection.reuse else { break }
      // What a person said once need not be said again; what the page said cost nothing.
      reuse.saved = .init(humanDecisions: known.element?.variants[variant].isChosen == true ? 1 : 0)
      notes.append(reuse)
    case .new: note(.learned)
    case .elsewhere:
      if known.recollection.known != nil { note(.newInput, "on a page, or in a shape, that it had not before") }
      note(.learned)
    case .changed(let changes, _, let isHealed):
      note(.drift, changes.joined(separator: ", "))
      if isHealed { note(.learned) }
    }
    return notes
  }

  /// What is known from now on; nil where that is nothing new.
  func learned(in run: RunID) -> KnownElement? {
    var element = known.element ?? KnownElement()
    var variant = KnownElement.Variant(page: page, ways: ways, run: run.description)
    variant.isChosen = isChosen
    variant.locator = locator
    switch lesson {
    case .reused: return nil
    case .new, .elsewhere: element.learn(variant)
    case .changed(_, let number, let isHealed):
      // What a locator does not lead to once it was healed, it did not lead to before either.
      variant.isHealed = isHealed
      variant.isChosen = isChosen || element.variants[number].isChosen
      element.learn(variant, insteadOf: number)
    }
    return element
  }
}
