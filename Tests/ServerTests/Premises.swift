// A service of its own for one test: a real store in a folder that goes away, a real HTTP server on a free port, a key.
import AsyncHTTPClient
import DurableRuntime
import Foundation
import HTTPTypes
import Logging
import NIO
import Server
import StoreSQLite
import Testing
import Values

struct Answered {
  var status: Int
  var headers: [String: String]
  var body: [UInt8]
  var json: PlainValue { get throws { try PlainValue(json: body) } }
  var text: String { String(decoding: body, as: UTF8.self) }
}

/// Performs nothing but what a test says.
struct ScriptedEffects: EffectPerformer {
  var perform: @Sendable (EffectRequest) async -> EffectOutcome = { _ in
    .failed(.effect, "no effect in this test", sent: false)
  }
  func perform(_ request: EffectRequest) async -> EffectOutcome { await perform(request) }
}

struct Premises: Sendable {
  let folder: URL
  let port: Int
  let service: TwinService
  let worker: Worker
  /// Of a person who may do everything.
  let key: String
  let agentKey: String

  static func open<T: Sendable>(
    effects: ScriptedEffects = ScriptedEffects(), _ body: @Sendable (Premises) async throws -> T
  ) async throws -> T {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("twin-server-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let keys = try StoreKeys(master: Array(repeating: 7, count: 32))
    let hub = EventHub()
    func engine() throws -> sending Engine {
      var settings = EngineSettings()
      settings.owner = ProcessIdentity.own()
      settings.isAlive = ProcessIdentity.isAlive
      settings.artifacts = folder.appendingPathComponent("artifacts").path
      return Engine(
        store: try SQLiteStore(path: folder.appendingPathComponent("twin.db").path), keys: keys, environment: [:],
        clock: SystemClock(), random: SystemRandom(), notifier: hub, settings: settings)
    }
    let worker = Worker(engine: try engine(), performer: effects)
    try await worker.with { _ = try AuditLog(store: $0.store, keys: $0.keys).begin() }
    let reader = StoreReader(engine: try engine())
    let service = TwinService(
      worker: worker, reader: reader, hub: hub, clock: SystemClock(), user: "tester",
      artifacts: folder.appendingPathComponent("artifacts").path)
    func key(_ name: String, _ scopes: Set<Scope>, _ person: String?) async throws -> String {
      let key = APIKey(name: name, scopes: scopes, person: person, madeAt: 0, expiresAt: nil)
      return try await worker.with { try KeyRing.add(key, to: $0.store, by: "tester") }
    }
    let person = try await key("ana-laptop", Set(Scope.allCases), "ana")
    let agent = try await key("planner", [.start, .read], nil)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let (ports, told) = AsyncStream<Int>.makeStream()
    let serving = Task { [logger] in
      do { try await TwinServer(service).run(host: "127.0.0.1", port: 0, logger: logger) { told.yield($0) } } catch {
        told.finish()
        throw error
      }
    }
    var iterator = ports.makeAsyncIterator()
    let port = try #require(await iterator.next())
    let premises = Premises(
      folder: folder, port: port, service: service, worker: worker, key: person, agentKey: agent)
    let result: Result<T, any Error>
    do { result = .success(try await body(premises)) } catch { result = .failure(error) }
    serving.cancel()
    _ = await serving.result
    await reader.close()
    await worker.close()
    return try result.get()
  }

  /// One request as a client sends it. `as` nil: without any proof.
  func send(
    _ method: String, _ path: String, _ body: String? = nil, as key: String?, headers: [String: String] = [:]
  ) async throws -> Answered {
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
    request.method = .RAW(value: method)
    if let key { request.headers.add(name: "authorization", value: "Bearer \(key)") }
    if let body {
      request.headers.add(name: "content-type", value: "application/json")
      request.body = .bytes(ByteBuffer(string: body))
    }
    for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
    let bytes = try await response.body.collect(upTo: 64 << 20)
    var found: [String: String] = [:]
    for (name, value) in response.headers { found[name.lowercased()] = value }
    return Answered(status: Int(response.status.code), headers: found, body: Array(bytes.readableBytesView))
  }

  func post(_ path: String, _ body: String = "{}", headers: [String: String] = [:]) async throws -> Answered {
    try await send("POST", path, body, as: key, headers: headers)
  }
  func get(_ path: String, headers: [String: String] = [:]) async throws -> Answered {
    try await send("GET", path, as: key, headers: headers)
  }

  func register(_ name: String, _ text: String) async throws {
    let answer = try await send(
      "PUT", "/v1/skills/\(name)", text, as: key, headers: ["content-type": "application/yaml"])
    try #require(answer.status == 200 || answer.status == 201, "\(answer.text)")
  }
}
