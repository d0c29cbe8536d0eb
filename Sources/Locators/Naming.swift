// Two names of an element → whether they can mean the same thing. Words that were exchanged mean another thing ("Delete draft",
// "Delete account"), and so does what was put before ("Cancel order") or reaches further ("Delete all"). Pure.

/// How another name relates to the one that was known.
enum Naming: Hashable, Sendable {
  /// Every word that says what is meant is there, and no other.
  case same
  /// It says more, or less, of what is meant, in words of the part of the page that it stood in.
  case fuller
  /// It means something else, for all that anybody can tell.
  case other

  var isLike: Bool { self != .other }

  init(of ways: ElementWays, now name: String) {
    let (old, new) = (Self.telling(ways.name), Self.telling(name))
    if old == new, PageText.folded(name) == ways.name || !old.isEmpty {
      self = .same
      return
    }
    let (olds, news) = (Set(old), Set(new))
    let more = olds.symmetricDifference(news)
    let stoodIn = Set(ways.section.filter { !Self.isContent($0) }.flatMap(PageText.words))
    guard let first = old.first, first == new.first, olds.isSubset(of: news) || news.isSubset(of: olds),
      more.isSubset(of: stoodIn), more.isDisjoint(with: Self.turning)
    else {
      self = .other
      return
    }
    self = .fuller
  }

  /// What a row says is its content, the words of its buttons among it.
  private static func isContent(_ section: String) -> Bool {
    ["row ", "listitem "].contains { section.hasPrefix($0) }
  }

  /// The words of a name without those that change nothing of what it means; all of them where it has no others.
  private static func telling(_ name: String) -> [String] {
    let words = PageText.words(name)
    let telling = words.filter { !fillers.contains($0) }
    return telling.isEmpty ? words : telling
  }

  /// "Pay now", "Pay this now", "Log me out". No "in", "out", "on", "off", "to", "from": those turn a meaning round.
  private static let fillers: Set<String> = [
    "a", "an", "the", "this", "that", "my", "me", "your", "our", "now", "please", "of",
  ]

  /// Words that make another thing of whatever they stand beside.
  private static let turning: Set<String> = [
    "all", "every", "everything", "everyone", "not", "no", "never", "without", "except",
  ]
}
