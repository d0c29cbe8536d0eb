// One thing that a run taught, to bytes and back: what it is about (its key), where it comes from, until when it is good, and
// what it says. The bytes carry a mark made with the store's key over key and content: what was damaged, written by another
// store, or moved to another step or site is not believed.
import DurableRuntime
import Values

/// What an entry is about. As text `kind/skill/step/site/situation`, each part escaped so that no slash is in it.
package struct LearnedKey: Hashable, Sendable {
  package var kind: LedgerNote.Subject
  package var skill: String
  package var step: String
  /// Scheme, host and port; empty where it does not matter.
  package var site: String
  /// Of everything else that must be the same.
  package var situation: Digest?

  package init(_ kind: LedgerNote.Subject, skill: String, step: String, site: String = "", situation: Digest? = nil) {
    self.kind = kind
    self.skill = skill
    self.step = step
    self.site = site
    self.situation = situation
  }

  /// The item's collection.
  package static let collection = "learned"

  package var text: String { stepPrefix + Self.escaped(site) + "/" + (situation?.description ?? "") }
  /// What the keys of everything about this step begin with.
  package var stepPrefix: String { "\(kind.text)/\(Self.escaped(skill))/\(Self.escaped(step))/" }

  package static func prefix(_ kind: LedgerNote.Subject, skill: String) -> String { "\(kind.text)/\(escaped(skill))/" }

  package init?(text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 5, let kind = LedgerNote.Subject.allCases.first(where: { $0.text == parts[0] }),
      let skill = Self.plain(parts[1]), let step = Self.plain(parts[2]), let site = Self.plain(parts[3])
    else { return nil }
    var situation: Digest?
    if !parts[4].isEmpty {
      guard let digest = Digest(hex: parts[4]) else { return nil }
      situation = digest
    }
    self.init(kind, skill: skill, step: step, site: site, situation: situation)
  }

  /// Percent-encoding (RFC 3986, section 2.1) of everything but letters, digits and `-._:[]`.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "["),
        UInt8(ascii: "]"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        result += "%" + Digest.hex([byte])
      }
    }
    return result
  }

  private static func plain(_ text: String) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
        return nil
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}

package struct LearnedEntry: Sendable {
  /// The run and ticket that taught it, who or what said it, and when (milliseconds since 1970).
  package struct Provenance: Hashable, Sendable {
    package var run: RunID
    package var ticket: UInt64
    package var by: [String]
    package var at: Int64
    package init(run: RunID, ticket: UInt64, by: [String], at: Int64) {
      self.run = run
      self.ticket = ticket
      self.by = by
      self.at = at
    }
  }

  package var provenance: Provenance
  /// Milliseconds since 1970 at which it is too old; nil: never.
  package var expires: Int64?
  /// What it cost to learn, and so what each use of it saves.
  package var cost: LedgerNote.Saving
  /// For a person who looks at the list.
  package var summary: String
  package var value: PlainValue

  package init(
    provenance: Provenance, expires: Int64?, cost: LedgerNote.Saving, summary: String, value: PlainValue
  ) {
    self.provenance = provenance
    self.expires = expires
    self.cost = cost
    self.summary = summary
    self.value = value
  }

  package func isExpired(at now: Int64) -> Bool { expires.map { $0 <= now } ?? false }

  /// The ledger's note of a use of it now.
  package func reuse(_ subject: LedgerNote.Subject, at now: Int64) -> LedgerNote {
    var note = LedgerNote(.reused, subject)
    note.run = provenance.run
    note.by = provenance.by.joined(separator: ", ")
    note.age = max(0, now - provenance.at)
    note.saved = cost
    return note
  }
}

// MARK: Bytes

extension LearnedEntry {
  private static let magic = Array("TWL".utf8)
  private static let version: UInt8 = 1
  private static let markBytes = 16

  /// Nil where it would be larger than `LearningLimits.entryBytes`: such a thing is not kept.
  package func bytes(for key: LearnedKey, keys: StoreKeys) -> [UInt8]? {
    var out = CanonicalWriter()
    out.raw(Self.magic)
    out.byte(Self.version)
    out.varint(provenance.run.number)
    out.varint(provenance.ticket)
    out.count(provenance.by.count)
    for name in provenance.by { out.text(name) }
    out.int(provenance.at)
    out.bool(expires != nil)
    if let expires { out.int(expires) }
    cost.write(to: &out)
    out.text(summary)
    out.plain(value)
    guard out.bytes.count + Self.markBytes <= LearningLimits.entryBytes, key.text.utf8.count <= LearningLimits.keyBytes
    else { return nil }
    return out.bytes + Self.mark(out.bytes, key, keys)
  }

  private static func mark(_ bytes: [UInt8], _ key: LearnedKey, _ keys: StoreKeys) -> [UInt8] {
    Array(keys.mark(Array(key.text.utf8) + [0] + bytes, purpose: "learned").bytes.prefix(markBytes))
  }

  /// Throws a sentence that says why it is not believed.
  package init(bytes: [UInt8], key: LearnedKey, keys: StoreKeys) throws(LearnedError) {
    guard bytes.count <= LearningLimits.entryBytes else {
      throw LearnedError(description: "it is larger than the limit of \(LearningLimits.entryBytes) bytes")
    }
    guard bytes.starts(with: Self.magic), bytes.count > Self.magic.count + Self.markBytes else {
      throw LearnedError(description: "it is no learned entry")
    }
    guard bytes[Self.magic.count] == Self.version else {
      throw LearnedError(description: "it is of version \(bytes[Self.magic.count]), known here is \(Self.version)")
    }
    let content = Array(bytes.dropLast(Self.markBytes))
    guard Self.mark(content, key, keys) == Array(bytes.suffix(Self.markBytes)) else {
      throw LearnedError(description: "it is damaged, or was kept for something else")
    }
    do { self = try Self.read(Array(content.dropFirst(Self.magic.count + 1))) } catch {
      throw LearnedError(description: "it is damaged \(error)")
    }
  }

  private static func read(_ bytes: [UInt8]) throws(CodingError) -> LearnedEntry {
    var reader = CanonicalReader(bytes.span)
    let run = try reader.run()
    let ticket = try reader.varint()
    var by: [String] = []
    for _ in 0..<(try reader.count()) { by.append(try reader.text()) }
    let at = try reader.moment()
    let expires = try reader.bool() ? try reader.int() : nil
    let cost = try LedgerNote.Saving.read(&reader)
    let summary = try reader.text()
    let entry = LearnedEntry(
      provenance: Provenance(run: run, ticket: ticket, by: by, at: at), expires: expires, cost: cost,
      summary: summary, value: try reader.plain())
    try reader.end()
    return entry
  }
}

/// Why an entry is not believed, in a sentence.
package struct LearnedError: Error, Hashable, Sendable, CustomStringConvertible {
  package var description: String
}
