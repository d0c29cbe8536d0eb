import DurableRuntime
import Testing
import Values

@testable import HostEffects

/// A scripted endpoint on loopback, real HTTP; no model is asked.
@Suite struct EmbeddingsTests {
  private func ask(_ texts: [String], _ reply: Reply) async throws -> ([[Float]], [SeenRequest]) {
    try await LoopbackServer.serving({ _ in reply }) { server in
      let endpoint = EmbeddingsEndpoint(ModelConfiguration(url: server.url + "/v1/", key: "sk-test", name: "small"))
      return (try await endpoint.vectors(texts), server.requests)
    }
  }

  @Test func vectorsComeInTheOrderOfTheirTexts() async throws {
    let (vectors, requests) = try await ask(
      ["pay", "send"], .json(#"{"data":[{"index":1,"embedding":[0.5,1]},{"index":0,"embedding":[1,0]}]}"#))
    #expect(vectors == [[1, 0], [0.5, 1]])
    #expect(requests[0].target == "/v1/embeddings")
    #expect(requests[0].header("authorization") == "Bearer sk-test")
    #expect(requests[0].text == #"{"model":"small","input":["pay","send"]}"#)
  }

  @Test(arguments: [
    #"{"data":[{"index":0,"embedding":[1,0]}]}"#, #"{"data":[]}"#, "[]", "no JSON",
    #"{"data":[{"index":0,"embedding":[1,"x"]},{"index":1,"embedding":[1,0]}]}"#,
    #"{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[1,0]}]}"#,
  ]) func whatIsNoSuchAnswerIsRefused(_ body: String) async throws {
    await #expect(throws: EffectFailure.self) { try await ask(["a", "b"], .json(body)) }
  }
}
