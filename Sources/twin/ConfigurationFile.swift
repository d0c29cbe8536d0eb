// `--config`, TWIN_CONFIG or the `twin.yaml` beside the store, and the environment → the configuration in force. What is wrong
// with it is shown as for a skill, and ends the verb: nothing runs under settings that were not understood.
import DurableRuntime
import Foundation
import Settings
import Syntax

enum ConfigurationFile {
  static let name = "twin.yaml"

  static func load(_ store: any StoreChoice, environment: [String: String]) throws -> Configuration {
    var reader = ConfigurationReader()
    if let path = try path(store, environment: environment) {
      reader.read(name: path, bytes: try SkillFiles.read(path))
    }
    reader.read(environment: environment)
    if !reader.diagnostics.isEmpty {
      complain(
        DiagnosticRenderer(sources: reader.sources, colour: Terminal.error.hasColor).text(reader.diagnostics).trimmed)
    }
    guard !reader.diagnostics.hasErrors else { throw RunExit.usage }
    return reader.configuration
  }

  /// Everywhere that it is looked for, whether it is there or not: whoever writes there says where secrets go.
  static func places(_ store: any StoreChoice, environment: [String: String]) -> [String] {
    let chosen = [store.config, environment["TWIN_CONFIG"]].compactMap(\.self).filter { !$0.isEmpty }
    let folders =
      store.location == ":memory:"
      ? ["."] : [Assembly.folder(of: store.location), Assembly.workingFolder(of: store.location)]
    return (chosen + folders.map { $0 + "/" + name }).map(PathText.absolute)
  }

  /// The file that is read; nil where there is none.
  static func path(_ store: any StoreChoice, environment: [String: String]) throws -> String? {
    if let path = store.config { return path }
    if let path = environment["TWIN_CONFIG"], !path.isEmpty { return path }
    if store.location == ":memory:" { return FileManager.default.fileExists(atPath: name) ? name : nil }
    // Of X/.twin/twin.db both X/.twin and X are beside the store.
    let near = Self.relative(Assembly.folder(of: store.location) + "/" + name)
    let above = Self.relative(Assembly.workingFolder(of: store.location) + "/" + name)
    let found = [near, above].filter { (path: String) in access(path, F_OK) == 0 }
    if found.count == 2, near != above {
      throw UsageError("there are two configurations, \(near) and \(above): keep one, or name one with --config")
    }
    return found.first
  }

  /// As a person in this folder would name it.
  private static func relative(_ path: String) -> String {
    let here = PathText.absolute(".") + "/"
    return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
  }
}

extension EngineSettings {
  mutating func take(_ configuration: Configuration) {
    prices = configuration.prices
    timeouts = configuration.timeouts
    effectsAtOnce = configuration.effectsAtOnce ?? effectsAtOnce
    questionExpires = configuration.questionExpires ?? questionExpires
  }
}

extension Configuration {
  /// A secret setting: from its variable, else from the vault.
  func secret(_ key: ConfigurationKey, or vault: Vault) throws -> String? {
    if let text = secret(key) { return text }
    return try vault.text(key.vaultName)
  }
}
