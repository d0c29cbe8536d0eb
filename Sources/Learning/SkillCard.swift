// What dispatch knows of a skill: what it says of itself in its first lines. Made of a program's manifest; no steps, no code.
import Bytecode
import DurableRuntime
import Values

package struct SkillCard: Hashable, Sendable {
  package struct Input: Hashable, Sendable {
    package var name: String
    /// JSON Schema.
    package var schema: PlainValue
    package var isRequired: Bool
    package var isSecret: Bool
    package init(name: String, schema: PlainValue, isRequired: Bool, isSecret: Bool = false) {
      self.name = name
      self.schema = schema
      self.isRequired = isRequired
      self.isSecret = isSecret
    }
  }

  package var name: String
  package var goal: String
  /// Other ways to say it; `{name}` stands for an input's value: `pay the invoice of {vendor}`.
  package var also: [String]
  /// Addresses where it applies, as `https://billing.example.com/**`; empty: anywhere.
  package var match: [String]
  package var inputs: [Input]
  package var permissions = Permissions()
  package var secrets: [String] = []
  package var budget = Budget()

  package init(name: String, goal: String, also: [String] = [], match: [String] = [], inputs: [Input] = []) {
    self.name = name
    self.goal = goal
    self.also = also
    self.match = match
    self.inputs = inputs
  }

  package init(_ manifest: ProgramManifest) {
    self.init(
      name: manifest.skill, goal: manifest.goal ?? "", also: manifest.also, match: manifest.match,
      inputs: manifest.inputs.map {
        Input(name: $0.name, schema: $0.schema, isRequired: $0.schema["default"] == nil, isSecret: $0.isSecret)
      })
    permissions = manifest.permissions
    secrets = manifest.secrets
    budget = manifest.budget
  }
}
