// The audit log over HTTP, read by a transparency log's client that is none of ours.
import DurableRuntime
import Foundation
import Testing
import Values

@Suite(.timeLimit(.minutes(10))) struct AuditTests {
  private static let skill = """
    skill: pay
    inputs: { vendor: string }
    steps:
      - approve: Pay ${{ inputs.vendor }}?
        id: pay
        expires: 24h
    """

  @Test(.enabled(if: Peer.python != nil, Peer.missing)) func aTransparencyLogsClientVerifiesTheLog() async throws {
    try await Premises.open { premises in
      try await premises.register("pay", Self.skill)
      let run = try await premises.post("/v1/skills/pay/run", #"{"inputs": {"vendor": "Globex"}}"#).json
      let id = try #require(run["id"]?.text)
      _ = try await premises.post("/v1/runs/\(id)/approve")
      // Beyond one tile.
      try await premises.worker.with { engine in
        let entry = AuditEntry(
          at: 1, run: nil, program: nil, events: [AuditEvent(.ended, .text("completed"), .digest(Digest(of: [])))])
        try engine.store.append(audit: [AuditEntry](repeating: entry, count: 700))
      }
      let client = try Peer("tlog_client.py", ["http://127.0.0.1:\(premises.port)/v1/audit", premises.key])
      defer { client.stop() }
      let found = try await client.json()
      let size = try #require(found["size"]?.integer)
      #expect(size > 700)
      #expect(found["tiles"] == .int((size + 255) / 256) && found["proofs"] == 4)
      // The same root and signature from the leaves alone, without the tiles.
      let (note, exported) = try await premises.worker.with { engine -> (String, [UInt8]) in
        let log = AuditLog(store: engine.store, keys: engine.keys)
        return (try log.latest().note, try log.export())
      }
      #expect(try await premises.get("/v1/audit/checkpoint").text == note)
      #expect(try AuditLog.verify(exported: exported).size == Int(size))
    }
  }

  @Test func theLogIsReadPageByPage() async throws {
    try await Premises.open { premises in
      try await premises.register("pay", Self.skill)
      for _ in 0..<3 { _ = try await premises.post("/v1/skills/pay/run", #"{"inputs": {"vendor": "Globex"}}"#) }
      var seen: [Int64] = []
      var after: Int64?
      repeat {
        let page = try await premises.get("/v1/audit?limit=2" + (after.map { "&after=\($0)" } ?? "")).json
        seen += page["entries"]?.elements?.compactMap { $0["leaf"]?.integer } ?? []
        after = page["next"]?.integer
      } while after != nil
      #expect(seen.count >= 3 && seen == (0..<Int64(seen.count)).map { $0 })
      let size = seen.count
      let proof = try await premises.get("/v1/audit/consistency?from=1&to=\(size)").json
      #expect(proof["from"] == 1 && proof["proof"]?.elements?.isEmpty == false)
      for wrong in [
        "/v1/audit/entries/\(size)/proof", "/v1/audit/entries/-1/proof",
        "/v1/audit/consistency?from=\(size + 1)&to=\(size)",
        "/v1/audit/tile/0/001", "/v1/audit/tile/0/0", "/v1/audit/tile/00/000", "/v1/audit/tile/entries/000.p/255",
        "/v1/audit/tile/9/000",
      ] {
        #expect(try await premises.get(wrong).status == 404, "\(wrong)")
      }
      for wrong in [
        "/v1/audit?limit=0", "/v1/audit?limit=x", "/v1/audit?after=-1", "/v1/audit/consistency?from=0&to=1",
      ] {
        #expect(try await premises.get(wrong).status == 422, "\(wrong)")
      }
      #expect(try await premises.send("GET", "/v1/audit/checkpoint", as: nil).status == 401)
    }
  }
}
