// An element of a page → the several independent ways to find it again, as a value that can be kept. Each way says something
// that the others do not: what it is called, what it is marked with, what stands around it, where it stands.
import Values

package struct ElementWays: Hashable, Sendable {
  package var role: String
  /// As people compare names.
  package var name: String
  /// The test id, where the page gives one.
  package var testID: String
  /// Where it stands, outermost first: `table "12 invoices"`.
  package var section: [String]
  /// What is written right before and after it, and in its block: words, sorted. Words with digits only where it has rivals:
  /// amounts, dates and counts change while the element stays what it is, but among many of one name they say which it is.
  package var around: [String]
  /// Roles from a landmark down to the element, each with its number among its siblings of that role.
  package var structure: [String]
  /// How many other elements had the same role and name when it was learned: with any, the name alone decides nothing.
  package var rivals: Int

  package init(
    role: String, name: String, testID: String, section: [String], around: [String], structure: [String], rivals: Int
  ) {
    self.role = role
    self.name = name
    self.testID = testID
    self.section = section
    self.around = around
    self.structure = structure
    self.rivals = rivals
  }

  /// Whether anything but its role, name and section is known of it.
  var hasOtherWays: Bool { !testID.isEmpty || !around.isEmpty || structure.count > 1 }

  /// As a person would point at it: `button "Pay now" in form "Invoice"`.
  package var description: String {
    let own = name.isEmpty ? "a \(role)" : "\(role) \"\(name)\""
    return section.isEmpty ? own : "\(own) in \(section.joined(separator: " › "))"
  }
}

extension PageTree {
  /// Words kept of what stands around an element, and ancestors kept of where it stands.
  static let aroundWords = 24
  static let structureDepth = 5

  package func ways(to index: Int) -> ElementWays {
    let node = nodes[index]
    let name = PageText.folded(node.name)
    let rivals = nodes.indices.filter {
      $0 != index && nodes[$0].role == node.role && PageText.folded(nodes[$0].name) == name
    }
    return ElementWays(
      role: node.role, name: name, testID: node.testID, section: section(of: index),
      around: around(index, withNumbers: !rivals.isEmpty), structure: structure(index), rivals: rivals.count)
  }

  /// Words of the nearest block that has other text than the element's own. What stands in fields is nobody's surroundings: it
  /// is what was typed.
  package func around(_ index: Int, withNumbers: Bool = false) -> [String] {
    let own = Set(PageText.words(nodes[index].name))
    for ancestor in ancestors(of: index) {
      var words: Set<String> = []
      var inner = ancestor
      while inner < nodes[ancestor].end, words.count < Self.aroundWords {
        if inner == index {
          inner = nodes[index].end
          continue
        }
        for word in PageText.words(nodes[inner].name) where !own.contains(word) {
          if withNumbers || !word.contains(where: \.isNumber) { words.insert(word) }
        }
        inner = Self.fieldRoles.contains(nodes[inner].role) ? nodes[inner].end : inner + 1
      }
      if !words.isEmpty { return words.sorted() }
    }
    return []
  }

  /// Whether what stands around an element is what stood around the known one: much the same where that one was alone of its
  /// name, the very same where it had rivals.
  func isAround(_ index: Int, _ ways: ElementWays) -> Bool {
    guard !ways.around.isEmpty else { return false }
    guard ways.rivals == 0 else { return around(index, withNumbers: true) == ways.around }
    return PageTree.overlap(around(index), ways.around) >= Self.sameSurroundings
  }

  /// Containers that only hold say nothing about where an element stands.
  private static let empty: Set<String> = ["generic", "none", "presentation", "group", "paragraph", "label", "text"]

  func structure(_ index: Int) -> [String] {
    var path: [String] = []
    for step in [index] + ancestors(of: index) {
      let node = nodes[step]
      if step != index, Self.empty.contains(node.role) { continue }
      path.append("\(node.role)#\(place(step))")
      if path.count == Self.structureDepth || node.role == "dialog" || node.role == "document" { break }
    }
    return path.reversed()
  }

  /// Whether it stands where `structure` says; its own role may be another. Roles are compared before anything is counted.
  func isPlaced(_ index: Int, _ structure: [String]) -> Bool {
    let telling = ancestors(of: index).filter { !Self.empty.contains(nodes[$0].role) }
    let steps = Array([index] + telling.prefix(structure.count - 1))
    guard steps.count == structure.count else { return false }
    let known = structure.reversed().map { $0.split(separator: "#") }
    for (step, part) in zip(steps, known).dropFirst() where part.first.map(String.init) != nodes[step].role {
      return false
    }
    return zip(steps, known).allSatisfy { step, part in part.last.map(String.init) == String(place(step)) }
  }

  /// Its number, from 1, among the elements of its role in the same telling container.
  private func place(_ index: Int) -> Int {
    let container = ancestors(of: index).first { !Self.empty.contains(nodes[$0].role) }
    let start = container.map { $0 + 1 } ?? 0
    var number = 1
    for other in start..<max(start, index) where nodes[other].role == nodes[index].role {
      if ancestors(of: other).first(where: { !Self.empty.contains(nodes[$0].role) }) == container { number += 1 }
    }
    return number
  }
}

// MARK: As a value

extension ElementWays {
  package var plain: PlainValue {
    [
      "role": .string(role), "name": .string(name), "test_id": .string(testID),
      "section": .list(section.map { .string($0) }), "around": .list(around.map { .string($0) }),
      "structure": .list(structure.map { .string($0) }), "rivals": .int(Int64(rivals)),
    ]
  }

  /// Nil where the value is none of ours.
  package init?(_ plain: PlainValue) {
    guard let role = plain["role"]?.text, let name = plain["name"]?.text, let testID = plain["test_id"]?.text,
      let section = plain["section"]?.elements, let around = plain["around"]?.elements,
      let structure = plain["structure"]?.elements, let rivals = plain["rivals"]?.integer
    else { return nil }
    self.init(
      role: role, name: name, testID: testID, section: section.compactMap(\.text), around: around.compactMap(\.text),
      structure: structure.compactMap(\.text), rivals: Int(clamping: rivals))
  }
}
