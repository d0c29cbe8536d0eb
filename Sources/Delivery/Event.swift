// What happened to a run → a message for those who are told: its type, its id and its data as JSON. No text of a secret is in
// it: a run's values hold secrets as holes, and holes are written as their names.
import Crypto
import DurableRuntime
import Values

/// What can be told, in the order in which it is told where it happens at once. The raw value is the type in a webhook's body.
package enum EventType: String, CaseIterable, Sendable {
  case awaitingApproval = "run.awaiting_approval"
  case reminder = "gate.reminder"
  case escalated = "gate.escalated"
  case expired = "gate.expired"
  case completed = "run.completed"
  case failed = "run.failed"
  case rejected = "run.rejected"
  case cancelled = "run.cancelled"

  fileprivate var rank: UInt8 { UInt8(Self.allCases.firstIndex(of: self) ?? 0) }

  /// How a run ended; nil where it has not.
  init?(ending status: RunStatus) {
    switch status {
    case .running, .awaitingApproval, .waiting: return nil
    case .completed: self = .completed
    case .failed: self = .failed
    case .rejected: self = .rejected
    case .cancelled: self = .cancelled
    }
  }

  package static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

/// One event, the same for everybody who is told of it.
package struct Message: Sendable {
  /// Sorts by time.
  package var id: String
  package var type: EventType
  package var run: RunID
  package var at: TimestampValue
  /// `run`, and for a gate that waits `pendingStep`.
  package var data: PlainValue
  /// The gate that waits for a decision, and until when a link to it holds.
  package var gate: GateInstance?
  package var linkExpires: TimestampValue?

  /// Nil for what nobody outside is told, and for a gate that was decided before it could be told.
  init?(_ event: RunEvent, of run: RunView, at: TimestampValue) {
    var data = [PlainEntry(key: "run", value: Self.summary(run))]
    var waiting: Gate?
    var distinction = ""
    func find(_ instance: String) -> Gate? {
      distinction = instance
      return run.pending.first { $0.instance.description == instance }
    }
    let type: EventType
    switch event {
    case .status(_, let status):
      guard let ending = EventType(ending: status) else { return nil }
      type = ending
    case .gateOpened(_, let instance, _, _):
      type = .awaitingApproval
      waiting = find(instance)
      if waiting == nil { return nil }
    case .gateReminder(_, let instance, _, _, let roles):
      type = roles == nil ? .reminder : .escalated
      waiting = find(instance)
      if waiting == nil { return nil }
      if let roles { data.append(PlainEntry(key: "escalatedTo", value: .list(roles.map { .string($0) }))) }
    case .gateExpired(_, let instance, let gate, let prompt, let approved):
      type = .expired
      distinction = instance
      data.append(
        PlainEntry(
          key: "gate",
          value: [
            "path": .string(gate), "instance": .string(instance), "prompt": .string(prompt),
            "verdict": approved ? "approve" : "reject",
          ]))
    case .effect, .arrived, .waits, .log, .decided, .unsaved, .savedAfterAll, .lost: return nil
    }
    if let waiting { data.append(PlainEntry(key: "pendingStep", value: waiting.plain)) }
    self.type = type
    self.at = at
    self.run = run.id
    self.data = .map(data)
    gate = waiting?.instance
    linkExpires = waiting.map(Self.linkExpires)
    id = Self.id(at: at, type, from: "\(run.id) \(type.rawValue) \(distinction) \(at.milliseconds)")
  }

  private static func linkExpires(_ gate: Gate) -> TimestampValue {
    let latest = gate.openedAt.milliseconds + DeliveryLimits.linkMilliseconds
    return TimestampValue(milliseconds: min(gate.end?.at.milliseconds ?? latest, latest))
  }

  /// The run without its steps: whoever wants them asks for them.
  private static func summary(_ run: RunView) -> PlainValue {
    let hidden: Set<String> = ["pendingStep", "pendingSteps", "steps"]
    return .map((run.plain.entries ?? []).filter { $0.key.text.map { !hidden.contains($0) } ?? false })
  }

  /// As a ULID is written: forty-eight bits of time, eight of the type, so that what ends a run comes last, and seventy-two of
  /// what it is about. The same event has the same id, also where a commit is made twice.
  private static func id(at: TimestampValue, _ type: EventType, from text: String) -> String {
    let time = UInt64(max(0, at.milliseconds)) & ((1 << 48) - 1)
    let digest = Digest(of: Array(text.utf8)).bytes
    let bytes = (0..<6).map { UInt8(truncatingIfNeeded: time >> UInt64(40 - 8 * $0)) } + [type.rank] + digest.prefix(9)
    return "msg_" + base32(bytes)
  }

  /// Crockford's, the first character of two bits as in a ULID.
  private static func base32(_ bytes: [UInt8]) -> String {
    let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    var out: [UInt8] = []
    var held = 0
    // 128 bits are twenty-six characters of five with two bits to spare in front.
    var count = 2
    for byte in bytes {
      held = held << 8 | Int(byte)
      count += 8
      while count >= 5 {
        count -= 5
        out.append(alphabet[held >> count & 31])
      }
      held &= (1 << count) - 1
    }
    return String(decoding: out, as: UTF8.self)
  }

  // MARK: Written out

  /// The body of a webhook. `link` leads to where the gate is decided.
  package func body(link: String?) -> [UInt8] {
    func write(_ data: PlainValue) -> [UInt8]? {
      var entries = data.entries ?? []
      if gate != nil { entries.append(PlainEntry(key: "link", value: link.map { .string($0) } ?? .null)) }
      let whole: PlainValue = ["type": .string(type.rawValue), "timestamp": .timestamp(at), "data": .map(entries)]
      return try? whole.json(style: .display)
    }
    if let body = write(data), body.count <= DeliveryLimits.bodyBytes { return body }
    let run = data["run"] ?? .map([])
    var entries = [PlainEntry(key: "run", value: Self.without("outputs", run))]
    if let pending = data["pendingStep"] {
      let bare = ["show", "allowed", "options", "form"].reduce(pending) { Self.without($1, $0) }
      entries.append(PlainEntry(key: "pendingStep", value: bare))
    }
    entries.append(PlainEntry(key: "isCut", value: true))
    if let body = write(.map(entries)), body.count <= DeliveryLimits.bodyBytes { return body }
    return write(["run": ["id": .string(self.run.description)], "isCut": true]) ?? []
  }

  private static func without(_ name: String, _ map: PlainValue) -> PlainValue {
    .map((map.entries ?? []).filter { $0.key.text != name })
  }

  // MARK: Kept

  var bytes: [UInt8] {
    PlainValue.list([
      .string(id), .string(type.rawValue), .string(run.description), .timestamp(at), data,
      .string(gate?.description ?? ""), linkExpires.map { .timestamp($0) } ?? .null,
    ]).canonicalBytes
  }

  init(bytes: [UInt8]) throws(RuntimeError) {
    guard let parts = (try? PlainValue(canonicalBytes: bytes))?.elements, parts.count == 7, let id = parts[0].text,
      let type = parts[1].text.flatMap(EventType.init), let run = parts[2].text.flatMap({ RunID($0) }),
      case .timestamp(let at) = parts[3], let gate = parts[5].text
    else { throw RuntimeError(.damaged, "a message in the store is damaged") }
    self.id = id
    self.type = type
    self.run = run
    self.at = at
    data = parts[4]
    self.gate = GateInstance(gate)
    if case .timestamp(let time) = parts[6] { linkExpires = time }
  }
}
