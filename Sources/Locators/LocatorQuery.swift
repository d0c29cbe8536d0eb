// What a person would say to point at an element: `{button: Sign in}`, `{field: Email, in: {dialog: …}}`. A value, made from
// the map that a skill's step evaluates to.
import Values

package indirect enum LocatorKind: Hashable, Sendable {
  case role(String, name: String?)
  /// A form field by its label (or, where it has none, its placeholder or the text before it).
  case field(String)
  case text(String)
  case testID(String)
  case css(String)
  /// A plain string: matched against everything interactive by words; after `in`, what holds others and is called so.
  case intent(String)
}

package struct LocatorQuery: Hashable, Sendable {
  package var kind: LocatorKind
  /// Inside an element that this finds.
  package indirect enum Scope: Hashable, Sendable { case query(LocatorQuery) }
  package var inside: Scope?
  package var near: Scope?
  /// Counts from 1 in document order; from the end when negative.
  package var nth: Int?
  package var frame: FrameQuery?
  /// A name matches where it contains the words, not only where it equals them (`exact: false`).
  package var containing = false

  package init(_ kind: LocatorKind) { self.kind = kind }
}

/// The frame to look in. Everything that is said must hold.
package struct FrameQuery: Hashable, Sendable {
  /// In its name, title or address.
  package var anywhere: String?
  package var name: String?
  package var title: String?
  package var address: String?
  package init(anywhere: String? = nil) { self.anywhere = anywhere }

  /// What a frame may be called by.
  package struct Names: Hashable, Sendable {
    package var name = ""
    package var title = ""
    package var address = ""
    package init(name: String = "", title: String = "", address: String = "") {
      (self.name, self.title, self.address) = (name, title, address)
    }
  }

  /// A name and a title are said as a whole, an address in part.
  package func fits(_ names: Names) -> Bool {
    func contains(_ text: String, _ part: String?) -> Bool {
      part.map { PageText.folded(text).contains(PageText.folded($0)) } ?? true
    }
    func equals(_ text: String, _ whole: String?) -> Bool {
      whole.map { PageText.folded(text) == PageText.folded($0) } ?? true
    }
    return contains([names.name, names.title, names.address].joined(separator: "\n"), anywhere)
      && equals(names.name, name) && equals(names.title, title) && contains(names.address, address)
  }

  /// As a skill has it.
  package var plain: PlainValue {
    if let anywhere { return .string(anywhere) }
    let said = [("title", title), ("name", name), ("url", address)]
    return .map(said.compactMap { word, text in text.map { PlainEntry(key: .string(word), value: .string($0)) } })
  }

  package var description: String {
    let said = [("", anywhere), ("name ", name), ("title ", title), ("address ", address)]
    return said.compactMap { word, text in text.map { "\(word)\"\($0)\"" } }.joined(separator: ", ")
  }
}

/// What cannot be a locator, in a sentence.
package struct LocatorError: Error, Hashable, Sendable, CustomStringConvertible {
  package var description: String
  package init(_ description: String) { self.description = description }
}

extension LocatorQuery {
  /// From a text (an intent) or a map with one way to point and any of `in`, `near`, `nth`, `frame`, `exact`.
  /// Throws `LocatorError` that names the word at fault.
  package init(_ value: PlainValue) throws(LocatorError) {
    switch value {
    case .string(let text):
      guard !PageText.tidy(text).isEmpty else { throw LocatorError("an empty text points at nothing") }
      self.init(.intent(text))
    case .map(let entries):
      self = try Self.read(entries)
    default:
      throw LocatorError("a locator is a text or a map such as {button: Save}")
    }
  }

  private static func read(_ entries: [PlainEntry]) throws(LocatorError) -> LocatorQuery {
    var kind: LocatorKind?
    var role: String?
    var name: String?
    var query = LocatorQuery(.intent(""))
    for entry in entries {
      guard let word = entry.key.text else { throw LocatorError("a locator's words are texts") }
      switch word {
      case "in", "near":
        var inner = try LocatorQuery(entry.value)
        // Beside what one reads: a label, a number in a cell. An intent would be something to act on.
        if word == "near", case .intent(let words) = inner.kind { inner.kind = .text(words) }
        if word == "in" { query.inside = .query(inner) } else { query.near = .query(inner) }
      case "nth":
        guard let nth = entry.value.integer, nth != 0 else { throw LocatorError("`nth` counts from 1") }
        query.nth = Int(clamping: nth)
      case "frame": query.frame = try frame(entry.value)
      case "exact": query.containing = entry.value.boolean == false
      case "role": role = try text(entry.value, word)
      case "name": name = try text(entry.value, word)
      default:
        guard kind == nil else { throw LocatorError("`\(word)` is a second way to point in one locator") }
        kind = try way(word, try text(entry.value, word))
      }
    }
    if let role {
      guard kind == nil else { throw LocatorError("`role` is a second way to point in one locator") }
      kind = .role(role, name: name)
    } else if name != nil {
      throw LocatorError("`name` goes with `role`")
    }
    guard let kind else { throw LocatorError("a locator needs a way to point: button, link, field, text, role, css …") }
    query.kind = kind
    return query
  }

  private static func frame(_ value: PlainValue) throws(LocatorError) -> FrameQuery {
    guard case .map(let entries) = value else { return FrameQuery(anywhere: try text(value, "frame")) }
    var frame = FrameQuery()
    for entry in entries {
      let word = entry.key.text ?? ""
      switch word {
      case "name": frame.name = try text(entry.value, word)
      case "title": frame.title = try text(entry.value, word)
      case "url": frame.address = try text(entry.value, word)
      default: throw LocatorError("`\(word)` says nothing of a frame: title, name, url")
      }
    }
    guard !entries.isEmpty else { throw LocatorError("`frame` needs a title, name or url") }
    return frame
  }

  private static func way(_ word: String, _ text: String) throws(LocatorError) -> LocatorKind {
    switch word {
    case "field", "label": return .field(text)
    case "text": return .text(text)
    case "test_id": return .testID(text)
    case "css": return .css(text)
    default:
      guard let role = LocatorWords.roles[word] else {
        throw LocatorError("`\(word)` is no way to point at an element")
      }
      return .role(role, name: text)
    }
  }

  private static func text(_ value: PlainValue, _ word: String) throws(LocatorError) -> String {
    guard let text = value.text, !PageText.tidy(text).isEmpty else {
      throw LocatorError("`\(word)` needs a text")
    }
    return text
  }

  /// Every CSS selector in it and its scopes: the browser resolves those.
  package var selectors: [String] {
    var found: [String] = []
    if case .css(let selector) = kind { found.append(selector) }
    for scope in [inside, near] {
      if case .query(let query)? = scope { found += query.selectors }
    }
    return found
  }

  /// As an author would write it.
  package var description: String {
    var text =
      switch kind {
      case .role(let role, let name?): "\(role) \"\(name)\""
      case .role(let role, nil): "a \(role)"
      case .field(let label): "field \"\(label)\""
      case .text(let words): "text \"\(words)\""
      case .testID(let id): "test id \"\(id)\""
      case .css(let selector): "css \"\(selector)\""
      case .intent(let words): "\"\(words)\""
      }
    if case .query(let query)? = inside { text += " in \(query.description)" }
    if case .query(let query)? = near { text += " near \(query.description)" }
    if let nth { text += ", number \(nth)" }
    if let frame { text += ", in frame \(frame.description)" }
    return text
  }
}
