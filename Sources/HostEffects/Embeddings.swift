// Texts → vectors, by the embeddings protocol that most model servers understand (`POST /v1/embeddings`), at the one endpoint
// that the operator configured.
import DurableRuntime
import Values

package struct EmbeddingsEndpoint: Sendable {
  private let configuration: ModelConfiguration

  /// - Parameter configuration: `https://host/v1`, or the full address that ends in `/embeddings`; the key; the model.
  package init(_ configuration: ModelConfiguration) { self.configuration = configuration }

  /// The model's.
  package var name: String { configuration.name }

  private var endpoint: String {
    var base = configuration.url[...]
    while base.hasSuffix("/") { base = base.dropLast() }
    return base.hasSuffix("/embeddings") ? String(base) : base + "/embeddings"
  }

  /// One vector for each text, in their order, all of one length.
  /// - Throws: `EffectFailure` in a sentence, where there is no such answer within `HostLimits.embeddingsMilliseconds`.
  package func vectors(_ texts: [String]) async throws -> [[Float]] {
    var vectors: [[Float]] = []
    var start = 0
    while start < texts.count {
      let part = texts[start..<min(texts.count, start + HostLimits.embeddingsAtOnce)]
      vectors += try await ask(Array(part))
      start += part.count
    }
    guard Set(vectors.map(\.count)).count <= 1 else {
      throw EffectFailure.failed("the embeddings that were given are of several lengths", sent: true)
    }
    return vectors
  }

  private func ask(_ texts: [String]) async throws -> [[Float]] {
    let address = try WebAddress(endpoint)
    var headers = [(name: "Content-Type", value: "application/json"), (name: "Accept", value: "application/json")]
    if let key = configuration.key { headers.append((name: "Authorization", value: "Bearer " + key)) }
    let asked: PlainValue = ["model": .string(configuration.name), "input": .list(texts.map { .string($0) })]
    let request = WebRequest(method: "POST", address: address, headers: headers, body: try asked.json())
    let answer = try await withDeadline(
      milliseconds: HostLimits.embeddingsMilliseconds,
      failure: {
        .timedOut(
          "\(address.origin.text) gave no embeddings within \(durationText(milliseconds: HostLimits.embeddingsMilliseconds))",
          sent: true)
      },
      { try await WebClient.send(request, bodyLimit: HostLimits.embeddingsBytes, handover: Handover()) })
    let json = try? Body.parsed(answer.body, anyValue: false)
    guard answer.status < 300 else {
      throw EffectFailure.failed(
        "the embeddings endpoint at \(address.origin.text) answers \(answer.status): \(excerpt(json?["error"]?["message"]?.text ?? ""))",
        sent: true)
    }
    var vectors = [[Float]?](repeating: nil, count: texts.count)
    for row in json?["data"]?.elements ?? [] {
      guard let index = row["index"]?.integer.flatMap(Int.init(exactly:)), vectors.indices.contains(index),
        let numbers = row["embedding"]?.elements
      else { continue }
      let vector = numbers.compactMap(Self.number)
      if !vector.isEmpty, vector.count == numbers.count { vectors[index] = vector }
    }
    let all = vectors.compactMap { $0 }
    guard all.count == texts.count else {
      throw EffectFailure.failed(
        "\(address.origin.text) gave \(all.count) embeddings for \(texts.count) texts: it is no embeddings endpoint",
        sent: true)
    }
    return all
  }

  private static func number(_ value: PlainValue) -> Float? {
    switch value {
    case .double(let number): number.isFinite ? Float(number) : nil
    case .int(let number): Float(number)
    default: nil
    }
  }
}
