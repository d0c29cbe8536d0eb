// `/v1/runs`: what runs there are, how one stands, and what is said to it. (What one run holds: RunDetailRoutes.swift.)
import DurableRuntime
import HTTPTypes
import Hummingbird
import Values

struct RunRoutes {
  let service: TwinService
  private var runs: Runs { service.runs }

  func add(to router: TwinRouter) {
    router.get("/v1/runs", use: list)
    router.get("/v1/runs/:run", use: show)
    router.post("/v1/runs/:run/approve") { try await decide(.approve, $0, $1) }
    router.post("/v1/runs/:run/reject") { try await decide(.reject, $0, $1) }
    router.post("/v1/runs/:run/cancel", use: cancel)
    router.post("/v1/skills/:name/run", use: start)
  }

  // MARK: Looking

  @Sendable private func list(_ request: Request, _ context: TwinContext) async throws -> Response {
    _ = try context.principal(may: .read)
    var filter = RunFilter()
    filter.limit = try request.pageSize()
    filter.skill = request.query("skill")
    filter.statuses = try Set(
      request.queries("status").map { word throws(Problem) in
        guard let status = RunStatus(text: word) else {
          let known = RunStatus.allCases.map(\.text).joined(separator: ", ")
          throw Problem(.invalid, "'\(word.prefix(40))' is no status; there are \(known)", more: ["field": "status"])
        }
        return status
      })
    filter.before = try request.query("cursor").map { text throws(Problem) in
      guard let id = RunID(text) else {
        throw Problem(.invalid, "cursor is not a `next` of an earlier page", more: ["field": "cursor"])
      }
      return id
    }
    let page = try await runs.page(filter)
    return .json(["runs": .list(page.runs.map(\.plain)), "next": page.next.map { .string($0.description) } ?? .null])
  }

  @Sendable private func show(_ request: Request, _ context: TwinContext) async throws -> Response {
    _ = try context.principal(may: .read)
    let id = try context.run
    let wait = try request.wait(default: 0)
    guard let known = request.headers[.ifNoneMatch] else { return try await runs.rested(id, within: wait).response() }
    var seen = try await runs.run(id)
    if seen.etag == known, wait > .zero { seen = try await runs.changed(id, from: seen.version, within: wait) }
    guard seen.etag == known else { return seen.response() }
    return Response(status: .notModified, headers: seen.headers)
  }

  // MARK: Starting

  @Sendable private func start(_ request: Request, _ context: TwinContext) async throws -> Response {
    let principal = try context.principal(may: .start)
    var body = try await Body.read(request)
    let inputs = try body.map("inputs")
    let wait = try body.wait() ?? request.wait(default: ServerLimits.waitSeconds)
    let version = try body.count("version")
    var options = StartOptions(initiator: principal.name)
    options.isRehearsal = try body.flag("rehearse")
    try body.end(known: ["inputs", "wait", "version", "rehearse"])
    let name = try context.name
    if let version, !principal.scopes.contains(.author) {
      let current = try await service.skills.skill(name).0.version
      guard version == current else {
        throw Problem(
          .forbidden,
          "the name '\(name)' starts version \(current); another text may lack what that one asks of people, so that starting version \(version) needs the scope `author`"
        )
      }
    }
    let program = try await service.skills.startable(name, version: version)
    return try await service.start(request, principal, body, wait, options) { _ in (program, inputs) }
  }

  // MARK: Deciding

  private func decide(_ verdict: Answer.Verdict, _ request: Request, _ context: TwinContext) async throws -> Response {
    let principal = try context.principal(may: .decide)
    let id = try context.run
    var body = try await Body.read(request)
    let word = try Word(verdict, &body)
    let wait = try body.wait() ?? request.wait(default: ServerLimits.waitSeconds)
    try body.end(known: Word.known(verdict))
    var decided: Decided?
    let made = try await service.idempotency.once(request, principal, body: body.bytes) { claim in
      let gate = try await runs.gate(
        id, word.gate, isNamed: word.gate != nil || word.seen != nil || verdict == .reject)
      var answer = Answer(
        verdict, gate: gate.instance.description, by: principal.name, user: service.user, surface: principal.surface)
      try word.fill(&answer, gate)
      // Of one length, however long key and name are: the runtime has a bound of its own.
      answer.key = claim.map { "\(Digest(of: Array("\(principal.name)/\($0.key)".utf8)))" }
      // Whatever is killed now, the same request again finds that it was done: its gate is gone then.
      answer.items = claim.map { [$0.done(id, status: 200)] } ?? []
      do { decided = try await runs.decide(id, answer) } catch let error as RuntimeError where error.kind == .stale {
        throw try await runs.stale(id, gate, seen: answer.seen, error)
      }
      return (id, .ok)
    }
    return try await service.answer(made, within: wait, after: decided)
  }

  @Sendable private func cancel(_ request: Request, _ context: TwinContext) async throws -> Response {
    let principal = try context.principal(may: .start)
    let id = try context.run
    var body = try await Body.read(request)
    let reason = try body.text("reason", limit: RuntimeLimits.commentCharacters) ?? "cancelled"
    try body.end(known: ["reason"])
    let made = try await service.idempotency.once(request, principal, body: body.bytes) { _ in
      try await runs.cancel(id, by: principal, user: service.user, reason: reason)
      return (id, .ok)
    }
    return try await service.answer(made, within: .zero)
  }
}

/// What a body says to a gate.
private struct Word {
  var gate: String?
  var input: PlainValue?
  var choice: PlainValue?
  var comment: String
  var reason: String
  var seen: Digest?

  static func known(_ verdict: Answer.Verdict) -> [String] {
    verdict == .approve
      ? ["input", "gate", "choice", "comment", "seen", "wait"] : ["reason", "gate", "comment", "seen", "wait"]
  }

  init(_ verdict: Answer.Verdict, _ body: inout Body) throws(Problem) {
    gate = try body.text("gate")
    comment = try body.text("comment", limit: RuntimeLimits.commentCharacters) ?? ""
    reason = ""
    switch verdict {
    case .approve:
      input = body.take("input")
      choice = body.take("choice")
    case .reject: reason = try body.text("reason", limit: RuntimeLimits.commentCharacters) ?? ""
    }
    if let text = try body.text("seen") {
      guard let digest = Digest(hex: text) else {
        throw Problem(.invalid, "'seen' must be the gate's `evidence`: 64 hex digits", more: ["field": "seen"])
      }
      seen = digest
    }
  }

  func fill(_ answer: inout Answer, _ gate: Gate) throws(Problem) {
    answer.comment = comment
    answer.reason = reason
    answer.choice = choice
    answer.seen = seen
    if let input { answer.input = try gate.fields(of: input) }
  }
}

extension TwinService {
  /// Starts what `make` gives, once for the request's key, and answers when it rests or `wait` is over.
  func start(
    _ request: Request, _ principal: Principal, _ body: Body, _ wait: Duration, _ options: StartOptions,
    _ make: (inout StartOptions) async throws -> (LoadedProgram, PlainValue)
  ) async throws -> Response {
    let made = try await idempotency.once(request, principal, body: body.bytes) { claim in
      var options = options
      let (program, inputs) = try await make(&options)
      if let claim {
        let others = options.items
        options.items = { others($0) + [claim.done($0, status: 201)] }
      }
      return (try await runs.start(program, inputs: inputs, options: options), .created)
    }
    return try await answer(made, within: wait)
  }

  /// The run that came of a request, once it rests, and not at a gate that the request has decided.
  func answer(
    _ made: (run: RunID, status: HTTPResponse.Status, isReplay: Bool), within wait: Duration,
    after decided: Decided? = nil
  ) async throws -> Response {
    let seen = try await runs.rested(made.run, within: wait, after: decided)
    var response = seen.response(made.status)
    if made.status == .created { response.headers[.location] = "/v1/runs/\(made.run)" }
    if made.isReplay { response.headers[.idempotencyReplayed] = "true" }
    return response
  }
}

extension Gate {
  /// What a client sent as `input`: an object of fields, or for a gate of one field its value alone.
  package func fields(of input: PlainValue) throws(Problem) -> [PlainEntry] {
    if let entries = input.entries { return entries }
    guard form.count == 1, let field = form.first else {
      let names = form.map { "'\($0.name)'" }.joined(separator: ", ")
      throw Problem(
        .invalid,
        form.isEmpty
          ? "gate '\(path)' asks for no input" + (options.isEmpty ? "" : "; it wants a `choice`")
          : "gate '\(path)' has several fields; `input` must be an object with \(names)", more: ["field": "input"])
    }
    return [PlainEntry(key: .string(field.name), value: input)]
  }
}

extension ListedRun {
  var plain: PlainValue {
    var entries = known.entries ?? []
    if let damage { entries.append(PlainEntry(key: "damage", value: .string(damage))) }
    return .map(entries)
  }

  private var known: PlainValue {
    [
      "id": .string(id.description), "status": .string(status.text), "skill": .string(skill),
      "skillVersion": skillVersion.map { .int(Int64($0)) } ?? .null,
      "program": program.map { .string($0.description) } ?? .null,
      "initiator": .string(initiator), "startedAt": .timestamp(startedAt),
      "endedAt": endedAt.map { .timestamp($0) } ?? .null,
      "gates": .list(
        gates.map {
          [
            "instance": .string(GateInstance(run: id, ticket: $0.ticket).description),
            "openedAt": .timestamp(TimestampValue(milliseconds: $0.openedAt)),
            "expiresAt": $0.expiresAt == 0 ? .null : .timestamp(TimestampValue(milliseconds: $0.expiresAt)),
          ]
        }),
    ]
  }
}

extension TwinContext {
  /// The run that the path names.
  package var run: RunID {
    get throws(Problem) {
      let text = parameters.get("run") ?? ""
      guard let id = RunID(text) else { throw Problem(.notFound, "'\(text.prefix(60))' is no run's id") }
      return id
    }
  }

  /// The skill that the path names.
  package var name: String {
    get throws(Problem) {
      guard let name = parameters.get("name"), name.utf8.count <= ServerLimits.textBytes else {
        throw Problem(.notFound, "this is no skill's name")
      }
      return name
    }
  }
}
