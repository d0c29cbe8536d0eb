// What the runtime needs of the world, as protocols that the command hands in: somebody who performs effects, a clock,
// chance, and somebody to tell. (The fifth port, where runs are kept, is `RunStore.swift`.) Nothing here knows YAML, SQL,
// the DevTools protocol or HTTP.
import Bytecode
import Values

/// Does things in the world. One performer serves many runs at once; `Assembly` puts the command's performers behind one
/// that looks at `EffectRequest.kind`.
package protocol EffectPerformer: Sendable {
  /// Does one effect and says what became of it. Never throws: what goes wrong is an outcome. Cancelling the task means
  /// that nobody waits for the answer any longer; the performer then stops as soon as it safely can and says truthfully
  /// whether anything may have been sent.
  func perform(_ request: EffectRequest) async -> EffectOutcome

  /// Called before anything is done, found out or asked in a run that is opened again: returns once nothing is at work any more
  /// of what an earlier process began for it and did not live to end. Throws where that cannot be ended.
  /// - Parameter artifacts: the run's folder, as effects are told it.
  func awaitEarlier(run: RunID, artifacts: String) async throws(EffectFailure)

  /// What can be captured for a gate of this run right now. Nothing is a fine answer.
  func evidence(_ request: EvidenceRequest) async -> [CapturedEvidence]

  /// The run rests at a gate or wait: what is live (a browser) may be kept for a while, and must be restorable from the
  /// returned bytes, which are kept sealed and handed to `restore` if this process is gone by then. Nil: nothing to keep.
  func rest(run: RunID) async -> [UInt8]?

  /// Called before the first effect or gate of a resumed run, with what `rest` gave (in another process, perhaps), or nil
  /// where it never rested. Says how it was found; nil: there was nothing.
  /// - Parameter isCurrent: whether the run has done nothing since that a page shows. Else what was live may be used if it
  ///   still lives, and must not be made again from the state.
  /// - Parameter secrets: what the run knows, which no picture may show.
  func restore(run: RunID, from state: [UInt8]?, isCurrent: Bool, secrets: any SecretTexts) async -> SessionReturn?

  /// The run has ended: everything that was kept for it goes. What it leaves for people (a video) is handed back. It is called
  /// again, perhaps in another process, where this one did not live to keep that.
  /// - Parameter artifacts: the run's folder, as effects are told it.
  func release(run: RunID, artifacts: String) async -> ReleasedRun

  /// The process ends.
  func close() async
}

extension EffectPerformer {
  package func awaitEarlier(run: RunID, artifacts: String) async throws(EffectFailure) {}
  package func evidence(_ request: EvidenceRequest) async -> [CapturedEvidence] { [] }
  package func rest(run: RunID) async -> [UInt8]? { nil }
  package func restore(
    run: RunID, from state: [UInt8]?, isCurrent: Bool, secrets: any SecretTexts
  ) async -> SessionReturn? { nil }
  package func release(run: RunID, artifacts: String) async -> ReleasedRun { ReleasedRun() }
  package func close() async {}
}

/// How what was live at a rest was found again.
package enum SessionReturn: String, Sendable {
  /// As it was left.
  case live
  /// It was gone, and was made again from what was kept.
  case restored
}

/// A gate that is about to open.
package struct EvidenceRequest: Sendable {
  package var run: RunID
  /// Number of the gate's instance: that of its ticket.
  package var gate: UInt64
  /// The skill that the gate stands in.
  package var skill = ""
  /// What the gate wants by name (`page: screenshot` in its `show`).
  package var capture: [String]
  /// What it shows by itself, and the effects that it allows: list of {step, effect, arguments}.
  package var prompt: String
  package var show: PlainValue
  package var allowed: PlainValue
  /// Of the skill that the gate stands in, as in `EffectRequest`.
  package var permissions = Permissions()
  package var artifacts = ""
  package var folder: String?

  package init(
    run: RunID, gate: UInt64, capture: [String] = [], prompt: String = "", show: PlainValue = .map([]),
    allowed: PlainValue = .list([])
  ) {
    self.run = run
    self.gate = gate
    self.capture = capture
    self.prompt = prompt
    self.show = show
    self.allowed = allowed
  }
}

/// What a run leaves when it has ended.
package struct ReleasedRun: Sendable {
  package var artifacts: [Artifact]
  /// What a person may want to know: why something is not there. One sentence each.
  package var remarks: [String]
  package init(artifacts: [Artifact] = [], remarks: [String] = []) {
    self.artifacts = artifacts
    self.remarks = remarks
  }
}

/// One effect to do.
package struct EffectRequest: Sendable {
  package var run: RunID
  /// Number of the machine's ticket: the same when the effect is done again after a crash.
  package var ticket: UInt64
  /// The step's label, for messages and chapters.
  package var step: String
  /// The skill that the step stands in; not the run's own where that one called it.
  package var skill = ""
  /// The labels of the calls that the step stands in, outermost first: none in the run's own skill.
  package var calls: [String] = []
  /// The word of `Grammar/effects.tsv`.
  package var kind: String
  package var repeats: Repeat
  package var isIrreversible: Bool
  /// Of an irreversible effect: what lets it happen. Nil where that is not known.
  package var approval: Approval?
  package enum Approval: Equatable, Sendable {
    /// The gate of this number (`EvidenceRequest.gate`).
    case gate(UInt64)
    /// A person let it happen in a copy of a run, after the gate: without having been shown a page.
    case copy
  }
  /// A map; secrets in it are `PlainValue.secret` whose texts `resolve` gives.
  package var arguments: PlainValue
  /// What is the same at every arrival (`expect`, `schema`, `secret`, `memo` …).
  package var options: PlainValue
  /// What the skill that the step stands in may touch.
  package var permissions: Permissions
  /// Milliseconds after which the performer gives up with kind `timeout`.
  package var timeout: Int64
  /// The same for every attempt at this ticket; sent along where a protocol knows such a thing.
  package var idempotencyKey: String
  /// The decision of the question that this effect asked (`EffectOutcome.question`), if it asked one.
  package var answer: PlainValue?
  /// Folder for files that this run makes; it exists. Relative paths in results are relative to it.
  package var artifacts: String
  /// The folder that relative paths of the skill are meant from; nil: the performer's own.
  package var folder: String?
  /// The skill's `session:` (`keep`: for how long a live page is kept at a rest).
  package var session: PlainValue
  /// Whether the skill reads this field of the result and counts on it.
  package var reads: @Sendable (_ field: String) -> Bool = { _ in true }
  /// Texts of secrets, for the performer's eyes only: they go where they are to go and nowhere else.
  package var secrets: any SecretTexts

  package init(
    run: RunID, ticket: UInt64, step: String, kind: String, repeats: Repeat, isIrreversible: Bool,
    arguments: PlainValue, options: PlainValue, permissions: Permissions, timeout: Int64, idempotencyKey: String,
    answer: PlainValue?, artifacts: String, secrets: any SecretTexts, folder: String? = nil,
    session: PlainValue = .null
  ) {
    self.run = run
    self.ticket = ticket
    self.step = step
    self.kind = kind
    self.repeats = repeats
    self.isIrreversible = isIrreversible
    self.arguments = arguments
    self.options = options
    self.permissions = permissions
    self.timeout = timeout
    self.idempotencyKey = idempotencyKey
    self.answer = answer
    self.artifacts = artifacts
    self.secrets = secrets
    self.folder = folder
    self.session = session
  }

  package var isNotToBeDoneTwice: Bool { repeats == .once || isIrreversible }

  /// The text of a value that may be a secret: plain text as it is, holes filled.
  package func resolve(_ secret: SecretText) throws -> String { try secrets.resolve(secret) }
  /// What the world said, cleaned of secrets; before it is cut short, too.
  package func clean(_ text: String) -> String { secrets.clean(text) }
}

/// Fills the holes of secrets.
package protocol SecretTexts: Sendable {
  /// The whole text; throws `RuntimeError.secretMissing` naming the hole that nothing is known about.
  func resolve(_ secret: SecretText) throws -> String
  /// A text from outside without any secret that this run knows, in whatever form. To be asked before a text is cut short:
  /// half a secret is not recognised any more.
  func clean(_ text: String) -> String
  /// All texts that the run knows, what it may let out and what it was told in earlier lives among them.
  var known: [String] { get }
}

/// What became of an effect.
package struct EffectOutcome: Sendable {
  package enum Result: Sendable {
    case done(PlainValue)
    /// `sent`: whether anything irreversible may have left this machine. When in doubt, true.
    case failed(kind: ErrorKind, message: String, sent: Bool)
    /// A person must say something first: `kind` is `choice` (payload: prompt, options [{value, label, …}]), or `dialog`.
    case question(kind: String, payload: PlainValue)
    /// Nobody knows whether it happened (law 6): what it was done to is gone. It is probed for where the step declares a
    /// `probe`, and asked about otherwise; `message` says what is known.
    case inDoubt(message: String, show: PlainValue)
    /// It was not done, since what it would be done to is not what was approved (law 4). A person is asked: what a probe
    /// could find out is not the matter, and doing it all the same is no answer.
    case differs(message: String, show: PlainValue)
  }
  package var result: Result
  package var cost = EffectCost()
  package var artifacts: [Artifact] = []
  /// It failed after something had left and before an answer came: whether it was done is not known.
  package var isUnheard = false
  /// Of one that failed: the status that was answered, or the exit code of the program that ended.
  package var code: Int32?
  /// What it taught: written in the transaction that records the outcome.
  package var items: [ItemChange] = []
  /// The same, where it is made of the result: called with what the journal gets, sealed and scrubbed of secrets.
  package var remember: (@Sendable (PlainValue) -> [ItemChange])?
  /// What it owes to earlier runs, for the ledger; the engine fills in the step.
  package var notes: [LedgerNote] = []

  package init(
    _ result: Result, cost: EffectCost = EffectCost(), artifacts: [Artifact] = [], items: [ItemChange] = [],
    notes: [LedgerNote] = []
  ) {
    self.result = result
    self.cost = cost
    self.artifacts = artifacts
    self.items = items
    self.notes = notes
  }
  package static func done(_ value: PlainValue) -> EffectOutcome { EffectOutcome(.done(value)) }
  package static func failed(
    _ kind: ErrorKind, _ message: String, sent: Bool, code: Int32? = nil
  ) -> EffectOutcome {
    var outcome = EffectOutcome(.failed(kind: kind, message: message, sent: sent))
    outcome.code = code
    return outcome
  }
  /// What a performer throws, for whoever asked for the effect.
  package init(_ failure: EffectFailure, of request: EffectRequest) {
    self.init(.failed(kind: failure.kind, message: failure.message, sent: failure.sent))
    isUnheard = failure.isUnheard || failure.isUnread && failure.sent && request.isNotToBeDoneTwice
    code = isUnheard ? nil : failure.code
  }
  package static func unheard(_ kind: ErrorKind, _ message: String, sent: Bool) -> EffectOutcome {
    var outcome = failed(kind, message, sent: sent)
    outcome.isUnheard = sent
    return outcome
  }
}

/// What an effect cost. The time is measured by the runtime.
package struct EffectCost: Hashable, Sendable {
  /// In credits, beyond what the price table asks for the effect's kind.
  package var credits: Double = 0
  package var modelCalls = 0
  package var tokens = 0
  /// Nothing was done in the world, the answer is from memory: the price table asks nothing for it.
  package var isReused = false
  package init(credits: Double = 0, modelCalls: Int = 0, tokens: Int = 0) {
    self.credits = credits
    self.modelCalls = modelCalls
    self.tokens = tokens
  }
}

/// A file that a run made.
package struct Artifact: Hashable, Sendable {
  /// Relative to the run's artifacts folder.
  package var path: String
  package var sha256: Digest
  package var size: Int64
  package var mediaType: String
  package init(path: String, sha256: Digest, size: Int64, mediaType: String) {
    self.path = path
    self.sha256 = sha256
    self.size = size
    self.mediaType = mediaType
  }
}

/// Something captured for an approver's eyes.
package struct CapturedEvidence: Sendable {
  /// `screenshot`, `index`, `targets`.
  package var name: String
  package var mediaType: String
  package var bytes: [UInt8]
  package init(name: String, mediaType: String, bytes: [UInt8]) {
    self.name = name
    self.mediaType = mediaType
    self.bytes = bytes
  }
}

/// Tells the time, and waits for it.
package protocol WorldClock: Sendable {
  /// Now, in UTC.
  func now() -> TimestampValue
  /// Nanoseconds of a clock that never goes back, for measuring what steps cost.
  func ticks() -> Int64
  /// Returns when `now()` is at least `time`, or when the task is cancelled. A clock that stands still moves to `time`. Where the
  /// clock is put back meanwhile it returns when as much time has passed as it would have been: a pause of a second does not become
  /// one of hours, and whoever waits for a time of day looks again.
  func sleep(until time: TimestampValue) async
}

/// Chance: ids, keys, the `random` effect. A seeded one gives the same bytes on every host.
package protocol RandomSource: AnyObject, Sendable {
  func next() -> UInt64
}

/// Is told what people may want to know at once. Telling must not take long and cannot fail.
package protocol Notifier: Sendable {
  /// After the commit.
  func tell(_ event: RunEvent)

  /// Rows of an outbox, for what has to be delivered whatever happens: they are written in the very transaction that makes
  /// `events` true. `run` is the run as it stands with them; asking for it costs something.
  func outbox(
    _ events: [RunEvent], of run: () throws(RuntimeError) -> RunView, at: TimestampValue
  ) throws(RuntimeError) -> [ItemChange]
}

extension Notifier {
  package func outbox(
    _ events: [RunEvent], of run: () throws(RuntimeError) -> RunView, at: TimestampValue
  ) throws(RuntimeError) -> [ItemChange] { [] }
}

package enum RunEvent: Sendable {
  /// A run came to rest or ended; its state is in the store.
  case status(RunID, RunStatus)
  /// A step began (label), for progress on a terminal.
  case effect(RunID, step: String, kind: String)
  /// What a step began has come back.
  case arrived(RunID, step: String, kind: String, failed: Bool, milliseconds: Int64)
  /// Whoever follows the run waits with it, for a time or until another run has ended.
  case waits(RunID, until: TimestampValue, behind: RunID?)
  /// A skill's `log:`.
  case log(RunID, text: String)
  case gateOpened(RunID, instance: String, gate: String, prompt: String)
  /// Nobody has decided yet. `escalatedTo`: the roles that `escalate:` names; nil where it is `remind:` that came due.
  case gateReminder(RunID, instance: String, gate: String, prompt: String, escalatedTo: [String]?)
  /// Nobody has decided in time; `approved` is what that means here.
  case gateExpired(RunID, instance: String, gate: String, prompt: String, approved: Bool)
  /// A decision that changed the run, by whichever surface.
  case decided(RunID, instance: String, gate: String, verdict: String)
  /// The store cannot take what the run has come to, for a reason that may pass: it is kept in memory and tried again then.
  case unsaved(RunID, reason: String, next: TimestampValue)
  /// Now it could.
  case savedAfterAll(RunID)
  /// A run that went on by itself could not be carried on; it is as it was last stored.
  case lost(RunID, reason: String)
}

/// Tells nobody.
package struct SilentNotifier: Notifier {
  package init() {}
  package func tell(_ event: RunEvent) {}
}
