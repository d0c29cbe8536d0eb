// `twin check`, `compile`, `disasm`: what the compiler says of a skill, and what it makes of it.
import ArgumentParser
import Bytecode
import Compiler
import DurableRuntime
import Foundation
import Syntax
import Values

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Say everything that is wrong with skills; nothing is run.",
    discussion: "Exit code 2 where there are errors; warnings alone are 0.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, sarif }

  @Argument(help: "Skill files.", completion: .skills)
  var files: [String]

  @Option(help: "text, json (one list), or sarif (2.1.0, for code scanning).")
  var format: Format = .text

  @Flag(name: .customLong("json"), help: "As --format json.")
  var json = false

  func run() throws {
    var hasErrors = false
    let format = json ? .json : format
    // (Machines get one document, whatever can be said of the files.)
    var all: [DiagnosticJSON.Finding] = []
    for file in files {
      let result: Compilation
      do { result = try SkillFiles.compile(file) } catch let error as UsageError {
        // The other files are checked all the same.
        complain("error: \(error)")
        hasErrors = true
        continue
      }
      hasErrors = hasErrors || result.diagnostics.hasErrors
      switch format {
      case .text:
        let text = DiagnosticRenderer(sources: result.sources, colour: Terminal.output.hasColor).text(
          result.diagnostics)
        if result.diagnostics.isEmpty {
          say("\(file): \(Terminal.output.paint("fine", .green))")
        } else {
          say(text.trimmed)
        }
      case .json, .sarif: all.append((result.diagnostics, result.sources))
      }
    }
    switch format {
    case .text: break
    case .json: say(DiagnosticJSON.list(all).trimmed)
    case .sarif: say(DiagnosticJSON.sarif(all, version: Twin.configuration.version).trimmed)
    }
    if hasErrors { throw RunExit.usage }
  }
}

struct Compile: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compile", abstract: "Compile a skill to a program file.")

  @Argument(help: "The skill's YAML file.", completion: .skills)
  var file: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where to write it. Default: the skill's name with .twinc.", valueName: "out.twinc"))
  var output: String?

  @Flag(name: .customLong("json"), help: "Print for machines: one JSON document.")
  var json = false

  func run() throws {
    let program = try SkillFiles.program(file, json: json)
    let path = output ?? URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent + ".twinc"
    try SkillFiles.write(Array(SkillFiles.sealed(program)), to: path)
    if json {
      let bytes = Int64(program.bytes.count + 32)
      return say(
        try Display.json(["file": .string(path), "bytes": .int(bytes), "program": .string("\(program.digest)")]))
    }
    say("\(path)  \(program.bytes.count + 32) bytes  \(program.digest)")
  }
}

struct Disassemble: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "disasm", abstract: "List a program's instructions beside the author's lines.")

  @Argument(help: "A skill's YAML file, or a program made by `twin compile`.", completion: .programs)
  var file: String

  func run() throws {
    let program = try SkillFiles.program(file)
    say("program \(program.digest)\n")
    // What a program says of itself may come from anywhere.
    say(Terminal.harmless(Disassembler.listing(of: program.program, verified: program.verified)), terminator: "")
  }
}
