// What is known of the element that one locator of one step means on one site: the ways to it, as often as it was found in
// another shape. A value that can be kept.
import Values

package struct KnownElement: Hashable, Sendable {
  /// The element as it was found on one page.
  package struct Variant: Hashable, Sendable {
    /// Address without query and fragment.
    package var page: String
    package var ways: ElementWays
    /// The run that found it so.
    package var run: String
    /// The locator itself did not lead there.
    package var isHealed = false
    /// A person said which one it is.
    package var isChosen = false
    /// A locator that meant it alone there; kept where the step's own did not lead to it.
    package var locator: PlainValue?

    package init(page: String, ways: ElementWays, run: String, isHealed: Bool = false, isChosen: Bool = false) {
      self.page = PageTree.page(page)
      self.ways = ways
      self.run = run
      self.isHealed = isHealed
      self.isChosen = isChosen
    }
  }

  /// Newest first.
  package private(set) var variants: [Variant] = []
  /// With so many shapes the locator is used for many things, and one more shape says nothing.
  package static let mostVariants = 8

  package init() {}

  /// The same to a locator that leads there by itself.
  package var settled: KnownElement {
    var settled = self
    for number in settled.variants.indices {
      settled.variants[number].isHealed = false
      settled.variants[number].locator = nil
    }
    return settled
  }

  package var isVarious: Bool { variants.count >= Self.mostVariants }

  /// - Parameter replaced: the number of the variant that it has become.
  package mutating func learn(_ variant: Variant, insteadOf replaced: Int? = nil) {
    if let replaced { variants.remove(at: replaced) }
    variants.removeAll { $0.ways == variant.ways && $0.page == variant.page }
    variants.insert(variant, at: 0)
    variants.removeLast(max(0, variants.count - Self.mostVariants))
  }
}

extension PageTree {
  /// An address as pages are told apart: without query and fragment.
  package static func page(_ address: String) -> String {
    String(address.prefix { $0 != "?" && $0 != "#" })
  }
}

// MARK: As a value

extension KnownElement {
  package var plain: PlainValue {
    [
      "variants": .list(
        variants.map { one in
          [
            "page": .string(one.page), "ways": one.ways.plain, "run": .string(one.run), "healed": .bool(one.isHealed),
            "chosen": .bool(one.isChosen), "locator": one.locator ?? .null,
          ]
        })
    ]
  }

  /// Nil where the value is none of ours.
  package init?(_ plain: PlainValue) {
    guard let elements = plain["variants"]?.elements, !elements.isEmpty, elements.count <= Self.mostVariants else {
      return nil
    }
    for one in elements {
      guard let page = one["page"]?.text, let ways = one["ways"].flatMap({ ElementWays($0) }),
        let run = one["run"]?.text,
        let isHealed = one["healed"]?.boolean, let isChosen = one["chosen"]?.boolean
      else { return nil }
      var variant = Variant(page: page, ways: ways, run: run, isHealed: isHealed, isChosen: isChosen)
      if case .map? = one["locator"] { variant.locator = one["locator"] }
      variants.append(variant)
    }
  }
}
