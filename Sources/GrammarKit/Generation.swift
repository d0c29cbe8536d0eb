// Grammar/ → every `…+Generated.swift`. Reads through a closure and gives texts back; only `generate-grammar` and the
// freshness test touch files.
import Foundation

package struct GeneratedFile: Equatable, Sendable {
  /// Relative to the package.
  package var path: String
  package var text: String
}

package struct Generation {
  /// The package's folder.
  var root: URL

  package init(root: URL) { self.root = root }

  /// The folder that has Package.swift, at or above `folder`.
  package static func packageRoot(from folder: URL) throws -> URL {
    var folder = folder.standardizedFileURL
    while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
      let parent = folder.deletingLastPathComponent()
      guard parent != folder, folder.path != "/" else {
        throw GrammarError("Package.swift", "not found in this folder or above it")
      }
      folder = parent
    }
    return folder
  }

  /// Every file that Grammar/ determines, in a fixed order.
  package func files() throws -> [GeneratedFile] {
    var files: [GeneratedFile] = []
    if let opcodes = try table("opcodes.tsv") {
      let grammar = try OpcodeGrammar(opcodes)
      files.append(GeneratedFile(path: "Sources/Bytecode/Instruction+Generated.swift", text: grammar.instructionFile))
      files.append(GeneratedFile(path: "Sources/Bytecode/Opcode+Generated.swift", text: grammar.opcodeFile))
      files.append(GeneratedFile(path: "Sources/Bytecode/InstructionShape+Generated.swift", text: grammar.shapeFile))
    }
    if let functions = try table("functions.tsv") {
      let grammar = try FunctionGrammar(functions)
      files.append(GeneratedFile(path: "Sources/Values/FunctionTable+Generated.swift", text: grammar.file))
    }
    if let effects = try table("effects.tsv") {
      let grammar = try EffectGrammar(effects)
      files.append(GeneratedFile(path: "Sources/Syntax/Effects+Generated.swift", text: grammar.file))
    }
    if let configuration = try table("configuration.tsv") {
      let grammar = try ConfigurationGrammar(configuration)
      files.append(GeneratedFile(path: "Sources/Settings/ConfigurationKey+Generated.swift", text: grammar.file))
    }
    if let locators = try table("locators.tsv") {
      let grammar = try LocatorGrammar(locators)
      files.append(GeneratedFile(path: "Sources/Syntax/LocatorWords+Generated.swift", text: grammar.syntaxFile))
      files.append(GeneratedFile(path: "Sources/Locators/LocatorWords+Generated.swift", text: grammar.locatorsFile))
    }
    if let states = try table("run-states.tsv") {
      let grammar = try RunStateGrammar(states)
      files.append(GeneratedFile(path: "Sources/DurableRuntime/RunStates+Generated.swift", text: grammar.file))
    }
    if let description = try? String(contentsOf: root.appending(path: "Grammar/openapi.json"), encoding: .utf8) {
      files.append(GeneratedFile(path: "Sources/Server/API/OpenAPI+Generated.swift", text: Self.openAPI(description)))
    }
    let pages = try diagnosticPages()
    if !pages.pages.isEmpty {
      files.append(GeneratedFile(path: "Sources/Syntax/Explanations+Generated.swift", text: pages.file))
    }
    return files
  }

  /// The machine's own time zone database, as the file that is made of it.
  package func timeZoneFile(database: URL = Generation.timeZoneDatabase) throws -> (version: String, file: GeneratedFile) {
    let zones = try TimeZones { try? Data(contentsOf: database.appending(path: $0)) }
    return (zones.version, GeneratedFile(path: "Sources/Values/TimeZoneData+Generated.swift", text: zones.file))
  }
  package static let timeZoneDatabase = URL(fileURLWithPath: "/usr/share/zoneinfo")

  /// The description as it stands, to be served.
  private static func openAPI(_ description: String) -> String {
    SwiftText.header("openapi.json") + """

      enum OpenAPI {
        static let description = ##\"""
      \(description.trimmingCharacters(in: .newlines).split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
          \"""##
      }

      """
  }

  private func diagnosticPages() throws -> DiagnosticPages {
    let folder = root.appending(path: "Grammar/diagnostics")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return DiagnosticPages(
      try names.filter { $0.hasSuffix(".md") }.map { name in
        try DiagnosticPage(
          file: "Grammar/diagnostics/\(name)", text: String(contentsOf: folder.appending(path: name), encoding: .utf8))
      })
  }

  /// The files whose text on disk is not what Grammar/ says.
  package func staleFiles() throws -> [GeneratedFile] {
    try files().filter { file in
      let onDisk = try? String(contentsOf: root.appending(path: file.path), encoding: .utf8)
      return onDisk != file.text
    }
  }

  package func write(_ files: [GeneratedFile]) throws {
    for file in files {
      let url = root.appending(path: file.path)
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(file.text.utf8).write(to: url)
    }
  }

  private func table(_ name: String) throws -> Table? {
    let url = root.appending(path: "Grammar/\(name)")
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    return try Table(file: "Grammar/\(name)", text: String(contentsOf: url, encoding: .utf8))
  }
}
