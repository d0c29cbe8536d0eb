// What the audit log says: events, small for the store and as canonical JSON for the leaf. A leaf is the JSON; the small
// form is only how it is kept.
import Values

package struct AuditEvent: Hashable, Sendable {
  package enum Kind: UInt8, CaseIterable, Sendable {
    case started = 1
    case forked, imported, gate, decided, policy, expired, escalated, cancelled
    // 10 was never written.
    case ended = 11
    case person, secret, signed, account, session, forgotten, registered, sent
    /// `policy` with what the expression looked at.
    case ruled
    case closed

    var word: String {
      switch self {
      case .started: "started"
      case .forked: "forked"
      case .imported: "imported"
      case .gate: "gate"
      case .decided: "decided"
      case .policy, .ruled: "policy"
      case .expired: "expired"
      case .escalated: "escalated"
      case .cancelled: "cancelled"
      case .ended: "ended"
      case .person: "person"
      case .secret: "secret"
      case .signed: "signed"
      case .account: "account"
      case .session: "session"
      case .forgotten: "forgotten"
      case .registered: "registered"
      case .sent: "sent"
      case .closed: "closed"
      }
    }

    /// The fields of an event, in order. Part of the format: only ever added to at the end of a new kind.
    var fields: [(name: String, type: FieldType)] {
      switch self {
      case .started: [("by", .text)]
      case .forked: [("by", .text), ("from", .run), ("gate", .text)]
      case .imported: [("by", .text), ("from", .run), ("state", .digest)]
      case .gate: [("ticket", .number), ("gate", .text), ("evidence", .digest), ("expires", .moment)]
      case .decided:
        [
          ("ticket", .number), ("gate", .text), ("verdict", .text), ("by", .text), ("user", .text), ("surface", .text),
          ("evidence", .digest), ("seen", .number), ("answer", .digest), ("comment", .text),
        ]
      case .policy: [("ticket", .number), ("gate", .text), ("evidence", .digest), ("expression", .text)]
      case .ruled:
        [("ticket", .number), ("gate", .text), ("evidence", .digest), ("expression", .text), ("values", .text)]
      case .expired: [("ticket", .number), ("gate", .text), ("verdict", .text)]
      case .escalated: [("ticket", .number), ("gate", .text), ("to", .text)]
      case .cancelled: [("by", .text), ("user", .text), ("surface", .text), ("reason", .text)]
      case .ended: [("status", .text), ("state", .digest)]
      case .person: [("name", .text), ("roles", .text), ("by", .text)]
      case .secret: [("name", .text), ("change", .text), ("by", .text)]
      case .signed:
        [
          ("ticket", .number), ("gate", .text), ("by", .text), ("challenge", .digest), ("credential", .text),
          ("key", .text), ("authenticator", .text), ("client", .text), ("signature", .text),
        ]
      case .account: [("name", .text), ("change", .text), ("by", .text)]
      case .session: [("page", .text)]
      case .forgotten: [("key", .text), ("by", .text)]
      case .registered:
        [("name", .text), ("version", .number), ("source", .digest), ("by", .text), ("surface", .text)]
      case .sent: [("step", .text), ("fate", .text), ("known", .text)]
      case .closed: [("ticket", .number), ("gate", .text)]
      }
    }
  }
  enum FieldType { case text, number, moment, digest, run }
  package enum Field: Hashable, Sendable {
    case text(String)
    case number(Int64)
    /// Milliseconds since 1970; 0: none.
    case moment(Int64)
    case digest(Digest)
    case run(RunID)
  }

  package var kind: Kind
  package var fields: [Field]
  package init(_ kind: Kind, _ fields: Field...) {
    precondition(fields.count == kind.fields.count, "an audit event has all its fields")
    self.kind = kind
    self.fields = fields
  }

  static func write(_ events: [AuditEvent]) -> [UInt8] {
    var out = CanonicalWriter()
    for event in events {
      out.byte(event.kind.rawValue)
      for field in event.fields {
        switch field {
        case .text(let text): out.text(text)
        case .number(let number), .moment(let number): out.int(number)
        case .digest(let digest): out.raw(digest.bytes)
        case .run(let run): out.varint(run.number)
        }
      }
    }
    return out.bytes
  }

  package static func read(_ bytes: [UInt8]) throws(RuntimeError) -> [AuditEvent] {
    do {
      var reader = CanonicalReader(bytes.span)
      var events: [AuditEvent] = []
      while reader.left > 0 {
        guard let kind = Kind(rawValue: try reader.byte()) else { throw reader.error("an unknown event") }
        var event = AuditEvent(kind: kind)
        for field in kind.fields {
          switch field.type {
          case .text: event.fields.append(.text(try reader.text()))
          case .number: event.fields.append(.number(try reader.int()))
          case .moment: event.fields.append(.moment(try reader.int()))
          case .digest: event.fields.append(.digest(Digest(bytes: try reader.raw(32))))
          case .run: event.fields.append(.run(try reader.run()))
          }
        }
        events.append(event)
      }
      return events
    } catch {
      throw RuntimeError(.damaged, "an entry of the audit log is damaged \(error)")
    }
  }

  private init(kind: Kind) {
    self.kind = kind
    fields = []
  }

  /// For people and for the leaf. A moment that is none is left out.
  package var plain: PlainValue {
    var entries = [PlainEntry(key: "event", value: .string(kind.word))]
    for (layout, field) in zip(kind.fields, fields) {
      let value: PlainValue
      switch field {
      case .text(let text): value = .string(text)
      case .number(let number): value = .int(number)
      case .moment(0): continue
      case .moment(let moment): value = .timestamp(TimestampValue(milliseconds: moment))
      case .digest(let digest): value = .string(digest.description)
      case .run(let run): value = .string(run.description)
      }
      entries.append(PlainEntry(key: .string(layout.name), value: value))
    }
    return .map(entries)
  }
}

extension AuditEntry {
  package init(at: Int64, run: RunID?, program: Digest?, events: [AuditEvent]) {
    self.init(at: at, run: run, program: program, body: AuditEvent.write(events))
  }

  package func plain() throws(RuntimeError) -> PlainValue {
    var entries = [PlainEntry(key: "at", value: .timestamp(TimestampValue(milliseconds: at)))]
    if let run { entries.append(PlainEntry(key: "run", value: .string(run.description))) }
    if let program { entries.append(PlainEntry(key: "program", value: .string(program.description))) }
    entries.append(PlainEntry(key: "events", value: .list(try AuditEvent.read(body).map(\.plain))))
    return .map(entries)
  }

  /// The leaf: canonical JSON.
  package func json() throws(RuntimeError) -> [UInt8] {
    let value = try plain()
    do { return try value.json() } catch {
      throw RuntimeError(.damaged, "an audit entry has no JSON: \(error.message)")
    }
  }
}
