// What the world does for a machine without a browser: `http`, `exec`, `read_file`, `write_file`, `model`, `now`, `random`
// as one `EffectPerformer`. A kind it does not know goes to the next performer; it keeps nothing between two effects.
import DurableRuntime
import Values

package struct HostEffects: EffectPerformer {
  private let folder: WorkFolder
  private let environment: [String: String]
  private let clock: any WorldClock
  private let random: any RandomSource
  private let model: ModelConfiguration?
  private let next: (any EffectPerformer)?

  /// - Parameters:
  ///   - folder: absolute path of the folder that paths in skills are relative to, where a run has none of its own.
  ///   - forbidden: absolute paths of files that no skill may read or write, whatever its permissions list.
  ///   - environment: the host's environment; programs get PATH, HOME and LANG of it.
  ///   - model: nil where no model is configured; the effect `model` then says so.
  ///   - next: performs the kinds that are not this room's (the browser).
  package init(
    folder: String, forbidden: [String] = [], environment: [String: String], clock: any WorldClock,
    random: any RandomSource,
    model: ModelConfiguration?, next: (any EffectPerformer)?
  ) {
    self.folder = WorkFolder(path: folder, forbidden: forbidden)
    self.environment = environment
    self.clock = clock
    self.random = random
    self.model = model
    self.next = next
  }

  package func perform(_ request: EffectRequest) async -> EffectOutcome {
    guard let kind = HostEffectKind(rawValue: request.kind) else {
      if let next { return await next.perform(request) }
      return .failed(.effect, "nothing here can do “\(request.kind)”", sent: false)
    }
    let arguments = Arguments(request)
    let folder = request.folder.map { WorkFolder(path: $0, forbidden: self.folder.forbidden) } ?? folder
    do {
      let schema = try ResultSchema(arguments.option("schema"))
      let result: PlainValue
      switch kind {
      case .http: result = try await HTTPEffect(folder: folder).perform(arguments)
      case .exec: result = try await ExecEffect(folder: folder, environment: environment).perform(arguments)
      case .readFile:
        let files = FileEffects(folder: folder)
        result = try await offThePool { try files.read(arguments) }
      case .writeFile:
        let files = FileEffects(folder: folder)
        result = try await offThePool { try files.write(arguments) }
      case .model: return await ModelEffect(configuration: model).perform(arguments)
      case .now: result = .timestamp(clock.now())
      case .random: result = .double(Self.unitInterval(random.next()))
      }
      return .done(try schema?.check(result, of: kind, sent: request.repeats != .pure) ?? result)
    } catch var failure as EffectFailure {
      failure.message = arguments.seen.strike(failure.message)
      return EffectOutcome(failure, of: request)
    } catch is CancellationError {
      return .unheard(.effect, "\(request.step) was given up", sent: request.repeats != .pure)
    } catch {
      // Nothing of this room throws anything else; if something below does, assume the worst.
      return .unheard(.effect, "\(request.step) failed: \(type(of: error))", sent: true)
    }
  }

  /// 0 ≤ x < 1: the upper 53 bits, so that every value is equally likely.
  static func unitInterval(_ bits: UInt64) -> Double { Double(bits >> 11) * 0x1p-53 }

  package func awaitEarlier(run: RunID, artifacts: String) async throws(EffectFailure) {
    try await ProgramKeeper.awaitEarlier(in: artifacts)
    try await next?.awaitEarlier(run: run, artifacts: artifacts)
  }
  package func evidence(_ request: EvidenceRequest) async -> [CapturedEvidence] { await next?.evidence(request) ?? [] }
  package func rest(run: RunID) async -> [UInt8]? { await next?.rest(run: run) }
  package func restore(
    run: RunID, from state: [UInt8]?, isCurrent: Bool, secrets: any SecretTexts
  ) async -> SessionReturn? {
    await next?.restore(run: run, from: state, isCurrent: isCurrent, secrets: secrets)
  }
  package func release(run: RunID, artifacts: String) async -> ReleasedRun {
    await next?.release(run: run, artifacts: artifacts) ?? ReleasedRun()
  }
  package func close() async { await next?.close() }
}

/// The kinds of `Grammar/effects.tsv` that this room does.
package enum HostEffectKind: String, CaseIterable, Sendable {
  case http, exec
  case readFile = "read_file"
  case writeFile = "write_file"
  case model, now, random
}
