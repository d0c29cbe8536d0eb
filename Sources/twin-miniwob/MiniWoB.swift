// `make bench-miniwob`: small web tasks with a judge of their own (MiniWoB++, Liu et al. 2018; PyPI `miniwob`), each done by a
// skill, without a model. One runner for any task and skill: it serves the task's page, starts an episode by a seed, runs
// the skill as `twin run` would, and prints what the page's own verdict was.
//
// A skill that bears a task's name is given the page's address as input `url`. It is passed when the task's raw reward is 1.
import ArgumentParser
import Foundation
import Values

@main
struct MiniWoB: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "twin-miniwob", abstract: "Run skills on MiniWoB tasks and print how many seeds each passes.")

  @Argument(help: "The folder `html` of the package `miniwob`.")
  var pages: String

  @Argument(help: "The folder with the skills, each named like its task.")
  var skills: String

  @Option(help: "Seeds a task, from 1.")
  var seeds = 10

  @Option(help: "Only this task; may be given several times.")
  var task: [String] = []

  @Option(help: "Episodes at once.")
  var atOnce = 2

  func run() async throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: skills).filter { $0.hasSuffix(".yaml") }.map {
      String($0.dropLast(5))
    }.filter { task.isEmpty || task.contains($0) }.sorted()
    guard !names.isEmpty else { throw ValidationError("\(skills) has no such skill") }
    let site = try await TaskSite.start(pages: URL(fileURLWithPath: pages))
    defer { site.stop() }
    var passed = 0
    for name in names {
      let episodes = try await outcomes(of: name, site)
      let wins = episodes.count(where: \.isWon)
      let isPassed = Double(wins) >= 0.9 * Double(seeds)
      if isPassed { passed += 1 }
      let times = episodes.map(\.milliseconds).sorted()
      let median = times.isEmpty ? 0 : times[times.count / 2]
      say("\(isPassed ? "✓" : "✗") \(pad(name)) \(wins) of \(seeds)  \(median) ms")
      for one in episodes where !one.isWon { say("    seed \(one.seed): \(one.words) (\(one.milliseconds) ms)") }
    }
    say("\n\(passed) of \(names.count) tasks at nine of ten seeds or more; to reach: 35")
  }

  /// At once, also where the output is a file: the table takes minutes.
  private func say(_ line: String) { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }

  private func pad(_ name: String) -> String { name + String(repeating: " ", count: max(1, 32 - name.count)) }

  private func outcomes(of name: String, _ site: TaskSite) async throws -> [Episode] {
    let skill = URL(fileURLWithPath: skills).appendingPathComponent("\(name).yaml").path
    return try await withThrowingTaskGroup(of: Episode.self) { group in
      var episodes: [Episode] = []
      for seed in 1...max(1, seeds) {
        if seed > atOnce, let one = try await group.next() { episodes.append(one) }
        group.addTask { try await Episode.run(name, skill: skill, seed: seed, site) }
      }
      for try await one in group { episodes.append(one) }
      return episodes.sorted { $0.seed < $1.seed }
    }
  }
}

/// One seed of one task, done.
struct Episode: Sendable {
  var seed: Int
  /// What the page said; nil where it never came to a verdict.
  var reward: Double?
  /// What the run came to, for whoever asks why.
  var words: String
  var milliseconds: Int

  var isWon: Bool { (reward ?? -1) > 0.999 }

  /// The binary beside this one.
  private static var twin: URL {
    URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent("twin")
  }

  static func run(_ task: String, skill: String, seed: Int, _ site: TaskSite) async throws -> Episode {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("twin-miniwob-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let name = "\(task)-\(seed)-\(UUID().uuidString.prefix(8))"
    let store = folder.appendingPathComponent("twin.db").path
    let address = site.address(task, seed: seed, episode: name)
    let began = ContinuousClock.now
    let output = try await twin(["run", skill, "-i", "url=\(address)", "--store", store, "--json"], in: folder)
    let took = ContinuousClock.now - began
    let view = try? PlainValue(jsonText: output)
    // A run that asks somebody has lost; its browser is not to wait for an answer.
    if view?["status"]?.text == "awaiting_approval" {
      _ = try await twin(["cancel", "last", "--store", store], in: folder)
    }
    let verdict = site.verdict(of: name)
    let why =
      view?["error"]?["message"]?.text ?? view?["pendingStep"]?["prompt"]?.text ?? view?["status"]?.text ?? "no answer"
    let said = verdict.map { $0.isTimeOver ? "the page's time was over" : "reward \($0.reward)" } ?? "no verdict"
    return Episode(
      seed: seed, reward: verdict?.reward, words: "\(said), \(why)",
      milliseconds: Int(took / .milliseconds(1)))
  }

  private static func twin(_ arguments: [String], in folder: URL) async throws -> String {
    let output = folder.appendingPathComponent("output.json")
    FileManager.default.createFile(atPath: output.path, contents: nil)
    let process = Process()
    process.executableURL = twin
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    await withCheckedContinuation { continuation in
      process.terminationHandler = { _ in continuation.resume() }
      do { try process.run() } catch { continuation.resume() }
    }
    return try String(contentsOf: output, encoding: .utf8)
  }
}
