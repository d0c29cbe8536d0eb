// What a performer is handed when a run goes on in another process: the state of its pages, and whether the run has done
// anything in them since.
import DurableRuntime
import Foundation
import Synchronization
import Testing
import Values

/// A performer with pages that are states "1", "2" … at each rest.
private final class Pages: EffectPerformer {
  struct Seen: Equatable {
    var state: String?
    var isCurrent: Bool
  }
  private let log = Mutex<(rests: Int, seen: [Seen], releases: Int)>((0, [], 0))
  var seen: [Seen] { log.withLock { $0.seen } }
  var releases: Int { log.withLock { $0.releases } }
  /// From an effect of this kind nothing is ever heard, as from a process that was killed.
  let deadly: String?
  init(deadly: String? = nil) { self.deadly = deadly }

  func perform(_ request: EffectRequest) async -> EffectOutcome {
    if request.kind == deadly { await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in } }
    return request.kind == "http" ? .done(["status": 200, "headers": [:], "json": .null, "text": ""]) : .done(.null)
  }
  func rest(run: RunID) async -> [UInt8]? {
    log.withLock {
      $0.rests += 1
      return Array("\($0.rests)".utf8)
    }
  }
  func release(run: RunID, artifacts: String) async -> ReleasedRun {
    log.withLock { $0.releases += 1 }
    return ReleasedRun()
  }
  func restore(run: RunID, from state: [UInt8]?, isCurrent: Bool, secrets: any SecretTexts) async -> SessionReturn? {
    log.withLock {
      $0.seen.append(Seen(state: state.map { String(decoding: $0, as: UTF8.self) }, isCurrent: isCurrent))
    }
    return .restored
  }
}

@Suite struct PageStateTests {
  private static let skill = """
    skill: pages
    permissions: { network: ["127.0.0.1:*"] }
    gates: { expires: 1h }
    steps:
      - open: http://127.0.0.1:1/a
      - approve: First?
        id: first
      - approve: Second?
        id: second
      - open: http://127.0.0.1:1/b
      - http: { url: "http://127.0.0.1:1/c" }
      - fill: { field: Name }
        with: x
    """

  private func world() throws -> World {
    var world = try World()
    world.settings.browserKinds = ["open", "fill"]
    return world
  }

  @Test func aStateIsCurrentUntilAStepIsDoneInAPage() async throws {
    let world = try world()
    let first = try await world.worker(performer: Pages()).start(
      try world.program(Self.skill), inputs: [:], options: StartOptions(initiator: "ann"), follows: true)
    // Answering a gate is nothing that a page shows.
    let pages = Pages()
    _ = try await world.worker(performer: pages).decide(first.id, approve(gate: "first"), follows: true)
    let more = Pages()
    let done = try await world.worker(performer: more).decide(first.id, approve(gate: "second"), follows: true).1
    #expect(done.status == .completed)
    #expect(more.seen.first?.isCurrent == true)
  }

  @Test func aStateIsOldOnceAProcessDiedFartherOn() async throws {
    let world = try world()
    let first = try await world.worker(performer: Pages()).start(
      try world.program(Self.skill), inputs: [:], options: StartOptions(initiator: "ann"), follows: true)
    _ = try await world.worker(performer: Pages()).decide(first.id, approve(gate: "first"), follows: true)
    // `open` is done and known; the process is gone in the middle of `http`.
    let doomed = world.worker(performer: Pages(deadly: "http"))
    Task { try await doomed.decide(first.id, approve(gate: "second"), follows: true) }
    let onlooker = world.worker()
    let end = ContinuousClock.now + .seconds(240)
    while try await onlooker.view(first.id).steps.first(where: { $0.action == "http" })?.status != .running {
      try #require(ContinuousClock.now < end, "`http` was never begun")
      try await Task.sleep(for: .milliseconds(10))
    }
    var survivor = world
    survivor.settings.owner = "survivor"
    survivor.settings.isAlive = { $0 == "survivor" }
    let pages = Pages()
    let done = try await survivor.worker(performer: pages).resume(first.id, follows: true)
    #expect(done.status == .completed)
    #expect(pages.seen.map(\.isCurrent) == [false])
  }

  /// Its pages are of no use to whoever answers what became of a payment, unless something follows that works in them.
  @Test(arguments: [false, true]) func aCancelledRunThatOnlyAsksKeepsNoPages(tidies: Bool) async throws {
    let world = try world()
    let steps = """
        - open: http://127.0.0.1:1/a
        - approve: Pay?
          id: ok
          allows: [pay]
        - http: { method: POST, url: "http://127.0.0.1:1/pay" }
          id: pay
          irreversible: true
      """
    let nested = "  - try:\n" + steps.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
    let text = """
      skill: pay
      permissions: { network: ["127.0.0.1:*"] }
      gates: { expires: 1h }
      steps:
      \(tidies ? nested + "\n    finally:\n      - open: http://127.0.0.1:1/out" : steps)
      """
    let first = try await world.worker(performer: Pages()).start(
      try world.program(text), inputs: [:], options: StartOptions(initiator: "ann"), follows: true)
    let doomed = world.worker(performer: Pages(deadly: "http"))
    Task { try await doomed.decide(first.id, approve(), follows: true) }
    let onlooker = world.worker()
    let end = ContinuousClock.now + .seconds(240)
    while try await onlooker.view(first.id).steps.first(where: { $0.id == "pay" })?.status != .running {
      try #require(ContinuousClock.now < end, "`pay` was never begun")
      try await Task.sleep(for: .milliseconds(10))
    }
    var survivor = world
    survivor.settings.owner = "survivor"
    survivor.settings.isAlive = { $0 == "survivor" }
    let pages = Pages()
    let asked = try await survivor.worker(performer: pages).cancel(
      first.id, by: "ann", user: "ann", surface: "cli", reason: "enough")
    #expect(asked.pending.map(\.id) == ["pay.in_doubt"] && asked.cancelling?.by == "ann")
    #expect(pages.releases == (tidies ? 0 : 1))
  }
}
