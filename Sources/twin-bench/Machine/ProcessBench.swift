// The whole command, cold: a process that loads a paused run, decides, finishes and leaves.
import Foundation

enum ProcessBench {
  /// The binary beside this one.
  static var twin: String {
    URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent("twin").path
  }

  static func run() throws {
    guard FileManager.default.isExecutableFile(atPath: twin) else {
      report("cold process: load, decide, finish", "no twin beside twin-bench", reach: "make build")
      return
    }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("twin-bench-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let skill = folder.appendingPathComponent("asks.yaml").path
    try Data("skill: asks\nsteps:\n  - approve: Well?\n    id: well\n    expires: 24h\n  - log: done\n".utf8)
      .write(to: URL(fileURLWithPath: skill))
    let store = folder.appendingPathComponent("twin.db").path
    let rounds = 15
    var ids = try (0...rounds + 1).map { _ in try startOne(skill, store) }
    let megabytes = try peak(of: ["approve", ids.removeLast(), "--store", store])
    let pair = Rounds.pairs(
      rounds,
      {
        guard let id = ids.popLast(), runProgram(twin, ["approve", id, "--store", store]) else {
          fatalError("a run was not decided")
        }
      }, { runProgram("/bin/true", []) })
    report(
      "cold process: load, decide, finish",
      String(
        format: "%.1f × /bin/true (%@; %.1f ms, %.1f ms), peak %.0f MB", pair.ratio.median, pair.ratio.spread,
        pair.a.median,
        pair.b.median, megabytes),
      // Set as 15 ms where /bin/true takes 2.3.
      reach: "≤ 6.5, ≤ 20 MB", isMet: pair.ratio.median <= 6.5 && megabytes <= 20)
  }

  /// The most memory that `twin` has at once, in megabytes. A process inherits its parent's peak (both are one until the new
  /// program begins), so it is started by another of these that has done nothing yet.
  private static func peak(of arguments: [String]) throws -> Double {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    process.arguments = [peakWord, twin] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard let kilobytes = Double(text) else { fatalError("the peak was not measured: \(text)") }
    return kilobytes / 1024
  }

  static let peakWord = "--peak"

  /// `twin-bench --peak PROGRAM ARGUMENT…`: runs the program and prints how many kilobytes it had at most.
  static func printPeak(_ words: ArraySlice<String>) -> Never {
    guard let program = words.first, runProgram(program, Array(words.dropFirst())) else { exit(1) }
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
    print(usage.ru_maxrss, terminator: "")
    exit(0)
  }

  /// A run that waits; its id.
  private static func startOne(_ skill: String, _ store: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: twin)
    process.arguments = ["run", skill, "--store", store, "--json"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard let id = text.firstMatch(of: /run_[0-9a-z]{12}/) else { fatalError("no run was made: \(text)") }
    return String(id.0)
  }
}
