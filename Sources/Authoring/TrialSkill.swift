// A drafted skill → a skill that shows its text to a person and then calls it, with the inputs that were found while it was
// explored. Run as a rehearsal: it stops before what cannot be undone, and there is no model in it to be asked.
import Values

package struct TrialSkill: Sendable {
  /// Its name, under which such runs are listed.
  package static let name = "draft-trial"
  /// The gate that shows the skill.
  package static let gate = "register"
  package let source: String

  package init(_ draft: SkillDraft) {
    func json(_ value: PlainValue) -> String { ((try? value.jsonText()) ?? "null").replacing("${{", with: "$${{") }
    let network = PlainValue.list(draft.network.map { .string($0) })
    var lines = [
      "skill: \(Self.name)", "goal: \(json(.string("Try the drafted skill \(draft.name)")))",
      "permissions: { network: \(json(network)) }", "gates: { expires: 24h }",
      "outputs: { found: \"${{ steps.tried }}\" }",
    ]
    if !draft.secrets.isEmpty { lines.append("secrets: [\(draft.secrets.joined(separator: ", "))]") }
    let with = draft.inputs.map { "\($0.name): \(json(.string($0.tried ?? $0.defaultValue ?? "")))" }
    lines += [
      "steps:", "  - approve: \(json(.string("Register “\(draft.name)”, once it was tried?")))", "    id: \(Self.gate)",
      "    show: { skill: \(json(.string(draft.yaml))) }", "  - call: \(draft.name)", "    id: tried",
    ]
    if !with.isEmpty { lines.append("    with: { \(with.joined(separator: ", ")) }") }
    source = lines.joined(separator: "\n") + "\n"
  }
}
