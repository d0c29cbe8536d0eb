// Runs that healed steps of registered skills → new versions of those skills: `name@vN` becomes `name@v(N+1)`, whose record
// says which run found which step's element by another way. Where the healed locator can be said, the new text says it;
// where it cannot, the text stays but for the note at its end, and the learned store leads there as before.
//
// Nothing else may differ: the new text is compiled like any other (the gate proof too), and it is not kept unless inputs,
// permissions, steps, effects, gates and instructions are what they were. Runs under way keep their program.
import Authoring
import Bytecode
import Compiler
import DurableRuntime
import Learning
import Syntax
import Values

package struct Heals: Sendable {
  private let worker: Worker
  private let clock: any WorldClock

  package init(worker: Worker, clock: any WorldClock) {
    self.worker = worker
    self.clock = clock
  }

  /// Whether there is something to follow. Runs that healed something and wait for a person are not, for days perhaps.
  package static func areOpen(_ engine: Engine) throws -> Bool {
    try HealedLocators.open(engine.store).contains { try Self.isOver($0.run, engine) }
  }

  private static func isOver(_ run: RunID, _ engine: Engine) throws -> Bool {
    guard let stored = try engine.store.run(run) else { return true }
    // Nothing is done with a damaged one, and the others are followed.
    return stored.damage == nil && stored.status.isEnded
  }

  /// Looks at every run that has ended with heals that nobody looked at. Each run's versions are registered, and its notes
  /// removed, in one transaction.
  package func follow() async throws -> [ShelvedSkill] {
    let at = clock.now().milliseconds
    return try await worker.with { engine in
      var made: [ShelvedSkill] = []
      for (run, healed) in try HealedLocators.open(engine.store) {
        guard try Self.isOver(run, engine) else { continue }
        var changes = HealedLocators.closed(run, healed)
        var audit: [AuditEntry] = []
        if let stored = try engine.store.run(run) {
          let healing = try Healing(run, healed, try engine.program(of: stored), engine)
          let versions = try healing.versions(at: at)
          for skill in versions {
            changes += try SkillShelf.changes(skill, engine)
            audit.append(SkillShelf.registered(skill, try engine.program(skill.program), surface: "heal", run: run))
          }
          if !versions.isEmpty { changes += healing.carried }
          made += versions
        }
        _ = try engine.store.change(changes, audit: audit)
      }
      return made
    }
  }
}

/// One ended run's texts with its heals written into them.
private struct Healing {
  private struct Text {
    var skill: String
    var file: String
    var old: String
    var new: String
    var heals: [ShelvedSkill.Heal]
  }
  private let run: LoadedProgram
  private let engine: Engine
  /// As in the program: the run's own skill first.
  private var texts: [Text] = []
  /// What is known of the locators that were written, for the new ones.
  private(set) var carried: [ItemChange] = []

  init(_ id: RunID, _ healed: [LearnedKey], _ program: LoadedProgram, _ engine: Engine) throws {
    self.engine = engine
    run = program
    let learned = LearnedStore(store: engine.store, keys: engine.keys)
    for (number, source) in program.program.sources.enumerated() {
      try read(number, source, id, healed, learned)
    }
  }

  private mutating func read(
    _ number: Int, _ source: ProgramSource, _ id: RunID, _ healed: [LearnedKey], _ learned: LearnedStore
  ) throws {
    let program = run.program
    let steps = program.steps.filter { Int($0.place.source) == number }
    let skill = steps.first.map { program.functions[Int($0.function)].name } ?? ""
    var text = Text(skill: skill, file: source.name, old: source.text, new: source.text, heals: [])
    defer { texts.append(text) }
    let locators = HealedLocators(id, skill: skill, healed: healed, in: learned)
    var carried: [ItemChange] = []
    var problem: (any Error)?
    let frozen = Freezing(name: source.name, text: source.text) { locator in
      let step = steps.first { Int($0.place.line) == locator.line && Int($0.place.column) == locator.column }
      guard let step else { return nil }
      do {
        let (label, argument) = (step.label, locator.argument)
        let answer = try locators.answer(step: label, argument: argument, locator: locator.value)
        guard let answer else { return nil }
        let before = locator.value.flatMap(Freezing.written) ?? "its locator"
        var heal = ShelvedSkill.Heal(run: id, step: label, line: locator.line, before: before, after: nil, why: "")
        switch answer {
        case .remembered(let why):
          heal.why = why
          text.heals.append(heal)
          return nil
        case .written(let new):
          heal.after = Freezing.written(new)
          text.heals.append(heal)
          if let old = locator.value {
            carried += try locators.carried(step: label, argument: argument, from: old, to: new)
          }
          return new
        }
      } catch {
        problem = error
        return nil
      }
    }
    if let problem { throw problem }
    guard let frozen, !text.heals.isEmpty else { return }
    self.carried += carried
    text.new = frozen.text
    for heal in text.heals {
      // A locator that depends on inputs is healed for each of them; it is said once.
      let line = "# healed: \(Self.plain(heal.text))"
      guard heal.after != nil || !text.new.contains(line) else { continue }
      if !text.new.hasSuffix("\n") { text.new += "\n" }
      text.new += "\(line) [\(id)]\n"
    }
  }

  /// On one line, whatever a page called its elements.
  private static func plain(_ text: String) -> String {
    String(
      text.map { $0.isNewline || $0.unicodeScalars.contains { $0.properties.generalCategory == .control } ? " " : $0 })
  }

  // MARK: Versions

  /// Called skills first, so that both their own version and what is linked into their caller's say the same.
  func versions(at: Int64) throws -> [ShelvedSkill] {
    var made: [ShelvedSkill] = []
    for text in texts.dropFirst() where text.new != text.old {
      guard let known = try SkillShelf.current(text.skill, engine) else { continue }
      let program = try engine.program(known.program)
      // Registered with another text since: that one was not healed.
      guard program.program.sources.first?.text == text.old else { continue }
      if let skill = try version(of: known, program, text, at) { made.append(skill) }
    }
    guard let own = texts.first, texts.contains(where: { $0.new != $0.old }),
      let known = try SkillShelf.current(own.skill, engine), known.program == run.digest
    else { return made }
    if let skill = try version(of: known, run, own, at) { made.append(skill) }
    return made
  }

  private func version(of known: ShelvedSkill, _ old: LoadedProgram, _ text: Text, _ at: Int64) throws -> ShelvedSkill?
  {
    let linked = Dictionary(old.program.sources.dropFirst().map { ($0.name, $0.text) }) { first, _ in first }
    let result = compile(name: text.file, text: text.new) { callee in
      let file = "\(callee).yaml"
      return (texts.first { $0.file == file }?.new ?? linked[file]).map { ResolvedSkill(name: file, text: $0) }
    }
    guard let made = result.program, made.isLike(old.program) else { return nil }
    let program = try LoadedProgram(made)
    guard program.digest != old.digest else { return nil }
    try engine.keep(program)
    let number = try engine.store.program(program.digest)?.version ?? 1
    let others = texts.dropFirst().filter { other in old.program.sources.dropFirst().contains { $0.name == other.file }
    }
    let heals = text.heals + (text.file == texts.first?.file ? others.flatMap(\.heals) : [])
    return ShelvedSkill(
      name: text.skill, version: number, program: program.digest, by: heals.first?.run.description ?? known.by, at: at,
      heals: heals, written: known.written ?? known.program)
  }
}
