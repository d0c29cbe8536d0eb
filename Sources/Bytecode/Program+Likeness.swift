// Whether two programs do the same but for the texts in them: what a change that may only touch locators is held to.

extension Program {
  /// The same inputs, permissions, budgets, steps, effects and gates, and the same instructions but for their operands.
  package func isLike(_ other: Program) -> Bool {
    manifest.isLike(other.manifest) && steps.elementsEqual(other.steps, by: { $0.isLike($1) })
      && effects.elementsEqual(other.effects, by: { $0.isLike($1) })
      && gates.elementsEqual(other.gates, by: { $0.isLike($1) })
      && functions.elementsEqual(other.functions, by: { $0.isLike($1) })
      && code.elementsEqual(other.code, by: { $0.opcode == $1.opcode })
  }
}

extension ProgramManifest {
  fileprivate func isLike(_ other: ProgramManifest) -> Bool {
    skill == other.skill && goal == other.goal && also == other.also && match == other.match
      && inputs.elementsEqual(
        other.inputs, by: { $0.name == $1.name && $0.schema == $1.schema && $0.isSecret == $1.isSecret })
      && secrets == other.secrets && permissions == other.permissions && budget == other.budget
      && options == other.options && concurrencyKey == other.concurrencyKey
  }
}

extension StepRow {
  fileprivate func isLike(_ other: StepRow) -> Bool {
    label == other.label && action == other.action && function == other.function && parent == other.parent
  }
}

extension EffectRow {
  fileprivate func isLike(_ other: EffectRow) -> Bool {
    step == other.step && kind == other.kind && repeats == other.repeats && isIrreversible == other.isIrreversible
      && options == other.options && probe == other.probe
  }
}

extension GateRow {
  fileprivate func isLike(_ other: GateRow) -> Bool {
    step == other.step && id == other.id && kind == other.kind && options == other.options && allows == other.allows
  }
}

extension Function {
  fileprivate func isLike(_ other: Function) -> Bool {
    name == other.name && parameters == other.parameters && code == other.code && permissions == other.permissions
  }
}
