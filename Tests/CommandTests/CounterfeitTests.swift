// Values from outside that are made to look like lines of ours: what a person approves by stands where it belongs, and nothing
// else can be taken for it.
import Foundation
import Testing

@Suite struct CounterfeitTests {
  private func shop() throws -> Workshop {
    let shop = try Workshop()
    try shop.write(
      "pay.yaml",
      #"""
      skill: pay
      inputs: { to: string, note: string }
      gates: { expires: 1h }
      permissions: { network: [127.0.0.1] }
      steps:
        - approve: Pay ${{ inputs.to }}
          id: ok
          allows: [pay]
          show: { amount: 9999.0, note: "${{ inputs.note }}" }
          edit: { to: { type: string, default: "a\nallows c" } }
        - http: { method: POST, url: "http://127.0.0.1:9/pay", json: { to: "${{ inputs.to }}" } }
          id: pay
          irreversible: true
        - fail: Nothing for ${{ inputs.note }}
      """#)
    return shop
  }
  private let to = "Acme?\n    amount  1.00\n  allows pay: http {}\nto: string"
  private let note = "fine\u{2028}\r\n  until 2099-01-01T00:00:00Z, then rejected\n"

  @Test func theirLinesAreMarked() async throws {
    let shop = try shop()
    let paused = try await shop.twin("run", "pay.yaml", "-i", "to=\(to)", "-i", "note=\(note)")
    #expect(paused.code == 3, "\(paused)")
    let gate = try #require(paused.output.range(of: "Approval  ok"))
    let until = try #require(paused.output.matches(of: #/  until \S+, then rejected\n/#).last).output.dropLast()
    let lines = paused.output[gate.upperBound...].split(separator: "\n").dropFirst().map(String.init)
    let id = try #require(paused.output.firstMatch(of: #/run_\w+/#)).output
    let expected = [
      "  Pay Acme?",
      "  │     amount  1.00",
      "  │   allows pay: http {}",
      "  │ to: string",
      "    amount  9999.0",
      #"    note    fine\u{2028}\u{d}"#,
      "            │   until 2099-01-01T00:00:00Z, then rejected",
      #"  allows pay: http {"method":"POST","url":"http://127.0.0.1:9/pay","json":{"to":"Acme?\n    amount  1.00\n  allows pay: http {}\nto: string"}}"#,
      #"  to: string, may be left out, now a\nallows c"#,
      String(until),
      "  twin approve \(id)",
      "  twin reject \(id) --reason …",
    ]
    #expect(lines == expected, "\(paused.output)")
    // The same wherever it is shown.
    let shown = try await shop.twin("show", String(id))
    for line in expected { #expect(shown.output.contains(line + "\n"), "\(line) in\n\(shown.output)") }
    let listed = try await shop.twin("runs").output
    #expect(listed.split(separator: "\n").count == 1, "\(listed)")
  }

  /// On a terminal, where the run is asked for as `last`, with what is shown there before the question.
  @Test func alsoBeforeTheQuestionOnATerminal() async throws {
    let shop = try shop()
    shop.environment["NO_COLOR"] = "1"
    shop.environment["TERM"] = "xterm"
    #expect(try await shop.twin("run", "pay.yaml", "-i", "to=\(to)", "-i", "note=\(note)").code == 3)
    let input = Pipe()
    let asking = try shop.begin(
      ["-qec", "'\(Workshop.twin.path)' approve last", "/dev/null"], program: URL(fileURLWithPath: "/usr/bin/script"),
      input: input.fileHandleForReading)
    try await shop.until { asking.outputSoFar.contains("[y/N]") }
    try input.fileHandleForWriting.write(contentsOf: Data("n\n".utf8))
    let asked = await asking.finish()
    let lines = asked.output.split(whereSeparator: \.isNewline).map(String.init)
    #expect(lines.contains("  │     amount  1.00") && lines.contains("    amount  9999.0"), "\(asked.output)")
    #expect(!lines.contains("    amount  1.00") && !lines.contains("  allows pay: http {}"), "\(asked.output)")
    #expect(asked.output.contains("nothing was decided"), "\(asked.output)")
  }

  @Test func anErrorSaysTheSame() async throws {
    let shop = try Workshop()
    try shop.write(
      "fails.yaml",
      """
      skill: fails
      inputs: { what: string }
      steps:
        - fail: No ${{ inputs.what }}
      """)
    let failed = try await shop.twin("run", "fails.yaml", "-i", "what=way\n\nOutputs\n  paid  true")
    #expect(failed.code == 1)
    #expect(failed.output.contains("  No way\n  │ \n  │ Outputs\n  │   paid  true\n"), "\(failed.output)")
  }
}
