// Where the rooms meet: a store, keys, a clock, chance, and what can be done in the world, put together as a worker that
// drives runs. Nothing else in the command makes any of these.
import Browser
import Bytecode
import DurableRuntime
import Foundation
import HostEffects
import Learning
import Server
import Settings
import StoreSQLite
import Syntax
import Values

struct Assembly {
  let worker: Worker
  let post: Post
  /// Where runs' files are.
  let artifacts: String
  private let location: String
  private let keys: StoreKeys
  /// The operating system's user: who decides where nobody else is named.
  let user: String
  let hasFixedClock: Bool
  let configuration: Configuration
  /// Who compares goals with skills where words do not decide; nil where nobody is configured.
  let embeddings: GoalEmbeddings?

  /// - Parameters:
  ///   - run: what is said is said to this run: where it began with a time of its own, that is the time.
  ///   - create: whether a store that is not there is made; verbs that only look must not.
  ///   - performer: what stands in for the world (`twin test`); nil: the world itself.
  ///   - headed: whether browsers open a window.
  ///   - executor: what the worker runs on; nil: a thread of its own.
  static func open(
    _ store: any StoreChoice, time: TimestampValue? = nil, of run: String? = nil, seed: UInt64? = nil,
    create: Bool = false, notifier: any Notifier = SilentNotifier(), performer: (any EffectPerformer)? = nil,
    pauseEverywhere: Bool = false, passkeys: PasskeyPolicy = .unavailable, headed: Bool = false,
    executor: ThreadExecutor? = nil
  ) async throws -> Assembly {
    let environment = environmentVariables()
    let location = store.location
    guard !location.contains("://") else {
      throw UsageError("\(location): this build keeps runs in SQLite files only; give --store a path")
    }
    // A skill's own tests mean the same everywhere.
    let configuration =
      performer == nil ? try ConfigurationFile.load(store, environment: environment) : Configuration()
    let browser = BrowserProgram(chosen: configuration.browser, isHeaded: headed)
    // Before there is a run that would fail for want of a window.
    if headed { do { _ = try browser.path() } catch { throw UsageError("--headed: \(error)") } }
    let folder = location == ":memory:" ? FileManager.default.temporaryDirectory.path : folder(of: location)
    let (sqlite, keys) = try openStore(
      location, in: folder, create: create, isSigned: performer == nil, environment: environment)
    let ground = Ground(
      location: location, folder: folder, environment: environment, configuration: configuration, browser: browser,
      store: sqlite, keys: keys, forbidden: ownFiles(store, environment: environment), seed: seed, notifier: notifier,
      performer: performer, pauseEverywhere: pauseEverywhere, passkeys: passkeys, executor: executor)
    // Whoever opens a store first does what is due in it; but not by a time that somebody only supposes (`--clock`), which is
    // for the run that is named: it would let other people's gates expire.
    if let time { return try ground.assembly(at: time) }
    let assembly = try ground.assembly(at: nil)
    if !sqlite.isReadOnly {
      let progress = DueProgress(json: store.json)
      try await assembly.worker.fireDue(performs: false) { progress.tell($0, of: $1) }
    }
    guard let run, let own = sqlite.ownTime(of: run) else { return assembly }
    await assembly.worker.close(leavesStore: true)
    return try ground.assembly(at: own)
  }

  /// - Parameter isSigned: whether a store that is made here has an audit log that somebody will ask for.
  private static func openStore(
    _ location: String, in folder: String, create: Bool, isSigned: Bool, environment: [String: String]
  ) throws -> (SQLiteStore, StoreKeys) {
    if create, location != ":memory:" {
      // Before anything is made that a wrong key would leave behind.
      if !FileManager.default.fileExists(atPath: location) {
        _ = try KeyFile.find(folder: folder, environment: environment)
      }
      try? FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
    // A store in memory has no past and no future: a key that lives as long as it is enough, and makes no file.
    var known =
      location == ":memory:" ? try StoreKeys(master: (0..<32).map { _ in UInt8.random(in: .min ... .max) }) : nil
    let sqlite = try SQLiteStore(path: location, create: create) { () throws(StoreError) in
      guard isSigned else { return [:] }
      do throws(RuntimeError) {
        let keys: StoreKeys
        if let known { keys = known } else { keys = try KeyFile.findOrMake(folder: folder, environment: environment) }
        known = keys
        // What is signed from the first day on cannot be taken out unnoticed.
        return [AuditLog.fact: try AuditLog.first(signedBy: keys)]
      } catch { throw StoreError(.failed, error.message) }
    }
    let keys =
      try known
      ?? KeyFile.load(folder: folder, environment: environment) {
        try sqlite.auditSize() == 0 && sqlite.sealedNames(nil).isEmpty
      }
    return (sqlite, keys)
  }

  /// What does not hang on the time.
  private struct Ground {
    let location: String
    let folder: String
    let environment: [String: String]
    let configuration: Configuration
    let browser: BrowserProgram
    let store: SQLiteStore
    let keys: StoreKeys
    let forbidden: [String]
    let seed: UInt64?
    let notifier: any Notifier
    let performer: (any EffectPerformer)?
    let pauseEverywhere: Bool
    let passkeys: PasskeyPolicy
    let executor: ThreadExecutor?

    /// - Parameter time: nil: what the clock on the wall says.
    func assembly(at time: TimestampValue?) throws -> Assembly {
      let clock: any WorldClock = time.map { FixedClock($0) } ?? SystemClock()
      let random: any RandomSource = seed.map { SeededRandom(seed: $0) } ?? SystemRandom()
      var settings = Assembly.settings(artifacts: folder + "/artifacts")
      settings.pausesEverywhere = pauseEverywhere
      settings.take(configuration)
      settings.passkeys = passkeys
      settings.resolvesSecrets = performer == nil
      settings.hasFixedClock = time != nil
      let learned = LearnedStore(store: store, keys: keys)
      if performer == nil { settings.choices = LearnedChoices(learned) }
      let post = try Post(
        store: store, keys: keys, environment: environment, clock: clock, random: random, configuration: configuration)
      let engine = Engine(
        store: store, keys: keys, environment: environment, clock: clock, leaseClock: SystemClock(), random: random,
        notifier: post.outbox(next: notifier), settings: settings)
      let browsers = folder + "/browsers"
      BrowserEffects.sweep(root: browsers)
      let work = Assembly.workingFolder(of: location)
      let world =
        try performer
        ?? LearningPerformer(
          next: HostEffects(
            folder: work, forbidden: forbidden, environment: environment, clock: clock, random: random,
            model: try Assembly.model(configuration, engine.vault),
            next: BrowserEffects(
              root: browsers, folder: WorkFolder(path: work, forbidden: forbidden), program: browser,
              elements: LearnedElements(learned, clock: clock))),
          learned: learned, clock: clock,
          basis: ["model": configuration.model.map { "\($0.url) \($0.name)" } ?? ""], prices: settings.prices)
      let endpoint = try configuration.embeddings.map { chosen in
        EmbeddingsEndpoint(
          ModelConfiguration(
            url: chosen.url, key: try configuration.secret(.modelKey, or: engine.vault), name: chosen.name))
      }
      let worker = Worker(engine: engine, performer: world, pulse: time == nil ? 500 : nil, executor: executor)
      let embeddings = endpoint.map { endpoint in
        GoalEmbeddings(model: endpoint.name, worker: worker) { try await endpoint.vectors($0) }
      }
      return Assembly(
        worker: worker, post: post, artifacts: settings.artifacts, location: location, keys: keys,
        user: operatingSystemUser(), hasFixedClock: time != nil, configuration: configuration, embeddings: embeddings)
    }
  }

  private static func settings(artifacts: String) -> EngineSettings {
    var settings = EngineSettings()
    settings.owner = ProcessIdentity.own()
    settings.isAlive = ProcessIdentity.isAlive
    settings.artifacts = artifacts
    settings.browserKinds = Set(BrowserEffectKind.allCases.map(\.rawValue))
      .subtracting(HostEffectKind.allCases.map(\.rawValue))
    return settings
  }

  /// A second look at the same store, which never stands behind the worker. To be closed by whoever asked for it.
  func reader() throws -> StoreReader {
    guard location != ":memory:" else { throw UsageError("a store in memory cannot be served; give --store a path") }
    return StoreReader(
      engine: Engine(
        store: try SQLiteStore(path: location, create: false), keys: keys, environment: [:], clock: SystemClock(),
        random: SystemRandom(), settings: Self.settings(artifacts: artifacts)))
  }

  private static func model(_ configuration: Configuration, _ vault: Vault) throws -> ModelConfiguration? {
    guard let model = configuration.model else { return nil }
    return ModelConfiguration(
      url: model.url, key: try configuration.secret(.modelKey, or: vault), name: model.name)
  }

  /// Who may come in, on a connection of their own too.
  func people(at origin: ServedOrigin) throws -> People {
    People(store: try SQLiteStore(path: location, create: false), clock: SystemClock(), origin: origin)
  }

  /// Opens a store, does something with it, and closes it whatever happens.
  /// - Parameter run: what is said is said to this run: where it began with a time of its own, that is the time.
  static func with<T>(
    _ store: any StoreChoice, time: TimestampValue? = nil, seed: UInt64? = nil, create: Bool = false,
    notifier: any Notifier = SilentNotifier(), passkeys: PasskeyPolicy = .unavailable, headed: Bool = false,
    executor: ThreadExecutor? = nil, run: String? = nil, _ body: (Assembly) async throws -> T
  ) async throws -> T {
    let assembly: Assembly
    do {
      assembly = try await open(
        store, time: time, of: run, seed: seed, create: create, notifier: notifier, passkeys: passkeys, headed: headed,
        executor: executor)
    } catch let error as StoreError where error.kind == .unopenable && !create {
      throw UsageError("\(error.message)\nRuns are made by `twin run`; --store or TWIN_STORE names another store.")
    }
    do {
      let result = try await body(assembly)
      await assembly.worker.close()
      return result
    } catch {
      await assembly.worker.close()
      throw error
    }
  }

  /// Where relative paths in skills are meant from, unless a run was started elsewhere: of `X/.twin/twin.db` it is `X`.
  static func workingFolder(of location: String) -> String {
    let store = location == ":memory:" ? PathText.absolute(".") : folder(of: location)
    return store.hasSuffix("/.twin") ? PathText.parent(of: store) : store
  }

  /// What no skill may read or write, whatever its permissions say: the store, the key to every secret in it, browsers with what
  /// they are signed in to, what runs made, and the configuration, which says where secrets go; there or not.
  static func ownFiles(_ store: any StoreChoice, environment: [String: String]) -> [String] {
    let settings = ConfigurationFile.places(store, environment: environment)
    let location = store.location
    if location == ":memory:" { return settings }
    let (given, real) = (PathText.absolute(location), RealPath.of(location))
    let files = (given == real ? [given] : [given, real]).flatMap { file in
      ["", "-wal", "-shm", "-journal"].map { file + $0 }
    }
    let folder = folder(of: location)
    // A folder that is Twin's alone is so with all that comes to be in it.
    let whole = [folder, PathText.parent(of: real)].filter { $0.hasSuffix("/.twin") }
    return whole + files + ["key", "browsers", "artifacts"].map { folder + "/" + $0 } + settings
  }

  /// The folder that a run started now must remember: nil where it is the store's own anyway.
  static func startFolder(_ store: any StoreChoice) -> String? {
    let here = PathText.absolute(".")
    return here == workingFolder(of: store.location) ? nil : here
  }

  /// The folder that a file is in, from the root.
  static func folder(of path: String) -> String { PathText.parent(of: PathText.absolute(path)) }

  static func operatingSystemUser() -> String {
    if let entry = getpwuid(getuid()), let name = entry.pointee.pw_name { return String(cString: name) }
    return "uid \(getuid())"
  }
}

extension RunStore {
  /// Where the time of a run stands, as a person names it, that began with one of its own and has not ended. What cannot be found
  /// or read is told by whoever goes on to ask for it.
  fileprivate func ownTime(of text: String) -> TimestampValue? {
    guard let id = try? RunID.find(text, in: self), let stored = try? run(id), !stored.status.isEnded else {
      return nil
    }
    return (try? RunRecord(stored: stored))?.clock
  }
}

extension RunID {
  static func find(_ text: String, in worker: Worker) async throws -> RunID {
    try await worker.with { try find(text, in: $0.store) }
  }

  /// A run as a person names it: its id, or the beginning of one that only one run has, or `last`.
  static func find(_ text: String, in store: any RunStore) throws -> RunID {
    if let id = RunID(text) { return id }
    var filter = RunFilter()
    filter.limit = text == "last" ? 1 : 10_000
    let known = try store.runs(filter).map(\.id)
    if text == "last" {
      guard let newest = known.first else {
        throw UsageError("there is no run in this store yet; `twin run` makes one")
      }
      return newest
    }
    let wanted = text.hasPrefix("run_") ? text : "run_" + text
    let fitting = known.filter { $0.description.hasPrefix(wanted) }
    if fitting.count == 1 { return fitting[0] }
    if fitting.count > 1 {
      throw UsageError(
        "\(text) is the beginning of \(fitting.count) runs: \(fitting.prefix(5).map(\.description).joined(separator: ", "))"
      )
    }
    throw UsageError("there is no run \(text) in this store; `twin runs` lists them")
  }
}
