// The service as programs meet it: `twin serve` in a process of its own, HTTP over loopback from this one, on the same cores.
// How many requests a second, how long each takes, what an open dashboard costs, memory, and lists of very many runs.
import AsyncHTTPClient
import Compiler
import DurableRuntime
import Foundation
import NIO
import StoreSQLite
import Synchronization
import Values

enum ServiceBench {
  private static let skill = """
    skill: bench
    inputs: { vendor: string }
    steps:
      - set: { total: "${{ inputs.vendor.size() * 3 }}" }
      - approve: Pay ${{ vars.total }} to ${{ inputs.vendor }}?
        id: pay
        show: { total: "${{ vars.total }}" }
        expires: 24h
      - set: { text: "paid ${{ vars.total }}" }
    """

  static func run() throws {
    guard FileManager.default.isExecutableFile(atPath: ProcessBench.twin) else {
      return report("service", "no twin beside twin-bench", reach: "make build")
    }
    // The other benchmarks know nothing of tasks; this one waits for its own.
    let done = DispatchSemaphore(value: 0)
    let failure = Mutex<(any Error)?>(nil)
    Task.detached {
      do { try await measure() } catch { failure.withLock { $0 = error } }
      done.signal()
    }
    done.wait()
    if let error = failure.withLock({ $0 }) { throw error }
  }

  private static func measure() async throws {
    let folder = NSTemporaryDirectory() + "/twin-bench-service-\(getpid())"
    try FileManager.default.createDirectory(atPath: folder + "/skills", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data(skill.utf8).write(to: URL(fileURLWithPath: folder + "/skills/bench.yaml"))
    let key = try makeKey(folder)
    report("`twin serve` over SQLite (synchronous=FULL), loopback,", "16 requests at a time from this process")
    try seed(folder, upTo: 5_000)
    try await requests(folder, key)
    try await lists(folder, key, count: 100_000)
    try await lists(folder, key, count: 1_000_000)
  }

  private static func makeKey(_ folder: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: ProcessBench.twin)
    process.arguments = [
      "key", "add", "bench", "--scope", "start,read,decide", "--person", "ana", "--store", folder + "/twin.db",
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  // MARK: Runs that wait

  /// Makes paused runs until there are so many: five thousand by running the skill; beyond that, rows like those.
  private static func seed(_ folder: String, upTo count: Int) throws {
    guard let compiled = compile(name: "bench.yaml", text: skill).program else {
      fatalError("the skill does not compile")
    }
    let program = try LoadedProgram(compiled)
    let store = try SQLiteStore(path: folder + "/twin.db")
    defer { store.close() }
    let random = SystemRandom()
    let engine = Engine(
      store: store, keys: try StoreKeys(master: [UInt8](repeating: 1, count: 32)), environment: [:],
      clock: SystemClock(),
      random: random)
    try engine.keep(program)
    var filter = RunFilter()
    filter.statuses = [.awaitingApproval]
    filter.limit = 1
    if try store.runs(filter).isEmpty {
      for _ in 0..<10 {
        _ = try engine.together { () throws(RuntimeError) in
          for number in 0..<500 {
            let live = try engine.create(
              program, inputs: ["vendor": .string("vendor \(number)")], options: StartOptions(initiator: "ana"))
            guard case .resting(.awaitingApproval) = try engine.turn(live) else { fatalError("it should wait") }
          }
        }
      }
    }
    guard let pattern = try store.runs(filter).first, let whole = try store.run(pattern.id) else { return }
    var made = (try? String(contentsOfFile: folder + "/count", encoding: .utf8)).flatMap(Int.init) ?? 5_000
    // Drawn ids may meet each other where so many are drawn in a millisecond: these are of the day before, each another.
    let yesterday = pattern.id.number - (86_400_000 << 20)
    while made < count {
      let commits = try (made..<made + 2_000).map { number in
        let id = RunID(number: yesterday + UInt64(number) << 10)
        var commit = RunCommit(
          run: id, expected: nil, status: .awaitingApproval,
          record: try RunRecord(stored: whole).bytes(id: id, digests: []))
        commit.program = whole.program
        commit.inputs = whole.inputs
        commit.timersAdded = [RunTimer(due: id.madeAt + 7 * 86_400_000, run: id, ticket: 1, kind: .expire)]
        return commit
      }
      guard try !store.commit(commits, flush: false).contains(.conflict) else { fatalError("ids are taken") }
      made += commits.count
    }
    try Data("\(made)".utf8).write(to: URL(fileURLWithPath: folder + "/count"))
  }

  // MARK: Requests

  private static func requests(_ folder: String, _ key: String) async throws {
    let service = try ServiceProcess(folder: folder)
    defer { service.stop() }
    let client = ServiceClient(address: service.address, key: key)
    let width = 16
    let ids = Mutex<[String]>([])
    let started = try await client.all(Array(0..<1_000), width: width) { client, number in
      let answer = try await client.send(.post, "/v1/skills/bench/run", #"{"inputs": {"vendor": "vendor \#(number)"}}"#)
      ids.withLock { $0.append(answer.json["id"]?.text ?? "") }
      return answer.milliseconds
    }
    tell("POST /v1/skills/NAME/run, until it waits for a person", started)
    let known = ids.withLock { $0 }
    tell(
      "GET /v1/runs/ID",
      try await client.all(known + known, width: width) { try await $0.send(.get, "/v1/runs/\($1)").milliseconds })
    tell(
      "GET /v1/runs (50 runs)",
      try await client.all(known, width: width) { client, _ in try await client.send(.get, "/v1/runs").milliseconds })
    let decided = try await client.all(known, width: width) {
      try await $0.send(.post, "/v1/runs/\($1)/approve", "{}").milliseconds
    }
    tell("POST /v1/runs/ID/approve, until the run has ended", decided)
    try await underLoad(client)
  }

  private static func tell(_ what: String, _ measured: (milliseconds: [Double], rate: Double)) {
    report(
      what,
      String(
        format: "%.0f a second, median %.1f ms, p99 %.1f ms (%d)", measured.rate, measured.milliseconds.percentile(0.5),
        measured.milliseconds.percentile(0.99), measured.milliseconds.count))
  }

  /// What the listeners have heard, each for itself, and how many have begun to.
  private final class Tally: Sendable {
    let heard: Mutex<[Int]>
    let listening = Mutex(0)
    init(_ watchers: Int) { heard = Mutex([Int](repeating: 0, count: watchers)) }
  }

  /// Fifty dashboards listen while runs are looked at and decided: does everybody hear of everything, and who waits?
  private static func underLoad(_ client: ServiceClient) async throws {
    let page = try await client.send(.get, "/v1/runs?status=awaiting_approval&limit=200").json
    let ids = page["runs"]?.elements?.compactMap { $0["id"]?.text } ?? []
    let (watchers, decisions) = (50, 100)
    let tally = Tally(watchers)
    let streams = (0..<watchers).map { number in
      Task {
        let response = try await ServiceClient.http.execute(client.request(.get, "/v1/events"), timeout: .seconds(120))
        var text = ""
        var hasBegun = false
        for try await part in response.body {
          if !hasBegun { tally.listening.withLock { $0 += 1 } }
          hasBegun = true
          text += String(buffer: part)
          while let end = text.firstRange(of: "\n\n") {
            if text[..<end.lowerBound].contains("event: decided") { tally.heard.withLock { $0[number] += 1 } }
            text.removeSubrange(..<end.upperBound)
          }
          if tally.heard.withLock({ $0[number] }) >= decisions { return }
        }
      }
    }
    while tally.listening.withLock({ $0 }) < watchers { try await Task.sleep(for: .milliseconds(5)) }
    async let looking = client.all((0..<4_000).map { ids[100 + $0 % 100] }, width: 8) {
      try await $0.send(.get, "/v1/runs/\($1)").milliseconds
    }
    let deciding = try await client.all(Array(ids.prefix(decisions)), width: 1) {
      try await $0.send(.post, "/v1/runs/\($1)/approve", "{}").milliseconds
    }
    let looked = try await looking.milliseconds.percentile(0.99)
    let alarm = Task {
      try await Task.sleep(for: .seconds(20))
      for stream in streams { stream.cancel() }
    }
    for stream in streams { _ = await stream.result }
    alarm.cancel()
    let missed = tally.heard.withLock { $0.map { decisions - $0 }.reduce(0, +) }
    report(
      "5,000 paused runs, 50 streams, decisions: GET /v1/runs/ID", String(format: "p99 %.1f ms", looked),
      reach: "≤ 20 ms",
      isMet: looked <= 20)
    report("  events missed of \(watchers * decisions)", "\(missed)", reach: "0", isMet: missed == 0)
    let median = deciding.milliseconds.percentile(0.5)
    report(
      "  decision sent until the run has gone on and ended", String(format: "median %.1f ms", median), reach: "≤ 15 ms",
      isMet: median <= 15)
  }

  // MARK: Very many

  private static func lists(_ folder: String, _ key: String, count: Int) async throws {
    try seed(folder, upTo: count)
    let service = try ServiceProcess(folder: folder)
    defer { service.stop() }
    let client = ServiceClient(address: service.address, key: key)
    let name = count.formatted(.number.locale(Locale(identifier: "en_US")))
    var cursor = ""
    var deep: [Double] = []
    for _ in 0..<200 {
      let page = try await client.send(.get, "/v1/runs?status=awaiting_approval&limit=100\(cursor)")
      deep.append(page.milliseconds)
      guard let next = page.json["next"]?.text else { break }
      cursor = "&cursor=\(next)"
    }
    var medians: [String] = []
    for (what, query) in [
      ("first page", ""), ("by skill", "skill=bench"), ("by status", "status=awaiting_approval"),
      ("by skill and status", "skill=bench&status=awaiting_approval"), ("none that fit", "status=failed"),
    ] {
      let times = try await client.all(Array(0..<40), width: 1) { client, _ in
        try await client.send(.get, "/v1/runs?\(query)").milliseconds
      }
      medians.append(String(format: "%@ %.1f", what, times.milliseconds.percentile(0.5)))
    }
    report("\(name) paused runs: a list of 50, median ms", medians.joined(separator: ", "))
    report(
      "  200 pages of 100, one after the other",
      String(format: "median %.1f ms, the last %.1f ms", deep.percentile(0.5), deep.last ?? 0))
    let memory = service.memory
    report(
      "  memory of the service after that", String(format: "%.0f MB (peak %.0f MB)", memory.now, memory.peak),
      reach: count == 100_000 ? "≤ 60 MB" : "", isMet: count == 100_000 ? memory.now <= 60 : nil)
  }
}
