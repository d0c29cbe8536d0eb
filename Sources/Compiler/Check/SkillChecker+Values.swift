// Values, conditions and lengths of time of the author's: constants folded, expressions checked at this point of the skill.
import Bytecode
import Syntax
import Values

extension SkillChecker {
  /// A value. Secrets in it are reported as leaking into `leakName` unless that is nil.
  mutating func value(
    _ syntax: ValueSyntax, expecting expected: CELType? = nil, leakName: @autoclosure () -> String?,
    optionalAllowed: Bool = false
  ) -> CheckedValue {
    func invalid() -> CheckedValue { CheckedValue(kind: .invalid, type: .invalid, place: syntax.place) }
    func constant(_ value: PlainValue, _ type: CELType) -> CheckedValue {
      CheckedValue(kind: .constant(value), type: type, place: syntax.place)
    }
    switch syntax.kind {
    case .null: return constant(.null, .null)
    case .bool(let flag): return constant(.bool(flag), .bool)
    case .int(let number):
      if expected == .double { return constant(.double(Double(number)), .double) }
      return constant(.int(number), .int)
    case .double(let number): return constant(.double(number), .double)
    case .text(let text): return constant(.string(text), .string)
    case .invalid: return invalid()
    case .expression(let expression):
      let checked = ExpressionChecker.check(expression, in: scope, expecting: expected, diagnostics: &diagnostics)
      guard checked.isValid else { return invalid() }
      if checked.type.isTooLarge {
        diagnostics.add(.typeTooLarge(at: expression.place))
        return invalid()
      }
      if checked.type.holdsSecret, let leakName = leakName() {
        diagnostics.add(.secretLeaks(leakName, at: expression.place))
        return invalid()
      }
      if !optionalAllowed, case .optional = checked.type {
        diagnostics.add(.optionalNotAllowed(found: checked.type, at: expression.place))
        return invalid()
      }
      return CheckedValue(kind: .expression(checked), type: checked.type, place: syntax.place)
    case .template(let template):
      let checked = CheckedTemplate.check(template, in: scope, diagnostics: &diagnostics)
      guard checked.isValid else { return invalid() }
      if checked.type.holdsSecret, let leakName = leakName(), let place = secretPlace(in: checked) {
        diagnostics.add(.secretLeaks(leakName, at: place))
        return invalid()
      }
      return CheckedValue(kind: .template(checked), type: checked.type, place: syntax.place)
    case .list(let items):
      var values: [CheckedValue] = []
      values.reserveCapacity(items.count)
      for item in items { values.append(value(item, leakName: leakName(), optionalAllowed: optionalAllowed)) }
      if values.contains(where: \.isInvalid) { return invalid() }
      let type: CELType
      if let first = values.first {
        type = values.allSatisfy { $0.type == first.type } ? first.type : .dyn
      } else {
        type = .dyn
      }
      let constants = values.compactMap(\.constant)
      if constants.count == values.count { return constant(.list(constants), .list(type)) }
      return CheckedValue(kind: .list(values), type: .list(type), place: syntax.place)
    case .map(let fields):
      var values: [CheckedField] = []
      values.reserveCapacity(fields.count)
      // (By their numbers: a field that is looked at is then not copied.)
      for index in fields.indices {
        let checked = value(fields[index].value, leakName: leakName(), optionalAllowed: optionalAllowed)
        values.append(CheckedField(key: fields[index].key.text, value: checked))
      }
      return fold(values, syntax.place)
    }
  }

  private func secretPlace(in template: CheckedTemplate) -> Place? {
    for case .expression(let checked) in template.parts where checked.type.holdsSecret { return checked.syntax.place }
    return nil
  }

  /// A map of checked values; a constant where all are.
  mutating func fold(_ values: [CheckedField], _ place: Place) -> CheckedValue {
    if values.contains(where: \.value.isInvalid) { return CheckedValue(kind: .invalid, type: .invalid, place: place) }
    let type = CELType.record(values.map { RecordType.Field($0.key, $0.value.type) })
    if type.isTooLarge {
      // A large table that is written down is no mistake; its keys are then known at run time only.
      if let constant = plainMap(values) {
        return CheckedValue(kind: .constant(constant), type: .map(.string, .dyn), place: place)
      }
      diagnostics.add(.typeTooLarge(at: place))
      return CheckedValue(kind: .invalid, type: .invalid, place: place)
    }
    if let constant = plainMap(values) { return CheckedValue(kind: .constant(constant), type: type, place: place) }
    return CheckedValue(kind: .map(values), type: type, place: place)
  }

  /// A text that people read: prompts, messages, logs.
  mutating func text(_ syntax: ValueSyntax, leakName: String) -> CheckedValue {
    value(syntax, leakName: leakName)
  }

  mutating func condition(_ syntax: ValueSyntax) -> CheckedCondition {
    switch syntax.kind {
    case .bool(let flag): return .constant(flag)
    case .expression(let expression):
      let checked = ExpressionChecker.check(expression, in: scope, expecting: .bool, diagnostics: &diagnostics)
      return checked.isValid ? .expression(checked) : .invalid
    case .invalid: return .invalid
    case .null, .int, .double, .text, .template, .list, .map:
      let found = value(syntax, leakName: nil).type
      if found != .invalid {
        diagnostics.add(.wrongValue("this", found: found, expected: "a condition (bool)", at: syntax.place))
      }
      return .invalid
    }
  }

  mutating func duration(_ syntax: DurationSyntax, _ what: String) -> CheckedValue {
    switch syntax.amount {
    case .milliseconds(let count):
      return CheckedValue(
        kind: .constant(.duration(DurationValue(milliseconds: count))), type: .duration, place: syntax.place)
    case .expression(let expression):
      let checked = ExpressionChecker.check(expression, in: scope, expecting: .duration, diagnostics: &diagnostics)
      guard checked.isValid else { break }
      return CheckedValue(kind: .expression(checked), type: .duration, place: syntax.place)
    case .invalid: break
    }
    return CheckedValue(kind: .invalid, type: .invalid, place: syntax.place)
  }

  /// The kind of a value that must be of one type, if it can be told here.
  mutating func expect(_ checked: CheckedValue, _ expected: CELType, _ what: String) {
    guard !checked.isInvalid, !checked.type.isDyn, checked.type != expected else { return }
    diagnostics.add(.wrongValue(what, found: checked.type, expected: expected.text, at: checked.place))
  }
}
