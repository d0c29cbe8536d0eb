// One program with its streams → how it ended and what it wrote. It leads a session of its own, and its keeper ends what of
// that is left, whatever happens to us. All of it is on a thread of its own, which waits; nothing here knows what an effect is.
import CSpawn
import DurableRuntime
import Foundation
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
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let thread = Thread {
          let result = Result { try wait(stop, progress) }
          stop.close()
          continuation.resume(with: result)
        }
        thread.name = "twin.exec"
        thread.stackSize = 512 << 10
        thread.start()
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
    func close() {
      say()
      Glibc.close(heard)
    }
    func isSaid(within milliseconds: Int32) -> Bool {
      var polls = [pollfd(fd: heard, events: Int16(POLLIN), revents: 0)]
      return poll(&polls, 1, milliseconds) > 0
    }
  }

  // MARK: On its own thread

  private func wait(_ stop: Stop, _ progress: Progress) throws -> Ended {
    let keeper = try ProgramKeeper(lock: lock) {
      progress.reach(.held)
      return stop.isSaid(within: 20)
    }
    guard let keeper else { throw CancellationError() }
    defer { keeper.finish() }
    var streams = try ProgramStreams(input: input)
    defer { streams.close() }
    var pid: pid_t = 0
    var atFolder: Int32 = 0
    let failure = withCStrings(argv) { argv in
      withCStrings(environment) {
        cspawn_program(path, argv, $0, folder, streams.theirs, keeper.told, &pid, &atFolder)
      }
    }
    streams.closeTheirs()
    guard failure == 0 else {
      if pid > 0 { waitpid(pid, nil, 0) }
      throw atFolder != 0 ? ProgramTrouble.noFolder : .noProgram
    }
    progress.reach(.started)

    let watched = cspawn_watch(pid)
    defer { if watched >= 0 { Glibc.close(watched) } }
    var ends: ContinuousClock.Instant?
    var isStopped = false
    var code: Int32 = 0
    var isSignal: Int32 = 0
    while cspawn_has_ended(pid, &code, &isSignal) == 0 {
      if let ends, ContinuousClock.now > ends { throw ProgramTrouble.unended }
      // Where the kernel cannot watch a process, it is looked at now and then.
      let others = [isStopped ? -1 : stop.heard, watched]
      let heard = streams.move(whileWaitingFor: others, milliseconds: watched < 0 ? 20 : ends == nil ? -1 : 100)
      if heard[0] { isStopped = true }
      if isStopped || streams.isTooMuch, ends == nil {
        ends = .now + .milliseconds(HostLimits.stopMilliseconds + HostLimits.unendedMilliseconds)
        keeper.begin()
      }
    }
    // It keeps its number until it is waited for, so that its session is no other's meanwhile.
    if ends == nil, !ProgramKeeper.hasOthers(session: pid) { keeper.dismiss() }
    keeper.finish()
    waitpid(pid, nil, 0)
    streams.drain()
    if isStopped { throw CancellationError() }
    if streams.isTooMuch { throw ProgramTrouble.tooMuchOutput }
    return Ended(
      exit: isSignal != 0 ? 128 + code : code, signal: isSignal != 0 ? code : nil, output: streams.output,
      error: streams.error)
  }
}

/// Our ends of a program's three streams, none of which keeps us waiting, and for a while its own.
private struct ProgramStreams {
  private(set) var theirs: [Int32] = []
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

  mutating func closeTheirs() {
    for end in theirs { Glibc.close(end) }
    theirs = []
  }

  mutating func close() {
    closeTheirs()
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
