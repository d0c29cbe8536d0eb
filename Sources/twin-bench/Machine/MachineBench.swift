// The machine itself: a skill's loop against Lua's, a snapshot there and back, expressions compiled once.
import Bytecode
import Compiler
import Foundation
import Syntax
import VM
import Values

#if BENCH_RUNTIME
  import Crypto
#endif

enum MachineBench {
  static func loop() throws {
    let skill = """
      skill: loop
      outputs: { sum: "${{ vars.sum }}" }
      steps:
        - set: { sum: 0, i: 0 }
        - while: ${{ vars.i < 10000000 }}
          max: 10000000
          do:
            - if: ${{ vars.i % 2 == 0 }}
              then:
                - set: { sum: "${{ vars.sum + vars.i }}" }
              else:
                - set: { sum: "${{ vars.sum - 1 }}" }
            - set: { i: "${{ vars.i + 1 }}" }
      """
    let lua = """
      local sum, i = 0, 0
      while i < 10000000 do
        if i % 2 == 0 then sum = sum + i else sum = sum - 1 end
        i = i + 1
      end
      assert(sum == 24999990000000)
      """
    let result = compile(name: "loop.yaml", text: skill)
    guard let program = result.program else { fatalError("\(result.diagnostics)") }
    let verified = try program.verified()
    func twin() throws {
      var machine = try Machine(program: verified, inputs: [], run: .map([]))
      guard case .ended(.completed(let outputs), _) = machine.run(), outputs["sum"] == .int(24_999_990_000_000) else {
        fatalError("the loop came out wrong")
      }
    }
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/lua5.4") else {
      let alone = try Rounds.milliseconds { try twin() }
      report("loop of 10 million adds with a branch", String(format: "%.0f ms", alone.median), reach: "lua5.4 is not installed")
      return
    }
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("twin-bench.lua")
    try Data(lua.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let pair = try Rounds.pairs(5, { try twin() }, { runProgram("/usr/bin/lua5.4", [file.path]) })
    report(
      "loop of 10 million adds with a branch, a step each",
      String(format: "%.2f × Lua 5.4 (%@; %.0f ms, Lua %.0f ms)", pair.ratio.median, pair.ratio.spread, pair.a.median, pair.b.median),
      reach: "≤ 2.5", isMet: pair.ratio.median <= 2.5)
  }

  static func snapshot() throws {
    let skill = """
      skill: snapshot
      gates: { expires: 1h }
      inputs: { n: integer }
      outputs: { n: "${{ vars.rows.size() }}" }
      steps:
        - set:
            rows: >-
              ${{ lists.range(inputs.n).map(i, {'id': i, 'name': 'customer ' + string(i), 'total': double(i) * 1.25,
              'open': i % 3 == 0, 'city': 'Bonn'}) }}
        - approve: Well?
          id: well
      """
    let result = compile(name: "snapshot.yaml", text: skill)
    guard let program = result.program else { fatalError("\(result.diagnostics)") }
    let verified = try program.verified()
    let digest = [UInt8](repeating: 1, count: 32)
    let given = try FrozenInputs(verified, inputs: [1000], run: .map([]))
    var machine = try Machine(given)
    guard case .waiting = machine.run() else { fatalError("it should wait") }
    var bytes = machine.snapshot(programDigest: digest, inputsDigest: digest)
    let encode = Rounds.milliseconds(30) { bytes = machine.snapshot(programDigest: digest, inputsDigest: digest) }
    #if BENCH_RUNTIME
      let hash = Rounds.milliseconds(30) { _ = SHA256.hash(data: bytes) }
    #else
      let hash = Rounds(values: [.nan])
    #endif
    let decode = try Rounds.milliseconds(30) {
      _ = try Machine(thawing: bytes, given, programDigest: digest, inputsDigest: digest)
    }
    let total = encode.median + hash.median + decode.median
    report(
      "snapshot of 1,000 maps of 5 fields: encode, SHA-256, decode",
      String(format: "%.2f + %.2f + %.2f ms, %d KB", encode.median, hash.median, decode.median, bytes.count / 1000),
      reach: "≤ 0.5 ms, ≤ 60 KB", isMet: total <= 0.5 && bytes.count <= 60_000)
  }

  private static let expressions: [(kind: String, text: String, reach: Double)] = [
    ("compare", "i > 3 && d < 2.5", 300), ("string equality", "s == 'hello world'", 300),
    ("string test", "s.contains('wor')", 300), ("list access", "l[50] == 50", 300),
    ("map access", "m.name == 'ann'", 300), ("ternary", "i > 40 ? s : m.name", 300),
    ("exists over 100", "l.exists(x, x == 99)", 13_000), ("all over 100", "l.all(x, x >= 0)", 13_000),
    ("filter over 100", "l.filter(x, x % 2 == 0)", 23_000), ("time", "t.getHours() < 12", 300),
    ("matches", "s.matches('^h.*d$')", 300),
  ]

  static func expressionKinds() throws {
    var environment = ExpressionEnvironment()
    environment.declare("i", .int)
    environment.declare("d", .double)
    environment.declare("s", .string)
    environment.declare("l", .list(.int))
    environment.declare("m", .map(.string, .string))
    environment.declare("t", .timestamp)
    let inputs: [PlainValue] = [
      41, 1.5, "hello world", .list((0..<100).map { .int($0) }), ["id": "7", "name": "ann", "city": "Bonn"],
      .timestamp(TimestampValue(seconds: 1_767_225_600, nanoseconds: 0)),
    ]
    for (kind, text, reach) in expressions {
      var bag = DiagnosticBag()
      guard let compiled = ExpressionProgram.compile(text, in: environment, diagnostics: &bag) else {
        fatalError("\(text): \(bag.sorted)")
      }
      var prepared = try PreparedExpression(program: try compiled.program.verified(), inputs: inputs)
      let count = 20_000
      let rounds = Rounds.milliseconds(5) { for _ in 0..<count { _ = try? prepared.evaluate() } }
      let nanoseconds = rounds.median * 1e6 / Double(count)
      report(
        "expression, \(kind): \(text)", String(format: "%.0f ns", nanoseconds),
        reach: String(format: "published peers %.0f ns", reach), isMet: nanoseconds <= reach)
    }
  }
}
