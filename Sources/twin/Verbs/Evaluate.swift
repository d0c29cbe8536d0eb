// `twin eval`: one expression by itself, checked, compiled and run as it would be in a skill.
import ArgumentParser
import Bytecode
import Compiler
import Foundation
import Syntax
import VM
import Values

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Try an expression (CEL, as in ${{ … }}).",
    discussion: """
      Examples:
        twin eval '1 + 2 * 3'
        twin eval 'items.filter(i, i.total > 100.0).map(i, i.name)' --bindings data.json
        twin eval 'decimal(price) * decimal("1.19")' -b price='"20.00"'
        twin eval '-1 + 2'
      What begins with an option's own letter stands behind --: twin eval -b b=1 -- '-b'
      """)

  // Of several words, so that `-1` is no unknown option.
  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp("The expression; without ${{ }}. It may begin with a minus.", valueName: "expression"))
  var words: [String]
  private var expression: String { expressions[0] }
  /// Without the `--` that guards one.
  private var expressions: [String] {
    guard let guarded = words.firstIndex(of: "--") else { return words }
    return Array(words[..<guarded] + words[(guarded + 1)...])
  }

  func validate() throws {
    if expressions.count != 1 {
      throw ValidationError("one expression is wanted, not \(expressions.count): put it in quotes, as '1 + 2'")
    }
  }

  @Option(help: ArgumentHelp("A JSON file with a map of variables.", valueName: "file.json"))
  var bindings: String?

  @Option(
    name: [.customShort("b"), .customLong("bind")],
    help: ArgumentHelp("One variable; JSON, or else text.", valueName: "name=value"))
  var bind: [Assignment] = []

  @Flag(name: .customLong("type"), help: "Print the type instead of the value.")
  var typeOnly = false

  @Flag(help: "Print the instructions it is compiled to.")
  var disasm = false

  func run() throws {
    var variables: [PlainEntry] = []
    if let bindings {
      guard case .map(let entries) = try JSONFile.read(bindings) else {
        throw UsageError("\(bindings) must hold a map of variables")
      }
      variables += entries
    }
    variables += try bind.values { _ in nil }
    var environment = ExpressionEnvironment()
    for entry in variables { environment.declare(entry.key.text ?? "", CELType.dyn) }
    var bag = DiagnosticBag()
    guard let compiled = ExpressionProgram.compile(expression, in: environment, diagnostics: &bag) else {
      let file = SourceFile(name: "<expression>", text: expression)
      complain(DiagnosticRenderer(file, colour: Terminal.error.hasColor).text(bag).trimmed)
      throw RunExit.usage
    }
    if typeOnly {
      say("\(compiled.type)")
      return
    }
    let verified = try compiled.program.verified()
    if disasm {
      say(Disassembler.listing(of: compiled.program, verified: verified), terminator: "")
      return
    }
    var machine = try Machine(program: verified, inputs: variables.map(\.value), run: .map([]))
    guard case .ended(let ending, _) = machine.run() else { throw UsageError("an expression cannot wait") }
    switch ending {
    case .completed(let value): say(Display.text(value))
    case .failed(let error):
      complain("error: \(error.message)")
      throw RunExit.failed
    }
  }
}
