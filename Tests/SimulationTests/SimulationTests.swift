// Worlds from seeds: whatever crashes, nothing that can be done only once is done twice, no acknowledged decision is lost,
// every run comes to its end and verifies.
import Compiler
import DurableRuntime
import Simulation
import Testing

private let skills = [
  """
  skill: order
  permissions: { network: ["127.0.0.1:*"] }
  gates: { expires: 24h }
  outputs: { all: "${{ steps.pay.json }}" }
  steps:
    - { http: { url: "http://127.0.0.1:1/look" }, id: look, retry: { times: 3, delay: 1s } }
    - http: { method: POST, url: "http://127.0.0.1:1/reserve" }
      id: reserve
      idempotent: false
      on_error: continue
    - { approve: Pay?, id: ok, allows: [pay], expires: 24h }
    - http: { method: POST, url: "http://127.0.0.1:1/pay" }
      id: pay
      irreversible: true
      retry: { times: 3, delay: 5s }
    - wait: 2m
    - http: { method: POST, url: "http://127.0.0.1:1/thank" }
      id: thank
      idempotent: false
  """,
  """
  skill: wide
  permissions: { network: ["127.0.0.1:*"] }
  gates: { expires: 24h }
  steps:
    - parallel:
        one:
          - { approve: One?, id: one, expires: 24h }
          - { http: { method: POST, url: "http://127.0.0.1:1/one" }, id: a, idempotent: false }
        two:
          - { http: { method: POST, url: "http://127.0.0.1:1/two" }, id: b, idempotent: false }
          - { approve: Two?, id: two, expires: 24h }
        three:
          - { wait: 30s }
          - { http: { url: "http://127.0.0.1:1/three" }, id: c }
    - for: i
      in: "${{ [1, 2, 3] }}"
      at_once: 2
      do:
        - http: { method: POST, url: "http://127.0.0.1:1/row/${{ i }}" }
          id: row
          idempotent: false
  """,
  """
  skill: tidy
  permissions: { network: ["127.0.0.1:*"] }
  gates: { expires: 24h }
  steps:
    - try:
        - { http: { method: POST, url: "http://127.0.0.1:1/open" }, id: opened, idempotent: false }
        - { ask: How many?, id: q, form: { n: { type: integer, default: 2 } }, expires: 5m }
        - { http: { method: POST, url: "http://127.0.0.1:1/use/${{ gates.q.n }}" }, id: use, idempotent: false }
      finally:
        - { http: { method: POST, url: "http://127.0.0.1:1/close" }, id: closed, idempotent: false, on_error: continue }
  """,
  """
  skill: thrifty
  permissions: { network: ["127.0.0.1:*"] }
  budget: { steps: 5 }
  on_budget: ask
  gates: { expires: 24h }
  steps:
    - parallel:
        counts:
          - for: i
            in: "${{ [1, 2, 3, 4, 5] }}"
            do:
              - set: { counted: "${{ i }}" }
        calls:
          - { http: { method: POST, url: "http://127.0.0.1:1/first" }, id: first, idempotent: false }
          - { http: { method: POST, url: "http://127.0.0.1:1/second" }, id: second, idempotent: false }
    - { http: { method: POST, url: "http://127.0.0.1:1/last" }, id: last, idempotent: false }
  """,
]

private func programs() throws -> [LoadedProgram] {
  try skills.map { text in
    let result = compile(name: "skill.yaml", text: text)
    guard let program = result.program else {
      throw Unusable(text: result.diagnostics.map { "\($0)" }.joined(separator: "\n"))
    }
    return try LoadedProgram(program)
  }
}

struct Unusable: Error { var text: String }

@Suite("Simulation")
struct SimulationTests {
  @Test(arguments: 0..<60) func nothingIsDoneTwiceAndNothingIsLost(seed: UInt64) throws {
    let world = try SimulatedWorld(seed: seed, programs: try programs())
    try world.run()
    #expect(world.broken == [], "\(world.story.suffix(60).joined(separator: "\n"))")
  }

  /// A disk that is full every now and then, and processes that live: what was heard is never asked about.
  @Test(arguments: 0..<40) func aFullDiskIsNoReasonToDoubt(seed: UInt64) throws {
    var settings = SimulationSettings()
    (settings.crashes, settings.blackouts, settings.refusals) = (0, 0, 3)
    let world = try SimulatedWorld(seed: seed, programs: try programs(), settings: settings)
    try world.run()
    #expect(world.broken == [], "\(world.story.suffix(60).joined(separator: "\n"))")
    #expect(world.counts["in doubt meanwhile"] == nil && world.counts["given up"] == nil, "\(world.counts)")
  }

  @Test func theSameSeedIsTheSameWorld() throws {
    let one = try SimulatedWorld(seed: 11, programs: try programs())
    let two = try SimulatedWorld(seed: 11, programs: try programs())
    try one.run()
    try two.run()
    #expect(one.story == two.story && one.counts == two.counts)
  }

  @Test func enoughHappensInThem() throws {
    var counts: [String: Int] = [:]
    for seed in 0..<20 {
      let world = try SimulatedWorld(seed: UInt64(seed), programs: try programs())
      try world.run()
      counts.merge(world.counts) { $0 + $1 }
    }
    for what in [
      "crashes", "blackouts", "once-effects", "failures", "decisions", "votes", "in doubt", "verified", "refused",
      "refused at once",
    ] {
      #expect(counts[what] ?? 0 > 1, "\(what): \(counts)")
    }
  }
}
