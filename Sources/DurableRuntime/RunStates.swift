// A run's life as a table: state, event, next. What is not in the table is refused. `Grammar/run-states.tsv` says the same
// with the reasons; a test compares the two line by line.

/// What a run is doing, as its row says. The raw value is stored.
package enum RunStatus: UInt8, CaseIterable, Sendable {
  case running = 1
  case awaitingApproval
  case waiting
  case completed
  case failed
  case rejected
  case cancelled

  /// The word of the command line and the API.
  package var text: String {
    switch self {
    case .running: "running"
    case .awaitingApproval: "awaiting_approval"
    case .waiting: "waiting"
    case .completed: "completed"
    case .failed: "failed"
    case .rejected: "rejected"
    case .cancelled: "cancelled"
    }
  }

  package init?(text: String) {
    guard let status = Self.allCases.first(where: { $0.text == text }) else { return nil }
    self = status
  }

  package var isEnded: Bool {
    switch self {
    case .running, .awaitingApproval, .waiting: false
    case .completed, .failed, .rejected, .cancelled: true
    }
  }
}

/// What can happen to a run. The raw value is the word in the table.
package enum RunStep: String, CaseIterable, Sendable {
  case start, fork, `import`, gate, wait, complete, fail, reject, cancel, interrupt, claim, decide, wake, migrate
}

package enum RunStates {
  package struct Row: Equatable, Sendable {
    package var state: RunStatus?
    package var event: RunStep
    package var next: RunStatus
  }

  package static let table: [Row] = [
    Row(state: nil, event: .start, next: .running),
    Row(state: nil, event: .fork, next: .running),
    Row(state: nil, event: .import, next: .running),
    Row(state: .running, event: .gate, next: .awaitingApproval),
    Row(state: .running, event: .wait, next: .waiting),
    Row(state: .running, event: .complete, next: .completed),
    Row(state: .running, event: .fail, next: .failed),
    Row(state: .running, event: .reject, next: .rejected),
    Row(state: .running, event: .cancel, next: .cancelled),
    Row(state: .running, event: .interrupt, next: .running),
    Row(state: .running, event: .claim, next: .running),
    Row(state: .awaitingApproval, event: .decide, next: .running),
    Row(state: .awaitingApproval, event: .wake, next: .running),
    Row(state: .awaitingApproval, event: .interrupt, next: .running),
    Row(state: .awaitingApproval, event: .migrate, next: .awaitingApproval),
    Row(state: .waiting, event: .wake, next: .running),
    Row(state: .waiting, event: .interrupt, next: .running),
    Row(state: .waiting, event: .migrate, next: .waiting),
  ]

  /// The state after `event`; nil where the table has no such row. A state is at most a dozen rows away: no index.
  package static func next(_ state: RunStatus?, _ event: RunStep) -> RunStatus? {
    for row in table where row.state == state && row.event == event { return row.next }
    return nil
  }
}
