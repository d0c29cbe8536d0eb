// Whatever skills there are and whatever is said: the index gives what comparing the goal with every text of every skill gives.
import DurableRuntime
import Testing
import Values

@testable import Learning

@Suite struct DispatchPropertyTests {
  /// Few words, so that texts share them; fillers, plurals, names of inputs, and words of other scripts among them.
  private static let words = [
    "pay", "invoice", "invoices", "the", "of", "order", "orders", "a", "who", "newest", "address", "Ärger", "注文", "up",
    "to",
    "x-1", "300.75", "please",
  ]

  private static func phrase(_ dice: inout SeededRandom, inputs: [String]) -> String {
    (0..<Int.random(in: 1...6, using: &dice)).map { _ in
      switch Int.random(in: 0..<8, using: &dice) {
      case 0: "{\(inputs.randomElement(using: &dice) ?? "who")}"
      case 1: "{\(words.randomElement(using: &dice) ?? "")}"
      default: words.randomElement(using: &dice) ?? ""
      }
    }.joined(separator: " ")
  }

  private static func cards(_ dice: inout SeededRandom) -> [SkillCard] {
    (0..<Int.random(in: 1...12, using: &dice)).map { number in
      let inputs = ["who", "limit"].prefix(Int.random(in: 0...2, using: &dice))
      return SkillCard(
        name: "s\(number)", goal: phrase(&dice, inputs: Array(inputs)),
        also: (0..<Int.random(in: 0...3, using: &dice)).map { _ in phrase(&dice, inputs: Array(inputs)) },
        match: Bool.random(using: &dice) ? [] : ["https://a.test/**"],
        inputs: inputs.map { .init(name: $0, schema: ["type": "string"], isRequired: true) })
    }
  }

  @Test(arguments: 1...300)
  func theIndexGivesWhatComparingEverythingGives(seed: Int) throws {
    var dice = SeededRandom(seed: UInt64(seed))
    let cards = Self.cards(&dice)
    let index = DispatchIndex(cards)
    for _ in 0..<8 {
      let goal = Self.phrase(&dice, inputs: []).filter { $0 != "{" && $0 != "}" }
      let address = Bool.random(using: &dice) ? nil : "https://a.test/x"
      guard let all = try? index.fits(goal: goal, address: address) else { continue }
      let said = GoalWords(goal)
      for card in cards {
        // The first of its texts that the goal says.
        let captured = ([card.goal] + card.also).lazy.compactMap { GoalPattern($0, inputs: card.inputs)?.match(said) }
          .first
        let fit = all.first { $0.card.name == card.name }
        guard let captured else {
          #expect(fit?.inputs.isEmpty ?? true)
          continue
        }
        #expect(fit?.why.hasPrefix("it says just that") == true, "\(goal): \(card)")
        var given: [PlainEntry] = []
        for (input, text) in captured where !given.contains(where: { $0.key.text == input }) {
          given.append(PlainEntry(key: .string(input), value: .string(text)))
        }
        #expect(fit?.inputs == given, "\(goal): \(card)")
      }
      #expect(
        Self.names(try index.dispatch(goal: goal, address: address)) == Self.names(Dispatch.decide(all)), "\(goal)")
    }
  }

  private static func names(_ result: Dispatch) -> [String] {
    switch result {
    case .winner(let fit): ["winner", fit.card.name, "\(fit.score)"]
    case .tie(let fits): ["tie"] + fits.map(\.card.name)
    case .none(let nearest): ["none"] + nearest.map(\.card.name)
    }
  }
}
