// A first run without a skill: exploring (a run of `DraftSkill`), then the skill that comes of it, shown to a person and
// tried (a run of `TrialSkill`, which is a rehearsal and asks no model), then on the shelf as `name@v1`. Both runs are like any
// other: they pause, are decided by whichever surface, survive being killed. What ties them together is one item of the
// store, written in the commits that make the runs; whoever sees such a run come to rest calls `follow`.
import Authoring
import Compiler
import DurableRuntime
import Syntax
import Values

package struct Drafts: Sendable {
  package let worker: Worker
  package let shelf: SkillShelf

  package init(worker: Worker, shelf: SkillShelf) {
    self.worker = worker
    self.shelf = shelf
  }

  /// Items: a run's id, and what it is to a draft.
  static let collection = "drafts"

  /// What is known of a run that belongs to a draft.
  struct Note: Sendable {
    /// Who asked for the skill.
    var by: String
    /// The skill's name; empty while it is not known.
    var name: String
    var network: [String]
    /// The drafted skill; empty while it is explored.
    var source: String

    var bytes: [UInt8] {
      PlainValue.list([
        .string(by), .string(name), .list(network.map { .string($0) }), .string(source),
      ]).canonicalBytes
    }

    init(by: String, name: String, network: [String], source: String = "") {
      (self.by, self.name, self.network, self.source) = (by, name, network, source)
    }

    init?(bytes: [UInt8]) {
      guard let parts = (try? PlainValue(canonicalBytes: bytes))?.elements, parts.count == 4, let by = parts[0].text,
        let name = parts[1].text, let network = parts[2].elements, let source = parts[3].text
      else { return nil }
      self.init(by: by, name: name, network: network.compactMap(\.text), source: source)
    }

    func change(_ run: RunID) -> ItemChange {
      ItemChange(collection: Drafts.collection, key: run.description, value: bytes)
    }
  }

  private static func forgotten(_ run: RunID) -> ItemChange {
    ItemChange(collection: collection, key: run.description, value: nil)
  }

  /// Something to be run, as a worker starts it.
  package struct Start: Sendable {
    package var program: LoadedProgram
    package var inputs: PlainValue
    package var options: StartOptions
    /// For people.
    package var source: String
  }

  /// What is asked of a draft.
  package struct Wish: Sendable {
    package var goal: String
    package var url: String
    /// Hosts beside that of the address.
    package var network: [String] = []
    package var secrets: [String] = []
    package var name: String?
    package init(goal: String, url: String) { (self.goal, self.url) = (goal, url) }
  }

  /// - Throws: `DraftError` where the wish is of no use.
  package static func exploration(_ wish: Wish, _ options: StartOptions) throws -> Start {
    let source = try DraftSkill.source(goal: wish.goal, url: wish.url, network: wish.network, secrets: wish.secrets)
    let program = try compiled(DraftSkill.name, source)
    let note = Note(
      by: options.initiator, name: wish.name ?? "", network: program.program.manifest.permissions.network)
    var options = options
    options.items = { [note.change($0)] }
    return Start(
      program: program, inputs: ["goal": .string(wish.goal), "url": .string(wish.url)], options: options, source: source
    )
  }

  /// What comes after a run that has come to rest.
  package enum Next: Sendable {
    /// The skill is written: this shows and tries it.
    case trial(Start)
    case registered(ShelvedSkill)
    /// It ends here; why, in words.
    case failed(String)
  }

  /// Nil where the run is no part of a draft, or has not come to where something follows.
  package func follow(_ view: RunView) async throws -> Next? {
    let bytes = try await worker.with { try $0.store.item(Self.collection, view.id.description) }
    guard let bytes, let note = Note(bytes: bytes) else { return nil }
    return try await note.source.isEmpty ? explored(view, note) : tried(view, note)
  }

  /// Runs that belong to drafts, in no particular order.
  package static func open(_ engine: Engine) throws -> [RunID] {
    try engine.store.items(ItemRange(collection, limit: 1000)).compactMap { RunID($0.key) }
  }

  // MARK: Explored

  private func explored(_ view: RunView, _ note: Note) async throws -> Next? {
    guard view.status.isEnded else { return nil }
    guard view.status == .completed else {
      try await forget(view.id)
      return .failed("nothing was drafted: the exploration is \(view.status.text)")
    }
    do {
      var draft = try SkillDraft(
        explored: view.outputs, name: note.name.isEmpty ? nil : note.name, network: note.network)
      if note.name.isEmpty { draft.name = try await unusedName(draft.name) }
      let source = draft.yaml
      let program = try Self.compiled(TrialSkill.name, TrialSkill(draft).source, calling: (draft.name, source))
      var options = StartOptions(initiator: view.initiator)
      options.isRehearsal = true
      let next = Note(by: note.by, name: draft.name, network: note.network, source: source)
      options.items = { [next.change($0), Self.forgotten(view.id)] }
      return .trial(Start(program: program, inputs: .map([]), options: options, source: source))
    } catch let error as DraftError {
      try await forget(view.id)
      return .failed(error.description)
    }
  }

  private func unusedName(_ name: String) async throws -> String {
    try await worker.with { engine in
      var candidate = name
      var number = 2
      while try SkillShelf.current(candidate, engine) != nil {
        candidate = "\(name)-\(number)"
        number += 1
      }
      return candidate
    }
  }

  // MARK: Tried

  private func tried(_ view: RunView, _ note: Note) async throws -> Next? {
    // Everything up to what cannot be undone was done: whether it shall be, nobody needs to say now.
    let isAtTheEnd =
      view.status == .awaitingApproval
      && view.pending.contains {
        $0.kind == .approve && $0.id != TrialSkill.gate && $0.allowed.elements?.isEmpty == false
      }
    guard view.status.isEnded || isAtTheEnd else { return nil }
    guard view.status == .completed || isAtTheEnd else {
      try await forget(view.id)
      let why = view.error.map { ": \($0.message)" } ?? ""
      return .failed("“\(note.name)” is not registered: its trial is \(view.status.text)\(why)")
    }
    guard let approver = try await approver(view.id) else {
      try await forget(view.id)
      return .failed("“\(note.name)” is not registered: nobody has approved its text")
    }
    switch try await shelf.register(
      name: note.name, source: Array(note.source.utf8), by: approver, surface: "draft")
    {
    case .registered(let skill, _, _):
      try await forget(view.id)
      if isAtTheEnd {
        _ = try await worker.cancel(
          view.id, by: view.initiator, user: view.initiator, surface: "draft",
          reason: "the trial ends before what cannot be undone; \(skill.name)@v\(skill.version) is registered")
      }
      return .registered(skill)
    case .refused(_, let text): return .failed(text)
    }
  }

  /// Whose word it is that the text shall be run: not that of whoever asked for it, which may be an agent.
  private func approver(_ trial: RunID) async throws -> String? {
    try await worker.with { engine in
      try engine.store.decisions(trial).map { try Decision(bytes: $0.bytes) }
        .last { $0.gate == TrialSkill.gate && $0.verdict == Answer.Verdict.approve.rawValue }?.by
    }
  }

  private func forget(_ run: RunID) async throws {
    _ = try await worker.with { try $0.store.change([Self.forgotten(run)], audit: []) }
  }

  // MARK: Compiling

  private static func compiled(
    _ name: String, _ source: String, calling callee: (name: String, source: String)? = nil
  ) throws -> LoadedProgram {
    let result = compile(name: "\(name).yaml", text: source) { wanted in
      wanted == callee?.name ? callee.map { ResolvedSkill(name: "\(wanted).yaml", text: $0.source) } : nil
    }
    guard let program = result.program else {
      var bag = DiagnosticBag()
      bag.add(contentsOf: result.diagnostics)
      throw DraftError(DiagnosticRenderer(sources: result.sources, colour: false).text(bag))
    }
    return try LoadedProgram(program)
  }
}
