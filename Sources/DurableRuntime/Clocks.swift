// The clocks and sources of chance that a command chooses from: the world's, and the fixed ones of `--clock` and `--seed`.
import Foundation
import Synchronization
import Values

package struct SystemClock: WorldClock {
  private let wall: @Sendable () -> TimestampValue
  /// - Parameter wall: the clock that people set.
  package init(wall: @escaping @Sendable () -> TimestampValue = Self.realTime) { self.wall = wall }
  package func now() -> TimestampValue { wall() }
  @Sendable package static func realTime() -> TimestampValue {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return TimestampValue(seconds: Int64(time.tv_sec), nanoseconds: Int32(time.tv_nsec))
  }
  package func ticks() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
  package func sleep(until time: TimestampValue) async {
    func left() -> Int64 { time.millisecondsRoundedUp - now().milliseconds }
    let (length, began) = (left(), ticks())
    while !Task.isCancelled {
      // In slices: the clock of the wall may be set while we sleep.
      let rest = min(left(), length - (ticks() - began) / 1_000_000)
      if rest <= 0 { return }
      try? await Task.sleep(for: .milliseconds(min(rest, 60_000)))
    }
  }
}

/// Time stands still, except that a wait moves it to its end (`--clock`).
package final class FixedClock: WorldClock {
  private let time: Mutex<TimestampValue>
  package init(_ time: TimestampValue) { self.time = Mutex(time) }
  package func now() -> TimestampValue { time.withLock { $0 } }
  package func ticks() -> Int64 {
    let now = now()
    return now.seconds &* 1_000_000_000 &+ Int64(now.nanoseconds)
  }
  package func move(to later: TimestampValue) {
    time.withLock { if $0.milliseconds < later.milliseconds { $0 = later } }
  }
  package func sleep(until later: TimestampValue) async { move(to: later) }
}

package final class SystemRandom: RandomSource {
  package init() {}
  package func next() -> UInt64 {
    var source = SystemRandomNumberGenerator()
    return source.next()
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers from the same seed on every host (`--seed`).
package final class SeededRandom: RandomSource, RandomNumberGenerator {
  private let state: Mutex<UInt64>
  package init(seed: UInt64) { state = Mutex(seed) }
  package func next() -> UInt64 {
    state.withLock { state in
      state &+= 0x9E37_79B9_7F4A_7C15
      return Self.mix(state)
    }
  }
  static func mix(_ word: UInt64) -> UInt64 {
    var z = word
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// This process as a lease's owner, and whether such an owner still lives.
package enum ProcessIdentity {
  /// `host:pid:start:space`: a pid that was given out again has another start, and a pid means a process in its PID namespace of
  /// its machine alone (containers may bear their host's name, and copies of a machine its own).
  package static func own() -> String { "\(host()):\(getpid()):\(start(of: getpid()) ?? 0):\(space)" }

  /// Nil for owners that cannot be seen from here: on other hosts, in other PID namespaces, before the machine was started anew, of
  /// users whose processes are hidden; and where no file is left to look with.
  package static func isAlive(_ owner: String) -> Bool? {
    let parts = owner.split(separator: ":").map(String.init)
    guard parts.count == 4, parts[0] == host(), parts[3] == space, space != unknown, let pid = pid_t(parts[1]), pid > 0,
      let known = UInt64(parts[2])
    else { return nil }
    switch look(at: pid) {
    case .began(let start): return start == known
    case .ended: return false
    case .unseen: return nil
    }
  }

  private static let unknown = "?"

  /// The number of this process's PID namespace, and by which start of the machine it is one; as `/proc` says them.
  private static let space: String = {
    var text = [UInt8](repeating: 0, count: 64)
    let count = text.withUnsafeMutableBytes { text in
      readlink("/proc/self/ns/pid", text.baseAddress!.assumingMemoryBound(to: CChar.self), text.count)
    }
    // `pid:[4026531836]`
    let digits = text.prefix(max(0, count)).filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard !digits.isEmpty, let file = fopen("/proc/sys/kernel/random/boot_id", "r") else { return unknown }
    defer { fclose(file) }
    let start = fread(&text, 1, 8, file)
    guard start == 8 else { return unknown }
    return String(decoding: digits, as: UTF8.self) + "-" + String(decoding: text.prefix(8), as: UTF8.self)
  }()

  /// For people: `process 4711 on this machine, begun at 2026-11-29T11:02:03Z`.
  package static func text(_ owner: String) -> String {
    let parts = owner.split(separator: ":").map(String.init)
    guard parts.count >= 3, let ticks = UInt64(parts[2]) else { return owner }
    guard parts[0] == host() else { return "process \(parts[1]) on \(parts[0])" }
    if parts.count == 4, parts[3] != space {
      return "process \(parts[1]) in another container, or before the machine was started anew"
    }
    let since = hostStart().map { start in
      ", begun at "
        + TimestampValue(seconds: start + Int64(ticks / UInt64(sysconf(Int32(_SC_CLK_TCK)))), nanoseconds: 0).text
    }
    return "process \(parts[1]) on this machine" + (since ?? "")
  }

  /// When the host began, in seconds since 1970: the line `btime` of /proc/stat.
  private static func hostStart() -> Int64? {
    guard let text = try? String(contentsOfFile: "/proc/stat", encoding: .utf8) else { return nil }
    let line = text.split(separator: "\n").first { $0.hasPrefix("btime ") }
    return line.flatMap { Int64($0.dropFirst(6)) }
  }

  private static func host() -> String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, 255)
    return String(
      decoding: String(cString: name).utf8.map { $0 == UInt8(ascii: ":") ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
  }

  /// When a live process began, in ticks since the host did. Nil for one that has ended or cannot be seen.
  package static func start(of pid: pid_t) -> UInt64? {
    if case .began(let start) = look(at: pid) { start } else { nil }
  }

  private enum Look {
    case began(UInt64)
    /// A zombie has ended.
    case ended
    case unseen
  }

  /// The third and the 22nd field of /proc/PID/stat, counted after the command's closing bracket. Only who is surely not there has
  /// ended: `/proc` hides others' processes where it is mounted so, and there may be no descriptor left to open it with.
  private static func look(at pid: pid_t) -> Look {
    var buffer = [UInt8](repeating: 0, count: 1024)
    var count = 0
    if let file = fopen("/proc/\(pid)/stat", "r") {
      count = fread(&buffer, 1, 1023, file)
      fclose(file)
    }
    let text = buffer.prefix(count)
    guard let end = text.lastIndex(of: UInt8(ascii: ")")) else {
      return kill(pid, 0) != 0 && errno == ESRCH ? .ended : .unseen
    }
    let fields = text[(end + 1)...].split(separator: UInt8(ascii: " "))
    guard fields.count > 19, let start = UInt64(String(decoding: fields[19], as: UTF8.self)) else { return .unseen }
    return fields[0] == [UInt8(ascii: "Z")] || fields[0] == [UInt8(ascii: "X")] ? .ended : .began(start)
  }
}
