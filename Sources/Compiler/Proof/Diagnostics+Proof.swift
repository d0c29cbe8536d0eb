// What the gate proof has to say (TW06xx): the effect, and the path on which it runs ungated, in the author's lines.
import Syntax

extension Diagnostic {
  static func allowsUnknown(_ id: String, near: String?, known: [String], at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0601", at: place, "there is no step `\(id)` in this skill", label: "unknown id",
      notes: known.isEmpty
        ? ["no step of this skill is `irreversible: true`"]
        : ["irreversible are \(known.prefix(8).map { "`\($0)`" }.joined(separator: ", "))"],
      help: near == nil ? "gates do not reach into called skills: each is proven by itself" : nil,
      nearName: near, fix: near.map { Fix("write `\($0)`", at: place, replacement: $0) })
  }

  static func allowsNoEffect(_ id: String, word: String, at place: Place, target: Place) -> Diagnostic {
    Diagnostic(
      "TW0602", at: place, "`\(id)` is no effect", label: "a gate allows effects",
      secondary: [Label(target, "`\(id)` is `\(word)`")], help: "name the irreversible steps themselves")
  }

  static func allowsReversible(_ id: String, at place: Place, target: Place) -> Diagnostic {
    Diagnostic(
      "TW0602", at: place, "`\(id)` is not irreversible", label: "needs no approval",
      secondary: [Label(target, "add `irreversible: true` here")])
  }

  static func nobodyAllows(_ id: String?, at place: Place, irreversible: Place) -> Diagnostic {
    Diagnostic(
      "TW0603", at: place, "nothing approves this step, and it is irreversible", label: "no gate allows it",
      secondary: [Label(irreversible, "marked here")],
      help: id.map { "put a gate before it: `- approve: …` with `allows: [\($0)]` and `expires: 24h`" }
        ?? "give it an `id:`, and put a gate before it: `- approve: …` with `allows: [that id]` and `expires: 24h`")
  }

  /// An irreversible effect that can run ungated, with the path.
  static func ungated(_ failure: ProofFailure, in skill: ProofSkill) -> Diagnostic {
    let effect = skill.effects[failure.effect]
    let gates = skill.gates.filter { $0.allows.contains(failure.effect) }
    var path: [Label] = failure.path.map { Label($0.place, text(of: $0, skill)) }
    if path.isEmpty, let gate = gates.first {
      path = [Label(gate.place, "`\(gate.id)`, which allows it, is not passed before it")]
    }
    let name = "`\(effect.id)`"
    if let note = failure.path.last(where: { if case .written = $0.kind { true } else { false } }),
      case .written(let slot, let gate) = note.kind, gate >= 0
    {
      return Diagnostic(
        "TW0605", at: effect.place, "\(name) may run with other arguments than those that were approved",
        label: "its arguments use `\(skill.slots[slot])`",
        secondary: [Label(skill.gates[gate].place, "`\(skill.gates[gate].id)` is asked here")] + path,
        help: "let everything that \(name) is made of be known when the gate asks, and leave it alone afterwards")
    }
    if let note = failure.path.last(where: { if case .fired = $0.kind { true } else { false } }),
      case .fired = note.kind
    {
      return Diagnostic(
        "TW0606", at: effect.place, "\(name) may run again on one approval", label: "a second time",
        secondary: path, notes: ["one decision lets an irreversible step happen once"],
        help: "put the gate in front of \(name) inside the loop, so that each time is approved")
    }
    if let gate = failure.conditional.first {
      let id = skill.gates[gate].id
      let approved = failure.conditional.map { "gates.\(skill.gates[$0].id).approved" }.joined(separator: " && ")
      let isExpired = failure.path.contains {
        if case .goesOn(gate: failure.conditional[0], expired: true) = $0.kind { true } else { false }
      }
      return Diagnostic(
        "TW0607", at: effect.place, "\(name) can run after `\(id)` \(isExpired ? "has expired" : "was rejected")",
        label: "not only when approved", secondary: path,
        help:
          "put it under `when: ${{ \(approved) }}`, or leave out what makes the \(isExpired ? "expiry" : "rejection") go on"
      )
    }
    return Diagnostic(
      "TW0604", at: effect.place, "\(name) can run without an approval",
      label: "irreversible, and ungated on this path",
      secondary: path,
      help: conditionHelp(failure)
        ?? "let every path to \(name) pass a gate with `allows: [\(effect.id)]`")
  }

  private static func conditionHelp(_ failure: ProofFailure) -> String? {
    for note in failure.path {
      if case .taken(.isFalse(word: "when")) = note.kind {
        return "to spare a person the question, write `unless:` on the gate instead of `when:`: "
          + "it is then decided by that policy, and recorded"
      }
    }
    return nil
  }

  /// One branch of a `parallel` asks for an effect that stands in another.
  static func askedBeside(_ id: String, asking: Place, running: Place) -> Diagnostic {
    Diagnostic(
      "TW0608", at: asking, "one branch asks for `\(id)` while another may run it", label: "this branch asks",
      secondary: [Label(running, "`\(id)` is in this one")],
      help: "keep the step and its gates in one branch, or put one of them before or after the branches")
  }

  /// An argument is not known when the gate asks.
  /// `lacksStart`: it is a field of the gate's own `edit:`, of which nothing says what it begins with (of a secret nothing can).
  static func unknownAtGate(
    _ name: String, effect: String, gate: String, at place: Place, gatePlace: Place,
    lacksStart: (field: String, isSecret: Bool)? = nil
  ) -> Diagnostic {
    Diagnostic(
      "TW0609", at: place, "`\(name)` is not known yet when `\(gate)` asks", label: "has no value there",
      secondary: [Label(gatePlace, "`\(gate)` shows the arguments of `\(effect)` here")],
      help: lacksStart.map { field, isSecret in
        isSecret
          ? "a secret has no value to start from: ask for it before, as in `ask: …` with `form: { \(field): { type: string, secret: true } }`"
          : "give it a value to start from: `show: { \(field): … }`, or, where that is always the same, a constant: `edit: { \(field): { type: …, default: … } }`"
      } ?? "the fields of its own `edit:` may be used; everything else must be known before")
  }

  private static func text(of note: ProofNote, _ skill: ProofSkill) -> String {
    switch note.kind {
    case .taken(.isTrue(let word)): "this `\(word)` is true"
    case .taken(.isFalse(let word)): "this `\(word)` is false"
    case .taken(.isCase(let value)): "this is \(value)"
    case .taken(.noCase): "no case of this `switch` is taken"
    case .taken(.branch(let name)): "in branch `\(name)`"
    case .taken(.timed): "within its `timeout:`"
    case .fired(let effect): "`\(skill.effects[effect].id)` has run"
    case .written(let slot, let gate):
      gate >= 0
        ? "`\(skill.slots[slot])` is set here, after `\(skill.gates[gate].id)`" : "`\(skill.slots[slot])` is set here"
    case .goesOn(let gate, let expired):
      expired
        ? "`\(skill.gates[gate].id)` has expired, and `on_expire:` goes on"
        : "`\(skill.gates[gate].id)` was rejected, and `on_reject:` goes on"
    case .comesAround(let word): "this `\(word)` comes round again"
    case .notEntered(let word):
      word == "for"
        ? "this `for` has no rows, and nobody is asked" : "this `\(word)` is not entered, and nobody is asked"
    case .approvedInRow: "what a row of this `for` approves is for that row alone"
    case .startsRow: "every row of this `for` begins with what was approved before, which is for one only"
    case .raised: "an error or an interruption here is handled"
    case .retried: "this is tried again"
    case .sibling: "a branch beside it may have used the approval"
    case .writtenBeside: "a branch changes what another one approves"
    case .overdue: "its `timeout:` may stop this after it has used the approval"
    }
  }
}
