// A run that is in memory: its machine, its record, and what has happened since the store last heard of it.
import Bytecode
import VM
import Values

package final class LiveRun {
  package let id: RunID
  package let program: LoadedProgram
  /// The inputs in canonical bytes, and as every state of the machine has them.
  let inputs: [UInt8]
  let given: FrozenInputs
  let inputsDigest: Digest
  package internal(set) var machine: Machine
  package internal(set) var record: RunRecord
  /// Nil until the store has it.
  package internal(set) var version: Int64?
  /// How many commits the store has taken from here.
  var commits = 0
  package internal(set) var status: RunStatus
  package internal(set) var lease: Lease?
  /// As the store has it.
  var storedLease: Lease?
  package let secrets: RunSecrets

  // What the store does not know yet.
  var unsaved = Unsaved()
  /// The machine is to be run before anything else.
  var isDue = true
  /// Outcomes that wait to be consumed, in order.
  var ready: [Consumed] = []
  /// Effects that are to be begun, in the order of their tickets.
  var toBegin: [Request] = []
  /// Effects that wait until a person has said whether the budget may grow, or until it is known what others have cost.
  var held: [Request] = []
  /// What the machine waited for when it last consumed something: of what it has given up since nothing else is known.
  var asked: [Request] = []
  /// Gates that are to be opened once the performer has captured what they show.
  var toCapture: [Capture] = []
  /// Effects whose probes look whether they happened.
  var doubts: [DoubtPlace: Doubt] = [:]
  /// Effects that a performer has: ticket, and when it began.
  var inFlight: [UInt64: InFlight] = [:]
  /// The state at the last rest, until something is consumed after it: its hash then goes into the journal.
  var restedState: [UInt8]?
  /// Bytes of its journal, once they were counted.
  var journalBytes: Int?
  /// Its last rest began in this process, which has kept it since.
  var hasRestedHere = false
  /// What a turn came to whose commit the store could not take yet. Nothing is begun before it has, but for what has come in
  /// meanwhile, which is written with it.
  var unwritten: Turn?
  /// Ticks at which driving began.
  var drivenSince: Int64?
  package internal(set) var ending: Ending?
  /// What `concurrency` gives for it, once it is known.
  var lane: String?

  struct Unsaved {
    var journal = CanonicalWriter()
    var consumed = 0
    var timersAdded: [RunTimer] = []
    var timersRemoved: [RunTimer] = []
    var decisions: [StoredDecision] = []
    var audit: [AuditEvent] = []
    var sealed: [SealedText] = []
    var artifacts: [StoredArtifact] = []
    var contents: [StoredContent] = []
    var items: [ItemChange] = []
    /// Somebody was or will be told: it must be on the disk before anything else happens.
    var mustFlush = false
    var notices: [RunEvent] = []
    var isEmpty: Bool {
      consumed == 0 && timersAdded.isEmpty && timersRemoved.isEmpty && decisions.isEmpty && audit.isEmpty
        && sealed.isEmpty && artifacts.isEmpty && contents.isEmpty && items.isEmpty
    }
  }
  /// All that a person's word changes, to be put back where the store does not take it.
  struct Sayable {
    var record: RunRecord
    var version: Int64?
    var lease: Lease?
    var unsaved: Unsaved
    var ready: [Consumed]
  }
  struct InFlight {
    var step: Int
    var row: Int
    var fiber: Int
    var began: Int64
    var isOnce: Bool
    /// What is left of the run's time is all that it has.
    var isCutByBudget: Bool
    /// As it is told from others where it has to be tried again.
    var attempt: RunRecord.Attempt
  }
  struct Capture {
    var request: Request
  }
  struct DoubtPlace: Hashable {
    var fiber: Int
    var step: Int
    init(_ request: Request) { (fiber, step) = (request.fiber, request.step) }
  }
  struct Doubt {
    /// What whoever did it says; nil: that one is no more.
    var said: String?
    /// What the probe failed with.
    var probe: String?
  }

  init(
    id: RunID, program: LoadedProgram, inputs: [UInt8], given: FrozenInputs, inputsDigest: Digest, machine: Machine,
    record: RunRecord, version: Int64?, status: RunStatus, secrets: RunSecrets
  ) {
    self.id = id
    self.program = program
    self.inputs = inputs
    self.given = given
    self.inputsDigest = inputsDigest
    self.machine = machine
    self.record = record
    self.version = version
    self.status = status
    self.secrets = secrets
  }

  var sayable: Sayable {
    get { Sayable(record: record, version: version, lease: lease, unsaved: unsaved, ready: ready) }
    set {
      (record, version, lease) = (newValue.record, newValue.version, newValue.lease)
      (unsaved, ready) = (newValue.unsaved, newValue.ready)
    }
  }

  /// The state after `event`; an event that the table does not have is our bug.
  func move(_ event: RunStep) {
    guard let next = RunStates.next(status, event) else {
      preconditionFailure("a run that is \(status.text) takes no `\(event.rawValue)`")
    }
    status = next
  }

  /// Its rest is in no store yet, and is none.
  func stayAwake() {
    status = .running
    unsaved.notices.removeAll { if case .status = $0 { true } else { false } }
  }

  /// A copy that no store has yet.
  var isNewCopy: Bool { record.origin != nil && version == nil }

  package func gate(_ request: Request) -> Gate? {
    Gate(
      request, run: id, program: program, open: record.gates.first { $0.ticket == request.ticket.number },
      origin: record.origin, isStopping: machine.isStopping(fiber: request.fiber), limit: limit(around: request))
  }

  /// When the first of the time limits of the steps around it is over, in milliseconds.
  private func limit(around request: Request) -> Int64? {
    if record.timers.isEmpty { return nil }
    let limits = machine.timeLimits(around: request.fiber)
    return record.timers.lazy.filter { limits.contains($0.ticket) }.map(\.due).min()
  }

  /// Takes note of why it is not known whether an effect happened, and of what its probe fails with: a machine that asks a person
  /// then knows neither. To be called before it consumes that.
  func hear(_ consumed: Consumed) {
    guard case .outcome(let ticket, let outcome) = consumed, let request = machine.request(ticket) else { return }
    switch outcome {
    case .lost(_, let message):
      doubts = doubts.filter { machine.isAlive(fiber: $0.key.fiber) }
      let said = message.hasSuffix(InDoubt.notFound) ? String(message.dropLast(InDoubt.notFound.count)) : message
      doubts[DoubtPlace(request)] = Doubt(said: said)
    case .inDoubt:
      doubts = doubts.filter { machine.isAlive(fiber: $0.key.fiber) }
      doubts[DoubtPlace(request)] = Doubt()
    case .failed(_, let message, _, _, _):
      for place in doubts.keys where place.fiber == request.fiber {
        doubts[place]!.probe = "step '\(program.program.steps[request.step].label)' failed: \(message)"
      }
    case .done, .question, .decided: break
    }
  }

  var digests: [UInt8] { Digest.pair(program.digest, inputsDigest) }

  func snapshot() -> [UInt8] {
    machine.snapshot(programDigest: program.digest.bytes, inputsDigest: inputsDigest.bytes)
  }

  /// What waits for people, in the order of opening.
  package var gates: [Gate] {
    record.gates.isEmpty ? [] : machine.requests.compactMap(gate)
  }

  /// The top-level step (from 1) of the first thing that is waited for.
  var currentTopLevel: Int {
    guard let request = machine.requests.first else { return 0 }
    return topLevel(request)
  }

  func topLevel(_ request: Request) -> Int {
    let step = request.callPath.first ?? request.step
    guard program.program.steps.indices.contains(step) else { return 0 }
    return Int(program.program.steps[step].topLevel)
  }
}

/// What an engine's turn ends with.
package enum Turn {
  /// These effects may be done now: whatever must be known to the store before is.
  case perform([EffectRequest])
  /// A screenshot and the page's state have to be captured for approvers before their gate can open.
  case capture(ticket: UInt64)
  /// Effects are being performed; nothing to do until one arrives.
  case busy
  /// Nothing but people and timers are waited for, and the store knows everything.
  case resting(RunStatus)
  case ended(RunStatus)
}
