// A page's interactive elements as a numbered list under a budget: the evidence of a browser gate, `twin index`, and what an
// intent is matched against. Stable order, and the count of what was left out.
import Values

extension PageTree {
  package static let interactiveRoles: Set<String> = [
    "button", "link", "textbox", "searchbox", "combobox", "listbox", "checkbox", "radio", "switch", "slider",
    "spinbutton", "tab", "menuitem", "menuitemcheckbox", "menuitemradio", "option", "treeitem", "date", "time", "color",
    "file",
  ]

  package func isInteractive(_ index: Int) -> Bool { Self.interactiveRoles.contains(nodes[index].role) }

  private static let sectionRoles: Set<String> = [
    "dialog", "alertdialog", "form", "navigation", "main", "region", "table", "grid", "row", "listitem", "group",
    "article", "banner", "contentinfo", "complementary", "search", "tabpanel",
  ]

  /// Characters of a section's name that are kept.
  static let sectionCharacters = 60

  /// Where an element stands, innermost last: `table "12 invoices"`, `row "INV-101 Acme"`. At most three parts.
  package func section(of index: Int) -> [String] {
    var parts: [String] = []
    for ancestor in ancestors(of: index) where Self.sectionRoles.contains(nodes[ancestor].role) {
      let node = nodes[ancestor]
      var name = PageText.tidy(node.name)
      if name.isEmpty, node.role == "row" || node.role == "listitem" { name = text(of: ancestor) }
      guard !name.isEmpty else { continue }
      parts.append("\(node.role) \"\(name.prefix(Self.sectionCharacters))\"")
      if parts.count == 3 { break }
    }
    return parts.reversed()
  }

  package struct IndexLine: Hashable, Sendable {
    /// Counts from 1 over all interactive elements in document order, those left out included.
    package var number: Int
    /// Index in `nodes`.
    package var index: Int
    package var text: String
  }

  /// - Parameter tokens: the budget; a token is taken as four bytes.
  package func index(tokens: Int = 2000) -> (lines: [IndexLine], leftOut: Int) {
    var lines: [IndexLine] = []
    var number = 0
    var left = tokens * 4
    var leftOut = 0
    var lastSection = ""
    for index in nodes.indices where isInteractive(index) {
      number += 1
      let node = nodes[index]
      let section = section(of: index).joined(separator: " › ")
      var text = "\(number) \(node.role) \"\(PageText.tidy(node.name).prefix(80))\""
      if !node.states.words.isEmpty { text += " (\(node.states.words.joined(separator: ", ")))" }
      if !node.value.isEmpty, !node.states.contains(.password) { text += " = \"\(node.value.prefix(60))\"" }
      if !section.isEmpty, section != lastSection { text += " in \(section)" }
      guard leftOut == 0, text.utf8.count + 1 <= left else {
        leftOut += 1
        continue
      }
      lastSection = section
      left -= text.utf8.count + 1
      lines.append(IndexLine(number: number, index: index, text: text))
    }
    return (lines, leftOut)
  }

  // MARK: Intents

  /// Elements that an intent may mean, best first, with their scores in 0...1. Words of the element's name, role, section and
  /// row count; a word that few elements share counts more.
  package func score(intent: String) -> [(index: Int, score: Double)] {
    func words(_ text: String) -> [String] { PageText.words(text).map(Self.singular) }
    let wanted = words(intent).filter { !Self.fillers.contains($0) }
    guard !wanted.isEmpty else { return [] }
    var bags: [(index: Int, name: Set<String>, around: Set<String>)] = []
    var frequency: [String: Int] = [:]
    for index in nodes.indices where isInteractive(index) {
      let name = Set(words(nodes[index].name) + [nodes[index].role])
      let around = Set(section(of: index).flatMap(words))
      bags.append((index, name, around))
      for word in name.union(around) { frequency[word, default: 0] += 1 }
    }
    var scored: [(index: Int, score: Double)] = []
    for bag in bags {
      var got = 0.0
      var all = 0.0
      for word in wanted {
        let weight = 1 / Double(1 + (frequency[word] ?? 0)).squareRoot()
        all += weight
        if bag.name.contains(word) { got += weight } else if bag.around.contains(word) { got += weight * 0.8 }
      }
      if got > 0 { scored.append((bag.index, got / all)) }
    }
    return scored.enumerated().sorted {
      $0.element.score != $1.element.score ? $0.element.score > $1.element.score : $0.offset < $1.offset
    }.map(\.element)
  }

  /// `invoices` and `invoice` are one word here.
  private static func singular(_ word: String) -> String {
    word.count > 3 && word.hasSuffix("s") && !word.hasSuffix("ss") ? String(word.dropLast()) : word
  }

  private static let fillers: Set<String> = [
    "the", "a", "an", "of", "on", "in", "to", "for", "this", "that", "and", "with",
  ]
}
