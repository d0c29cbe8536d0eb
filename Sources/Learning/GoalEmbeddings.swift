// How alike a goal and the skills are to an embeddings model: asked only where words do not decide. Vectors of skills' goals
// are kept in the store by their content, so that each is paid for once. Without an answer dispatch is what it is without.
import DurableRuntime
import Values

package struct GoalEmbeddings: Sendable {
  package typealias Ask = @Sendable ([String]) async throws -> [[Float]]
  private let model: String
  private let worker: Worker
  private let ask: Ask

  /// - Parameters:
  ///   - model: its name: another model's vectors are others.
  ///   - ask: one vector for each text, in their order.
  package init(model: String, worker: Worker, ask: @escaping Ask) {
    self.model = model
    self.worker = worker
    self.ask = ask
  }

  /// Items: the digest of model and text, and the vector.
  package static let collection = "embeddings"

  /// Those whose likeness is known count by it as well.
  package func sharpen(_ goal: String, _ fits: [Dispatch.Fit]) async throws -> [Dispatch.Fit] {
    let texts = fits.map { ([$0.card.goal] + $0.card.also).joined(separator: "; ") }
    let keys = texts.map { Digest(of: Array((model + "\0" + $0).utf8)).description }
    var known = try await worker.with { engine in
      try keys.map { try engine.store.item(Self.collection, $0).flatMap(Self.vector) }
    }
    let missing = known.indices.filter { known[$0] == nil }
    let asked = try await ask([goal] + missing.map { texts[$0] })
    guard asked.count == missing.count + 1 else { return fits }
    for (index, vector) in zip(missing, asked.dropFirst()) { known[index] = vector }
    let changes = zip(missing, asked.dropFirst()).map { index, vector in
      ItemChange(collection: Self.collection, key: keys[index], value: Self.bytes(vector))
    }
    if !changes.isEmpty { _ = try await worker.with { try $0.store.change(changes, audit: []) } }
    return zip(fits, known).map { fit, vector in
      vector.flatMap { Self.likeness(asked[0], $0) }.map(fit.sharpened) ?? fit
    }
  }

  /// Cosine; nil where the vectors are of several lengths.
  static func likeness(_ a: [Float], _ b: [Float]) -> Double? {
    guard a.count == b.count, !a.isEmpty else { return nil }
    var (dot, first, second) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
      dot += Double(x) * Double(y)
      first += Double(x) * Double(x)
      second += Double(y) * Double(y)
    }
    guard first > 0, second > 0 else { return nil }
    return dot / (first * second).squareRoot()
  }

  private static func bytes(_ vector: [Float]) -> [UInt8] {
    vector.flatMap { number in
      let bits = number.bitPattern
      return (0..<4).map { UInt8(truncatingIfNeeded: bits >> ($0 * 8)) }
    }
  }

  private static func vector(_ bytes: [UInt8]) -> [Float]? {
    guard !bytes.isEmpty, bytes.count % 4 == 0 else { return nil }
    return stride(from: 0, to: bytes.count, by: 4).map { start in
      Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << ($1 * 8) })
    }
  }
}

extension DispatchIndex {
  /// As `dispatch`, and where words alone do not decide, with what an embeddings model says. `note`: why it said nothing.
  package func dispatch(
    goal: String, address: String?, with embeddings: GoalEmbeddings?
  ) async throws -> (result: Dispatch, note: String?) {
    let first = try dispatch(goal: goal, address: address)
    if case .winner = first { return (first, nil) }
    guard let embeddings else { return (first, nil) }
    do {
      let wide = try fits(goal: goal, address: address, strangers: LearningLimits.embedded)
      return (Dispatch.decide(try await embeddings.sharpen(goal, wide)), nil)
    } catch {
      return (first, "the embeddings endpoint was of no help, words alone decide: \(error)")
    }
  }
}
