// What an approval gives: the fields of the form, held against their schemas, and the option that is chosen. What a person was
// shown and did not touch is taken as it was shown, or not at all.
import Values

extension Engine {
  /// An answer's values with holes where secrets stand, and what belongs into the holes.
  struct AnswerValues {
    var plain: PlainValue = .map([])
    var secrets: [(name: String, text: String)] = []
  }

  /// Checks the fields, finds the chosen option. `agreed`: the first approval of a quorum. Who comes later says the same; left
  /// out may be what stands as the gate began, and secrets, which nobody can see.
  func answerValues(_ gate: Gate, _ answer: Answer, agreed: Decision?) throws(RuntimeError) -> AnswerValues {
    var values: [PlainEntry] = []
    for entry in answer.input {
      let name = Gate.words(entry.key)
      guard gate.form.contains(where: { $0.name == name }) else {
        let known = gate.form.map { "'\($0.name)'" }.joined(separator: ", ")
        throw RuntimeError(
          .refusedInput,
          "gate '\(gate.path)' has no field '\(name)'" + (known.isEmpty ? "" : "; it asks for \(known)"), field: name)
      }
    }
    var fresh: [(name: String, text: String)] = []
    var asShown: Set<String> = []
    for field in gate.form {
      var given = answer.input.last { $0.key.text == field.name }?.value
      if answer.inputIsText, let text = given?.text {
        given = try FieldCheck.read(text, schema: field.schema, field: field.name, isSecret: field.holdsSecret)
      }
      if given == nil, let agreed {
        guard let earlier = agreed.values[field.name] else { continue }
        if !field.isSecret, earlier != (field.start ?? field.schema["default"]) {
          throw disagreement(gate, field.name, earlier, agreed)
        }
        if !field.isSecret { asShown.insert(field.name) }
        values.append(PlainEntry(key: .string(field.name), value: earlier))
        continue
      }
      let standing = field.start ?? field.schema["default"]
      guard let value = given ?? standing else {
        if !field.isRequired { continue }
        throw RuntimeError(
          .refusedInput, "gate '\(gate.path)' needs the field '\(field.name)'", field: field.name)
      }
      let checked = try FieldCheck.check(
        value, try FieldCheck.schema(field.schema, field: field.name), field: field.name, isSecret: field.holdsSecret)
      if value == standing { asShown.insert(field.name) }
      if value == field.start, checked != value, !field.holdsSecret {
        throw shownOtherwise(gate, field.name, value, checked)
      }
      if field.isSecret {
        let name = field.hole ?? "gate:\(gate.instance.ticket)/\(field.name)"
        fresh.append((name, Gate.words(checked)))
        values.append(PlainEntry(key: .string(field.name), value: .secret(SecretText(parts: [.hole(name)]))))
      } else if let seals = field.seals, checked != .null {
        let sealed = seals.seal(checked, hole: "gate:\(gate.instance.ticket)/\(field.name)/")
        if let refusal = sealed.refusal {
          throw RuntimeError(.refusedInput, "'\(field.name)' cannot be taken: \(refusal)", field: field.name)
        }
        fresh += sealed.secrets
        let scrubber = Scrubber(Dictionary(sealed.secrets.map { ($0.name, $0.text) }, uniquingKeysWith: { $1 }))
        values.append(PlainEntry(key: .string(field.name), value: scrubber.clean(sealed.value)))
      } else {
        values.append(PlainEntry(key: .string(field.name), value: checked))
      }
    }
    try clean(&values, of: gate, fresh, except: asShown)
    if answer.choice == nil, let agreed, let earlier = agreed.values["value"], !gate.options.isEmpty {
      throw disagreement(gate, "value", earlier, agreed)
    }
    if let chosen = try choice(gate, answer.choice, isText: answer.choiceIsText) {
      values.append(PlainEntry(key: "value", value: chosen["value"] ?? .null))
      values.append(PlainEntry(key: "label", value: .string(Gate.label(chosen))))
      for name in chosen["needs"]?.elements?.compactMap(\.text) ?? []
      where !values.contains(where: { $0.key.text == name }) {
        throw RuntimeError(
          .refusedInput,
          "gate '\(gate.path)' needs the field '\(name)' with the choice '\(Gate.words(chosen["value"] ?? .null))': later steps read it",
          field: name)
      }
    }
    return AnswerValues(plain: .map(values), secrets: fresh)
  }

  /// A gate of a program that an earlier compiler made may show what a field starts from as its schema does not have it: what
  /// would be taken (law 4: and sent) is not what was shown. Whoever means it says so.
  private func shownOtherwise(_ gate: Gate, _ field: String, _ shown: PlainValue, _ taken: PlainValue) -> RuntimeError {
    RuntimeError(
      .refusedInput,
      "gate '\(gate.path)' shows '\(field)' as \(Gate.words(shown)), which would be taken as \(Gate.words(taken)): give "
        + "the field as it is meant (-i \(field)='\(Gate.words(taken))')", field: field)
  }

  /// A text field beside a secret one may hold its text too, by a slip, and is cleaned of it. (A number is no slip, and one of
  /// several words is that word.) No effect gets a placeholder for what was approved: there, the person writes something else.
  /// `asShown`: untouched fields hold what was shown before the secret was given, so that what the run keeps has it already (law
  /// 7 has nothing left to protect); and the effects that are allowed get the bytes that were shown (law 4).
  private func clean(
    _ values: inout [PlainEntry], of gate: Gate, _ secrets: [(name: String, text: String)], except asShown: Set<String>
  ) throws(RuntimeError) {
    if secrets.isEmpty { return }
    let scrubber = Scrubber(Dictionary(secrets.map { ($0.name, $0.text) }, uniquingKeysWith: { $1 }))
    for index in values.indices {
      guard let field = gate.form.first(where: { .string($0.name) == values[index].key }), field.schema["enum"] == nil,
        !asShown.contains(field.name), case .string(let text) = values[index].value
      else { continue }
      let cleaned = scrubber.clean(text)
      if cleaned != text, gate.allowsEffects {
        throw RuntimeError(
          .refusedInput, "'\(field.name)' has the text of a secret in it that is given beside it", field: field.name)
      }
      values[index].value = .string(cleaned)
    }
  }

  /// What is taken for the answer where nobody gave one in time: the values of an approval, held against the form as a person's
  /// are; nil with the reason for a rejection. What does not fit rejects: a gate fails closed.
  func silence(at gate: Gate) -> (values: PlainValue?, reason: String) {
    let late = "nobody decided gate '\(gate.path)' in time"
    guard gate.approvesOnExpiry else { return (nil, gate.expiryReason ?? late) }
    do throws(RuntimeError) {
      return (try assumed(gate, input: gate.expiryAnswer?["input"], choice: gate.expiryAnswer?["choose"]), "")
    } catch {
      return (nil, "\(late), and what the skill gives for that does not fit: \(error.message)")
    }
  }

  /// The values of an approval that no person gives: fields that are not given are as they stand. A secret is never assumed.
  func assumed(_ gate: Gate, input: PlainValue? = nil, choice: PlainValue? = nil) throws(RuntimeError) -> PlainValue {
    var answer = Answer(.approve, by: "policy", user: "", surface: "")
    answer.input = input?.entries ?? []
    answer.choice = choice
    let values = try answerValues(gate, answer, agreed: nil)
    if let secret = values.secrets.first {
      throw RuntimeError(.refusedInput, "only a person can give the secret '\(secret.name)'")
    }
    return values.plain
  }

  /// The option that is chosen. `isText`: it was typed, so that it may mean any value that looks like it.
  private func choice(_ gate: Gate, _ choice: PlainValue?, isText: Bool) throws(RuntimeError) -> PlainValue? {
    let options = gate.options
    if options.isEmpty {
      if choice != nil { throw RuntimeError(.refusedInput, "gate '\(gate.path)' has no options to choose from") }
      return nil
    }
    let labels = options.map { option in
      let (value, label) = (Gate.words(option["value"] ?? .null), Gate.label(option))
      return value == label || label.isEmpty ? value : "\(value) (\(label))"
    }.joined(separator: ", ")
    guard let choice else {
      throw RuntimeError(.refusedInput, "gate '\(gate.path)' needs a choice: \(labels)", field: "value")
    }
    let meant = Self.meant(by: choice, among: options, isText: isText)
    guard let first = meant.first else {
      throw RuntimeError(
        .refusedInput, "'\(Gate.words(choice))' is not among the options of gate '\(gate.path)': \(labels)",
        field: "value")
    }
    // What stands there several times is one answer.
    let different = meant.filter { index in
      meant.first { options[$0]["value"] == options[index]["value"] } == index
    }
    if different.count == 1 { return options[first] }
    let ways = different.map { Self.spelling(of: $0, among: options, isText: isText) }.joined(separator: ", ")
    throw RuntimeError(
      .refusedInput,
      "'\(Gate.words(choice))' means \(different.count) of the options of gate '\(gate.path)': say which, \(ways)",
      field: "value")
  }

  /// The options that a choice may mean: those with that value, else with one that looks like it as text, else with that label,
  /// else the one with that number in the list.
  private static func meant(by choice: PlainValue, among options: [PlainValue], isText: Bool) -> [Int] {
    func all(_ fits: (PlainValue) -> Bool) -> [Int] { options.indices.filter { fits(options[$0]) } }
    let text = Gate.words(choice)
    let exact = isText ? [] : all { $0["value"] == choice }
    if !exact.isEmpty { return exact }
    let alike = all { Gate.words($0["value"] ?? .null) == text }
    if !alike.isEmpty { return alike }
    if isText, text.first == "\"", let quoted = try? PlainValue(json: Array(text.utf8)) {
      let found = all { $0["value"] == quoted }
      if !found.isEmpty { return found }
    }
    let labelled = all { Gate.label($0) == text }
    if !labelled.isEmpty { return labelled }
    // A number alone is no place in the list where a value might be such a number.
    let isPlace = text.first == "@" || options.allSatisfy { Int(Gate.words($0["value"] ?? .null)) == nil }
    guard isPlace, let number = Int(text.first == "@" ? text.dropFirst() : text[...]), number >= 1,
      number <= options.count
    else { return [] }
    return [number - 1]
  }

  /// How to say that this option is meant and no other: by label or value, or, where neither is enough, by its number in the list.
  private static func spelling(of index: Int, among options: [PlainValue], isText: Bool) -> String {
    let value = options[index]["value"] ?? .null
    let json = (try? value.jsonText(style: .display)) ?? Gate.words(value)
    if !isText { return json }
    for text in [Gate.label(options[index]), Gate.words(value)] where !text.isEmpty {
      if meant(by: .string(text), among: options, isText: true).allSatisfy({ options[$0]["value"] == value }) {
        return text
      }
    }
    return "@\(index + 1) (\(json))"
  }
}
