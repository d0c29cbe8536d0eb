// What an approver is shown of a page, and whether it is still so when the approved step is done (law 4): the element that
// the step's locator means, as origin, role, name and section, and the values read from the page that the gate shows. They
// are taken when the gate opens and read again before the step acts; a difference is never acted on.
import DurableRuntime
import Foundation
import Locators
import Values

/// The element that an approved step will act on.
struct ApprovedElement: Codable, Equatable, Sendable {
  var origin: String
  var role: String
  var name: String
  var section: String

  init(_ element: PageElement) {
    origin = WebLocation.origin(element.frame.address).map { "\($0.scheme)://\($0.text)" } ?? element.frame.address
    role = element.role
    name = PageText.folded(element.name)
    section = PageText.folded(element.section.joined(separator: " › "))
  }

  /// What differs, in words; nil where nothing does.
  func difference(_ now: ApprovedElement) -> String? {
    if origin != now.origin { return "the page is from \(now.origin) and was from \(origin)" }
    if role != now.role || name != now.name {
      return "the element is \(now.role) \"\(now.name)\" and was \(role) \"\(name)\""
    }
    if section != now.section {
      return
        "it stands in \(now.section.isEmpty ? "no section" : now.section) and stood in \(section.isEmpty ? "none" : section)"
    }
    return nil
  }

  var plain: PlainValue {
    ["origin": .string(origin), "role": .string(role), "name": .string(name), "section": .string(section)]
  }
}

/// A `read` that was done on the page, and what it gave: so that it can be done again.
struct RememberedRead: Codable, Equatable, Sendable {
  var step: String
  /// JSON of the effect's arguments and of its result.
  var arguments: String
  var result: String
  /// Whether a gate showed something of it.
  var isShown = false

  init(_ request: EffectRequest, _ value: PlainValue) throws {
    step = request.step
    arguments = try request.arguments.jsonText()
    result = try value.jsonText()
  }

  /// Texts and numbers in the result that an approver can recognise.
  var values: Set<String> {
    var found: Set<String> = []
    func visit(_ value: PlainValue) {
      switch value {
      case .string(let text): if text.count >= 2 { found.insert(text) }
      case .int, .double: if let text = try? value.jsonText(), text.count >= 2 { found.insert(text) }
      case .list(let elements): for element in elements { visit(element) }
      case .map(let entries): for entry in entries { visit(entry.value) }
      default: break
      }
    }
    if let value = try? PlainValue(jsonText: result) { visit(value) }
    return found
  }
}

extension BrowserSession {
  func remember(read: RememberedRead) {
    memory.reads.removeAll { $0.step == read.step && $0.arguments == read.arguments }
    memory.reads.append(read)
    if memory.reads.count > BrowserLimits.rememberedReads { memory.reads.removeFirst() }
  }

  /// Reads of which the gate shows something are to be compared; the others no longer matter.
  func markShown(by text: String) {
    for index in memory.reads.indices {
      memory.reads[index].isShown = memory.reads[index].values.contains { text.contains($0) }
    }
  }

  func approve(_ step: String, _ element: ApprovedElement?) { memory.approved[step] = element }

  /// The element that was shown for a step, and the reads that were shown with it.
  func approval(of step: String) -> (ApprovedElement, [RememberedRead])? {
    guard let approved = memory.approved[step] else { return nil }
    return (approved, memory.reads.filter(\.isShown))
  }
}

/// A page that is not what was approved.
struct ApprovalDiffers: Error {
  var message: String
  var show: PlainValue
}

extension StepRunner {
  /// Before an irreversible step acts: the element and what was shown are what the approver saw. Throws where they are not.
  func checkApproved(_ element: PageElement) async throws {
    guard step.request.isIrreversible, let (approved, reads) = await session.approval(of: step.request.step) else {
      return
    }
    let now = ApprovedElement(element)
    if let difference = approved.difference(now) {
      throw ApprovalDiffers(
        message:
          "The page is not as it was when step '\(step.request.step)' was approved: \(difference). Nothing was done. Did it happen by other means?",
        show: ["approved": approved.plain, "now": now.plain, "page": .string(await tab.address)])
    }
    for read in reads {
      let again = await reread(read)
      guard again != read.result else { continue }
      throw ApprovalDiffers(
        message:
          "What was shown when step '\(step.request.step)' was approved has changed on the page (step '\(read.step)' read it). Nothing was done. Did it happen by other means?",
        show: [
          "approved": (try? PlainValue(jsonText: read.result)) ?? .null,
          "now": again.flatMap { try? PlainValue(jsonText: $0) } ?? .null, "page": .string(await tab.address),
        ])
    }
  }

  /// Nil where it can no longer be read.
  private func reread(_ read: RememberedRead) async -> String? {
    guard let arguments = try? PlainValue(jsonText: read.arguments) else { return nil }
    var request = step.request
    request.arguments = arguments
    request.answer = nil
    request.timeout = min(request.timeout, 2_000)
    let runner = StepRunner(session: session, tab: tab, step: Step(request, step.files))
    return try? await runner.reading().jsonText()
  }
}

/// Evidence of a gate: the picture, the page's index, and the elements that what it allows would act on.
struct PageEvidence: Sendable {
  let session: BrowserSession
  let tab: Tab

  func capture(_ request: EvidenceRequest) async -> [CapturedEvidence] {
    var found: [CapturedEvidence] = []
    if let picture = await Pictures(tab: tab, session: session).view() {
      found.append(CapturedEvidence(name: "screenshot", mediaType: "image/png", bytes: picture))
    }
    guard await tab.dialog == nil else { return found }
    if let index = try? await tab.index(tokens: BrowserLimits.indexTokens, without: session.typedSecrets) {
      found.append(CapturedEvidence(name: "index", mediaType: "text/plain", bytes: Array(index.text.utf8)))
    }
    if let targets = await targets(request) {
      found.append(CapturedEvidence(name: "targets", mediaType: "application/json", bytes: targets))
    }
    return found
  }

  private func targets(_ request: EvidenceRequest) async -> [UInt8]? {
    guard let allowed = request.allowed.elements, !allowed.isEmpty else { return nil }
    var shown: [PlainEntry] = []
    for one in allowed {
      guard let step = one["step"]?.text, let kind = BrowserEffectKind(rawValue: one["effect"]?.text ?? ""),
        let locator = one["arguments"]?["target"], let query = try? LocatorQuery(locator)
      else { continue }
      var element: ApprovedElement?
      let words: PlainValue
      let known = ElementLesson(
        session: session, skill: request.skill, step: step, argument: "target", locator: locator)
      let sighting = Sighting(tab: tab, query: query, kind: kind, lesson: known)
      switch try? await sighting.look(.settled) {
      case .one(let found, _)?:
        element = ApprovedElement(found)
        words = ApprovedElement(found).plain
      case .several(let found, _, _)?: words = .string("\(query.description) fits \(found.count) elements of this page")
      case .nothing?, .unsure?, nil: words = .string("\(query.description) is not on this page yet")
      }
      await session.approve(step, element)
      shown.append(PlainEntry(key: .string(step), value: words))
    }
    guard !shown.isEmpty else { return nil }
    let text = request.prompt + "\n" + ((try? request.show.jsonText(style: .display)) ?? "")
    await session.markShown(by: text)
    return try? PlainValue.map(shown).json()
  }
}
