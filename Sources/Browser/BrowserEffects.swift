// A skill's browser steps as an `EffectPerformer`: one request in, one outcome out, by way of the run's own Chromium. Read
// this first. The way of a step:
//
//   BrowserEffects ─ session of the run ─ BrowserSession ─ StepRunner ─ Sighting ─ what is meant (ElementFinder: what fits)
//     (which run)     (live or restored)    (its pages)     (the step)  └ ActionPoint ─ may it be acted on, and where
//
// What a page must be like to be acted on, and what is asked of people, is written in Grammar/browser.md.
import DurableRuntime
import Foundation
import Values

/// The kinds of `Grammar/effects.tsv` that this room does.
package enum BrowserEffectKind: String, CaseIterable, Sendable {
  case open, click, fill, select, check, press, hover, drag, scroll, upload, download
  case waitFor = "wait_for"
  case read, screenshot, find, index, dialog, tab
}

package actor BrowserEffects: EffectPerformer {
  /// One folder a run below it.
  private let root: String
  /// The folder that a run's files are in where it names none.
  private let folder: WorkFolder
  private let program: BrowserProgram
  private let films: Bool
  private let elements: (any ElementMemory)?
  private let clock: any WorldClock
  private var sessions: [RunID: BrowserSession] = [:]
  /// The last step of each run: the next one waits for it.
  private var turns: [RunID: Task<Void, Never>] = [:]
  /// Runs that had a page in this process.
  private var shown: Set<RunID> = []

  /// - Parameters:
  ///   - root: absolute path of the folder that browsers are kept in.
  ///   - folder: what paths in skills are relative to, where a run has no folder of its own.
  ///   - program: the Chromium that is started for a run that has none yet.
  ///   - films: whether runs leave a video.
  ///   - elements: what earlier runs found; nil: nothing is learned.
  ///   - clock: the sites' own time, whichever the run is told.
  package init(
    root: String, folder: WorkFolder, program: BrowserProgram = BrowserProgram(), films: Bool = true,
    elements: (any ElementMemory)? = nil, clock: any WorldClock = SystemClock()
  ) {
    self.clock = clock
    self.root = root
    self.folder = folder
    self.program = program
    self.films = films
    self.elements = elements
  }

  /// Ends browsers of paused runs that were kept long enough. Whoever opens a store does this first.
  package static func sweep(root: String) {
    if access(root, F_OK) == 0 { BrowserKeeper.sweep(URL(fileURLWithPath: root)) }
  }

  func session(_ run: RunID) -> BrowserSession {
    if let known = sessions[run] { return known }
    let fresh = BrowserSession(
      run: run, folder: URL(fileURLWithPath: root).appendingPathComponent(run.description), program: program,
      elements: elements,
      clock: clock)
    sessions[run] = fresh
    return fresh
  }

  // MARK: EffectPerformer

  package func perform(_ request: EffectRequest) async -> EffectOutcome {
    guard let kind = BrowserEffectKind(rawValue: request.kind) else {
      return .failed(.effect, "nothing here can do “\(request.kind)”", sent: false)
    }
    let session = session(request.run)
    let before = turns[request.run]
    shown.insert(request.run)
    let files = request.folder.map { WorkFolder(path: $0, forbidden: folder.forbidden) } ?? folder
    let work = Task {
      await before?.value
      if films { await session.film(into: URL(fileURLWithPath: request.artifacts)) }
      await session.video?.step(VideoMark.title(kind: request.kind, step: request.step))
      return await StepAttempt(session: session, kind: kind, request: request, files: files).outcome()
    }
    turns[request.run] = Task { _ = await work.value }
    return await withTaskCancellationHandler {
      await work.value
    } onCancel: {
      work.cancel()
    }
  }

  package func evidence(_ request: EvidenceRequest) async -> [CapturedEvidence] {
    let isAboutPages = request.allowed.elements?.contains {
      BrowserEffectKind(rawValue: $0["effect"]?.text ?? "") != nil
    }
    guard let session = isAboutPages == true ? session(request.run) : sessions[request.run] else { return [] }
    await turns[request.run]?.value
    await session.video?.gate(request.prompt)
    await session.filmStill()
    let tab = await session.isAttached ? try? await session.tab() : nil
    if let tab { await session.noticePage(await tab.shownPage) }
    let evidence = await PageEvidence(session: session, tab: tab, folder: folder).capture(request)
    await tab?.releaseHandles()
    return evidence
  }

  /// The index of what a run's page shows now.
  package func index(run: RunID, tokens: Int) async throws -> IndexedPage {
    try await session(run).tab().index(tokens: tokens)
  }

  package func rest(run: RunID) async -> [UInt8]? {
    guard let session = sessions[run] else { return nil }
    // What a gate showed before there was any page is known to nobody else.
    guard await session.hasSomethingToKeep else { return nil }
    let state = await session.rest().bytes
    BrowserKeeper.sweep(URL(fileURLWithPath: root))
    return state
  }

  package func restore(
    run: RunID, from state: [UInt8]?, isCurrent: Bool, secrets: any SecretTexts
  ) async -> SessionReturn? {
    let session = session(run)
    await session.mask(secrets.known)
    let known = state.flatMap { try? SessionState(bytes: $0) }
    await session.recall(known, isCurrent: isCurrent)
    if isCurrent, known?.tabs.isEmpty == true { return nil }
    // A browser that cannot be started is told of by the next step, which tries again.
    return (try? await session.resume()) ?? nil
  }

  package func release(run: RunID, artifacts: String) async -> ReleasedRun {
    // A browser that an earlier process left has a folder, and so has what was filmed.
    guard sessions[run] != nil || access("\(root)/\(run)", F_OK) == 0 else {
      if shown.isEmpty, access(artifacts, F_OK) != 0 { return ReleasedRun() }
      return await film(of: run, in: URL(fileURLWithPath: artifacts))
    }
    let session = session(run)
    sessions[run] = nil
    turns[run] = nil
    await session.filmStill()
    await session.video?.end()
    await session.end()
    return await film(of: run, in: URL(fileURLWithPath: artifacts))
  }

  /// The run's video, made of what this process and those before it filmed.
  private func film(of run: RunID, in artifacts: URL) async -> ReleasedRun {
    let hadPage = shown.remove(run) != nil
    guard films else { return ReleasedRun() }
    let reel = VideoReel(artifacts: artifacts)
    let encoder = VideoEncoder()
    guard encoder.program != nil else {
      guard hadPage || reel.exists else { return ReleasedRun() }
      return ReleasedRun(remarks: [
        "there is no video of this run: ffmpeg is not installed; \(VideoEncoder.installHint)"
      ])
    }
    do {
      return ReleasedRun(artifacts: try await encoder.encode(reel, into: artifacts))
    } catch {
      return ReleasedRun(remarks: ["there is no video of this run: \(error)"])
    }
  }

  package func close() async {
    for session in sessions.values { await session.detach() }
    sessions = [:]
    elements?.close()
  }
}

extension BrowserSession {
  /// The run's browser as it was left, or a fresh one that stands where it stood. Nil: there was nothing to return to.
  @discardableResult
  func resume() async throws -> SessionReturn? {
    let wasAttached = await isLive
    if try await open() { return wasAttached ? nil : .live }
    if fellBehind() { return nil }
    guard let state = lastKnown, !state.tabs.isEmpty else { return nil }
    try await restore(state)
    return .restored
  }

  private var isLive: Bool {
    get async {
      guard let devTools else { return false }
      return await !devTools.isGone
    }
  }
}

/// One request, from beginning to outcome.
struct StepAttempt: Sendable {
  let session: BrowserSession
  let kind: BrowserEffectKind
  let request: EffectRequest
  let files: WorkFolder

  func outcome() async -> EffectOutcome {
    let document = try? await session.tab().mainFrame.loader
    let step = Step(request, files)
    let outcome = await attempted(step)
    await step.facts.leave()
    if request.repeats != .pure { await session.movesOn() }
    if let tab = try? await session.tab() {
      await tab.letGo()
      let page = await tab.shownPage
      if kind.leads || kind.acts && page.document != document { await session.led() }
      await session.noticePage(page)
    }
    return outcome
  }

  private func attempted(_ step: Step) async -> EffectOutcome {
    var isSecondTry = false
    while true {
      do {
        var outcome = try await attempt(step)
        await step.lessons.add(to: &outcome, session, request)
        await session.note(kind, step.progress, isDone: true)
        return outcome
      } catch let lost as PageLost {
        let message = "\(request.step): \(lost.what)"
        switch (request.repeats, isSecondTry) {
        case (.once, _) where step.progress.hasActed:
          return EffectOutcome(
            .inDoubt(
              message:
                "\(lost.what) while step '\(request.step)' (\(request.kind)) was done. Did it happen? Look before you answer.",
              show: ["effect": .string(request.kind), "arguments": request.arguments]))
        case (_, false):
          // Doing it twice leaves the world as doing it once.
          isSecondTry = true
          continue
        case (_, true): return .failed(.effect, message, sent: step.progress.hasActed)
        }
      } catch {
        await session.note(kind, step.progress, isDone: false)
        return await failed(step, error)
      }
    }
  }

  private func attempt(_ step: Step) async throws -> EffectOutcome {
    await session.setKeep(KeepTime.milliseconds(request.session))
    await session.mask(request.secrets.known)
    try await session.resume()
    let lost = try await session.replaceLostTab()
    if let lost, !lost.isAsOpened { await session.fallBehind(lost.reason + Self.isLost) }
    if await session.memory.isBehind { try await standAnew() }
    await session.permit(request.permissions.network)
    if let lost { try await goBack(to: lost, step) }
    let tab = try await session.tab()
    await session.filmCurrent()
    if request.answer == nil { await tab.resetDialogCount() }
    await session.noticePage(await tab.shownPage)
    let runner = StepRunner(session: session, tab: tab, step: step)
    do {
      let outcome: EffectOutcome
      if let finished = try await afterDialog(runner) {
        outcome = finished.telling(request.answer)
      } else {
        outcome = try await withTimeLimit(step) { try await performed(runner) }
      }
      if case .gate(let gate)? = request.approval { await session.forget(shown: request.step, by: gate) }
      await tab.releaseHandles()
      return outcome
    } catch let dialog as DialogInTheWay {
      if let declared = await session.takeDeclared() {
        try await runner.close(dialog.dialog, declared)
        return try await step.progress.hasActed ? finish(runner) : attempt(step)
      }
      await session.remember(asked: .init(step: request.step, hasActed: step.progress.hasActed))
      throw question(dialog.dialog, address: await tab.address)
    }
  }

  /// The page that the run was at is gone, and another may well have elements of the same names: nothing is done there until
  /// the skill opens an address.
  private func standAnew() async throws {
    if kind == .open { return await session.standsAnew() }
    let asked = await session.memory.asked
    if request.repeats == .once, request.answer?["question"]?.text == "dialog", asked?.hasActed ?? true {
      throw PageLostAfterActing(what: "the browser has ended, and the dialog that was asked about with it")
    }
    let reason = await session.memory.behindSince ?? "the browser has ended" + Self.isLost
    throw StepFailure.effect("\(request.step): \(reason); only `open` can go on from here")
  }

  private static let isLost = ", and what the run did in it since it last rested is lost"

  /// A command that is stuck must not hold the step for longer than it has.
  private func withTimeLimit(_ step: Step, _ body: @escaping @Sendable () async throws -> EffectOutcome) async throws
    -> EffectOutcome
  {
    try await withThrowingTaskGroup(of: EffectOutcome.self) { group in
      group.addTask { try await body() }
      group.addTask {
        // A little longer, so that whoever waits for a condition is the one to say which it was.
        try await Task.sleep(for: step.deadline.left + .seconds(2))
        throw StepFailure.timedOut(
          "\(step.request.step) did not end within \(step.deadline.text): the page does not answer")
      }
      defer { group.cancelAll() }
      guard let first = try await group.next() else { throw CancellationError() }
      return first
    }
  }

  // MARK: Dialogs

  private func question(_ dialog: OpenDialog, address: String) -> StepQuestion {
    var options: [PlainValue] = [["value": "accept", "label": dialog.kind == "alert" ? "OK" : "OK (accept)"]]
    if dialog.kind != "alert" { options.append(["value": "dismiss", "label": "Cancel (dismiss)"]) }
    let asks =
      dialog.isAboutLeaving
      ? ", whether to leave it; what was changed there may be lost" : ": \(dialog.message.prefix(2_000))"
    var payload: [PlainEntry] = [
      PlainEntry(key: "prompt", value: .string("The page asks, during step '\(request.step)'\(asks)")),
      PlainEntry(key: "options", value: .list(options)),
      PlainEntry(
        key: "show",
        value: ["dialog": .string(dialog.kind), "message": .string(dialog.message), "page": .string(address)]),
    ]
    if dialog.kind == "prompt" {
      payload.append(
        PlainEntry(
          key: "form",
          value: [
            "text": [
              "type": "string", "description": "What is typed into the dialog", "default": .string(dialog.defaultText),
            ]
          ]))
    }
    return StepQuestion(kind: "dialog", payload: .map(payload))
  }

  /// The step asked about a dialog and has its answer: the dialog is answered, and the step goes on where it was. Nil where
  /// this is no such step, or it had done nothing yet.
  private func afterDialog(_ runner: StepRunner) async throws -> EffectOutcome? {
    guard let answer = request.answer, answer["question"]?.text == "dialog" else { return nil }
    let asked = await session.memory.asked
    await session.remember(asked: nil)
    let given = DialogAnswer(accepts: answer["value"]?.text == "accept", text: answer["text"]?.text)
    if let dialog = await runner.tab.dialog {
      try await runner.close(dialog, given)
      if kind == .open, dialog.isAboutLeaving { return .done(try await leave(runner, given)) }
    } else if asked?.hasActed ?? true {
      guard request.repeats != .once else {
        throw PageLostAfterActing(what: "the dialog that was asked about is no longer there")
      }
      await session.declare(given, isNext: true)
      return nil
    }
    guard asked?.hasActed ?? true else { return nil }
    runner.progress.acts()
    return try await finish(runner)
  }

  /// The navigation that made the page ask was given up with the question: it begins anew, and the page may ask again.
  private func leave(_ runner: StepRunner, _ given: DialogAnswer) async throws -> PlainValue {
    guard given.accepts else {
      throw StepFailure.effect("the page that was to be left asked whether to, and was answered that it is not")
    }
    let others = await session.memory.answers
    await session.declare(given, isNext: true)
    let place = await Result { try await runner.open() }
    await session.declare(only: others)
    return try place.get()
  }

  /// The rest of a step that has acted, once its dialog is out of the way.
  private func finish(_ runner: StepRunner) async throws -> EffectOutcome {
    switch kind {
    case .open: return .done(try await runner.arrived(request.arguments["url"]?.text ?? "", loader: nil))
    case .download:
      let (value, artifact) = try await runner.downloaded()
      return EffectOutcome(.done(value), artifacts: [artifact])
    case .click, .fill, .select, .check, .press, .hover, .drag, .scroll, .upload, .waitFor, .read, .screenshot, .find,
      .index, .dialog, .tab:
      try await runner.act {}
      return .done(.null)
    }
  }

  // MARK: The kinds

  /// What changed between the last look at it and the input, which the page did not get, is looked at anew.
  private func performed(_ runner: StepRunner) async throws -> EffectOutcome {
    var kept = 0
    while true {
      do { return try await perform(runner) } catch is KeptBack {
        try await runner.step.facts.takePointerAway(runner.tab)
        kept += 1
        guard kept < BrowserLimits.looksKept, !runner.step.deadline.hasPassed else {
          throw StepFailure.timedOut(
            "what was approved for '\(request.step)' did not stay as it was for long enough to act on it, in \(kept) tries"
          )
        }
      }
    }
  }

  private func perform(_ runner: StepRunner) async throws -> EffectOutcome {
    if kind.locator(in: request.arguments) == nil { try await runner.checkApproved(nil) }
    switch kind {
    case .open: return .done(try await runner.open())
    case .click: try await runner.click()
    case .fill: try await runner.fill()
    case .select: try await runner.select()
    case .check: try await runner.check()
    case .press: try await runner.press()
    case .hover: try await runner.hover()
    case .drag: try await runner.drag()
    case .scroll: try await runner.scroll()
    case .upload: try await runner.upload()
    case .waitFor: try await runner.waitFor()
    case .read: return .done(try await runner.read())
    case .find: return .done(try await runner.find())
    case .index: return .done(try await runner.index())
    case .dialog: return .done(try await runner.dialog())
    case .tab: return .done(try await runner.goToTab())
    case .download:
      let (value, artifact) = try await runner.download()
      return EffectOutcome(.done(value), artifacts: [artifact])
    case .screenshot:
      let (value, artifact) = try await Pictures(tab: runner.tab, step: runner.step, session: session).screenshot(
        runner)
      return EffectOutcome(.done(value), artifacts: [artifact])
    }
    return .done(.null)
  }

  // MARK: What goes wrong

  private func inDoubt(_ what: String) -> EffectOutcome {
    EffectOutcome(
      .inDoubt(
        message: "\(request.step): \(what). Did the step happen? Look before you answer.",
        show: ["effect": .string(request.kind), "arguments": request.arguments]))
  }

  private func failed(_ step: Step, _ error: any Error) async -> EffectOutcome {
    let sent = step.progress.hasActed && request.repeats == .once
    switch error {
    // What cannot be undone and may have happened is asked about.
    case let failure as StepFailure where sent && request.isIrreversible:
      return .unheard(failure.kind, failure.message, sent: true)
    case let failure as StepFailure: return .failed(failure.kind, failure.message, sent: sent)
    // What came of it may be what could not be kept.
    case var failure as EffectFailure:
      (failure.sent, failure.isUnread) = (sent, sent)
      return EffectOutcome(failure, of: request)
    case let question as StepQuestion:
      return EffectOutcome(.question(kind: question.kind, payload: question.payload), artifacts: question.artifacts)
    case let differs as ApprovalDiffers:
      return EffectOutcome(.differs(message: differs.message, show: differs.show))
    case let lost as PageLostAfterActing: return inDoubt(lost.what)
    case let lost as InputLost:
      return request.repeats == .once
        ? inDoubt(lost.what) : .failed(.effect, "\(request.step): \(lost.what)", sent: sent)
    case is NoClick:
      return request.isIrreversible
        ? inDoubt(NoClick.what) : .failed(.effect, "\(request.step): \(NoClick.what)", sent: sent)
    case let problem as NotActionable: return .failed(.effect, "\(request.step): \(problem.detail)", sent: sent)
    case let problem as BrowserError: return .failed(.effect, problem.description, sent: sent)
    case is CancellationError: return .failed(.effect, "\(request.step) was given up", sent: sent)
    case let problem as DevToolsError: return .failed(.effect, "\(request.step): \(problem.description)", sent: sent)
    case let problem as UnreadableReply: return .failed(.effect, "\(request.step): \(problem.description)", sent: sent)
    default: return .failed(.effect, "\(request.step) failed: \(type(of: error))", sent: sent)
    }
  }
}

extension EffectOutcome {
  /// A step that gives nothing gives how a person answered the dialog that came up in it.
  fileprivate func telling(_ answer: PlainValue?) -> EffectOutcome {
    guard case .done(.null) = result, let word = answer?["value"]?.text else { return self }
    var outcome = self
    outcome.result = .done(["dialog": .string(word)])
    return outcome
  }
}

/// A step had acted, and what it acted on is gone.
struct PageLostAfterActing: Error { var what: String }

/// The skill's `session: {keep: 2h}`.
enum KeepTime {
  static func milliseconds(_ session: PlainValue) -> Int64 {
    let fallback = BrowserLimits.keepMinutes * 60_000
    guard let text = session["keep"]?.text else { return fallback }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let scales: [Substring: Int64] = ["ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
    // The compiler has looked at it; a program that comes from a file may say anything.
    guard let scale = scales[text[digits.endIndex...]], let number = Int64(digits),
      number <= BrowserLimits.longestKeepMilliseconds / scale
    else { return fallback }
    return number * scale
  }
}
