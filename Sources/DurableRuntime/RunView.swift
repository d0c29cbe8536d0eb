// A run as people and programs see it: everything that `--json` prints and the API answers, made from a run in memory.
import Bytecode
import VM
import Values

package struct RunView: Sendable {
  package struct Step: Sendable {
    /// Counted from 1: the run's own steps, then those of called skills.
    package var index: Int
    /// Of a step of a called skill: `CALLID.STEPID`.
    package var id: String
    /// Of a step of a called skill: where the call stands in the list of steps.
    package var call: Int?
    package var action: String
    package var describe: String?
    /// How deep it stands in other steps.
    package var depth: Int
    package var status: StepStatus
    package var count: UInt64
    package var milliseconds: Int64
    package var credits: Double
    /// How often it failed, caught or tried again.
    package var failures: Int
    /// How often a gate of it ended without anybody's approval, and how it did where that is how the step stands.
    package var refusals: Int
    package var refusal: Ledger.Refusal?
    /// The run ended by its failure, or by that of a step within it.
    package var endedRun: Bool
    /// It was stopped before it had an outcome.
    package var isStopped: Bool
    package var line: UInt32
    /// What it owes to earlier runs, and what it taught.
    package var notes: [LedgerNote]
  }
  package enum StepStatus: String, Sendable {
    case queued, running, awaitingApproval = "awaiting_approval", done, skipped, failed
  }
  /// An effect that is not to be done twice and was under way when it was stopped.
  package struct Sent: Sendable {
    package var step: String
    package var fate: RunRecord.Sent.Fate
    package var known: String
  }
  package struct Cancelling: Sendable {
    package var by: String
    package var reason: String
  }
  package struct Failure: Sendable {
    package var kind: ErrorKind
    package var message: String
    package var step: String?
    /// The called skill that the step stands in; nil: the run's own.
    package var skill: String?
    package var line: UInt32?
  }

  package var id: RunID
  package var status: RunStatus
  package var skill: String
  package var skillVersion: Int
  package var program: Digest
  package var snapshot: Digest?
  package var initiator: String
  package var startedAt: TimestampValue
  package var endedAt: TimestampValue?
  package var stepIndex: Int
  package var stepCount: Int
  package var stepID: String?
  package var resumedFrom: Int?
  package var pending: [Gate]
  /// Of waits, when the next one ends.
  package var wakesAt: TimestampValue?
  /// It was under way in a process that is no more, and nobody has taken it up.
  package var isLeft: Bool
  /// It was left on purpose to whoever goes on, as a copy is that was only made.
  package var isOffered: Bool
  /// The process that is at it, for people, where that is another one than this.
  package var driver: String?
  /// Somebody has cancelled it, and it has not ended yet: what was sent is found out or asked first, and `finally` blocks run.
  package var cancelling: Cancelling?
  /// It stands in line (`concurrency`) behind this run, and has not begun.
  package var behind: RunID?
  package var steps: [Step]
  package var sent: [Sent]
  package var outputs: PlainValue
  package var error: Failure?
  package var cost: Ledger.Row
  package var origin: RunRecord.Origin?
  package var isRehearsal: Bool
  package var reuse: Reuse

  /// What earlier runs had taught it.
  package enum Reuse: String, Sendable {
    /// Something was used again instead of being worked out, or asked, once more.
    case hit
    /// Nothing was, and it taught something that the next run can use.
    case learned
    /// Neither.
    case miss

    init(_ notes: [LedgerNote]) {
      self = notes.contains { $0.kind == .reused } ? .hit : notes.contains { $0.kind == .learned } ? .learned : .miss
    }
  }
}

extension Engine {
  package func view(_ live: LiveRun) throws(RuntimeError) -> RunView {
    let program = live.program.program
    let inspection = live.machine.inspection
    var pending = try openGates(live)
    for index in pending.indices {
      if pending[index].by.count > 1 { pending[index].votes = try votes(live, pending[index]) }
      pending[index].earlier = try earlierApproval(live, pending[index])
    }
    let stored = try storing { try store.program(live.program.digest) }
    var outputs: PlainValue = .map([])
    var failure: RunView.Failure?
    let tree = StepTree(live.program, inspection)
    var failed: [Int] = []
    switch live.ending {
    case .completed(let value): outputs = value
    case .failed(let error):
      failure = Self.failure(error, program)
      if failure?.step != nil { failed = tree.chain(error.step) }
    case nil: break
    }
    let failedStep = failed.last { program.steps[$0].function == 0 }
    let current = failedStep.map { Int(program.steps[$0].topLevel) } ?? Self.topLevel(of: live, inspection)
    let index = live.ending == nil || failedStep != nil ? max(current, 0) : live.program.topLevelSteps
    var total = live.record.ledger.total
    total.milliseconds = live.record.spent
    return RunView(
      id: live.id, status: live.status, skill: program.manifest.skill, skillVersion: stored?.version ?? 1,
      program: live.program.digest,
      snapshot: live.record.snapshot.isEmpty ? nil : Digest(of: live.record.snapshot),
      initiator: live.record.initiator, startedAt: live.record.startedAt, endedAt: live.record.ended?.at,
      stepIndex: index, stepCount: live.program.topLevelSteps, stepID: Self.topLevelStep(index, program)?.label,
      resumedFrom: live.record.resumes > 0 ? live.record.resumedAt : nil, pending: pending,
      wakesAt: live.isQueued ? nil : live.nextWake.map { TimestampValue(milliseconds: $0) },
      isLeft: isLeft(live), isOffered: live.lease?.owner == Lease.nobody, driver: driver(of: live),
      cancelling: live.status.isEnded ? nil : RunView.Cancelling(live.record), behind: try runAhead(of: live),
      steps: Self.steps(live, inspection, tree, pending: pending, failed: failed), sent: sentView(live),
      outputs: outputs,
      error: failure,
      cost: total, origin: live.record.origin, isRehearsal: live.record.isRehearsal,
      reuse: RunView.Reuse(live.record.ledger.notes))
  }

  /// Something of it is to be done, and nobody is at it.
  package func isLeft(_ live: LiveRun) -> Bool {
    switch live.status {
    case .running: live.lease.map(isFree) ?? true
    case .awaitingApproval: live.lease?.owner == Lease.nobody
    case .waiting, .completed, .failed, .rejected, .cancelled: false
    }
  }

  private func driver(of live: LiveRun) -> String? {
    guard live.status == .running, let lease = live.lease, lease.owner != settings.owner, !isFree(lease) else {
      return nil
    }
    return ProcessIdentity.text(lease.owner)
  }

  /// The top-level step of the first thing that is waited for; where nothing is, the one that the run stands at.
  private static func topLevel(of live: LiveRun, _ inspection: Inspection) -> Int {
    guard live.machine.requests.isEmpty else { return live.currentTopLevel }
    let rows = live.program.program.steps
    let steps = inspection.fibers.flatMap(\.frames).map(\.step)
    return steps.lazy.filter { rows.indices.contains($0) && rows[$0].function == 0 }.map { Int(rows[$0].topLevel) }
      .first ?? 0
  }

  private static func topLevelStep(_ index: Int, _ program: Program) -> StepRow? {
    program.steps.first { $0.function == 0 && $0.parent == nil && Int($0.topLevel) == index }
  }

  private static func failure(_ error: PlainError, _ program: Program) -> RunView.Failure {
    let row = program.steps.indices.contains(error.step) ? program.steps[error.step] : nil
    var line = row?.place.line
    if program.places.indices.contains(error.instruction), program.places[error.instruction].line > 0 {
      line = program.places[error.instruction].line
    }
    if let row, row.function == 0, let line, isOfOutputs(line, row, program) {
      return RunView.Failure(kind: error.kind, message: "outputs: \(error.message)", line: line)
    }
    let called = row.flatMap { $0.function == 0 ? nil : program.functions[Int($0.function)].name }
    return RunView.Failure(kind: error.kind, message: error.message, step: row?.label, skill: called, line: line)
  }

  /// Whether a line is one of the skill's `outputs:`, which are worked out after the last step: that one has done its work. They
  /// stand before all steps or behind them, and the end of the run's code has their place.
  private static func isOfOutputs(_ line: UInt32, _ step: StepRow, _ program: Program) -> Bool {
    let last = program.functions[0].code.upperBound - 1
    guard last > 0, program.places.indices.contains(last) else { return false }
    // Nothing can go wrong in outputs that are none.
    if case .load = program.code[last - 1] { return false }
    let outputs = program.places[last].line
    return outputs < step.place.line ? line < step.place.line : line >= outputs && outputs > step.place.line
  }

  /// The run's own steps, then those of called skills; those inside a loop or branch are rows of their own.
  /// - failed: the step by whose failure the run ended and those that it stands in, innermost first.
  private static func steps(
    _ live: LiveRun, _ inspection: Inspection, _ tree: StepTree, pending: [Gate], failed: [Int]
  ) -> [RunView.Step] {
    let rows = live.program.program.steps
    var running: Set<Int> = []
    if live.ending == nil {
      for fiber in inspection.fibers {
        for frame in fiber.frames { running.formUnion(tree.parents(frame.step)) }
      }
    }
    let awaiting = Set(pending.map(\.step))
    let failing = Set(inspection.failing.flatMap(tree.chain))
    // A run that was interrupted stands at a step that may have been done all the same.
    var isInterrupted = false
    if case .failed(let error)? = live.ending { isInterrupted = error.kind == .cancelled || error.kind == .budget }
    let heard = Set(isInterrupted ? live.record.sent.filter { $0.fate == .done }.map(\.step) : [])
    let unheard = Set(live.record.sent.filter { $0.fate != .done && $0.fate != .failed }.map(\.step))
    let broken = Set(failed).filter { heard.isDisjoint(with: tree.parents($0)) }
    var views: [RunView.Step] = []
    for place in tree.places {
      let number = place.step
      let row = rows[number]
      let count = inspection.stepCounts.indices.contains(number) ? inspection.stepCounts[number] : 0
      let skips = inspection.skipCounts.indices.contains(number) ? inspection.skipCounts[number] : 0
      let cost = live.record.ledger[number]
      var refusal: Ledger.Refusal?
      var isStopped = false
      let status: RunView.StepStatus
      if awaiting.contains(number) {
        status = .awaitingApproval
      } else if broken.contains(number) {
        status = .failed
        if number == failed.first { refusal = cost?.refusal }
      } else if running.contains(number) {
        status = .running
      } else if failing.contains(number) || cost?.isFailing == true || count > 0 && cost?.failedAt == count {
        // Somebody caught it, and the run went on; or it was about to be tried again when it was stopped.
        isStopped = count > 0 && cost?.stoppedAt == count
        status = .failed
      } else if let ended = cost?.refusal {
        // As here; or nobody was asked any longer, because a branch beside it had failed.
        refusal = ended
        status = ended == .withdrawn ? .skipped : .failed
      } else if count > 0, cost?.stoppedAt == count || unheard.contains(number) {
        isStopped = true
        status = .failed
      } else if count > 0 {
        status = .done
      } else {
        status = skips > 0 || live.ending != nil ? .skipped : .queued
      }
      views.append(
        RunView.Step(
          index: views.count + 1, id: place.id, call: place.call, action: row.action, describe: row.describe,
          depth: place.depth, status: status, count: count,
          milliseconds: cost?.milliseconds ?? 0, credits: cost?.credits ?? 0, failures: cost?.failures ?? 0,
          refusals: cost?.refusals ?? 0, refusal: refusal, endedRun: broken.contains(number), isStopped: isStopped,
          line: row.place.line,
          notes: live.record.ledger.notes.filter { $0.step == number }))
    }
    return views
  }
}

extension RunView {
  /// In the order in which a person reads them: those of a called skill beneath the call.
  package var stepsAsRead: [Step] {
    let own = steps.filter { $0.call == nil }
    let called = Dictionary(grouping: steps.filter { $0.call != nil }) { $0.call! }
    return own.enumerated().flatMap { [$1] + (called[$0] ?? []) }
  }
}

extension RunView.Cancelling {
  init?(_ record: RunRecord) {
    guard let by = record.cancelBy else { return nil }
    self.init(by: by, reason: record.cancelReason)
  }

  /// For people.
  package var text: String {
    "Being cancelled by \(by)" + (reason.isEmpty || reason == "cancelled" ? "." : ": \(reason).")
  }
}

// MARK: JSON

extension RunView {
  /// What `--json` prints (design, section 6).
  package var plain: PlainValue {
    var entries: [PlainEntry] = []
    func add(_ key: String, _ value: PlainValue) { entries.append(PlainEntry(key: .string(key), value: value)) }
    add("id", .string(id.description))
    add("status", .string(status.text))
    add("skill", .string(skill))
    add("program", .string(program.description))
    add("snapshot", snapshot.map { .string($0.description) } ?? .null)
    add(
      "step",
      ["index": .int(Int64(stepIndex)), "of": .int(Int64(stepCount)), "id": stepID.map { .string($0) } ?? .null])
    add(
      "resumedFrom", resumedFrom.map { ["step": .int(Int64($0)), "of": .int(Int64(stepCount))] } ?? .null)
    add("pendingStep", pending.first?.plain ?? .null)
    add("pendingSteps", .list(pending.map(\.plain)))
    add("steps", .list(steps.map(\.plain)))
    if !sent.isEmpty { add("sent", .list(sent.map(\.plain))) }
    add("outputs", outputs)
    add("error", error?.plain ?? .null)
    add(
      "cost",
      [
        "credits": .double(cost.credits), "modelCalls": .int(Int64(cost.modelCalls)),
        "tokens": .int(Int64(cost.tokens)), "humanDecisions": .int(Int64(cost.humanDecisions)),
        "ms": .int(cost.milliseconds), "humanMs": .int(cost.humanMilliseconds),
        "browserMs": .int(cost.browserMilliseconds),
      ])
    add("initiator", .string(initiator))
    add("startedAt", .timestamp(startedAt))
    add("endedAt", endedAt.map { .timestamp($0) } ?? .null)
    if let wakesAt { add("wakesAt", .timestamp(wakesAt)) }
    if let cancelling { add("cancelling", ["by": .string(cancelling.by), "reason": .string(cancelling.reason)]) }
    if let behind { add("behind", .string(behind.description)) }
    if let origin {
      add(
        "origin",
        ["how": .string(origin.how == .fork ? "fork" : "import"), "run": .string(origin.run.description)])
    }
    if isRehearsal { add("rehearsal", true) }
    return .map(entries)
  }
}

extension RunView.Step {
  package var plain: PlainValue {
    var entries: [PlainEntry] = [
      PlainEntry(key: "index", value: .int(Int64(index))), PlainEntry(key: "id", value: .string(id)),
      PlainEntry(key: "action", value: .string(action)), PlainEntry(key: "status", value: .string(status.rawValue)),
      PlainEntry(key: "count", value: .int(Int64(clamping: count))), PlainEntry(key: "ms", value: .int(milliseconds)),
      PlainEntry(key: "cost", value: .double(credits)),
    ]
    if let refusal { entries.append(PlainEntry(key: "gate", value: .string(refusal.text))) }
    if !notes.isEmpty { entries.append(PlainEntry(key: "learned", value: .list(notes.map(\.plain)))) }
    return .map(entries)
  }
}

extension RunView.Sent {
  package var plain: PlainValue { ["step": .string(step), "fate": .string(fate.text), "known": .string(known)] }

  /// For people.
  package var text: String { "Step '\(step)' was sent before it was stopped: \(known)." }
}

extension RunView.Failure {
  package var plain: PlainValue {
    [
      "kind": .string(kind.text), "message": .string(message), "step": step.map { .string($0) } ?? .null,
      "skill": skill.map { .string($0) } ?? .null, "line": line.map { .int(Int64($0)) } ?? .null,
    ]
  }
}

extension Gate {
  package var plain: PlainValue {
    let closing = closesAt.map { [PlainEntry(key: "closesAt", value: .timestamp($0))] } ?? []
    return .map((known.entries ?? []) + closing)
  }

  private var known: PlainValue {
    [
      "id": .string(id), "path": .string(path), "instance": .string(instance.description),
      "kind": .string(kind.rawValue), "prompt": .string(prompt),
      "form": .map(form.map { PlainEntry(key: .string($0.name), value: $0.plain) }), "options": .list(options),
      "show": shown, "allowed": allowed,
      "by": [
        "roles": .list(by.roles.map { .string($0) }), "count": .int(Int64(by.count)),
        "not_initiator": .bool(by.notInitiator),
      ],
      "votes": .list(
        votes.map {
          ["by": .string($0.by), "at": .timestamp(TimestampValue(milliseconds: $0.at)), "values": $0.values]
        }),
      "openedAt": .timestamp(openedAt), "expiresAt": expiresAt.map { .timestamp($0) } ?? .null,
      "strong": .bool(isStrong), "evidence": .string(evidence.description),
      "captured": .list(
        captured.map {
          ["name": .string($0.name), "mediaType": .string($0.mediaType), "sha256": .string($0.digest.description)]
        }),
    ]
  }

  /// What is shown, with the captured names filled in.
  package var shown: PlainValue {
    var entries = show.entries ?? []
    for one in captured {
      let entry = PlainEntry(key: .string(one.name), value: .string("sha256:" + one.digest.description))
      if let index = entries.firstIndex(where: { $0.key.text == one.name }) {
        entries[index] = entry
      } else {
        entries.append(entry)
      }
    }
    return .map(entries)
  }
}

extension Gate.Field {
  package var plain: PlainValue {
    guard let start, case .map(let entries) = schema else { return schema }
    return .map(entries.filter { $0.key.text != "default" } + [PlainEntry(key: "default", value: start)])
  }
}
