// `twin doctor`: what this machine has, what is in force, and where it came from.
import ArgumentParser
import Browser
import DurableRuntime
import Foundation
import Settings
import StoreSQLite
import Values

struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Check this machine and print what is in force.",
    discussion: """
      Each line is ✓ (as it should be), ! (not there or of no effect; Twin does without it) or ✗ (broken).
      Exit codes: 0 nothing is broken, 1 something is, 2 the settings themselves cannot be read.
      """)

  @OptionGroup var store: StoreOptions

  private struct Finding {
    enum Grade { case fine, missing, broken }
    var name: String
    var state: String
    var grade: Grade
    var cure: String?
  }

  func run() async throws {
    let environment = ProcessInfo.processInfo.environment
    let path = try ConfigurationFile.path(store, environment: environment)
    let configuration = try ConfigurationFile.load(store, environment: environment)
    let findings = [
      await storeFinding(), keyFinding(), configurationFinding(path), await modelFinding(configuration),
      browserFinding(configuration), videoFinding(),
    ]
    let settings = configuration.settings.map(InForce.init)
    let stray = ConfigurationReader.unknownVariables(environment)
    if store.json {
      say(try Display.json(json(findings, settings, stray)))
    } else {
      print(findings, settings, stray)
    }
    if findings.contains(where: { $0.grade == .broken }) { throw RunExit.failed }
  }

  private func print(_ findings: [Finding], _ settings: [InForce], _ stray: [(name: String, nearName: String?)]) {
    let terminal = Terminal.output
    let missing = terminal.paint("!", .yellow, .bold)
    for finding in findings {
      let mark =
        switch finding.grade {
        case .fine: terminal.paint("✓", .green)
        case .missing: missing
        case .broken: terminal.paint("✗", .red, .bold)
        }
      say("\(mark) \(terminal.paint(finding.name, .bold))  \(finding.state)")
      if let cure = finding.cure { say("    \(terminal.paint(cure, .cyan))") }
    }
    for (name, nearName) in stray {
      say("\(missing) \(terminal.paint(name, .bold))  is no setting and does nothing")
      if let nearName { say("    \(terminal.paint("did you mean \(nearName)?", .cyan))") }
    }
    say("\nIn force")
    let names = settings.map(\.name.count).max() ?? 0
    let values = settings.map(\.value.count).max() ?? 0
    for setting in settings {
      let name = setting.name.padding(toLength: names, withPad: " ", startingAt: 0)
      let value = setting.value.padding(toLength: min(values, 60), withPad: " ", startingAt: 0)
      say("  \(name)  \(value)  \(terminal.paint(setting.origin, .dim))")
    }
  }

  /// A setting as it is shown.
  private struct InForce {
    var name: String
    var value: String
    var origin: String

    init(_ setting: Configuration.Setting) {
      name = setting.name
      value = setting.key.form == .secret ? "(secret)" : Self.words(setting.value)
      switch setting.origin {
      case .initial: origin = "default"
      case .file(let file, let line): origin = "\(file):\(line)"
      case .variable(let variable): origin = variable
      }
    }

    private static func words(_ value: Configuration.Value) -> String {
      switch value {
      case .text(let text): Terminal.harmless(text)
      case .number(let number): number == number.rounded() && abs(number) < 1e15 ? "\(Int64(number))" : "\(number)"
      case .count(let count): "\(count)"
      case .duration(let milliseconds): spoken(milliseconds: milliseconds)
      case .flag(let flag): "\(flag)"
      case .texts(let texts): Terminal.harmless(texts.joined(separator: ", "))
      case .rows(let rows): "\(rows.count) target\(rows.count == 1 ? "" : "s")"
      }
    }
  }

  private func json(
    _ findings: [Finding], _ settings: [InForce], _ stray: [(name: String, nearName: String?)]
  ) -> PlainValue {
    [
      "checks": .list(
        findings.map {
          [
            "name": .string($0.name), "fine": .bool($0.grade == .fine), "broken": .bool($0.grade == .broken),
            "state": .string($0.state),
            "cure": $0.cure.map { .string($0) } ?? .null,
          ]
        }),
      "settings": .list(
        settings.map { ["key": .string($0.name), "value": .string($0.value), "origin": .string($0.origin)] }),
      "unknownVariables": .list(stray.map { .string($0.name) }),
    ]
  }

  private func configurationFinding(_ path: String?) -> Finding {
    let origin =
      store.config != nil
      ? "--config" : path == ProcessInfo.processInfo.environment["TWIN_CONFIG"] ? "TWIN_CONFIG" : "beside the store"
    return path.map { Finding(name: "settings  \($0)", state: origin, grade: .fine, cure: nil) }
      ?? Finding(
        name: "settings  none",
        state: "defaults and the environment; \(ConfigurationFile.name) beside the store is read",
        grade: .fine, cure: nil)
  }

  private func storeFinding() async -> Finding {
    let origin =
      store.path != nil
      ? "--store" : ProcessInfo.processInfo.environment["TWIN_STORE"] != nil ? "TWIN_STORE" : "default"
    let name = "store     \(store.location) (\(origin))"
    guard FileManager.default.fileExists(atPath: store.location) else {
      return Finding(name: name, state: "not there yet; the first run makes it", grade: .fine, cure: nil)
    }
    do {
      let count = try await Assembly.with(store) { assembly in
        try await assembly.worker.with { engine in
          var filter = RunFilter()
          filter.limit = 1_000_000
          return try engine.store.runs(filter).count
        }
      }
      return Finding(name: name, state: "\(count) runs", grade: .fine, cure: nil)
    } catch {
      return Finding(name: name, state: "\(error)", grade: .broken, cure: nil)
    }
  }

  private func keyFinding() -> Finding {
    if ProcessInfo.processInfo.environment["TWIN_KEY"] != nil {
      return Finding(name: "key       TWIN_KEY", state: "from the environment", grade: .fine, cure: nil)
    }
    let path = URL(fileURLWithPath: store.location).deletingLastPathComponent().appendingPathComponent("key").path
    guard let mode = try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int else {
      return Finding(name: "key       \(path)", state: "not there yet; made with the store", grade: .fine, cure: nil)
    }
    let isPrivate = mode & 0o077 == 0
    return Finding(
      name: "key       \(path)", state: "mode \(String(mode, radix: 8))", grade: isPrivate ? .fine : .broken,
      cure: isPrivate ? nil : "others may read it: chmod 600 \(path)")
  }

  private func modelFinding(_ configuration: Configuration) async -> Finding {
    guard let model = configuration.model else {
      return Finding(
        name: "model     none", state: "the effect `model` will fail", grade: .fine,
        cure:
          "model: { url: https://…/v1, name: … } in \(ConfigurationFile.name), or TWIN_MODEL_URL and TWIN_MODEL_NAME")
    }
    let vaultName = ConfigurationKey.modelKey.vaultName
    let inVault = try? await Assembly.with(store) { try await $0.worker.with { try $0.vault.has(vaultName) } }
    let key =
      configuration.secret(.modelKey) != nil
      ? "key from TWIN_MODEL_KEY" : inVault == true ? "key in the vault" : "no key"
    return Finding(name: "model     \(model.name)", state: "\(model.url), \(key)", grade: .fine, cure: nil)
  }

  private func browserFinding(_ configuration: Configuration) -> Finding {
    let chosen = configuration.browser
    do {
      let path = try BrowserProgram(chosen: chosen).path()
      return Finding(name: "browser   \(path)", state: path == chosen ? "as set" : "found", grade: .fine, cure: nil)
    } catch {
      return Finding(name: "browser   none", state: "browser steps will fail", grade: .missing, cure: "\(error)")
    }
  }

  private func videoFinding() -> Finding {
    let paths = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { $0 + "/ffmpeg" }
    if let path = paths.first(where: { access(String($0), X_OK) == 0 }) {
      return Finding(name: "video     \(path)", state: "found", grade: .fine, cure: nil)
    }
    return Finding(
      name: "video     no ffmpeg", state: "runs are not filmed", grade: .missing, cure: "apt-get install ffmpeg")
  }
}
