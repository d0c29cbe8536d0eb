// Gates that are approved without a person: `on_expire: approve`, and `unless:`. What such an approval gives is held against the
// form as a person's answer would be, for whatever reads it later on; and it is constant, since nobody looks at it.
import Syntax
import Values

extension SkillChecker {
  mutating func checkUnattended(_ gate: GateSyntax, edit: [CheckedField], from: CheckedValue?) {
    if case .approve(let approval)? = gate.onExpire { checkExpiry(approval, gate, edit, from) }
    if let place = gate.unlessPlace {
      let lacking = fieldsWithoutValue(gate, edit, given: [])
      if !lacking.isEmpty {
        diagnostics.add(.policyLacks(lacking.map(\.name.text), at: place, field: lacking[0].name.place))
      }
    }
  }

  private mutating func checkExpiry(
    _ approval: ExpiryApproval, _ gate: GateSyntax, _ edit: [CheckedField], _ from: CheckedValue?
  ) {
    let known = gate.form + gate.edit
    for given in approval.input {
      let name = given.key.text
      guard let field = known.first(where: { $0.name.text == name }) else {
        let names = known.map(\.name.text)
        diagnostics.add(
          .noFormField(name, near: nearest(to: name, among: names), known: names, at: given.key.place))
        continue
      }
      if given.value.isInvalid { continue }
      if let place = field.schema.secretPart(of: given.value) {
        diagnostics.add(.secretWritten("`input`", at: place))
        continue
      }
      // A schema that cannot be used was told of as that.
      guard let schema = try? Schema(field.schema.plain) else { continue }
      for problem in schema.check(given.value.plainConstant).problems {
        diagnostics.add(.unfitAnswer("`\(name)\(problem.path.dropFirst())` \(problem.message)", at: given.value.place))
      }
    }
    let lacking = fieldsWithoutValue(gate, edit, given: approval.input)
    if !lacking.isEmpty {
      diagnostics.add(
        .silenceLacks(
          lacking.map(\.name.text), isSecret: lacking.contains { $0.schema.secret }, at: approval.place,
          field: lacking[0].name.place))
    }
    if gate.kind == .choose { checkChoice(approval, from) }
  }

  /// Those that a person would have to fill in: neither given, nor with a `default`, nor shown as they are.
  private func fieldsWithoutValue(
    _ gate: GateSyntax, _ edit: [CheckedField], given: [FieldSyntax]
  ) -> [SchemaSyntax.Property] {
    (gate.form + gate.edit).filter { field in
      if given.contains(where: { $0.key.text == field.name.text }) || field.schema.defaultValue != nil { return false }
      guard let start = edit.first(where: { $0.key == field.name.text })?.value else { return true }
      if case .constant(.null) = start.kind { return true }
      return false
    }
  }

  private mutating func checkChoice(_ approval: ExpiryApproval, _ from: CheckedValue?) {
    guard let choice = approval.choice else { return diagnostics.add(.silenceChoosesNothing(at: approval.place)) }
    guard !choice.isInvalid, let options = from?.constant?.elements else { return }
    func words(_ value: PlainValue) -> String { value.text ?? (try? value.jsonText(style: .display)) ?? "" }
    let chosen = choice.plainConstant
    let values = options.map { $0["value"] ?? $0 }
    if values.contains(chosen) { return }
    for texts in [values.map(words), options.map { $0["label"].map(words) ?? "" }]
    where texts.count(where: { $0 == words(chosen) }) == 1 {
      return
    }
    diagnostics.add(.noSuchOption(words(chosen), known: values.map(words), at: choice.place))
  }
}
