// A service with its dashboard for one test: a real store in a folder that goes away, real HTTP on a free port, and clients that
// keep cookies as browsers do.
import AsyncHTTPClient
import CSQLite
import DurableRuntime
import Foundation
import HTTPTypes
import Logging
import NIO
import StoreSQLite
import Testing
import Values

@testable import Server

/// Does nothing in the world; what is captured and which files are made is what a test says.
struct SilentEffects: EffectPerformer {
  var captured: [CapturedEvidence] = []
  var files: [(path: String, mediaType: String, bytes: [UInt8])] = []
  /// What every effect waits for.
  var holds: (@Sendable () async -> Void)?
  /// Nobody knows what came of a failure.
  var isUnheard = false
  var result = EffectOutcome.Result.done(["status": 200, "headers": [:], "json": .null, "text": "ok"])

  func perform(_ request: EffectRequest) async -> EffectOutcome {
    await holds?()
    let made = files.map { file in
      // What would lead out of the folder is claimed, not written.
      if !file.path.contains("..") {
        FileManager.default.createFile(atPath: request.artifacts + "/" + file.path, contents: Data(file.bytes))
      }
      return Artifact(
        path: file.path, sha256: Digest(of: file.bytes), size: Int64(file.bytes.count), mediaType: file.mediaType)
    }
    var outcome = EffectOutcome(result, artifacts: made)
    outcome.isUnheard = isUnheard
    return outcome
  }
  func evidence(_ request: EvidenceRequest) async -> [CapturedEvidence] { captured }
}

struct House: Sendable {
  let port: Int
  let service: TwinService
  let people: People
  let worker: Worker
  let folder: URL
  var origin: String { "http://localhost:\(port)" }

  static let password = "correct horse battery staple"

  /// In the store, past all that keeps it in order.
  func execute(_ sql: String) throws {
    var handle: OpaquePointer?
    defer { sqlite3_close(handle) }
    let path = folder.appendingPathComponent("twin.db").path
    try #require(sqlite3_open(path, &handle) == SQLITE_OK && sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK)
  }

  static func open<T: Sendable>(
    effects: SilentEffects = SilentEffects(), _ body: @Sendable (House) async throws -> T
  ) async throws -> T {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("twin-dashboard-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let keys = try StoreKeys(master: Array(repeating: 7, count: 32))
    let hub = EventHub()
    let origin = ServedOrigin()
    func store() throws -> SQLiteStore { try SQLiteStore(path: folder.appendingPathComponent("twin.db").path) }
    func engine() throws -> sending Engine {
      var settings = EngineSettings()
      settings.owner = ProcessIdentity.own()
      settings.isAlive = ProcessIdentity.isAlive
      settings.artifacts = folder.appendingPathComponent("artifacts").path
      settings.passkeys = .verified(AccountPasskeys(origin: origin, clock: SystemClock()))
      return Engine(
        store: try store(), keys: keys, environment: [:], clock: SystemClock(), random: SystemRandom(), notifier: hub,
        settings: settings)
    }
    let worker = Worker(engine: try engine(), performer: effects)
    try await worker.with { _ = try AuditLog(store: $0.store, keys: $0.keys).begin() }
    let reader = StoreReader(engine: try engine())
    let service = TwinService(
      worker: worker, reader: reader, hub: hub, clock: SystemClock(), user: "tester",
      artifacts: folder.appendingPathComponent("artifacts").path, origin: origin)
    let people = People(
      store: try store(), clock: SystemClock(), origin: origin,
      cost: PasswordHash.Cost(rounds: 16, block: 1, parallelism: 1))
    var server = TwinServer(service)
    Dashboard(service: service, people: people).join(&server)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let (ports, told) = AsyncStream<Int>.makeStream()
    let serving = Task { [logger, server] in
      do { try await server.run(host: "127.0.0.1", port: 0, logger: logger) { told.yield($0) } } catch {
        told.finish()
        throw error
      }
    }
    var iterator = ports.makeAsyncIterator()
    let port = try #require(await iterator.next())
    let house = House(port: port, service: service, people: people, worker: worker, folder: folder)
    let result: Result<T, any Error>
    do { result = .success(try await body(house)) } catch { result = .failure(error) }
    serving.cancel()
    _ = await serving.result
    await people.close()
    await reader.close()
    await worker.close()
    return try result.get()
  }

  // MARK: What there is to see

  /// Somebody who can sign in.
  func add(_ name: String, roles: [String] = []) async throws {
    try await people.add(name, roles: roles, by: "test")
    let token = try await people.invite(name, by: "test")
    _ = try await people.accept(token, name: "", password: Self.password, address: "test")
  }

  /// A run of `text` that has come to rest.
  @discardableResult
  func start(_ name: String, _ text: String, _ inputs: PlainValue = [:], by: String = "agent") async throws -> RunView {
    guard
      case .registered = try await service.skills.register(
        name: name, source: Array(text.utf8), by: "test", surface: "cli")
    else {
      throw Unexpected("\(name) does not compile")
    }
    let (_, program) = try await service.skills.skill(name)
    let id = try await service.runs.start(program, inputs: inputs, options: StartOptions(initiator: by))
    return try await rested(id)
  }

  func rested(_ id: RunID) async throws -> RunView { try await service.runs.rested(id, within: .seconds(120)).view }

  /// Lets others do something, for as long as it takes to ask the service how it is.
  func pause() async throws {
    var anybody = client()
    _ = try await anybody.get("/healthz")
  }

  func client() -> Client { Client(port: port) }

  /// A client that has signed in.
  func client(as name: String) async throws -> Client {
    var client = client()
    let answer = try await client.post("/sign-in", ["name": name, "password": Self.password])
    try #require(answer.status == 303 && client.cookie != nil, "\(answer.status) \(answer.text)")
    return client
  }
}

struct Unexpected: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

struct Answered: Sendable {
  var status: Int
  var headers: [String: String]
  var text: String

  /// The first value of a hidden field of this name.
  func field(_ name: String) -> String? {
    guard let start = text.firstRange(of: "name=\"\(name)\" value=\"") else { return nil }
    return String(text[start.upperBound...].prefix { $0 != "\"" })
  }
}

/// Sends what a browser would send, and keeps one cookie.
struct Client {
  var port: Int
  var cookie: String?

  /// Opens the gate's page and approves what it shows, as its form does.
  mutating func approve(_ gate: Gate) async throws -> Answered {
    let path = "/gates/\(gate.instance)"
    let page = try await get(path)
    let (token, seen) = (try #require(page.field("token")), try #require(page.field("seen")))
    return try await post(path, ["token": token, "seen": seen, "verdict": "approve", "key": "k"])
  }

  mutating func send(
    _ method: String, _ path: String, _ form: [String: String]? = nil, raw: String? = nil,
    headers: [String: String] = [:]
  ) async throws -> Answered {
    var request = HTTPClientRequest(url: "http://localhost:\(port)\(path)")
    request.method = .RAW(value: method)
    if let cookie { request.headers.add(name: "cookie", value: cookie) }
    let pairs = form?.map { "\(Dashboard.queryText($0.key))=\(Dashboard.queryText($0.value))" }.joined(separator: "&")
    if let body = raw ?? pairs {
      request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
      request.body = .bytes(ByteBuffer(string: body))
    }
    for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
    let response = try await Self.http.execute(request, timeout: .seconds(60))
    let bytes = try await response.body.collect(upTo: 64 << 20)
    var found: [String: String] = [:]
    for (name, value) in response.headers { found[name.lowercased()] = value }
    if let set = found["set-cookie"] {
      let pair = String(set.prefix { $0 != ";" })
      cookie = pair.hasSuffix("=") ? nil : pair
    }
    return Answered(status: Int(response.status.code), headers: found, text: String(buffer: bytes))
  }

  mutating func get(_ path: String, headers: [String: String] = [:]) async throws -> Answered {
    try await send("GET", path, headers: headers)
  }
  mutating func post(_ path: String, _ form: [String: String], headers: [String: String] = [:]) async throws -> Answered
  {
    try await send("POST", path, form, headers: headers)
  }
  /// A form as bytes, for what no browser would send.
  mutating func post(raw path: String, _ body: String) async throws -> Answered {
    try await send("POST", path, raw: body)
  }

  /// Follows nothing: where an answer leads is part of what is tested.
  private static let http: HTTPClient = {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    return HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
  }()
}
