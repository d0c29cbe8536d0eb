// A quorum approves one thing: whoever comes second approves the values that the first one gave, and says so, or rejects. Else
// what one of them types would have one person's word only.
import Values

extension Engine {
  /// Refused where `values` are not those of the first approval.
  func checkAgreement(
    _ live: LiveRun, _ gate: Gate, _ values: AnswerValues, _ first: Decision
  ) throws(RuntimeError) {
    for entry in values.plain.entries ?? [] {
      let name = Gate.words(entry.key)
      // What is meant is the value: its words may have changed since (`InDoubt.withoutDoing`).
      if gate.kind == .inDoubt, name == "label" { continue }
      let earlier = first.values[name]
      let isSame: Bool
      if case .secret(let hole)? = earlier, let given = values.secrets.last(where: { hole.parts == [.hole($0.name)] }) {
        isSame = try storing { try live.secrets.resolve(hole) } == given.text
      } else {
        isSame = earlier == entry.value ? try holdsSame(live, earlier, values.secrets) : false
      }
      if !isSame { throw disagreement(gate, name, earlier, first) }
    }
  }

  func disagreement(_ gate: Gate, _ field: String, _ earlier: PlainValue?, _ first: Decision) -> RuntimeError {
    let isChoice = !gate.options.isEmpty && (field == "value" || field == "label")
    let (shown, cure) =
      switch earlier {
      case nil: ("left out", "leave it out as well")
      case .secret?: ("another value", "give the same")
      case let value?: (Gate.words(value), isChoice ? "choose it as well" : "give \(Gate.words(value)) as well")
      }
    return RuntimeError(
      .refusedInput,
      "gate '\(gate.path)' needs \(gate.by.count) people who approve the same: \(first.by) has approved '\(field)' as "
        + "\(shown); \(cure), or reject", field: field)
  }
}
