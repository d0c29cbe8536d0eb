// What an embeddings endpoint adds to dispatch, what is paid for once, and that nothing depends on it.
import DurableRuntime
import Learning
import Synchronization
import Testing
import Values

@Suite struct EmbeddingTests {
  /// Vectors that a test has written, by the beginning of the text; and how often texts were asked for.
  final class Vectors: Sendable {
    let asked = Mutex<[String]>([])
    let known: [(String, [Float])]
    init(_ known: [(String, [Float])]) { self.known = known }
    func ask(_ texts: [String]) throws -> [[Float]] {
      asked.withLock { $0 += texts }
      return texts.map { text in known.first { text.hasPrefix($0.0) }?.1 ?? [0, 0, 1] }
    }
  }

  static let index = DispatchIndex([
    SkillCard(name: "report-costs", goal: "Make the monthly report of costs"),
    SkillCard(name: "report-sales", goal: "Make the monthly report of sales"),
    SkillCard(name: "pay-invoice", goal: "Pay an invoice of a vendor"),
  ])

  private func dispatch(_ goal: String, _ world: World, _ vectors: Vectors) async throws -> (Dispatch, String?) {
    let worker = world.worker()
    let embeddings = GoalEmbeddings(model: "m1", worker: worker) { try vectors.ask($0) }
    let found = try await Self.index.dispatch(goal: goal, address: nil, with: embeddings)
    return (found.result, found.note)
  }

  @Test func aTieIsSettledAndASkillOfOtherWordsIsFound() async throws {
    let world = try World()
    let vectors = Vectors([
      ("make the monthly", [1, 0, 0]), ("Make the monthly report of costs", [1, 0.1, 0]),
      ("Make the monthly report of sales", [0.2, 1, 0]), ("settle what we owe", [0, 1, 1]), ("Pay an", [0, 1, 0.9]),
    ])
    guard case (.winner(let tied), nil) = try await dispatch("make the monthly report", world, vectors) else {
      Issue.record("still a tie")
      return
    }
    #expect(tied.card.name == "report-costs")
    // The vectors of skills are there already; only the goal's own is asked for.
    vectors.asked.withLock { $0 = [] }
    guard case (.winner(let other), nil) = try await dispatch("settle what we owe", world, vectors) else {
      Issue.record("none was found")
      return
    }
    #expect(other.card.name == "pay-invoice")
    #expect(vectors.asked.withLock { $0 } == ["settle what we owe"])
  }

  @Test func whereWordsDecideNobodyIsAsked() async throws {
    let vectors = Vectors([])
    guard case (.winner(let fit), nil) = try await dispatch("pay an invoice of a vendor", World(), vectors) else {
      Issue.record("no winner")
      return
    }
    #expect(fit.card.name == "pay-invoice" && vectors.asked.withLock { $0.isEmpty })
  }

  @Test func anEndpointThatIsDownIsNotedAndGoneWithout() async throws {
    let worker = try World().worker()
    let embeddings = GoalEmbeddings(model: "m1", worker: worker) { _ in throw Failed("connection refused") }
    let found = try await Self.index.dispatch(goal: "make the monthly report", address: nil, with: embeddings)
    guard case .tie(let fits) = found.result else {
      Issue.record("no tie")
      return
    }
    #expect(fits.count == 2)
    #expect(found.note == "the embeddings endpoint was of no help, words alone decide: connection refused")
  }
}
