// How long compiling takes: `TWIN_SPEED=1 swift test -c release -Xswiftc -enable-testing --filter CompileSpeed`.
import Bytecode
import Foundation
import Syntax
import Testing
import Values

@testable import Compiler

@Suite(.enabled(if: ProcessInfo.processInfo.environment["TWIN_SPEED"] == "1")) struct CompileSpeed {
  /// A skill of a thousand steps over ten thousand lines, with names, conditions, loops and gates as in real ones.
  static func large(steps: Int) -> String {
    var text = """
      skill: large
      permissions: { network: [a.example] }
      gates: { expires: 1h }
      inputs: { base: string, limit: number }
      steps:
        - set: { total: 0.0, text: '' }

      """
    for n in 0..<steps / 8 {
      text += """
          - http:
              method: GET
              url: https://a.example/${{ inputs.base }}/\(n)
              headers:
                accept: application/json
                x-number: "\(n)"
              query:
                page: ${{ \(n) + 1 }}
            id: page_\(n)
            schema:
              type: object
              properties:
                total: number
                items:
                  type: array
                  items:
                    type: object
                    properties:
                      name: string
                      price: number
              required:
                - total
                - items
          - set:
              total: ${{ vars.total + steps.page_\(n).json.total }}
              text: |
                page \(n)
                of ${{ inputs.base }}
                and so far
                ${{ vars.total }}
          - if: ${{ steps.page_\(n).json.total > inputs.limit && size(steps.page_\(n).json.items) > 2 }}
            then:
              - for: item_\(n)
                in: ${{ steps.page_\(n).json.items.filter(i, i.price > 10.0) }}
                do:
                  - log: ${{ item_\(n).name }} costs ${{ item_\(n).price }}
                  - set:
                      text: >
                        ${{ vars.text }}
                        and then
                        ${{ item_\(n).name }}
            else:
              - log: >
                  nothing of note on page \(n),
                  which has ${{ size(steps.page_\(n).json.items) }} items
          - approve: Send page \(n) of ${{ inputs.base }}?
            id: ok_\(n)
            allows:
              - send_\(n)
            show:
              total: ${{ vars.total }}
              page: ${{ steps.page_\(n).json.total }}
            by:
              roles:
                - finance
          - http:
              method: POST
              url: https://a.example/send
              json:
                page: \(n)
                total: ${{ steps.page_\(n).json.total }}
            id: send_\(n)
            irreversible: true
            timeout: 10s

        """
    }
    return text
  }

  @Test func aThousandSteps() throws {
    let text = Self.large(steps: 1000)
    let clock = ContinuousClock()
    var best: [String: Duration] = [:]
    func timed<T>(_ name: String, _ body: () throws -> T) rethrows -> T {
      var result: T?
      for _ in 0..<5 {
        let time = try clock.measure { result = try body() }
        best[name] = min(best[name] ?? time, time)
      }
      return result!
    }
    let result = timed("all") { compile(name: "large.yaml", text: text) }
    let program = try #require(result.program, "\(Skill.report(text).prefix(2000))")
    let file = SourceFile(name: "large.yaml", text: text)
    var bag = DiagnosticBag()
    let syntax = try #require(timed("parse") { parseSkill(file, into: &bag) })
    var skill: CheckedSkill!
    timed("check") { skill = SkillChecker.check(syntax, diagnostics: &bag) { _, _ in nil } }
    timed("prove") { GateProver.prove(skill, diagnostics: &bag) }
    _ = try timed("verify") { try program.verified() }
    print(
      "\(text.split(separator: "\n").count) lines, \(program.steps.count) steps, \(program.code.count) instructions:",
      best.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
    #expect(best["all"]! < .milliseconds(500))
  }
}
