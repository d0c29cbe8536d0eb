// A whole world from one seed: a disk, several processes that drive the same runs and die, effects that fail, are slow and
// lose their answers, people who decide, and time. It keeps its own account of what really happened and says where the
// runtime's promises were broken. One thread, no real time: the same seed is the same world.
import DurableRuntime
import VM
import Values

package struct SimulationSettings: Sendable {
  /// One commit in so many ends its process.
  package var crashes: UInt64 = 25
  /// One change in so many finds the disk full.
  package var refusals: UInt64 = 12
  /// In one turn of so many the power goes; 0: in none.
  package var blackouts: UInt64 = 150
  package var processes = 2
  package var runs = 6
  package var turns = 600
  package init() {}
}

package final class SimulatedWorld {
  /// What was found wrong, in words.
  package private(set) var broken: [String] = []
  package private(set) var story: [String] = []
  /// How often things of interest came to pass: a simulation in which nothing happens proves nothing.
  package private(set) var counts: [String: Int] = [:]

  private let settings: SimulationSettings
  private let programs: [LoadedProgram]
  private let random: SeededRandom
  private let chance: SeededRandom
  private let clock: FixedClock
  private let disk = SimulatedDisk()
  private let keys: StoreKeys
  private var processes: [Process] = []
  private var born = 0
  private var started = 0
  private var known: Set<RunID> = []

  /// How often each once-effect really happened: by run and address.
  private var happened: [String: Int] = [:]
  /// Gates whose decision was acknowledged; they may never be open again.
  private var acknowledged: Set<GateInstance> = []

  private final class Process {
    let engine: Engine
    let store: SimulatedStore
    let name: String
    var live: [RunID: LiveRun] = [:]
    var flights: [Flight] = []
    /// Runs of which the store did not take what they have come to.
    var unsaved: Set<RunID> = []
    init(engine: Engine, store: SimulatedStore, name: String) {
      self.engine = engine
      self.store = store
      self.name = name
    }
  }
  private struct Flight {
    var run: RunID
    var request: EffectRequest
    /// It has come to pass in the world, though nobody has heard of it.
    var isDone: Bool
  }

  package init(seed: UInt64, programs: [LoadedProgram], settings: SimulationSettings = SimulationSettings()) throws {
    self.settings = settings
    self.programs = programs
    random = SeededRandom(seed: seed)
    chance = SeededRandom(seed: seed ^ 0x5EED)
    clock = FixedClock(TimestampValue(seconds: 1_800_000_000, nanoseconds: 0))
    keys = try StoreKeys(master: [UInt8](repeating: 3, count: 32))
    try AuditLog(store: birth(isLast: true).store, keys: keys).begin()
    for _ in 0..<settings.processes { processes.append(birth()) }
  }

  /// - Parameter isLast: nothing of it goes wrong any more.
  private func birth(isLast: Bool = false) -> Process {
    born += 1
    let store = SimulatedStore(
      disk: disk, random: chance, crashes: isLast ? 0 : settings.crashes, refusals: isLast ? 0 : settings.refusals)
    var engineSettings = EngineSettings()
    let name = "process-\(born)"
    engineSettings.owner = name
    // Where nobody dies, everybody knows.
    let allLive = settings.crashes == 0 && settings.blackouts == 0 && !isLast
    engineSettings.isAlive = { _ in allLive ? true : nil }
    let engine = Engine(
      store: store, keys: keys, environment: [:], clock: clock, random: random, settings: engineSettings)
    return Process(engine: engine, store: store, name: name)
  }

  private func pick(_ count: Int) -> Int { Int(chance.next() % UInt64(max(1, count))) }
  private func oneIn(_ count: UInt64) -> Bool { chance.next() % count == 0 }
  private func note(_ what: String) { counts[what, default: 0] += 1 }
  private func tell(_ text: String) { if story.count < 5000 { story.append(text) } }

  // MARK: Running

  package func run() throws {
    for _ in 0..<settings.turns {
      let index = pick(processes.count)
      do {
        try act(processes[index])
      } catch {
        try replace(index, after: error)
      }
      if settings.blackouts > 0, oneIn(settings.blackouts) { blackout() }
      try pass(Int64(pick(4000)))
    }
    try settleEverything()
    check()
  }

  /// A process that has died makes room for another. Anything else that was thrown is a broken promise.
  private func replace(_ index: Int, after error: any Error) throws {
    let process = processes[index]
    if let error = error as? RuntimeError, error.kind == .storeFull { return note("refused at once") }
    guard process.store.isDead else {
      broken.append("\(process.name): \(error)")
      return
    }
    note("crashes")
    tell("\(process.name) dies")
    endFlights(process)
    processes[index] = birth()
  }

  /// What was under way comes to pass, or does not; nobody is told.
  private func endFlights(_ process: Process) {
    for flight in process.flights where !flight.isDone && oneIn(2) { comeToPass(flight.request) }
    process.flights = []
  }

  private func blackout() {
    note("blackouts")
    tell("the power goes")
    for index in processes.indices {
      processes[index].store.kill()
      endFlights(processes[index])
    }
    disk.losePower()
    for index in processes.indices { processes[index] = birth() }
  }

  private func act(_ process: Process) throws {
    switch pick(10) {
    case 0 where started < settings.runs: try start(process)
    case 0...4: try land(process)
    case 5, 6: try takeUp(process)
    case 7, 8: try decide(process)
    default:
      try pass(Int64(pick(200_000)))
      if !process.store.isDead { try takeUp(process) }
    }
  }

  /// Time passes, and whoever lives says so in time.
  private func pass(_ milliseconds: Int64) throws {
    var left = milliseconds
    while left > 0 {
      let step = min(left, RuntimeLimits.heartbeatMilliseconds)
      left -= step
      clock.move(to: TimestampValue(milliseconds: clock.now().milliseconds + step))
      for index in processes.indices {
        let process = processes[index]
        do {
          for id in process.live.keys.sorted() {
            guard let live = process.live[id] else { continue }
            try stay(process, live)
          }
        } catch {
          try replace(index, after: error)
        }
      }
    }
  }

  private func start(_ process: Process) throws {
    started += 1
    let program = programs[pick(programs.count)]
    let live = try process.engine.create(program, inputs: .map([]), options: StartOptions(initiator: "ann"))
    tell("\(process.name) starts \(live.id) (\(program.program.manifest.skill))")
    defer { known.insert(live.id) }
    try go(process, live)
  }

  /// Says that the run is still ours.
  private func stay(_ process: Process, _ live: LiveRun) throws {
    do { try process.engine.heartbeat(live) } catch  where error.kind == .storeFull {
      note("not renewed")
    } catch  where error.kind == .busy {
      return overtaken(process, live.id)
    }
    try insist(process, live)
  }

  /// Its lease could not be renewed in time, and another process has gone on with the run.
  private func overtaken(_ process: Process, _ id: RunID) {
    note("given up")
    forget(process, id)
  }

  /// What the store did not take is tried again while the run is ours, as a worker does.
  private func insist(_ process: Process, _ live: LiveRun) throws {
    guard process.unsaved.contains(live.id) else { return }
    if process.engine.isOurs(live, until: clock.now().milliseconds) { return try go(process, live) }
    note("given up")
    forget(process, live.id)
  }

  private func forget(_ process: Process, _ id: RunID) {
    process.live[id] = nil
    process.unsaved.remove(id)
    for flight in process.flights where flight.run == id && !flight.isDone && oneIn(2) { comeToPass(flight.request) }
    process.flights.removeAll { $0.run == id }
  }

  /// Turns a run until it rests, ends, or waits for the world.
  private func go(_ process: Process, _ live: LiveRun) throws {
    var isOurs = process.live[live.id] != nil
    process.live[live.id] = live
    while true {
      let turn: Turn
      do { turn = try process.engine.turn(live) } catch  where error.kind == .storeFull && isOurs {
        note("refused")
        process.unsaved.insert(live.id)
        return
      } catch  where error.kind == .busy && isOurs {
        return overtaken(process, live.id)
      } catch {
        forget(process, live.id)
        throw error
      }
      process.unsaved.remove(live.id)
      isOurs = true
      switch turn {
      case .perform(let requests):
        known.insert(live.id)
        for request in requests {
          process.flights.append(Flight(run: live.id, request: request, isDone: false))
        }
      case .capture(let ticket): process.engine.captured(live, ticket: ticket, [])
      case .busy: return
      case .resting, .ended:
        process.live[live.id] = nil
        return
      }
    }
  }

  private static func address(_ request: EffectRequest) -> String { request.arguments["url"]?.text ?? request.kind }

  private func comeToPass(_ request: EffectRequest) {
    guard request.repeats == .once else { return }
    happened["\(request.run) \(Self.address(request))", default: 0] += 1
    note("once-effects")
    tell("\(request.run): \(Self.address(request)) happens")
  }

  /// One effect of the process comes to pass, or its outcome arrives.
  private func land(_ process: Process) throws {
    guard !process.flights.isEmpty else { return try takeUp(process) }
    let index = pick(process.flights.count)
    if !process.flights[index].isDone, oneIn(4) {
      // The answer is on its way for a while.
      comeToPass(process.flights[index].request)
      process.flights[index].isDone = true
      return
    }
    let flight = process.flights.remove(at: index)
    guard let live = process.live[flight.run] else { return }
    let outcome: EffectOutcome
    if !flight.isDone, oneIn(6) {
      note("failures")
      outcome = .failed(.effect, "it failed", sent: false)
    } else {
      if !flight.isDone { comeToPass(flight.request) }
      outcome = .done(["status": 200, "headers": [:], "json": .int(Int64(pick(1000))), "text": "ok"])
    }
    process.engine.arrive(live, ticket: flight.request.ticket, outcome)
    try go(process, live)
  }

  /// Opens some run that nobody drives and goes on with it.
  private func takeUp(_ process: Process) throws {
    let ids = known.sorted()
    guard !ids.isEmpty else { return }
    try resume(process, ids[pick(ids.count)])
  }

  private func resume(_ process: Process, _ id: RunID) throws {
    if let live = process.live[id] {
      return try stay(process, live)
    }
    guard try process.store.run(id) != nil else { return }
    let live = try process.engine.open(id)
    guard live.ending == nil else { return }
    do {
      try process.engine.claim(live)
    } catch let error where error.kind == .busy {
      return
    }
    try process.engine.fire(live)
    try go(process, live)
  }

  // MARK: People

  private func decide(_ process: Process) throws {
    let ids = known.sorted()
    guard !ids.isEmpty else { return }
    try decide(process, ids[pick(ids.count)], alwaysApproves: false)
  }

  private func decide(_ process: Process, _ id: RunID, alwaysApproves: Bool) throws {
    guard try process.store.run(id) != nil else { return }
    if process.live[id] != nil { return }
    let live = try process.engine.open(id)
    let open = try process.engine.openGates(live)
    for gate in open where acknowledged.contains(gate.instance) {
      broken.append("the decision of \(gate.path) (\(gate.instance)) was acknowledged and is lost")
    }
    guard live.ending == nil, let gate = open.first else { return }
    let answer = answer(gate, live, approves: alwaysApproves || !oneIn(5))
    do {
      if let lease = live.lease, !process.engine.isFree(lease) {
        process.engine.catchUp(live)
        _ = try process.engine.decide(live, answer)
        try process.engine.leaveWord(live)
        note("votes")
      } else {
        try process.engine.claim(live)
        try process.engine.fire(live)
        _ = try process.engine.decide(live, answer)
        try go(process, live)
      }
    } catch let error as RuntimeError where [.expired, .busy, .alreadyDecided, .storeFull].contains(error.kind) {
      if process.store.isDead { throw error }
      return
    }
    acknowledged.insert(gate.instance)
    note("decisions")
    tell("\(process.name): \(gate.path) of \(id) is decided: \(answer.verdict.rawValue) \(answer.choice?.text ?? "")")
  }

  /// People tell the truth about what happened.
  private func answer(_ gate: Gate, _ live: LiveRun, approves: Bool) -> Answer {
    var answer = Answer(
      approves || gate.kind == .inDoubt ? .approve : .reject, gate: gate.instance.description, by: "bob", user: "sim",
      surface: "simulation")
    if answer.verdict == .reject { answer.reason = "no" }
    if gate.kind == .inDoubt {
      note("in doubt")
      let address = gate.show["arguments"]?["url"]?.text ?? ""
      let did = happened["\(live.id) \(address)"] ?? 0 > 0
      answer.choice = did ? "happened" : "did_not_happen"
      if did { answer.input = [PlainEntry(key: "result", value: ["json": 1, "status": 200])] }
    }
    return answer
  }

  // MARK: The end of the world

  /// No more crashes: everything that lives is brought to its end.
  private func settleEverything() throws {
    counts["in doubt meanwhile"] = counts["in doubt"]
    for process in processes {
      process.store.kill()
      endFlights(process)
    }
    let last = birth(isLast: true)
    processes = [last]
    for _ in 0..<2000 {
      try pass(61_000)
      var isAllEnded = true
      for id in known.sorted() {
        guard let stored = try last.store.run(id), !stored.status.isEnded else { continue }
        isAllEnded = false
        while !last.flights.isEmpty { try land(last) }
        try resume(last, id)
        if last.live[id] == nil { try decide(last, id, alwaysApproves: true) }
      }
      if isAllEnded { return }
    }
    broken.append("not every run came to an end")
  }

  private func check() {
    for (what, count) in happened.sorted(by: { $0.key < $1.key }) where count > 1 {
      broken.append("\(what) happened \(count) times")
    }
    let last = processes[0]
    for id in known.sorted() {
      do {
        guard try last.store.run(id) != nil else { continue }
        _ = try last.engine.verify(id)
        note("verified")
        if try !last.store.timers(id).isEmpty { broken.append("run \(id) has ended and still has timers") }
      } catch {
        broken.append("\(id): \(error)")
      }
    }
    do {
      _ = try AuditLog.verify(exported: AuditLog(store: last.store, keys: keys).export())
    } catch {
      broken.append("the audit log: \(error)")
    }
  }
}
