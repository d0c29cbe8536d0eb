// Texts that nobody would write: whatever is done to an expression, it is refused with a diagnostic or compiled into a
// program that the verifier accepts and that ends; and nesting up to its bounds overflows no stack.
import Compiler
import Syntax
import Testing
import VM
import Values

@Suite struct ExpressionRobustness {
  static let corpus = [
    "l.exists(x, x == 99) && m.name == 'ann'", "[1, ?o.?a, 2u, -3.5e2].map(x, dyn(x) == 1)",
    "{'a': 1, ?'b': m.?c}.?b.orValue(2)",
    "has(m.a.b) ? cel.bind(t, l[0], t + t) : size(m)", "l.all(i, v, i < v || v / 0 == 1)",
    "type(1) == int || null == m",
    "m.transformMapEntry(k, v, {v: k}).size() > 1",
    "timestamp('2024-01-01T00:00:00Z').getHours('Europe/Berlin') % 2 == 0",
    "s.matches('^a+$') != !b", "math.greatest(1, l[0], 3) in l", "optional.of(m).optMap(y, y.a).hasValue()",
    "s.split(',').sortBy(p, p.size()).join('-')", "b'\\xff' + bytes(s) == b''",
    "'%s'.format([l]) + string(decimal('1.5'))",
  ]

  static let letters = Array("()[]{}?.,:&|!<>=+-*/%'\" 019abxlmsu".utf8)

  static let environment: ExpressionEnvironment = {
    var environment = ExpressionEnvironment()
    environment.declare("l", .list(.int))
    environment.declare("m", .map(.string, .dyn))
    environment.declare("s", .string)
    environment.declare("b", .bool)
    environment.declare("o", .dyn)
    return environment
  }()
  static let inputs: [PlainValue] = [[1, 2, 99], ["name": "ann", "a": 5], "aa", true, ["a": 1]]

  @Test(arguments: [UInt64(11), 12])
  func mutatedTextsAreRefusedOrRun(_ seed: UInt64) throws {
    var chance = Chance(state: seed)
    var ran = 0
    for _ in 0..<600 {
      var text = Array(chance.pick(Self.corpus).utf8)
      let other = Array(chance.pick(Self.corpus).utf8)
      for _ in 0...chance.below(3) {
        let at = chance.below(text.count)
        switch chance.below(5) {
        case 0: text.remove(at: at)
        case 1: text.insert(text[chance.below(text.count)], at: at)
        case 2: text[at] = chance.pick(Self.letters)
        case 3:
          let start = chance.below(other.count)
          text.insert(contentsOf: other[start..<min(other.count, start + chance.below(12))], at: at)
        default: text.removeSubrange(at..<min(text.count, at + chance.below(6)))
        }
        if text.isEmpty { text = [0x31] }
      }
      let written = String(decoding: text, as: UTF8.self)
      for strictness in [ExpressionChecker.Strictness.checked, .unchecked] {
        var bag = DiagnosticBag()
        let made = ExpressionProgram.compile(written, in: Self.environment, strictness, diagnostics: &bag)
        guard let made else {
          #expect(bag.hasErrors, "refused without a word: \(written)")
          continue
        }
        var prepared = try PreparedExpression(program: try made.program.verified(), inputs: Self.inputs)
        _ = try? prepared.evaluatePlain()
        ran += 1
      }
    }
    #expect(ran > 100)
  }

  @Test(arguments: [
    ("[", "1", "]", 90), ("{'a': ", "1", "}", 90), ("(", "l[0]", ")", 95), ("size([", "1", "])", 45),
    ("-(", "l[0]", ")", 90),
    ("l.map(x, ", "x", ")", 90), ("l.all(x, ", "true", ")", 90), ("cel.bind(t, ", "1", ", t)", 90),
    ("o.?a.optMap(x, ", "x", ")", 40), ("b ? 1 : ", "2", "", 200), ("!", "b", "", 200), ("l[", "0", "]", 90),
    ("true && (false || ", "b", ")", 90), ("optional.of(", "1", ")", 90),
  ])
  func nestingUpToTheBoundsIsCompiled(_ open: String, _ core: String, _ close: String, _ depth: Int) throws {
    let text = String(repeating: open, count: depth) + core + String(repeating: close, count: depth)
    var bag = DiagnosticBag()
    let made = ExpressionProgram.compile(text, in: Self.environment, diagnostics: &bag)
    let compiled = try #require(made, "\(bag.sorted.map(\.message))")
    _ = try compiled.program.verified()
  }

  @Test(arguments: [("[", "]"), ("(", ")"), ("-", ""), ("l.map(x, ", ")"), ("{1: ", "}"), ("1 + ", "")])
  func nestingBeyondTheBoundsIsRefused(_ open: String, _ close: String) {
    let text = String(repeating: open, count: 5_000) + "1" + String(repeating: close, count: 5_000)
    var bag = DiagnosticBag()
    #expect(ExpressionProgram.compile(text, in: Self.environment, diagnostics: &bag) == nil)
    #expect(bag.errorCount == 1)
  }
}
