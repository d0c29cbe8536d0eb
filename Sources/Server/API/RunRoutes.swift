// `/v1/runs`: what runs there are, how one stands, and what a person says to it.
import DurableRuntime
import HTTPTypes
import Hummingbird
import Values

struct RunRoutes {
  let service: TwinService
  private var runs: Runs { service.runs }

  init(service: TwinService) { self.service = service }

  func add(to router: TwinRouter) {
    router.get("/v1/runs/:run", use: show)
    router.post("/v1/runs/:run/approve") { try await decide(.approve, $0, $1) }
    router.post("/v1/runs/:run/reject") { try await decide(.reject, $0, $1) }
    router.post("/v1/runs/:run/cancel", use: cancel)
    router.post("/v1/skills/:name/run", use: start)
  }

  // MARK: Looking

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
    let wait = try body.text("wait").map { text throws(Problem) in try Duration(wait: text) } ?? request.wait(default: ServerLimits.waitSeconds)
    var options = StartOptions(initiator: principal.name)
    options.isRehearsal = try body.flag("rehearse")
    try body.end(known: ["inputs", "wait", "rehearse"])
    let (_, program) = try await service.skills.skill(try context.name)
    let id = try await runs.start(program, inputs: inputs, options: options)
    return try await started(id, wait)
  }

  private func started(_ id: RunID, _ wait: Duration) async throws -> Response {
    var response = try await runs.rested(id, within: wait).response(.created)
    response.headers[.location] = "/v1/runs/\(id)"
    return response
  }

  // MARK: Deciding

  private func decide(_ verdict: Answer.Verdict, _ request: Request, _ context: TwinContext) async throws -> Response {
    let principal = try context.principal(may: .decide)
    let id = try context.run
    var body = try await Body.read(request)
    let name = try body.text("gate")
    let input = body.take("input")
    let choice = body.take("choice")
    let comment = try body.text("comment", limit: RuntimeLimits.commentCharacters) ?? ""
    let reason = try body.text("reason", limit: RuntimeLimits.commentCharacters) ?? ""
    let seen = try body.text("seen")
    let wait = try body.text("wait").map { text throws(Problem) in try Duration(wait: text) } ?? request.wait(default: ServerLimits.waitSeconds)
    try body.end(
      known: verdict == .approve
        ? ["input", "gate", "choice", "comment", "seen", "wait"] : ["reason", "gate", "comment", "seen", "wait"])
    let gate = try await runs.gate(id, name)
    var answer = Answer(
      verdict, gate: gate.instance.description, by: principal.name, user: service.user, surface: principal.surface)
    answer.comment = comment
    answer.reason = reason
    answer.choice = choice
    if let input { answer.input = try gate.fields(of: input) }
    answer.seen = try seen.map { text throws(Problem) in try Digest(seen: text) }
    _ = try await runs.decide(id, answer)
    return try await runs.rested(id, within: wait).response()
  }

  @Sendable private func cancel(_ request: Request, _ context: TwinContext) async throws -> Response {
    let principal = try context.principal(may: .start)
    let id = try context.run
    var body = try await Body.read(request)
    let reason = try body.text("reason", limit: RuntimeLimits.commentCharacters) ?? "cancelled"
    try body.end(known: ["reason"])
    try await runs.cancel(id, by: principal, user: service.user, reason: reason)
    return try await runs.run(id).response()
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

extension Digest {
  init(seen text: String) throws(Problem) {
    guard let digest = Digest(hex: text) else {
      throw Problem(.invalid, "'seen' must be the gate's `evidence`: 64 hex digits", more: ["field": "seen"])
    }
    self = digest
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
