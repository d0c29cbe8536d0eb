// A store with runs whose events are kept for delivery, time that a test moves, and what delivers.
import Compiler
import Delivery
import DurableRuntime
import Foundation
import Logging
import StoreSQLite
import Syntax
import Testing
import Values

extension Logger {
  static let silent = Logger(label: "silent", factory: { _ in SwiftLogNoOpLogHandler() })
}

/// Answers every effect with nothing.
struct NoEffects: EffectPerformer {
  func perform(_ request: EffectRequest) async -> EffectOutcome { .done(.null) }
}

struct World {
  let store: any RunStore
  let keys: StoreKeys
  let clock: any WorldClock
  let random = SeededRandom(seed: 11)
  let book: DeliveryBook

  static let start = TimestampValue(seconds: 1_800_000_000, nanoseconds: 0)

  init(clock: any WorldClock = FixedClock(start), configured: [Target] = []) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("twin-\(UUID().uuidString)")
    store = try SQLiteStore(path: folder.path + "/twin.db")
    keys = try StoreKeys(master: [UInt8](repeating: 42, count: 32))
    self.clock = clock
    book = DeliveryBook(store: store, keys: keys, configured: configured)
  }

  var vault: Vault { Vault(store: store, keys: keys, environment: [:]) }

  func worker() -> Worker {
    let engine = Engine(
      store: store, keys: keys, environment: [:], clock: clock, random: random, notifier: Outbox(book))
    return Worker(engine: engine, performer: NoEffects(), pulse: nil)
  }

  func run(_ skill: String, inputs: PlainValue = [:]) async throws -> RunView {
    let result = compile(name: "test.yaml", text: skill)
    let program = try #require(result.program, "\(result.diagnostics)")
    return try await worker().start(
      try LoadedProgram(program), inputs: inputs, options: StartOptions(initiator: "ann"), follows: false)
  }

  func decide(_ run: RunID, _ answer: Answer) async throws -> RunView {
    try await worker().decide(run, answer, follows: false).1
  }

  /// An address on this machine is one inside the network: these tests allow it unless they are about that.
  func courier(
    publicAddress: String? = "https://twin.example", mail: Courier.MailServer? = nil, allowsPrivate: Bool = true
  ) -> Courier {
    Courier(
      vault: vault, keys: keys, clock: clock, publicAddress: publicAddress, mail: mail,
      allowsPrivateAddresses: allowsPrivate)
  }

  func dispatcher(_ courier: Courier? = nil) -> Dispatcher {
    Dispatcher(book: book, courier: courier ?? self.courier(), clock: clock, random: random, logger: .silent)
  }

  @discardableResult
  func endpoint(
    _ url: String, events: [String] = [], person: String? = nil, key: WebhookKey? = nil
  ) throws -> Endpoint {
    try book.add(
      url: url, events: events, person: person, key: key ?? .makeShared(random), random: random, at: clock.now())
  }

  static let gate = """
    skill: pay
    inputs: { vendor: string }
    secrets: [api_key]
    outputs: { paid: "${{ vars.paid }}" }
    steps:
      - set: { paid: "${{ 'paid ' + inputs.vendor }}" }
      - approve: Pay ${{ inputs.vendor }}?
        id: pay
        show: { vendor: "${{ inputs.vendor }}" }
        expires: 24h
        remind: 6h
        escalate: { after: 12h, to: [boss] }
    """
}
