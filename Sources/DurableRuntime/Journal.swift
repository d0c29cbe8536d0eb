// What a machine consumed, in order, to bytes and back; and, between those entries, the hash of each snapshot that was
// passed by, so that a re-execution can be held against them.
import VM
import Values

package enum JournalEntry: Sendable {
  case consumed(Consumed)
  /// The state had this SHA-256 here.
  case rested(Digest)
}

package enum Journal {
  private enum Tag: UInt8 {
    case rested = 0
    case done, failed, question, inDoubt, decided, interrupted
    /// It was sent, and it is known whether it was heard of.
    case failedAfter
    /// The run is a copy from here on, with an id of its own.
    case renamed
    /// No answer came, and its probe runs.
    case lost
  }

  package static func write(_ entry: JournalEntry, to out: inout CanonicalWriter) {
    switch entry {
    case .rested(let digest):
      out.byte(Tag.rested.rawValue)
      out.raw(digest.bytes)
    case .consumed(.interrupted(let kind, let message)):
      out.byte(Tag.interrupted.rawValue)
      out.byte(kind.rawValue)
      out.text(message)
    case .consumed(.renamed(let old, let new)):
      out.byte(Tag.renamed.rawValue)
      out.text(old)
      out.text(new)
    case .consumed(.outcome(let ticket, let outcome)):
      switch outcome {
      case .done(let value):
        out.byte(Tag.done.rawValue)
        out.varint(ticket.number)
        out.plain(value)
      case .failed(let kind, let message, true, let heard?, let code):
        out.byte(Tag.failedAfter.rawValue)
        out.varint(ticket.number)
        out.byte(kind.rawValue)
        out.bool(heard)
        out.int(Int64(code ?? -1))
        out.text(message)
      case .failed(let kind, let message, let sent, _, _):
        out.byte(Tag.failed.rawValue)
        out.varint(ticket.number)
        out.byte(kind.rawValue)
        out.bool(sent)
        out.text(message)
      case .question(let kind, let payload):
        out.byte(Tag.question.rawValue)
        out.varint(ticket.number)
        out.text(kind)
        out.plain(payload)
      case .inDoubt:
        out.byte(Tag.inDoubt.rawValue)
        out.varint(ticket.number)
      case .lost(let kind, let message):
        out.byte(Tag.lost.rawValue)
        out.varint(ticket.number)
        out.byte(kind.rawValue)
        out.text(message)
      case .decided(let value):
        out.byte(Tag.decided.rawValue)
        out.varint(ticket.number)
        out.plain(value)
      }
    }
  }

  /// All entries; `number` of them are consumed ones.
  package static func read(_ bytes: [UInt8]) throws(RuntimeError) -> [JournalEntry] {
    do {
      var reader = CanonicalReader(bytes.span)
      var entries: [JournalEntry] = []
      while reader.left > 0 { entries.append(try entry(&reader)) }
      return entries
    } catch {
      throw RuntimeError(.damaged, "the journal in the store is damaged \(error)")
    }
  }

  private static func id(_ reader: inout CanonicalReader) throws(CodingError) -> String {
    let start = reader.position
    guard let id = RunID(try reader.text()) else { throw reader.error("this is no run's id", at: start) }
    return id.description
  }

  private static func entry(_ reader: inout CanonicalReader) throws(CodingError) -> JournalEntry {
    guard let tag = Tag(rawValue: try reader.byte()) else {
      throw reader.error("an unknown entry", at: reader.position - 1)
    }
    if tag == .rested { return .rested(Digest(bytes: try reader.raw(32))) }
    if tag == .interrupted {
      let kind = try reader.errorKind()
      return .consumed(.interrupted(kind: kind, message: try reader.text()))
    }
    if tag == .renamed { return .consumed(.renamed(from: try id(&reader), to: try id(&reader))) }
    let ticket = Ticket(try reader.varint())
    switch tag {
    case .done: return .consumed(.outcome(ticket, .done(try reader.plain())))
    case .failed:
      let kind = try reader.errorKind()
      let sent = try reader.bool()
      return .consumed(.outcome(ticket, .failed(kind: kind, message: try reader.text(), sent: sent)))
    case .failedAfter:
      let kind = try reader.errorKind()
      let heard = try reader.bool()
      let start = reader.position
      guard let code = Int32(exactly: try reader.int()), code >= -1 else {
        throw reader.error("an answer's code is out of range", at: start)
      }
      return .consumed(
        .outcome(
          ticket,
          .failed(kind: kind, message: try reader.text(), sent: true, heard: heard, code: code < 0 ? nil : code)))
    case .question:
      let kind = try reader.text()
      return .consumed(.outcome(ticket, .question(kind: kind, payload: try reader.plain())))
    case .inDoubt: return .consumed(.outcome(ticket, .inDoubt))
    case .lost:
      let kind = try reader.errorKind()
      return .consumed(.outcome(ticket, .lost(kind: kind, message: try reader.text())))
    case .decided: return .consumed(.outcome(ticket, .decided(try reader.plain())))
    case .rested, .interrupted, .renamed: preconditionFailure("handled above")
    }
  }
}
