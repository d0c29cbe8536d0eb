// The Model Context Protocol (revision 2025-06-18): every skill is a tool that an agent may call, and one tool more tells how a
// run stands. A call that pauses answers at once with what it waits for. Deciding is not here: no tool, no argument and no key
// makes an agent's word a person's.
//
// JSON-RPC messages in, JSON-RPC messages out; how they travel is `MCPRoutes`' and `MCPPipe`'s affair.
import Bytecode
import DurableRuntime
import Values

package struct MCPServer: Sendable {
  static let protocolVersions = ["2025-06-18", "2025-03-26", "2024-11-05"]
  static let statusTool = "twin_run_status"

  let service: TwinService
  /// For how long a call waits for its run, in seconds.
  let wait: Int64

  package init(service: TwinService, wait: Int64 = ServerLimits.waitSeconds) {
    self.service = service
    self.wait = wait
  }

  /// The numbers of JSON-RPC 2.0, section 5.1.
  private struct Refusal: Error {
    var code: Int64
    var message: String
    static func invalidRequest(_ message: String) -> Refusal { Refusal(code: -32600, message: message) }
    static func invalidParams(_ message: String) -> Refusal { Refusal(code: -32602, message: message) }
  }

  static func parseError(_ message: String) -> PlainValue {
    failure(id: .null, Refusal(code: -32700, message: message))
  }

  private static func failure(id: PlainValue, _ refusal: Refusal) -> PlainValue {
    ["jsonrpc": "2.0", "id": id, "error": ["code": .int(refusal.code), "message": .string(refusal.message)]]
  }

  /// The answer to one message; nil to a notification. `principal` must have been let in; what it may do is looked at here.
  package func answer(_ message: PlainValue, by principal: Principal) async -> PlainValue? {
    var id: PlainValue = .null
    do {
      guard message.entries != nil, message["jsonrpc"] == "2.0" else {
        throw Refusal.invalidRequest("one JSON-RPC 2.0 message is wanted; batches are not part of this protocol")
      }
      guard let method = message["method"]?.text else {
        // An answer to something that was never asked.
        if message["result"] != nil || message["error"] != nil { return nil }
        throw Refusal.invalidRequest("the message has no method")
      }
      guard let given = message["id"] else { return nil }
      switch given {
      case .string, .int: id = given
      default: throw Refusal.invalidRequest("an id is a string or a whole number")
      }
      return ["jsonrpc": "2.0", "id": id, "result": try await result(method, message["params"] ?? .map([]), principal)]
    } catch let refusal as Refusal {
      return Self.failure(id: id, refusal)
    } catch let problem as Problem {
      return Self.failure(id: id, Refusal(code: -32602, message: problem.detail))
    } catch {
      return Self.failure(
        id: id, Refusal(code: -32603, message: "something is wrong here; the service's log says more"))
    }
  }

  private func result(_ method: String, _ params: PlainValue, _ principal: Principal) async throws -> PlainValue {
    switch method {
    case "initialize": return Self.introduction(params)
    case "ping": return .map([])
    case "tools/list": return ["tools": .list(try await tools())]
    case "tools/call":
      guard let name = params["name"]?.text else { throw Refusal.invalidParams("`name` says which tool") }
      return try await call(name, params["arguments"] ?? .map([]), principal)
    default: throw Refusal(code: -32601, message: "there is no method '\(method.prefix(60))' here")
    }
  }

  private static func introduction(_ params: PlainValue) -> PlainValue {
    let wanted = params["protocolVersion"]?.text
    let version = wanted.flatMap { protocolVersions.contains($0) ? $0 : nil } ?? protocolVersions[0]
    return [
      "protocolVersion": .string(version), "capabilities": ["tools": ["listChanged": false]],
      "serverInfo": ["name": "twin", "title": "Twin", "version": "0.1.0"],
      "instructions": .string(
        """
        Each tool runs a skill. A run may pause for a person: the answer then has status awaiting_approval and a pendingStep. \
        Tell the person what is asked; they decide in Twin, you cannot. Ask \(statusTool) how the run goes on.
        """),
    ]
  }

  // MARK: Tools

  private func tools() async throws -> [PlainValue] {
    let skills = try await service.reader.read { engine in
      try SkillShelf.all(engine).map { try engine.program($0.program).program.manifest }
    }
    return skills.filter { $0.skill != Self.statusTool && service.skills.broken[$0.skill] == nil }.map(Self.tool)
      + [Self.status]
  }

  private static func tool(_ manifest: ProgramManifest) -> PlainValue {
    let required = manifest.inputs.filter { $0.schema["default"] == nil }.map { PlainValue.string($0.name) }
    var schema: [PlainEntry] = [
      PlainEntry(key: "type", value: "object"),
      PlainEntry(
        key: "properties",
        value: .map(manifest.inputs.map { PlainEntry(key: .string($0.name), value: plainSchema($0.schema)) })),
      PlainEntry(key: "additionalProperties", value: false),
    ]
    if !required.isEmpty { schema.append(PlainEntry(key: "required", value: .list(required))) }
    return [
      "name": .string(manifest.skill), "description": .string(manifest.goal ?? "Runs the skill \(manifest.skill)"),
      "inputSchema": .map(schema),
    ]
  }

  /// Without the words that are Twin's own, and without `any`, which JSON Schema says by saying nothing.
  private static func plainSchema(_ schema: PlainValue) -> PlainValue {
    guard let entries = schema.entries else { return schema }
    return .map(
      entries.filter { entry in
        entry.key.text != "secret" && !(entry.key.text == "type" && entry.value == "any")
      })
  }

  private static let status: PlainValue = [
    "name": .string(statusTool),
    "description": "How a run stands: its status, what it waits for, its outputs. It changes nothing.",
    "inputSchema": [
      "type": "object",
      "properties": [
        "run": ["type": "string", "description": "The run's id, as a tool answered it."],
        "wait": [
          "type": "integer", "minimum": 0, "maximum": .int(ServerLimits.longestWaitSeconds), "default": 0,
          "description": "Seconds to wait for it to pause or end.",
        ],
      ],
      "required": ["run"], "additionalProperties": false,
    ],
    "annotations": ["readOnlyHint": true],
  ]

  private func call(_ name: String, _ arguments: PlainValue, _ principal: Principal) async throws -> PlainValue {
    guard arguments.entries != nil else { throw Refusal.invalidParams("`arguments` is an object") }
    if name == Self.statusTool { return try await tell(arguments, principal) }
    guard principal.scopes.contains(.start) else {
      throw Refusal.invalidParams("\(principal.name) may not start runs; this needs the scope `start`")
    }
    let program: LoadedProgram
    do { program = try await service.skills.startable(name) } catch let problem as Problem {
      guard problem.kind == .notFound else { return Self.failed(problem.detail) }
      throw Refusal.invalidParams("there is no tool '\(name.prefix(100))'")
    }
    do {
      let id = try await service.runs.start(
        program, inputs: arguments, options: StartOptions(initiator: principal.name))
      return Self.answer(try await service.runs.rested(id, within: .seconds(wait)).view)
    } catch let error as RuntimeError where error.kind != .damaged && error.kind != .store {
      // The model can mend its call: it has to see this.
      return Self.failed(error.message)
    }
  }

  private func tell(_ arguments: PlainValue, _ principal: Principal) async throws -> PlainValue {
    guard principal.scopes.contains(.read) else {
      throw Refusal.invalidParams("\(principal.name) may not read; this needs the scope `read`")
    }
    guard let id = arguments["run"]?.text.flatMap({ RunID($0) }) else { return Self.failed("`run` is a run's id") }
    let seconds = arguments["wait"]?.integer ?? 0
    guard (0...ServerLimits.longestWaitSeconds).contains(seconds) else {
      return Self.failed("`wait` is 0 to \(ServerLimits.longestWaitSeconds) seconds")
    }
    do { return Self.answer(try await service.runs.rested(id, within: .seconds(seconds)).view) } catch let error
      as RuntimeError
      where error.kind == .noSuchRun
    {
      return Self.failed(error.message)
    }
  }

  // MARK: Answers

  private static func failed(_ message: String) -> PlainValue {
    ["content": [["type": "text", "text": .string(message)]], "isError": true]
  }

  /// The run in a sentence and as data; the steps are left out, they are many.
  private static func answer(_ run: RunView) -> PlainValue {
    let data = PlainValue.map((run.plain.entries ?? []).filter { $0.key.text != "steps" })
    let json = (try? data.jsonText(style: .display)) ?? "{}"
    // Through JSON, so that it is what the text says: secrets named, times as text.
    let structured = (try? PlainValue(jsonText: json)) ?? data
    return [
      "content": [["type": "text", "text": .string(sentence(run))], ["type": "text", "text": .string(json)]],
      "structuredContent": structured, "isError": .bool(run.status == .failed),
    ]
  }

  private static func sentence(_ run: RunView) -> String {
    let ask = "Ask \(statusTool) with run \(run.id) how it goes on."
    switch run.status {
    case .running: return "\(run.skill) is still running. \(ask)"
    case .waiting where run.behind != nil: return "\(run.skill) stands in line until another run has ended. \(ask)"
    case .waiting: return "\(run.skill) waits\(run.wakesAt.map { " until \($0.text)" } ?? ""). \(ask)"
    case .awaitingApproval:
      let prompts = run.pending.map { "“\($0.prompt)”" }.joined(separator: ", ")
      return "\(run.skill) waits for a person: \(prompts). Only a person can decide this, in Twin. \(ask)"
    case .completed: return "\(run.skill) is done."
    case .failed: return "\(run.skill) failed: \(run.error?.message ?? "no reason is known")"
    case .rejected: return "\(run.skill) was rejected by a person: \(run.error?.message ?? "")"
    case .cancelled: return "\(run.skill) was cancelled."
    }
  }
}
