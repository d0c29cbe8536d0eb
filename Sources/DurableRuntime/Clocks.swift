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
  /// `host:pid:start:namespace`: a pid that was given out again has another start, and a pid means a process in its PID namespace
  /// alone (containers may bear their host's name).
  package static func own() -> String { "\(host()):\(getpid()):\(start(of: getpid()) ?? 0):\(namespace())" }

  /// Nil for owners that cannot be seen from here: on other hosts, in other PID namespaces, of users whose processes are hidden.
  package static func isAlive(_ owner: String) -> Bool? {
    let parts = owner.split(separator: ":").map(String.init)
    guard parts.count == 4, parts[0] == host(), parts[3] == namespace(), parts[3] != unknown, let pid = pid_t(parts[1]),
      let known = UInt64(parts[2])
    else { return nil }
    if let start = start(of: pid) { return start == known }
    return isHidden(pid) ? nil : false
  }

  /// Whether there is such a process, of which `/proc` says nothing (`hidepid`). A zombie has its entry there.
  private static func isHidden(_ pid: pid_t) -> Bool {
    access("/proc/\(pid)/stat", R_OK) != 0 && (kill(pid, 0) == 0 || errno == EPERM)
  }

  private static let unknown = "?"

  /// The number of this process's PID namespace, where `/proc` says it.
  private static func namespace() -> String {
    var text = [UInt8](repeating: 0, count: 64)
    let count = text.withUnsafeMutableBytes { text in
      readlink("/proc/self/ns/pid", text.baseAddress!.assumingMemoryBound(to: CChar.self), text.count)
    }
    // `pid:[4026531836]`
    let digits = text.prefix(max(0, count)).filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return digits.isEmpty ? unknown : String(decoding: digits, as: UTF8.self)
  }

  /// For people: `process 4711 on this machine, begun at 2026-11-29T11:02:03Z`.
  package static func text(_ owner: String) -> String {
    let parts = owner.split(separator: ":").map(String.init)
    guard parts.count >= 3, let ticks = UInt64(parts[2]) else { return owner }
    guard parts[0] == host() else { return "process \(parts[1]) on \(parts[0])" }
    guard parts.count == 4, parts[3] == namespace() else {
      return "process \(parts[1]) in another container on this machine"
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

  /// When a live process began, in ticks since the host did: the 22nd field of /proc/PID/stat, counted after the command's
  /// closing bracket. Nil for one that has ended (a zombie has ended).
  package static func start(of pid: pid_t) -> UInt64? {
    guard let file = fopen("/proc/\(pid)/stat", "r") else { return nil }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 1024)
    let count = fread(&buffer, 1, 1023, file)
    let text = buffer.prefix(count)
    guard let end = text.lastIndex(of: UInt8(ascii: ")")) else { return nil }
    let fields = text[(end + 1)...].split(separator: UInt8(ascii: " "))
    guard fields.count > 19, fields[0] != [UInt8(ascii: "Z")], fields[0] != [UInt8(ascii: "X")] else { return nil }
    return UInt64(String(decoding: fields[19], as: UTF8.self))
  }
}
