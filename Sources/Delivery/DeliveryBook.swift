// Endpoints, messages and deliveries as a store keeps them. Every change is one transaction; what two processes might do at
// once is claimed under a condition, so that one of them does it.
//
//   delivery.endpoint   ENDPOINT            an address that people added
//   delivery.message    MESSAGE             what happened
//   delivery            MESSAGE/TARGET      how it goes with it
//   delivery.queue      TARGET/DUE/MESSAGE  what is still to be tried, by target, earliest first
import DurableRuntime
import Foundation
import Values

package struct DeliveryBook: Sendable {
  package let store: any RunStore
  package let keys: StoreKeys
  /// What the configuration names.
  package let configured: [Target]

  static let messages = "delivery.message"
  static let queue = "delivery.queue"

  package init(store: any RunStore, keys: StoreKeys, configured: [Target] = []) {
    self.store = store
    self.keys = keys
    self.configured = configured
  }

  private func storing<T>(_ body: () throws(StoreError) -> T) throws(RuntimeError) -> T {
    do { return try body() } catch { throw RuntimeError(error) }
  }

  // MARK: Endpoints

  /// - Parameter damaged: told the ids of those that cannot be read: nobody is told there, and all the others are.
  package func endpoints(damaged: (String) -> Void = { _ in }) throws(RuntimeError) -> [Endpoint] {
    let rows = try storing { () throws(StoreError) in
      try store.items(ItemRange(Endpoint.collection, limit: DeliveryLimits.endpoints))
    }
    var endpoints: [Endpoint] = []
    for row in rows {
      do { endpoints.append(try Endpoint(bytes: row.value)) } catch { damaged(row.key) }
    }
    return endpoints
  }

  /// Adds an endpoint; the key is to be shown now and never again.
  package func add(
    url: String, events: [String], person: String?, key: WebhookKey, random: any RandomSource, at: TimestampValue
  ) throws(RuntimeError) -> Endpoint {
    _ = try WebPlace(url)
    var damaged = 0
    guard try endpoints(damaged: { _ in damaged += 1 }).count + damaged < DeliveryLimits.endpoints else {
      throw RuntimeError(.notAllowed, "the store has \(DeliveryLimits.endpoints) endpoints (limit); remove one first")
    }
    let endpoint = try Endpoint(
      id: String(format: "we_%016llx", random.next()), url: url, events: try Target.types(events), person: person,
      createdAt: at, key: key, keys: keys)
    let isNew = try change([
      ItemChange(collection: Endpoint.collection, key: endpoint.id, value: endpoint.bytes, condition: .absent)
    ])
    guard isNew else { throw RuntimeError(.busy, "the endpoint's id \(endpoint.id) is taken; once more, please") }
    return endpoint
  }

  package func remove(_ id: String) throws(RuntimeError) {
    guard try storing({ () throws(StoreError) in try store.item(Endpoint.collection, id) }) != nil else {
      throw RuntimeError(.refusedInput, "there is no endpoint \(id); `twin webhook list` has them")
    }
    _ = try change([ItemChange(collection: Endpoint.collection, key: id, value: nil)])
  }

  func disable(_ id: String, why: String) throws(RuntimeError) {
    guard var endpoint = try endpoints().first(where: { $0.id == id }) else { return }
    let before = endpoint.bytes
    endpoint.disabled = why
    _ = try change([
      ItemChange(collection: Endpoint.collection, key: id, value: endpoint.bytes, condition: .unchanged(before))
    ])
  }

  /// Everybody who is told.
  package func targets(damaged: (String) -> Void = { _ in }) throws(RuntimeError) -> [Target] {
    var targets = configured
    for endpoint in try endpoints(damaged: damaged) where endpoint.disabled == nil {
      targets.append(Target(endpoint))
    }
    return targets
  }

  // MARK: What is to be sent

  /// Rows that queue a message for each of these.
  static func queued(_ message: Message, for targets: [Target]) -> [ItemChange] {
    let wanting = targets.filter { $0.wants(message.type) }
    guard !wanting.isEmpty else { return [] }
    var changes = [ItemChange(collection: messages, key: message.id, value: message.bytes)]
    for target in wanting {
      let delivery = Delivery(message, to: target)
      changes.append(ItemChange(collection: Delivery.collection, key: delivery.key, value: delivery.bytes))
      changes.append(ItemChange(collection: queue, key: queueKey(delivery), value: []))
    }
    return changes
  }

  private static func queueKey(_ delivery: Delivery) -> String {
    String(format: "%@/%016llx/%@", delivery.target, UInt64(max(0, delivery.due)), delivery.message)
  }

  /// One row of the queue.
  struct Queued: Hashable, Sendable {
    var target: String
    var due: Int64
    var message: String

    init?(key: String) {
      let parts = key.split(separator: "/").map(String.init)
      guard parts.count == 3, let due = Int64(parts[1], radix: 16) else { return nil }
      target = parts[0]
      self.due = due
      message = parts[2]
    }
  }

  /// The earliest of each target that has anything queued: as many look-ups as there are such targets.
  func heads() throws(RuntimeError) -> [Queued] {
    var heads: [Queued] = []
    var after: String?
    while true {
      let from = after
      let rows = try storing { () throws(StoreError) in
        try store.items(ItemRange(Self.queue, after: from, limit: 1))
      }
      guard let row = rows.first else { return heads }
      guard let queued = Queued(key: row.key) else {
        throw RuntimeError(.damaged, "the queue of deliveries has a damaged key")
      }
      heads.append(queued)
      // Beyond every hexadecimal digit.
      after = queued.target + "/~"
    }
  }

  func message(_ id: String) throws(RuntimeError) -> Message? {
    try storing { () throws(StoreError) in try store.item(Self.messages, id) }.map { bytes throws(RuntimeError) in
      try Message(bytes: bytes)
    }
  }

  func delivery(_ key: String) throws(RuntimeError) -> Delivery? {
    try storing { () throws(StoreError) in try store.item(Delivery.collection, key) }.map {
      bytes throws(RuntimeError) in
      try Delivery(bytes: bytes)
    }
  }

  /// Takes a queued delivery for this process; nil where somebody else has it, or it is settled. If this process dies it is
  /// tried again when the claim ends.
  func claim(_ queued: Queued, now: Int64) throws(RuntimeError) -> Delivery? {
    let old = ItemChange(
      collection: Self.queue, key: String(format: "%@/%016llx/%@", queued.target, queued.due, queued.message),
      value: nil,
      condition: .unchanged([]))
    guard let delivery = try delivery(queued.message + "/" + queued.target), delivery.state == .pending,
      delivery.due == queued.due
    else {
      _ = try change([old])
      return nil
    }
    var claimed = delivery
    claimed.due = now + DeliveryLimits.claimMilliseconds
    let won = try change([
      old, write(claimed, over: delivery), ItemChange(collection: Self.queue, key: Self.queueKey(claimed), value: []),
    ])
    return won ? claimed : nil
  }

  /// Writes what came of it; where somebody has asked for a replay in the meantime, that stands.
  func settle(_ claimed: Delivery, as settled: Delivery) throws(RuntimeError) {
    var changes = [
      write(settled, over: claimed), ItemChange(collection: Self.queue, key: Self.queueKey(claimed), value: nil),
    ]
    if settled.state == .pending {
      changes.append(ItemChange(collection: Self.queue, key: Self.queueKey(settled), value: []))
    }
    _ = try change(changes)
  }

  private func write(_ delivery: Delivery, over before: Delivery) -> ItemChange {
    ItemChange(
      collection: Delivery.collection, key: delivery.key, value: delivery.bytes, condition: .unchanged(before.bytes))
  }

  private func change(_ changes: [ItemChange]) throws(RuntimeError) -> Bool {
    try storing { () throws(StoreError) in try store.change(changes, audit: []) }
  }

  // MARK: For people

  /// Newest first.
  package func deliveries(state: Delivery.State? = nil, limit: Int) throws(RuntimeError) -> [Delivery] {
    var found: [Delivery] = []
    var after: String?
    while found.count < limit {
      let from = after
      let rows = try storing { () throws(StoreError) in
        try store.items(ItemRange(Delivery.collection, after: from, isDescending: true, limit: 500))
      }
      for row in rows where found.count < limit {
        let delivery = try Delivery(bytes: row.value)
        if state == nil || delivery.state == state { found.append(delivery) }
      }
      guard let last = rows.last, rows.count == 500 else { break }
      after = last.key
    }
    return found
  }

  /// Sends a message again, now, to everybody it went to (or to one target); returns how many.
  package func replay(_ id: String, target: String? = nil, at: TimestampValue) throws(RuntimeError) -> Int {
    let rows = try storing { () throws(StoreError) in
      try store.items(ItemRange(Delivery.collection, prefix: id + "/", limit: DeliveryLimits.endpoints * 2))
    }
    var count = 0
    for row in rows {
      let before = try Delivery(bytes: row.value)
      if let target, before.target != target { continue }
      var again = before
      again.state = .pending
      again.due = at.milliseconds
      again.tries = 0
      let changed = try change([
        write(again, over: before), ItemChange(collection: Self.queue, key: Self.queueKey(before), value: nil),
        ItemChange(collection: Self.queue, key: Self.queueKey(again), value: []),
      ])
      guard changed else { throw RuntimeError(.busy, "\(id) is being delivered to \(before.place) right now") }
      count += 1
    }
    guard count > 0 else {
      throw RuntimeError(.refusedInput, "there is no message \(id) to send again; `twin webhook deliveries` has them")
    }
    return count
  }

  /// How far forgetting has come.
  struct Pruning {
    fileprivate var seen = 0
    fileprivate var after: String?
    fileprivate(set) var isDone = false
  }

  /// Forgets the oldest settled deliveries beyond what is kept, and messages that nobody has a delivery of.
  package func prune(
    keeping kept: Int = DeliveryLimits.deliveriesKept, page: Int = DeliveryLimits.prunePage
  ) throws(RuntimeError) {
    var pruning = Pruning()
    while !pruning.isDone { try prune(&pruning, keeping: kept, page: page) }
  }

  /// One page of that, the newest first.
  func prune(
    _ pruning: inout Pruning, keeping kept: Int = DeliveryLimits.deliveriesKept, page: Int = DeliveryLimits.prunePage
  ) throws(RuntimeError) {
    let after = pruning.after
    let rows = try storing { () throws(StoreError) in
      try store.items(ItemRange(Delivery.collection, after: after, isDescending: true, limit: page))
    }
    // What cannot be read is on its way to nobody.
    let old = rows.dropFirst(max(0, kept - pruning.seen)).filter {
      (try? Delivery(bytes: $0.value))?.state != .pending
    }
    pruning.seen += rows.count
    pruning.after = rows.last?.key
    pruning.isDone = rows.count < page
    if old.isEmpty { return }
    // Where one is sent again in this very moment, the page waits for the next time.
    var changes = old.map {
      ItemChange(collection: $0.collection, key: $0.key, value: nil, condition: .unchanged($0.value))
    }
    let gone = Set(old.map(\.key))
    for message in Set(old.map { String($0.key.prefix { $0 != "/" }) }).sorted() {
      let all = try storing { () throws(StoreError) in
        try store.items(ItemRange(Delivery.collection, prefix: message + "/", limit: gone.count + 1))
      }
      if all.allSatisfy({ gone.contains($0.key) }) {
        changes.append(ItemChange(collection: Self.messages, key: message, value: nil))
      }
    }
    _ = try change(changes)
  }
}
