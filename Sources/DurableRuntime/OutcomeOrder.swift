// What came of effects → the order in which a run hears of it: as it comes, or, where the run has a time of its own and is to be the
// same each time, in the order in which the effects were begun.
import VM
import Values

extension Worker {
  func arrived(_ request: EffectRequest, _ outcome: EffectOutcome, drive: UInt64) {
    // A drive that came to an end has given its effects up; one that began since may have begun the same anew.
    guard let one = driven[request.run.number], one.number == drive else { return }
    one.tasks[request.ticket] = nil
    if one.run.record.clock == nil {
      engine.arrive(one.run, ticket: request.ticket, outcome)
    } else {
      one.outOfTurn.append((request.ticket, outcome))
    }
    one.tell.yield()
  }

  /// Where what was begun first, of all that is under way, has come to its end: the place of its outcome.
  @inline(never) func nextInTurn(_ one: Driven) -> Int? {
    let waiting = one.outOfTurn
    guard let next = waiting.indices.min(by: { waiting[$0].ticket < waiting[$1].ticket }) else { return nil }
    return one.tasks.keys.contains { $0 < waiting[next].ticket } ? nil : next
  }

  @inline(never) func hearNext(_ one: Driven) {
    guard let next = nextInTurn(one) else { return }
    let (ticket, outcome) = one.outOfTurn.remove(at: next)
    engine.arrive(one.run, ticket: ticket, outcome)
  }
}
