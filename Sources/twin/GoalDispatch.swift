// `twin run --goal … --url …`: the skills beside the command and those that the store knows → the one that is meant, ready to
// be run. Where several fit, or inputs are missing, what is run is a small skill that asks and calls (`DispatchSkill`).
import Compiler
import DurableRuntime
import Foundation
import Learning
import Server
import Syntax
import Values

/// What may be drafted; said as `usage` where it is not.
struct NoSkillFits: Error { var usage: UsageError }

struct GoalDispatch {
  /// The folder whose skills a goal is matched against; of two skills of one name, that in the folder is meant.
  static let folder = "skills"

  /// A skill that may be meant.
  private struct Known {
    var card: SkillCard
    var load: () throws -> LoadedProgram
  }
  private let known: [Known]
  /// Texts of the store's skills, for those that call them.
  private let texts: [String: String]
  private let embeddings: GoalEmbeddings?

  init(_ assembly: Assembly) async throws {
    var known = try Self.paths().compactMap { path -> Known? in
      // What does not compile fits nothing; `twin check` says why.
      guard let program = try SkillFiles.compile(path).program else { return nil }
      return Known(card: SkillCard(program.manifest), load: { try SkillFiles.program(path) })
    }
    let shelf = try await assembly.worker.with { try SkillShelf.programs($0) }
    for program in shelf where !known.contains(where: { $0.card.name == program.program.manifest.skill }) {
      known.append(Known(card: SkillCard(program.program.manifest), load: { program }))
    }
    self.known = known
    embeddings = assembly.embeddings
    texts = Dictionary(shelf.flatMap { $0.texts.map { ($0.name, $0.text) } }) { first, _ in first }
  }

  /// What to run, and the inputs that goal and address give beyond those of the person.
  func program(goal: String, address: String?, given: (SkillCard) throws -> [PlainEntry]) async throws -> (
    LoadedProgram, PlainValue
  ) {
    guard !known.isEmpty else {
      throw NoSkillFits(
        usage: UsageError(
          "there are no skills in \(Self.folder)/ or in this store to match a goal against; " + Self.howToMakeOne))
    }
    let index = DispatchIndex(known.map(\.card))
    let fits: [Dispatch.Fit]
    do {
      let (result, note) = try await index.dispatch(goal: goal, address: address, with: embeddings)
      if let note { complain("note: " + Terminal.harmless(note)) }
      switch result {
      case .winner(let fit): fits = [fit]
      case .tie(let several): fits = several
      case .none(let nearest): throw NoSkillFits(usage: noneFits(goal, nearest))
      }
    } catch let error as DispatchError { throw UsageError(error.description) }
    var inputs: [PlainEntry] = []
    for fit in fits {
      for entry in try given(fit.card) where !inputs.contains(where: { $0.key == entry.key }) { inputs.append(entry) }
    }
    if fits.count == 1, let fit = fits.first, fit.missing(given: inputs.compactMap(\.key.text)).isEmpty,
      let skill = known.first(where: { $0.card.name == fit.card.name })
    {
      complain("\(fit.card.name): \(fit.why)")
      let own = fit.inputs.filter { entry in !inputs.contains { $0.key == entry.key } }
      return (try skill.load(), .map(own + inputs))
    }
    return (try asking(DispatchSkill.source(goal: goal, fits: fits, given: inputs)), .map([]))
  }

  private func asking(_ source: String) throws -> LoadedProgram {
    let resolve = SkillFiles.resolver(for: Self.folder + "/")
    let result = compile(name: "\(DispatchSkill.name).yaml", text: source) { name in
      resolve(name).map { ResolvedSkill(name: "\(name).yaml", bytes: $0) }
        ?? texts[name].map { ResolvedSkill(name: "\(name).yaml", text: $0) }
    }
    guard let program = result.program else {
      var bag = DiagnosticBag()
      bag.add(contentsOf: result.diagnostics)
      throw UsageError(DiagnosticRenderer(sources: result.sources, colour: false).text(bag).trimmed)
    }
    return try LoadedProgram(program)
  }

  private static func paths() throws -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.map { folder + "/" + $0 }
  }

  private static let howToMakeOne =
    "to make one: `twin record URL` while you do it once, `twin draft --goal … --url …` with a model, `twin import` of a "
    + "recording, or write it"

  private func noneFits(_ goal: String, _ nearest: [Dispatch.Fit]) -> UsageError {
    var text = "no skill in \(Self.folder)/ or in this store fits “\(goal)”"
    if !nearest.isEmpty {
      text += "; nearest:" + nearest.map { "\n  \($0.card.name)  \($0.card.goal)  (\($0.why))" }.joined()
    }
    return UsageError(text + "\n" + Self.howToMakeOne)
  }
}
