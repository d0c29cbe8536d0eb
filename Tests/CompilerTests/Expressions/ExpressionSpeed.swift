// How long an expression takes once it is compiled. Only where TWIN_BENCH is set, and of meaning only in a release build:
// `TWIN_BENCH=1 TWIN_ROOMS=pure swift test -c release --disable-xctest --filter ExpressionSpeed`.
import Compiler
import Foundation
import Syntax
import Testing
import VM
import Values

@Suite(.enabled(if: ProcessInfo.processInfo.environment["TWIN_BENCH"] != nil), .serialized)
struct ExpressionSpeed {
  static let expressions = [
    "i == 41", "i > 3 && d < 2.5", "s == 'hello world'", "s.startsWith('hello')", "s.contains('wor')", "l[50] == 50",
    "m.name == 'ann'", "m['name'] == 'ann'", "i in l", "s + '!'", "i + 2 * i", "has(m.name) ? m.name : s",
    "l.exists(x, x == 99)", "l.all(x, x >= 0)", "l.filter(x, x % 2 == 0)", "l.map(x, x * 2)",
    "l.exists(x, x / i == 99)", "s.matches('^h.*d$')", "dyn(m).name == s || i > 3",
  ]

  @Test func compiledOnceEvaluatedOften() throws {
    var environment = ExpressionEnvironment()
    environment.declare("i", .int)
    environment.declare("d", .double)
    environment.declare("s", .string)
    environment.declare("l", .list(.int))
    environment.declare("m", .map(.string, .string))
    let inputs: [PlainValue] = [
      41, 1.5, "hello world", .list((0..<100).map { .int($0) }), ["id": "7", "name": "ann", "city": "Bonn"],
    ]
    for text in Self.expressions {
      var bag = DiagnosticBag()
      let compiled = try #require(ExpressionProgram.compile(text, in: environment, diagnostics: &bag), "\(bag.sorted)")
      var prepared = try PreparedExpression(program: try compiled.program.verified(), inputs: inputs)
      for _ in 0..<1_000 { _ = try? prepared.evaluate() }
      var best = Double.infinity
      for _ in 0..<5 {
        let count = 20_000
        let start = DispatchTime.now().uptimeNanoseconds
        for _ in 0..<count { _ = try? prepared.evaluate() }
        best = min(best, Double(DispatchTime.now().uptimeNanoseconds - start) / Double(count))
      }
      print("expression \(String(format: "%8.0f", best)) ns  \(text)")
    }
  }
}
