// The conformance data of CEL (google/cel-spec, tests/simple/testdata), read from where TWIN_CEL_CASES says: every case is
// compiled, verified and run on a machine. Prints a line for each file and the sum.
import Bytecode
import Compiler
import Foundation
import Syntax
import Testing
import VM
import Values

@Suite struct CELConformance {
  /// The folder of the cases, or nil where there is none.
  static let folder: URL? = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let path = ProcessInfo.processInfo.environment["TWIN_CEL_CASES"] ?? "../shared/conformance/cel"
    let folder = URL(fileURLWithPath: path, relativeTo: package.appendingPathComponent("x"))
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  static func cases() throws -> [(file: String, cases: [ConformanceCase])] {
    guard let folder else { return [] }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".jsonl") }
    return try names.sorted().map { name in
      let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
      let lines = text.split(separator: "\n").map(String.init).filter { !$0.allSatisfy(\.isWhitespace) }
      return (String(name.dropLast(6)), try lines.map(ConformanceCase.init(line:)))
    }
  }

  @Test func everyCaseGivesWhatTheSpecificationSays() throws {
    guard Self.folder != nil else {
      print("cel-spec: SKIPPED, there are no cases: set TWIN_CEL_CASES to the folder of the .jsonl files")
      return
    }
    var core = (passed: 0, all: 0)
    var extensions = (passed: 0, all: 0)
    var excluded = 0
    for (file, cases) in try Self.cases() {
      var passed = 0
      var left = 0
      for `case` in cases {
        // Once as authors get it, and once with nothing worked out by the compiler, so that the machine is tested too.
        var run = ConformanceRun(`case`, folding: true)
        var whole = ConformanceRun(`case`, folding: false)
        let failure = run.failure() ?? whole.failure().map { "not folded: \($0)" }
        if let reason = Exclusions.reason(for: `case`) {
          left += 1
          // A case that wants an error and calls what is not there gets its error for the wrong reason.
          let passes = failure == nil && !run.metUnknownFunction
          #expect(!passes, "\(`case`.id) is excluded (\(reason)) and passes: strike it out")
          continue
        }
        if let failure {
          Issue.record("\(`case`.id) \(`case`.name): \(`case`.expression)\n    \(failure)")
        } else {
          passed += 1
        }
      }
      let counted = cases.count - left
      print("\(file): \(passed)/\(counted)" + (left > 0 ? ", \(left) excluded" : ""))
      excluded += left
      if cases.first?.isExtension == true {
        extensions = (extensions.passed + passed, extensions.all + counted)
      } else {
        core = (core.passed + passed, core.all + counted)
      }
    }
    #expect(core.all > 0, "there are no cases in the folder")
    print(
      "cel-spec: \(core.passed)/\(core.all) core, \(extensions.passed)/\(extensions.all) extensions, \(excluded) excluded"
    )
  }
}

/// What becomes of one case.
struct ConformanceRun {
  let `case`: ConformanceCase
  /// Whether the expression was refused for a function that does not exist.
  private(set) var metUnknownFunction = false
  let folding: Bool
  init(_ case: ConformanceCase, folding: Bool) {
    self.case = `case`
    self.folding = folding
  }

  /// What is wrong, or nil if the case passes.
  mutating func failure() -> String? {
    if let problem = `case`.problem { return "cannot be read: \(problem)" }
    var environment = ExpressionEnvironment(container: `case`.container)
    for declaration in `case`.declarations {
      if let text = declaration.type {
        guard let type = CELType(declared: text) else { return "no type: \(text)" }
        environment.declare(declaration.name, type)
      }
      for function in declaration.overloads {
        var names: [String] = []
        let arguments = function.parameters.compactMap { CELType(declared: $0, parameters: &names) }
        guard arguments.count == function.parameters.count,
          let result = CELType(declared: function.result, parameters: &names)
        else { return "no signature: \(function)" }
        environment.declare(
          function: declaration.name, Overload(arguments, result, parameters: names.count), member: function.isMember)
      }
    }
    for binding in `case`.bindings where !environment.variables.contains(where: { $0.name == binding.name }) {
      environment.declare(binding.name, .dyn)
    }

    var diagnostics = DiagnosticBag()
    let file = SourceFile(name: "<expression>", text: `case`.expression)
    guard let syntax = parseExpression(file, into: &diagnostics) else {
      return judge(diagnostics)
    }
    let checked = ExpressionChecker.check(
      syntax, in: environment, `case`.isUnchecked ? .unchecked : .checked, folding: folding,
      diagnostics: &diagnostics)
    guard checked.isValid, !diagnostics.hasErrors else {
      metUnknownFunction = diagnostics.found.contains { $0.code.text == "TW0406" }
      return judge(diagnostics)
    }
    if let expected = `case`.expectedType, expected != checked.type.declared {
      return "has type \(checked.type.declared), not \(expected)"
    }
    if `case`.isCheckOnly { return nil }
    guard let compiled = ExpressionProgram.compile(checked, in: environment, file, diagnostics: &diagnostics) else {
      return judge(diagnostics)
    }
    return judge(run(compiled, environment))
  }

  /// A value is a value, whatever the machine; an error of ours (a program that is refused) is a failure.
  private func run(_ compiled: ExpressionProgram, _ environment: ExpressionEnvironment) -> Result<PlainValue, Failure> {
    do {
      let verified = try compiled.program.verified()
      var inputs: [PlainValue] = []
      for variable in environment.variables {
        inputs.append(`case`.bindings.first { $0.name == variable.name }?.value ?? .null)
      }
      var machine = try Machine(program: verified, inputs: inputs, run: .map([]))
      guard case .ended(let ending, _) = machine.run() else { return .failure(.ours("the machine waits")) }
      switch ending {
      case .completed(let outputs): return .success(outputs)
      case .failed(let error):
        return .failure(error.kind == .expression ? .raised(error.message) : .ours("\(error.kind): \(error.message)"))
      }
    } catch {
      return .failure(.ours("\(error)"))
    }
  }

  enum Failure: Error {
    case raised(String)
    case ours(String)
  }

  private func judge(_ diagnostics: DiagnosticBag) -> String? {
    if `case`.expectsError { return nil }
    return "is refused: " + diagnostics.sorted.map { "\($0.code) \($0.message)" }.joined(separator: "; ")
  }

  private func judge(_ result: Result<PlainValue, Failure>) -> String? {
    switch result {
    case .success(let value):
      if `case`.expectsError { return "gives \(value), not an error" }
      guard let expected = `case`.expectedValue else { return nil }
      return value.isAsExpected(expected) ? nil : "gives \(value), not \(expected)"
    case .failure(.raised(let message)): return `case`.expectsError ? nil : "raises: \(message)"
    case .failure(.ours(let message)): return "cannot be run: \(message)"
    }
  }
}
