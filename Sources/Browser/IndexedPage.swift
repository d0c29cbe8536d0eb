// A page that is shown → its index: what one can act on, numbered in the page's order, as text for people and as values for
// programs. A gate's evidence and `twin index` are both made here.
import Locators
import Values

package struct IndexedPage: Sendable {
  package struct Element: Sendable {
    /// Counts from 1 over all interactive elements of the page, those left out included.
    package var number: Int
    package var role: String
    package var name: String
    package var states: [String]
    /// Of a field; empty for a password.
    package var value: String
    /// Where it stands, outermost first.
    package var section: [String]
    /// As the text has it.
    package var line: String
  }

  package var address: String
  package var title: String
  package var elements: [Element]
  /// Elements beyond the budget.
  package var leftOut: Int

  /// - Parameter tokens: what the elements' lines may take; a token is taken as four bytes.
  init(_ tree: PageTree, tokens: Int) {
    address = tree.address
    title = PageText.tidy(tree.title)
    let (lines, leftOut) = tree.index(tokens: tokens)
    elements = lines.map { line in
      let node = tree.nodes[line.index]
      return Element(
        number: line.number, role: node.role, name: PageText.tidy(node.name), states: node.states.words,
        value: node.states.contains(.password) ? "" : node.value, section: tree.section(of: line.index),
        line: line.text)
    }
    self.leftOut = leftOut
  }

  package var text: String {
    var text = "\(address)\n\(title)\n"
    for element in elements { text += element.line + "\n" }
    if leftOut > 0 { text += "… and \(leftOut) more\n" }
    return text
  }

  package var plain: PlainValue {
    [
      "url": .string(address), "title": .string(title),
      "elements": .list(
        elements.map { element in
          [
            "number": .int(Int64(element.number)), "role": .string(element.role), "name": .string(element.name),
            "states": .list(element.states.map { .string($0) }), "value": .string(element.value),
            "section": .list(element.section.map { .string($0) }),
          ]
        }),
      "leftOut": .int(Int64(leftOut)),
    ]
  }
}

extension Tab {
  /// The index of what this page shows now.
  /// - Parameter secrets: texts that do not get into it. (What is cut short could not be recognised later.)
  nonisolated func index(tokens: Int, without secrets: Set<String> = []) async throws -> IndexedPage {
    IndexedPage(try await tree(without: secrets), tokens: tokens)
  }

  nonisolated func tree(without secrets: Set<String>) async throws -> PageTree {
    var tree = try await PageReader(tab: self).read(withDocument: true).tree
    for secret in secrets.filter({ $0.count >= SecretMask.leastCharacters }).sorted() {
      tree.title = tree.title.replacing(secret, with: "•••")
      for at in tree.nodes.indices {
        tree.nodes[at].name = tree.nodes[at].name.replacing(secret, with: "•••")
        tree.nodes[at].value = tree.nodes[at].value.replacing(secret, with: "•••")
      }
    }
    return tree
  }
}
