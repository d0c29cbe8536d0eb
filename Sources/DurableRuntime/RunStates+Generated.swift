// Written by `swift run generate-grammar` from Grammar/run-states.tsv; edit that instead.

/// What can happen to a run. The raw value is the word in the table.
package enum RunStep: String, CaseIterable, Sendable {
  case start
  case fork
  case `import`
  case gate
  case wait
  case complete
  case fail
  case reject
  case cancel
  case interrupt
  case claim
  case decide
  case wake
  case migrate
}

extension RunStates {
  package static let table: [Row] = [
    // a run is made by compiling a skill and checking its inputs
    Row(state: nil, event: .start, next: .running),
    // a run is made from another one's state at a gate
    Row(state: nil, event: .fork, next: .running),
    // a run is made from an exported container
    Row(state: nil, event: .import, next: .running),
    // no fiber can run and at least one gate or question is open
    Row(state: .running, event: .gate, next: .awaitingApproval),
    // no fiber can run, no gate is open, and a timer will wake it
    Row(state: .running, event: .wait, next: .waiting),
    // the skill gave its outputs
    Row(state: .running, event: .complete, next: .completed),
    // an error reached the top
    Row(state: .running, event: .fail, next: .failed),
    // a gate was rejected and the skill does not handle it
    Row(state: .running, event: .reject, next: .rejected),
    // a cancellation has unwound every fiber
    Row(state: .running, event: .cancel, next: .cancelled),
    // a cancellation or an exhausted budget begins to unwind
    Row(state: .running, event: .interrupt, next: .running),
    // another worker takes over what a crash left
    Row(state: .running, event: .claim, next: .running),
    // a person, a policy or an expiry decided a gate
    Row(state: .awaitingApproval, event: .decide, next: .running),
    // a timer of another fiber fired
    Row(state: .awaitingApproval, event: .wake, next: .running),
    // a cancellation or an exhausted budget begins to unwind
    Row(state: .awaitingApproval, event: .interrupt, next: .running),
    // somebody performs what is to be done beside a gate
    Row(state: .awaitingApproval, event: .claim, next: .running),
    // the state was moved to a newer program
    Row(state: .awaitingApproval, event: .migrate, next: .awaitingApproval),
    // the timer fired
    Row(state: .waiting, event: .wake, next: .running),
    // a cancellation or an exhausted budget begins to unwind
    Row(state: .waiting, event: .interrupt, next: .running),
    // the state was moved to a newer program
    Row(state: .waiting, event: .migrate, next: .waiting),
  ]
}
