// Carries on what nobody asks for: waits that end, gates that expire, runs whose driver is no more. And reads the audit log
// on, so that those who listen hear of what other processes did. Runs as long as the service does; ends by letting every
// run finish the step that it is at.
import DurableRuntime
import Logging
import ServiceLifecycle
import Values

actor Driver: Service {
  private let runs: Runs
  private let drafts: Drafts
  private let heals: Heals
  /// Versions of drafts' runs that were looked at.
  private var seenDrafts: [RunID: Int64] = [:]
  private let clock: any WorldClock
  private let logger: Logger
  private var carried: Set<RunID> = []
  private var backoff = Backoff()
  /// Leaves of the audit log that have been told.
  private var told: Int?

  init(_ service: TwinService, logger: Logger) {
    runs = service.runs
    drafts = Drafts(worker: service.runs.worker, shelf: service.skills)
    heals = Heals(worker: service.runs.worker, clock: service.clock)
    clock = service.clock
    self.logger = logger
  }

  nonisolated func run() async throws {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.follow() }
      group.addTask { await self.carry() }
      group.addTask { await self.draft() }
      group.addTask { await self.heal() }
      group.addTask { await self.sweep() }
      try? await gracefulShutdown()
      let busy = await runs.worker.beginNoMore()
      logger.info("told to end; runs finish the step that they are at", metadata: ["runs": "\(busy)"])
      group.cancelAll()
    }
    await runs.worker.drain(until: later(ServerLimits.drainSeconds))
  }

  private nonisolated func later(_ seconds: Int64) -> TimestampValue {
    TimestampValue(milliseconds: clock.now().milliseconds + seconds * 1000)
  }

  // MARK: What is due

  private func carry() async {
    while !Task.isCancelled {
      var pause = ServerLimits.pollMilliseconds
      do {
        let (due, next) = try await runs.reader.read { engine in
          (try engine.due() + engine.orphans(), try engine.store.timers(dueBy: .max - 1, limit: 1).first?.due)
        }
        let now = clock.now().milliseconds
        backoff.keep(only: due)
        for id in due where carried.count < ServerLimits.carriedAtOnce && backoff.isReady(id, now: now) { carry(id) }
        if let next, due.isEmpty { pause = max(1, min(pause, next - now)) }
      } catch {
        logger.error("what is due could not be read", metadata: ["error": "\(error)"])
      }
      try? await Task.sleep(for: .milliseconds(pause))
    }
  }

  private func carry(_ id: RunID) {
    guard carried.insert(id).inserted else { return }
    Task {
      do {
        _ = try await runs.worker.resume(id, follows: false)
        backoff.succeeded(id)
      } catch let error as RuntimeError where error.kind == .busy {
      } catch let error as RuntimeError where error.kind == .otherClock {
        // Its driver is no more, and it goes on in the command alone.
        backoff.failed(id, now: clock.now().milliseconds)
      } catch {
        backoff.failed(id, now: clock.now().milliseconds)
        logger.error("a run could not be carried on", metadata: ["run": "\(id)", "error": "\(error)"])
      }
      carried.remove(id)
    }
  }

  // MARK: What follows from drafts

  /// An exploration that has ended is tried, a trial that has come far enough is registered.
  private func draft() async {
    while !Task.isCancelled {
      do {
        let open = try await runs.reader.read { engine in
          try Drafts.open(engine).compactMap { id in try engine.store.run(id).map { (id, $0.version) } }
        }
        for (id, version) in open where seenDrafts[id] != version { try await carryDraft(id, version) }
        seenDrafts = seenDrafts.filter { seen in open.contains { $0.0 == seen.key } }
      } catch {
        logger.error("a draft could not be carried on", metadata: ["error": "\(error)"])
      }
      try? await Task.sleep(for: .milliseconds(ServerLimits.pollMilliseconds))
    }
  }

  private func carryDraft(_ id: RunID, _ version: Int64) async throws {
    let view = try await runs.run(id).view
    switch try await drafts.follow(view) {
    case nil: break
    case .trial(let start):
      _ = try await runs.start(start.program, inputs: start.inputs, options: start.options)
    case .registered(let skill):
      logger.info("a drafted skill is registered", metadata: ["skill": "\(skill.name)@v\(skill.version)"])
    case .failed(let why): logger.warning("a draft ended", metadata: ["run": "\(id)", "reason": "\(why)"])
    }
    seenDrafts[id] = version
  }

  // MARK: What follows from heals

  /// Runs that healed steps of registered skills and have ended.
  private func heal() async {
    while !Task.isCancelled {
      do {
        if try await runs.reader.read({ try Heals.areOpen($0) }) {
          for skill in try await heals.follow() {
            logger.info(
              "a skill was healed",
              metadata: [
                "skill": "\(skill.name)@v\(skill.version)", "run": "\(skill.by)",
                "steps": "\(skill.heals.map(\.text).joined(separator: "; "))",
              ])
          }
        }
      } catch {
        logger.error("what runs healed could not be registered", metadata: ["error": "\(error)"])
      }
      try? await Task.sleep(for: .milliseconds(ServerLimits.pollMilliseconds))
    }
  }

  // MARK: What is forgotten

  private func sweep() async {
    while !Task.isCancelled {
      do { try await Idempotency.sweep(runs, now: clock.now().milliseconds) } catch {
        logger.error("old idempotency keys could not be forgotten", metadata: ["error": "\(error)"])
      }
      try? await Task.sleep(for: .seconds(ServerLimits.sweepSeconds))
    }
  }

  // MARK: What has happened

  private func follow() async {
    await tellNews()
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        for await _ in self.runs.hub.bell { await self.tellNews() }
      }
      group.addTask {
        while !Task.isCancelled {
          try? await Task.sleep(for: .milliseconds(ServerLimits.pollMilliseconds))
          await self.tellNews()
        }
      }
    }
  }

  private func tellNews() async {
    do {
      let from = told
      let (entries, size) = try await runs.reader.read { engine -> ([AuditEntry], Int) in
        let size = try engine.store.auditSize()
        guard let from, from < size else { return ([], size) }
        return (try engine.store.audit(from..<min(size, from + ServerLimits.recentEvents)), size)
      }
      // Another call may have been faster.
      guard told == from else { return }
      told = from.map { $0 + entries.count } ?? size
      if let from { runs.hub.publish(try Self.events(entries, first: from)) }
    } catch {
      logger.error("the audit log could not be read", metadata: ["error": "\(error)"])
    }
  }

  static func events(_ entries: [AuditEntry], first: Int) throws -> [EventHub.Event] {
    var events: [EventHub.Event] = []
    for (offset, entry) in entries.enumerated() {
      for event in try AuditEvent.read(entry.body) {
        let plain = event.plain
        events.append(
          EventHub.Event(
            number: 0, run: entry.run, name: plain["event"]?.text ?? "",
            data: .map(
              [PlainEntry(key: "at", value: .timestamp(TimestampValue(milliseconds: entry.at)))]
                + (plain.entries ?? []).filter { $0.key.text != "event" }),
            leaf: first + offset))
      }
    }
    return events
  }
}
