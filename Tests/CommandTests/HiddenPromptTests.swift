// What is typed on a terminal without being shown: only a line that was meant is an answer.
import Foundation
import Testing

@Suite struct HiddenPromptTests {
  /// What came of typing `keys` at the prompt of `twin ARGUMENTS`, on a pseudo-terminal (script(1)).
  private func type(_ keys: String, at prompt: String, _ arguments: String, _ shop: Workshop) async throws -> Finished {
    let input = Pipe()
    let running = try shop.begin(
      ["-qec", "'\(Workshop.twin.path)' \(arguments)", "/dev/null"], program: URL(fileURLWithPath: "/usr/bin/script"),
      input: input.fileHandleForReading)
    defer { if running.process.isRunning { running.kill() } }
    try await shop.until { running.outputSoFar.contains(prompt) }
    try input.fileHandleForWriting.write(contentsOf: Data(keys.utf8))
    let finished = await running.finish()
    try? input.fileHandleForWriting.close()
    return finished
  }

  @Test func aSecretIsWhatWasTypedAndNothingElseIs() async throws {
    let shop = try Workshop()
    func set(_ keys: String) async throws -> Finished {
      try await type(keys, at: "word: ", "secret set word", shop)
    }
    // (Backspace takes back a whole character, Control-U all of them.)
    let kept = try await set("nonsense\u{15}corr\u{00e9}\u{7f}ect horse battery\r")
    #expect(kept.code == 0 && kept.output.contains("word is kept") && !kept.output.contains("horse"), "\(kept)")
    let file = try shop.files().first { $0.path.hasSuffix("twin.db") }
    let before = try #require(file).bytes
    for (keys, code, words) in [
      ("half\u{03}", 130, "word: "), ("half\u{03}\r", 130, "word: "), ("\u{04}", 2, "nothing was typed"), ("\r", 2, "nothing was typed"),
      ("half\u{04}", 2, "nothing was typed"), ("one\rtwo\r", 2, "several lines were pasted"),
      ("a\u{1B}[A\r", 2, "a key that is no text"),
    ] as [(String, Int32, String)] {
      let refused = try await set(keys)
      #expect(refused.code == code && refused.output.contains(words) && !refused.output.contains("kept"), "\(refused)")
    }
    #expect(try shop.files().first { $0.path.hasSuffix("twin.db") }?.bytes == before)
    let long = String(repeating: "0123456789", count: 600)
    let whole = try await set(long + "\r")
    #expect(whole.code == 0 && !whole.output.contains("0123456789"), "\(whole)")
    try shop.write(
      "use.yaml",
      """
      skill: use
      secrets: [word]
      permissions: { exec: [sh] }
      outputs: { n: "${{ steps.c.stdout }}" }
      steps:
        - exec: [sh, -c, "wc -c"]
          stdin: ${{ secrets.word }}
          id: c
          idempotent: true
      """)
    #expect(try await shop.twin("run", "use.yaml", "--json").json["outputs"]?["n"] == "6000\n")
  }

  @Test func aGateIsNotDecidedByGivingUp() async throws {
    let shop = try Workshop()
    try shop.write("pay.yaml", paymentByProgram(gate: ["edit: { pin: { type: string, secret: true } }"]))
    let id = try #require(try await shop.twin("run", "pay.yaml", "--json").json["id"]?.text)
    for keys in ["\u{03}", "\u{04}", "\r", "1234\u{03}\r"] {
      let refused = try await type(keys, at: "pin: ", "approve \(id)", shop)
      #expect(refused.code != 0 && refused.code != 3, "\(refused)")
      #expect(try await shop.twin("show", id, "--json").json["status"] == "awaiting_approval")
    }
    #expect(try await type("1234\r", at: "pin: ", "approve \(id)", shop).code == 0)
    #expect(try String(contentsOf: shop.folder.appendingPathComponent("paid.txt"), encoding: .utf8) == "paid\n")
  }
}
