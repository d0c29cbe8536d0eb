// A gate's form → HTML fields that a browser checks as the schema says, and the submitted texts → an answer.
import DurableRuntime
import Foundation
import Values

struct GateField: Sendable {
  var number: Int
  var name: String
  var label: String
  var hint: String?
  var problem: String?
  var value: String
  var isRequired: Bool
  var isSelect = false
  var isText = false
  var isInput = true
  var choices: [Choice] = []
  var inputType = "text"
  var inputMode: String?
  var autocomplete: String?
  var pattern: String?
  var minLength: String?
  var maxLength: String?
  var minimum: String?
  var maximum: String?
  var step: String?

  struct Choice: Sendable {
    var value: String
    var text: String
    var isChosen: Bool
  }

  init(_ field: Gate.Field, number: Int, given: String?, problem: String?) {
    self.number = number
    name = field.name
    label = field.schema["title"]?.text?.visible ?? Self.label(field.name)
    hint = field.schema["description"]?.text?.visible
    self.problem = problem
    isRequired = field.isRequired && field.start == nil
    // A secret never comes back to the page.
    let start = field.start ?? field.schema["default"]
    value = field.isSecret ? "" : given ?? start.map(Self.typed) ?? ""
    shape(field, start)
  }

  static func label(_ name: String) -> String {
    let words = name.replacing("_", with: " ").visible
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  /// As a person would type it.
  static func typed(_ value: PlainValue) -> String {
    if case .null = value { return "" }
    return value.text ?? (try? value.jsonText(style: .display)) ?? ""
  }

  private mutating func shape(_ field: Gate.Field, _ start: PlainValue?) {
    let schema = field.schema
    let type = schema["type"]?.text ?? "string"
    if let values = schema["enum"]?.elements ?? (type == "boolean" ? [.bool(true), .bool(false)] : nil) {
      isSelect = true
      isInput = false
      choices = values.map { one in
        let text = Self.typed(one)
        let shown = one.boolean.map { $0 ? "yes" : "no" } ?? text.visible
        return Choice(value: text, text: shown, isChosen: text == value)
      }
      // Who leaves it out gets what stands there, which is to be seen.
      if value.isEmpty || (!isRequired && start == nil) {
        choices.insert(Choice(value: "", text: "–", isChosen: value.isEmpty), at: 0)
      }
      return
    }
    func number(_ key: String) -> String? { schema[key].flatMap { try? $0.jsonText() } }
    switch type {
    case "integer", "number":
      inputType = "number"
      minimum = number("minimum")
      maximum = number("maximum")
      step = type == "integer" ? "1" : number("multipleOf") ?? "any"
      inputMode = type == "integer" ? "numeric" : "decimal"
    case "string":
      pattern = schema["pattern"]?.text.map(Self.htmlPattern)
      minLength = number("minLength")
      maxLength = number("maxLength")
      switch schema["format"]?.text {
      case "date": inputType = "date"
      case "email": inputType = "email"
      case "uri": inputType = "url"
      default: break
      }
      let isLong = (schema["maxLength"]?.integer ?? 0) > 200 || value.contains("\n")
      if isLong, !field.isSecret {
        isText = true
        isInput = false
      }
    default: hint = [hint, "as JSON (\(type.visible))"].compactMap { $0 }.joined(separator: "; ")
    }
    guard field.isSecret else { return }
    let isCode = schema["pattern"]?.text?.contains("0-9") == true || name.lowercased().contains("code")
    inputType = isCode ? "text" : "password"
    autocomplete = isCode ? "one-time-code" : "off"
    if isCode { inputMode = "numeric" }
  }

  /// HTML patterns are anchored by themselves.
  private static func htmlPattern(_ pattern: String) -> String {
    var text = pattern[...]
    if text.first == "^" { text = text.dropFirst() } else { text = ".*" + text }
    if text.last == "$" { text = text.dropLast() } else { text += ".*" }
    return String(text)
  }
}

extension Answer {
  /// What a person put into the form of `gate`. Texts of fields that are not strings are read as JSON, as on a command line.
  mutating func take(_ form: FormBody, for gate: Gate) throws(Problem) {
    inputIsText = true
    for field in gate.form {
      guard let text = form["f." + field.name] else { continue }
      // An empty field is one that was left out, unless an empty string is what the schema allows; or was emptied: it is not as
      // it was shown.
      let start = field.isSecret ? nil : field.start ?? field.schema["default"]
      let wasEmptied = start.map { !GateField.typed($0).isEmpty } ?? false
      if text.isEmpty, !wasEmptied,
        !field.isRequired || field.schema["type"]?.text != "string" || field.isSecret
      {
        continue
      }
      input.append(PlainEntry(key: .string(field.name), value: .string(text)))
    }
    comment = form["comment"] ?? ""
    reason = form["reason"] ?? ""
    key = form["key"].flatMap { $0.isEmpty ? nil : $0 }
    if !gate.options.isEmpty, let text = form["choice"] {
      guard let index = Int(text), gate.options.indices.contains(index) else {
        throw Problem(.invalid, "choose one of the options")
      }
      choice = gate.options[index]["value"]
    }
  }
}
