// What a locator fits on the page that is shown: one element, none (with what is nearest), or several. It never acts and never
// chooses; what is meant where that is not plain is `Sighting`'s affair.
import Locators
import Values

/// A page as it was looked at for a locator.
struct Look: Sendable {
  var reading: PageReading
  /// What fits, as indexes of the reading's tree, in document order.
  var found: [Int]
  /// Where nothing does: what comes closest, as a person reads it.
  var nearest: [String]
}

struct ElementFinder: Sendable {
  let tab: Tab

  /// What fits and is shown; all that fits, where none of it is.
  func look(_ query: LocatorQuery) async throws -> Look {
    var look = try await everything(query)
    if look.found.count > 1 {
      let shown = try await visible(look.found.map { look.reading.element($0) })
      if !shown.isEmpty { look.found = shown.map { look.found[$0] } }
    }
    return look
  }

  /// Every element that fits, in document order.
  func all(_ query: LocatorQuery) async throws -> [PageElement] {
    let look = try await everything(query)
    return look.found.map { look.reading.element($0) }
  }

  private func everything(_ query: LocatorQuery) async throws -> Look {
    let selectors = query.allSelectors
    let reader = PageReader(tab: tab)
    var reading = try await reader.read(selectors: selectors, withDocument: query.needsDocument)
    var match = reading.match(query)
    if match.found.isEmpty, selectors.isEmpty, !query.needsDocument, query.mayNeedDocument {
      // Perhaps the field is called by its placeholder, which only the document knows.
      reading = try await reader.read(withDocument: true)
      match = reading.match(query)
    }
    if query.needsBoxes, match.found.count > 1 {
      reading = try await withBoxes(reading, query)
      match = reading.match(query)
    }
    return Look(
      reading: reading, found: match.found,
      nearest: match.nearest.map { "\(reading.element($0.index).description): \($0.why)" })
  }

  /// Gives the elements that `near` compares their places on the page.
  private func withBoxes(_ reading: PageReading, _ query: LocatorQuery) async throws -> PageReading {
    var reading = reading
    var without = query
    without.near = nil
    without.nth = nil
    var wanted = Set(reading.match(without).found)
    if case .query(let anchor)? = query.near { wanted.formUnion(reading.match(anchor).found) }
    for index in wanted.sorted() {
      guard let handle = try? await tab.handle(reading.element(index)) else { continue }
      let given = try await handle.element(PageScripts.retarget)?.call(PageScripts.probe, [:])
      guard let box = given?["box"]?.elements?.compactMap(\.number), box.count == 4 else { continue }
      let offset = (try? await FramePlace.offset(of: reading.frames[reading.tree.nodes[index].frame], tab)) ?? (0, 0)
      reading.tree.nodes[index].box = PageBox(
        x: box[0] + offset.0, y: box[1] + offset.1, width: box[2], height: box[3])
    }
    return reading
  }

  /// Those that are shown: of a menu that is there twice, for small screens and for large ones, a person sees one.
  private func visible(_ elements: [PageElement]) async throws -> [Int] {
    try await withThrowingTaskGroup(of: (Int, Bool).self) { group in
      for (number, element) in elements.prefix(BrowserLimits.candidates * 2).enumerated() {
        group.addTask { [tab] in
          guard let handle = try? await tab.handle(element),
            let own = try? await handle.element(PageScripts.retarget),
            let answer = try? await own.call(PageScripts.probe, ["visible": true])
          else { return (number, false) }
          return (number, answer["failed"] == nil)
        }
      }
      var shown: Set<Int> = []
      for try await (number, isShown) in group where isShown { shown.insert(number) }
      // What was not looked at counts as shown: it must not vanish from a choice.
      return elements.indices.filter { shown.contains($0) || $0 >= BrowserLimits.candidates * 2 }
    }
  }
}

extension PageReading {
  func match(_ query: LocatorQuery) -> LocatorMatch {
    tree.match(query, selected: selected, frames: frameNames)
  }
}

extension LocatorQuery {
  /// Selectors that the browser resolves, those of test ids included.
  var allSelectors: [String] { selectors + testIDs.map(Self.testSelector) }

  /// An attribute selector for a test id, which need not have any role.
  private static func testSelector(_ id: String) -> String {
    let quoted = id.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return ["data-testid", "data-test-id", "data-test", "data-cy", "data-qa"].map { "[\($0)=\"\(quoted)\"]" }
      .joined(separator: ", ")
  }

  private var testIDs: [String] {
    var found: [String] = []
    if case .testID(let id) = kind { found.append(id) }
    for scope in [inside, near] {
      if case .query(let query)? = scope { found += query.testIDs }
    }
    return found
  }

  var needsDocument: Bool { !allSelectors.isEmpty }
  var needsBoxes: Bool { near != nil }

  /// Whether placeholders may decide.
  var mayNeedDocument: Bool {
    if case .field = kind { return true }
    for scope in [inside, near] {
      if case .query(let query)? = scope, query.mayNeedDocument { return true }
    }
    return false
  }
}

extension PlainValue {
  /// A number of JSON, whichever kind it was read as.
  var number: Double? {
    switch self {
    case .int(let number): Double(number)
    case .uint(let number): Double(number)
    case .double(let number): number
    default: nil
    }
  }
}
