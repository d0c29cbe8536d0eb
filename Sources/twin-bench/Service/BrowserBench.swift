// What Twin adds to a browser: a whole run's steps against the same protocol calls made by hand, coming back to a page, filming
// it, and the index of a long one. A real Chromium, pages from this process on loopback.
import Browser
import Bytecode
import Compiler
import DurableRuntime
import Foundation
import StoreSQLite
import Values

enum BrowserBench {
  /// A form among some forty elements; every round leaves another text in it.
  private static let form = """
    <!doctype html><meta charset=utf-8><title>Orders</title><nav>\((1...12).map { "<a href='/\($0)'>Page \($0)</a> " }.joined())</nav>
    <form onsubmit="return false"><label>Note <input id=note></label>
    <button type=button onclick="out.textContent = 'saved ' + note.value">Save</button><button type=button>Close</button></form>
    <p id=out>-</p><ul>\((1...20).map { "<li>Order \($0)</li>" }.joined())</ul>
    """
  /// A thousand buttons in fifty sections.
  private static let long = """
    <!doctype html><meta charset=utf-8><title>Invoices</title>\((1...50).map { section in
      "<section aria-label='Week \(section)'><h2>Week \(section)</h2>"
        + (1...20).map { "<button>Pay INV-\(section)-\($0)</button> " }.joined() + "</section>" }.joined())
    """

  static func run() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("twin-bench-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    guard (try? BrowserProgram().path()) != nil else {
      report("browser", "no Chromium is installed", reach: "apt-get install chromium-headless-shell")
      return
    }
    try await PageServer.with(["/form": form, "/long": long]) { site in
      try await overhead(folder, site)
      try await verification(folder, site)
      try await film(folder, site)
      try await attach(folder, site)
      try await index(folder, site)
    }
  }

  // MARK: A step

  private static let rounds = 7
  /// Fills, clicks and reads in one round.
  private static let turns = 15

  private static func skill(_ site: String) -> String {
    """
    skill: bench
    permissions: { network: ["127.0.0.1:*"] }
    steps:
      - open: \(site)/form
      - for: n
        in: ${{ lists.range(\(turns)) }}
        do:
          - fill: { field: Note }
            with: ${{ "a longer note, number " + string(n) }}
          - click: { button: Save }
          - read: { css: "#out" }
            id: out
    """
  }

  /// Times of steps, each from its beginning to the beginning of the next: what the machine, the engine and the store do in
  /// between is the step's.
  private final class Stopwatch: EffectPerformer, @unchecked Sendable {
    // Only ever written by the one run's worker, and read when that is done.
    let next: BrowserEffects
    private(set) var begun: [(kind: String, at: UInt64)] = []
    init(_ next: BrowserEffects) { self.next = next }

    func perform(_ request: EffectRequest) async -> EffectOutcome {
      begun.append((request.kind, DispatchTime.now().uptimeNanoseconds))
      return await next.perform(request)
    }
    func release(run: RunID, artifacts: String) async -> ReleasedRun {
      begun.append(("end", DispatchTime.now().uptimeNanoseconds))
      return await next.release(run: run, artifacts: artifacts)
    }
    func close() async { await next.close() }

    /// Milliseconds of fill, click and read together, one value a turn.
    var turns: [Double] {
      var found: [Double] = []
      for at in begun.indices where begun[at].kind == "fill" && at + 3 < begun.count {
        found.append(Double(begun[at + 3].at - begun[at].at) / 1e6)
      }
      return found
    }
  }

  private static func overhead(_ folder: URL, _ site: String) async throws {
    let result = compile(name: "bench.yaml", text: skill(site))
    guard let compiled = result.program else { fatalError("\(result.diagnostics)") }
    let program = try LoadedProgram(compiled)
    let raw = try await RawPage.open("\(site)/form", in: folder.appendingPathComponent("raw"))
    defer { raw.end() }
    var (ours, theirs, ratios) = ([Double](), [Double](), [Double]())
    for round in 0...rounds {
      let byHand = try await raw.turns(turns)
      let place = folder.appendingPathComponent("run-\(round)")
      let watch = Stopwatch(
        BrowserEffects(root: place.path + "/browsers", folder: WorkFolder(path: place.path), films: false))
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      let engine = Engine(
        store: try SQLiteStore(path: place.path + "/twin.db"),
        keys: try StoreKeys(master: [UInt8](repeating: 1, count: 32)),
        environment: [:], clock: SystemClock(), random: SystemRandom(), settings: settings(place))
      let worker = Worker(engine: engine, performer: watch)
      let view = try await worker.start(
        program, inputs: .map([]), options: StartOptions(initiator: "root"), follows: true)
      await worker.close()
      guard view.status == .completed else { throw BenchFailure("the run did not end: \(String(describing: view.error))") }
      // The first round warms up.
      guard round > 0 else { continue }
      let (a, b) = (Rounds(values: watch.turns).median, Rounds(values: byHand).median)
      ours.append(a)
      theirs.append(b)
      ratios.append(a / b)
    }
    let ratio = Rounds(values: ratios)
    report(
      "steps of a run (fill, click, read), over the same calls",
      String(
        format: "%+.1f %% (%@): %.1f ms, %.1f ms by hand", (ratio.median - 1) * 100, percent(ratios),
        Rounds(values: ours).median, Rounds(values: theirs).median),
      reach: "≤ +20 %", isMet: ratio.median <= 1.2)
  }

  private static func settings(_ place: URL) -> EngineSettings {
    var settings = EngineSettings()
    settings.artifacts = place.path + "/artifacts"
    settings.browserKinds = Set(BrowserEffectKind.allCases.map(\.rawValue))
    return settings
  }

  private static func percent(_ ratios: [Double]) -> String {
    let sorted = ratios.sorted().map { ($0 - 1) * 100 }
    return String(format: "%+.1f–%+.1f", sorted.first ?? 0, sorted.last ?? 0)
  }

  /// The median of a turn on each of two pages, round by round; one round that is not counted comes first.
  private static func inTurn(_ a: Stand, _ b: Stand) async throws -> (Rounds, Rounds) {
    var (first, second) = (Rounds(values: []), Rounds(values: []))
    for round in 0...rounds {
      let (one, other) = (Rounds(values: try await a.turns(turns)), Rounds(values: try await b.turns(turns)))
      guard round > 0 else { continue }
      first.values.append(one.median)
      second.values.append(other.median)
    }
    return (first, second)
  }

  // MARK: What was learned

  /// A run after one that taught it, against the same steps of a run that knows and learns nothing.
  private static func verification(_ folder: URL, _ site: String) async throws {
    let store = try SQLiteStore(path: folder.path + "/learned.db")
    defer { store.close() }
    let teacher = try await Stand.open(
      "\(site)/form", in: folder.appendingPathComponent("teacher"), films: false, store: store)
    _ = try await teacher.turns(1)
    _ = await teacher.release()
    guard try store.items(ItemRange("learned")).count == 3 else { throw BenchFailure("the steps taught nothing") }
    let knowing = try await Stand.open(
      "\(site)/form", in: folder.appendingPathComponent("knowing"), films: false, store: store)
    let plain = try await Stand.open("\(site)/form", in: folder.appendingPathComponent("unknowing"), films: false)
    let (with, without) = try await inTurn(knowing, plain)
    _ = await knowing.release()
    _ = await plain.release()
    let each = Rounds(values: zip(with.values, without.values).map { ($0 - $1) / 3 })
    report(
      "verifying what was learned, a step",
      String(
        format: "%+.2f ms (%@): three steps %.1f ms, %.1f ms", each.median, each.spread, with.median,
        without.median),
      reach: "≤ +5 ms", isMet: each.median <= 5)
  }

  // MARK: The video

  private static func film(_ folder: URL, _ site: String) async throws {
    let filmed = try await Stand.open("\(site)/form", in: folder.appendingPathComponent("filmed"), films: true)
    let plain = try await Stand.open("\(site)/form", in: folder.appendingPathComponent("plain"), films: false)
    let (with, without) = try await inTurn(filmed, plain)
    let released = await filmed.release()
    _ = await plain.release()
    guard !released.artifacts.isEmpty else {
      report("filming", "no film was made: \(released.remarks.joined())", reach: "apt-get install ffmpeg")
      return
    }
    let ratio = Rounds(values: zip(with.values, without.values).map { $0 / $1 })
    report(
      "filming, in step time",
      String(
        format: "%+.1f %% (%@): %.1f ms, %.1f ms", (ratio.median - 1) * 100, percent(ratio.values),
        with.median, without.median),
      reach: "≤ +15 %", isMet: ratio.median <= 1.15)
  }

  // MARK: Coming back

  private static func attach(_ folder: URL, _ site: String) async throws {
    var stand = try await Stand.open("\(site)/form", in: folder.appendingPathComponent("attach"), films: true)
    var times: [Double] = []
    for _ in 0..<rounds + 2 {
      guard let state = await stand.effects.rest(run: stand.run) else { throw BenchFailure("there was nothing to keep") }
      // As another process would.
      stand.effects = BrowserEffects(root: stand.root, folder: WorkFolder(path: stand.root))
      let began = DispatchTime.now().uptimeNanoseconds
      guard await stand.effects.restore(run: stand.run, from: state, isCurrent: true, secrets: Stand.NoSecrets()) == .live else { throw BenchFailure("the page is gone") }
      times.append(Double(DispatchTime.now().uptimeNanoseconds - began) / 1e6)
      _ = try await stand.turns(1)
    }
    _ = await stand.release()
    let attached = Rounds(values: times)
    report(
      "attach to the page of a paused run", String(format: "%.1f ms (%@)", attached.median, attached.spread),
      reach: "≤ 150 ms", isMet: attached.median <= 150)
  }

  // MARK: The index

  private static func index(_ folder: URL, _ site: String) async throws {
    let stand = try await Stand.open("\(site)/long", in: folder.appendingPathComponent("long"), films: false)
    var times: [Double] = []
    var count = 0
    for round in 0...rounds {
      let began = DispatchTime.now().uptimeNanoseconds
      let page = try await stand.effects.index(run: stand.run, tokens: 100_000)
      let time = Double(DispatchTime.now().uptimeNanoseconds - began) / 1e6
      count = page.elements.count
      if round > 0 { times.append(time) }
    }
    _ = await stand.release()
    let indexed = Rounds(values: times)
    report(
      "index of a page with \(count) interactive elements",
      String(format: "%.0f ms (%@)", indexed.median, indexed.spread), reach: "≤ 150 ms",
      isMet: indexed.median <= 150 && count == 1_000)
  }
}
