// What can be proven afterwards: the audit log, re-execution, containers, forks; and the table of a run's life.
import DurableRuntime
import Foundation
import Testing
import Values

private let buy = """
  skill: buy
  inputs: { item: string }
  permissions: { network: ["127.0.0.1:*"] }
  outputs: { n: "${{ steps.buy.json.n }}" }
  steps:
    - { approve: "Buy ${{ inputs.item }}?", id: ok, allows: [buy], expires: 1h }
    - { approve: Sure?, id: sure, expires: 1h }
    - http: { method: POST, url: "http://127.0.0.1:1/buy", json: "${{ inputs.item }}" }
      id: buy
      irreversible: true
  """

@Suite("Proofs")
struct ProofTests {
  // From the tests of certificate-transparency: eight leaves and the roots of their first n.
  private static let leaves: [[UInt8]] = [
    [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
    [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
    [0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
  ]

  @Test func theTreeIsThatOfRFC9162() {
    let hashes = Self.leaves.map(MerkleTree.leafHash)
    #expect(
      MerkleTree.root(hashes[..<1]).description == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")
    #expect(
      MerkleTree.root(hashes[...]).description == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")
    #expect(
      MerkleTree.root([][...]).description == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test func everyProofOfSmallTreesHoldsAndNoOtherLeafDoes() {
    let hashes = (0..<20).map { MerkleTree.leafHash([UInt8($0)]) }
    for size in 1...20 {
      let root = MerkleTree.root(hashes[..<size])
      for index in 0..<size {
        let path = MerkleTree.inclusion(of: index, in: hashes[..<size])
        #expect(MerkleTree.verify(inclusion: path, leaf: hashes[index], index: index, size: size, root: root))
        #expect(!MerkleTree.verify(inclusion: path, leaf: hashes[(index + 1) % 20], index: index, size: size, root: root))
      }
      for first in 1...size {
        let proof = MerkleTree.consistency(from: first, in: hashes[..<size])
        let old = MerkleTree.root(hashes[..<first])
        #expect(
          MerkleTree.verify(consistency: proof, first: first, firstRoot: old, second: size, secondRoot: root))
        #expect(
          first == size
            || !MerkleTree.verify(consistency: proof, first: first, firstRoot: root, second: size, secondRoot: root))
      }
    }
  }

  @Test func theAuditLogVerifiesOfflineAndNoByteOfItMayChange() async throws {
    let world = try World()
    let paused = try await world.start(buy, inputs: ["item": "tea"])
    _ = try await world.decide(paused, approve())
    let keys = world.keys
    try AuditLog(store: world.store, keys: keys).begin()
    let exported = try await world.worker().with { try AuditLog(store: $0.store, keys: keys).export() }
    let checkpoint = try AuditLog.verify(exported: exported)
    #expect(checkpoint.size == 2)
    for place in stride(from: 0, to: exported.count - 1, by: 7) {
      var changed = exported
      changed[place] ^= 1
      #expect(throws: (any Error).self) { try AuditLog.verify(exported: changed) }
    }
    // Later entries continue what was signed.
    _ = try await world.start(buy, inputs: ["item": "milk"])
    let log = AuditLog(store: world.store, keys: world.keys)
    #expect(try log.checkpoint().checkpoint.size == 3)
  }

  /// What the record says of the end has to come out of the journal too: status, outputs and error.
  @Test func aChangedOutputDoesNotVerify() async throws {
    let world = try World()
    let done = try await world.start("skill: short\noutputs: { to: DE12 }\nsteps:\n  - log: paid\n")
    #expect(try await world.worker().with { try $0.verify(done.id) }.states == 1)
    var run = try #require(try world.store.run(done.id))
    let place = try #require(run.record.indices.last { Array(run.record[$0...].prefix(4)) == Array("DE12".utf8) })
    run.record[place + 3] = UInt8(ascii: "3")
    let commit = RunCommit(run: run.id, expected: run.version, status: run.status, record: run.record)
    #expect(try world.store.commit([commit], flush: true) == [.committed(version: run.version + 1)])
    let refused = await world.refusal { _ = try await world.worker().with { try $0.verify(done.id) } }
    #expect(refused?.message.contains("its journal gives other outputs") == true, "\(String(describing: refused))")
  }

  @Test func anEntrySaysWhoDecidedWhatAndWhatTheySaw() async throws {
    let world = try World()
    let paused = try await world.start(buy, inputs: ["item": "tea"])
    _ = try await world.decide(paused, approve())
    let last = String(decoding: try world.store.audit(1..<2)[0].json(), as: UTF8.self)
    #expect(last.hasPrefix("{\"at\":\"2027-01-15T08:00:00Z\",\"run\":\"\(paused.id)\",\"program\":"))
    #expect(last.contains("\"event\":\"decided\",\"ticket\":1,\"gate\":\"ok\",\"verdict\":\"approve\",\"by\":\"bob\",\"user\":\"os\""))
    #expect(last.contains(paused.pending[0].evidence.description))
  }

  @Test func aContainerGoesOnElsewhereAndNoByteOfItMayChange() async throws {
    let world = try World()
    let elsewhere = try World()
    let first = try await world.start(buy, inputs: ["item": "tea"])
    let paused = try await world.decide(first, approve())
    #expect(paused.pending.map(\.id) == ["sure"])
    let bytes = try await world.worker().with { try $0.export(paused.id) }
    for place in stride(from: 0, to: bytes.count, by: 11) {
      var changed = bytes
      changed[place] ^= 4
      #expect(throws: RuntimeError.self) { try RunContainer(bytes: changed) }
    }
    let container = try RunContainer(bytes: bytes)
    let id = try await elsewhere.worker().with { try $0.import(container, by: "cid").id }
    let view = try await elsewhere.worker().view(id)
    #expect(id == paused.id && view.snapshot == paused.snapshot)
    // What was approved there is not approved here.
    let asked = try await elsewhere.decide(view, approve())
    #expect(asked.pending.map(\.id) == ["buy.again"])
    let done = try await elsewhere.decide(asked, approve())
    #expect(done.status == .completed)
    #expect(try await elsewhere.worker().with { try $0.verify(id).states } >= 2)
  }

  @Test func aForkNeedsAFreshApprovalThatSaysSo() async throws {
    let world = try World()
    let first = try await world.start(buy, inputs: ["item": "tea"])
    let second = try await world.decide(first, approve())
    let done = try await world.decide(second, approve())
    #expect(done.status == .completed)

    // From before the approval: it is asked again, and the prompt says why.
    let early = try await world.worker().with { try $0.fork(done.id, at: "ok", by: "cid").id }
    let view = try await world.worker().view(early)
    #expect(view.pending.map(\.id) == ["ok"] && view.pending[0].prompt.contains("copied from \(done.id)"))
    // From after it: the effect itself asks.
    let late = try await world.worker().with { try $0.fork(done.id, at: "sure", by: "cid").id }
    let performer = ScriptedEffects { [ok = world.ok] _ in .done(ok) }
    let asked = try await world.worker(performer: performer).decide(late, approve(), follows: true).1
    #expect(asked.pending.map(\.id) == ["buy.again"] && performer.asked.isEmpty)
    #expect(await world.refusal { _ = try await world.worker().with { _ = try $0.fork(done.id, at: "no", by: "x") } }?.kind == .noSuchGate)
  }

  @Test func theTableOfRunStatesIsTheOneInGrammar() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Grammar/run-states.tsv")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
    let rows = lines.map { line in
      let columns = line.split(separator: "\t").map(String.init)
      return columns[0] + " " + columns[1] + " " + columns[2]
    }
    #expect(
      rows == RunStates.table.map { "\($0.state?.text ?? "none") \($0.event.rawValue) \($0.next.text)" })
    for status in RunStatus.allCases where status.isEnded {
      for event in RunStep.allCases { #expect(RunStates.next(status, event) == nil) }
    }
  }
}
