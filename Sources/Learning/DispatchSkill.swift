// What has to be asked before a goal can be done, as an ordinary skill: which of several skills is meant (a `choose` that is
// learned), what inputs are missing (an `ask`), and the `call`. Text out; compiling and running it is the caller's, as with
// any other skill. Permissions are those of the skills that may be called, and the compiler cuts each back to its own.
import Bytecode
import Values

package enum DispatchSkill {
  /// Its name, under which such runs are listed.
  package static let name = "dispatch"

  /// - Parameters:
  ///   - fits: the skills that fit equally well, or the one that wants inputs; not empty.
  ///   - given: inputs by name that the caller has; they go to every skill that has such an input.
  package static func source(goal: String, fits: [Dispatch.Fit], given: [PlainEntry] = []) -> String {
    precondition(!fits.isEmpty, "there is something to dispatch to")
    let cards = fits.map(\.card)
    // A goal is constant: three characters in it would look like an expression.
    var lines = ["skill: \(name)", "goal: \(quoted(goal.replacing("${{", with: "$ {{")))"]
    let secrets = union(cards.map(\.secrets))
    if !secrets.isEmpty { lines.append("secrets: \(list(secrets))") }
    let permissions = [
      ("network", union(cards.map(\.permissions.network))), ("exec", union(cards.map(\.permissions.exec))),
      ("read", union(cards.map(\.permissions.read))), ("write", union(cards.map(\.permissions.write))),
    ].filter { !$0.1.isEmpty }
    if !permissions.isEmpty {
      lines.append("permissions:")
      lines += permissions.map { "  \($0): \(list($1))" }
    }
    if let budget = budget(cards) { lines.append("budget: \(budget)") }
    lines += [
      "gates: { expires: 24h }", "outputs: { skill: \"${{ vars.skill }}\", result: \"${{ vars.result }}\" }", "steps:",
    ]
    if fits.count == 1 {
      lines += steps(fits[0], 1, given, indent: "  ")
    } else {
      let options = fits.map { fit -> PlainValue in
        ["value": .string(fit.card.name), "label": .string(fit.card.goal.isEmpty ? fit.card.name : fit.card.goal)]
      }
      lines += [
        "  - choose: \(quoted("Which skill is meant by “\(goal)”?"))", "    id: which",
        "    from: \(json(.list(options)))", "    learn: true", "  - switch: ${{ gates.which.value }}", "    cases:",
      ]
      for (number, fit) in fits.enumerated() {
        lines.append("      \(quoted(fit.card.name)):")
        lines += steps(fit, number + 1, given, indent: "        ")
      }
      lines += ["    default:", "      - fail: none of the skills was chosen"]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Asks for what is missing and calls.
  private static func steps(_ fit: Dispatch.Fit, _ number: Int, _ given: [PlainEntry], indent: String) -> [String] {
    var lines: [String] = []
    let given = given.filter { entry in fit.card.inputs.contains { $0.name == entry.key.text } }
    let missing = fit.missing(given: given.compactMap(\.key.text))
    var with = (fit.inputs.filter { known in !given.contains { $0.key == known.key } } + given).map {
      "\(quoted($0.key.text ?? "")): \(json($0.value))"
    }
    let gate = "inputs_\(number)"
    if !missing.isEmpty {
      lines += ["\(indent)- ask: \(quoted("\(fit.card.name) needs \(missing.map(\.name).joined(separator: ", "))"))"]
      lines += ["\(indent)  id: \(gate)", "\(indent)  form:"]
      for input in missing { lines.append("\(indent)    \(input.name): \(json(field(input)))") }
      with += missing.map { "\"\($0.name)\": \"${{ gates.\(gate).\($0.name) }}\"" }
    }
    lines.append("\(indent)- call: \(fit.card.name)")
    lines.append("\(indent)  id: called_\(number)")
    if !with.isEmpty { lines.append("\(indent)  with: { \(with.joined(separator: ", ")) }") }
    lines.append("\(indent)- set: { skill: \(quoted(fit.card.name)), result: \"${{ steps.called_\(number) }}\" }")
    return lines
  }

  private static func field(_ input: SkillCard.Input) -> PlainValue {
    guard input.isSecret, let entries = input.schema.entries, input.schema["secret"] == nil else { return input.schema }
    return .map(entries + [PlainEntry(key: "secret", value: true)])
  }

  /// A called skill shares its caller's budget: the caller's is the largest of those that might be called, and none where
  /// one of them has none.
  private static func budget(_ cards: [SkillCard]) -> String? {
    func largest<T: Comparable>(_ bound: KeyPath<Budget, T?>) -> T? {
      let bounds = cards.compactMap { $0.budget[keyPath: bound] }
      return bounds.count == cards.count ? bounds.max() : nil
    }
    var parts: [String] = []
    if let credits = largest(\.credits) { parts.append("credits: \(credits)") }
    if let steps = largest(\.steps) { parts.append("steps: \(min(UInt64(Int64.max), steps &+ 100))") }
    if let time = largest(\.time) { parts.append("time: \(time)ms") }
    return parts.isEmpty ? nil : "{ \(parts.joined(separator: ", ")) }"
  }

  private static func union(_ lists: [[String]]) -> [String] {
    var seen: Set<String> = []
    return lists.joined().filter { seen.insert($0).inserted }
  }

  private static func list(_ texts: [String]) -> String { "[\(texts.map(quoted).joined(separator: ", "))]" }

  /// As JSON, which is YAML; what looks like an expression in it is the person's text and none.
  private static func json(_ value: PlainValue) -> String {
    ((try? value.jsonText()) ?? "null").replacing("${{", with: "$${{")
  }

  private static func quoted(_ text: String) -> String { json(.string(text)) }
}
