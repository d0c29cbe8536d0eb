// A goal in a person's words, and perhaps an address → the skill that fits, several that fit as well, or none with the nearest.
// Pure and deterministic: the same skills, goal and address give the same answer. Nothing is run here, and between two that
// fit nothing is chosen.
import Foundation
import Values

package enum Dispatch: Sendable {
  case winner(Fit)
  /// Best first, at most `LearningLimits.tied`.
  case tie([Fit])
  /// Best first; empty where nothing shares a word with the goal.
  case none(nearest: [Fit])

  /// One skill, how well it fits (0 to 1; more where an example says the very same) and what is known for its inputs.
  package struct Fit: Sendable {
    package var card: SkillCard
    package var score: Double
    /// By name: what the goal, or the address for an input called `url` or `site`, says.
    package var inputs: [PlainEntry]
    /// Why it fits, or what is against it, for people.
    package var why: String

    /// Inputs that nothing gives a value, beyond `given`.
    package func missing(given: [String] = []) -> [SkillCard.Input] {
      card.inputs.filter { input in
        input.isRequired && !given.contains(input.name) && !inputs.contains { $0.key.text == input.name }
      }
    }
  }

  /// From this score on a skill fits.
  package static let enough = 0.45
  /// Scores closer than this are as good as each other.
  package static let margin = 0.08

  /// What comes of scored skills. For callers that sharpen scores (`Fit.sharpened`); `DispatchIndex.dispatch` has done it.
  package static func decide(_ fits: [Fit]) -> Dispatch {
    let ordered = fits.sorted { $0.score != $1.score ? $0.score > $1.score : $0.card.name < $1.card.name }
    guard let best = ordered.first, best.score >= enough else {
      return .none(nearest: Array(ordered.prefix(LearningLimits.nearest)))
    }
    let tied = ordered.filter { $0.score >= enough && best.score - $0.score < margin }
    return tied.count == 1 ? .winner(best) : .tie(Array(tied.prefix(LearningLimits.tied)))
  }
}

extension Dispatch.Fit {
  /// With how alike an embeddings model finds goal and skill (cosine, -1 to 1): the mean of both. A skill that shares no word
  /// with the goal has that alone, which counts less.
  package func sharpened(by likeness: Double) -> Dispatch.Fit {
    var sharper = self
    let likeness = max(0, likeness)
    sharper.score = score == 0 ? likeness * 0.6 : (score + likeness) / 2
    sharper.why += "; to the embeddings model it is \(Int((likeness * 100).rounded())) % alike"
    return sharper
  }
}

package struct DispatchError: Error, Hashable, Sendable, CustomStringConvertible {
  package var description: String
}

/// Skills, arranged so that a goal is compared only with those that share a word with it.
package struct DispatchIndex: Sendable {
  private struct Text: Sendable {
    var card: Int
    var weight: Double
  }
  private let cards: [SkillCard]
  /// Of each card, where it applies, as patterns are compared.
  private let places: [[[UInt8]]]
  private let texts: [Text]
  /// Word → texts that have it.
  private let postings: [String: [Int32]]
  /// Word → how much it says.
  private let weights: [String: Double]
  private let patterns: [(card: Int, pattern: GoalPattern)]
  /// A pattern's rarest word → patterns: what does not say that word says none of them.
  private let patternsByWord: [String: [Int]]

  package var isEmpty: Bool { cards.isEmpty }

  package init(_ cards: [SkillCard]) {
    self.cards = cards
    places = cards.map { $0.match.map { Array(AddressPattern.normal($0).utf8) } }
    var texts: [Text] = []
    var words: [Set<String>] = []
    var patterns: [(Int, GoalPattern)] = []
    for (number, card) in cards.enumerated() {
      for said in [card.goal, card.name.split(separator: "-").joined(separator: " ")] + card.also {
        let bag = Self.bag(said)
        guard !bag.isEmpty else { continue }
        texts.append(Text(card: number, weight: 0))
        words.append(bag)
      }
      for said in [card.goal] + card.also {
        guard let pattern = GoalPattern(said, inputs: card.inputs) else { continue }
        patterns.append((number, pattern))
      }
    }
    var postings: [String: [Int32]] = [:]
    for (number, bag) in words.enumerated() { for word in bag { postings[word, default: []].append(Int32(number)) } }
    let count = Double(texts.count)
    let weights = postings.mapValues { Self.weight(of: $0.count, among: count) }
    for number in texts.indices {
      // In a fixed order: sums of doubles depend on it.
      texts[number].weight = words[number].sorted().reduce(0) { $0 + (weights[$1] ?? 0) }
    }
    var patternsByWord: [String: [Int]] = [:]
    for (number, (_, pattern)) in patterns.enumerated() {
      let rarest = pattern.words.min { a, b in
        let (ours, others) = (postings[a]?.count ?? 0, postings[b]?.count ?? 0)
        return ours != others ? ours < others : a < b
      }
      if let rarest { patternsByWord[rarest, default: []].append(number) }
    }
    self.texts = texts
    self.postings = postings
    self.weights = weights
    self.patterns = patterns
    self.patternsByWord = patternsByWord
  }

  /// A word that few texts have says more.
  private static func weight(of count: Int, among all: Double) -> Double {
    log(1 + all / Double(count))
  }

  private static func bag(_ text: String) -> Set<String> {
    // What stands in braces is an input's name, no word of the goal.
    let plain = text.utf8.contains(UInt8(ascii: "{")) ? text.replacing(/\{[^{}]*\}/, with: " ") : text
    return Set(GoalWords(plain).words.map(\.stem).filter { !GoalWords.fillers.contains($0) })
  }

  /// - Throws: `DispatchError` where goal or address are too long or say nothing.
  package func dispatch(goal: String, address: String? = nil) throws(DispatchError) -> Dispatch {
    let found = try found(goal, address)
    let place = address.map { Array(AddressPattern.normal($0).utf8) }
    // Those that will be told of, best first, as `Dispatch.decide` orders them; they alone are made into fits.
    let most = max(LearningLimits.tied, LearningLimits.nearest)
    var best: [(card: Int, score: Double)] = []
    func stands(_ a: (card: Int, score: Double), before b: (card: Int, score: Double)) -> Bool {
      a.score != b.score ? a.score > b.score : cards[a.card].name < cards[b.card].name
    }
    for card in found.cards {
      var one = (
        card: card, score: found.scores[card] + (place != nil && !places[card].isEmpty ? Self.addressBonus : 0)
      )
      if best.count == most, !stands(one, before: best[most - 1]) { continue }
      guard let score = score(card, found.scores[card], at: place) else { continue }
      one.score = score
      best.insert(one, at: best.firstIndex { stands(one, before: $0) } ?? best.count)
      if best.count > most { best.removeLast() }
    }
    return Dispatch.decide(
      best.compactMap { fit($0.card, found.scores[$0.card], found.captured[$0.card], address, place) })
  }

  /// Every skill that shares something with the goal and applies at the address, scored; in the order of the skills.
  /// - Parameter strangers: so many of those that share nothing are among them, with a score of 0.
  package func fits(
    goal: String, address: String? = nil, strangers: Int = 0
  ) throws(DispatchError) -> [Dispatch.Fit] {
    let found = try found(goal, address)
    let place = address.map { Array(AddressPattern.normal($0).utf8) }
    let others = cards.indices.lazy.filter { found.scores[$0] == 0 }.prefix(strangers)
    return (found.cards + others).sorted().compactMap { card in
      fit(card, found.scores[card], found.captured[card], address, place)
    }
  }

  private struct Found {
    /// By number of the skill; 0 where it shares nothing with the goal.
    var scores: [Double]
    /// Those that share something, in no particular order.
    var cards: [Int] = []
    /// What a pattern that the goal says gave inputs.
    var captured: [Int: [(input: String, text: String)]] = [:]
  }

  private func found(_ goal: String, _ address: String?) throws(DispatchError) -> Found {
    guard goal.utf8.count <= LearningLimits.goalBytes else {
      throw DispatchError(description: "the goal is longer than the limit of \(LearningLimits.goalBytes) bytes")
    }
    if let address, address.utf8.count > LearningLimits.addressBytes {
      throw DispatchError(description: "the address is longer than the limit of \(LearningLimits.addressBytes) bytes")
    }
    let said = GoalWords(goal)
    let words = Set(said.words.map(\.stem)).subtracting(GoalWords.fillers).sorted()
    guard !words.isEmpty else { throw DispatchError(description: "the goal says nothing: “\(goal)”") }
    var found = found(words)
    // In the order of the skills' texts: of a skill's patterns that fit the first one counts.
    for number in words.flatMap({ patternsByWord[$0] ?? [] }).sorted() {
      let (card, pattern) = patterns[number]
      guard found.captured[card] == nil, let captured = pattern.match(said) else { continue }
      found.captured[card] = captured
      if found.scores[card] == 0 { found.cards.append(card) }
      found.scores[card] = 1
    }
    return found
  }

  /// How much of goal and text is the same, by the weight of words (Dice); the best of a skill's texts. Words that no skill
  /// knows (a name, a number) count a little.
  private func found(_ words: [String]) -> Found {
    var common = [Double](repeating: 0, count: texts.count)
    var touched: [Int] = []
    var all = 0.0
    for word in words {
      guard let weight = weights[word], let postings = postings[word] else {
        all += 0.5
        continue
      }
      all += weight
      for text in postings {
        if common[Int(text)] == 0 { touched.append(Int(text)) }
        common[Int(text)] += weight
      }
    }
    var found = Found(scores: [Double](repeating: 0, count: cards.count))
    for text in touched {
      let score = 2 * common[text] / (all + texts[text].weight)
      let card = texts[text].card
      if found.scores[card] == 0 { found.cards.append(card) }
      found.scores[card] = max(found.scores[card], score)
    }
    return found
  }

  /// What it adds to a skill's score that it says itself that it applies at the address.
  private static let addressBonus = 0.15

  /// With what the address adds; nil where the skill does not apply there.
  private func score(_ card: Int, _ score: Double, at place: [UInt8]?) -> Double? {
    guard let place, !places[card].isEmpty else { return score }
    return places[card].contains { AddressPattern.fits(normal: $0, place) } ? score + Self.addressBonus : nil
  }

  /// Nil where the skill does not apply at the address.
  private func fit(
    _ number: Int, _ own: Double, _ captured: [(input: String, text: String)]?, _ address: String?, _ place: [UInt8]?
  ) -> Dispatch.Fit? {
    guard let score = score(number, own, at: place) else { return nil }
    let card = cards[number]
    var inputs: [PlainEntry] = []
    for (name, text) in captured ?? [] {
      guard !inputs.contains(where: { $0.key.text == name }),
        let value = card.inputs.first(where: { $0.name == name })?.value(text)
      else { continue }
      inputs.append(PlainEntry(key: .string(name), value: value))
    }
    var why =
      captured != nil ? "it says just that" : "it shares \(Int((own * 100).rounded())) % of the words that count"
    if let address {
      if !card.match.isEmpty { why += ", and it applies at this address" }
      for (name, value) in [("url", address), ("site", AddressPattern.site(address))] where !value.isEmpty {
        guard card.inputs.contains(where: { $0.name == name && $0.schema["type"]?.text == "string" }),
          !inputs.contains(where: { $0.key.text == name })
        else { continue }
        inputs.append(PlainEntry(key: .string(name), value: .string(value)))
      }
    }
    return Dispatch.Fit(card: card, score: score, inputs: inputs, why: why)
  }
}
