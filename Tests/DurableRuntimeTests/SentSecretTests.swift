// Law 7, over the time that a run waits: what it has let out comes back in a later process, which can no longer resolve it under
// its name, or in a copy, which never could.
import DurableRuntime
import Foundation
import Synchronization
import Testing
import Values

@Suite("Secrets that were sent")
struct SentSecretTests {
  private static let skill = """
    skill: kept
    secrets: [tok]
    permissions: { network: ["127.0.0.1:*"] }
    gates: { expires: 1h }
    outputs: { last: "${{ steps.last.text }}" }
    steps:
      - ask: Code?
        id: otp
        form: { code: { type: string, secret: true } }
      - http: { url: "http://127.0.0.1:1/first", headers: { x-tok: "${{ secrets.tok }}", x-code: "${{ gates.otp.code }}" } }
        id: first
      - approve: Go on?
        id: ok
      - http: "http://127.0.0.1:1/last"
        id: last
      - log: "${{ steps.last.text }}"
      - approve: And on?
        id: more
      - http: { url: "http://127.0.0.1:1/more", headers: { x-tok: "${{ secrets.tok }}" } }
        id: again
    """
  private static let code = "CANARY-code-77"

  /// Gives back all that it was ever given in a header, and says what that was.
  private final class Keeper: Sendable {
    private let sent = Mutex<[String]>([])
    var all: [String] { sent.withLock { $0 } }
    var script: ScriptedEffects.Script {
      { request in
        for entry in request.arguments["headers"]?.entries ?? [] {
          guard case .secret(let secret) = entry.value, let text = try? request.resolve(secret) else { continue }
          self.sent.withLock { $0.append(text) }
        }
        let echo = self.all.joined(separator: ", ")
        return .done(["status": 200, "headers": ["x-last": .string(echo)], "json": .null, "text": .string(echo)])
      }
    }
  }

  /// Logs, as whoever watches a run has them.
  private final class Listener: Notifier {
    private let lines = Mutex<[String]>([])
    func tell(_ event: RunEvent) {
      if case .log(_, let text) = event { lines.withLock { $0.append(text) } }
    }
    var heard: [String] { lines.withLock { $0 } }
  }

  /// A world that listens, with what may be in the environment of a process.
  private func decide(
    _ world: World, _ id: RunID, _ answer: Answer, _ keeper: Keeper, _ listener: Listener
  ) async throws -> RunView {
    let engine = Engine(
      store: world.store, keys: world.keys, environment: world.environment, clock: world.clock, random: world.random,
      notifier: listener, settings: world.settings)
    let worker = Worker(engine: engine, performer: ScriptedEffects(keeper.script), pulse: nil)
    return try await worker.decide(id, answer, follows: true).1
  }

  /// At the gate `ok`, with the token and the code sent.
  private func paused(_ world: World, _ keeper: Keeper) async throws -> RunView {
    let asked = try await world.start(Self.skill, keeper.script)
    return try await world.decide(asked, input([("code", .string(Self.code))]), keeper.script)
  }

  private func expectNoCanary(_ world: World) throws { #expect(try !world.stored().contains("CANARY")) }

  @Test func aTokenOfAnotherTerminalIsFoundAgain() async throws {
    var world = try World()
    world.environment = ["TWIN_SECRET_TOK": "CANARY-env-5"]
    let (keeper, listener) = (Keeper(), Listener())
    let first = try await paused(world, keeper)
    #expect(try world.store.sealedNames(first.id).sorted() == ["gate:1/code", "sent:0/vault:tok"])
    world.environment = [:]
    let more = try await decide(world, first.id, approve(), keeper, listener)
    #expect(keeper.all == ["CANARY-env-5", Self.code])
    #expect(listener.heard == ["[secret vault:tok], [secret gate:1/code]"])
    // It is found, and not used: who goes on from here is asked for it.
    let asked = try await decide(world, more.id, approve(), keeper, listener)
    #expect(asked.pending.map(\.id) == ["again.secrets"])
    let done = try await decide(world, asked.id, input([("tok", "CANARY-given")]), keeper, listener)
    #expect(done.outputs == ["last": "[secret vault:tok], [secret gate:1/code]"])
    #expect(keeper.all.last == "CANARY-given")
    // It is gone with the run.
    #expect(try world.store.sealedNames(first.id).isEmpty)
    try expectNoCanary(world)
  }

  @Test func aTokenThatWasChangedMeanwhileIsFoundAgain() async throws {
    let world = try World()
    let (keeper, listener) = (Keeper(), Listener())
    try world.engine().setSecret("tok", to: "CANARY-old-55", by: "ann")
    let first = try await paused(world, keeper)
    try world.engine().setSecret("tok", to: "CANARY-new-66", by: "ann")
    let more = try await decide(world, first.id, approve(), keeper, listener)
    #expect(listener.heard == ["[secret vault:tok], [secret gate:1/code]"])
    // What is sent from now on is the new one, and both are known in a third process and a fourth.
    let again = try await world.worker().with { try $0.fork(more.id, at: "more", by: "cid").id }
    let done = try await decide(world, more.id, approve(), keeper, listener)
    #expect(keeper.all == ["CANARY-old-55", Self.code, "CANARY-new-66"])
    #expect(done.outputs == ["last": "[secret vault:tok], [secret gate:1/code]"])
    _ = try await world.worker().with { try $0.removeSecret("tok", by: "ann") }
    #expect(try world.store.sealedNames(again).sorted() == ["sent:0/gate:1/code", "sent:1/vault:tok"])
    try expectNoCanary(world)
  }

  /// Forked, and exported and taken in again beside the run itself.
  @Test(arguments: [true, false]) func aCopyFindsWhatTheOtherRunSentAndCannotUseIt(isFork: Bool) async throws {
    var world = try World()
    world.environment = ["TWIN_SECRET_TOK": "CANARY-env-5"]
    let (keeper, listener) = (Keeper(), Listener())
    let first = try await paused(world, keeper)
    world.environment = [:]
    let file = try await world.worker().with { try $0.export(first.id) }
    #expect(Data(file).range(of: Data("CANARY".utf8)) == nil && Data(file).range(of: Data("sent:".utf8)) == nil)
    let copy = try await world.worker().with {
      isFork
        ? try $0.fork(first.id, at: "ok", by: "cid").id
        : try $0.import(try RunContainer(bytes: file), by: "cid").id
    }
    #expect(copy != first.id)
    let sealed = try world.store.sealedNames(copy)
    #expect(sealed.sorted() == ["sent:0/gate:1/code", "sent:1/vault:tok"])
    // The original may be over by then.
    _ = try await world.worker().cancel(first.id, by: "ann", user: "os", surface: "cli", reason: "enough")
    let more = try await decide(world, copy, approve(), keeper, listener)
    #expect(listener.heard == ["[secret vault:tok], [secret gate:1/code]"])
    // A copy of the copy.
    let second = try await world.worker().with { try $0.fork(copy, at: "more", by: "dan").id }
    for id in [more.id, second] {
      let asked = try await decide(world, id, approve(), keeper, listener)
      #expect(asked.pending.map(\.id) == ["again.secrets"])
    }
    #expect(keeper.all == ["CANARY-env-5", Self.code])
    try expectNoCanary(world)
  }

  /// A file that somebody made by hand could name the row of what was sent, or of a browser's session, as a hole.
  @Test func whatIsSealedForNoHoleFillsNone() async throws {
    var world = try World()
    world.environment = ["TWIN_SECRET_TOK": "CANARY-env-5"]
    let first = try await paused(world, Keeper())
    let refused = Mutex(0)
    _ = try await world.decide(first, approve()) { [ok = world.ok] request in
      for name in ["sent:0/vault:tok", "session"] {
        do { _ = try request.resolve(SecretText(parts: [.hole(name)])) } catch { refused.withLock { $0 += 1 } }
      }
      return .done(ok)
    }
    #expect(refused.withLock { $0 } == 2)
  }
}
