// A run's life as a table: state, event, next. What is not in the table is refused. The table is Grammar/run-states.tsv.

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

package enum RunStates {
  package struct Row: Equatable, Sendable {
    package var state: RunStatus?
    package var event: RunStep
    package var next: RunStatus
  }

  /// The state after `event`; nil where the table has no such row. A state is at most a dozen rows away: no index.
  package static func next(_ state: RunStatus?, _ event: RunStep) -> RunStatus? {
    for row in table where row.state == state && row.event == event { return row.next }
    return nil
  }
}
