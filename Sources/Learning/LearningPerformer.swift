// Stands before the performers and answers what is remembered: `model` and repeatable `http` steps with `memo:`. What is not
// remembered is done, and kept where it succeeded, in the transaction of its outcome. It never keeps what a secret marked
// (`secret:`) or a once-effect gave.
import DurableRuntime
import Values

package struct LearningPerformer: EffectPerformer {
  private let next: any EffectPerformer
  private let learned: LearnedStore
  private let clock: any WorldClock
  /// Reads block; they have a thread of their own.
  private let reader: LearnedReader
  /// What else an answer depends on, by kind of effect: which model answers.
  private let basis: [String: String]
  private let prices: [String: Double]

  package init(
    next: any EffectPerformer, learned: LearnedStore, clock: any WorldClock, basis: [String: String] = [:],
    prices: [String: Double] = [:]
  ) {
    self.next = next
    self.learned = learned
    self.clock = clock
    self.basis = basis
    self.prices = prices
    reader = LearnedReader(learned)
  }

  package func perform(_ request: EffectRequest) async -> EffectOutcome {
    guard let lasts = request.options["memo"]?["for"]?.integer, let key = memoKey(request) else {
      return await next.perform(request)
    }
    let now = clock.now().milliseconds
    var note: LedgerNote?
    switch await reader.look(key, at: now) {
    case .known(let entry):
      var cost = EffectCost()
      cost.isReused = true
      return EffectOutcome(.done(entry.value), cost: cost, notes: [entry.reuse(.memo, at: now)])
    case .expired(let entry):
      note = LedgerNote(.expired, .memo)
      note?.detail = "the answer of \(entry.provenance.run) was \(LedgerNote.age(now - entry.provenance.at)) old"
    case .ignored(let why):
      note = LedgerNote(.ignored, .memo)
      note?.detail = why
    case .otherInputs: note = LedgerNote(.newInput, .memo)
    case .nothing: break
    }
    var outcome = await next.perform(request)
    if let note { outcome.notes.append(note) }
    if case .done = outcome.result {
      outcome.notes.append(LedgerNote(.learned, .memo))
      let inner = outcome.remember
      let cost = outcome.cost
      outcome.remember = { value in
        (inner?(value) ?? []) + self.keep(value, key, request, cost, at: now, lasts: lasts)
      }
    }
    return outcome
  }

  private func keep(
    _ value: PlainValue, _ key: LearnedKey, _ request: EffectRequest, _ cost: EffectCost, at now: Int64, lasts: Int64
  ) -> [ItemChange] {
    let credits = cost.credits + (prices[request.kind] ?? 0)
    let entry = LearnedEntry(
      provenance: .init(run: request.run, ticket: request.ticket, by: [request.kind], at: now),
      expires: now.addingReportingOverflow(lasts).partialValue,
      cost: .init(credits: credits, modelCalls: cost.modelCalls, tokens: cost.tokens),
      summary: Self.summary(request), value: value)
    return learned.change(key, entry)
  }

  private static func summary(_ request: EffectRequest) -> String {
    let asked = request.arguments["prompt"]?.text ?? request.arguments["url"]?.text ?? ""
    return String(asked.prefix(80))
  }

  // MARK: What an answer depends on

  /// Nil where the answer must not be kept: it comes of something that is done once, or is a secret.
  private func memoKey(_ request: EffectRequest) -> LearnedKey? {
    guard request.kind == "model" || request.kind == "http", request.repeats != .once, request.options["secret"] == nil,
      let arguments = try? bare(request.arguments, request)
    else { return nil }
    var options: [PlainEntry] = []
    for entry in request.options.entries ?? [] where entry.key.text != "memo" && entry.key.text != "timeout" {
      options.append(entry)
    }
    let content: PlainValue = [
      "kind": .string(request.kind), "arguments": arguments, "options": .map(options),
      "basis": .string(basis[request.kind] ?? ""),
    ]
    // Made with the store's key: secrets are part of what an answer depends on, and no digest of a short one may be guessed at.
    let situation = learned.keys.mark(content.canonicalBytes, purpose: "memo")
    return LearnedKey(.memo, skill: request.skill, step: request.step, situation: situation)
  }

  /// With the texts of secrets in their holes. For the digest alone: it is kept nowhere.
  private func bare(_ value: PlainValue, _ request: EffectRequest) throws -> PlainValue {
    switch value {
    case .secret(let secret): .list(["secret", .string(try request.resolve(secret))])
    case .list(let elements): .list(try elements.map { try bare($0, request) })
    case .map(let entries): .map(try entries.map { PlainEntry(key: $0.key, value: try bare($0.value, request)) })
    default: value
    }
  }

  // MARK: Everything else is the next performer's

  package func awaitEarlier(run: RunID, artifacts: String) async throws(EffectFailure) {
    try await next.awaitEarlier(run: run, artifacts: artifacts)
  }
  package func evidence(_ request: EvidenceRequest) async -> [CapturedEvidence] { await next.evidence(request) }
  package func restore(
    run: RunID, from state: [UInt8]?, isCurrent: Bool, secrets: any SecretTexts
  ) async -> SessionReturn? {
    await next.restore(run: run, from: state, isCurrent: isCurrent, secrets: secrets)
  }
  package func rest(run: RunID) async -> [UInt8]? { await next.rest(run: run) }
  package func release(run: RunID, artifacts: String) async -> ReleasedRun {
    await next.release(run: run, artifacts: artifacts)
  }
  package func close() async {
    await next.close()
    reader.close()
  }
}

/// Reads what was learned on a thread that may block.
actor LearnedReader {
  private let executor = ThreadExecutor(name: "twin-learned")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
  private let learned: LearnedStore
  init(_ learned: LearnedStore) { self.learned = learned }
  func look(_ key: LearnedKey, at now: Int64) -> Knowledge { learned.look(key, at: now) }
  nonisolated func close() { executor.stop() }
}
