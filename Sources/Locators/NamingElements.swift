// An element of a page → the locators that a person would say for it and that mean it alone, the shortest first; and a
// locator as the map of a skill's step. What fits several is never given; each is tried on the page before it is.
import Values

extension LocatorQuery {
  /// As a skill's step has it; `LocatorQuery(plain)` gives the same back.
  package var plain: PlainValue {
    var entries: [PlainEntry] = []
    func put(_ key: String, _ value: PlainValue) { entries.append(PlainEntry(key: .string(key), value: value)) }
    switch kind {
    case .intent(let words) where inside == nil && near == nil && nth == nil && frame == nil: return .string(words)
    case .intent(let words), .text(let words): put("text", .string(words))
    case .role(let role, let name?):
      let word = role == "img" ? "image" : role
      if LocatorWords.roles[word] != nil {
        put(word, .string(name))
      } else {
        put("role", .string(role))
        put("name", .string(name))
      }
    case .role(let role, nil): put("role", .string(role))
    case .field(let label): put("field", .string(label))
    case .testID(let id): put("test_id", .string(id))
    case .css(let selector): put("css", .string(selector))
    }
    if containing { put("exact", false) }
    if case .query(let scope)? = inside { put("in", scope.plain) }
    if case .query(let scope)? = near { put("near", scope.plain) }
    if let nth { put("nth", .int(Int64(nth))) }
    if let frame { put("frame", frame.plain) }
    return .map(entries)
  }

  /// What a locator looks for inside, and what it says of where.
  package var scope: LocatorQuery? { if case .query(let query)? = inside { query } else { nil } }
}

extension PageTree {
  /// Characters of a name that a person would still say.
  private static let spokenCharacters = 80
  /// Texts of a row that are tried as its name.
  private static let namesTried = 12

  /// - Parameter count: at most so many.
  package func locators(to index: Int, atMost count: Int = 6) -> [LocatorQuery] {
    var found: [LocatorQuery] = []
    func means(_ query: LocatorQuery) -> Bool { match(query).found == [index] }
    func add(_ query: LocatorQuery) {
      if found.count < count, !found.contains(query), means(query) { found.append(query) }
    }
    let bases = bases(index)
    for base in bases { add(base) }
    if !found.isEmpty { return found }
    guard let base = bases.first else { return [] }
    let alike = match(base).found
    guard alike.contains(index) else { return [] }
    // What it stands in, by its name or by what is written there; alone first, then with its number there.
    var scopes: [LocatorQuery] = []
    for holder in ancestors(of: index) {
      guard let role = Self.holderRole(nodes[holder].role) else { continue }
      for name in names(of: holder, besides: index) { scopes.append(LocatorQuery(.role(role, name: name))) }
      if Self.rowRoles.contains(role) { break }
    }
    var numbered: [LocatorQuery] = []
    for scope in scopes {
      var query = base
      query.inside = .query(scope)
      let inside = match(query).found
      guard let place = inside.firstIndex(of: index) else { continue }
      if inside.count == 1 {
        add(query)
      } else {
        query.nth = place + 1 == inside.count ? -1 : place + 1
        numbered.append(query)
      }
    }
    for query in numbered { add(query) }
    if let place = alike.firstIndex(of: index) {
      var query = base
      query.nth = alike.count > 1 && place + 1 == alike.count ? -1 : place + 1
      add(query)
    }
    return found
  }

  /// By test id, label or name; an element without any of them by its role.
  private func bases(_ index: Int) -> [LocatorQuery] {
    let node = nodes[index]
    var bases: [LocatorQuery] = []
    let name = PageText.tidy(node.name)
    let isSaid = !name.isEmpty && name.count <= Self.spokenCharacters
    if Self.fieldRoles.contains(node.role) {
      let label = [PageText.label(name), PageText.tidy(node.placeholder), PageText.label(textBefore(index))].first {
        !$0.isEmpty && $0.count <= Self.spokenCharacters
      }
      if let label { bases.append(LocatorQuery(.field(label))) }
    } else if isSaid, isInteractive(index) {
      bases.append(LocatorQuery(.role(node.role, name: name)))
    }
    if !node.testID.isEmpty { bases.append(LocatorQuery(.testID(node.testID))) }
    // A text is not pointed at by what it says: that is what one wants to know of it.
    if bases.isEmpty { bases.append(LocatorQuery(.role(node.role, name: nil))) }
    return bases
  }

  private static let rowRoles: Set<String> = ["row", "listitem", "article", "treeitem"]

  private static func holderRole(_ role: String) -> String? {
    if rowRoles.contains(role) { return role }
    switch role {
    case "dialog", "alertdialog", "form", "navigation", "region", "group", "table", "list", "menu", "search", "main",
      "complementary", "banner", "contentinfo", "tabpanel":
      return role
    default: return nil
    }
  }

  /// What a person may call it by: a row by what is written in it, everything else by its name.
  private func names(of holder: Int, besides index: Int) -> [String] {
    let own = PageText.folded(nodes[index].name)
    guard Self.rowRoles.contains(nodes[holder].role) else {
      let name = PageText.tidy(nodes[holder].name)
      return name.isEmpty || name.count > Self.spokenCharacters ? [] : [name]
    }
    var names: [String] = []
    for inner in holder + 1..<max(holder + 1, nodes[holder].end) where !isInside(inner, index) && inner != index {
      let name = PageText.tidy(nodes[inner].name)
      guard !name.isEmpty, name.count <= Self.spokenCharacters, PageText.folded(name) != own, !names.contains(name)
      else { continue }
      names.append(name)
      if names.count == Self.namesTried { break }
    }
    return names
  }
}
