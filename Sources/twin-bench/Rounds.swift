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

  static func once(_ body: () throws -> Void) rethrows -> Double {
    let began = DispatchTime.now().uptimeNanoseconds
    try body()
    return Double(DispatchTime.now().uptimeNanoseconds - began) / 1e6
  }

  /// A and B in turn; the ratios A/B pair by pair.
  static func pairs(_ count: Int = 5, _ a: () throws -> Void, _ b: () throws -> Void) rethrows
    -> (a: Rounds, b: Rounds, ratio: Rounds)
  {
    try a()
    try b()
    var (first, second) = ([Double](), [Double]())
    for _ in 0..<count {
      first.append(try once(a))
      second.append(try once(b))
    }
    return (Rounds(values: first), Rounds(values: second), Rounds(values: zip(first, second).map { $0 / $1 }))
  }
}

/// One line of the table: what, the figure, what is to be reached, and whether it is.
func report(_ what: String, _ figure: String, reach: String = "", isMet: Bool? = nil) {
  let mark = isMet.map { $0 ? "met" : "MISSED" } ?? ""
  let name = what.padding(toLength: max(58, what.count), withPad: " ", startingAt: 0)
  let value = figure.padding(toLength: max(40, figure.count), withPad: " ", startingAt: 0)
  FileHandle.standardOutput.write(Data("\(name) \(value) \(reach)  \(mark)\n".utf8))
}

/// Runs a program of the system to its end; false where it cannot be started or fails.
@discardableResult
func runProgram(_ path: String, _ arguments: [String]) -> Bool {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: path)
  process.arguments = arguments
  process.standardOutput = FileHandle.nullDevice
  process.standardError = FileHandle.nullDevice
  do { try process.run() } catch { return false }
  process.waitUntilExit()
  return process.terminationStatus == 0
}
