// What every browser step has in common: acting while a dialog may come up, and waiting for what the action set off. The
// single actions stand in `Actions.swift`, `Typing.swift`, `Reading.swift` and `Pages.swift`.
import DurableRuntime
import Foundation
import Locators
import Values

struct StepRunner: Sendable {
  let session: BrowserSession
  let tab: Tab
  let step: Step
  /// Where what is read is noted, for another step that acts; nil: nowhere.
  var notes: ApprovedFacts?
  var progress: StepProgress { step.progress }

  // MARK: Targets

  /// - Parameter argument: the step's argument that holds the locator, under which it is learned what that means; nil: nothing
  ///   is learned.
  func target(_ argument: String? = "target") -> Target {
    var target = Target(session: session, tab: tab, step: step, argument: argument)
    // The element that the step is about is the one that was approved, where it is irreversible.
    if let argument, argument == BrowserEffectKind(rawValue: step.request.kind)?.locatorName {
      target.approved = { try await checkApproved($0) }
    }
    return target
  }

  func query(_ name: String = "target") throws -> LocatorQuery {
    guard let value = step[name] else { throw StepFailure.effect("`\(name)` is missing: which element?") }
    return try query(of: value)
  }

  func query(of value: PlainValue) throws -> LocatorQuery {
    do { return try LocatorQuery(Self.texts(value)) } catch { throw StepFailure.effect(error.description) }
  }

  /// Numbers that stand where a locator wants text.
  static func texts(_ value: PlainValue) -> PlainValue {
    guard case .map(let entries) = value else { return value }
    return .map(
      entries.map { entry in
        switch (entry.key.text, entry.value) {
        case ("nth", _), ("exact", _): entry
        case (_, .int), (_, .double), (_, .uint), (_, .decimal), (_, .bool):
          PlainEntry(key: entry.key, value: .string((try? Step.plainText(entry.value, "")) ?? ""))
        case (_, .map): PlainEntry(key: entry.key, value: texts(entry.value))
        default: entry
        }
      })
  }

  // MARK: Acting

  /// Gives the page input and waits for what it sets off: a navigation is over, a dialog answered or asked about.
  /// - Parameter frame: the frame that is acted on.
  func act(in frame: PageFrame? = nil, _ input: @escaping @Sendable () async throws -> Void) async throws {
    let hadActed = progress.hasActed
    progress.acts(on: await tab.mainFrame.loader)
    let inputs = await tab.inputCount
    let task = Task { [facts = step.facts] in
      try await facts.hold()
      let result = await Result { try await input() }
      await facts.forget()
      try result.get()
    }
    let finished = Finished()
    let signal = session.signal
    Task {
      await finished.set(task.result)
      signal.tell()
    }
    do {
      try await withTaskCancellationHandler {
        try await answering { await finished.result != nil }
      } onCancel: {
        task.cancel()
      }
    } catch let dialog as DialogInTheWay {
      // The input goes on once the dialog is closed.
      throw dialog
    } catch {
      // Nothing of it is given to the page after the step has ended, and what watches it stays until then.
      task.cancel()
      _ = await task.result
      throw error
    }
    if case .failure(let error)? = await finished.result {
      if error is KeptBack || (error as? NotActionable)?.isKept == true, !hadActed { progress.wasKeptBack() }
      // The document may go away under an action that makes it go away; before that, nothing was done.
      guard Tab.isGone(error) else { throw error }
      guard await tab.inputCount > inputs else {
        throw NotActionable(condition: "attached", detail: "the page was left before it was acted on")
      }
    }
    try await settle(frame)
  }

  private actor Finished {
    private(set) var result: Result<Void, any Error>?
    func set(_ result: Result<Void, any Error>) { self.result = result }
  }

  /// Waits until a condition holds, answering the dialogs that come up as the skill declared, or asking.
  /// - Parameter patience: what is not so by then need not be.
  func answering(
    atMost patience: Deadline? = nil, _ condition: @escaping @Sendable () async throws -> Bool
  ) async throws {
    let signal = session.signal
    let deadline = patience.map { $0.instant < step.deadline.instant ? $0 : step.deadline } ?? step.deadline
    while true {
      let isOver = try await signal.wait(until: deadline) { [tab] in
        if await tab.dialog != nil { return true }
        if await tab.isLost { return true }
        return try await condition()
      }
      if let reason = await tab.lostReason { throw PageLost(what: reason) }
      if let dialog = await tab.dialog {
        try await answer(dialog)
        continue
      }
      try Task.checkCancellation()
      guard isOver || patience?.hasPassed == true else {
        throw StepFailure.timedOut("\(step.request.step) did not end within \(step.deadline.text)")
      }
      return
    }
  }

  private func answer(_ dialog: OpenDialog) async throws {
    guard await tab.dialogCount <= BrowserLimits.dialogs else {
      let reason =
        "the page opened more than \(BrowserLimits.dialogs) dialogs in one step (the last: \"\(dialog.message.prefix(80))\")"
      await tab.lose(reason)
      throw PageLost(what: reason)
    }
    if let declared = await session.takeDeclared() {
      try await close(dialog, declared)
      return
    }
    throw DialogInTheWay(dialog: dialog)
  }

  func close(_ dialog: OpenDialog, _ answer: DialogAnswer) async throws {
    var parameters: [PlainEntry] = [PlainEntry(key: "accept", value: .bool(answer.accepts))]
    if answer.accepts, dialog.kind == "prompt" {
      parameters.append(PlainEntry(key: "promptText", value: .string(answer.text ?? dialog.defaultText)))
    }
    await tab.setDialog(nil)
    try await tab.send("Page.handleJavaScriptDialog", .map(parameters))
    await session.mask(tab)
  }

  /// One turn of the page's own loop; in a frame that may run no scripts, and has no timers, until it was drawn.
  private static let turn =
    "new Promise((done) => { setTimeout(done, 0); requestAnimationFrame(() => requestAnimationFrame(done)); })"

  /// What the input set off has come to an end, as far as the page itself goes.
  private func settle(_ frame: PageFrame?) async throws {
    let id = frame?.id ?? tab.target
    // One turn of the page's own loop: a form that is submitted has told of its navigation by then.
    let flush = Task { [tab] in _ = try? await tab.evaluate(Self.turn, in: frame) }
    let finished = Finished()
    let signal = session.signal
    Task {
      await flush.value
      await finished.set(.success(()))
      signal.tell()
    }
    try await answering { await finished.result != nil }
    try await answering(atMost: .seconds(BrowserLimits.announcedSeconds)) { [tab] in await !tab.hasAnnounced }
    do {
      try await answering { [tab] in await !tab.isLoading(id) }
    } catch let failure as StepFailure where failure.kind == .timeout {
      guard await tab.isAwaited(id) else { return try await checkRefusals() }
      throw StepFailure.timedOut(
        "the page that \(step.request.step) leads to did not load within \(step.deadline.text): \(await tab.address)")
    }
    try await checkRefusals()
  }

  /// A document that the skill may not load, or that cannot be, is the step's error.
  func checkRefusals() async throws {
    try await checkPermissions()
    let frame = await tab.mainFrame
    if frame.isUnreachable, progress.hasActed { throw StepFailure.effect("\(frame.address) could not be reached") }
  }

  func checkPermissions() async throws {
    if let refusal = await session.refusals.first(where: \.isMainFrame) { throw StepFailure.refused(refusal.reason) }
  }
}

extension BrowserSession {
  func takeDeclared() -> DialogAnswer? {
    guard let next = memory.answers?.first else { return nil }
    memory.answers?.removeFirst()
    return next
  }
  func declare(_ answer: DialogAnswer, isNext: Bool = false) {
    let others = memory.answers ?? []
    memory.answers = isNext ? [answer] + others : others + [answer]
  }
  func declare(only answers: [DialogAnswer]?) { memory.answers = answers }
  func remember(asked: SessionMemory.AskedDialog?) { memory.asked = asked }
  func setKeep(_ milliseconds: Int64) { keepMilliseconds = milliseconds }
}
