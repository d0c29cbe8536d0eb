// What people who tried the command found wrong, kept from coming back: whole runs with the real program.
import Foundation
import Testing
import Values

@Suite struct TrustTests {
  @Test func noSkillReadsOrWritesTheStoreItself() async throws {
    let shop = try Workshop()
    try shop.write(
      "key.yaml",
      """
      skill: key
      permissions: { read: ["**"], write: ["**"] }
      outputs: { refused: "${{ vars.refused }}" }
      steps:
        - set: { refused: "${{ [''] }}" }
        - for: path
          in: ${{ ['.twin/key', '.twin/twin.db', './link'] }}
          do:
            - try:
                - read_file: ${{ path }}
              catch:
                - set: { refused: "${{ vars.refused + [error.message] }}" }
            - try:
                - write_file: ${{ path }}
                  content: nothing
              catch:
                - set: { refused: "${{ vars.refused + [error.kind] }}" }
      """)
    try FileManager.default.createSymbolicLink(
      atPath: shop.folder.appendingPathComponent("link").path, withDestinationPath: ".twin/key")
    let done = try await shop.twin("run", "key.yaml", "--json")
    let refused = try done.json["outputs"]?["refused"]?.elements?.compactMap(\.text) ?? []
    #expect(
      refused == [
        "", "cannot read .twin/key: it is a file of the store itself, which no skill may touch", "permission",
        "cannot read .twin/twin.db: it is a file of the store itself, which no skill may touch", "permission",
        "cannot read ./link: it is a file of the store itself, which no skill may touch", "permission",
      ])
    #expect(try await shop.twin("verify", "last").code == 0)
  }

  private static let gate = """
    skill: gate
    gates: { expires: 1h }
    steps:
      - for: n
        in: ${{ [1, 2] }}
        at_once: 2
        do:
          - approve: Go ${{ n }}?
            id: go
    """

  @Test func aSupposedTimeLetsNobodyElsesGateExpire() async throws {
    let shop = try Workshop()
    try shop.write("gate.yaml", Self.gate)
    let id = try #require(try await shop.twin("run", "gate.yaml", "--json").json["id"]?.text)
    #expect(try await shop.twin("run", "gate.yaml", "--clock", "2040-01-01T00:00:00Z").code == 3)
    #expect(try await shop.twin("show", id, "--json").json["status"] == "awaiting_approval")
  }

  @Test func whatTheCommandProposesWorksAsItIs() async throws {
    let shop = try Workshop()
    try shop.write("gate.yaml", Self.gate)
    var shown = try await shop.twin("run", "gate.yaml").output
    for left in [2, 1] {
      let proposals = shown.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }.filter {
        $0.starts(with: ["twin", "approve"])
      }
      #expect(proposals.count == left)
      let answered = try await shop.begin(Array(try #require(proposals.last).dropFirst())).finish()
      #expect(answered.code == (left == 2 ? 3 : 0))
      shown = answered.output
    }
  }

  /// Runs `line` in a shell, with `$twin` in it.
  private func shell(_ shop: Workshop, _ line: String) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = shop.folder
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": shop.folder.path, "twin": Workshop.twin.path]
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  @Test(arguments: [
    "$twin run talk.yaml >&-", "$twin run talk.yaml <&- >&- 2>&-", "$twin run talk.yaml >/dev/full 2>&1",
    "$twin run talk.yaml 2>&1 | head -c 10 >/dev/null",
  ])
  func nobodyWhoListensIsNoReasonToLeaveARunInTheMiddle(line: String) async throws {
    let shop = try Workshop()
    try shop.write(
      "talk.yaml",
      """
      skill: talk
      permissions: { write: ["out/*"] }
      steps:
        - for: n
          in: ${{ lists.range(3000) }}
          do:
            - log: a line that nobody reads, number ${{ n }}
        - write_file: out/done
          content: yes, it came here
      """)
    _ = try shell(shop, line)
    #expect(try await shop.twin("show", "last", "--json").json["status"] == "completed")
    #expect(FileManager.default.fileExists(atPath: shop.folder.appendingPathComponent("out/done").path))
  }

  @Test func aUsedStoreIsGivenNoOtherKey() async throws {
    let shop = try Workshop()
    try shop.write("gate.yaml", Self.gate)
    #expect(try await shop.twin("run", "gate.yaml").code == 3)
    let key = shop.folder.appendingPathComponent(".twin/key")
    let saved = try Data(contentsOf: key)
    try FileManager.default.removeItem(at: key)
    let refused = try await shop.twin("runs")
    #expect(refused.code == 1 && refused.errors.contains("the store's key is not at"))
    #expect(!FileManager.default.fileExists(atPath: key.path))
    try saved.write(to: key)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key.path)
    #expect(try await shop.twin("audit", "verify").code == 0)
  }

  @Test func severalWhoBeginAStoreAtOnceShareIt() async throws {
    let shop = try Workshop()
    try shop.write("gate.yaml", Self.gate)
    let running = try (0..<6).map { _ in try shop.begin(["run", "gate.yaml"]) }
    for one in running {
      let finished = await one.finish()
      #expect(finished.code == 3, "\(finished.errors)")
    }
    #expect(try await shop.twin("runs", "--json").json.elements?.count == 6)
    #expect(try await shop.twin("audit", "verify").code == 0)
  }
}
