// Starts the runs that skills' `schedule:` asks for, each once, however many services look at the store and whatever crashes in
// between: that a time was served is written in the very commit that makes its run. Of times that nobody was there for, the
// last one is made up for.
import DurableRuntime
import Logging
import ServiceLifecycle
import Values

package struct Scheduler: Service {
  private let service: TwinService
  private let logger: Logger

  package init(service: TwinService, logger: Logger) {
    self.service = service
    self.logger = logger
  }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        let minute = service.clock.now().seconds / 60
        do { try await serve(minute) } catch {
          logger.error("schedules could not be served", metadata: ["error": "\(error)"])
        }
        await service.clock.sleep(until: TimestampValue(milliseconds: (minute + 1) * 60_000))
      }
    }
  }

  /// Everything that has come due since somebody last looked, up to `minute` (since 1970).
  func serve(_ minute: Int64) async throws {
    var isWhole = true
    let (lines, looked) = try await service.reader.read { (try Schedules.list($0), try Schedules.looked($0)) }
    let future = minute + ServerLimits.scheduleSkewMinutes
    if let looked, looked > future {
      // Nothing would be started until the clock has come there again.
      logger.warning(
        "the clock is behind what schedules were looked at by; they go on from now",
        metadata: ["now": "\(Self.text(minute))", "looked": "\(Self.text(looked))"])
    }
    for line in lines {
      // Not what was due before the skill was here, nor what was served by a process that was killed before it said so. What
      // says that it will be, was said by a clock that was ahead: it counts for nothing, and a minute that was served under it
      // is known by its claim.
      let known = [
        looked.flatMap { $0 > future ? nil : $0 } ?? minute - 1, line.skill.at / 60_000, line.last?.minute ?? .min,
        minute - ServerLimits.scheduleMinutes,
      ]
      let last = known.filter { $0 <= future }.max() ?? minute
      guard let due = line.line.lastDue(after: last, through: minute) else { continue }
      do { try await start(line, at: due) } catch {
        // One skill's trouble is not another's.
        logger.error(
          "a scheduled run was not started", metadata: ["skill": "\(line.skill.name)", "error": "\(error)"])
        if !Self.isRefusal(error) { isWhole = false }
      }
    }
    // What the store could not take is tried again in a minute.
    guard isWhole else { return }
    try await service.runs.worker.with { try Schedules.look(minute, $0) }
  }

  private static func text(_ minute: Int64) -> String { TimestampValue(milliseconds: minute * 60_000).text }

  /// Whether another try would end in the same way.
  private static func isRefusal(_ error: any Error) -> Bool {
    switch error {
    case let error as RuntimeError: error.kind.isAboutTheRequest && error.kind != .busy
    case let problem as Problem: [.notFound, .invalid, .skillDoesNotCompile].contains(problem.kind)
    default: false
    }
  }

  private func start(_ line: ScheduleLine, at minute: Int64) async throws {
    let claim = await service.idempotency.claim("schedule:\(line.key)/\(minute)", Array(line.key.utf8), key: "")
    let made = try await service.idempotency.once(claim) {
      let program = try await service.skills.startable(line.skill.name)
      // Nobody else asked for it: where a gate is for others than whoever started the run, it is for others than they.
      let author = try await service.reader.read { try SkillShelf.author(of: line.skill, $0) }
      var options = StartOptions(initiator: author)
      options.items = { [claim.done($0, status: 201), line.served(minute, by: $0)] }
      return (try await service.runs.start(program, inputs: line.inputs, options: options), .created)
    }
    guard !made.isReplay else { return }
    logger.info("scheduled", metadata: ["run": "\(made.run)", "skill": "\(line.skill.name)"])
  }
}
