// What a durable pause costs: processor time, flushes and bytes of runs that are started, paused, decided and finished over a
// SQLite store with synchronous=FULL.
import Bytecode
import Compiler
import DurableRuntime
import Foundation
import StoreSQLite
import Values

enum RuntimeBench {
  private static let skill = """
    skill: bench
    inputs: { order: object, note: string }
    outputs: { total: "${{ vars.total }}" }
    steps:
      - set: { total: "${{ inputs.order.lines.size() * 3 }}" }
      - set: { text: "order of ${{ vars.total }}" }
      - approve: Ship ${{ vars.text }}?
        id: ship
        show: { total: "${{ vars.total }}" }
        expires: 24h
      - set: { done: "${{ gates.ship.approved }}" }
      - set: { message: "shipped ${{ vars.total }}" }
    """

  /// About nine hundred bytes, different for every run.
  private static func inputs(_ random: SeededRandom) -> PlainValue {
    func word(_ count: Int) -> PlainValue {
      var text = ""
      while text.utf8.count < count { text += String(random.next(), radix: 36) }
      return .string(String(text.prefix(count)))
    }
    let lines = (0..<8).map { number -> PlainValue in
      ["sku": word(12), "name": word(30), "count": .int(Int64(number)), "price": .double(Double(random.next() % 9999) / 100)]
    }
    return ["order": ["id": word(16), "customer": word(24), "lines": .list(lines)], "note": word(200)]
  }

  private static func cpu() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func report(_ what: String, _ count: Int, _ body: () throws -> Void) rethrows {
    let cpuBefore = cpu()
    let began = DispatchTime.now().uptimeNanoseconds
    try body()
    let wall = Double(DispatchTime.now().uptimeNanoseconds - began) / 1e9
    let used = cpu() - cpuBefore
    print(
      String(
        format: "%@: %d, cpu %.1f us each, wall %.1f us each, %.0f/s", what, count, used / Double(count) * 1e6,
        wall / Double(count) * 1e6, Double(count) / wall))
  }

  static func run(folder: String) throws {
    let path = folder + "/twin-bench-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let result = compile(name: "bench.yaml", text: skill)
    guard let compiled = result.program else { fatalError("\(result.diagnostics)") }
    let program = try LoadedProgram(compiled)
    let keys = try StoreKeys(master: [UInt8](repeating: 1, count: 32))
    let random = SeededRandom(seed: 1)

    let store = try SQLiteStore(path: path + "/one.db")
    func engine(_ store: SQLiteStore) -> Engine {
      Engine(store: store, keys: keys, environment: [:], clock: SystemClock(), random: random)
    }
    let first = engine(store)
    try first.keep(program)
    let count = 2000
    let given = (0..<count).map { _ in inputs(random) }
    print("inputs: \(try given[0].json().count) bytes of JSON, \(given[0].canonicalBytes.count) of canonical form")
    var ids: [RunID] = []
    try report("start to paused, one flush each", count) {
      for one in given {
        let live = try first.create(program, inputs: one, options: StartOptions(initiator: "root"))
        _ = try first.turn(live)
        ids.append(live.id)
      }
    }
    let second = engine(store)
    try report("decide to finished, one flush each", count) {
      for id in ids {
        let live = try second.open(id)
        try second.claim(live)
        _ = try second.decide(live, Answer(.approve, by: "root", user: "root", surface: "cli"))
        guard case .ended(.completed) = try second.turn(live) else { fatalError("it should have ended") }
      }
    }
    try report("verify", count) { for id in ids { _ = try second.verify(id) } }
    store.close()

    let many = 10_000
    let group = try SQLiteStore(path: path + "/many.db")
    let third = engine(group)
    try third.keep(program)
    let manyInputs = (0..<many).map { _ in inputs(random) }
    try report("created and paused, 500 in a transaction", many) {
      for start in stride(from: 0, to: many, by: 500) {
        let refused = try third.together { () throws(RuntimeError) in
          for one in manyInputs[start..<start + 500] {
            let live = try third.create(program, inputs: one, options: StartOptions(initiator: "root"))
            _ = try third.turn(live)
          }
        }
        precondition(refused.isEmpty)
      }
    }
    group.close()
    var total = 0
    for file in try FileManager.default.contentsOfDirectory(atPath: path) where file.hasPrefix("many.db") {
      total += try FileManager.default.attributesOfItem(atPath: path + "/" + file)[.size] as? Int ?? 0
    }
    print("stored bytes per paused run: \(total / many)")
    let began = DispatchTime.now().uptimeNanoseconds
    let reopened = try SQLiteStore(path: path + "/many.db", create: false)
    _ = try reopened.timers(dueBy: 0, limit: 1)
    print(String(format: "opening a store: %.2f ms", Double(DispatchTime.now().uptimeNanoseconds - began) / 1e6))
    reopened.close()
  }
}
