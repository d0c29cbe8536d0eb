// `Idempotency-Key`: a request that makes or decides something is done once, however often it is sent with the same key by
// the same sender. What is kept: a digest of the request, and the run that came of it. The record of a start is written in
// the very commit that makes the run, so that a crash in between leaves neither or both.
import DurableRuntime
import HTTPTypes
import Hummingbird
import Synchronization
import Values

package struct Idempotency: Sendable {
  /// Items: sender and key, and what came of it.
  static let collection = "idempotency"

  /// What one request is, as far as its key knows.
  struct Claim: Sendable {
    var item: String
    var request: Digest
    var owner: String
    /// Milliseconds since 1970.
    var at: Int64
    /// To be passed on to the runtime, which knows decisions by it.
    var key: String

    /// The record, done: the run that came of it.
    func done(_ run: RunID?, status: Int) -> ItemChange {
      ItemChange(
        collection: Idempotency.collection, key: item,
        value: Record(request: request, owner: owner, at: at, run: run, status: status).bytes)
    }
    var pending: [UInt8] { Record(request: request, owner: owner, at: at, run: nil, status: 0).bytes }
  }

  struct Record {
    var request: Digest
    var owner: String
    var at: Int64
    var run: RunID?
    /// 0: still under way.
    var status: Int
  }

  let runs: Runs
  let clock: any WorldClock
  /// Keys of requests that this process is at.
  private let underWay = Shared()

  private final class Shared: Sendable {
    let items = Mutex<Set<String>>([])
  }

  init(runs: Runs, clock: any WorldClock) {
    self.runs = runs
    self.clock = clock
  }

  /// Does `perform` once for the request's key; without a key, always. `perform` gives the run and the answer's status, after
  /// having written the record (`Claim.done`) or not.
  func once(
    _ request: Request, _ principal: Principal, body: [UInt8],
    _ perform: (Claim?) async throws -> (run: RunID, status: HTTPResponse.Status)
  ) async throws -> (run: RunID, status: HTTPResponse.Status, isReplay: Bool) {
    guard let key = request.headers[.idempotencyKey] else {
      let made = try await perform(nil)
      return (made.run, made.status, false)
    }
    // Of two, whoever stands in between may have added one: which one is meant is not known.
    guard request.headers[values: .idempotencyKey].count == 1 else {
      throw Problem(.invalid, "the request has more than one Idempotency-Key: send one")
    }
    guard !key.isEmpty, key.utf8.count <= ServerLimits.keyBytes else {
      throw Problem(.invalid, "an Idempotency-Key has between 1 and \(ServerLimits.keyBytes) bytes")
    }
    let claim = await claim(
      "\(principal.name)/\(key)", Array("\(request.method.rawValue) \(request.uri.path)\n".utf8) + body, key: key)
    return try await once(claim) { try await perform(claim) }
  }

  /// Of a thing by its name, which is done once, and of what it is to be.
  func claim(_ item: String, _ request: [UInt8], key: String) async -> Claim {
    Claim(
      item: item, request: Digest(of: request), owner: await runs.worker.with { $0.settings.owner },
      at: clock.now().milliseconds, key: key)
  }

  /// Does `perform` unless it was done before under the same claim.
  func once(
    _ claim: Claim, _ perform: () async throws -> (run: RunID, status: HTTPResponse.Status)
  ) async throws -> (run: RunID, status: HTTPResponse.Status, isReplay: Bool) {
    guard underWay.items.withLock({ $0.insert(claim.item).inserted }) else { throw Self.inUse }
    defer { _ = underWay.items.withLock { $0.remove(claim.item) } }
    if let made = try await earlier(claim) { return (made.run, made.status, true) }
    do {
      let made = try await perform()
      _ = try await runs.worker.with {
        try $0.store.change([claim.done(made.run, status: made.status.code)], audit: [])
      }
      return (made.run, made.status, false)
    } catch {
      // What was refused may be sent again, put right.
      _ = try? await runs.worker.with { engine in
        try engine.store.change(
          [ItemChange(collection: Self.collection, key: claim.item, value: nil, condition: .unchanged(claim.pending))],
          audit: [])
      }
      throw error
    }
  }

  private static let inUse = Problem(
    .keyInUse, "a request with this Idempotency-Key is being worked on; try again in a moment")

  /// What came of the key before; nil where it is ours now.
  private func earlier(_ claim: Claim) async throws -> (run: RunID, status: HTTPResponse.Status)? {
    try await runs.worker.with { engine in
      let fresh = ItemChange(
        collection: Self.collection, key: claim.item, value: claim.pending, condition: .absent)
      if try engine.store.change([fresh], audit: []) { return nil }
      guard let bytes = try engine.store.item(Self.collection, claim.item) else { throw Self.inUse }
      let record = try Record(bytes: bytes)
      let isOver = record.at + ServerLimits.keyMilliseconds < claim.at
      guard record.request == claim.request || isOver else {
        throw Problem(
          .keyReused,
          "this Idempotency-Key was used at \(TimestampValue(milliseconds: record.at).text) for another request")
      }
      if record.status != 0, !isOver, let run = record.run {
        return (run, HTTPResponse.Status(code: record.status))
      }
      // Begun and never finished: only its process may still be at it.
      if !isOver, record.owner != claim.owner, !engine.isFree(Lease(owner: record.owner, until: record.at + 60_000)) {
        throw Self.inUse
      }
      let taken = ItemChange(
        collection: Self.collection, key: claim.item, value: claim.pending, condition: .unchanged(bytes))
      guard try engine.store.change([taken], audit: []) else { throw Self.inUse }
      return nil
    }
  }

  /// Removes what is older than a key is remembered.
  static func sweep(_ runs: Runs, now: Int64) async throws {
    var after: String?
    while true {
      let from = after
      let page = try await runs.reader.read { try $0.store.items(ItemRange(collection, after: from, limit: 500)) }
      let old = page.filter { ((try? Record(bytes: $0.value))?.at ?? 0) + ServerLimits.keyMilliseconds < now }
      if !old.isEmpty {
        _ = try await runs.worker.with { engine in
          try engine.store.change(
            old.map {
              ItemChange(collection: collection, key: $0.key, value: nil, condition: .unchanged($0.value))
            }, audit: [])
        }
      }
      guard page.count == 500, let last = page.last else { return }
      after = last.key
    }
  }
}

extension Idempotency.Record {
  var bytes: [UInt8] {
    PlainValue.list([
      .bytes(request.bytes), .string(owner), .int(at), run.map { .string($0.description) } ?? .null,
      .int(Int64(status)),
    ]).canonicalBytes
  }

  init(bytes: [UInt8]) throws {
    guard case .list(let parts) = try PlainValue(canonicalBytes: bytes), parts.count == 5,
      case .bytes(let digest) = parts[0], digest.count == 32, let owner = parts[1].text, let at = parts[2].integer,
      let status = parts[4].integer
    else { throw RuntimeError(.damaged, "the record of an Idempotency-Key in the store is damaged") }
    self.init(
      request: Digest(bytes: digest), owner: owner, at: at, run: parts[3].text.flatMap { RunID($0) },
      status: Int(status))
  }
}
