// Gates: what is asked and shown, what is allowed, and what has a value on each edge that goes on.
import Bytecode
import Syntax
import Values

extension SkillChecker {
  /// What every decision has by itself, whatever a person fills in.
  private static let ownFields: Set<String> = ["approved", "expired", "reason", "comment", "by", "at"]

  mutating func checkGate(_ gate: GateSyntax, _ node: StepNode) {
    node.knownAtGate = scope.flow.definite
    checkQuorum(gate.by)
    let prompt = text(gate.prompt, leakName: "what a person is shown")
    var show: [CheckedField] = []
    var capture: [String] = []
    for field in gate.show {
      if field.value.constantText == "screenshot" { capture.append(field.key.text) }
      let shown = value(field.value, leakName: "what a person is shown")
      show.append(CheckedField(key: field.key.text, value: shown))
    }
    for property in gate.form + gate.edit where Self.ownFields.contains(property.name.text) {
      diagnostics.add(.fieldOfDecision(property.name.text, at: property.name.place))
    }
    for property in gate.form + gate.edit { check(property.schema) }
    if gate.learn, let place = gate.strongPlace { diagnostics.add(.learnsStrongChoice(at: place)) }
    var edit: [CheckedField] = []
    for property in gate.edit {
      let start: CheckedValue
      if let given = property.schema.defaultValue {
        start = value(given, expecting: property.schema.celType == .double ? .double : nil, leakName: "an edited field")
      } else {
        start =
          show.first { $0.key == property.name.text }?.value
          ?? CheckedValue(kind: .constant(.null), type: .null, place: property.name.place)
      }
      edit.append(CheckedField(key: property.name.text, value: starting(start, property)))
    }
    var from: CheckedValue?
    if let syntax = gate.from {
      let options = value(syntax, leakName: "what a person is shown")
      switch options.type {
      case .list(let element): setChoiceType(element, node)
      case .dyn, .invalid: break
      case .map, .record, .null, .bool, .int, .uint, .double, .decimal, .string, .bytes, .timestamp, .duration,
        .optional, .type, .secret, .nullable, .opaque, .parameter:
        diagnostics.add(.wrongValue("`from:`", found: options.type, expected: "a list", at: syntax.place))
      }
      if options.constant?.elements?.isEmpty == true { diagnostics.add(.nothingToChoose(at: syntax.place)) }
      from = options
    }
    checkUnattended(gate, edit: edit, from: from)
    let unless = gate.unless.map { condition($0) }
    var expires: CheckedValue?
    if let syntax = gate.expires, syntax.milliseconds == nil { expires = duration(syntax, "the expiry") }
    for length in [gate.remind, gate.escalate?.after] {
      if let length, case .expression = length.amount { diagnostics.add(.notConstant("this", at: length.place)) }
    }
    warnOfLateReminders(gate.remind, gate.escalate, gate.expires ?? skill.syntax.gates?.expires)
    node.action = .gate(
      CheckedGate(
        kind: gate.kind, prompt: prompt, show: show, capture: capture, edit: edit, unless: unless, from: from,
        expires: expires, allows: allowed(gate, node), number: node.gateNumber))

    if let slot = node.slot { scope.flow.write(slot) }
    let decided = scope.flow
    var end: FlowState? = decided
    for block in [node.onReject, node.onExpire] {
      if let block { end = FlowState.join(end, check(block, from: decided)) }
    }
    flow = end
  }

  /// What comes due when the gate has expired is never said. (A default that is too late for one gate alone is as meant.)
  private mutating func warnOfLateReminders(
    _ remind: DurationSyntax?, _ escalate: EscalateSyntax?, _ expires: DurationSyntax?
  ) {
    guard let expires, let end = expires.milliseconds else { return }
    for (word, length) in [("remind", remind), ("escalate", escalate?.after)] {
      guard let length, let after = length.milliseconds, after >= end else { continue }
      diagnostics.add(.neverReminds(word, at: length.place, expires: expires.place))
    }
  }

  mutating func warnOfLateDefaultReminders() {
    let defaults = skill.syntax.gates
    warnOfLateReminders(defaults?.remind, defaults?.escalate, defaults?.expires)
  }

  /// More approvals than a gate takes would leave it without an answer.
  mutating func checkQuorum(_ by: DecidersSyntax?) {
    guard let by, by.count > BytecodeLimits.votes, let place = by.countPlace else { return }
    diagnostics.add(.numberOutside("`count`", expected: "at most \(BytecodeLimits.votes)", at: place))
  }

  /// What an edited field starts from, as its schema has it: held against it here where it is constant, by the machine
  /// otherwise. Where no value that it may have fits, the gate could never ask.
  private mutating func starting(_ start: CheckedValue, _ property: SchemaSyntax.Property) -> CheckedValue {
    // A schema that cannot be used was told of as that; null is no start.
    if start.isInvalid || start.constant == .null { return start }
    guard let schema = try? Schema(property.schema.plain) else { return start }
    if !start.type.mayFit(schema) {
      diagnostics.add(
        .startOfOtherType(
          property.name.text, found: start.type, wanted: property.schema.celType, at: start.place,
          field: property.name.place))
      return start
    }
    guard let constant = start.constant else { return start }
    let (value, problems) = schema.check(constant)
    for problem in problems {
      diagnostics.add(
        .unfitStart(
          property.name.text, String(problem.path.dropFirst()), problem.message, at: start.place,
          field: property.name.place))
    }
    return CheckedValue(kind: .constant(value), type: property.schema.celType, place: start.place)
  }

  /// A `choose` gives one of its options: the value itself, or an option's `value`.
  private func setChoiceType(_ element: CELType, _ node: StepNode) {
    guard let slot = node.slot, case .record(var record) = skill.slots[slot].type,
      let index = record.fields.firstIndex(where: { $0.name == "value" })
    else { return }
    switch element {
    case .string, .int, .double, .bool: record.fields[index].type = element
    case .record(let option):
      if let value = option["value"], value.isRequired { record.fields[index].type = value.type }
    case .dyn, .invalid, .null, .uint, .decimal, .bytes, .timestamp, .duration, .list, .map, .optional, .type, .secret,
      .nullable, .opaque, .parameter:
      break
    }
    skill.slots[slot].type = .record(record)
  }

  private mutating func allowed(_ gate: GateSyntax, _ node: StepNode) -> [StepNode] {
    var found: [StepNode] = []
    for name in gate.allows {
      guard let target = declarations.byID[name.text] else {
        let known = declarations.byID.values.filter { $0.syntax.isIrreversible }.sorted { $0.number < $1.number }
        diagnostics.add(
          .allowsUnknown(
            name.text, near: nearest(to: name.text, among: known.compactMap(\.id)), known: known.compactMap(\.id),
            at: name.place))
        continue
      }
      guard case .effect = target.syntax.action else {
        diagnostics.add(.allowsNoEffect(name.text, word: target.word, at: name.place, target: target.place))
        continue
      }
      guard target.syntax.isIrreversible else {
        diagnostics.add(.allowsReversible(name.text, at: name.place, target: target.place))
        continue
      }
      if found.contains(where: { $0 === target }) { continue }
      found.append(target)
    }
    return found
  }
}

extension CELType {
  /// Whether a value of this type may satisfy the schema: false where none does, whatever it is at run time.
  func mayFit(_ schema: Schema) -> Bool {
    func isAmong(_ types: SchemaType...) -> Bool {
      schema.types.isEmpty || schema.types.contains(.any) || schema.types.contains(where: types.contains)
    }
    switch self {
    case .dyn, .invalid, .nullable, .opaque, .parameter: return true
    case .null: return isAmong(.null)
    case .bool: return isAmong(.boolean)
    // A whole number narrows to an integer.
    case .int, .uint, .double: return isAmong(.integer, .number)
    case .string, .secret: return isAmong(.string)
    case .list: return isAmong(.array)
    case .map(let key, _): return isAmong(.object) && (key.isDyn || key.isParameter || key == .string)
    case .record(let record):
      return isAmong(.object)
        && record.fields.allSatisfy { field in
          guard field.isRequired, let property = schema.properties.first(where: { $0.name == field.name }) else {
            return true
          }
          return field.type.mayFit(property.schema)
        }
    case .decimal, .bytes, .timestamp, .duration, .type, .optional: return isAmong()
    }
  }
}
