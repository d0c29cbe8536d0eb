// One person's word on one gate: as it is given (`Answer`), as it is kept (`Decision`), and the map that the machine gets,
// which holds nothing but verdict, values, by whom and when.
import Values

/// What a surface hands to `decide`. The same value from the command line, the API, the dashboard or a signed link.
package struct Answer: Sendable {
  package enum Verdict: String, Sendable { case approve, reject }
  package var verdict: Verdict
  /// The gate's id, `CALLID.GATEID` or instance; nil: the only one that is open.
  package var gate: String?
  /// Fields by name. `text` values of fields that are not strings are read as JSON (what the command line gives).
  package var input: [PlainEntry] = []
  package var inputIsText = false
  /// For `choose`: a value or a label.
  package var choice: PlainValue?
  /// It was typed on a command line (and so comes without a key), and may mean a value that is no text.
  package var choiceIsText = false
  package var reason = ""
  package var comment = ""
  /// Written in the very commit that takes it.
  package var items: [ItemChange] = []
  /// The person, as the surface knows them, and the operating system's user.
  package var by: String
  package var user: String
  /// `cli`, `api`, `dashboard`, `link`, `answers`.
  package var surface: String
  /// The same key with the same run: the same answer, once.
  package var key: String?
  /// The digest of the evidence that the person saw; refused where the gate now shows something else.
  package var seen: Digest?
  /// For a gate that is `strong: true`.
  package var passkey: PasskeySignature?

  package init(_ verdict: Verdict, gate: String? = nil, by: String, user: String, surface: String) {
    self.verdict = verdict
    self.gate = gate
    self.by = by
    self.user = user
    self.surface = surface
  }
}

extension Answer {
  /// By this the same answer is known again; nil where it has no key. Only the store can make it, since what is answered may be
  /// a secret that is short enough to be guessed.
  func mark(_ keys: StoreKeys) -> Digest? {
    guard let key, !key.isEmpty else { return nil }
    let fields = input.sorted { Gate.words($0.key).utf8.lexicographicallyPrecedes(Gate.words($1.key).utf8) }
    let said: PlainValue = [
      "key": .string(key), "verdict": .string(verdict.rawValue), "by": .string(by), "input": .map(fields),
      "isText": .bool(inputIsText), "choice": .optional(choice), "reason": .string(reason), "comment": .string(comment),
    ]
    return keys.mark(said.canonicalBytes, purpose: "answer")
  }
}

/// What is kept of it. Secret values are holes here already.
package struct Decision: Hashable, Sendable {
  package var verdict: String
  package var gate: String
  package var values: PlainValue
  package var reason: String
  package var comment: String
  package var by: String
  package var user: String
  package var surface: String
  /// Milliseconds since 1970.
  package var at: Int64
  package var key: String
  package var evidence: Digest
  package var seen: Bool
  /// Of everything that was answered under `key` (see `Answer.mark`); nil: there is no key, or it was kept without one.
  package var mark: Digest?
  /// What had been captured for whoever decided; the contents are in the store.
  package var captured: [RunRecord.Captured] = []

  package var plain: PlainValue {
    var entries: [PlainEntry] = [
      PlainEntry(key: "gate", value: .string(gate)), PlainEntry(key: "verdict", value: .string(verdict)),
      PlainEntry(key: "by", value: .string(by)),
      PlainEntry(key: "at", value: .timestamp(TimestampValue(milliseconds: at))),
      PlainEntry(key: "surface", value: .string(surface)),
    ]
    if !user.isEmpty { entries.append(PlainEntry(key: "user", value: .string(user))) }
    if case .map(let fields) = values, !fields.isEmpty { entries.append(PlainEntry(key: "values", value: values)) }
    if !reason.isEmpty { entries.append(PlainEntry(key: "reason", value: .string(reason))) }
    if !comment.isEmpty { entries.append(PlainEntry(key: "comment", value: .string(comment))) }
    entries.append(PlainEntry(key: "evidence", value: .string(evidence.description)))
    entries.append(PlainEntry(key: "seen", value: .bool(seen)))
    return .map(entries)
  }

  package var bytes: [UInt8] {
    var out = CanonicalWriter()
    out.text(verdict)
    out.text(gate)
    out.plain(values)
    out.text(reason)
    out.text(comment)
    out.text(by)
    out.text(user)
    out.text(surface)
    out.int(at)
    out.text(key)
    out.raw(evidence.bytes)
    out.bool(seen)
    // Each is left out where nothing follows it.
    if mark != nil || !captured.isEmpty { out.raw(mark?.bytes ?? Self.noMark) }
    if !captured.isEmpty { out.captured(captured) }
    return out.bytes
  }

  private static let noMark = [UInt8](repeating: 0, count: 32)

  package init(bytes: [UInt8]) throws(RuntimeError) {
    do {
      var reader = CanonicalReader(bytes.span)
      verdict = try reader.text()
      gate = try reader.text()
      values = try reader.plain()
      reason = try reader.text()
      comment = try reader.text()
      by = try reader.text()
      user = try reader.text()
      surface = try reader.text()
      at = try reader.int()
      key = try reader.text()
      evidence = Digest(bytes: try reader.raw(32))
      seen = try reader.bool()
      let last = reader.left > 0 ? try reader.raw(32) : Self.noMark
      mark = last == Self.noMark ? nil : Digest(bytes: last)
      if reader.left > 0 { captured = try reader.captured() }
      try reader.end()
    } catch {
      throw RuntimeError(.damaged, "a decision in the store is damaged \(error)")
    }
  }

  init(
    verdict: String, gate: String, values: PlainValue = .map([]), reason: String = "", comment: String = "", by: String,
    user: String, surface: String, at: Int64, key: String = "", evidence: Digest, seen: Bool = false,
    mark: Digest? = nil
  ) {
    self.verdict = verdict
    self.gate = gate
    self.values = values
    self.reason = reason
    self.comment = comment
    self.by = by
    self.user = user
    self.surface = surface
    self.at = at
    self.key = key
    self.evidence = evidence
    self.seen = seen
    self.mark = mark
  }
}

/// The map that `gates.ID` is.
enum DecisionMap {
  /// Where an answer to the runtime's own question says which it answers.
  static let question = "question"

  static func naming(_ kind: Gate.Kind, _ map: PlainValue) -> PlainValue {
    let answered = (map.entries ?? []).filter { $0.key.text != question }
    return .map(answered + [PlainEntry(key: .string(question), value: .string(kind.rawValue))])
  }

  static let reserved: Set<String> = ["approved", "expired", "reason", "comment", "by", "at"]

  static func make(
    approved: Bool, expired: Bool = false, reason: String = "", comment: String = "", by: [String], at: TimestampValue,
    values: PlainValue = .map([])
  ) -> PlainValue {
    var entries: [PlainEntry] = [
      PlainEntry(key: "approved", value: .bool(approved)), PlainEntry(key: "expired", value: .bool(expired)),
      PlainEntry(key: "reason", value: .string(reason)), PlainEntry(key: "comment", value: .string(comment)),
      PlainEntry(key: "by", value: .list(by.map { .string($0) })), PlainEntry(key: "at", value: .timestamp(at)),
    ]
    for entry in values.entries ?? [] {
      if let name = entry.key.text, reserved.contains(name) { continue }
      entries.append(entry)
    }
    return .map(entries)
  }

  /// What several votes come to: nothing yet, or the map. The first rejection rejects; approvals count once a person; the
  /// values are those of the last approval.
  static func settle(_ votes: [Decision], count: Int) -> PlainValue? {
    if let no = votes.first(where: { $0.verdict == "reject" }) {
      return make(
        approved: false, reason: no.reason, comment: no.comment, by: [no.by], at: TimestampValue(milliseconds: no.at))
    }
    var by: [String] = []
    for vote in votes where vote.verdict == "approve" && !by.contains(vote.by) { by.append(vote.by) }
    guard by.count >= count, let last = votes.last(where: { $0.verdict == "approve" }) else { return nil }
    return make(
      approved: true, reason: last.reason, comment: last.comment, by: by, at: TimestampValue(milliseconds: last.at),
      values: last.values)
  }
}
