// How everything here is measured: several rounds, what is compared run in turn in each, the median quoted and the spread
// beside it, so that a machine that slows down slows both.
import Foundation

struct Rounds {
  var values: [Double]
  var median: Double { values.sorted()[values.count / 2] }
  var spread: String {
    let sorted = values.sorted()
    return String(format: "%.3g–%.3g", sorted.first!, sorted.last!)
  }

  /// Wall milliseconds of `body`, `count` times after one that is not counted.
  static func milliseconds(_ count: Int = 5, _ body: () throws -> Void) rethrows -> Rounds {
    try body()
    return Rounds(values: try (0..<count).map { _ in try once(body) })
  }

  enum Clock {
    case wall
    /// Processor time of this process, of user and kernel together: what else the machine does hardly counts.
    case processor

    /// Milliseconds.
    var now: Double {
      switch self {
      case .wall: return Double(DispatchTime.now().uptimeNanoseconds) / 1e6
      case .processor:
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
      }
    }
  }

  static func once(by clock: Clock = .wall, _ body: () throws -> Void) rethrows -> Double {
    let began = clock.now
    try body()
    return clock.now - began
  }

  /// A and B in turn; the ratios A/B pair by pair.
  static func pairs(
    _ count: Int = 5, by clock: Clock = .wall, _ a: () throws -> Void, _ b: () throws -> Void
  ) rethrows -> (a: Rounds, b: Rounds, ratio: Rounds) {
    try a()
    try b()
    var (first, second) = ([Double](), [Double]())
    for _ in 0..<count {
      first.append(try once(by: clock, a))
      second.append(try once(by: clock, b))
    }
    return (Rounds(values: first), Rounds(values: second), Rounds(values: zip(first, second).map { $0 / $1 }))
  }
}

/// What is measured did not do its work: a figure of it would be worth nothing.
struct BenchFailure: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

/// One line of the table: what, the figure, what is to be reached, and whether it is.
func report(_ what: String, _ figure: String, reach: String = "", isMet: Bool? = nil) {
  let mark = isMet.map { $0 ? "met" : "MISSED" } ?? ""
  let name = what.padding(toLength: max(58, what.count), withPad: " ", startingAt: 0)
  let value = figure.padding(toLength: max(40, figure.count), withPad: " ", startingAt: 0)
  FileHandle.standardOutput.write(Data("\(name) \(value) \(reach)  \(mark)\n".utf8))
}

/// Runs a program to its end, its output thrown away; false where it cannot be started or fails. (By `posix_spawn` and
/// `waitpid`: Foundation's `Process` notices an end only some fifty milliseconds later.)
@discardableResult
func runProgram(_ path: String, _ arguments: [String]) -> Bool {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  for descriptor in [Int32(1), 2] { posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0) }
  var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
  defer { for word in words { free(word) } }
  var process: pid_t = 0
  guard posix_spawn(&process, path, &actions, nil, &words, environ) == 0 else { return false }
  var status: Int32 = 0
  while waitpid(process, &status, 0) < 0, errno == EINTR {}
  return status == 0
}
