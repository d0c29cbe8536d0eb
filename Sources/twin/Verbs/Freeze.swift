// `twin freeze`: a finished run's skill with what was learned written into it.
import ArgumentParser
import Authoring
import DurableRuntime
import Foundation
import Learning
import Values

struct Freeze: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "freeze", abstract: "Write what a run learned into its skill, as explicit locators.",
    discussion: """
      Takes the text that the run was started with. Plain words (`click: the invoice of March`), locators that were healed, and \
      those of which a person chose one among several, become locators that lead there by themselves; everything else, comments \
      too, stays as it is. A locator that depends on inputs stays, and is named.

      Examples:
        twin freeze last > pay-invoice.yaml
        twin freeze run_9rxv2n8vw6ss -o frozen
      """)

  @Argument(help: "The run: its id, the beginning of it, or `last`.", completion: .runs)
  var id: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Folder for the skill and those that it calls. Default: the skill alone, to standard output.", valueName: "folder"
    ))
  var output: String?

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let id = id
    let frozen = try await Assembly.with(store) { assembly in
      let run = try await RunID.find(id, in: assembly.worker)
      return try await assembly.worker.with { try FrozenSkills(run, $0) }
    }
    for remark in frozen.remarks { complain(remark) }
    guard let output else {
      if store.json { return say(try Display.json(.list(frozen.files.map(\.plain)))) }
      guard frozen.files.dropFirst().allSatisfy({ !$0.isChanged }) else {
        let others = frozen.files.dropFirst().filter(\.isChanged).map(\.name).joined(separator: ", ")
        throw UsageError("what was learned belongs into \(others) too: name a folder with -o")
      }
      return say(frozen.files[0].text, terminator: "")
    }
    try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
    let paths = frozen.files.map { output + "/" + $0.name }
    if let taken = paths.first(where: { FileManager.default.fileExists(atPath: $0) }) {
      throw UsageError("\(taken) is there already; nothing is overwritten, and nothing was written")
    }
    for (file, path) in zip(frozen.files, paths) {
      do { try Data(file.text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
        throw UsageError("\(path) cannot be written: \(SkillFiles.reason(error))")
      }
      if !store.json { say(path) }
    }
    if store.json { say(try Display.json(.list(paths.map { ["file": .string($0)] }))) }
  }
}

/// The texts of a run's skills with explicit locators.
private struct FrozenSkills {
  struct File {
    var name: String
    var text: String
    var isChanged: Bool

    var plain: PlainValue { ["name": .string(name), "text": .string(text), "changed": .bool(isChanged)] }
  }
  /// The run's own skill first.
  var files: [File] = []
  /// What was changed, and what could not be; a sentence each.
  var remarks: [String] = []

  init(_ run: RunID, _ engine: Engine) throws {
    let stored = try engine.stored(run)
    guard stored.status.isEnded else {
      throw UsageError("\(run) has not ended: what it learns is known when it has")
    }
    let program = try engine.program(of: stored).program
    let learned = LearnedStore(store: engine.store, keys: engine.keys)
    for (number, source) in program.sources.enumerated() {
      guard let function = program.steps.first(where: { Int($0.place.source) == number })?.function else {
        files.append(File(name: source.name, text: source.text, isChanged: false))
        continue
      }
      let known = try FrozenLocators(skill: program.functions[Int(function)].name, in: learned)
      var remarks: [String] = []
      let frozen = Freezing(name: source.name, text: source.text) { locator in
        let step = program.steps.first {
          Int($0.place.source) == number && Int($0.place.line) == locator.line && Int($0.place.column) == locator.column
        }
        guard let step else { return nil }
        guard let value = locator.value else {
          if known.isNeeded(step: step.label) {
            remarks.append(
              "\(source.name):\(locator.line): the locator of '\(step.label)' depends on inputs: it stays as it is")
          }
          return nil
        }
        switch known.answer(step: step.label, argument: locator.argument, locator: value, run: run) {
        case .stays: return nil
        case .explicit(let explicit): return explicit
        case .unnamed(let words):
          remarks.append(
            "\(source.name):\(locator.line): '\(step.label)' means \(words), which no locator says: it stays as it is")
          return nil
        }
      }
      guard let frozen else { throw UsageError("\(source.name) of this run is no skill that this version reads") }
      files.append(File(name: source.name, text: frozen.text, isChanged: !frozen.changes.isEmpty))
      self.remarks += frozen.changes.map { "\(source.name):\($0.line): \($0.before) → \($0.after)" } + remarks
    }
  }
}
