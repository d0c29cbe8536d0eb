// Skills: those on the shelf and those that have run here; one skill's text, versions, permissions, runs, and what they cost.
import Bytecode
import DurableRuntime
import Hummingbird
import Values

struct SkillsPage: Sendable {
  var frame: Frame
  var skills: [Row]

  struct Row: Sendable {
    var name: String
    var goal: String?
    var steps: String?
    var gates: String?
    var hosts: String?
    /// Nil: it never compiled.
    var version: Int?
    var at: String?
    var atText = ""
    /// When it starts by itself.
    var next: String?
    var nextText = ""
    var isBroken = false
  }
}

struct SkillPage: Sendable {
  var frame: Frame
  var name: String
  var goal: String?
  var broken: Broken?
  var badMarkup = Icon.bad.markup
  var versions: [Version] = []
  /// Of a version that nobody wrote: what runs found by another way.
  var healed: [Healed] = []
  var cost: Cost?
  var sources: [Source]
  var permissions: [Permission] = []
  var inputs: [Input] = []
  var schedules: [Schedule] = []
  var runs: [RunRow] = []

  /// What was found at the start and does not compile.
  struct Broken: Sendable {
    var file: String
    var text: String
    /// The version that is shown instead; nil: there is none.
    var shown: Int?
  }

  struct Version: Sendable {
    var number: Int
    var isShown: Bool
    /// Whether it is what the skill's name starts.
    var isStarted: Bool
  }
  struct Healed: Sendable {
    var text: String
    var run: String
  }
  struct Cost: Sendable {
    var line: String
    var plotMarkup: Markup
  }
  struct Source: Sendable {
    var file: String
    var lineCount: Int
    var lines: [SourceLine]
  }
  struct Permission: Sendable {
    var name: String
    var items: [String]
  }
  struct Input: Sendable {
    var name: String
    var text: String
  }
  /// A time at which it starts by itself.
  struct Schedule: Sendable {
    var cron: String
    var zone: String
    /// Nil: never.
    var next: String?
    var nextText: String
    /// The run that came of it last.
    var last: String?
    var lastText: String
  }
}

struct SkillPages {
  let site: Dashboard

  func add(to router: TwinRouter) {
    site.get("/skills", on: router) { _, _, session in try await list(session) }
    site.get("/skills/:name", on: router) { request, context, session in
      try await show(try context.name, version: request.query("version").flatMap { Int($0) }, session)
    }
  }

  /// The newest program of every skill: of the shelf, else of the latest run.
  private static func newest(_ engine: Engine) throws -> [(name: String, version: Int, program: Digest, at: Int64?)] {
    var found: [String: (version: Int, program: Digest, at: Int64?)] = [:]
    for skill in try SkillShelf.all(engine) { found[skill.name] = (skill.version, skill.program, skill.at) }
    var filter = RunFilter()
    filter.limit = 500
    for run in try engine.store.runs(filter) where found[run.skill] == nil && run.damage == nil {
      if let version = run.skillVersion, let program = run.program { found[run.skill] = (version, program, nil) }
    }
    return found.map { (name: $0.key, version: $0.value.version, program: $0.value.program, at: $0.value.at) }
      .sorted { $0.name < $1.name }
  }

  private func list(_ session: Session) async throws -> Response {
    let now = site.service.clock.now()
    let broken = site.service.skills.broken.all
    let known = try await site.service.reader.read { engine in
      let times = try Schedules.list(engine)
      return try Self.newest(engine).map { skill -> SkillsPage.Row in
        let program = try engine.program(skill.program).program
        let gates = program.gates.count
        let next = times.filter { $0.skill.name == skill.name }.compactMap { $0.next(after: now) }
          .min { $0.milliseconds < $1.milliseconds }
        return SkillsPage.Row(
          name: skill.name.visible, goal: program.manifest.goal?.visible,
          steps: Wording.count(program.steps.count { $0.function == 0 && $0.parent == nil }, "step"),
          gates: gates == 0 ? nil : Wording.count(gates, "gate"),
          hosts: program.manifest.permissions.network.isEmpty
            ? nil : program.manifest.permissions.network.joined(separator: ", ").visible.cut(80),
          version: skill.version, at: skill.at.map { TimestampValue(milliseconds: $0).text },
          atText: skill.at.map { Wording.span(now.milliseconds - $0) + " ago" } ?? "", next: next?.text,
          nextText: next.map(Wording.moment) ?? "", isBroken: broken.contains { $0.name == skill.name })
      }
    }
    let others = broken.filter { one in !known.contains { $0.name == one.name.visible } }.map { one in
      SkillsPage.Row(name: one.name.visible, isBroken: true)
    }
    let rows = (known + others).sorted { $0.name < $1.name }
    return site.page("skills", SkillsPage(frame: try await site.frame("Skills", .skills, session), skills: rows))
  }

  private func show(_ name: String, version: Int?, _ session: Session) async throws -> Response {
    let now = site.service.clock.now()
    let broken = site.service.skills.broken[name]
    var seen = try await site.service.reader.read { engine in try Self.look(name, version, engine, now) }
    if let broken {
      let lines = SkillText.lines(broken.source, anchors: false)
      let found = SkillPage.Source(file: broken.file.visible, lineCount: lines.count, lines: lines)
      if seen == nil, version == nil { seen = SkillPage(frame: Frame.none, name: name.visible, sources: [found]) }
      let shown = seen?.versions.first { $0.isShown }?.number
      seen?.broken = SkillPage.Broken(
        file: broken.file.visible, text: broken.text.visible.cut(PageLimits.valueCharacters),
        shown: shown)
    }
    guard let seen else {
      throw Problem(
        .notFound, "there is no skill '\(name.visible.cut(100))'" + (version.map { " of version \($0)" } ?? ""))
    }
    var page = seen
    page.frame = try await site.frame(name, .skills, session, events: nil)
    return site.page("skill", page)
  }

  private static func look(_ name: String, _ wanted: Int?, _ engine: Engine, _ now: TimestampValue) throws -> SkillPage?
  {
    var filter = RunFilter()
    filter.skill = name
    filter.limit = PageLimits.plottedRuns
    let runs = try engine.store.runs(filter)
    var programs: [Int: Digest] = [:]
    var heals: [Int: [ShelvedSkill.Heal]] = [:]
    for run in runs where run.damage == nil {
      if let version = run.skillVersion { programs[version] = run.program }
    }
    for item in try engine.store.items(ItemRange(SkillShelf.versions, prefix: name + "/", limit: 1000)) {
      let skill = try ShelvedSkill(name: name, bytes: item.value)
      programs[skill.version] = skill.program
      heals[skill.version] = skill.heals
    }
    // What is run from a file alone has no version that its name starts.
    let started = try SkillShelf.current(name, engine)?.version
    guard let number = wanted ?? started ?? programs.keys.max(), let digest = programs[number] else { return nil }
    let program = try engine.program(digest).program
    let manifest = program.manifest
    let rows = try runs.prefix(8).map { try RunRow($0, now: now) }
    return SkillPage(
      frame: Frame.none, name: name.visible, goal: manifest.goal?.visible,
      versions: versions(programs.keys.sorted(by: >), shown: number, started: started),
      healed: heals[number, default: []].map { SkillPage.Healed(text: $0.text.visible, run: $0.run.description) },
      cost: try cost(runs), sources: sources(program, first: name),
      permissions: permissions(manifest.permissions, manifest),
      inputs: manifest.inputs.map { SkillPage.Input(name: $0.name.visible, text: describe($0)) },
      schedules: try Schedules.list(engine, of: name).map { schedule($0, now) }, runs: rows)
  }

  /// The newest, and those that matter whatever their age.
  private static func versions(_ numbers: [Int], shown: Int, started: Int?) -> [SkillPage.Version] {
    numbers.enumerated().filter { $0.offset < 12 || $0.element == shown || $0.element == started }.map {
      SkillPage.Version(number: $0.element, isShown: $0.element == shown, isStarted: $0.element == started)
    }
  }

  private static func sources(_ program: Program, first: String) -> [SkillPage.Source] {
    program.sources.enumerated().map { index, source in
      let lines = SkillText.lines(source.text, anchors: index == 0)
      return SkillPage.Source(file: source.name.visible, lineCount: lines.count, lines: lines)
    }
  }

  private static func permissions(_ granted: Permissions, _ manifest: ProgramManifest) -> [SkillPage.Permission] {
    func row(_ name: String, _ items: [String]) -> SkillPage.Permission {
      SkillPage.Permission(name: name, items: items.map(\.visible))
    }
    return [
      row("network", granted.network), row("exec", granted.exec), row("read", granted.read),
      row("write", granted.write),
      row("secrets", manifest.secrets),
    ]
  }

  private static func schedule(_ line: ScheduleLine, _ now: TimestampValue) -> SkillPage.Schedule {
    let next = line.next(after: now)
    return SkillPage.Schedule(
      cron: line.cron.visible, zone: line.line.zone, next: next?.text, nextText: next.map(Wording.moment) ?? "never",
      last: line.last?.run.description, lastText: line.last.map { Wording.moment($0.minute * 60_000) } ?? "")
  }

  private static func describe(_ input: InputRow) -> String {
    var parts: [String] = []
    if let type = input.schema["type"] { parts.append(Wording.text(type)) }
    if input.isSecret { parts.append("secret") }
    if let start = input.schema["default"] { parts.append("default \(Wording.text(start))") }
    if let text = input.schema["description"]?.text { parts.append(text.visible) }
    return parts.joined(separator: " · ")
  }

  /// Runs that ended, oldest first: credits, or the time of work where no run cost any.
  private static func cost(_ runs: [StoredRun]) throws -> SkillPage.Cost? {
    var points: [(credits: Double, milliseconds: Double, decisions: Int, id: RunID)] = []
    for run in runs.reversed() where run.status.isEnded {
      guard try ListedRun(run).damage == nil else { continue }
      let record = try RunRecord(stored: run)
      let total = record.ledger.total
      points.append((total.credits, Double(record.spent), total.humanDecisions, run.id))
    }
    guard !points.isEmpty else { return nil }
    let hasCredits = points.contains { $0.credits > 0 }
    let isQuick = points.allSatisfy { $0.milliseconds < 10_000 }
    let unit = hasCredits ? "credits" : isQuick ? "milliseconds" : "seconds"
    let plotted = points.map { point in
      let value = hasCredits ? point.credits : isQuick ? point.milliseconds : point.milliseconds / 1000
      return CostPlot.Point(
        value: value, decisions: point.decisions,
        title: "\(point.id): \(Wording.number(value)) \(unit), \(Wording.count(point.decisions, "decision"))")
    }
    return SkillPage.Cost(
      line: "\(unit); bars are people’s decisions; the last \(Wording.count(points.count, "run"))",
      plotMarkup: CostPlot(points: plotted, unit: unit).markup)
  }
}

extension Frame {
  /// Before the page is put into its frame.
  static let none = Frame(
    title: "", isInbox: false, isRuns: false, isSkills: false, isPeople: false, isAccount: false, waiting: nil, me: "",
    token: "", stamp: "", usesPasskeys: false, events: nil, notice: nil)
}
