// What an approver is shown of a page, and whether it is still so when the approved step is done (law 4): the element that
// the step's locator means, as origin, role, name and section, and the values read from the page that the gate shows. They
// are taken when the gate opens, kept for that very gate (rows side by side each have their own), and read again before the
// step acts; a difference is never acted on, nor is a step of whose gate nothing is known.
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

/// What the approver of one gate was shown of a step that it lets happen.
struct ShownStep: Codable, Equatable, Sendable {
  /// Number of the gate's instance in its run.
  var gate: UInt64
  var step: String
  /// Nil: at that moment there was no such element, or more than one, which the evidence says.
  var element: ApprovedElement?
  /// Nil: there was no page.
  var page: ShownPage?
  /// What had been read of that page and was shown.
  var reads: [RememberedRead] = []
  /// A step came after it that may lead to another page.
  var isLed: Bool?
  /// Where the element's link or form leads, without its query, which may hold a token of the session.
  var leadsTo: String?
  /// Digests of the files that it was to send, by their paths.
  var files: [String: String]?
  /// The address from which the page went on by itself since; `page` is where it went.
  var strayedFrom: String?
  /// More was read of that page than is remembered: what was shown of it may be among what is not.
  var isPartial: Bool?
}

extension BrowserSession {
  func remember(shown: ShownStep) {
    forget(shown: shown.step, by: shown.gate)
    memory.shown.append(shown)
    if memory.shown.count > BrowserLimits.rememberedSteps { memory.shown.removeFirst() }
  }

  func shown(_ step: String, by gate: UInt64) -> ShownStep? {
    memory.shown.first { $0.gate == gate && $0.step == step }
  }

  /// The step is done: the approval is used up.
  func forget(shown step: String, by gate: UInt64) { memory.shown.removeAll { $0.gate == gate && $0.step == step } }

  /// Whether there is something that a later process needs: pages, or what a gate showed before there were any.
  var hasSomethingToKeep: Bool { isAttached || !memory.shown.isEmpty }
}

/// A page that is not what was approved.
struct ApprovalDiffers: Error {
  var message: String
  var show: PlainValue
}

extension StepRunner {
  /// Before an irreversible step acts: the element and what was shown are what the approver saw, and stay so until the page has
  /// its input. Throws where they are not.
  /// - Parameter element: nil for a step that is not about one element.
  func checkApproved(_ element: PageElement?) async throws {
    guard step.request.isIrreversible else { return }
    let name = step.request.step
    let now = element.map { ApprovedElement($0) }
    await step.facts.forget()
    await session.noticePage(await tab.shownPage)
    var known: ShownStep?
    switch step.request.approval {
    case .copy: return
    case .gate(let gate): known = await session.shown(name, by: gate)
    case nil: break
    }
    guard let shown = known else {
      throw await differs(
        "Step '\(name)' was approved, but what its approver was shown of the page is not known any more.", nil,
        now?.plain)
    }
    if shown.element != nil, let address = shown.strayedFrom {
      throw await differs(
        "The page has gone on by itself since step '\(name)' was approved: it was at \(address).", shown.element?.plain,
        now?.plain)
    }
    try await compare(shown, now)
    guard let page = shown.page else { return }
    guard shown.isPartial != true else {
      throw await differs(
        "More was read of the page before step '\(name)' was approved than is remembered"
          + " (\(BrowserLimits.rememberedReads) reads), so that nobody can say whether what was shown is still so.",
        shown.element?.plain, now?.plain)
    }
    if shown.element != nil, let element {
      try await compare(shown, try await noted(element))
      let leadsTo = await tab.leadsTo(element)
      if leadsTo != shown.leadsTo {
        throw await differs(
          "The element of step '\(name)' leads elsewhere than when it was approved.",
          .string(shown.leadsTo ?? "nowhere"),
          .string(leadsTo ?? "nowhere"))
      }
    }
    // A step whose element was not there yet may be done on another page than the one that was shown.
    if shown.element == nil, await !page.isSame(tab.shownPage) { return }
    for read in shown.reads {
      let again = await reread(read)
      guard again != read.result else { continue }
      throw await differs(
        "What was shown when step '\(name)' was approved has changed on the page (step '\(read.step)' read it).",
        (try? PlainValue(jsonText: read.result)) ?? .null, again.flatMap { try? PlainValue(jsonText: $0) } ?? .null)
    }
  }

  /// Before an irreversible `upload` acts: the files are those that the approver was told of.
  func checkApproved(_ files: [UploadedFiles.Staged]) async throws {
    guard step.request.isIrreversible, case .gate(let gate)? = step.request.approval else { return }
    let known = await session.shown(step.request.step, by: gate)?.files ?? [:]
    for file in files {
      guard let digest = known[file.path], digest != file.sha256.description else { continue }
      throw await differs(
        "\(file.path) is not what it was when step '\(step.request.step)' was approved: its content has changed.",
        .string("sha256 \(digest)"), .string("sha256 \(file.sha256)"))
    }
  }

  private func differs(_ what: String, _ approved: PlainValue?, _ now: PlainValue?) async -> ApprovalDiffers {
    var show: [PlainEntry] = []
    if let approved { show.append(PlainEntry(key: "approved", value: approved)) }
    if let now { show.append(PlainEntry(key: "now", value: now)) }
    show.append(PlainEntry(key: "page", value: .string(await tab.address)))
    return ApprovalDiffers(message: "\(what) Nothing was done. Did it happen by other means?", show: .map(show))
  }

  private func compare(_ shown: ShownStep, _ now: ApprovedElement?) async throws {
    guard let approved = shown.element, approved != now else { return }
    let difference =
      now.flatMap(approved.difference) ?? "\(approved.role) \"\(approved.name)\" is not there as it was"
    throw await differs(
      "The page is not as it was when step '\(step.request.step)' was approved: \(difference).", approved.plain,
      now?.plain ?? .null)
  }

  /// Watches an element, and what it is after that: a change in between would not be noticed otherwise.
  private func noted(_ element: PageElement) async throws -> ApprovedElement {
    let own = try await tab.handle(element)
    try await step.facts.note(own, .identity)
    if let meant = try await own.element(PageScripts.retarget) { try await step.facts.note(meant, .identity) }
    guard let argument = BrowserEffectKind(rawValue: step.request.kind)?.locatorName else { throw KeptBack() }
    let reading = try await ElementFinder(tab: tab).look(try query(argument)).reading
    let index = reading.tree.nodes.firstIndex {
      $0.node == element.node && reading.frames[$0.frame].id == element.frame.id
    }
    // It was made anew meanwhile.
    guard let index else { throw KeptBack() }
    return ApprovedElement(reading.element(index))
  }

  /// Watches what a read gave, and reads it after that. Nil where it can no longer be read.
  private func reread(_ read: RememberedRead) async -> String? {
    guard let arguments = try? PlainValue(jsonText: read.arguments) else { return nil }
    var request = step.request
    request.kind = BrowserEffectKind.read.rawValue
    request.step = read.step
    request.arguments = arguments
    request.answer = nil
    request.isIrreversible = false
    request.timeout = min(request.timeout, 2_000)
    let runner = StepRunner(session: session, tab: tab, step: Step(request, step.files), notes: step.facts)
    return try? await runner.reading().jsonText()
  }
}

extension BrowserEffectKind {
  /// The argument that holds the locator of the element that a step acts on; nil where it acts on none.
  var locatorName: String? {
    switch self {
    case .click, .fill, .select, .check, .hover, .drag, .scroll, .upload, .download, .waitFor, .read, .screenshot,
      .find:
      "target"
    case .press: "on"
    case .open, .index, .dialog, .tab: nil
    }
  }

  /// The locator itself; nil too where the step is for whatever has the focus.
  func locator(in arguments: PlainValue) -> PlainValue? { locatorName.flatMap { Step.present(arguments[$0]) } }
}

extension Tab {
  /// Nil where it leads nowhere, or cannot be asked.
  func leadsTo(_ element: PageElement) async -> String? {
    guard let own = try? await handle(element), let meant = try? await own.element(PageScripts.retarget) ?? own else {
      return nil
    }
    return try? await meant.call(ApprovalScripts.leadsTo).text
  }

  var shownPage: ShownPage { ShownPage(address: address, document: mainFrame.loader) }
}

/// Evidence of a gate: the picture, the page's index, and the elements that what it allows would act on.
struct PageEvidence: Sendable {
  let session: BrowserSession
  /// Nil: no page is open.
  let tab: Tab?
  /// Where files of skills are, unless the run has a folder of its own.
  let folder: WorkFolder

  func capture(_ request: EvidenceRequest) async -> [CapturedEvidence] {
    var found: [CapturedEvidence] = []
    if let tab {
      if let picture = await Pictures(tab: tab, session: session).view() {
        found.append(CapturedEvidence(name: "screenshot", mediaType: "image/png", bytes: picture))
      }
      if await tab.dialog == nil,
        let index = try? await tab.index(tokens: BrowserLimits.indexTokens, without: session.knownSecrets)
      {
        found.append(CapturedEvidence(name: "index", mediaType: "text/plain", bytes: Array(index.text.utf8)))
      }
    }
    if let targets = await targets(request) {
      found.append(CapturedEvidence(name: "targets", mediaType: "application/json", bytes: targets))
    }
    return found
  }

  /// Remembers what is shown of each step that the gate allows, and says it.
  private func targets(_ request: EvidenceRequest) async -> [UInt8]? {
    let text = ShownText(prompt: request.prompt, show: request.show)
    let page = await tab?.shownPage
    let reads = if let page { await session.reads(of: page, shownBy: text) } else { [RememberedRead]() }
    let isPartial = if let page { await session.hasForgottenReads(of: page) } else { false }
    var shown: [PlainEntry] = []
    for one in request.allowed.elements ?? [] {
      guard let step = one["step"]?.text, let kind = BrowserEffectKind(rawValue: one["effect"]?.text ?? "") else {
        continue
      }
      let arguments = one["arguments"] ?? .null
      let (element, words, leadsTo) = await target(kind, arguments, step, request.skill)
      let files = kind == .upload ? files(arguments["files"], request) : nil
      await session.remember(
        shown: ShownStep(
          gate: request.gate, step: step, element: element, page: page, reads: reads, leadsTo: leadsTo,
          files: files?.compactMapValues { $0 }, isPartial: isPartial ? true : nil))
      if let words { shown.append(PlainEntry(key: .string(step), value: Self.words(words, files))) }
    }
    return shown.isEmpty ? nil : try? PlainValue.map(shown).json()
  }

  /// The digests of what a step is to send, as far as it is known and there.
  private func files(_ given: PlainValue?, _ request: EvidenceRequest) -> [String: String?]? {
    guard let given = Step.present(given), let named = try? UploadedFiles.Named.all(given) else { return nil }
    let uploaded = UploadedFiles(
      folder: request.folder.map { WorkFolder(path: $0, forbidden: folder.forbidden) } ?? folder,
      patterns: request.permissions.read, artifacts: request.artifacts)
    let digests = named.map { ($0.path, (try? uploaded.content($0.path)).map { Digest(of: $0).description }) }
    return Dictionary(digests) { first, _ in first }
  }

  private static func words(_ target: PlainValue, _ files: [String: String?]?) -> PlainValue {
    guard let files, !files.isEmpty else { return target }
    let words = files.sorted { $0.key < $1.key }.map { path, digest in
      PlainEntry(key: .string(path), value: .string(digest.map { "sha256 \($0)" } ?? "not there yet"))
    }
    let named = PlainEntry(key: "files", value: .map(words))
    guard case .map(let entries) = target else { return .map([PlainEntry(key: "target", value: target), named]) }
    return .map(entries + [named])
  }

  /// What a step would act on now, if that is one element, and the same for people. Nothing is said where its arguments say all.
  private func target(
    _ kind: BrowserEffectKind, _ arguments: PlainValue, _ step: String, _ skill: String
  ) async -> (ApprovedElement?, PlainValue?, String?) {
    guard let argument = kind.locatorName, let locator = kind.locator(in: arguments) else {
      return (nil, kind == .press ? "the keys go to whatever has the focus then" : nil, nil)
    }
    guard let query = try? LocatorQuery(StepRunner.texts(locator)) else {
      return (nil, "its locator means nothing", nil)
    }
    guard let tab else { return (nil, .string("\(query.description): no page is open yet"), nil) }
    guard await tab.dialog == nil else {
      return (nil, .string("\(query.description): a dialog stands on this page"), nil)
    }
    let known = ElementLesson(session: session, skill: skill, step: step, argument: argument, locator: locator)
    switch try? await Sighting(tab: tab, query: query, kind: kind, lesson: known, isIrreversible: true).look(.settled) {
    case .one(let found, let finding)?:
      return (ApprovedElement(found), Self.words(ApprovedElement(found), finding), await tab.leadsTo(found))
    case .several(let found, _)?:
      return (nil, .string("\(query.description) fits \(found.count) elements of this page"), nil)
    case .nothing?, .unsure?: return (nil, .string("\(query.description) is not on this page yet"), nil)
    case nil: return (nil, .string("\(query.description): this page could not be looked at"), nil)
    }
  }

  /// What an element is, and that it is not what earlier runs knew.
  private static func words(_ element: ApprovedElement, _ finding: Finding?) -> PlainValue {
    guard case .changed(let changes, _, _)? = finding?.lesson, case .map(let entries) = element.plain else {
      return element.plain
    }
    return .map(entries + [PlainEntry(key: "changed", value: .string(changes.joined(separator: ", ")))])
  }
}
