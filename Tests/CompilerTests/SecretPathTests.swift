// Paths of `secret:`: what is none is refused, with what was meant; and a probe keeps secret what its step keeps secret.
import Syntax
import Testing

@testable import Compiler

@Suite struct SecretPathTests {
  @Test(arguments: [
    ("json.items[].tok", "json.items.*.tok"), ("json.items[*].tok", "json.items.*.tok"),
    ("json.items[0].tok", "json.items.*.tok"), ("$.json.token", "json.token"), ("json..token", "json.token"),
    (".json.token", "json.token"), ("json['token']", "json.token"), ("json[]", "json.*"),
  ])
  func whatIsNoPathIsRefusedWithWhatWasMeant(path: String, meant: String) {
    let text = """
      skill: paths
      permissions: { network: [a.example] }
      steps:
        - http: { url: https://a.example/ }
          id: look
          secret: ["\(path)"]
        - log: ${{ steps.look.status }}
      """
    let found = compile(name: "paths.yaml", text: text).diagnostics
    #expect(found.map(\.code) == ["TW0436"])
    #expect(found.first?.help == "write `\(meant)`")
    #expect(compile(name: "paths.yaml", text: text.replacing(path, with: meant)).diagnostics.map(\.code) == [])
  }

  private func codes(_ secret: String, _ given: String) -> [String] {
    Skill.codes(
      """
      skill: probe
      permissions: { network: [a.example] }
      gates: { expires: 1h }
      outputs: { receipt: "${{ steps.pay.json.receipt }}" }
      steps:
        - approve: Pay?
          allows: [pay]
        - http: { method: POST, url: https://a.example/ }
          id: pay
          irreversible: true
          secret: [json.token]
          probe:
            - http: { url: https://a.example/ }
              id: look
              \(secret)
            - return: \(given)
      """)
  }

  @Test func aProbeKeepsSecretWhatItsStepKeepsSecret() {
    #expect(codes("secret: [json.token]", "${{ steps.look }}") == [])
    #expect(codes("timeout: 1s", "${{ steps.look }}") == ["TW0513"])
    #expect(codes("secret: [json.tok]", "${{ steps.look }}") == ["TW0513"])
    let parts =
      #"{ status: 200, headers: {}, text: x, json: { receipt: "${{ steps.look.json.receipt }}", token: "${{ steps.look.json.token }}" } }"#
    #expect(codes("secret: [json.token]", parts) == [])
    #expect(codes("timeout: 1s", parts) == ["TW0513"])
    // And no other secret comes in with it, of which nobody would know by its type.
    #expect(codes("secret: [json.token, json.pin]", "${{ steps.look }}") == ["TW0510"])
  }
}
