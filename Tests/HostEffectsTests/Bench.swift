// What every test here needs: a request with little to say, secrets that are known, a folder of its own.
import Bytecode
import DurableRuntime
import Foundation
import Synchronization
import Values

@testable import HostEffects

struct FixedSecrets: SecretTexts {
  var texts: [String: String] = [:]
  func resolve(_ secret: SecretText) throws -> String {
    var result = ""
    for part in secret.parts {
      switch part {
      case .text(let text): result += text
      case .hole(let name):
        guard let text = texts[name] else { throw EffectFailure.unusable("unknown") }
        result += text
      }
    }
    return result
  }
  var known: [String] { texts.values.sorted() }
  func clean(_ text: String) -> String {
    texts.reduce(text) { $0.replacing($1.value, with: "[secret \($1.key)]") }
  }
}

struct StandingClock: WorldClock {
  func now() -> TimestampValue { TimestampValue(seconds: 1_700_000_000, nanoseconds: 5) }
  func ticks() -> Int64 { 0 }
  func sleep(until time: TimestampValue) async {}
}

final class FixedRandom: RandomSource {
  func next() -> UInt64 { 1 << 63 }
}

func secret(_ name: String, before: String = "", after: String = "") -> PlainValue {
  .secret(SecretText(parts: [.text(before), .hole(name), .text(after)].filter { $0 != .text("") }))
}

/// One performer over a folder of its own.
struct Bench {
  var folder: String
  var secrets = FixedSecrets(texts: ["vault:token": "s3cr3t-t0ken", "vault:password": "hunter2"])
  var model: ModelConfiguration?
  var environment = ProcessInfo.processInfo.environment
  var next: (any EffectPerformer)?

  init(folder: String = "/") { self.folder = folder }

  /// No two requests are the same effect, unless a test says so.
  private static let tickets = Atomic<UInt64>(UInt64(getpid()) << 32)
  static func nextTicket() -> UInt64 { tickets.add(1, ordering: .relaxed).newValue }

  /// Calls `body` with a bench whose working folder is new and empty; the folder goes afterwards.
  static func inFolder<Result>(_ body: (Bench) async throws -> Result) async throws -> Result {
    let path = FileManager.default.temporaryDirectory.path + "/twin-test-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(Bench(folder: path))
  }

  func perform(
    _ kind: String, _ arguments: PlainValue, options: PlainValue = .map([]), network: [String] = ["127.0.0.1:*"],
    exec: [String] = [], read: [String] = [], write: [String] = [], timeout: Int64 = 120_000, key: String = "key-1",
    repeats: Repeat = .once, isIrreversible: Bool = false, runFolder: String? = nil, reads: [String] = ["json"],
    ticket: UInt64 = nextTicket()
  ) async -> EffectOutcome {
    var permissions = Permissions()
    permissions.network = network
    permissions.exec = exec
    permissions.read = read
    permissions.write = write
    let effects = HostEffects(
      folder: folder, environment: environment, clock: StandingClock(), random: FixedRandom(), model: model, next: next)
    var request = EffectRequest(
      run: RunID(number: 1), ticket: ticket, step: "\(kind)_1", kind: kind, repeats: repeats,
      isIrreversible: isIrreversible,
      arguments: arguments, options: options, permissions: permissions, timeout: timeout, idempotencyKey: key,
      answer: nil, artifacts: folder == "/" ? FileManager.default.temporaryDirectory.path : folder, secrets: secrets,
      folder: runFolder)
    request.reads = { reads.contains($0) }
    return await effects.perform(request)
  }

  func put(_ text: String, at path: String) throws {
    let full = folder + "/" + path
    try FileManager.default.createDirectory(
      atPath: (full as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: full))
  }

  func content(_ path: String) -> String? {
    FileManager.default.contents(atPath: folder + "/" + path).map { String(decoding: $0, as: UTF8.self) }
  }
}

extension EffectOutcome {
  /// As a person reads it: canonical JSON of what was done, or kind, message and whether anything may have left.
  var shown: String {
    switch result {
    case .done(let value): (try? value.jsonText(style: .display)) ?? "unwritable"
    case .failed(let kind, let message, let sent): "\(kind.text)\(sent ? ", sent" : ""): \(message)"
    case .question(let kind, _): "question \(kind)"
    case .inDoubt(let message, _): "in doubt: \(message)"
    case .differs(let message, _): "not as approved: \(message)"
    }
  }
  var value: PlainValue? { if case .done(let value) = result { value } else { nil } }
}
