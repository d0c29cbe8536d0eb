// The effect `model`: prompt, system, schema → text, or a value that fits the schema. It speaks the chat completions
// protocol that most model servers understand, to the one endpoint that the operator configured; the skill's network
// permissions are about the skill's own requests and do not matter here.
//
// An answer that does not fit the schema is never passed on: the model is shown the problems once and asked again; what
// both answers cost is counted.
import DurableRuntime
import Values

/// Where the model is. All three come from the operator, never from a skill.
package struct ModelConfiguration: Sendable {
  /// `https://host/v1`, or the full address that ends in `/chat/completions`.
  package var url: String
  package var key: String?
  package var name: String

  package init(url: String, key: String?, name: String) {
    self.url = url
    self.key = key
    self.name = name
  }

  var endpoint: String {
    var base = url[...]
    while base.hasSuffix("/") { base = base.dropLast() }
    return base.hasSuffix("/chat/completions") ? String(base) : base + "/chat/completions"
  }
}

struct ModelEffect {
  var configuration: ModelConfiguration?

  func perform(_ arguments: Arguments) async -> EffectOutcome {
    let spent = Spent()
    var outcome: EffectOutcome
    do {
      outcome = .done(try await answer(arguments, spent: spent))
    } catch var failure as EffectFailure {
      failure.message = arguments.seen.strike(failure.message)
      outcome = EffectOutcome(failure, of: arguments.request)
    } catch {
      outcome = .unheard(.effect, "asking the model was given up", sent: true)
    }
    outcome.cost = spent.cost
    return outcome
  }

  private func answer(_ arguments: Arguments, spent: Spent) async throws -> PlainValue {
    guard let configuration else {
      throw EffectFailure.unusable(
        "no model is configured: set model.url and model.name in twin.yaml, or TWIN_MODEL_URL and TWIN_MODEL_NAME")
    }
    if let key = configuration.key { arguments.seen.note(key) }
    let conversation = try Conversation(arguments, model: configuration.name)
    let address = try WebAddress(configuration.endpoint)
    let timeout = arguments.request.timeout
    return try await withDeadline(
      milliseconds: timeout,
      failure: {
        .timedOut("the model gave no answer within \(durationText(milliseconds: timeout))", sent: spent.anythingSent)
      },
      { try await converse(conversation, address: address, spent: spent, arguments) })
  }

  /// Asks, and asks once more where the answer does not fit.
  private func converse(
    _ start: Conversation, address: WebAddress, spent: Spent, _ arguments: Arguments
  ) async throws -> PlainValue {
    var conversation = start
    for attempt in 0...HostLimits.modelRepairs {
      let text = try await ask(conversation, address: address, spent: spent, arguments)
      guard let schema = conversation.schema else { return .string(text) }
      let problems: [String]
      switch Self.read(text, schema: schema.schema) {
      case .fits(let value): return value
      case .problems(let list): problems = list
      }
      if attempt == HostLimits.modelRepairs {
        throw EffectFailure.unread(
          "the model's answer does not fit the schema, even when asked again: \(listed(problems, limit: 3))", sent: true
        )
      }
      conversation.messages.append(["role": "assistant", "content": .string(text)])
      conversation.messages.append([
        "role": "user",
        "content": .string(
          "That answer does not fit the schema:\n- " + problems.prefix(20).joined(separator: "\n- ")
            + "\nAnswer again with the corrected JSON alone."),
      ])
    }
    preconditionFailure("the loop ends by a return or an error")
  }

  private enum Reading {
    case fits(PlainValue)
    case problems([String])
  }

  /// The answer as JSON, out of a code fence if it stands in one, checked and widened by the schema.
  private static func read(_ text: String, schema: Schema) -> Reading {
    var bytes = Array(text.utf8)
    let lines = FileEffects.lines(text)
    if let first = lines.firstIndex(where: { $0.hasPrefix("```") }),
      let last = lines.lastIndex(where: { $0.hasPrefix("```") }), first < last
    {
      bytes = Array(lines[(first + 1)..<last].joined(separator: "\n").utf8)
    }
    do throws(JSONError) {
      let value = try PlainValue(json: bytes)
      let checked = schema.check(value)
      return checked.problems.isEmpty ? .fits(checked.value) : .problems(checked.problems.map(\.description))
    } catch {
      return .problems(["it is no JSON: \(error.description)"])
    }
  }

  // MARK: One request

  private func ask(
    _ conversation: Conversation, address: WebAddress, spent: Spent, _ arguments: Arguments
  ) async throws -> String {
    var headers = [(name: "Content-Type", value: "application/json"), (name: "Accept", value: "application/json")]
    if let key = configuration?.key { headers.append((name: "Authorization", value: "Bearer " + key)) }
    let body: [UInt8]
    do { body = try conversation.request.json() } catch { throw EffectFailure.unusable("the prompt: \(error.message)") }
    let request = WebRequest(method: "POST", address: address, headers: headers, body: body)
    let answer = try await WebClient.send(
      request, bodyLimit: HostLimits.modelAnswerBytes, handover: spent.nextHandover())
    let json = try? Body.parsed(answer.body, anyValue: false)
    guard answer.status < 300 else {
      let said = json?["error"]?["message"]?.text ?? Body.text(answer.body)
      throw EffectFailure.failed(
        "the model's endpoint at \(address.origin.text) answers \(answer.status): \(excerpt(arguments.cleaned(said)))",
        sent: true, code: Int32(answer.status))
    }
    spent.count(usage: json?["usage"])
    guard let choice = json?["choices"]?.elements?.first else {
      throw EffectFailure.failed(
        "what \(address.origin.text) answers has no choices: it is no chat completions endpoint", sent: true)
    }
    if let refusal = choice["message"]?["refusal"]?.text {
      throw EffectFailure.failed("the model declines: \(excerpt(arguments.cleaned(refusal)))", sent: true)
    }
    switch choice["finish_reason"]?.text {
    case "length": throw EffectFailure.failed("the model's answer was cut off at its length limit", sent: true)
    case "content_filter":
      throw EffectFailure.failed("the model's answer was cut off by the endpoint's content filter", sent: true)
    default: break
    }
    guard let text = Self.content(choice["message"]?["content"]) else {
      throw EffectFailure.failed("the model's answer has no text", sent: true)
    }
    // An endpoint that repeats the key that it was sent tells it to nobody.
    return arguments.seen.strike(text)
  }

  /// Text, or a list of parts of which some are text.
  private static func content(_ content: PlainValue?) -> String? {
    if let text = content?.text { return text }
    guard let parts = content?.elements else { return nil }
    let texts = parts.compactMap { $0["text"]?.text }
    return texts.isEmpty ? nil : texts.joined()
  }

  private struct Conversation: Sendable {
    var model: String
    var messages: [PlainValue] = []
    var schema: ResultSchema?
    var schemaText: PlainValue?
    var options: [(String, PlainValue)] = []

    init(_ arguments: Arguments, model: String) throws(EffectFailure) {
      self.model = model
      let prompt = try arguments.requiredText("prompt")
      if let system = try arguments.text("system") {
        messages.append(["role": "system", "content": .string(system)])
      }
      messages.append(["role": "user", "content": .string(prompt)])
      schemaText = arguments.option("schema")
      schema = try ResultSchema(schemaText)
      for name in ["temperature", "max_tokens"] {
        if let value = arguments[name] { options.append((name, value)) }
      }
      var size = 0
      for message in messages { size += message["content"]?.text?.utf8.count ?? 0 }
      guard size <= HostLimits.promptBytes else {
        throw .unusable("the prompt is longer than the limit of \(HostLimits.promptBytes) bytes")
      }
    }

    var request: PlainValue {
      var fields: [(String, PlainValue)] = [("model", .string(model)), ("messages", .list(messages))]
      if let schemaText {
        fields.append(
          (
            "response_format",
            ["type": "json_schema", "json_schema": ["name": "answer", "schema": schemaText]]
          ))
      }
      return .map((fields + options).map { PlainEntry(key: .string($0.0), value: $0.1) })
    }
  }
}

/// What a conversation cost so far; asked also when it ended badly. A request that was sent is a call, however it was answered.
private final class Spent: Sendable {
  private let handovers = SharedList<Handover>()
  private let tokens = SharedList<Int>()

  func nextHandover() -> Handover {
    let handover = Handover()
    handovers.append(handover)
    return handover
  }
  var anythingSent: Bool { handovers.all.contains { $0.happened } }

  /// Counts the tokens of a call, both ways; a server that does not count makes none.
  func count(usage: PlainValue?) {
    let parts = ["prompt_tokens", "completion_tokens"].compactMap { usage?[$0]?.integer }
    let total = parts.count == 2 ? parts.reduce(0, &+) : usage?["total_tokens"]?.integer ?? 0
    tokens.append(Int(clamping: max(0, total)))
  }

  var cost: EffectCost {
    EffectCost(modelCalls: handovers.all.count { $0.happened }, tokens: tokens.all.reduce(0, &+))
  }
}
