// Choices that people made, kept so that the same question need not be asked twice: the port, and where gates meet it. Only
// `choose` with `learn: true` and ambiguities among elements of a page are ever answered from memory; approvals never are.
import Bytecode
import VM
import Values

/// A question whose answer may be kept, with everything that its answer may depend on.
package struct LearnableQuestion: Sendable {
  package var run: RunID
  package var ticket: UInt64
  /// The skill that the step stands in, and the gate's id there (`STEP.choice` for an ambiguity).
  package var skill: String
  package var gate: String
  package var kind: Gate.Kind
  package var prompt: String
  /// Each a map with at least `value` and `label`.
  package var options: [PlainValue]
  package var show: PlainValue
  /// Milliseconds for which an answer is good; nil: until it is forgotten.
  package var lasts: Int64?
}

package protocol ChoiceMemory: Sendable {
  /// What was answered when the same was asked before.
  func recall(_ question: LearnableQuestion, at now: TimestampValue) -> Recollection
  /// Rows that keep an answer, for the transaction that makes it.
  func remember(_ question: LearnableQuestion, chosen: PlainValue, by: [String], at now: TimestampValue) -> [ItemChange]
}

/// What memory says: the option, its value and those who chose it; or nothing, and perhaps why.
package struct Recollection: Sendable {
  package var option: PlainValue?
  package var by: [String] = []
  /// For the ledger; nil where there is nothing to say (nobody was ever asked).
  package var note: LedgerNote?
  package init(option: PlainValue? = nil, by: [String] = [], note: LedgerNote? = nil) {
    self.option = option
    self.by = by
    self.note = note
  }
}

extension Engine {
  /// Nil where the gate's answer must not be learned.
  private func learnable(_ gate: Gate, _ live: LiveRun) -> LearnableQuestion? {
    switch gate.kind {
    case .choose: guard gate.learns else { return nil }
    case .choice: break
    case .approve, .ask, .dialog, .inDoubt, .budget, .secrets, .again: return nil
    }
    // What lets something happen, wants a person's own hand, or asks for more than an option, is a person's each time.
    guard !gate.isStrong, (gate.allowed.elements ?? []).isEmpty, gate.form.isEmpty, !gate.options.isEmpty else {
      return nil
    }
    let program = live.program.program
    return LearnableQuestion(
      run: live.id, ticket: gate.instance.ticket, skill: program.functions[Int(program.steps[gate.step].function)].name,
      gate: gate.id, kind: gate.kind, prompt: gate.prompt, options: gate.options, show: gate.show, lasts: gate.lasts)
  }

  /// Decides a gate that is about to open from memory, as a policy: recorded, counted as nobody's decision. False where a
  /// person has to be asked.
  func answerFromMemory(_ live: LiveRun, _ gate: Gate, _ request: Request) -> Bool {
    guard let memory = settings.choices, let question = learnable(gate, live) else { return false }
    var recalled = memory.recall(question, at: clock.now())
    if recalled.option != nil, !mayStillDecide(gate, live, recalled.by) { recalled = Recollection() }
    if var note = recalled.note {
      note.step = gate.step
      live.record.ledger.note(note)
    }
    guard let option = recalled.option, let note = recalled.note else { return false }
    live.unsaved.audit.append(
      AuditEvent(
        .policy, .number(Int64(gate.instance.ticket)), .text(gate.path), .digest(gate.evidence),
        .text("learned from \(note.run.map(\.description) ?? "a run") by \(recalled.by.joined(separator: ", "))")))
    live.unsaved.mustFlush = true
    var map = DecisionMap.make(
      approved: true, by: ["policy"], at: clock.now(),
      values: ["value": option["value"] ?? .null, "label": .string(Gate.label(option))])
    if gate.kind == .choice { map = DecisionMap.naming(gate.kind, map) }
    live.ready.append(.outcome(request.ticket, .decided(map)))
    return true
  }

  /// Whether those who answered then could answer now: the roles that the gate wants, and not one's own run where it says so.
  private func mayStillDecide(_ gate: Gate, _ live: LiveRun, _ people: [String]) -> Bool {
    guard people.count >= gate.by.count else { return false }
    if gate.by.notInitiator, people.contains(where: live.record.isInitiator) { return false }
    guard !gate.by.roles.isEmpty else { return true }
    guard let known = try? store.people() else { return false }
    return people.allSatisfy { name in
      known.contains { $0.name == name && gate.by.admits($0.roles) }
    }
  }

  /// Keeps what people just chose, in the transaction of their decision.
  func keepChoice(_ live: LiveRun, _ gate: Gate, _ map: PlainValue) {
    guard let memory = settings.choices, map["approved"]?.boolean == true, map["expired"]?.boolean != true,
      let question = learnable(gate, live), let value = map["value"],
      let option = gate.options.first(where: { $0["value"] == value })
    else { return }
    let by = map["by"]?.elements?.compactMap(\.text) ?? []
    let items = memory.remember(question, chosen: option, by: by, at: clock.now())
    guard !items.isEmpty else { return }
    live.unsaved.items += items
    live.record.ledger.note(LedgerNote(.learned, .choice, step: gate.step))
  }
}
