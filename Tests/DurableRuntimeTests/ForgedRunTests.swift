// Files that somebody has made by hand and signed with a key of their own: whatever number stands where, they are refused or
// taken as they are, and nothing here comes to grief over them.
import Foundation
import Testing
import Values

@testable import DurableRuntime

@Suite("Forged runs")
struct ForgedRunTests {
  private static let skill = """
    skill: forged
    permissions: { network: ["127.0.0.1:*"] }
    gates: { expires: 1h }
    steps:
      - http: { url: "http://127.0.0.1:1/" }
      - { approve: Go on?, id: go }
    """

  /// The parts of a container, between its magic number and its digest.
  private struct Parts {
    var run: UInt64
    var program: [UInt8]
    var inputs: [UInt8]
    var record: [UInt8]
    var journal: [UInt8]

    private static let magic = Array("TWINRUN\u{1}".utf8)

    init(_ bytes: [UInt8]) throws {
      var reader = CanonicalReader(bytes.span.extracting(Self.magic.count..<bytes.count - 128))
      (run, program, inputs) = (try reader.varint(), try reader.data(), try reader.data())
      (record, journal) = (try reader.data(), try reader.data())
    }

    func signed(by keys: StoreKeys) throws -> [UInt8] {
      var out = CanonicalWriter()
      out.raw(Self.magic)
      out.varint(run)
      for part in [program, inputs, record, journal] { out.data(part) }
      let key = Array(keys.signing.publicKey.rawRepresentation)
      let hash = Digest(of: out.bytes).bytes
      return out.bytes + hash + key + Array(try keys.signing.signature(for: hash + key))
    }
  }

  @Test func aRunOfNumberZeroIsRefused() async throws {
    let world = try World()
    let paused = try await world.start(Self.skill)
    var parts = try Parts(try world.engine().export(paused.id))
    #expect(try RunContainer(bytes: parts.signed(by: world.keys)).run == paused.id)
    parts.run = 0
    let bytes = try parts.signed(by: world.keys)
    #expect(throws: RuntimeError.self) { try RunContainer(bytes: bytes) }
  }

  @Test func aJournalThatIsNotTheRecordsIsRefused() async throws {
    let world = try World()
    let paused = try await world.start(Self.skill)
    var parts = try Parts(try world.engine().export(paused.id))
    parts.journal = []
    let container = try RunContainer(bytes: try parts.signed(by: world.keys))
    #expect(throws: RuntimeError.self) { try world.engine().import(container, by: "cid") }
  }

  /// A file can be signed anew by anybody: what is in the state has to come out of the journal.
  @Test func aStateThatDoesNotComeOutOfTheJournalIsRefused() async throws {
    let world = try World()
    let paused = try await world.start(
      "skill: pay\ninputs: { to: string }\nsteps:\n  - { approve: \"Pay ${{ inputs.to }}?\", id: pay, expires: 1h }\n",
      inputs: ["to": "Globex"])
    var parts = try Parts(try world.engine().export(paused.id))
    let elsewhere = try World()
    let honest = try RunContainer(bytes: try parts.signed(by: elsewhere.keys))
    let place = try #require(
      parts.record.indices.first { Array(parts.record[$0...].prefix(10)) == Array("Pay Globex".utf8) })
    parts.record[place + 4] = UInt8(ascii: "B")
    let forged = try RunContainer(bytes: try parts.signed(by: elsewhere.keys))
    let refused = #expect(throws: RuntimeError.self) { try elsewhere.engine().import(forged, by: "cid") }
    #expect(refused?.message.contains("does not verify") == true)
    #expect(try elsewhere.engine().import(honest, by: "cid").gates.map(\.prompt) == ["Pay Globex?"])
  }

  /// A record in which everything is said that a record can say.
  private func full(_ live: LiveRun) -> RunRecord {
    var record = live.record
    record.gates[0].captured = [.init(name: "page", mediaType: "image/png", digest: Digest(of: [1]))]
    record.intents = [7]
    record.ledger.add(
      step: 1, credits: 1.5, modelCalls: 1, tokens: 2, humanDecisions: 3, milliseconds: 4, humanMilliseconds: 5,
      browserMilliseconds: 6)
    record.ledger.attempted(step: 1, failed: true)
    record.ledger.decided(step: 1, .expired)
    var note = LedgerNote(.reused, .choice, step: 1)
    (note.run, note.by, note.age) = (live.id, "ann", 5)
    note.saved = .init(credits: 1, modelCalls: 1, tokens: 1, humanDecisions: 1)
    record.ledger.note(note)
    record.spent = 40
    record.allowance = .init(credits: 1, milliseconds: 2)
    record.origin = .init(how: .fork, run: live.id)
    (record.resumes, record.resumedAt, record.seed) = (1, 2, 3)
    record.isRehearsal = true
    record.clock = record.startedAt
    record.timers = [.init(ticket: 9, kind: .wake, due: record.startedAt.milliseconds + 1)]
    record.folder = "/tmp"
    record.attempts = [.init(fiber: 1, row: 0, arguments: Digest(of: [2]), ticket: 3)]
    record.approvals = [
      GivenApproval(gate: 1, lineage: [0], startedFibers: 1, steps: [1], isPersonal: true)
    ]
    (record.cancelBy, record.cancelReason) = ("ann", "no")
    return record
  }

  /// What stands in the place of each byte: other bits, and, of the number that begins there, the least and the greatest.
  private static func forgeries(_ bytes: [UInt8], upTo end: Int) -> [[UInt8]] {
    let extremes: [[UInt8]] = [
      [0], [UInt8](repeating: 0xFF, count: 9) + [1], [0xFE] + [UInt8](repeating: 0xFF, count: 8) + [1],
      [UInt8](repeating: 0xFF, count: 8) + [0x7F], [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10],
    ]
    var all: [[UInt8]] = []
    for place in 0..<end {
      var flipped = bytes
      flipped[place] ^= 0x41
      all.append(flipped)
      let last = bytes[place...].firstIndex { $0 < 0x80 } ?? place
      for extreme in extremes { all.append(Array(bytes[..<place]) + extreme + Array(bytes[(last + 1)...])) }
    }
    return all
  }

  @Test func everyFieldOfARecordMayBeForged() async throws {
    let world = try World(inMemory: true)
    let paused = try await world.start(Self.skill)
    let live = try world.engine().open(paused.id)
    var parts = try Parts(try world.engine().export(paused.id))
    let record = full(live)
    let bytes = record.bytes(id: live.id, digests: [])
    #expect(try RunRecord(bytes: bytes, id: live.id).bytes(id: live.id, digests: []) == bytes)
    var taken = 0
    for forged in Self.forgeries(bytes, upTo: bytes.count - record.snapshot.count) {
      parts.record = forged
      do {
        // Looked at as `inspect` does, taken in as `snapshot import` does, and looked at there.
        let container = try RunContainer(bytes: try parts.signed(by: world.keys))
        let other = try World(inMemory: true)
        _ = try other.engine().view(try other.engine().open(container)).plain
        let id = try other.engine().import(container, by: "cid").id
        let view = try other.engine().view(try other.engine().open(id))
        _ = try view.plain.jsonText()
        _ = try other.engine().verify(id)
        taken += 1
      } catch is RuntimeError {}
    }
    // Much of it means nothing to another store.
    #expect(taken > 100)
  }
}
