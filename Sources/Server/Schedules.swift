// The times that skills ask for (`schedule:`), and the runs that were started for them. Read here by the service, which starts
// them (Scheduler.swift), and by whoever wants to see what comes next.
import DurableRuntime
import Values

/// One line of a registered skill's `schedule:`.
package struct ScheduleLine: Sendable {
  package let skill: ShelvedSkill
  package let cron: String
  package let line: CronLine
  /// By name.
  package let inputs: PlainValue
  /// The last minute (since 1970) that was served, and the run that came of it.
  package fileprivate(set) var last: (minute: Int64, run: RunID)?

  static let collection = "schedules"

  init(_ row: PlainValue, of skill: ShelvedSkill) throws(Problem) {
    self.skill = skill
    cron = row["cron"]?.text ?? ""
    inputs = row["inputs"] ?? .map([])
    do { line = try CronLine(cron, zone: row["zone"]?.text ?? "UTC") } catch {
      throw Problem(.invalid, "the schedule '\(cron)' of '\(skill.name)' cannot be followed: \(error.reason)")
    }
  }

  /// Named by what it says, so that another line beside it, or another version of the skill, changes nothing for it.
  var key: String {
    let text = PlainValue.list([.string(cron), .string(line.zone), inputs]).canonicalBytes
    return "\(skill.name)/\(Digest(of: text).description.prefix(16))"
  }

  /// That a minute was served, to be written in the commit that makes the run.
  func served(_ minute: Int64, by run: RunID) -> ItemChange {
    ItemChange(
      collection: Self.collection, key: key,
      value: PlainValue.list([.int(minute), .string(run.description)]).canonicalBytes)
  }

  package func next(after now: TimestampValue) -> TimestampValue? {
    line.nextDue(after: now.seconds / 60).map { TimestampValue(milliseconds: $0 * 60_000) }
  }

  package func plain(now: TimestampValue) -> PlainValue {
    [
      "skill": .string(skill.name), "cron": .string(cron), "zone": .string(line.zone), "inputs": inputs,
      "next": next(after: now).map { .timestamp($0) } ?? .null,
      "last": last.map {
        ["at": .timestamp(TimestampValue(milliseconds: $0.minute * 60_000)), "run": .string($0.run.description)]
      }
        ?? .null,
    ]
  }
}

package enum Schedules {
  /// Every line of every registered skill's current version, in the order of their names; or of one skill.
  package static func list(_ engine: Engine, of name: String? = nil) throws -> [ScheduleLine] {
    var lines: [ScheduleLine] = []
    for skill in try SkillShelf.all(engine) where name == nil || skill.name == name {
      let rows = try engine.program(skill.program).program.manifest.options["schedule"]?.elements ?? []
      for row in rows {
        var line = try ScheduleLine(row, of: skill)
        line.last = try engine.store.item(ScheduleLine.collection, line.key).flatMap { try last($0) }
        lines.append(line)
      }
    }
    return lines
  }

  private static func last(_ bytes: [UInt8]) throws -> (Int64, RunID)? {
    guard let parts = try PlainValue(canonicalBytes: bytes).elements, parts.count == 2, let minute = parts[0].integer,
      let run = parts[1].text.flatMap({ RunID($0) })
    else { throw RuntimeError(.damaged, "the record of a schedule in the store is damaged") }
    return (minute, run)
  }

  /// The minute up to which somebody has looked at the schedules of this store; nil: nobody ever has.
  static func looked(_ engine: Engine) throws -> Int64? {
    try engine.store.fact("schedules").flatMap { try PlainValue(canonicalBytes: $0).integer }
  }

  static func look(_ minute: Int64, _ engine: Engine) throws {
    // Never back, but where a clock was ahead: of two services one is always a little behind.
    if let looked = try looked(engine), (minute...minute + ServerLimits.scheduleSkewMinutes).contains(looked) { return }
    try engine.store.keep(fact: "schedules", PlainValue.int(minute).canonicalBytes)
  }
}
