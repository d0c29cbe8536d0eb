// A step's target, waited for: resolve, check that it may be acted on, act; if not yet, wait until the page changes and look
// again, until the step's time is up. More than one match is asked about, never guessed at.
import DurableRuntime
import Locators
import Values

struct Target: Sendable {
  let session: BrowserSession
  let tab: Tab
  let step: Step
  /// The step's argument that holds the locator; nil: nothing is learned.
  let argument: String?
  /// Throws where an element is not the one that was approved.
  var approved: @Sendable (PageElement) async throws -> Void = { _ in }

  /// The element that a locator means, once there is one.
  func element(_ query: LocatorQuery) async throws -> PageElement {
    try await attempt(query) { element, _ in element }
  }

  /// A point at which it may be acted on.
  func point(_ query: LocatorQuery, _ demands: Demands) async throws -> (PageElement, ActionPoint) {
    try await attempt(query) { element, attempt in
      (element, try await element.actionPoint(tab, demands, attempt: attempt))
    }
  }

  /// Tries until `body` has an element that it can use.
  func attempt<R: Sendable>(
    _ query: LocatorQuery, _ body: @Sendable (PageElement, Int) async throws -> R
  ) async throws -> R {
    var last: Trouble = .nothing([])
    var settling = Deadline.seconds(BrowserLimits.settleSeconds)
    var looks = 0
    var tries = 0
    var kept = 0
    while true {
      var heard = tab.signal.heard
      // Once the time is up there is one more look, with the patience of the last: time that ends while one is taken does not
      // leave out what only the last one asks about.
      let isLast = step.deadline.hasPassed
      // It may have come up between two steps, and holds every script.
      if let dialog = await tab.dialog { throw DialogInTheWay(dialog: dialog) }
      do {
        if await tab.isLoading { settling = .seconds(BrowserLimits.settleSeconds) }
        switch try await meaning(of: query, isLast ? .exhausted : settling.hasPassed ? .settled : .fresh) {
        case .one(let element, _) where isLast:
          // There is no time left in which to hear what acting on it would come to.
          if case .unusable = last {
          } else {
            last = .unusable(element, NotActionable(condition: "attached", detail: "it was not there before"))
          }
        case .one(let element, var finding):
          try await approved(element)
          do {
            await picture(element, "before", for: &finding)
            let result = try await body(element, tries)
            await picture(element, "after", for: &finding)
            if let finding { step.lessons.add(finding) }
            return result
          } catch let problem as NotActionable {
            last = .unusable(element, problem)
            tries += 1
            if problem.isKept {
              kept += 1
              if kept == BrowserLimits.inputsKept { throw await failure(query, last) }
              try await step.facts.takePointerAway(tab)
              // What the input itself set off is no reason to look at once.
              heard = tab.signal.heard
            }
          }
        case .nothing(let nearest), .unsure(let nearest): last = .nothing(nearest)
        case .several(let candidates, let doubt):
          // A page that is still being built may yet lose the others.
          if await tab.isLoading {
            last = .many(candidates.count)
          } else {
            throw await choice(query, candidates, doubt)
          }
        }
      } catch let error as DevToolsError {
        // The document went away while it was looked at.
        guard case .refused = error else { throw error }
      }
      if let dialog = await tab.dialog { throw DialogInTheWay(dialog: dialog) }
      if isLast { throw await failure(query, last) }
      try Task.checkCancellation()
      let pause = BrowserLimits.looks[min(looks, BrowserLimits.looks.count - 1)]
      looks += 1
      await tab.signal.change(since: heard, atMost: min(.milliseconds(pause), step.deadline.left + .milliseconds(1)))
    }
  }

  private enum Trouble {
    case nothing([String])
    case denied
    case many(Int)
    case unusable(PageElement, NotActionable)
  }

  private func meaning(of query: LocatorQuery, _ patience: Recognition.Patience) async throws -> Sighting.Meaning {
    guard let kind = BrowserEffectKind(rawValue: step.request.kind) else { return .nothing([]) }
    var lesson: ElementLesson?
    if let argument, let locator = step[argument] {
      lesson = ElementLesson(
        session: session, skill: step.request.skill, step: step.request.step, argument: argument, locator: locator)
    }
    // A person who was asked knows what is there: nothing is waited for.
    let sighting = Sighting(
      tab: tab, query: query, kind: kind, lesson: lesson, isAnswered: answer != nil,
      isIrreversible: step.request.isIrreversible)
    let meaning = try await sighting.look(answer == nil ? patience : .exhausted)
    switch meaning {
    case .several(let candidates, _):
      guard let answer else { return meaning }
      if answer["value"]?.text == Self.noneOfThem { throw await failure(query, .denied) }
      guard let chosen = Self.chosen(answer["label"]?.text ?? "", among: candidates) else { return meaning }
      var finding = chosen.finding
      finding?.isChosen = true
      // From memory nobody has said it again.
      finding?.chosenBy = (answer["by"]?.elements?.compactMap(\.text) ?? []).filter { $0 != "policy" }
      return .one(chosen.element, finding)
    case .one(let element, let finding?):
      // What cannot be undone is not done to an element that nobody saw: it was healed after its approval, or without one.
      guard step.request.isIrreversible, case .changed(_, _, true) = finding.lesson, await !wasShown else {
        return meaning
      }
      return .several([Sighting.Candidate(element: element, around: finding.ways.around, finding: finding)], .lost)
    case .one, .nothing, .unsure: return meaning
    }
  }

  /// Whether the approver of this step was shown an element for it.
  private var wasShown: Bool {
    get async {
      guard case .gate(let gate)? = step.request.approval else { return false }
      return await session.shown(step.request.step, by: gate)?.element != nil
    }
  }

  /// What a person said when they were asked which element is meant.
  private var answer: PlainValue? {
    guard let answer = step.request.answer, answer["question"]?.text == "choice" else { return nil }
    return answer
  }

  /// An element that has changed is shown as it was found and as it was left.
  private func picture(_ element: PageElement, _ when: String, for finding: inout Finding?) async {
    guard case .changed? = finding?.lesson else { return }
    let pictures = Pictures(tab: tab, step: step, session: session)
    if let made = await pictures.drift(element, when) { finding?.pictures.append(made) }
  }

  /// The candidate that bears the label of the option that was chosen. The only one that is left need not be it.
  private static func chosen(_ label: String, among candidates: [Sighting.Candidate]) -> Sighting.Candidate? {
    if candidates.count == 1, told(candidates[0]) == label { return candidates[0] }
    let shown = candidates.prefix(BrowserLimits.candidates)
    return zip(shown, labels(shown)).first { $0.1 == label }?.0
  }

  /// Descriptions that tell candidates apart: where two read alike, by what is written around them, so that an answer still
  /// means the same one should the page change its order; only where that is alike too, by which of them it is.
  private static func labels(_ candidates: ArraySlice<Sighting.Candidate>) -> [String] {
    let told = told(apart: candidates.map(\.element.description)) { number, _ in Self.told(candidates[number]) }
    var seen: [String: Int] = [:]
    return Self.told(apart: told) { _, text in
      seen[text, default: 0] += 1
      return "\(text) (\(seen[text, default: 0]) of \(told.count { $0 == text }))"
    }
  }

  /// A candidate by its name and by what is written around it.
  private static func told(_ one: Sighting.Candidate) -> String {
    let around = one.around.prefix(BrowserLimits.labelWords).joined(separator: " ")
    return around.isEmpty ? one.element.description : "\(one.element.description) beside \(around)"
  }

  /// Those that stand there more than once, changed.
  private static func told(apart texts: [String], _ change: (Int, String) -> String) -> [String] {
    var counts: [String: Int] = [:]
    for text in texts { counts[text, default: 0] += 1 }
    return texts.enumerated().map { counts[$1, default: 0] > 1 ? change($0, $1) : $1 }
  }

  /// The option that stands behind elements none of which may be meant.
  private static let noneOfThem = "none"

  private func choice(
    _ query: LocatorQuery, _ candidates: [Sighting.Candidate], _ doubt: Recognition.Doubt
  ) async -> StepQuestion {
    let shown = candidates.prefix(BrowserLimits.candidates)
    let artifact = await Pictures(tab: tab, step: step, session: session).candidates(shown.map(\.element))
    var options: [PlainValue] = zip(shown, Self.labels(shown)).enumerated().map { number, pair in
      var entries: [PlainEntry] = [
        PlainEntry(key: "value", value: .string("\(number + 1)")), PlainEntry(key: "label", value: .string(pair.1)),
      ]
      entries += pair.0.element.plain.entries ?? []
      // An answer that is learned holds for what was asked about, not for its place in the list.
      if !pair.0.around.isEmpty {
        entries.append(PlainEntry(key: "around", value: .string(pair.0.around.joined(separator: " "))))
      }
      return .map(entries)
    }
    var show: [PlainEntry] = [PlainEntry(key: "page", value: .string(await tab.address))]
    if let artifact {
      show.append(PlainEntry(key: "screenshot", value: .string(artifact.path)))
      show.append(PlainEntry(key: "screenshot_sha256", value: .string(artifact.sha256.description)))
    }
    if candidates.count > shown.count {
      show.append(PlainEntry(key: "left_out", value: .int(Int64(candidates.count - shown.count))))
    }
    let why: String
    switch doubt {
    case .several: why = "\(query.description) fits \(candidates.count) elements."
    case .unclear:
      why = "\(query.description) may mean \(candidates.count == 1 ? "this" : "\(candidates.count) elements")."
    case .contradiction: why = "\(query.description) is not what it was in earlier runs."
    case .gone: why = "What was chosen for \(query.description) is not on the page any more; this is what is left."
    case .lost: why = "\(query.description) is not on the page any more; this is like what it was in earlier runs."
    }
    if doubt != .several {
      options.append(["value": .string(Self.noneOfThem), "label": "none of these: the step fails"])
    }
    return StepQuestion(
      kind: "choice",
      payload: [
        "prompt": .string("\(why) Which one is meant for step '\(step.request.step)'?"),
        "options": .list(options), "show": .map(show),
      ], artifacts: artifact.map { [$0] } ?? [])
  }

  private func failure(_ query: LocatorQuery, _ trouble: Trouble) async -> StepFailure {
    let place = "on \(await tab.address) within \(step.deadline.text)"
    switch trouble {
    case .nothing(let nearest):
      var text = "\(query.description) was not found \(place)"
      if !nearest.isEmpty { text += "; nearest:" + nearest.map { "\n  \($0)" }.joined() }
      return .effect(text)
    case .denied:
      return .effect(
        "\(query.description) is not on \(await tab.address): it was asked about, and nothing there is meant")
    case .many(let count):
      return .timedOut("\(query.description) fits \(count) elements of a page that went on loading \(place)")
    case .unusable(let element, let problem):
      let condition =
        switch problem.condition {
        case "visible": "is not visible"
        case "stable": "does not hold still"
        case "enabled": "is not enabled"
        case "editable": "is not editable"
        case "hit": "is not reached by the pointer"
        case "attached": "does not stay on the page"
        case "focus": "does not get the focus"
        case "set": "does not change"
        default: "is not \(problem.condition)"
        }
      return .timedOut("\(element.description) was found but \(condition) \(place): \(problem.detail)")
    }
  }
}

/// A native dialog holds the page while something was waited for.
struct DialogInTheWay: Error { var dialog: OpenDialog }
