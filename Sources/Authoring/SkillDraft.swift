// A skill before it is text: what a recording makes of it. `DraftBuilder` fills it, `yaml` writes it.

package struct SkillDraft: Sendable {
  package var name: String
  package var goal: String
  /// Lines at the top of the file.
  package var heading: [String] = []
  /// Other ways to say the goal, with inputs in braces.
  package var also: [String] = []
  package var match: [String] = []
  package var inputs: [Input] = []
  package var secrets: [String] = []
  package var network: [String] = []
  package var read: [String] = []
  package var hasGates = false
  package var steps: [Step] = []
  /// By name, as texts with expressions.
  package var outputs: [(name: String, value: SkillText)] = []
  /// What a person has to look at after the last step.
  package var lastRemarks: [String] = []
  /// How many steps have something for a person to look at.
  package var remarkCount = 0

  package struct Input: Sendable {
    package var name: String
    /// A schema's `format`, where the value has one.
    package var format: String?
    /// Nil: whoever runs the skill says it.
    package var defaultValue: String?
    /// What it was when the skill was found.
    package var tried: String?
  }

  package struct Step: Sendable {
    /// Title of the page on which it is the first step; stands above it.
    package var page: String?
    package var notes: [String] = []
    package var remarks: [String] = []
    /// The action's word first.
    package var fields: [(key: String, value: YAMLValue)]

    package init(_ fields: [(key: String, value: YAMLValue)]) { self.fields = fields }
  }

  // MARK: Text

  package var yaml: String {
    var lines = heading.map { "# \($0)" }
    func put(_ key: String, _ value: YAMLValue) { lines.append(YAMLWriter.field(key, value, indent: 0)) }
    put("skill", .text(SkillText(name)))
    put("goal", .text(SkillText(goal)))
    if !also.isEmpty { put("also", .list(also.map { .text(SkillText($0)) })) }
    if !match.isEmpty { put("match", .list(match.map { .text(SkillText($0)) })) }
    if !inputs.isEmpty {
      lines.append("inputs:")
      for input in inputs { lines.append("  " + YAMLWriter.field(input.name, input.schema, indent: 2)) }
    }
    if !secrets.isEmpty { put("secrets", .list(secrets.map { .word($0) })) }
    var permissions: [(key: String, value: YAMLValue)] = []
    if !network.isEmpty { permissions.append(("network", .list(network.map { .text(SkillText($0)) }))) }
    if !read.isEmpty { permissions.append(("read", .list(read.map { .text(SkillText($0)) }))) }
    if !permissions.isEmpty {
      lines.append("permissions:")
      for field in permissions { lines.append("  " + YAMLWriter.field(field.key, field.value, indent: 2)) }
    }
    if hasGates { put("gates", .map([("expires", .word("24h"))])) }
    if !outputs.isEmpty { put("outputs", .map(outputs.map { ($0.name, .text($0.value)) })) }
    lines.append("steps:")
    for (index, step) in steps.enumerated() {
      if index > 0, step.page != nil { lines.append("") }
      lines += step.lines
    }
    lines += lastRemarks.map { "  # look: \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension SkillDraft.Input {
  fileprivate var schema: YAMLValue {
    var fields: [(key: String, value: YAMLValue)] = [("type", .word("string"))]
    if let format { fields.append(("format", .word(format))) }
    if let defaultValue { fields.append(("default", .text(SkillText(defaultValue)))) }
    return .map(fields)
  }
}

extension SkillDraft.Step {
  fileprivate var lines: [String] {
    var lines: [String] = []
    if let page { lines.append("  # \(page)") }
    lines += notes.map { "  # \($0)" } + remarks.map { "  # look: \($0)" }
    for (index, field) in fields.enumerated() {
      lines.append((index == 0 ? "  - " : "    ") + YAMLWriter.field(field.key, field.value, indent: 4))
    }
    return lines
  }
}
