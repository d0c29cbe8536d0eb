// The dashboard in a real Chromium: signing in, deciding, passkeys, pages that follow what happens, the keyboard, and hostile text
// that stays text.
import Crypto
import Delivery
import DurableRuntime
import Foundation
import Testing
import Values

@testable import Server

private let wire = """
  skill: wire
  inputs: { amount: integer }
  permissions: { network: ["127.0.0.1:*"] }
  steps:
    - approve: Wire ${{ inputs.amount }} EUR?
      id: wire
      strong: true
      allows: [send]
      show: { amount: "${{ inputs.amount }}" }
      edit: { purpose: { type: string, default: rent } }
      by: { roles: [finance] }
      expires: 1h
    - http: { method: POST, url: "http://127.0.0.1:9/wire", json: { amount: "${{ inputs.amount }}" } }
      id: send
      irreversible: true
  """

@Suite(.serialized) struct BrowserTests {
  private func signIn(_ page: Page, _ house: House, _ name: String) async throws {
    try await page.open(house.origin + "/")
    try await page.until("document.querySelector('#password')")
    try await page.fill("#name", name)
    try await page.fill("#password", House.password)
    try await page.click("form[action='/sign-in'] button")
    try await page.until("document.querySelector('h1')?.textContent === 'Inbox'")
  }

  @Test func theFirstPersonComesInByTheLinkOfTheTerminal() async throws {
    try await House.open { house in
      let token = try #require(try await house.people.firstInvitation())
      try await Chrome.open { chrome in
        let page = try await chrome.page()
        try await page.open(house.origin + "/invitations/" + token)
        try await page.fill("#name", "ana")
        try await page.fill("#password", House.password)
        try await page.fill("#again", House.password)
        try await page.click("button.primary")
        try await page.until("location.pathname === '/account'")
        #expect(try await page.text().contains("admin"))
        // Scripts of pages never see the session.
        #expect(try await page.value("document.cookie") == "")
        #expect(page.log.complaints == [])
      }
    }
  }

  @Test func anInboxFollowsWhatHappensAndIsWorkedByKeyboard() async throws {
    try await House.open { house in
      try await house.add("ana", roles: ["finance"])
      try await Chrome.open { chrome in
        let page = try await chrome.page()
        try await signIn(page, house, "ana")
        #expect(try await page.text().contains("Nothing waits for you"))
        try await page.until("document.documentElement.dataset.listening")
        // Two gates open while the page is looked at: they appear by themselves.
        for amount in [7, 8] {
          try await house.start("pay", payInvoice, ["vendor": "Acme", "amount": .int(Int64(amount))])
        }
        try await page.until("document.querySelectorAll('.rows h3').length === 2")
        try await page.until("document.querySelector('#inbox-count').innerText.trim() === '2'")
        // Down, down, select, up, open.
        try await page.press("j")
        try await page.press("j")
        try await page.press("x")
        #expect(try await page.value("document.querySelectorAll('.rows input:checked').length") == 1)
        try await page.press("k")
        try await page.press("Enter")
        try await page.until("location.pathname.startsWith('/gates/')")
        try await page.click("#approve button")
        try await page.until("location.pathname.startsWith('/runs/') && document.body.innerText.includes('Completed')")
        #expect(page.log.complaints == [])
      }
    }
  }

  @Test func aPasskeyIsMadeSignsInAndSignsAStrongApproval() async throws {
    try await House.open { house in
      try await house.add("ana", roles: ["finance"])
      let run = try await house.start("wire", wire, ["amount": 900])
      let gate = try #require(run.pending.first)
      try await Chrome.open { chrome in
        let page = try await chrome.page()
        let authenticator = try await page.addAuthenticator()
        try await signIn(page, house, "ana")
        // Without a passkey the page says what is missing.
        try await page.open(house.origin + "/gates/\(gate.instance)")
        try await page.click("#approve button")
        try await page.until(
          "document.querySelector('#approve .problem')?.textContent.includes('You have no passkey yet')")

        try await page.open(house.origin + "/account")
        try await page.fill("#label", "Key <ring>")
        try await page.click("form[data-passkey] button")
        try await page.until("document.body.innerText.includes('The passkey is added.')")
        #expect(try await page.text().contains("Key <ring>"))

        try await page.click(".me button")
        try await page.until("location.pathname === '/sign-in'")
        try await page.click("form[data-passkey] button")
        try await page.until("document.querySelector('h1')?.textContent === 'Inbox'")

        try await page.open(house.origin + "/gates/\(gate.instance)")
        try await page.fill("[name='f.purpose']", "rent for May")
        try await page.fill("#comment", "called the landlord")
        // Whoever is not verified signs nothing.
        try await page.send(
          "WebAuthn.setUserVerified", ["authenticatorId": .string(authenticator), "isUserVerified": false])
        try await page.click("#approve button")
        try await page.until("document.querySelector('#approve .problem')?.textContent.length > 0")
        #expect(try await house.rested(run.id).status == .awaitingApproval)
        try await page.send(
          "WebAuthn.setUserVerified", ["authenticatorId": .string(authenticator), "isUserVerified": true])
        try await page.click("#approve button")
        try await page.until("location.pathname.startsWith('/runs/') && document.body.innerText.includes('Completed')")
        #expect(try await page.text().contains("signed with a passkey"))
        #expect(page.log.complaints == [])
      }
      try await checkSignature(run, gate, house)
    }
  }

  /// With nothing but the audit log: whoever held that key saw this evidence and gave this answer.
  private func checkSignature(_ run: RunView, _ gate: Gate, _ house: House) async throws {
    let events = try await house.service.reader.read { engine in
      try engine.store.audit(0..<engine.store.auditSize()).filter { $0.run == run.id }
        .flatMap { try AuditEvent.read($0.body) }.map(\.plain)
    }
    let decided = try #require(events.first { $0["event"] == "decided" })
    let signed = try #require(events.first { $0["event"] == "signed" })
    func bytes(_ key: String) throws -> [UInt8] {
      Array(try #require(signed[key]?.text.flatMap { Data(base64Encoded: $0) }))
    }
    let answer = try #require(decided["answer"]?.text.flatMap { Digest(hex: $0) })
    let challenge = PlainValue.map([
      PlainEntry(key: "instance", value: .string(gate.instance.description)),
      PlainEntry(key: "evidence", value: .bytes(gate.evidence.bytes)), PlainEntry(key: "verdict", value: "approve"),
      PlainEntry(key: "answer", value: .bytes(answer.bytes)), PlainEntry(key: "by", value: "ana"),
    ])
    let digest = Digest(of: challenge.canonicalBytes)
    #expect(signed["challenge"]?.text == digest.description)
    let client = try bytes("client")
    let said = try PlainValue(json: client)
    #expect(said["challenge"]?.text == Base64URL.encode(digest.bytes) && said["origin"]?.text == house.origin)
    let key = try PasskeyKey(cose: try bytes("key"))
    #expect(key.isValid(try bytes("signature"), for: try bytes("authenticator") + SHA256.hash(data: client)))
  }

  @Test func theCommandLineDoesNotApproveAStrongGate() async throws {
    try await House.open { house in
      try await house.add("ana", roles: ["finance"])
      let run = try await house.start("wire", wire, ["amount": 1])
      // What `twin approve` sends, and a made-up signature.
      var answer = Answer(.approve, gate: "wire", by: "ana", user: "ana", surface: "cli")
      await #expect(throws: RuntimeError.self) { try await house.service.runs.decide(run.id, answer) }
      answer.passkey = PasskeySignature(credential: [1], authenticatorData: [2], clientData: [3], signature: [4])
      let refusal = await #expect(throws: RuntimeError.self) { try await house.service.runs.decide(run.id, answer) }
      #expect(refusal?.kind == .needsPasskey)
      #expect(try await house.rested(run.id).status == .awaitingApproval)
    }
  }

  @Test func hostileTextDoesNothingInABrowser() async throws {
    let text = """
      skill: evil
      goal: '</title><script>alert(3)</script>'
      inputs: { name: string }
      steps:
        - set: { note: "${{ inputs.name }}" }
          describe: '<img src=x onerror=alert(5)>'
        - approve: ${{ inputs.name }}
          id: gate
          show: { "<b onmouseover=alert(6)>": "${{ inputs.name }}" }
          expires: 1h
      """
    try await House.open { house in
      try await house.add("<img src=x onerror=alert(9)>", roles: ["<script>alert(7)</script>"])
      let run = try await house.start("evil", text, ["name": .string(hostile)])
      let gate = try #require(run.pending.first?.instance)
      try await Chrome.open { chrome in
        let page = try await chrome.page()
        try await signIn(page, house, "<img src=x onerror=alert(9)>")
        let paths = [
          "/", "/runs", "/skills", "/skills/evil", "/people", "/account", "/gates/\(gate)", "/runs/\(run.id)",
          "/runs/\(run.id)/snapshot",
        ]
        for path in paths {
          try await page.open(house.origin + path)
          #expect(
            try await page.value(
              "document.querySelectorAll('main script, img[src=x], [onerror], [onmouseover]').length") == 0, "\(path)")
        }
        #expect(page.log.complaints == [])
        // And had something got in, the policy would have stopped it.
        _ = try await page.value(
          "(() => { const s = document.createElement('script'); s.textContent = 'window.bad = 1'; document.body.append(s); })()"
        )
        _ = try await page.value(
          "(() => { const i = document.createElement('img'); i.src = 'http://127.0.0.1:9/x.png'; document.body.append(i); })()"
        )
        #expect(try await page.value("window.bad ?? 0") == 0)
        try await page.until("true")
        #expect(page.log.complaints.contains { $0.contains("Content Security Policy") })
      }
    }
  }

  @Test func everythingButPasskeysWorksWithoutScripts() async throws {
    try await House.open { house in
      try await house.add("ana", roles: ["finance"])
      let run = try await house.start("pay", payInvoice, ["vendor": "Acme", "amount": 5])
      let gate = try #require(run.pending.first)
      try await Chrome.open { chrome in
        let page = try await chrome.page()
        try await page.send("Emulation.setScriptExecutionDisabled", ["value": true])
        try await signIn(page, house, "ana")
        try await page.open(house.origin + "/gates/\(gate.instance)")
        try await page.click("details summary")
        try await page.fill("#reason", "not ordered")
        try await page.click("details form button")
        try await page.until("location.pathname.startsWith('/runs/') && document.body.innerText.includes('Rejected')")
      }
      #expect(try await house.rested(run.id).status == .rejected)
    }
  }

  @Test(arguments: [(390, 844), (820, 1180), (1440, 900)])
  func noPageIsWiderThanItsScreenAndEveryFieldHasAName(_ width: Int, _ height: Int) async throws {
    try await House.open { house in
      try await house.add("ana", roles: ["finance", "admin"])
      let long = String(repeating: "averylongwordwithoutanyspaces", count: 12)
      let run = try await house.start("pay", payInvoice, ["vendor": .string(long), "amount": 5])
      let form = try await house.start("details", details)
      let (gate, other) = (try #require(run.pending.first), try #require(form.pending.first))
      try await Chrome.open { chrome in
        let page = try await chrome.page()
        try await page.send(
          "Emulation.setDeviceMetricsOverride",
          ["width": .int(Int64(width)), "height": .int(Int64(height)), "deviceScaleFactor": 1, "mobile": false])
        try await signIn(page, house, "ana")
        let paths =
          PageTests.pages + [
            "/gates/\(gate.instance)", "/gates/\(other.instance)", "/runs/\(run.id)", "/runs/\(run.id)/snapshot",
          ]
        for path in paths {
          try await page.open(house.origin + path)
          #expect(
            try await page.value("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
              == true, "\(path)")
          try await checkNames(page, path)
          // Whatever is scrolled to, nothing that floats lies on a field or button of the form.
          #expect(try await page.value(Self.covered) == "", "\(path)")
        }
      }
    }
  }

  private static let covered = """
    (() => {
      const covered = [];
      for (const field of document.querySelectorAll("#decide input:not([type=hidden]), #decide button, #decide textarea")) {
        if (!field.checkVisibility() || field.closest("details:not([open])")) continue;
        for (const block of ["start", "center", "end"]) {
          field.scrollIntoView({ block, behavior: "instant" });
          const box = field.getBoundingClientRect();
          const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
          const top = document.elementFromPoint(x, y);
          if (top?.closest(".jump")) covered.push(field.name || field.textContent);
        }
      }
      return covered.join();
    })()
    """

  /// Chromium's own accessibility tree: nothing that can be acted on is without a name, and there is one main heading.
  private func checkNames(_ page: Page, _ path: String) async throws {
    let tree = try await page.send("Accessibility.getFullAXTree")
    let wanted: Set<String> = ["button", "link", "textbox", "checkbox", "combobox", "radio", "spinbutton"]
    var headings = 0
    for node in tree["nodes"]?.elements ?? [] where node["ignored"] != true {
      let role = node["role"]?["value"]?.text ?? ""
      let name = node["name"]?["value"]?.text ?? ""
      if wanted.contains(role) { #expect(!name.isEmpty, "\(path): a \(role) without a name") }
      let level = node["properties"]?.elements?.first { $0["name"] == "level" }?["value"]?["value"]
      if role == "heading", level == 1 { headings += 1 }
    }
    #expect(headings == 1, "\(path)")
  }
}
