// `twin doctor`: what this machine has, what is in force, and where it came from.
import ArgumentParser
import DurableRuntime
import Foundation
import HostEffects
import StoreSQLite
import Values

struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Check this machine and print what is in force.")

  @OptionGroup var store: StoreOptions

  private struct Finding {
    var name: String
    var state: String
    var isFine: Bool
    var cure: String?
  }

  func run() async throws {
    let findings = [await storeFinding(), keyFinding(), modelFinding(), browserFinding(), videoFinding()]
    if store.json {
      say(
        try Display.json(
          .list(
            findings.map {
              [
                "name": .string($0.name), "fine": .bool($0.isFine), "state": .string($0.state),
                "cure": $0.cure.map { .string($0) } ?? .null,
              ]
            })))
      return
    }
    let terminal = Terminal.output
    for finding in findings {
      let mark = finding.isFine ? terminal.paint("✓", .green) : terminal.paint("!", .yellow, .bold)
      say("\(mark) \(terminal.paint(finding.name, .bold))  \(finding.state)")
      if let cure = finding.cure { say("    \(terminal.paint(cure, .cyan))") }
    }
  }

  private func storeFinding() async -> Finding {
    let origin = store.path != nil ? "--store" : ProcessInfo.processInfo.environment["TWIN_STORE"] != nil ? "TWIN_STORE" : "default"
    let name = "store     \(store.location) (\(origin))"
    guard FileManager.default.fileExists(atPath: store.location) else {
      return Finding(name: name, state: "not there yet; the first run makes it", isFine: true, cure: nil)
    }
    do {
      let count = try await Assembly.with(store) { assembly in
        try await assembly.worker.with { engine in
          var filter = RunFilter()
          filter.limit = 1_000_000
          return try engine.store.runs(filter).count
        }
      }
      return Finding(name: name, state: "\(count) runs", isFine: true, cure: nil)
    } catch {
      return Finding(name: name, state: "\(error)", isFine: false, cure: nil)
    }
  }

  private func keyFinding() -> Finding {
    if ProcessInfo.processInfo.environment["TWIN_KEY"] != nil {
      return Finding(name: "key       TWIN_KEY", state: "from the environment", isFine: true, cure: nil)
    }
    let path = URL(fileURLWithPath: store.location).deletingLastPathComponent().appendingPathComponent("key").path
    guard let mode = try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int else {
      return Finding(name: "key       \(path)", state: "not there yet; made with the store", isFine: true, cure: nil)
    }
    let isPrivate = mode & 0o077 == 0
    return Finding(
      name: "key       \(path)", state: "mode \(String(mode, radix: 8))", isFine: isPrivate,
      cure: isPrivate ? nil : "others may read it: chmod 600 \(path)")
  }

  private func modelFinding() -> Finding {
    guard let model = ModelConfiguration(environment: ProcessInfo.processInfo.environment) else {
      return Finding(
        name: "model     none", state: "the effect `model` will fail", isFine: true,
        cure: "TWIN_MODEL_URL=https://…/v1 TWIN_MODEL_NAME=… TWIN_MODEL_KEY=…")
    }
    return Finding(
      name: "model     \(model.name) (TWIN_MODEL_NAME)", state: "\(model.url) (TWIN_MODEL_URL), \(model.key == nil ? "no key" : "key from TWIN_MODEL_KEY")", isFine: true, cure: nil)
  }

  private func browserFinding() -> Finding {
    let places = ["/usr/lib/chromium/chromium-headless-shell", "/usr/bin/chromium-headless-shell", "/usr/lib/chromium/chromium"]
    let chosen = ProcessInfo.processInfo.environment["TWIN_BROWSER"]
    if let path = ([chosen].compactMap { $0 } + places).first(where: { access($0, X_OK) == 0 }) {
      return Finding(name: "browser   \(path)", state: chosen == nil ? "found" : "TWIN_BROWSER", isFine: true, cure: nil)
    }
    return Finding(
      name: "browser   none", state: "browser steps will fail", isFine: false, cure: "apt-get install chromium-headless-shell")
  }

  private func videoFinding() -> Finding {
    let paths = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { $0 + "/ffmpeg" }
    if let path = paths.first(where: { access(String($0), X_OK) == 0 }) {
      return Finding(name: "video     \(path)", state: "found", isFine: true, cure: nil)
    }
    return Finding(name: "video     no ffmpeg", state: "runs are not filmed", isFine: false, cure: "apt-get install ffmpeg")
  }
}
