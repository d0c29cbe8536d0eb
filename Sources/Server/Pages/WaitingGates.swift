// The gates that wait for people, newest first, and whom they wait for. Looked up once for everything that has happened, not once
// for every page.
import DurableRuntime
import Values

/// One open gate, with what a list shows of its run.
struct WaitingGate: Sendable {
  var gate: Gate
  var run: RunID
  var skill: String
  var version: Int
  var initiator: String
  /// Whose run it is besides: they made this copy.
  var copiers: [String] = []
  /// What a quorum has said so far.
  var decisions: [Decision]
  var voters: [String] { decisions.map(\.by) }

  /// Why `person` cannot decide it; nil: they can, as far as can be seen from here (`Engine.decide` has the last word).
  func obstacle(for person: Person) -> String? {
    if gate.by.notInitiator, copiers.contains(person.name) {
      return "You made this copy of the run: somebody else has to decide."
    }
    if gate.by.notInitiator, person.name == initiator { return "You started this run: somebody else has to decide." }
    if voters.contains(person.name) { return "You have decided already; \(votes ?? "others") so far." }
    if gate.by.admits(person.roles) { return nil }
    return "This is for \(Wording.whose(gate.by)); you are not one of them."
  }

  var votes: String? {
    gate.by.count > 1 ? "\(voters.count) of \(gate.by.count) approvals" : nil
  }

  /// The values of the first approval of a quorum: what the others approve too, or reject.
  var agreed: PlainValue? { decisions.first { $0.verdict == Answer.Verdict.approve.rawValue }?.values }

  /// Gates that read alike and ask for nothing but yes or no may be decided together, where a row shows all of what is
  /// decided about.
  var likeness: String? {
    guard gate.form.isEmpty, gate.options.isEmpty, !gate.isStrong, gate.kind == .approve, GateBrief(gate).isWhole
    else { return nil }
    return "\(skill)\u{0}\(gate.path)"
  }
}

/// What a row of a list shows of a gate: values that a person reads (not what was captured, nor files and digests), and what an
/// approval lets happen.
struct GateBrief: Sendable {
  var facts: [Fact]
  var allows: [String]
  /// Nothing was left out or cut.
  var isWhole: Bool

  init(_ gate: Gate) {
    let captured = Set(gate.captured.map(\.name))
    let all = Fact.list(gate.show).filter { fact in
      !captured.contains(fact.name) && Digest(hex: fact.text) == nil && !["screenshot", "page"].contains(fact.name)
    }
    facts = all.filter { !$0.isBlock }.prefix(PageLimits.briefFacts).map { fact in
      var fact = fact
      fact.text = fact.text.cut(PageLimits.briefCharacters)
      return fact
    }
    let effects = (gate.allowed.elements ?? []).map { one in
      let arguments = one["arguments"].flatMap { try? $0.jsonText(style: .display) } ?? ""
      return "\(Wording.text(one["step"] ?? "")): \(Wording.text(one["effect"] ?? "")) \(arguments.visible)"
    }
    allows = effects.prefix(PageLimits.briefEffects).map { $0.cut(PageLimits.briefCharacters) }
    isWhole =
      facts.map(\.text) == all.map(\.text) && allows == effects && gate.prompt.count <= PageLimits.promptCharacters
  }
}

struct WaitingPage: Sendable {
  var gates: [WaitingGate]
  /// Older ones begin before this run.
  var next: RunID?
}

actor WaitingGates {
  private let reader: StoreReader
  private let hub: EventHub
  private var known: (cursor: Int, page: WaitingPage)?

  init(reader: StoreReader, hub: EventHub) {
    self.reader = reader
    self.hub = hub
  }

  /// The newest.
  func newest() async throws -> WaitingPage {
    let cursor = hub.cursor
    if let known, known.cursor == cursor { return known.page }
    let page = try await Self.load(reader, before: nil)
    known = (cursor, page)
    return page
  }

  func page(before: RunID?) async throws -> WaitingPage {
    before == nil ? try await newest() : try await Self.load(reader, before: before)
  }

  private static func load(_ reader: StoreReader, before: RunID?) async throws -> WaitingPage {
    try await reader.read { engine in
      var filter = RunFilter()
      // One that runs may have a gate open beside a long effect.
      filter.statuses = [.awaitingApproval, .running]
      filter.before = before
      filter.limit = PageLimits.rows
      let stored = try engine.store.runs(filter)
      var gates: [WaitingGate] = []
      for row in stored {
        do {
          if try !RunRecord(stored: row).gates.isEmpty { gates += try of(row.id, engine) }
        } catch let error as RuntimeError where error.isOfOneRun {
          // The list of runs says that it is damaged; the other gates wait all the same.
          continue
        }
      }
      return WaitingPage(gates: gates, next: stored.count == filter.limit ? stored.last?.id : nil)
    }
  }

  /// The open gates of one run.
  static func of(_ id: RunID, _ engine: Engine) throws -> [WaitingGate] {
    let live = try engine.look(id)
    let open = try engine.openGates(live)
    guard !open.isEmpty else { return [] }
    let stored = try engine.stored(id)
    let votes = open.contains { $0.by.count > 1 } ? try engine.store.decisions(id) : []
    return try open.map { gate in
      let decisions = try votes.filter { $0.ticket == gate.instance.ticket }.map { try Decision(bytes: $0.bytes) }
      return WaitingGate(
        gate: gate, run: id, skill: stored.skill, version: stored.skillVersion ?? 0, initiator: live.record.initiator,
        copiers: live.record.copiers, decisions: decisions)
    }
  }
}
