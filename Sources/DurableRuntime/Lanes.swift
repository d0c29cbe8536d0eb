// `concurrency: {key, on_conflict}`: of the runs of a skill that have the same key, one goes at a time. The others stand in
// line (`queue`) or are refused (`fail`). A key is a lane; two collections of items say how it stands:
//
//   lanes        SKILL/KEY       the run that goes
//   lanes.since  SKILL/KEY       that run, and since when by the leases' clock (an item of its own: older processes read the other)
//   lanes.line   SKILL/KEY/RUN   runs that wait for it, oldest first
//
// A run's place in the line is written in its first commit, and whether it may go is claimed under a condition, so that of two
// processes one wins. The commit that ends a run frees its lane and makes the next in line due. A run that waits is `waiting`
// like one that waits for a time: its machine has not begun, and it holds nothing.
import Bytecode
import VM
import Values

extension RunRecord {
  /// The run stands in line and has not begun.
  package var isQueued: Bool { timers.contains(where: LiveRun.isLine) }
}

extension LiveRun {
  package var isQueued: Bool { record.isQueued }

  /// In milliseconds since 1970: then it is looked at again, should nobody have called it.
  fileprivate func queue(until due: Int64, instead calls: [RunTimer]) {
    leaveQueue(calls.filter { $0.due != due })
    record.timers.append(RunRecord.Alarm(ticket: RunTimer.callTicket, kind: .wake, due: due))
    unsaved.timersAdded.append(RunTimer(due: due, run: id, ticket: RunTimer.callTicket, kind: .wake))
  }

  /// - Parameter calls: what the store has of them.
  fileprivate func leaveQueue(_ calls: [RunTimer]) {
    record.timers.removeAll(where: Self.isLine)
    unsaved.timersRemoved += calls
  }

  fileprivate func call(_ next: RunID, at now: Int64) {
    unsaved.timersAdded.append(RunTimer(due: now, run: next, ticket: RunTimer.callTicket, kind: .wake))
  }

  static func isLine(_ alarm: RunRecord.Alarm) -> Bool { alarm.ticket == RunTimer.callTicket && alarm.kind == .wake }
}

/// Who has a lane, and since when.
private struct LaneHolder {
  var run: RunID
  /// By the leases' clock, in milliseconds since 1970: one that has a time of its own is not judged by that, nor others by it.
  var since: Int64
}

extension Engine {
  private static let lanes = "lanes"
  private static let since = "lanes.since"
  private static let line = "lanes.line"

  /// Where a run may have to wait before it begins; nil: nowhere.
  private func lane(of live: LiveRun) throws(RuntimeError) -> String? {
    guard let function = live.program.program.manifest.concurrencyKey else { return nil }
    if let known = live.lane { return known }
    let key: PlainValue
    do {
      var expression = try PreparedExpression(live.given, function: Int(function))
      key = try expression.evaluatePlain()
    } catch {
      throw RuntimeError(.refusedInput, "the key of `concurrency` has no value for these inputs: \(error)")
    }
    let lane = "\(live.program.program.manifest.skill)/\(Digest(of: key.canonicalBytes))"
    live.lane = lane
    return lane
  }

  /// These runs, those that have one lane together: of them one can go on when the one before has ended.
  package func lines(_ runs: [RunID]) -> [[RunID]] {
    var lines: [[RunID]] = []
    var known: [String: Int] = [:]
    for id in runs {
      // What is wrong with it is told by whoever goes on with it.
      guard let lane = try? laneShared(by: id) else {
        lines.append([id])
        continue
      }
      if let line = known[lane] {
        lines[line].append(id)
      } else {
        known[lane] = lines.count
        lines.append([id])
      }
    }
    return lines
  }

  private func laneShared(by id: RunID) throws(RuntimeError) -> String? {
    let stored = try stored(id)
    guard try program(of: stored).program.manifest.concurrencyKey != nil else { return nil }
    let live = try open(stored)
    return live.record.origin == nil ? try lane(of: live) : nil
  }

  /// Whether the run may begin, or go on. Else it is in the store as one that waits.
  func mayGo(_ live: LiveRun) throws(RuntimeError) -> Bool {
    guard live.version == nil || live.isQueued, live.record.origin == nil, let lane = try lane(of: live) else {
      return true
    }
    if live.program.program.manifest.options["concurrency"]?["on_conflict"] == "fail" {
      if live.version == nil { try take(live, lane) }
      return true
    }
    let now = clock.now().milliseconds
    if live.version == nil {
      live.move(.wait)
      live.unsaved.items.append(ItemChange(collection: Self.line, key: Self.place(live.id, in: lane), value: []))
      live.queue(until: now, instead: [])
      live.unsaved.notices.append(.status(live.id, live.status))
      try save(live, flush: true)
    }
    let calls = try storing { try store.calls(live.id) }
    let isFirst = try first(in: lane) == live.id
    var isOurs = try holder(of: lane) == live.id
    if isFirst, !isOurs { isOurs = try hold(lane, live.id) }
    if isOurs {
      live.leaveQueue(calls)
      live.move(.wake)
      return true
    }
    live.queue(
      until: now + (isFirst ? RuntimeLimits.firstInLineMilliseconds : RuntimeLimits.lineMilliseconds), instead: calls)
    letGo(live)
    try save(live, flush: false)
    return false
  }

  /// The run's lane for it, or an error that says who has it.
  private func take(_ live: LiveRun, _ lane: String) throws(RuntimeError) {
    if try hold(lane, live.id) { return }
    let holder = try holder(of: lane)
    throw RuntimeError(
      .inConflict,
      "\(holder.map { "run \($0)" } ?? "another run") of '\(live.program.program.manifest.skill)' has the same key and has not ended (concurrency: on_conflict: fail)"
    )
  }

  private func holder(of lane: String) throws(RuntimeError) -> RunID? {
    try storing { try store.item(Self.lanes, lane) }.flatMap { RunID(String(decoding: $0, as: UTF8.self)) }
  }

  /// Where nothing is said of the time, an older process holds it, or held it before: it took it when it was made.
  private func since(_ run: RunID, _ lane: String) throws(RuntimeError) -> LaneHolder {
    let item = try storing { try store.item(Self.since, lane) } ?? []
    let parts = String(decoding: item, as: UTF8.self).split(separator: " ")
    let isOfThis = parts.count == 2 && parts[0] == run.description
    return LaneHolder(run: run, since: isOfThis ? Int64(parts[1]) ?? run.madeAt : run.madeAt)
  }

  /// Which run this one waits for: the one that has the lane or, once that has ended, the first in line.
  func runAhead(of live: LiveRun) throws(RuntimeError) -> RunID? {
    guard live.isQueued, let lane = try lane(of: live) else { return nil }
    if let holder = try holder(of: lane), try !isGone(try since(holder, lane)) { return holder }
    let first = try first(in: lane)
    return first == live.id ? nil : first
  }

  /// It was called long ago, and whoever was to go on with it has not come.
  func isLeftInLine(_ live: LiveRun) throws(RuntimeError) -> Bool {
    guard live.isQueued else { return false }
    let called = try storing { try store.calls(live.id) }.map(\.due).min()
    return called.map { $0 + RuntimeLimits.calledMilliseconds < leaseClock.now().milliseconds } ?? true
  }

  private func first(in lane: String) throws(RuntimeError) -> RunID? {
    try next(in: lane, but: nil)
  }

  private func next(in lane: String, but one: RunID?) throws(RuntimeError) -> RunID? {
    let prefix = lane + "/"
    let items = try storing { try store.items(ItemRange(Self.line, prefix: prefix, limit: 2)) }
    return items.lazy.compactMap { UInt64($0.key.dropFirst(prefix.count), radix: 16) }
      .compactMap(RunID.init(exactly:)).first { $0 != one }
  }

  /// Sorts by when the run was made.
  private static func place(_ id: RunID, in lane: String) -> String {
    let digits = String(id.number, radix: 16)
    return "\(lane)/\(String(repeating: "0", count: 15 - digits.count))\(digits)"
  }

  /// Takes a free lane, or one whose run is no more. False where another run has it.
  private func hold(_ lane: String, _ id: RunID) throws(RuntimeError) -> Bool {
    func take(if condition: ItemChange.Condition) throws(RuntimeError) -> Bool {
      try storing {
        try store.change(
          [
            ItemChange(collection: Self.lanes, key: lane, value: Array(id.description.utf8), condition: condition),
            ItemChange(
              collection: Self.since, key: lane, value: Array("\(id) \(leaseClock.now().milliseconds)".utf8)),
            ItemChange(collection: Self.line, key: Self.place(id, in: lane), value: nil),
          ], audit: [])
      }
    }
    if try take(if: .absent) { return true }
    guard let bytes = try storing({ try store.item(Self.lanes, lane) }) else { return try take(if: .absent) }
    guard let holder = RunID(String(decoding: bytes, as: UTF8.self)) else { return try take(if: .unchanged(bytes)) }
    return try isGone(try since(holder, lane)) ? try take(if: .unchanged(bytes)) : false
  }

  /// A run that ended under another key, or whose process died before it was in the store.
  private func isGone(_ holder: LaneHolder) throws(RuntimeError) -> Bool {
    try storing { try store.run(holder.run) }?.status.isEnded
      ?? (holder.since + RuntimeLimits.leaseMilliseconds < leaseClock.now().milliseconds)
  }

  /// The run ends, or is cancelled while it waits: to be written in its last commit.
  func leaveLane(_ live: LiveRun) throws(RuntimeError) {
    guard live.record.origin == nil, let lane = try lane(of: live) else { return }
    live.unsaved.items.append(ItemChange(collection: Self.line, key: Self.place(live.id, in: lane), value: nil))
    if try holder(of: lane) == live.id {
      live.unsaved.items.append(ItemChange(collection: Self.lanes, key: lane, value: nil))
      live.unsaved.items.append(ItemChange(collection: Self.since, key: lane, value: nil))
    }
    guard let next = try next(in: lane, but: live.id) else { return }
    // One with a time of its own looks again by itself. (What cannot be read is called in vain.)
    let record = try storing { try store.run(next) }.flatMap { try? RunRecord(stored: $0) }
    if record?.clock == nil { live.call(next, at: leaseClock.now().milliseconds) }
  }

  /// A run that waits is to be cancelled: its machine goes to its first pause, where it can hear of it. Nothing of what it asks
  /// for there is done.
  func leaveQueue(_ live: LiveRun) throws(RuntimeError) {
    guard live.isQueued else { return }
    live.leaveQueue(try storing { try store.calls(live.id) })
    _ = live.machine.run()
    live.isDue = false
    live.ending = live.machine.ending
    live.toBegin = live.machine.requests.filter { if case .effect = $0.wish { true } else { false } }
  }
}
