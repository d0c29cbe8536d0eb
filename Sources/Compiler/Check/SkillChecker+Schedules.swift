// `schedule:`: lines that a clock can follow, in zones that there are, with inputs that the skill takes.
import Syntax
import Values

extension SkillChecker {
  mutating func checkSchedules() {
    for row in skill.syntax.schedules {
      checkTime(row)
      checkInputs(row)
    }
  }

  private mutating func checkTime(_ row: ScheduleSyntax) {
    if let zone = row.zone, TimeZoneTable.offset(zone: zone.text, at: 0) == nil {
      diagnostics.add(.unknownZone(zone.text, at: zone.place))
    }
    do {
      let line = try CronLine(row.cron.text)
      if !line.isEverDue {
        diagnostics.add(.badCron(row.cron.text, why: "no month in it has such a day", at: row.cron.place))
      }
    } catch {
      diagnostics.add(.badCron(row.cron.text, why: error.reason, at: row.cron.place))
    }
  }

  /// Nobody is there to be asked when the time comes.
  private mutating func checkInputs(_ row: ScheduleSyntax) {
    let known = skill.inputs.map(\.name)
    for field in row.inputs {
      guard let index = known.firstIndex(of: field.key.text) else {
        diagnostics.add(
          .unknownInput(
            field.key.text, of: skill.name, near: nearest(to: field.key.text, among: known), known: known,
            at: field.key.place))
        continue
      }
      let schema: Schema
      do { schema = try Schema(skill.inputs[index].schema) } catch { continue }
      let problems = schema.check(field.value.plainConstant).problems
      if let problem = problems.first {
        diagnostics.add(.unfitInput(field.key.text, problem.message, at: field.value.place))
      }
    }
    let missing = skill.syntax.inputs.filter { input in
      input.isRequired && !row.inputs.contains { $0.key.text == input.name.text }
    }
    if !missing.isEmpty {
      diagnostics.add(.missingInput(missing.map(\.name.text), of: skill.name, key: "inputs", at: row.place))
    }
  }
}
