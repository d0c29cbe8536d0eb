// `POST /v1/agents/run`: a goal in words, perhaps an address and inputs → a run of the skill that fits. Where several fit or
// inputs are missing, the run is one of a small skill that asks for that first (`DispatchSkill`): its gates, its decisions and
// its call are like any other's.
import Authoring
import Bytecode
import Compiler
import DurableRuntime
import Foundation
import HTTPTypes
import Hummingbird
import Learning
import Logging
import Syntax
import Values

struct AgentRoutes {
  let service: TwinService

  func add(to router: TwinRouter) { router.post("/v1/agents/run", use: run) }

  @Sendable private func run(_ request: Request, _ context: TwinContext) async throws -> Response {
    let principal = try context.principal(may: .start)
    var body = try await Body.read(request)
    guard let goal = try body.text("goal"), !goal.isEmpty else {
      throw Problem(.invalid, "'goal' is missing: what is to be done, in words", more: ["field": "goal"])
    }
    let address = try body.text("url")
    let inputs = try body.map("inputs")
    let wait = try body.wait() ?? request.wait(default: ServerLimits.waitSeconds)
    var options = StartOptions(initiator: principal.name)
    options.isRehearsal = try body.flag("rehearse")
    let draft = try Self.draft(&body)
    try body.end(known: ["goal", "url", "inputs", "wait", "rehearse", "draft"])
    return try await service.start(request, principal, body, wait, options) { options in
      do { return try await program(goal: goal, address: address, inputs: inputs, logger: context.logger) } catch let
        problem as Problem
        where problem.kind == .noSkillFits && draft != nil
      {
        return try exploration(goal, address, draft ?? DraftWish(), &options)
      }
    }
  }

  /// What a draft may use, as `twin draft` has it.
  private struct DraftWish {
    var allow: [String] = []
    var secrets: [String] = []
    var name: String?
  }

  /// `draft`: true, or an object that says what the draft may use; nil where nothing is to be drafted.
  private static func draft(_ body: inout Body) throws(Problem) -> DraftWish? {
    guard let value = body.take("draft") else { return nil }
    func wrong(_ field: String, _ what: String) -> Problem {
      Problem(.invalid, "'\(field)' \(what)", more: ["field": .string(field)])
    }
    if let flag = value.boolean { return flag ? DraftWish() : nil }
    guard let entries = value.entries else { throw wrong("draft", "must be true, false or an object") }
    var wish = DraftWish()
    for entry in entries {
      let name = entry.key.text ?? ""
      switch name {
      case "allow", "secrets":
        let texts = entry.value.elements?.compactMap(\.text) ?? []
        guard texts.count == entry.value.elements?.count, texts.count <= ServerLimits.draftNames else {
          throw wrong("draft.\(name)", "must be a list of at most \(ServerLimits.draftNames) strings")
        }
        if name == "allow" { wish.allow = texts } else { wish.secrets = texts }
      case "name":
        guard let text = entry.value.text, text.count <= 60, text.wholeMatch(of: /[a-z0-9][a-z0-9-]*/) != nil else {
          throw wrong("draft.name", "must be a skill's name: small letters, digits and hyphens")
        }
        wish.name = text
      default: throw wrong("draft.\(name)", "is not known here; known are allow, secrets, name")
      }
    }
    return wish
  }

  /// Where no skill fits: a model explores how it is done.
  private func exploration(
    _ goal: String, _ address: String?, _ draft: DraftWish, _ options: inout StartOptions
  ) throws -> (LoadedProgram, PlainValue) {
    guard let address else {
      throw Problem(.invalid, "'url' is missing: where a draft is to begin", more: ["field": "url"])
    }
    guard service.hasModel else {
      throw Problem(
        .invalid, "no model is configured to explore with (model.url, model.name)", more: ["field": "draft"])
    }
    do {
      var wish = Drafts.Wish(goal: goal, url: address)
      (wish.network, wish.secrets, wish.name) = (draft.allow, draft.secrets, draft.name)
      let start = try Drafts.exploration(wish, options)
      options = start.options
      return (start.program, start.inputs)
    } catch let error as DraftError {
      let field = (try? WebOrigin(of: address)) == nil ? "url" : "draft"
      throw Problem(.invalid, error.description, more: ["field": .string(field)])
    }
  }

  /// What is to be run, and with which inputs.
  private func program(
    goal: String, address: String?, inputs: PlainValue, logger: Logger
  ) async throws -> (LoadedProgram, PlainValue) {
    let index = try await service.skills.index()
    let fits: [Dispatch.Fit]
    do {
      let (result, note) = try await index.dispatch(goal: goal, address: address, with: service.embeddings)
      if let note { logger.warning("dispatch", metadata: ["note": "\(note)"]) }
      switch result {
      case .winner(let fit): fits = [fit]
      case .tie(let several): fits = several
      case .none(let nearest): throw Self.noneFits(goal, address, nearest, isFirst: index.isEmpty)
      }
    } catch let error as DispatchError { throw Problem(.invalid, error.description, more: ["field": "goal"]) }
    let permitted = try sound(permitted(fits, address))
    let given = inputs.entries ?? []
    if permitted.count == 1, let fit = permitted.first, fit.missing(given: given.compactMap(\.key.text)).isEmpty {
      let program = try await service.skills.skill(fit.card.name).1
      let known = fit.inputs.filter { entry in !given.contains { $0.key == entry.key } }
      return (program, .map(known + given))
    }
    for entry in given where !permitted.contains(where: { $0.card.inputs.contains { $0.name == entry.key.text } }) {
      throw Problem(
        .invalid, "no skill that fits has an input '\(entry.key.text ?? "")'",
        more: ["field": .string(entry.key.text ?? "")])
    }
    var meant: [LoadedProgram] = []
    for fit in permitted { meant.append(try await service.skills.skill(fit.card.name).1) }
    return (try asking(goal, permitted, given, meant), .map([]))
  }

  /// Compiled like any other skill: what it may touch is what the skills that it calls may.
  private func asking(
    _ goal: String, _ fits: [Dispatch.Fit], _ given: [PlainEntry], _ meant: [LoadedProgram]
  ) throws -> LoadedProgram {
    let source = DispatchSkill.source(goal: goal, fits: fits, given: given)
    // Their own texts first, then those that are linked into them.
    let known = meant.compactMap(\.texts.first) + meant.flatMap { $0.texts.dropFirst() }
    let texts = Dictionary(known.map { ($0.name, $0.text) }) { first, _ in first }
    let result = compile(name: "\(DispatchSkill.name).yaml", text: source) { name in
      texts[name].map { ResolvedSkill(name: "\(name).yaml", text: $0) }
    }
    guard let program = result.program else {
      var bag = DiagnosticBag()
      bag.add(contentsOf: result.diagnostics)
      throw Problem(.skillDoesNotCompile, DiagnosticRenderer(sources: result.sources, colour: false).text(bag))
    }
    return try LoadedProgram(program)
  }

  /// Those that may go where they are sent; nothing is started where none may.
  private func permitted(_ fits: [Dispatch.Fit], _ address: String?) throws(Problem) -> [Dispatch.Fit] {
    guard let address else { return fits }
    guard let origin = try? WebOrigin(of: address) else {
      throw Problem(.invalid, "'url' is no web address: https://host/path", more: ["field": "url"])
    }
    let allowed = fits.filter { fit in NetworkPermission(rules: fit.card.permissions.network).allows(origin) }
    guard allowed.isEmpty, let first = fits.first else { return allowed }
    let permission = NetworkPermission(rules: first.card.permissions.network)
    throw Problem(
      .outsidePermissions,
      "\(origin.text) is outside of what '\(first.card.name)' may reach"
        + (permission.rules.isEmpty
          ? ": it has no `permissions.network`" : " (permissions.network: \(permission.listed))"),
      more: ["skill": .string(first.card.name)])
  }

  /// Those that are not broken; where all are, the first says why nothing is started.
  private func sound(_ fits: [Dispatch.Fit]) throws(Problem) -> [Dispatch.Fit] {
    let sound = fits.filter { service.skills.broken[$0.card.name] == nil }
    if sound.isEmpty, let broken = fits.first.flatMap({ service.skills.broken[$0.card.name] }) { throw broken.problem }
    return sound
  }

  private static func noneFits(
    _ goal: String, _ address: String?, _ nearest: [Dispatch.Fit], isFirst: Bool
  ) -> Problem {
    let at = address.map { " at \($0.prefix(200))" } ?? ""
    let near = nearest.map { "'\($0.card.name)' (\($0.card.goal))" }.joined(separator: ", ")
    let help =
      isFirst
      ? "no skill is registered yet"
      : near.isEmpty ? "`GET /v1/skills` lists what there is" : "nearest: \(near)"
    return Problem(
      .noSkillFits,
      "no skill fits “\(goal.prefix(200))”\(at); \(help). To make one: `twin record URL`, or PUT /v1/skills/NAME",
      more: [
        "nearest": .list(
          nearest.map { ["name": .string($0.card.name), "goal": .string($0.card.goal), "why": .string($0.why)] })
      ])
  }
}
