// Runs: a list with filters, and one run: its steps with states and costs, video with chapters, decisions with their evidence,
// files, audit. All of it is `RunView` and what the store keeps beside it.
import Bytecode
import DurableRuntime
import Hummingbird
import Values

struct RunsPage: Sendable {
  var frame: Frame
  var filters: [Filter]
  var skillFilter: String?
  var runs: [RunRow]
  var emptyText: String
  var olderLink: String?

  struct Filter: Sendable {
    var text: String
    var link: String
    var isCurrent: Bool
  }
}

/// One run of a list.
struct RunRow: Sendable {
  var id: String
  var idShort: String
  var skill: String
  /// Of a damaged run it may be unknown.
  var version: Int?
  var note: String?
  var stateMarkup: Markup
  var initiator: String
  var startedAt: String
  var started: String
  var took: String
  var credits: String

  init(_ stored: StoredRun, now: TimestampValue) throws(RuntimeError) {
    let listed = try ListedRun(stored)
    let record = listed.damage == nil ? try RunRecord(stored: stored) : nil
    id = stored.id.description
    idShort = String(id.dropFirst(4).prefix(6)) + "…"
    skill = stored.skill.visible
    version = stored.skillVersion
    note = if let record { Self.note(record, stored.status) } else { "damaged" }
    stateMarkup = stored.status.pill
    initiator = listed.initiator.visible
    startedAt = listed.startedAt.text
    started = Wording.span(now.milliseconds - listed.startedAt.milliseconds) + " ago"
    took = record.map { Wording.work($0.spent) } ?? ""
    credits = record.map { Wording.number($0.ledger.total.credits) } ?? ""
  }

  private static func note(_ record: RunRecord, _ status: RunStatus) -> String? {
    if record.cancelBy != nil, !status.isEnded { return "being cancelled" }
    if record.isQueued { return "in line" }
    return record.isRehearsal ? "rehearsal" : record.origin.map { $0.how == .fork ? "a copy" : "imported" }
  }
}

struct RunPage: Sendable {
  var frame: Frame
  var id: String
  var skill: String
  var version: Int
  var heading: String
  var line: String
  var stateMarkup: Markup
  var gates: [OpenGate]
  var waitMarkup = Icon.wait.markup
  var badMarkup = Icon.bad.markup
  /// That it has been cancelled, and has not ended yet.
  var cancelling: String?
  /// The run that it stands in line behind.
  var behind: String?
  /// What was under way when it was stopped.
  var sent: [String]
  var failure: Failure?
  var figures: [Figure]
  var done: Int
  var total: Int
  var video: Video?
  var stepsLine: String
  var steps: [Step]
  var decisions: [DecisionRow]
  var outputs: [Fact]
  var inputs: [Fact]
  var files: [File]
  var program: String
  var snapshot: String?
  var canCancel: Bool
  var audit: [AuditRow]

  struct OpenGate: Sendable {
    var instance: String
    var prompt: String
    var linkText: String
    var until: String?
    var untilText: String
  }
  struct Failure: Sendable {
    var title: String
    var text: String
  }
  struct Step: Sendable {
    var name: String
    var action: String?
    var indents: [Int]
    var stateMarkup: Markup
    var count: String
    var time: String
    var credits: String
    var line: Int
    var isHere: Bool
    var notes: [Note]
    /// What it made.
    var made: [File]
  }
  struct Note: Sendable {
    var text: String
    var isDrift: Bool
  }
  struct DecisionRow: Sendable {
    var gate: String
    var by: String
    var surface: String
    var at: String
    var atText: String
    var word: String?
    var values: [Fact]
    var evidence: String
    var seen: Bool
    var signed: Bool
    var stateMarkup: Markup
  }
  struct File: Sendable {
    var name: String
    var link: String
    var size: String
  }
  struct Video: Sendable {
    var source: String
    var chapterTrack: String?
    var chapters: [Chapter]
  }
  struct Chapter: Sendable {
    var seconds: String
    var time: String
    var title: String
  }
  struct AuditRow: Sendable {
    var at: String
    var atText: String
    var text: String
    var detail: String?
  }
}

struct Figure: Sendable {
  var name: String
  var value: String
}

struct RunPages {
  let site: Dashboard
  private var reader: StoreReader { site.service.reader }

  func add(to router: TwinRouter) {
    site.get("/runs", on: router) { request, _, session in try await list(request, session) }
    site.get("/runs/:run", on: router) { _, context, session in try await show(try context.run, session) }
    site.get("/runs/:run/files/:digest", on: router) { request, context, _ in
      try await RunFiles(site: site).file(request, context, try context.run, context.parameters.get("digest") ?? "")
    }
    site.post("/runs/:run/cancel", on: router) { _, context, session, form in
      let id = try context.run
      let principal = Principal(name: session.person.name, scopes: session.scopes, proof: .session(session.name))
      try await site.service.runs.cancel(
        id, by: principal, user: site.service.user, reason: (form["reason"] ?? "cancelled").cut(2000))
      site.notices.leave(Notice(.good, "The run is being cancelled."), for: session)
      return .redirect(to: "/runs/\(id)", type: .normal)
    }
  }

  // MARK: The list

  private static let tabs: [(word: String, text: String, statuses: Set<RunStatus>)] = [
    ("", "All", []), ("open", "Open", [.running, .waiting, .awaitingApproval]),
    ("completed", "Completed", [.completed]),
    ("failed", "Failed", [.failed]), ("stopped", "Rejected or cancelled", [.rejected, .cancelled]),
  ]

  private func list(_ request: Request, _ session: Session) async throws -> Response {
    let word = request.query("status") ?? ""
    let tab = Self.tabs.first { $0.word == word } ?? Self.tabs[0]
    let skill = request.query("skill")?.cut(200)
    let before = request.query("before").flatMap { RunID($0) }
    let now = site.service.clock.now()
    let (rows, last) = try await reader.read { engine -> ([RunRow], RunID?) in
      var filter = RunFilter()
      filter.statuses = tab.statuses
      filter.skill = skill
      filter.before = before
      filter.limit = PageLimits.rows
      let stored = try engine.store.runs(filter)
      return (try stored.map { try RunRow($0, now: now) }, stored.count == filter.limit ? stored.last?.id : nil)
    }
    func link(_ word: String, before: RunID? = nil) -> String {
      let parts = [
        word.isEmpty ? nil : "status=\(word)", skill.map { "skill=\(Dashboard.queryText($0))" },
        before.map { "before=\($0)" },
      ].compactMap { $0 }
      return parts.isEmpty ? "/runs" : "/runs?" + parts.joined(separator: "&")
    }
    let page = RunsPage(
      frame: try await site.frame("Runs", .runs, session),
      filters: Self.tabs.map { RunsPage.Filter(text: $0.text, link: link($0.word), isCurrent: $0.word == tab.word) },
      skillFilter: skill?.visible, runs: rows,
      emptyText: word.isEmpty && skill == nil
        ? "Start one: twin run FILE, or POST /v1/skills/NAME/run." : "None like this.",
      olderLink: last.map { link(tab.word, before: $0) })
    return site.page("runs", page)
  }

  // MARK: One run

  /// What the store has of a run, read at once.
  private struct Seen: Sendable {
    var view: RunView
    var goal: String?
    var inputs: [Fact]
    var decisions: [(ticket: UInt64, decision: Decision)]
    var artifacts: [StoredArtifact]
    /// By the step's place in the view's list.
    var made: [Int: [Artifact]]
    var audit: [(at: Int64, event: PlainValue)]
  }

  private func look(_ id: RunID) async throws -> Seen {
    try await reader.read { engine in
      let stored = try engine.stored(id)
      let live = try engine.look(stored)
      let view = try engine.view(live)
      let manifest = live.program.program.manifest
      let values = (try? PlainValue(canonicalBytes: stored.inputs))?.elements ?? []
      let inputs = zip(manifest.inputs, values).map { row, value in
        Fact(row.name, row.isSecret ? .secret(SecretText(parts: [])) : value)
      }
      let decisions = try engine.store.decisions(id).map {
        (ticket: $0.ticket, decision: try Decision(bytes: $0.bytes))
      }
      let artifacts = try engine.store.artifacts(id)
      return Seen(
        view: view, goal: manifest.goal, inputs: inputs, decisions: decisions,
        artifacts: artifacts, made: Runs.byStep(artifacts, live.program.program),
        audit: try Self.audit(id, engine.store))
    }
  }

  /// A run's events, oldest first; of very many the latest.
  private static func audit(_ id: RunID, _ store: any RunStore) throws -> [(at: Int64, event: PlainValue)] {
    try store.audit(of: id).suffix(PageLimits.auditEntries).flatMap { leaf in
      try AuditEvent.read(leaf.entry.body).map { (leaf.entry.at, $0.plain) }
    }
  }

  private func show(_ id: RunID, _ session: Session) async throws -> Response {
    let seen = try await look(id)
    let view = seen.view
    let signed = Set(
      seen.audit.filter { $0.event["event"] == "signed" }
        .map { "\($0.event["ticket"]?.integer ?? 0) \($0.event["by"]?.text ?? "")" })
    let files = RunFiles(site: site)
    let page = RunPage(
      frame: try await site.frame("\(view.skill) · \(id)", .runs, session, events: "/events?run=\(id)"),
      id: id.description, skill: view.skill.visible, version: view.skillVersion,
      heading: seen.goal?.visible ?? view.skill.visible, line: line(view), stateMarkup: view.status.pill,
      gates: view.pending.map(Self.openGate), cancelling: view.cancelling.map(Self.cancelling(view.pending.isEmpty)),
      behind: view.behind?.description,
      sent: view.sent.map(\.text.visible), failure: view.error.map(Self.failure),
      figures: Self.figures(view),
      done: view.status == .completed ? view.stepCount : max(0, view.stepIndex - 1), total: max(1, view.stepCount),
      video: try await files.video(id, seen.artifacts), stepsLine: "step \(view.stepIndex) of \(view.stepCount)",
      steps: view.stepsAsRead.map { step in
        let isHere = step.status == .awaitingApproval || step.status == .running
        return Self.step(step, isHere: isHere, seen.made[step.index - 1] ?? [], id)
      },
      decisions: seen.decisions.map {
        Self.decision($0.decision, signed: signed.contains("\($0.ticket) \($0.decision.by)"))
      },
      outputs: Fact.list(view.outputs), inputs: seen.inputs, files: RunFiles.list(id, seen.artifacts),
      program: view.program.description, snapshot: view.snapshot?.description,
      canCancel: !view.status.isEnded && view.cancelling == nil, audit: seen.audit.map(Self.auditRow))
    return site.page("run", page)
  }

  private static func cancelling(_ isAlone: Bool) -> (RunView.Cancelling) -> String {
    {
      $0.text.visible
        + (isAlone ? " It ends when what is under way has been heard of." : " It ends when this is answered.")
    }
  }

  private func line(_ view: RunView) -> String {
    var text =
      "\(view.skill.visible) v\(view.skillVersion), started by \(view.initiator.visible) on \(Wording.moment(view.startedAt))"
    if let end = view.endedAt { text += ", ended \(Wording.moment(end))" }
    if let step = view.resumedFrom { text += ", resumed from step \(step) of \(view.stepCount)" }
    if let origin = view.origin { text += ", \(origin.how == .fork ? "a copy of" : "imported from") \(origin.run)" }
    if view.isRehearsal { text += ", a rehearsal: irreversible steps are left out" }
    return text
  }

  private static func openGate(_ gate: Gate) -> RunPage.OpenGate {
    RunPage.OpenGate(
      instance: gate.instance.description, prompt: gate.prompt.visible.cut(PageLimits.promptCharacters),
      linkText: gate.kind == .approve ? "Look and decide" : "Look and answer", until: gate.end?.at.text,
      untilText: gate.end.map { Wording.moment($0.at) } ?? "")
  }

  private static func failure(_ failure: RunView.Failure) -> RunPage.Failure {
    var place = failure.step.map { " at \($0.visible)" } ?? ""
    if let line = failure.line { place += ", line \(line)" }
    return RunPage.Failure(title: "\(failure.kind.text)\(place)", text: failure.message.visible)
  }

  private static func figures(_ view: RunView) -> [Figure] {
    [
      Figure(name: "Step", value: "\(view.stepIndex) of \(view.stepCount)"),
      Figure(name: "Worked", value: Wording.work(view.cost.milliseconds)),
      Figure(name: "Credits", value: Wording.number(view.cost.credits)),
      Figure(name: "Model calls", value: "\(view.cost.modelCalls)"),
      Figure(name: "Tokens", value: "\(view.cost.tokens)"),
      Figure(name: "Decisions", value: "\(view.cost.humanDecisions)"),
    ]
  }

  private static func step(
    _ step: RunView.Step, isHere: Bool, _ made: [Artifact], _ id: RunID
  ) -> RunPage.Step {
    RunPage.Step(
      name: (step.describe ?? step.id).visible,
      action: step.id.hasPrefix(step.action + "_") && step.describe == nil ? nil : step.action,
      indents: Array(repeating: 0, count: min(step.depth, 12)), stateMarkup: step.markup,
      count: step.count > 1 ? "\(step.count)×" : "", time: step.milliseconds > 0 ? Wording.work(step.milliseconds) : "",
      credits: step.credits > 0 ? Wording.number(step.credits) : "", line: Int(step.line), isHere: isHere,
      notes: step.notes.map { RunPage.Note(text: Wording.note($0), isDrift: $0.kind == .drift) },
      made: made.prefix(PageLimits.filesOfStep).map { RunFiles.row(id, $0) })
  }

  private static func decision(_ decision: Decision, signed: Bool) -> RunPage.DecisionRow {
    let isApproval = decision.verdict == "approve"
    let values = Fact.list(decision.values)
    return RunPage.DecisionRow(
      gate: decision.gate.visible, by: decision.by.visible, surface: decision.surface.visible,
      at: TimestampValue(milliseconds: decision.at).text, atText: Wording.moment(decision.at),
      word: [decision.reason, decision.comment].first { !$0.isEmpty }?.visible, values: values,
      evidence: decision.evidence.description, seen: decision.seen,
      signed: signed && isApproval,
      stateMarkup: isApproval
        ? "<span class=\"state pill state-done\">\(Icon.good.markup)approved</span>"
        : "<span class=\"state pill state-rejected\">\(Icon.bad.markup)rejected</span>")
  }

  private static func auditRow(_ entry: (at: Int64, event: PlainValue)) -> RunPage.AuditRow {
    let event = entry.event
    func text(_ key: String) -> String { event[key].map(Wording.text) ?? "" }
    let (what, detail): (String, String?) =
      switch event["event"]?.text {
      case "started": ("Started by \(text("by"))", nil)
      case "forked": ("Copied from \(text("from"))", "by \(text("by"))")
      case "imported": ("Imported from \(text("from"))", "by \(text("by"))")
      case "gate": ("Stopped at \(text("gate"))", nil)
      case "decided":
        (
          "\(text("gate")): \(text("verdict") == "approve" ? "approved" : "rejected") by \(text("by"))",
          "through \(text("surface"))" + (text("comment").isEmpty ? "" : ": “\(text("comment"))”")
        )
      case "signed": ("\(text("gate")): signed with a passkey by \(text("by"))", String(text("challenge").prefix(16)))
      case "policy":
        (
          "\(text("gate")): decided by its policy",
          text("expression") + (text("values").isEmpty ? "" : ": \(text("values"))")
        )
      case "expired":
        ("\(text("gate")): nobody decided in time", text("verdict") == "approve" ? "approved" : "rejected")
      case "escalated": ("\(text("gate")): escalated to \(text("to"))", nil)
      case "cancelled": ("Cancelled by \(text("by"))", text("reason"))
      case "session":
        (
          text("page") == "live" ? "Went on in the page that was there" : "The page was opened again as it was left",
          nil
        )
      case "ended": ("Ended: \(text("status"))", nil)
      case let other: (other?.visible ?? "?", nil)
      }
    let at = TimestampValue(milliseconds: entry.at)
    return RunPage.AuditRow(at: at.text, atText: Wording.instant(at), text: what, detail: detail)
  }
}
