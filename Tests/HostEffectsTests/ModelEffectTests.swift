import DurableRuntime
import Testing
import Values

@testable import HostEffects

/// A scripted endpoint: it answers from a list and says so; no model is asked anywhere in these tests.
@Suite struct ModelEffectTests {
  static let schema: PlainValue = [
    "type": "object", "properties": ["subject": ["type": "string"], "score": ["type": "number"]],
    "required": ["subject", "score"], "additionalProperties": false,
  ]

  static func completion(_ content: String, tokens: (Int, Int) = (10, 5)) -> Reply {
    let text = PlainValue.string(content)
    return .json(
      #"{"object":"chat.completion","model":"scripted","choices":[{"index":0,"finish_reason":"stop","message":"#
        + #"{"role":"assistant","content":\#((try? text.jsonText()) ?? "")}}],"#
        + #""usage":{"prompt_tokens":\#(tokens.0),"completion_tokens":\#(tokens.1),"total_tokens":99}}"#)
  }

  func ask(_ arguments: PlainValue, _ replies: [Reply], options: PlainValue = .map([])) async throws
    -> (EffectOutcome, [SeenRequest])
  {
    let script = SharedList<SeenRequest>()
    return try await LoopbackServer.serving({ request in
      script.append(request)
      return replies[min(script.all.count, replies.count) - 1]
    }) { server in
      var bench = Bench()
      bench.model = ModelConfiguration(url: server.url + "/v1/", key: "sk-test", name: "scripted")
      let outcome = await bench.perform("model", arguments, options: options, network: [])
      return (outcome, server.requests)
    }
  }

  @Test func textIsTextAndIsCounted() async throws {
    let (outcome, requests) = try await ask(
      ["prompt": "Say hello", "system": "Be brief"], [Self.completion("Hello.")])
    #expect(outcome.shown == #""Hello.""#)
    #expect(outcome.cost == EffectCost(modelCalls: 1, tokens: 15))
    #expect(requests[0].target == "/v1/chat/completions")
    #expect(requests[0].header("authorization") == "Bearer sk-test")
    #expect(
      requests[0].text
        == #"{"model":"scripted","messages":[{"role":"system","content":"Be brief"},"#
        + #"{"role":"user","content":"Say hello"}]}"#)
  }

  @Test func anAnswerThatFitsTheSchemaIsItsValue() async throws {
    let (outcome, requests) = try await ask(
      ["prompt": "Draft"], [Self.completion("```json\n{\"subject\": \"Hi\", \"score\": 1}\n```")],
      options: ["schema": Self.schema])
    #expect(outcome.shown == #"{"subject":"Hi","score":1.0}"#)
    #expect(
      requests[0].text.contains(
        #""response_format":{"type":"json_schema","json_schema":{"name":"answer","schema":{"type":"object""#))
  }

  @Test func aBadAnswerIsRepairedOnceAndBothAreCounted() async throws {
    let (outcome, requests) = try await ask(
      ["prompt": "Draft", "schema": Self.schema],
      [Self.completion(#"{"subject": 7}"#), Self.completion(#"{"subject": "ok", "score": 0.5}"#, tokens: (30, 7))])
    #expect(outcome.shown == #"{"subject":"ok","score":0.5}"#)
    #expect(outcome.cost == EffectCost(modelCalls: 2, tokens: 52))
    try #require(requests.count == 2)
    #expect(requests[1].text.contains("That answer does not fit the schema"))
  }

  @Test func twoBadAnswersAreAnError() async throws {
    let (outcome, requests) = try await ask(
      ["prompt": "Draft", "schema": Self.schema], [Self.completion("I cannot do that")])
    #expect(
      outcome.shown.hasPrefix("effect, sent: the model's answer does not fit the schema, even when asked again: "))
    #expect(outcome.cost.modelCalls == 2)
    #expect(requests.count == 2)
  }

  @Test func whatGoesWrongIsSaid() async throws {
    #expect(
      await Bench().perform("model", ["prompt": "x"]).shown
        == "effect: no model is configured: set model.url and model.name in twin.yaml, "
        + "or TWIN_MODEL_URL and TWIN_MODEL_NAME")
    let (limited, _) = try await ask(
      ["prompt": "x"], [.json(#"{"error":{"message":"rate limit for sk-test"}}"#, status: 429)])
    #expect(limited.shown.hasSuffix("answers 429: rate limit for •••"))
    #expect(limited.cost == EffectCost(modelCalls: 1), "what was sent is a call, however it was answered")
    for (reason, message) in [
      ("length", "at its length limit"), ("content_filter", "by the endpoint's content filter"),
    ] {
      let cut =
        #"{"choices":[{"finish_reason":"\#(reason)","message":{"content":"half"}}],"usage":{"prompt_tokens":3,"completion_tokens":4}}"#
      let (outcome, _) = try await ask(["prompt": "x"], [.json(cut)])
      #expect(outcome.shown == "effect, sent: the model's answer was cut off \(message)")
      #expect(outcome.cost == EffectCost(modelCalls: 1, tokens: 7))
    }
    let (other, _) = try await ask(["prompt": "x"], [.text("<html>hello")])
    #expect(other.shown.hasSuffix("has no choices: it is no chat completions endpoint"))
  }

  /// The key is the operator's, and no secret that the run knows: nothing else would take it out of the answer.
  @Test func theKeyIsTakenOutOfWhatTheEndpointSays() async throws {
    let (text, _) = try await ask(["prompt": "x"], [Self.completion("your key is sk-test, is it not")])
    #expect(text.shown == #""your key is •••, is it not""#)
    let (value, _) = try await ask(
      ["prompt": "x", "schema": Self.schema], [Self.completion(#"{"subject": "sk-test", "score": 1}"#)])
    #expect(value.shown == #"{"subject":"•••","score":1.0}"#)
  }
}
