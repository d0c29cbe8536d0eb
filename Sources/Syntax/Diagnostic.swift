// A diagnostic as data: what is wrong with the author's text, where, why, and what to do. Rendering is elsewhere.
// Every message is a named constructor in a file `Diagnostics+….swift`; nobody spells one out where it is found.

package struct Diagnostic: Sendable, Hashable {
  package enum Severity: String, Sendable, Hashable, CaseIterable { case error, warning }

  /// `TW` and four digits: 01xx YAML, 02xx skill structure, 03xx expression syntax, 04xx names and types, 05xx secrets,
  /// 06xx the gate proof, 07xx warnings, 08xx the configuration. Each has a page in `Grammar/diagnostics/`.
  package struct Code: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let text: String
    package init(stringLiteral text: String) {
      let digits = text.utf8.dropFirst(2)
      precondition(text.hasPrefix("TW") && digits.count == 4 && digits.allSatisfy { $0 >= 0x30 && $0 <= 0x39 })
      self.text = text
    }
    package var description: String { text }
  }

  /// A place with a few words to stand beside it.
  package struct Label: Sendable, Hashable {
    package var place: Place
    package var text: String
    package init(_ place: Place, _ text: String) {
      self.place = place
      self.text = text
    }
  }

  /// An edit of the source that cures it. `replacement` takes the place of the text at `place`.
  package struct Fix: Sendable, Hashable {
    package var title: String
    package var place: Place
    package var replacement: String
    package init(_ title: String, at place: Place, replacement: String) {
      self.title = title
      self.place = place
      self.replacement = replacement
    }
  }

  package var code: Code
  package var severity: Severity
  /// One sentence without a full stop: what is wrong.
  package var message: String
  /// The exact place in the author's text.
  package var place: Place
  /// Words under the caret span; may be empty.
  package var label: String
  /// Further places, in the order in which they are to be read (the first definition, a path of several steps).
  package var secondary: [Label]
  /// Sentences that belong to no place.
  package var notes: [String]
  /// What would have been right here.
  package var expected: String?
  /// What to do about it.
  package var help: String?
  /// The known name that the author may have meant.
  package var nearName: String?
  package var fix: Fix?

  package init(
    _ code: Code, _ severity: Severity = .error, at place: Place, _ message: String, label: String = "",
    secondary: [Label] = [], notes: [String] = [], expected: String? = nil, help: String? = nil,
    nearName: String? = nil, fix: Fix? = nil
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.place = place
    self.label = label
    self.secondary = secondary
    self.notes = notes
    self.expected = expected
    self.help = help
    self.nearName = nearName
    self.fix = fix
  }
}

/// Collects many diagnostics, a bounded number of them, and hands them out in reading order.
package struct DiagnosticBag: Sendable {
  package private(set) var found: [Diagnostic] = []
  /// How many were not kept because the bag was full.
  package private(set) var dropped = 0
  package private(set) var errorCount = 0
  package private(set) var warningCount = 0
  package let capacity: Int

  package init(capacity: Int = Limits.diagnostics) { self.capacity = capacity }

  /// Takes one in; one that says the same at the same place is kept once. An error pushes a warning out of a full bag,
  /// so that a file with many warnings cannot hide its errors.
  package mutating func add(_ diagnostic: Diagnostic) {
    if found.contains(where: {
      $0.place == diagnostic.place && $0.code == diagnostic.code && $0.message == diagnostic.message
    }) {
      return
    }
    switch diagnostic.severity {
    case .error: errorCount += 1
    case .warning: warningCount += 1
    }
    if found.count < capacity {
      found.append(diagnostic)
      return
    }
    dropped += 1
    guard diagnostic.severity == .error, let victim = found.lastIndex(where: { $0.severity == .warning }) else {
      return
    }
    found.remove(at: victim)
    found.append(diagnostic)
  }

  package mutating func add(contentsOf diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics { add(diagnostic) }
  }

  package var hasErrors: Bool { errorCount > 0 }
  package var isEmpty: Bool { found.isEmpty }

  /// In reading order: by place, errors before warnings at one place, then by code.
  package var sorted: [Diagnostic] {
    found.enumerated().sorted { left, right in
      let (a, b) = (left.element, right.element)
      if a.place != b.place { return Place.precedes(a.place, b.place) }
      if a.severity != b.severity { return a.severity == .error }
      if a.code != b.code { return a.code.text < b.code.text }
      return left.offset < right.offset
    }.map(\.element)
  }
}
