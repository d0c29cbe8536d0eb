// A small world for the tests of this room: skills from their text, a store in a file of its own, time that stands still, and
// effects that answer what a test says and count how often they were asked.
import Compiler
import DurableRuntime
import Foundation
import Learning
import StoreSQLite
import Synchronization
import Syntax
import Testing
import Values

struct Failed: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

final class CountedEffects: EffectPerformer {
  typealias Script = @Sendable (EffectRequest) async -> EffectOutcome
  private let script: Script
  private let log = Mutex<[EffectRequest]>([])
  init(_ script: @escaping Script) { self.script = script }
  func perform(_ request: EffectRequest) async -> EffectOutcome {
    log.withLock { $0.append(request) }
    return await script(request)
  }
  var asked: [EffectRequest] { log.withLock { $0 } }
}

struct World {
  let store: any RunStore
  var now = TimestampValue(seconds: 1_800_000_000, nanoseconds: 0)
  let keys: StoreKeys
  var environment: [String: String] = [:]
  var settings = EngineSettings()
  let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("twin-\(UUID().uuidString)").path
    store = try SQLiteStore(path: folder + "/twin.db")
    keys = try StoreKeys(master: [UInt8](repeating: 42, count: 32))
    settings.artifacts = folder + "/artifacts"
  }

  var learned: LearnedStore { LearnedStore(store: store, keys: keys) }

  func program(_ text: String) throws -> LoadedProgram {
    let result = compile(name: "test.yaml", text: text)
    guard let program = result.program else {
      throw Failed(result.diagnostics.map { "\($0)" }.joined(separator: "\n"))
    }
    return try LoadedProgram(program)
  }

  /// As a new process would have it.
  func worker(_ performer: any EffectPerformer = CountedEffects { _ in .done(.null) }) -> Worker {
    let engine = Engine(
      store: store, keys: keys, environment: environment, clock: FixedClock(now), random: SystemRandom(),
      settings: settings)
    return Worker(engine: engine, performer: performer, pulse: nil)
  }
}
