// Skills as tools of an agent: spoken to by the client that agents use, and by hand where a client would not go wrong.
import DurableRuntime
import Foundation
import Testing
import Values

@testable import Server

@Suite(.timeLimit(.minutes(10))) struct MCPTests {
  static let skill = """
    skill: pay
    goal: Pay a vendor
    inputs: { vendor: string, limit: { type: number, default: 500 } }
    outputs: { paid: "${{ vars.paid }}" }
    steps:
      - approve: Pay ${{ inputs.vendor }}?
        id: pay
        expires: 24h
      - set: { paid: "${{ 'paid ' + inputs.vendor }}" }
    """

  /// What every client must have got, however it came.
  static func check(_ got: PlainValue) throws {
    #expect(got["hello"]?["protocolVersion"] == "2025-06-18")
    #expect(got["hello"]?["serverInfo"]?["name"] == "twin")
    let tools = try #require(got["tools"]?.elements)
    #expect(tools.compactMap { $0["name"]?.text } == ["pay", "twin_run_status"])
    #expect(tools[0]["description"] == "Pay a vendor")
    #expect(tools[0]["inputSchema"]?["required"] == ["vendor"])
    #expect(tools[0]["inputSchema"]?["properties"]?["limit"]?["default"] != nil)
    for result in [got["call"], got["status"]] {
      let run = try #require(result?["structuredContent"])
      #expect(run["status"] == "awaiting_approval")
      #expect(run["pendingStep"]?["prompt"] == "Pay Globex?" && run["pendingStep"]?["id"] == "pay")
      let text = try #require(result?["content"]?.elements?.first?["text"]?.text)
      #expect(text.hasPrefix("pay waits for a person: “Pay Globex?”. Only a person can decide this, in Twin."))
    }
    #expect(got["wrong"]?["isError"] == true)
    #expect(got["wrong"]?["content"]?.elements?.first?["text"]?.text?.contains("vendor") == true)
    #expect(got["refused"]?.text?.contains("there is no tool 'approve'") == true)
  }

  @Test(.enabled(if: Peer.python != nil, Peer.missing)) func anAgentsClientRunsASkillOverHTTP() async throws {
    try await Premises.open { premises in
      try await premises.register("pay", Self.skill)
      let client = try Peer("mcp_client.py", ["http", "http://127.0.0.1:\(premises.port)/mcp", premises.agentKey])
      defer { client.stop() }
      let got = try await client.json()
      try Self.check(got)
      // A person decides, elsewhere; the agent hears of it.
      let run = try #require(got["call"]?["structuredContent"]?["id"]?.text)
      _ = try await premises.post("/v1/runs/\(run)/approve")
      let after = try await call(premises, "twin_run_status", #"{"run": "\#(run)", "wait": 30}"#)
      #expect(after["result"]?["structuredContent"]?["status"] == "completed")
      #expect(after["result"]?["structuredContent"]?["outputs"]?["paid"] == "paid Globex")
    }
  }

  private func call(_ premises: Premises, _ tool: String, _ arguments: String) async throws -> PlainValue {
    try await premises.send(
      "POST", "/mcp",
      #"{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "\#(tool)", "arguments": \#(arguments)}}"#,
      as: premises.agentKey
    ).json
  }

  @Test func whatIsNoMessageIsAnsweredAsTheProtocolSays() async throws {
    try await Premises.open { premises in
      try await premises.register("pay", Self.skill)
      func code(_ body: String) async throws -> PlainValue? {
        try await premises.send("POST", "/mcp", body, as: premises.agentKey).json["error"]?["code"]
      }
      #expect(try await code("{") == -32700)
      #expect(try await code("[]") == -32600)
      #expect(try await code(#"{"jsonrpc": "1.0", "id": 1, "method": "ping"}"#) == -32600)
      #expect(try await code(#"{"jsonrpc": "2.0", "id": {}, "method": "ping"}"#) == -32600)
      #expect(try await code(#"{"jsonrpc": "2.0", "id": 1, "method": "runs/approve"}"#) == -32601)
      #expect(
        try await code(#"{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "nothing"}}"#) == -32602
      )
      let told = try await premises.send(
        "POST", "/mcp", #"{"jsonrpc": "2.0", "method": "notifications/initialized"}"#, as: premises.agentKey)
      #expect(told.status == 202 && told.body.isEmpty)
      #expect(try await premises.send("GET", "/mcp", as: premises.agentKey).status == 405)
      #expect(try await premises.send("DELETE", "/mcp", as: premises.agentKey).status == 405)
      #expect(try await premises.send("POST", "/mcp", "{}", as: nil).status == 401)
      let ping = #"{"jsonrpc": "2.0", "id": 1, "method": "ping"}"#
      for (name, value, status) in [
        ("mcp-protocol-version", "1999-01-01", 400), ("mcp-protocol-version", "2025-06-18", 200),
        ("origin", "https://evil.example", 403), ("origin", "http://127.0.0.1:\(premises.port)", 200),
      ] {
        let answer = try await premises.send("POST", "/mcp", ping, as: premises.agentKey, headers: [name: value])
        #expect(answer.status == status, "\(name): \(value)")
      }
      // A name of somebody else's that leads here stands in both headers.
      let rebound = "rebound.example:\(premises.port)"
      let answer = try await premises.send(
        "POST", "/mcp", ping, as: premises.agentKey, headers: ["host": rebound, "origin": "http://\(rebound)"])
      #expect(answer.status == 403)
    }
  }

  @Test func aKeyThatMayNotStartStartsNothing() async throws {
    try await Premises.open { premises in
      try await premises.register("pay", Self.skill)
      let reader = try await premises.worker.with { engine in
        try KeyRing.add(
          APIKey(name: "watcher", scopes: [.read], person: nil, madeAt: 0, expiresAt: nil), to: engine.store,
          by: "tester")
      }
      let call =
        #"{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "pay", "arguments": {"vendor": "x"}}}"#
      let answer = try await premises.send("POST", "/mcp", call, as: reader).json
      #expect(answer["error"]?["message"]?.text?.contains("the scope `start`") == true)
      #expect(try await premises.worker.with { try $0.store.runs(RunFilter()).isEmpty })
    }
  }
}
