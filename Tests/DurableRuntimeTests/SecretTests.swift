// Law 7, where it was once broken: what is echoed in a later process, beside the parsed body, or cut in half.
import DurableRuntime
import Foundation
import Testing
import Values

@Suite struct SecretTests {
  private static let later = """
    skill: later
    secrets: [api_token]
    permissions: { network: ["127.0.0.1:*"] }
    gates: { expires: 1h }
    outputs: { echo: "${{ steps.page.text }}" }
    steps:
      - ask: Code?
        id: otp
        form: { code: { type: string, secret: true } }
      - http: { method: PUT, url: "http://127.0.0.1:1/login", json: { code: "${{ gates.otp.code }}" }, auth: { bearer: "${{ secrets.api_token }}" } }
      - approve: Go on?
        id: go
      - http: { url: "http://127.0.0.1:1/page" }
        id: page
    """

  @Test func aSecretOfAnEarlierProcessIsStillCleanedOut() async throws {
    var world = try World()
    world.environment = ["TWIN_SECRET_API_TOKEN": "s3cr3t-t0ken"]
    let asked = try await world.start(Self.later)
    let code = "493021"
    let paused = try await world.decide(asked, input([("code", .string(code))]))
    #expect(paused.pending.map(\.id) == ["go"])
    // This process resolves neither of the two, and is shown both.
    let done = try await world.decide(paused, approve()) { _ in
      .done(["status": 200, "headers": [:], "json": ["code": 493021], "text": .string("\(code) s3cr3t-t0ken")])
    }
    #expect(done.outputs == ["echo": "[secret gate:1/code] [secret vault:api_token]"])
    let bytes = try world.stored()
    #expect(!bytes.contains(code) && !bytes.contains("s3cr3t-t0ken"))
  }

  @Test func theRawBodyBesideASecretIsWrittenAnew() async throws {
    let world = try World()
    let skill = """
      skill: card
      permissions: { network: ["127.0.0.1:*"] }
      gates: { expires: 1h }
      outputs: { card: "${{ steps.card.text }}", later: "${{ steps.later.text }}" }
      steps:
        - http: { url: "http://127.0.0.1:1/card" }
          id: card
          secret: [json.card, json.pin]
        - approve: Go on?
          id: go
        - http: { url: "http://127.0.0.1:1/later" }
          id: later
      """
    let body = #"{ "card" : { "number" : "4111222233334444", "cvv" : "987" }, "pin" : 4711, "limit" : 20 }"#
    let paused = try await world.start(skill) { _ in
      .done(["status": 200, "headers": [:], "json": (try? PlainValue(jsonText: body)) ?? .null, "text": .string(body)])
    }
    let done = try await world.decide(paused, approve()) { _ in
      .done(["status": 200, "headers": [:], "json": .null, "text": "card 4111222233334444"])
    }
    #expect(
      done.outputs == [
        "card": #"{"card":"[secret result:1/json.card]","pin":"[secret result:1/json.pin]","limit":20}"#,
        "later": "card [secret result:1/json.card]",
      ])
    let bytes = try world.stored()
    for text in ["4111222233334444", "987", "4711"] { #expect(!bytes.contains(text)) }
  }

  @Test func aMissingSecretIsNamedWithItsCure() async throws {
    let world = try World()
    let secrets = "vault:api_token"
    let done = try await world.start(
      """
      skill: missing
      secrets: [api_token]
      permissions: { network: ["127.0.0.1:*"] }
      steps:
        # Whether it is needed is not known before.
        - if: ${{ size(run.id) > 0 }}
          then:
            - http: { url: "http://127.0.0.1:1/", auth: { bearer: "${{ secrets.api_token }}" } }
      """
    ) { request in
      do {
        _ = try request.resolve(SecretText(parts: [.hole(secrets)]))
        return .done(.null)
      } catch { return .failed(.effect, (error as? RuntimeError)?.message ?? "?", sent: false) }
    }
    #expect(done.error?.message == "the secret 'api_token' is not known: set it with `twin secret set api_token`")
  }

  @Test func aSecretIsCleanedOutHoweverItsLinesAreBroken() async throws {
    var world = try World()
    let key = "-----BEGIN KEY-----\n" + String(repeating: "0123456789abcdefGHIJ", count: 6) + "\n-----END KEY-----"
    world.environment = ["TWIN_SECRET_KEY": key, "TWIN_SECRET_WORD": "Grüße-an-alle"]
    let skill = """
      skill: wrapped
      secrets: [key, word]
      permissions: { network: ["127.0.0.1:*"] }
      outputs: { echo: "${{ steps.page.json }}" }
      steps:
        - http: { method: PUT, url: "http://127.0.0.1:1/", json: { a: "${{ secrets.key }}", b: "${{ secrets.word }}" } }
          id: page
      """
    let echoes: PlainValue = [
      // As `base64` and as mail wrap it, as a browser's form sends it, and as a program has it that reads Latin-1.
      "wrapped": .string(Data(key.utf8).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed])),
      "mailed": .string("Key: " + Data(key.utf8).base64EncodedString(options: [.lineLength64Characters])),
      "form": .string(key.replacing(" ", with: "+").replacing("\n", with: "%0D%0A")),
      "misread": .string("say GrÃ¼Ã\u{9F}e-an-alle"),
    ]
    let done = try await world.start(skill) { _ in
      .done(["status": 200, "headers": [:], "json": echoes, "text": ""])
    }
    #expect(
      done.outputs == [
        "echo": [
          "wrapped": "[secret vault:key]", "mailed": "Key: [secret vault:key]", "form": "[secret vault:key]",
          "misread": "say [secret vault:word]",
        ]
      ])
  }

  /// A program prints a code and a new line: `stdout` is that text, `json` the number in it, and an echo has neither's form.
  @Test func aSecretBodyIsSecretInEveryForm() async throws {
    let world = try World()
    let skill = """
      skill: printed
      permissions: { exec: [otp], network: ["127.0.0.1:*"] }
      gates: { expires: 1h }
      outputs: { text: "${{ steps.page.text }}", json: "${{ steps.page.json }}" }
      steps:
        - exec: [otp]
          id: otp
          secret: [stdout]
        - http: { method: PUT, url: "http://127.0.0.1:1/token" }
          id: token
          secret: [text]
        - approve: Go on?
          id: go
        - http: { method: PUT, url: "http://127.0.0.1:1/page", json: { code: "${{ steps.otp.json }}" } }
          id: page
      """
    let script: ScriptedEffects.Script = { request in
      switch (request.kind, request.arguments["url"]?.text) {
      case ("exec", _): return .done(["exit": 0, "stdout": "482913\n", "stderr": "", "json": 482913])
      case (_, "http://127.0.0.1:1/token"):
        return .done([
          "status": 200, "headers": [:], "json": ["token": "tok-en-1"], "text": #"{ "token" : "tok-en-1" }"#,
        ])
      default:
        let sent = request.arguments["json"]?["code"]
        guard case .secret(let hole)? = sent, (try? request.resolve(hole)) == "482913" else {
          return .failed(.effect, "sent \(sent ?? .null)", sent: true)
        }
        return .done([
          "status": 200, "headers": [:], "json": ["code": 482913], "text": "the code 482913 and tok-en-1, thanks",
        ])
      }
    }
    let paused = try await world.start(skill, script)
    let done = try await world.decide(paused, approve(), script)
    #expect(done.error == nil)
    #expect(
      done.outputs == [
        "text": "the code [secret result:1/json] and [secret result:2/json], thanks",
        "json": ["code": "[secret result:1/json]"],
      ])
    let bytes = try world.stored()
    #expect(!bytes.contains("482913") && !bytes.contains("tok-en-1"))
  }

  /// A service account's key: Twin parses what programs and servers give back of it, and a skill takes it apart.
  @Test func aSecretThatIsJSONIsSecretInItsParts() async throws {
    var world = try World()
    let key =
      #"{"type": "service_account", "private_key": "-----BEGIN\nCANARY/KEY\n-----END", "n": 482913, "pin": "12"}"#
    world.environment = ["TWIN_SECRET_ACCOUNT": key]
    let skill = """
      skill: account
      secrets: [account]
      inputs: { card: { type: any, secret: true } }
      permissions: { exec: [cat], network: ["127.0.0.1:*"] }
      gates: { expires: 1h }
      outputs: { part: "${{ steps.out.json.private_key }}", whole: "${{ steps.page.json }}", text: "${{ steps.page.text }}" }
      steps:
        - exec: [cat]
          stdin: "${{ secrets.account }}"
          id: out
          idempotent: true
        - log: "${{ steps.out.json.private_key }} ${{ steps.out.stdout }}"
        - http: { method: PUT, url: "http://127.0.0.1:1/", body: "${{ inputs.card }}" }
          id: page
        - approve: Go on?
          id: go
          show: { out: "${{ steps.out.json }}" }
      """
    let paused = try await world.start(skill, inputs: ["card": ["number": "4111-CANARY", "cvv": "917"]]) { request in
      guard request.kind == "exec" else {
        // As another writer of JSON has it: other white space, keys in another order.
        let text = #"got: {"card": { "cvv" : "917", "number" : "4111-CANARY" }, "pin": "\u0034111-CANARY"}"#
        return .done([
          "status": 200, "headers": [:], "text": .string(text),
          "json": .map([PlainEntry(key: "card", value: ["cvv": "917", "number": "4111-CANARY"])]),
        ])
      }
      // The same with a key of its own, so that only its parts are known.
      var json = (try? PlainValue(jsonText: key))?.entries ?? []
      json.append(PlainEntry(key: "more", value: true))
      return .done(["exit": 0, "stdout": .string(key), "stderr": "", "json": .map(json)])
    }
    #expect(paused.pending.map(\.id) == ["go"])
    let done = try await world.decide(paused, approve())
    #expect(
      done.outputs == [
        "part": "[secret vault:account]", "whole": ["card": "[secret input:card]"],
        "text": #"got: {"card":"[secret input:card]","pin":"[secret input:card]"}"#,
      ])
    let bytes = try world.stored()
    for text in ["CANARY", "service_account", "482913", "917"] { #expect(!bytes.contains(text), "\(text)") }
  }

  /// What a secret's type says holds for what is given; what stands in the hole is its text.
  @Test func aSecretInputMayBeOfAnyType() async throws {
    let world = try World()
    let skill = """
      skill: typed
      inputs:
        pin: { type: integer, secret: true, minimum: 1000 }
        rate: { type: number, secret: true }
        on: { type: boolean, secret: true }
        key: { type: object, secret: true, properties: { id: string }, required: [id] }
      permissions: { network: ["127.0.0.1:*"] }
      steps:
        - http: { method: PUT, url: "http://127.0.0.1:1/", json: { all: ["${{ inputs.pin }}", "${{ inputs.rate }}", "${{ inputs.on }}", "${{ inputs.key }}"] } }
      """
    let inputs: PlainValue = ["pin": 47110, "rate": 1.25, "on": true, "key": ["id": "CANARY"]]
    let done = try await world.start(skill, inputs: inputs) { request in
      let texts = request.arguments["json"]?["all"]?.elements?.map { value -> String in
        guard case .secret(let hole) = value else { return "in clear" }
        return (try? request.resolve(hole)) ?? "?"
      }
      guard texts == ["47110", "1.25", "true", #"{"id":"CANARY"}"#] else {
        return .failed(.effect, "\(texts ?? [])", sent: false)
      }
      return .done(["status": 200, "headers": [:], "json": .null, "text": "id CANARY"])
    }
    #expect(done.status == .completed, "\(done.error?.message ?? "")")
    for (name, value, message) in [
      ("pin", "48222-no", "'pin' expected an integer, found a string"), ("pin", 482, "'pin' "),
      ("key", ["other": "CANARY"], "'key.id' is required"),
    ] as [(String, PlainValue, String)] {
      var wrong = inputs.entries!
      for index in wrong.indices where wrong[index].key == .string(name) { wrong[index].value = value }
      let refused = await world.refusal { _ = try await world.start(skill, inputs: .map(wrong)) }
      #expect(
        refused?.message.hasPrefix(message) == true && refused?.message.contains("482") == false,
        "\(refused?.message ?? "")")
    }
    #expect(try !world.stored().contains("CANARY"))
  }

  /// The code stands in the comment too, and in a field that is not secret.
  @Test func whatADecisionSaysIsCleanedOfItsOwnSecrets() async throws {
    let world = try World()
    let paused = try await world.start(
      """
      skill: said
      gates: { expires: 1h, by: { count: 2 } }
      outputs: { note: "${{ gates.otp.note }}", mode: "${{ gates.otp.mode }}" }
      steps:
        - ask: Code?
          id: otp
          form: { code: { type: string, secret: true }, note: string, mode: { type: string, enum: [fast, slow] } }
      """)
    var answer = input([("code", "CANARY-fast"), ("note", "it is CANARY-fast."), ("mode", "fast")], by: "ann")
    answer.comment = "typed CANARY-fast"
    let half = try await world.decide(paused, answer)
    #expect(half.pending.first?.votes.count == 1)
    // The other leaves the code out, which nobody can see, and yet knows it.
    var second = input([("note", "it is CANARY-fast."), ("mode", "fast")], by: "bob")
    second.comment = "CANARY-fast it was"
    let disagreed = await world.refusal { _ = try await world.decide(paused, second) }
    #expect(disagreed?.kind == .refusedInput && disagreed?.message.contains("CANARY") == false)
    second.input.append(PlainEntry(key: "code", value: "CANARY-fast"))
    let done = try await world.decide(paused, second)
    #expect(done.outputs == ["note": "it is [secret gate:1/code].", "mode": "fast"])
    #expect(try !world.stored().contains("CANARY"))
  }

  @Test func aSecretOfTooManyPartsIsRefused() async throws {
    let world = try World()
    let parts = (0...256).map { "\"part-\($0)\"" }.joined(separator: ",")
    let refused = await world.refusal {
      try world.engine().setSecret("key", to: "[\(parts)]", by: "ann")
    }
    #expect(
      refused?.message
        == "'key' is secret, and is JSON of more than 256 texts and numbers (the limit); keep apart what is secret in it"
    )
  }

  /// A schema that marks a part of a result says the same as `secret:` on the step.
  @Test func whatASchemaMarksIsSealed() async throws {
    let world = try World()
    let skill = """
      skill: marked
      permissions: { network: ["127.0.0.1:*"] }
      outputs: { text: "${{ steps.echo.text }}" }
      steps:
        - http: "http://127.0.0.1:1/keys"
          id: keys
          schema:
            type: object
            properties:
              token: { type: string, secret: true }
              rows: { type: array, items: { type: object, properties: { key: { type: string, secret: true } } } }
              by_name: { type: object, additionalProperties: { type: string, secret: true } }
        - approve: Go on?
          id: go
          expires: 1h
        - http: { method: PUT, url: "http://127.0.0.1:1/echo", json: { token: "${{ steps.keys.json.token }}" } }
          id: echo
      """
    let script: ScriptedEffects.Script = { request in
      guard request.arguments["url"]?.text == "http://127.0.0.1:1/keys" else {
        return .done(["status": 200, "headers": [:], "json": .null, "text": "CANARY-one, CANARY-two, CANARY-three"])
      }
      return .done([
        "status": 200, "headers": [:], "text": "CANARY-one CANARY-two CANARY-three",
        "json": [
          "token": "CANARY-one", "rows": [["key": "CANARY-two"]], "by_name": ["any": "CANARY-three"],
        ],
      ])
    }
    let paused = try await world.start(skill, script)
    let done = try await world.decide(paused, approve(), script)
    #expect(done.error == nil)
    #expect(
      done.outputs["text"]
        == "[secret result:1/json.token], [secret result:1/json.rows.*.key], [secret result:1/json.by_name.*]")
    #expect(try !world.stored().contains("CANARY"))
  }

  @Test func aSecretFieldThatDoesNotFitIsNotEchoed() async throws {
    let world = try World()
    let paused = try await world.start(
      """
      skill: pins
      steps:
        - ask: Pin?
          id: pin
          form:
            pin: { type: integer, secret: true }
            word: { type: string, secret: true, maxLength: 6, pattern: "^[a-z]+$" }
          expires: 1h
      """)
    for (pin, word) in [("canarypin", "alpha"), ("\"canarypin\"", "alpha"), ("1", "CANARYWORD")] {
      let refused = await world.refusal {
        _ = try await world.decide(paused, input([("pin", .string(pin)), ("word", .string(word))], text: true))
      }
      let message = try #require(refused?.message)
      #expect(!message.lowercased().contains("canary") && !message.contains("10"), "\(message)")
      #expect(message.contains(pin == "1" ? "'word'" : "'pin'"))
    }
    let plain = await world.refusal {
      _ = try await world.decide(paused, input([("pin", .string("x")), ("word", "alpha")], text: true))
    }
    #expect(plain?.message == "'pin' must be integer, and what was given is no JSON of that kind")
  }
}
