// The compiler: text to program, against libyaml's own events over the same text.
import Bytecode
import CLibYAML
import Compiler
import Foundation
import Values

enum CompileBench {
  /// A skill of at least so many lines: branches of assignments and calls, as generated skills have them.
  static func skill(lines: Int) -> String {
    var text = "skill: large\npermissions: { network: [api.example] }\ninputs: { n: integer }\nsteps:\n"
    var count = 4
    var number = 0
    while count < lines {
      text += "  - set: { a\(number): \"${{ inputs.n + \(number) }}\" }\n"
      text += "  - if: ${{ vars.a\(number) > \(number) }}\n    then:\n"
      text += "      - http:\n          method: GET\n          url: https://api.example/items/${{ vars.a\(number) }}\n"
      text += "          headers: { Accept: application/json }\n        id: get\(number)\n"
      text += "      - set: { b\(number): \"${{ steps.get\(number).status }}\" }\n"
      text += "      - log: item \(number) has ${{ vars.b\(number) }}\n"
      count += 10
      number += 1
    }
    return text
  }

  /// Every event of libyaml's, looked at by nobody.
  static func events(_ bytes: [UInt8]) -> Int {
    var parser = yaml_parser_t()
    precondition(yaml_parser_initialize(&parser) == 1)
    defer { yaml_parser_delete(&parser) }
    return bytes.withUnsafeBufferPointer { buffer in
      yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
      var count = 0
      while true {
        var event = yaml_event_t()
        precondition(yaml_parser_parse(&parser, &event) == 1)
        let type = event.type
        yaml_event_delete(&event)
        count += 1
        if type == YAML_STREAM_END_EVENT { return count }
      }
    }
  }

  static func run() throws {
    for (name, text) in [("10,000 lines", skill(lines: 10_000)), ("1,000 steps", skill(lines: 2_000))] {
      let bytes = Array(text.utf8)
      let steps = compile(name: "large.yaml", bytes: bytes).program?.steps.count ?? 0
      guard steps > 0 else { fatalError("\(compile(name: "large.yaml", bytes: bytes).diagnostics.prefix(3))") }
      let pair = Rounds.pairs(
        15, by: .processor, { precondition(compile(name: "large.yaml", bytes: bytes).program != nil) },
        { _ = events(bytes) })
      report(
        "parse, check, prove and compile \(name) (\(steps) steps)",
        String(
          format: "%.1f × libyaml's events in CPU (%@; %.1f ms, %.1f ms)", pair.ratio.median, pair.ratio.spread,
          pair.a.median,
          pair.b.median),
        reach: "≤ 5", isMet: pair.ratio.median <= 5)
    }
    try verify()
  }

  /// Four times the program takes about four times as long.
  private static func verify() throws {
    var before: Double?
    for lines in [2_000, 8_000, 32_000] {
      guard let program = compile(name: "large.yaml", bytes: Array(skill(lines: lines).utf8)).program else {
        fatalError("a skill of \(lines) lines is refused")
      }
      let verifying = try Rounds.milliseconds(7) { _ = try program.verified() }
      let ratio = before.map { verifying.median / $0 }
      report(
        "verify a program of \(program.steps.count) steps (\(program.code.count) instructions)",
        String(format: "%.2f ms (%@)", verifying.median, verifying.spread)
          + (ratio.map { String(format: ", %.1f × the one before", $0) } ?? ""),
        reach: ratio == nil ? "" : "≤ 6", isMet: ratio.map { $0 <= 6 })
      before = verifying.median
    }
  }
}
