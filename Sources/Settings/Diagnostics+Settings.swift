// TW08xx: what is wrong with a configuration beyond keys and shapes.
import Syntax

extension Diagnostic {
  static func secretInFile(_ key: String, variable: String, vault: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0801", at: place, "`\(key)` is a secret and does not stand in a file", label: "take it out",
      help: "keep it in the vault with `twin secret set \(vault)`, or set \(variable)")
  }
}
