// The skills that the service knows: text comes in by name, is compiled with the skills it calls, and is kept as a program.
// A skill's versions are those of its programs in the store, so that a run's `name@vN` and the shelf's are the same.
import Bytecode
import Compiler
import DurableRuntime
import Learning
import Syntax
import Synchronization
import Values

/// One registered version of a skill.
package struct ShelvedSkill: Hashable, Sendable {
  package var name: String
  package var version: Int
  package var program: Digest
  package var by: String
  /// Milliseconds since 1970.
  package var at: Int64
  /// Where nobody wrote it: what a run healed, and the program of the text that a person did write.
  package var heals: [Heal] = []
  package var written: Digest?

  /// A step whose element was found by another way.
  package struct Heal: Hashable, Sendable {
    package var run: RunID
    package var step: String
    /// In the version that the run was of.
    package var line: Int
    package var before: String
    /// What stands there now; nil: the text stays, because of `why`.
    package var after: String?
    package var why: String

    /// For people.
    package var text: String {
      let change = after.map { "→ \($0)" } ?? "\(why); what it leads to is remembered"
      return "'\(step)' (line \(line)): \(before) \(change)"
    }
  }
}

package struct SkillShelf: Sendable {
  package let worker: Worker
  package let reader: StoreReader
  package let clock: any WorldClock
  let broken = BrokenSkills()
  private let known = KnownIndex()

  package init(worker: Worker, reader: StoreReader, clock: any WorldClock) {
    (self.worker, self.reader, self.clock) = (worker, reader, clock)
  }

  /// Items: the name, and its current version.
  static let collection = "skills"
  /// One item: what was registered last. Who has seen it knows that nothing was since.
  static let latest = (collection: "skills-latest", key: "")
  /// Items: name, slash, version in nine digits; every version that was registered.
  static let versions = "skill-versions"

  static func key(_ name: String, _ version: Int) -> String {
    let digits = String(version)
    return name + "/" + String(repeating: "0", count: max(0, 9 - digits.count)) + digits
  }

  /// What came of registering a text.
  package enum Outcome: Sendable {
    /// The skill, whether it is new, and warnings.
    case registered(ShelvedSkill, isNew: Bool, warnings: String)
    /// Diagnostics: as JSON, and as text for people.
    case refused(json: String, text: String)
  }

  /// Compiles and keeps, on record. The same text again changes nothing.
  /// - Parameters:
  ///   - by: whose word it is that this shall be run.
  ///   - surface: the audit log's word for how it came.
  ///   - beside: finds the text of a called skill that is registered along with this one; what it does not have is looked for
  ///     on the shelf.
  ///   - keepsHeals: whether a version that was healed from this very text stays the current one.
  package func register(
    name: String, source: [UInt8], by: String, surface: String, keepsHeals: Bool = false,
    beside: (String) -> [UInt8]? = { _ in nil }
  ) async throws -> Outcome {
    let known = try await reader.read { engine in try Self.sources(engine) }
    let result = Compiler.compile(name: "\(name).yaml", bytes: source) { callee in
      beside(callee).map { ResolvedSkill(name: "\(callee).yaml", bytes: $0) }
        ?? known[callee].map { ResolvedSkill(name: "\(callee).yaml", text: $0) }
    }
    var bag = DiagnosticBag()
    bag.add(contentsOf: result.diagnostics)
    let text = DiagnosticRenderer(sources: result.sources, colour: false).text(bag)
    guard let made = result.program else {
      return .refused(json: DiagnosticJSON.list(bag, sources: result.sources), text: text)
    }
    guard made.manifest.skill == name else {
      throw Problem(.invalid, "the text says `skill: \(made.manifest.skill)`, the address says \(name)")
    }
    let program = try LoadedProgram(made)
    let at = clock.now().milliseconds
    let outcome: Outcome = try await worker.with { engine in
      try engine.keep(program)
      let version = try engine.store.program(program.digest)?.version ?? 1
      let skill = ShelvedSkill(name: name, version: version, program: program.digest, by: by, at: at)
      let old = try Self.current(name, engine)
      if let old, old.program == program.digest || keepsHeals && old.written == program.digest {
        return .registered(old, isNew: false, warnings: text)
      }
      _ = try engine.store.change(
        try Self.changes(skill, engine), audit: [Self.registered(skill, program, surface: surface)])
      return .registered(skill, isNew: old == nil, warnings: text)
    }
    broken.mend(name)
    return outcome
  }

  /// What the audit log says of a text that becomes what its name starts.
  static func registered(
    _ skill: ShelvedSkill, _ program: LoadedProgram, surface: String, run: RunID? = nil
  ) -> AuditEntry {
    let source = Array((program.program.sources.first?.text ?? "").utf8)
    let event = AuditEvent(
      .registered, .text(skill.name), .number(Int64(skill.version)), .digest(Digest(of: source)), .text(skill.by),
      .text(surface))
    return AuditEntry(at: skill.at, run: run, program: skill.program, events: [event])
  }

  /// Whose word it is that this is started: of a healed version, that of whoever registered the text that was healed.
  static func author(of skill: ShelvedSkill, _ engine: Engine) throws -> String {
    guard let written = skill.written else { return skill.by }
    return try engine.store.items(ItemRange(versions, prefix: skill.name + "/", limit: 10_000))
      .map { try ShelvedSkill(name: skill.name, bytes: $0.value) }.last { $0.program == written }?.by ?? skill.by
  }

  /// It becomes the current version.
  static func changes(_ skill: ShelvedSkill, _ engine: Engine) throws -> [ItemChange] {
    let key = key(skill.name, skill.version)
    let current = [
      ItemChange(collection: collection, key: skill.name, value: skill.bytes),
      ItemChange(collection: latest.collection, key: latest.key, value: Array(key.utf8) + skill.bytes),
    ]
    guard try engine.store.item(versions, key) == nil else { return current }
    return current + [ItemChange(collection: versions, key: key, value: skill.bytes)]
  }

  /// Registers what was found in a file. A text that does not compile is kept aside, for those who ask, and nothing of its name
  /// is started; it is returned.
  package func registerFound(
    name: String, file: String, source: [UInt8], by: String, beside: (String) -> [UInt8]?
  ) async throws -> BrokenSkill? {
    var skill = BrokenSkill(name: name, file: file, source: String(decoding: source, as: UTF8.self))
    do {
      let outcome = try await register(
        name: name, source: source, by: by, surface: "cli", keepsHeals: true, beside: beside)
      guard case .refused(let json, let text) = outcome else { return nil }
      skill.text = text
      skill.diagnostics = (try? PlainValue(jsonText: json))?["diagnostics"] ?? .list([])
    } catch let problem as Problem {
      skill.text = problem.detail
    } catch let error as RuntimeError where [.damaged, .refusedInput, .unsupported].contains(error.kind) {
      // It compiled, and yet no program of it can be kept. (What is wrong with the store is no skill's fault.)
      skill.text = error.message
    }
    broken.mark(skill)
    return skill
  }

  /// One whose text could not even be read.
  package func keepAside(_ skill: BrokenSkill) { broken.mark(skill) }

  /// Texts of all skills by name, for those that call them.
  private static func sources(_ engine: Engine) throws -> [String: String] {
    var texts: [String: String] = [:]
    for skill in try all(engine) {
      do throws(RuntimeError) {
        texts[skill.name] = try engine.program(skill.program).program.sources.first?.text
      } catch {
        // Only those that call it miss it.
        if error.kind != .damaged { throw error }
      }
    }
    return texts
  }

  static func all(_ engine: Engine) throws -> [ShelvedSkill] {
    try engine.store.items(ItemRange(collection, limit: 10_000)).map { try ShelvedSkill(name: $0.key, bytes: $0.value) }
  }

  static func current(_ name: String, _ engine: Engine) throws -> ShelvedSkill? {
    try engine.store.item(collection, name).map { try ShelvedSkill(name: name, bytes: $0) }
  }

  /// What a goal is held against. Made anew only after something was registered, here or by another process.
  package func index() async throws -> DispatchIndex {
    try await reader.read { [known] engine in
      let latest = try engine.store.item(Self.latest.collection, Self.latest.key)
      if let index = known.index(of: latest) { return index }
      let index = DispatchIndex(try Self.programs(engine).map { SkillCard($0.program.manifest) })
      known.keep(index, of: latest)
      return index
    }
  }

  /// All current programs, in the order of their names.
  package static func programs(_ engine: Engine) throws -> [LoadedProgram] {
    try all(engine).map { try engine.program($0.program) }
  }

  /// What the shelf has of one name: the last version that compiled, what is broken, or both.
  package struct Row: Sendable {
    package var name: String
    package var shelved: (skill: ShelvedSkill, program: LoadedProgram)?
    package var broken: BrokenSkill?
  }

  /// One page, in the order of names; `next` is where the following one begins.
  package func page(after name: String?, limit: Int) async throws -> (rows: [Row], next: String?) {
    let broken = Dictionary(broken.all.map { ($0.name, $0) }) { first, _ in first }
    return try await reader.read { engine in
      let items = try engine.store.items(ItemRange(Self.collection, after: name, limit: limit + 1))
      let shelved = Dictionary(items.map { ($0.key, $0.value) }) { first, _ in first }
      func stands(_ a: String, before b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
      let names = Set(shelved.keys).union(broken.keys.filter { key in name.map { stands($0, before: key) } ?? true })
        .sorted { stands($0, before: $1) }
      let rows = try names.prefix(limit).map { name in
        let skill = try shelved[name].map { try ShelvedSkill(name: name, bytes: $0) }
        return Row(name: name, shelved: try skill.map { ($0, try engine.program($0.program)) }, broken: broken[name])
      }
      return (rows, names.count > limit ? names[limit - 1] : nil)
    }
  }

  /// To be started. What is broken is refused with its diagnostics, unless a version that compiled is named.
  package func startable(_ name: String, version: Int? = nil) async throws -> LoadedProgram {
    if version == nil, let broken = broken[name] { throw broken.problem }
    return try await skill(name, version: version).1
  }

  /// Oldest first.
  package func versions(_ name: String) async throws -> [ShelvedSkill] {
    try await reader.read { engine in
      try engine.store.items(ItemRange(Self.versions, prefix: name + "/", limit: 10_000))
        .map { try ShelvedSkill(name: name, bytes: $0.value) }
    }
  }

  /// The current version, or the one that is asked for, with its program.
  package func skill(_ name: String, version: Int? = nil) async throws -> (ShelvedSkill, LoadedProgram) {
    try await reader.read { engine in
      let found =
        try version.map { number in
          try engine.store.item(Self.versions, Self.key(name, number)).map { try ShelvedSkill(name: name, bytes: $0) }
        } ?? Self.current(name, engine)
      guard let found else {
        let near = nearest(to: name, among: try Self.all(engine).map(\.name))
        throw Problem(
          .notFound,
          version == nil
            ? "there is no skill '\(name)'"
              + (near.map { "; did you mean '\($0)'?" } ?? "; `PUT /v1/skills/\(name)` makes it")
            : "the skill '\(name)' has no version \(version ?? 0)")
      }
      return (found, try engine.program(found.program))
    }
  }
}

extension LoadedProgram {
  /// The skills' texts by name: its own, and those linked in.
  package var texts: [(name: String, text: String)] {
    program.sources.enumerated().map { number, source in
      (number == 0 ? program.manifest.skill : String(source.name.split(separator: ".").first ?? ""), source.text)
    }
  }
}

/// The index that was made last, and what had been registered last by then.
private final class KnownIndex: Sendable {
  private let known = Mutex<(latest: [UInt8]?, index: DispatchIndex)?>(nil)
  func index(of latest: [UInt8]?) -> DispatchIndex? {
    known.withLock { known in known.flatMap { $0.latest == latest ? $0.index : nil } }
  }
  func keep(_ index: DispatchIndex, of latest: [UInt8]?) { known.withLock { $0 = (latest, index) } }
}
