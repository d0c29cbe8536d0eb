// A small world for the tests of this room: skills from their text, a store, time that stands still, chance from a seed, and
// effects that answer what a test says.
import Compiler
import DurableRuntime
import Foundation
import StoreSQLite
import Synchronization
import Syntax
import Testing
import VM
import Values

/// Answers effects from a closure and remembers what was asked.
final class ScriptedEffects: EffectPerformer {
  typealias Script = @Sendable (EffectRequest) async -> EffectOutcome
  private let script: Script
  private let log = Mutex<[String]>([])
  init(_ script: @escaping Script) { self.script = script }

  func perform(_ request: EffectRequest) async -> EffectOutcome {
    let what =
      (try? request.arguments["url"].flatMap { value -> String? in
        if case .secret(let secret) = value { return try request.resolve(secret) }
        return value.text
      }) ?? nil
    log.withLock { $0.append("\(request.kind) \(what ?? "")") }
    return await script(request)
  }
  var asked: [String] { log.withLock { $0 } }
}

/// Opens once.
final class Latch: Sendable {
  private let stream: AsyncStream<Void>
  private let end: AsyncStream<Void>.Continuation
  init() { (stream, end) = AsyncStream.makeStream() }
  func open() { end.finish() }
  func passed() async { for await _ in stream {} }
}

struct World {
  var path: String
  var store: any RunStore
  var clock = FixedClock(TimestampValue(seconds: 1_800_000_000, nanoseconds: 0))
  var keys: StoreKeys
  var random = SeededRandom(seed: 7)
  var environment: [String: String] = [:]
  var settings = EngineSettings()
  var ok: PlainValue = ["status": 200, "headers": [:], "json": ["n": 1], "text": "{\"n\":1}"]

  init(inMemory: Bool = false) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("twin-\(UUID().uuidString)")
    path = folder.path + "/twin.db"
    store = inMemory ? MemoryStore() : try SQLiteStore(path: path)
    keys = try StoreKeys(master: [UInt8](repeating: 42, count: 32))
    settings.artifacts = folder.path + "/artifacts"
  }

  /// All that the store's files hold, as text. It is closed.
  func stored() throws -> String {
    try store.close()
    return try ["", "-wal"].map { suffix in
      guard FileManager.default.fileExists(atPath: path + suffix) else { return "" }
      return String(decoding: try Data(contentsOf: URL(fileURLWithPath: path + suffix)), as: UTF8.self)
    }.joined()
  }

  func program(_ text: String) throws -> LoadedProgram {
    let result = compile(name: "test.yaml", text: text)
    guard let program = result.program else {
      throw Failed(result.diagnostics.map { "\($0)" }.joined(separator: "\n"))
    }
    return try LoadedProgram(program)
  }

  func engine() -> Engine {
    Engine(
      store: store, keys: keys, environment: environment, clock: clock, random: random, settings: settings)
  }

  /// As a new process would have it.
  func worker(_ script: ScriptedEffects.Script? = nil) -> Worker {
    let ok = ok
    return worker(performer: ScriptedEffects(script ?? { _ in .done(ok) }))
  }
  func worker(performer: any EffectPerformer) -> Worker {
    Worker(engine: engine(), performer: performer, pulse: nil)
  }

  /// A run that a process which lives drives: what it has begun is under way until `goesOn` opens. From now on this world's
  /// processes know it as one of others where they are named otherwise.
  mutating func held(_ text: String) async throws -> (driver: Worker, id: RunID, goesOn: Latch) {
    settings.owner = "driver"
    settings.isAlive = { _ in true }
    let (begun, goesOn) = (Latch(), Latch())
    let driver = worker { [ok] _ in
      begun.open()
      await goesOn.passed()
      return .done(ok)
    }
    let id = try await driver.launch(try program(text), inputs: [:], options: StartOptions(initiator: "ann"))
    await begun.passed()
    return (driver, id, goesOn)
  }

  func start(
    _ text: String, inputs: PlainValue = [:], by: String = "ann", follows: Bool = true,
    _ script: ScriptedEffects.Script? = nil
  ) async throws -> RunView {
    try await worker(script).start(
      try program(text), inputs: inputs, options: StartOptions(initiator: by), follows: follows)
  }

  /// Decided by another process.
  func decide(
    _ view: RunView, _ answer: Answer, _ script: ScriptedEffects.Script? = nil
  ) async throws -> RunView {
    try await worker(script).decide(view.id, answer, follows: true).1
  }

  func refusal(_ body: () async throws -> Void) async -> RuntimeError? {
    do {
      try await body()
      return nil
    } catch {
      return error as? RuntimeError
    }
  }
}

struct Failed: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

func approve(_ by: String = "bob", gate: String? = nil) -> Answer {
  Answer(.approve, gate: gate, by: by, user: "os", surface: "cli")
}
func reject(_ by: String = "bob", _ reason: String) -> Answer {
  var answer = Answer(.reject, by: by, user: "os", surface: "cli")
  answer.reason = reason
  return answer
}
func input(_ fields: [(String, PlainValue)], by: String = "bob", text: Bool = false) -> Answer {
  var answer = approve(by)
  answer.input = fields.map { PlainEntry(key: .string($0.0), value: $0.1) }
  answer.inputIsText = text
  return answer
}
