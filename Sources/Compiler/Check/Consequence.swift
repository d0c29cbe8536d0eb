// Words that warn of what cannot be undone. The checker warns of them, and whoever drafts a skill gates them.

package enum Consequence {
  /// Small letters.
  package static let words: Set<String> = [
    "pay", "buy", "purchase", "order", "delete", "remove", "send", "transfer", "withdraw", "refund", "publish",
    "checkout", "donate", "cancel", "terminate", "confirm",
  ]

  /// Whether a button's name has a word of which one does not come back.
  package static func soundsFinal(_ name: String) -> Bool {
    name.lowercased().split { !$0.isLetter }.map(String.init).contains(where: words.contains)
  }
}
