// One program with its streams → how it ended and what it wrote. It leads a session of its own, and its keeper ends what of
// that is left, whatever happens to us. Its streams are moved on a thread of its own, which waits; nothing here knows what an
// effect is.
import CSpawn
import Foundation
import Subprocess
import Synchronization

struct KeptProgram: Sendable {
  var path: String
  var argv: [String]
  /// `NAME=value`.
  var environment: [String]
  var folder: String
  var input: [UInt8]
  /// The file that tells a second attempt at the same from its first.
  var lock: String

  struct Ended: Sendable {
    /// As a shell counts: 128 and the signal's number when a signal ended it.
    var exit: Int32
    var signal: Int32?
    var output: [UInt8]
    var error: [UInt8]
  }

  /// How far it has come, for whoever gives it up.
  final class Progress: Sendable {
    enum Stage: Int, Sendable { case waiting, held, started }
    private let stage = Atomic<Int>(Stage.waiting.rawValue)
    /// Another attempt is still being ended.
    var isHeld: Bool { stage.load(ordering: .acquiring) == Stage.held.rawValue }
    var hasStarted: Bool { stage.load(ordering: .acquiring) == Stage.started.rawValue }
    fileprivate func reach(_ now: Stage) { stage.store(now.rawValue, ordering: .releasing) }
  }

  /// A program that does not read its input must not end us with SIGPIPE.
  private static let brokenPipesAreErrors: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

  /// Cancelling the task ends the program; it then throws `CancellationError`.
  func run(_ progress: Progress) async throws -> Ended {
    _ = Self.brokenPipesAreErrors
    let stop = try Stop()
    let keeper = try await ProgramKeeper.hired(lock: lock) { progress.reach(.held) }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let answer = Answer(continuation)
        // A task that nobody cancels: in one that is, the library kills at once what the keeper asks first.
        Task {
          do { answer.give(.success(try await attend(keeper, stop, answer, progress))) } catch {
            if !progress.hasStarted { _ = try? await offThePool { keeper.finish() } }
            answer.give(.failure(error))
          }
        }
      }
    } onCancel: {
      stop.say()
    }
  }

  /// The word to end it, as something that can be polled.
  private final class Stop: Sendable {
    let heard: Int32
    private let said: Mutex<Int32>
    init() throws(ProgramTrouble) {
      var ends: [Int32] = [-1, -1]
      let failure = cspawn_pipe(&ends)
      guard failure == 0 else { throw .unkept(failure) }
      heard = ends[0]
      said = Mutex(ends[1])
    }
    func say() {
      said.withLock { end in
        if end >= 0 { Glibc.close(end) }
        end = -1
      }
    }
    deinit {
      say()
      Glibc.close(heard)
    }
  }

  /// The first one counts: a program that cannot be ended is given up, and the library goes on waiting for it.
  private final class Answer: Sendable {
    private let awaited: Mutex<CheckedContinuation<Ended, any Error>?>
    init(_ continuation: CheckedContinuation<Ended, any Error>) { awaited = Mutex(continuation) }
    func give(_ result: Result<Ended, any Error>) { awaited.withLock { $0.take() }?.resume(with: result) }
  }

  /// Nothing has begun where this throws before `progress` says so, or the keeper finds it by its streams.
  private func attend(
    _ keeper: ProgramKeeper, _ stop: Stop, _ answer: Answer, _ progress: Progress
  ) async throws -> Ended {
    var streams = try ProgramStreams(input: input)
    let (moved, status): (Moved, TerminationStatus)
    do {
      guard keeper.tell(streams.names) else { throw ProgramTrouble.unkept(EPIPE) }
      (moved, status) = try await start(streams.handOver()) { [streams] process in
        let isKept = keeper.tell("\(process.value)")
        progress.reach(.started)
        return await onItsOwnThread {
          wait(for: process, isKept: isKept, streams, keeper, stop, answer)
        }
      }
    } catch {
      // The library could not watch it, or not ask how it ended.
      if progress.hasStarted { throw CancellationError() }
      streams.close()
      if let error = error as? SubprocessError {
        throw error.code == .failedToChangeWorkingDirectory ? ProgramTrouble.noFolder : .noProgram
      }
      throw error
    }
    if moved.isStopped { throw CancellationError() }
    if moved.isTooMuch { throw ProgramTrouble.tooMuchOutput }
    return switch status {
    case .exited(let code): Ended(exit: code, signal: nil, output: moved.output, error: moved.error)
    case .signaled(let signal): Ended(exit: 128 + signal, signal: signal, output: moved.output, error: moved.error)
    }
  }

  /// Starts it with its ends of three pipes, which are closed then. Until `body` returns it is not waited for: it keeps its
  /// number, and its session is no other's.
  func start<Result: Sendable>(
    _ streams: [Int32], _ body: (ProcessIdentifier) async -> Result
  ) async throws -> (Result, TerminationStatus) {
    var options = PlatformOptions()
    options.createSession = true
    let ended = try await Subprocess.run(
      .path(.init(path)), arguments: .init(executablePathOverride: argv[0], remainingValues: Array(argv.dropFirst())),
      environment: .custom(environment.map { Array($0.utf8) + [0] }), workingDirectory: .init(folder),
      platformOptions: options, input: .fileDescriptor(.init(rawValue: streams[0]), closeAfterSpawningProcess: true),
      output: .fileDescriptor(.init(rawValue: streams[1]), closeAfterSpawningProcess: true),
      error: .fileDescriptor(.init(rawValue: streams[2]), closeAfterSpawningProcess: true)
    ) { await body($0.processIdentifier) }
    return (ended.closureResult, ended.terminationStatus)
  }

  // MARK: On its own thread

  private func onItsOwnThread<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
      let thread = Thread { continuation.resume(returning: work()) }
      thread.name = "twin.exec"
      thread.stackSize = 512 << 10
      thread.start()
    }
  }

  private struct Moved: Sendable {
    var output: [UInt8]
    var error: [UInt8]
    var isTooMuch: Bool
    var isStopped: Bool
  }

  private func wait(
    for process: ProcessIdentifier, isKept: Bool, _ streams: ProgramStreams, _ keeper: ProgramKeeper, _ stop: Stop,
    _ answer: Answer
  ) -> Moved {
    var streams = streams
    defer { streams.close() }
    let (pid, watched) = (process.value, process.processDescriptor)
    if !isKept { kill(-pid, SIGKILL) }
    var isStopped = !isKept
    var ends: ContinuousClock.Instant?
    while !Self.hasEnded(pid) {
      if let ends, ContinuousClock.now > ends {
        answer.give(.failure(ProgramTrouble.unended))
        break
      }
      // Where the kernel cannot watch a process, it is looked at now and then.
      let others = [isStopped ? -1 : stop.heard, watched]
      let heard = streams.move(whileWaitingFor: others, milliseconds: watched < 0 ? 20 : ends == nil ? -1 : 100)
      if heard[0] { isStopped = true }
      if isStopped || streams.isTooMuch, ends == nil {
        ends = .now + .milliseconds(HostLimits.stopMilliseconds + HostLimits.unendedMilliseconds)
        keeper.begin()
      }
    }
    if ends == nil, !ProgramKeeper.hasOthers(session: pid) { keeper.dismiss() }
    keeper.finish()
    streams.drain()
    return Moved(output: streams.output, error: streams.error, isTooMuch: streams.isTooMuch, isStopped: isStopped)
  }

  /// It is not waited for.
  private static func hasEnded(_ pid: pid_t) -> Bool {
    var info = siginfo_t()
    return waitid(P_PID, id_t(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_signo == SIGCHLD
  }
}

/// Our ends of a program's three streams, none of which keeps us waiting, and for a while its own.
struct ProgramStreams: Sendable {
  private var theirs: [Int32] = []
  private var ours: [Int32] = []
  private var input: ArraySlice<UInt8>
  private(set) var output: [UInt8] = []
  private(set) var error: [UInt8] = []
  private(set) var isTooMuch = false
  private var buffer = [UInt8](repeating: 0, count: 64 << 10)

  init(input: [UInt8]) throws(ProgramTrouble) {
    self.input = input[...]
    for stream in 0..<3 {
      var ends: [Int32] = [-1, -1]
      let failure = cspawn_pipe(&ends)
      guard failure == 0 else {
        close()
        throw .unkept(failure)
      }
      theirs.append(stream == 0 ? ends[0] : ends[1])
      ours.append(stream == 0 ? ends[1] : ends[0])
      _ = fcntl(ours[stream], F_SETFL, O_NONBLOCK)
    }
  }

  /// The pipes' own names, one of which whoever has a stream of this program holds: `12|13|14`.
  var names: String {
    ours.map {
      var status = stat()
      fstat($0, &status)
      return "\(status.st_ino)"
    }.joined(separator: "|")
  }

  /// Its own ends, which are somebody else's to close now.
  mutating func handOver() -> [Int32] {
    defer { theirs = [] }
    return theirs
  }

  mutating func close() {
    for end in handOver() { Glibc.close(end) }
    for stream in ours.indices { close(stream) }
  }

  private mutating func close(_ stream: Int) {
    if ours[stream] >= 0 { Glibc.close(ours[stream]) }
    ours[stream] = -1
  }

  /// Waits until something can be moved, or one of `others` (-1: none) has something to say, and moves it. Says which have.
  mutating func move(whileWaitingFor others: [Int32], milliseconds: Int32) -> [Bool] {
    var polls = ours.enumerated().map { pollfd(fd: $1, events: Int16($0 == 0 ? POLLOUT : POLLIN), revents: 0) }
    polls += others.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    guard poll(&polls, nfds_t(polls.count), milliseconds) > 0 else { return others.map { _ in false } }
    if polls[0].revents != 0 { write() }
    for stream in 1...2 where polls[stream].revents != 0 { read(stream) }
    return polls.dropFirst(3).map { $0.revents != 0 }
  }

  /// What was written before the end.
  mutating func drain() { for stream in 1...2 { while !isTooMuch, read(stream) {} } }

  /// A program may well end without reading all of it; its exit code says what that means.
  private mutating func write() {
    let written = input.isEmpty ? 0 : input.withUnsafeBytes { Glibc.write(ours[0], $0.baseAddress, $0.count) }
    if written > 0 { input = input.dropFirst(written) }
    if written < 0, errno == EAGAIN || errno == EINTR { return }
    if written < 0 || input.isEmpty { close(0) }
  }

  @discardableResult private mutating func read(_ stream: Int) -> Bool {
    guard ours[stream] >= 0 else { return false }
    let count = Glibc.read(ours[stream], &buffer, buffer.count)
    if count < 0, errno == EAGAIN || errno == EINTR { return errno == EINTR }
    guard count > 0 else {
      close(stream)
      return false
    }
    let room = HostLimits.programOutputBytes - (stream == 1 ? output : error).count
    if count > room { isTooMuch = true }
    if stream == 1 { output += buffer[..<min(count, room)] } else { error += buffer[..<min(count, room)] }
    return true
  }
}
