// Under which key an effect goes out: what may have happened already goes out again under the key that it had.
import DurableRuntime
import Synchronization
import Testing
import Values

@Suite struct IdempotencyKeyTests {
  @Test func whatWasNotHeardOfIsTriedAgainUnderTheSameKey() async throws {
    let world = try World()
    let skill = """
      skill: order
      permissions: { network: ["127.0.0.1:*"] }
      steps:
        - for: n
          in: ${{ [1, 1] }}
          do:
            - http: { method: POST, url: "http://127.0.0.1:1/orders", json: { n: "${{ n }}" } }
              idempotent: true
              retry: { times: 3, delay: 1h }
      """
    let keys = Mutex<[String]>([])
    let script: ScriptedEffects.Script = { request in
      let count = keys.withLock {
        $0.append(request.idempotencyKey)
        return $0.count
      }
      switch count {
      case 1, 2:
        return .unheard(.timeout, "no answer", sent: true)
      case 4: return .failed(.effect, "answered with 503", sent: true)
      default: return .done(["status": 200, "headers": [:], "json": .null, "text": ""])
      }
    }
    // Every attempt by another process.
    var run = try await world.start(skill, follows: false, script)
    while run.status == .waiting {
      world.clock.move(to: run.wakesAt!)
      run = try await world.worker(script).resume(run.id, follows: false)
    }
    #expect(run.status == .completed)
    let tickets = keys.withLock { $0.map { $0.split(separator: "-").last.map(String.init) ?? "" } }
    #expect(tickets == ["1", "1", "1", "6", "8"])
  }

  /// A process died with a payment under way: what is sent again, after a probe that found nothing or after somebody's word,
  /// has the key that it had. A bank that booked it all the same does it once.
  @Test(arguments: [true, false]) func whatADeadProcessSentIsSentAgainUnderTheSameKey(hasProbe: Bool) async throws {
    let world = try World()
    let skill =
      """
      skill: pay
      gates: { expires: 1h }
      permissions: { network: ["127.0.0.1:*"] }
      steps:
        - approve: Pay?
          id: ok
          allows: [pay]
        - http: { method: POST, url: "http://127.0.0.1:1/pay", json: { n: 1 } }
          id: pay
          irreversible: true
      """
      + (hasProbe
        ? """

              retry: { times: 1, delay: 1s }
              probe:
                - log: the list of the bank does not show it yet
          """ : "")
    let engine = world.engine()
    let live = try engine.create(try world.program(skill), inputs: [:], options: StartOptions(initiator: "ann"))
    _ = try engine.turn(live)
    _ = try engine.decide(live, approve())
    guard case .perform(let first) = try engine.turn(live) else { throw Failed("it should pay") }
    let keys = Mutex<[String]>([])
    let script: ScriptedEffects.Script = { [ok = world.ok] request in
      keys.withLock { $0.append(request.idempotencyKey) }
      return .done(ok)
    }
    // The process is gone; another goes on.
    var view = try await world.worker(script).resume(live.id, follows: true)
    if !hasProbe {
      #expect(view.pending.map(\.path) == ["pay.in_doubt"])
      var answer = approve()
      answer.choice = "did_not_happen"
      view = try await world.worker(script).decide(live.id, answer, follows: true).1
    }
    #expect(view.status == .completed && keys.withLock { $0 } == [first[0].idempotencyKey], "\(view)")
  }

  /// However many rows wait for another try: each goes out under the key that it had.
  @Test func allThatWasNotHeardOfAtOnceKeepsItsKey() async throws {
    let world = try World()
    let skill = """
      skill: rows
      permissions: { network: ["127.0.0.1:*"] }
      steps:
        - for: n
          in: "${{ lists.range(200) }}"
          at_once: 200
          do:
            - http: { method: POST, url: "http://127.0.0.1:1/${{ n }}" }
              idempotent: true
              retry: { times: 2, delay: 10s }
      """
    let keys = Mutex<[String: Set<String>]>([:])
    let done = try await world.start(skill) { [ok = world.ok] request in
      guard let url = request.arguments["url"]?.text else { return .done(ok) }
      let isFirst = keys.withLock { keys in
        defer { keys[url, default: []].insert(request.idempotencyKey) }
        return keys[url] == nil
      }
      return isFirst ? .unheard(.effect, "the connection was lost", sent: true) : .done(ok)
    }
    #expect(done.status == .completed)
    let found = keys.withLock { $0 }
    #expect(found.count == 200 && found.values.allSatisfy { $0.count == 1 })
  }
}
