// `twin import`: another recorder's file → a skill's YAML. Nothing is run, and nothing is overwritten.
import ArgumentParser
import Authoring
import Compiler
import Foundation
import Syntax

struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Make a skill of a Chrome DevTools or Selenium IDE recording.",
    discussion: """
      Takes the JSON that Chrome's Recorder exports, or a Selenium IDE project (.side). What was typed becomes inputs, \
      passwords become secrets, one-time codes are asked for, and what cannot be undone is approved first.
      """)

  @Argument(help: "The recording.", completion: .file(extensions: ["json", "side"]))
  var file: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where to write the skill. Default: standard output.", valueName: "skill.yaml"))
  var output: String?

  @Option(help: "Which test of a Selenium IDE project.")
  var test: String?

  func run() throws {
    try DraftOutput.checkFree(output)
    let draft: SkillDraft
    do throws(RecordingError) {
      let recording = try Recording.read(try read(), test: test)
      draft = try SkillDraft(recording, name: output.flatMap(DraftOutput.skillName))
    } catch {
      throw UsageError("\(file): \(error)")
    }
    try DraftOutput.write(draft, to: output)
  }

  private func read() throws(RecordingError) -> [UInt8] {
    do { return try SkillFiles.read(file, limit: AuthoringLimits.recordingBytes) } catch {
      throw RecordingError("", "\(error)")
    }
  }

}

/// Where a drafted skill goes, and what is said about it.
enum DraftOutput {
  /// The name that a skill in this file must have to be called by it; nil where the file's name cannot be one.
  static func skillName(_ path: String) -> String? {
    let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    return name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9_-]{0,99}/) == nil ? nil : name
  }

  static func checkFree(_ path: String?) throws {
    guard let path, FileManager.default.fileExists(atPath: path) else { return }
    throw UsageError("\(path) exists already; choose another name, so that nobody's work is lost")
  }

  static func write(_ draft: SkillDraft, to path: String?) throws {
    let yaml = draft.yaml
    let name = path ?? "\(draft.name).yaml"
    let compiled = Compiler.compile(name: name, text: yaml)
    if let path {
      try checkFree(path)
      do { try Data(yaml.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
        throw UsageError("\(path) cannot be written: \(SkillFiles.reason(error))")
      }
    } else {
      say(yaml, terminator: "")
    }
    complain("\(name): \(summary(draft))")
    guard !compiled.diagnostics.isEmpty else { return }
    var bag = DiagnosticBag()
    bag.add(contentsOf: compiled.diagnostics)
    complain(DiagnosticRenderer(sources: compiled.sources, colour: Terminal.error.hasColor).text(bag).trimmed)
    if compiled.hasErrors { throw RunExit.usage }
  }

  private static func summary(_ draft: SkillDraft) -> String {
    func count(_ number: Int, _ word: String) -> String? {
      number == 0 ? nil : "\(number) \(word)\(number == 1 ? "" : "s")"
    }
    return [
      count(draft.steps.count, "step"), count(draft.inputs.count, "input"), count(draft.secrets.count, "secret"),
      count(draft.remarkCount, "place").map { "\($0) to look at" },
    ].compactMap { $0 }.joined(separator: ", ")
  }
}
