// A request that is not to be done twice is not: not by `retry:` where it was sent, and not because what it led to failed (law 6).
import Foundation
import Testing
import Values

@Suite struct ResendingTests {
  private func posting(_ url: String, _ modifiers: String) -> String {
    """
    skill: post
    permissions: { network: ["127.0.0.1:*"] }
    steps:
      - http: { method: POST, url: "\(url)", json: { a: 1 } }
        id: post
    \(modifiers)
    """
  }

  @Test(arguments: [
    ("torn", "retry: { times: 3, delay: 1ms }", 1),
    ("torn", "retry: { times: 3, delay: 1ms, on: [effect, 303, 503] }", 1),
    ("torn", "retry: { times: 3, delay: 1ms }, idempotent: true", 4),
    ("busy", "retry: { times: 3, delay: 1ms }", 1),
    ("busy", "retry: { times: 3, delay: 1ms, on: [effect] }", 1),
    ("busy", "retry: { times: 3, delay: 1ms, on: [timeout, 503] }", 4),
    ("busy", "retry: { times: 3, delay: 1ms }, idempotent: true", 4),
    ("led", "retry: { times: 3, delay: 1ms, on: [503] }", 1),
  ])
  func whatMayHaveBeenDoneIsNotSentAgain(path: String, modifiers: String, times: Int) async throws {
    let shop = try Workshop()
    let server = try HoldingServer(
      tearing: ["POST /torn"],
      answering: [
        "POST /busy": "503 Busy", "POST /led": "303 See Other\r\nLocation: /receipt", "GET /receipt": "503 Busy",
      ])
    defer { server.close() }
    let lines = modifiers.components(separatedBy: "}, ").enumerated().map { index, line in
      "    " + (line.hasPrefix("retry") && !line.hasSuffix("}") ? line + "}" : line)
    }
    try shop.write(
      "post.yaml", posting("http://127.0.0.1:\(server.port)/\(path)", lines.joined(separator: "\n")))
    let ended = try await shop.twin("run", "post.yaml", "--json")
    #expect(ended.code == 1, "\(ended.output)\(ended.errors)")
    #expect(server.count("POST /\(path)") == times)
    let message = try ended.json["error"]?["message"]?.text ?? ""
    let isKnown = path == "busy" || modifiers.contains("idempotent")
    #expect(
      message.hasSuffix("; whether it was done is not known: look before it is done again") == !isKnown, "\(message)")
  }

  @Test(arguments: [("torn", [true, false, 0]), ("busy", [true, true, 503])] as [(String, [PlainValue])])
  func aSkillCanReadWhatIsKnownOfItsError(path: String, facts: [PlainValue]) async throws {
    let shop = try Workshop()
    let server = try HoldingServer(tearing: ["POST /torn"], answering: ["POST /busy": "503 Busy"])
    defer { server.close() }
    try shop.write(
      "post.yaml",
      posting(
        "http://127.0.0.1:\(server.port)/\(path)",
        """
            on_error:
              - set: { facts: "${{ [dyn(error.sent), error.heard, error.?code.orValue(0)] }}" }
        outputs: { facts: "${{ vars.?facts.orValue([]) }}" }
        """))
    let ended = try await shop.twin("run", "post.yaml", "--json")
    #expect(try ended.json["outputs"]?["facts"] == .list(facts), "\(ended.output)\(ended.errors)")
    #expect(try await shop.twin("verify", "last").code == 0)
  }

  /// The money is gone; that the receipt is not as it should be does not bring it back.
  @Test(arguments: ["on_error: continue", "retry: { times: 3, on: [effect] }"])
  func aPaymentWhoseAnswerCannotBeUsedIsInDoubt(modifier: String) async throws {
    let shop = try Workshop()
    let server = try HoldingServer()
    defer { server.close() }
    try shop.write(
      "pay.yaml", payment(server.port, [modifier, "schema: { type: object, required: [receipt] }"]))
    let paused = try await shop.twin("run", "pay.yaml", "--json")
    let id = try #require(try paused.json["id"]?.text, "\(paused.errors)")
    let asked = try await shop.twin("approve", id, "--json")
    #expect(asked.code == 3 && server.count("POST /pay") == 1, "\(asked.output)\(asked.errors)")
    let question = try asked.json["pendingStep"]
    #expect(question?["id"] == "pay.in_doubt")
    #expect(
      question?["prompt"]?.text?.contains(
        "it was answered with 200, and the answer's json does not fit the schema: $.receipt: is required") == true)
    let done = try await shop.twin(
      "approve", id, "--choose", "happened", "-i", #"result={"json": {"receipt": "R1"}}"#, "--json")
    #expect(done.code == 0 && server.count("POST /pay") == 1, "\(done.output)\(done.errors)")
  }

  /// Whoever has marked nothing hears that it was answered, and it is not sent a second time.
  @Test func whatWasAnsweredIsNotSentAgainForItsAnswer() async throws {
    let shop = try Workshop()
    let server = try HoldingServer()
    defer { server.close() }
    try shop.write(
      "post.yaml",
      posting(
        "http://127.0.0.1:\(server.port)/x",
        "    schema: { type: object, required: [receipt] }\n    retry: { times: 3, delay: 1ms }"))
    let ended = try await shop.twin("run", "post.yaml", "--json")
    #expect(ended.code == 1 && server.count("POST /x") == 1)
    #expect(
      try ended.json["error"]?["message"]
        == "it was answered with 200, and the answer's json does not fit the schema: $.receipt: is required; whether it was done is not known: look before it is done again"
    )
  }

  /// A program that ended well is not begun again for what it printed, and one that cannot be undone not for how it ended.
  @Test(arguments: [
    ("echo x >> log; echo '{}'", "idempotent: false", 1, "it ended with exit code 0, and the json that it printed"),
    ("echo x >> log; exit 3", "idempotent: false", 4, "sh ended with exit code 3"),
    ("echo x >> log; exit 3", "irreversible: true", 1, "sh ended with exit code 3"),
  ])
  func aProgramIsBegunAgainOnlyWhereItSaysNo(script: String, modifier: String, times: Int, message: String) async throws
  {
    let shop = try Workshop()
    try shop.write(
      "job.yaml",
      """
      skill: job
      permissions: { exec: [sh] }
      gates: { expires: 1h }
      outputs: { sent: "${{ vars.?sent.orValue(false) }}" }
      steps:
        - approve: Do it?
          id: ok
          \(modifier.hasPrefix("irr") ? "allows: [job]" : "show: {}")
        - exec: [sh, -c, "\(script)"]
          id: job
          \(modifier)
          schema: { type: object, required: [receipt] }
          retry: { times: 3, delay: 1ms }
          on_error:
            - set: { sent: "${{ error.sent }}" }
            - log: ${{ error.message }}
      """)
    let paused = try await shop.twin("run", "job.yaml", "--json")
    let id = try #require(try paused.json["id"]?.text, "\(paused.errors)")
    let done = try await shop.twin("approve", id, "--json")
    let log = try String(contentsOf: shop.folder.appendingPathComponent("log"), encoding: .utf8)
    #expect(log.split(separator: "\n").count == times, "\(done.output)\(done.errors)")
    #expect(try done.code == 0 && done.json["outputs"]?["sent"] == true)
    #expect(done.errors.hasPrefix(message), "\(done.errors)")
  }

  @Test func whatWasCertainlyNotSentIsTriedAgain() async throws {
    let shop = try Workshop()
    let listener = try LoopbackListener()
    listener.close()
    try shop.write(
      "post.yaml", posting("http://127.0.0.1:\(listener.port)/x", "    retry: { times: 3, delay: 1ms }"))
    let ended = try await shop.twin("run", "post.yaml")
    #expect(ended.code == 1 && ended.output.contains("tried 4 times"), "\(ended.output)\(ended.errors)")
  }

  @Test(arguments: ["/gone", "http://127.0.0.1:1/", "http://other.example/receipt"])
  func aPaymentWhoseReceiptIsNotThereIsInDoubt(location: String) async throws {
    let shop = try Workshop()
    let server = try HoldingServer(
      answering: ["POST /pay": "303 See Other\r\nLocation: \(location)", "GET /gone": "404 Gone"])
    defer { server.close() }
    try shop.write("pay.yaml", payment(server.port))
    let id = try #require(try await shop.twin("run", "pay.yaml", "--json").json["id"]?.text)
    let asked = try await shop.twin("approve", id, "--json")
    #expect(asked.code == 3, "\(asked.output)\(asked.errors)")
    let question = try #require(try asked.json["pendingStep"])
    #expect(question["id"] == "pay.in_doubt")
    let prompt = question["prompt"]?.text ?? ""
    #expect(
      prompt.hasPrefix(
        "Step 'pay' (http) was sent, and then: POST http://127.0.0.1:\(server.port)/pay was answered with 303; then "),
      "\(prompt)")
    #expect(try await shop.twin("approve", id, "--choose", "happened").code == 0 && server.count("POST /pay") == 1)
  }

  /// The other side may only be slow to show it: what its probe does not find is not done again by itself.
  @Test(arguments: [("", 1), ("retry: { times: 2, delay: 1ms }", 3)])
  func whatAProbeDoesNotFindIsNotSentAgainUnlessTheAuthorSaysSo(retry: String, times: Int) async throws {
    let shop = try Workshop()
    let server = try HoldingServer(tearing: ["POST /pay"])
    defer { server.close() }
    let probe = [
      retry, "probe:", "  - http: \"http://127.0.0.1:\(server.port)/paid\"", "    id: look",
      "  - if: ${{ has(steps.look.json.paid) }}", "    then: [{ return: \"${{ steps.look }}\" }]",
    ]
    try shop.write("pay.yaml", payment(server.port, probe))
    try shop.write("ok.yaml", "ok: approve")
    let run = try await shop.twin("run", "pay.yaml", "--answers", "ok.yaml", "--json")
    #expect(run.code == 1, "\(run.output)\(run.errors)")
    let end = try run.json
    #expect(server.count("POST /pay") == times && server.count("GET /paid") == times)
    #expect(end["error"]?["step"] == "pay")
    #expect(end["error"]?["message"]?.text?.contains("its probe did not find that it had happened") == true)
    #expect(try await shop.twin("verify", try #require(end["id"]?.text)).code == 0)
  }
}
