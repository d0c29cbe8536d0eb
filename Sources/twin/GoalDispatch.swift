// `twin run --goal … --url …`: the skills beside the command → the one that is meant, ready to be run. Where several fit, or
// inputs are missing, what is run is a small skill that asks and calls (`DispatchSkill`).
import Compiler
import DurableRuntime
import Foundation
import Learning
import Syntax
import Values

enum GoalDispatch {
  /// The folder whose skills a goal is matched against.
  static let folder = "skills"

  /// What to run, and the inputs that goal and address give beyond those of the person.
  static func program(goal: String, address: String?, given: (SkillCard) throws -> [PlainEntry]) throws -> (
    LoadedProgram, PlainValue
  ) {
    let paths = try skillPaths()
    // What does not compile fits nothing; `twin check` says why.
    let programs = try paths.compactMap { path in try SkillFiles.compile(path).program.map { (path, $0) } }
    let index = DispatchIndex(programs.map { SkillCard($0.1.manifest) })
    let fits: [Dispatch.Fit]
    do {
      switch try index.dispatch(goal: goal, address: address) {
      case .winner(let fit): fits = [fit]
      case .tie(let several): fits = several
      case .none(let nearest): throw noneFits(goal, nearest)
      }
    } catch let error as DispatchError { throw UsageError(error.description) }
    var known: [PlainEntry] = []
    for fit in fits {
      for entry in try given(fit.card) where !known.contains(where: { $0.key == entry.key }) { known.append(entry) }
    }
    if fits.count == 1, let fit = fits.first, fit.missing(given: known.compactMap(\.key.text)).isEmpty,
      let (path, _) = programs.first(where: { $0.1.manifest.skill == fit.card.name })
    {
      complain("\(fit.card.name): \(fit.why)")
      let own = fit.inputs.filter { entry in !known.contains { $0.key == entry.key } }
      return (try SkillFiles.program(path), .map(own + known))
    }
    return (try asking(DispatchSkill.source(goal: goal, fits: fits, given: known)), .map([]))
  }

  private static func asking(_ source: String) throws -> LoadedProgram {
    let resolve = SkillFiles.resolver(for: folder + "/")
    let result = compile(name: "\(DispatchSkill.name).yaml", text: source) { name in
      resolve(name).map { ResolvedSkill(name: "\(name).yaml", bytes: $0) }
    }
    guard let program = result.program else {
      var bag = DiagnosticBag()
      bag.add(contentsOf: result.diagnostics)
      throw UsageError(DiagnosticRenderer(sources: result.sources, colour: false).text(bag).trimmed)
    }
    return try LoadedProgram(program)
  }

  private static func skillPaths() throws -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let paths = names.sorted().filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.map { folder + "/" + $0 }
    guard !paths.isEmpty else {
      throw UsageError("there are no skills in \(folder)/ to match a goal against; name a skill's file instead")
    }
    return paths
  }

  private static func noneFits(_ goal: String, _ nearest: [Dispatch.Fit]) -> UsageError {
    var text = "no skill in \(folder)/ fits “\(goal)”"
    if !nearest.isEmpty {
      text += "; nearest:" + nearest.map { "\n  \($0.card.name)  \($0.card.goal)  (\($0.why))" }.joined()
    }
    return UsageError(text + "\nTo make one: write it, or `twin import` a recording of it.")
  }
}
