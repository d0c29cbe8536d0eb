// What a person must say before an effect may begin, though nobody's skill asks it: more budget (Budget.swift), a secret that
// is not here, whether a copy may do what cannot be undone (GivenApprovals.swift). Each turns the effect's ticket into a
// question; the answer opens the effect again, and it is looked at anew.
import Bytecode
import VM
import Values

extension Engine {
  enum Readiness {
    case ready
    /// The outcome that asks a person.
    case asks(Outcome)
    /// Another effect asks for more budget already, or uses up what is left of it; this one waits for what comes of it.
    case waits
    /// The whole run is interrupted.
    case ends(ErrorKind, String)
  }

  /// Whether this effect may begin. `credits` are those that are spent or being spent.
  func readiness(_ live: LiveRun, _ request: Request, credits: Double) throws(RuntimeError) -> Readiness {
    guard case .effect(let number, let arguments, let answer, _) = request.wish else { return .ready }
    let row = live.program.program.effects[number]
    if live.record.isRehearsal, row.isIrreversible {
      return .ends(.cancelled, "the rehearsal stops before what cannot be undone")
    }
    if !live.record.isInterrupted, !Self.hasBegun(answer), let shortage = shortage(live, row, credits: credits) {
      return afford(live, request, shortage)
    }
    let label = live.program.program.steps[request.step].label
    // Whoever starts a run is told at once, by its failure; what has waited for people is not lost for a secret that only
    // the terminal it was started from knew.
    if settings.resolvesSecrets, live.record.origin != nil || live.record.resumes > 0 {
      let missing = try live.secrets.missing(in: arguments)
      if !missing.isEmpty { return .asks(MissingSecrets.question(missing, step: label, origin: live.record.origin)) }
    }
    // Whatever it was that it asked and was told: that may have been in the other run.
    if let origin = live.record.origin, row.isIrreversible, !isApprovedHere(live, request, step: row.step) {
      return .asks(Again.question(origin, step: label, arguments: arguments))
    }
    return .ready
  }

  /// Whether the effect had begun before it asked what `answer` answers: it is paid for.
  private static func hasBegun(_ answer: PlainValue?) -> Bool {
    guard let answer else { return false }
    switch Gate.question(answer) {
    case .choice, .dialog, .inDoubt: return true
    case nil, .budget, .secrets, .again, .approve, .ask, .choose: return false
    }
  }
}

extension Gate {
  /// Which question of the runtime an answer belongs to.
  static func question(_ answer: PlainValue) -> Kind? { answer["question"]?.text.flatMap(Kind.init) }
}

/// What a copy of a run asks for, since secrets do not travel with it, and a run that is driven where its secrets are not known.
enum MissingSecrets {
  static func question(_ holes: [String], step: String, origin: RunRecord.Origin?) -> Outcome {
    var form: [PlainEntry] = []
    var fields: [PlainEntry] = []
    for hole in holes {
      let name = fieldName(hole, among: form.compactMap(\.key.text) + [DecisionMap.question])
      form.append(
        PlainEntry(
          key: .string(name),
          value: ["type": "string", "secret": true, "minLength": 1, "description": .string(describe(hole))]))
      fields.append(PlainEntry(key: .string(name), value: .string(hole)))
    }
    let why =
      origin.map { origin in
        "This run was \(origin.how == .fork ? "copied" : "imported") from \(origin.run), and secrets do not travel. "
      } ?? ""
    return .question(
      kind: Gate.Kind.secrets.rawValue,
      payload: [
        "prompt": .string(
          "\(why)Step '\(step)' needs \(holes.count == 1 ? "a secret that is" : "\(holes.count) secrets that are") not known here."
        ),
        "form": .map(form), "holes": .map(fields),
      ])
  }

  /// `gate:5/code` → `code`, `result:3/json.token` → `json_token`; never one that is taken.
  private static func fieldName(_ hole: String, among taken: [String]) -> String {
    let last = hole.split(whereSeparator: { $0 == ":" || $0 == "/" }).last.map(String.init) ?? hole
    let name = String(last.map { $0.isLetter || $0.isNumber ? $0 : "_" })
    if !taken.contains(name) { return name }
    return (2...).lazy.map { "\(name)_\($0)" }.first { !taken.contains($0) } ?? name
  }

  private static func describe(_ hole: String) -> String {
    let parts = hole.split(separator: ":", maxSplits: 1).map(String.init)
    let name = parts.last ?? hole
    switch parts.first {
    case "vault": return "The secret '\(name)', which is neither in this store's vault nor in the environment"
    case "input": return "The input '\(name)'"
    case "gate": return "What was answered as '\(name.split(separator: "/").last ?? "")'"
    default: return "'\(name.split(separator: "/").last ?? "")' of an earlier step's result"
    }
  }
}
