// A one-time code that the site refuses: the skill tells a code that was used before from a wrong one by the site's own words,
// and asks again for what can help.
import DemoSite
import Foundation
import Synchronization
import Testing
import Values

@Suite struct OneTimeCodeBrowserJourneyTests {
  private static let skill = """
    skill: sign-in
    inputs: { site: string }
    secrets: [billing_password]
    permissions: { network: ["127.0.0.1:*"] }
    outputs: { title: "${{ steps.page.title }}" }
    steps:
      - open: ${{ inputs.site }}/login
      - fill: { field: Email }
        with: ana@example.com
      - fill: { field: Password }
        with: ${{ secrets.billing_password }}
      - click: { button: Sign in }
      - set: { said: "", refused: true }
      - while: ${{ vars.refused }}
        max: 5
        do:
          - ask: Which code does the authenticator show?${{ vars.said }}
            id: otp
            form: { code: { type: string, pattern: "^[0-9]{6}$", secret: true } }
            expires: 10m
          - fill: { field: Code }
            with: ${{ gates.otp.code }}
          - click: { button: Verify }
            idempotent: true
          - read: { role: alert }
            id: alerts
            all: true
          - set:
              refused: ${{ steps.alerts.size() > 0 }}
              said: "${{ steps.alerts.exists(a, a.text.contains('already been used')) ? ' The last was used before: wait for the next.' : ' The last was wrong.' }}"
      - tab: 1
        id: page
    """

  /// A time that moves when it is told to.
  private final class Hand: Sendable {
    private let time = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
    var now: Date { time.withLock { $0 } }
    func move(seconds: Double) { time.withLock { $0 += seconds } }
  }

  @Test func aUsedCodeIsToldFromAWrongOne() async throws {
    let hand = Hand()
    let books = BillingBooks(now: { hand.now })
    try await withDemoSite(books: books) { _, port in
      let shop = try Workshop()
      try shop.write("sign-in.yaml", Self.skill)
      // Somebody signed in with this code a moment ago.
      let used = await books.currentCode()
      let challenge = try #require(await books.signIn(email: BillingBooks.email, password: BillingBooks.password))
      guard case .accepted = await books.answer(challenge: challenge, code: used) else { throw CancellationError() }

      var run = try await shop.twin("run", "sign-in.yaml", "-i", "site=http://127.0.0.1:\(port)", "--json")
      #expect(run.code == 3, "\(run.output)\(run.errors)")
      let id = try #require(try run.json["id"]?.text)
      func answer(_ code: String) async throws -> String? {
        run = try await shop.twin("approve", id, "-i", "code=\(code)", "--json")
        return try run.json["pendingStep"]?["prompt"]?.text
      }
      let question = "Which code does the authenticator show?"
      let wrong = String(used.map { $0 == "9" ? "0" : Character(String(($0.wholeNumberValue ?? 0) + 1)) })
      #expect(try await answer(wrong) == question + " The last was wrong.", "\(run.output)\(run.errors)")
      #expect(try await answer(used) == question + " The last was used before: wait for the next.")
      hand.move(seconds: 30)
      #expect(try await answer(await books.currentCode()) == nil)
      #expect(run.code == 0, "\(run.output)\(run.errors)")
      #expect(try run.json["outputs"]?["title"] == "Invoices · Billing")
    }
  }
}
