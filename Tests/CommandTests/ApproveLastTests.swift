// `twin approve last`: a place in a list is no name. What cannot be undone is approved by name, or by a person who was shown it.
import Foundation
import Testing

@Suite struct ApproveLastTests {
  @Test func whatCannotBeUndoneIsNotApprovedByPosition() async throws {
    let shop = try Workshop()
    try shop.write("pay.yaml", paymentByProgram("Pay 12.50 to Acme?"))
    try shop.write(
      "journey.sh",
      """
      step() { echo "== $1"; shift; "$@" 2>&1; echo "exit $?"; }
      typed() { echo "$1" | script -qec "$TWIN approve last" /dev/null; }
      step start "$TWIN" run pay.yaml
      step script "$TWIN" approve last
      step no typed n
      test -e paid.txt && echo "paid too early"
      step yes typed y
      cat paid.txt
      """)
    shop.environment["TWIN"] = Workshop.twin.path
    let finished = await (try shop.begin(["journey.sh"], program: URL(fileURLWithPath: "/bin/bash"))).finish()
    let parts = finished.output.components(separatedBy: "== ").dropFirst()
    func part(_ name: String) throws -> String {
      try #require(parts.first { $0.hasPrefix(name + "\n") }, "\(finished.output)\(finished.errors)")
    }
    #expect(try part("start").contains("exit 3"))
    let refused = try part("script")
    #expect(refused.contains("name the run (run_") && refused.contains("exit 2"), "\(refused)")
    let no = try part("no")
    #expect(no.contains("Pay 12.50 to Acme?") && no.contains("nothing was decided") && no.contains("exit 2"), "\(no)")
    let yes = try part("yes")
    #expect(yes.contains("Pay 12.50 to Acme?") && yes.contains("exit 0"), "\(yes)")
    #expect(finished.output.hasSuffix("\npaid\n"))
  }

  /// What a policy has approved was no command that could be sent again.
  @Test func whatNobodyApprovedAsksForNoName() async throws {
    let shop = try Workshop()
    try shop.write(
      "pay.yaml",
      """
      skill: pay
      gates: { expires: 1h }
      permissions: { exec: [sh] }
      steps:
        - { approve: Fine?, id: fine, unless: "${{ run.id != '' }}" }
        - { approve: Pay?, id: agree, allows: [paid] }
        - { exec: [sh, -c, "echo paid >> paid.txt"], id: paid, irreversible: true }
      """)
    let run = try await shop.twin("run", "pay.yaml", "--json")
    let id = try #require(try run.json["id"]?.text, "\(run)")
    let shown = try await shop.twin("show", id)
    #expect(shown.output.contains("\n  twin approve \(id)\n"), "\(shown)")
    #expect(try await shop.twin("approve", id).code == 0)
  }
}
