// A page as somebody reads it who is to act on it: its texts line by line, and in their places what can be acted on, each
// with a name by which it is spoken of. Under a budget; the count of what was left out is told. What the effect `index` gives.
import Values

package struct PageOutline: Sendable {
  package struct Element: Sendable {
    /// `7` for what can be acted on, counted as `PageTree.index` counts; `t3` for what can only be read.
    package var id: String
    /// In `PageTree.nodes`.
    package var index: Int
  }
  package var text: String
  package var elements: [Element]
  /// Things to act on that the budget has no room for.
  package var leftOut: Int
}

extension PageTree {
  /// Options that a list names; the others are counted.
  private static let optionsShown = 20
  private static let textShown = 200

  /// - Parameter tokens: the text's budget; a token is taken as four bytes.
  package func outline(tokens: Int) -> PageOutline {
    var outline = PageOutline(text: "", elements: [], leftOut: 0)
    var line = ""
    var block = -1
    var pending: [PageOutline.Element] = []
    var left = tokens * 4
    var isFull = false
    func close() {
      defer { (line, pending) = ("", []) }
      guard !line.isEmpty else { return }
      guard !isFull, line.utf8.count + 1 <= left else {
        isFull = true
        outline.leftOut += pending.filter { isInteractive($0.index) }.count
        return
      }
      left -= line.utf8.count + 1
      outline.text += line + "\n"
      outline.elements += pending
    }
    var number = 0
    var texts = 0
    var at = 0
    while at < nodes.count {
      let node = nodes[at]
      let isElement = isInteractive(at)
      if isElement { number += 1 }
      // Options are told with the list that holds them.
      let isListed = node.role == "option" && ancestors(of: at).contains { Self.listRoles.contains(nodes[$0].role) }
      let isText = node.role == "text" && !PageText.tidy(node.name).isEmpty
      guard (isElement && !isListed) || isText else {
        at += 1
        continue
      }
      let own = self.block(of: at)
      if own != block {
        close()
        block = own
        if nodes.indices.contains(own), let word = Self.blockWords[nodes[own].role] { line = word }
      } else if !line.isEmpty {
        line += " | "
      }
      if isElement {
        pending.append(.init(id: "\(number)", index: at))
        line += "[\(number)] \(spoken(at))"
        // What stands inside is said by its name; things to act on in it are still counted.
        if !Self.listRoles.contains(node.role) {
          let end = max(at + 1, node.end)
          number += (at + 1..<end).filter { isInteractive($0) }.count
          at = end
          continue
        }
      } else {
        let parent = node.parent >= 0 ? node.parent : at
        if pending.last?.index == parent {
          line = String(line.dropLast(3)) + " " + String(PageText.tidy(node.name).prefix(Self.textShown))
        } else {
          texts += 1
          pending.append(.init(id: "t\(texts)", index: parent))
          line += "(t\(texts)) " + String(PageText.tidy(node.name).prefix(Self.textShown))
        }
      }
      at += 1
    }
    close()
    return outline
  }

  private static let listRoles: Set<String> = ["combobox", "listbox"]
  private static let blockWords = ["row": "row: ", "listitem": "- ", "heading": "# ", "alert": "alert: "]
  /// What does not begin a line of its own.
  private static let inline: Set<String> = [
    "text", "link", "strong", "emphasis", "cell", "gridcell", "columnheader", "rowheader", "label", "mark", "code",
    "time",
    "none", "presentation", "superscript", "subscript", "insertion", "deletion", "term",
  ]

  private func block(of index: Int) -> Int {
    ancestors(of: index).first { !Self.inline.contains(nodes[$0].role) && !isInteractive($0) } ?? -1
  }

  /// `textbox "Email" (required) = "ana@acme.example"`.
  private func spoken(_ index: Int) -> String {
    let node = nodes[index]
    var text = "\(node.role) \"\(PageText.tidy(node.name).prefix(80))\""
    let words = node.states.words + (node.states.contains(.password) ? ["password"] : [])
    if !words.isEmpty { text += " (\(words.joined(separator: ", ")))" }
    if !node.value.isEmpty, !node.states.contains(.password) { text += " = \"\(node.value.prefix(60))\"" }
    if Self.listRoles.contains(node.role) {
      let options = (index + 1..<max(index + 1, node.end)).filter { nodes[$0].role == "option" }
      let shown = options.prefix(Self.optionsShown).map { "\"\(PageText.tidy(nodes[$0].name).prefix(40))\"" }
      if !shown.isEmpty {
        text += " of " + shown.joined(separator: ", ")
        if options.count > shown.count { text += " and \(options.count - shown.count) more" }
      }
    }
    return text
  }
}
