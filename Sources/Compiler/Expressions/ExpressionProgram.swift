// One expression by itself: text and declared variables → a program whose only function gives its value. For `twin eval`,
// for the conformance data and for benchmarks; a machine runs it as it runs a skill.
import Bytecode
import Syntax
import Values

/// Declared variables and functions, with CEL's rules for qualified names in a container.
package struct ExpressionEnvironment: NameScope {
  /// The namespace in which names are looked up first: `com.example`.
  package var container: [String]
  /// Variables by their full names, in the order of the program's inputs.
  package private(set) var variables: [(name: String, type: CELType)] = []
  private var numbers: [String: Int] = [:]
  private var functions: [String: [Overload]] = [:]
  private var methods: [String: [Overload]] = [:]

  package init(container: String = "") { self.container = container.split(separator: ".").map(String.init) }

  /// Declares a variable. One that is declared again takes the later type.
  package mutating func declare(_ name: String, _ type: CELType) {
    if let known = numbers[name] {
      variables[known].type = type
    } else {
      numbers[name] = variables.count
      variables.append((name, type))
    }
  }

  /// Declares a function, which can be checked and not evaluated.
  package mutating func declare(function name: String, _ overload: Overload, member: Bool) {
    if member { methods[name, default: []].append(overload) } else { functions[name, default: []].append(overload) }
  }

  /// The names that a name may stand for, in the order in which they are tried.
  private func candidates(_ name: String, absolute: Bool) -> [String] {
    if absolute { return [name] }
    return (0...container.count).reversed().map { count in
      (container.prefix(count) + [name]).joined(separator: ".")
    }
  }

  package var hasQualifiedNames: Bool { true }

  package func resolve(qualified name: [String], absolute: Bool) -> NamedValue? {
    for candidate in candidates(name.joined(separator: "."), absolute: absolute) {
      if let number = numbers[candidate] { return NamedValue(variables[number].type, in: Register(number)) }
    }
    return nil
  }
  package func resolve(root: String) -> NameResolution? { nil }
  package func resolve(namespace: String, field: String) -> NamedValue? { nil }
  package var roots: [String] { variables.map(\.name) }

  package func overloads(named name: String, member: Bool) -> [Overload] {
    if member { return methods[name] ?? [] }
    for candidate in candidates(name, absolute: false) {
      if let found = functions[candidate] { return found }
    }
    return []
  }
}

package struct ExpressionProgram: Sendable {
  package let program: Program
  package let type: CELType

  /// Compiles an expression. Nil where it has errors, which are in the bag.
  package static func compile(
    _ text: String, in environment: ExpressionEnvironment = ExpressionEnvironment(),
    _ strictness: ExpressionChecker.Strictness = .checked, diagnostics: inout DiagnosticBag
  ) -> ExpressionProgram? {
    let file = SourceFile(name: "<expression>", text: text)
    guard let syntax = parseExpression(file, into: &diagnostics) else { return nil }
    let checked = ExpressionChecker.check(syntax, in: environment, strictness, diagnostics: &diagnostics)
    guard checked.isValid, !diagnostics.hasErrors else { return nil }
    return compile(checked, in: environment, file, diagnostics: &diagnostics)
  }

  /// Lowers what was checked in the same environment.
  package static func compile(
    _ checked: CheckedExpression, in environment: ExpressionEnvironment, _ file: SourceFile,
    diagnostics: inout DiagnosticBag
  ) -> ExpressionProgram? {
    var manifest = ProgramManifest(skill: "expression")
    manifest.inputs = environment.variables.map { InputRow(name: $0.name, schema: .map([]), isSecret: false) }
    let builder = ProgramBuilder(manifest: manifest)
    let source = builder.addSource(name: file.name, text: String(decoding: file.bytes, as: UTF8.self))
    let function = builder.addFunction(name: "expression", parameters: environment.variables.count + 1)
    for (number, variable) in environment.variables.enumerated() {
      function.name(parameter: Register(number), variable.name)
    }
    let points = SourcePoints(file, number: source)
    function.place = points.point(checked.syntax.place)
    let value = checked.lower(into: function, program: builder, points: points)
    function.emit(.return(a: value))
    do {
      return ExpressionProgram(program: try builder.finish(), type: checked.type)
    } catch {
      diagnostics.add(.tooLargeToCompile("\(error)", at: checked.syntax.place))
      return nil
    }
  }
}
