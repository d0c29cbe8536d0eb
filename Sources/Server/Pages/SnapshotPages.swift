// A run's frozen state as a person reads it: fibers, frames with the author's lines, variables, and what differs from another
// run's state.
import Bytecode
import DurableRuntime
import Hummingbird
import VM
import Values

struct SnapshotPage: Sendable {
  var frame: Frame
  var id: String
  var skill: String
  var digest: String
  var figures: [Figure]
  var fibers: [Fiber]
  var others: [Other]
  var difference: Difference?

  struct Fiber: Sendable {
    var title: String
    var state: String
    var frames: [StackFrame]
  }
  struct StackFrame: Sendable {
    var frameSkill: String
    var step: String
    var instruction: Int
    var source: SourceLine?
    var variables: [Fact]
  }
  struct Other: Sendable {
    var id: String
    var text: String
    var isChosen: Bool
  }
  struct Difference: Sendable {
    var title: String
    var isSame: Bool
    var lines: [Line]
  }
  struct Line: Sendable {
    var kind: String
    var sign: String
    var text: String
  }
}

struct SnapshotPages {
  let site: Dashboard

  func add(to router: TwinRouter) {
    site.get("/runs/:run/snapshot", on: router) { request, context, session in
      try await show(try context.run, with: try request.query("with").map(Self.comparand), session)
    }
  }

  /// What a state is compared with: another run's, or one of its own, earlier.
  private enum Comparand: Hashable, Sendable {
    case run(RunID)
    /// By how many outcomes it had consumed.
    case rest(Int)

    var text: String {
      switch self {
      case .run(let id): id.description
      case .rest(let outcomes): "rest:\(outcomes)"
      }
    }
  }

  private static func comparand(_ text: String) throws(Problem) -> Comparand {
    if text.hasPrefix("rest:"), let number = Int(text.dropFirst(5)) { return .rest(number) }
    guard let id = RunID(text) else { throw Problem(.notFound, "'\(text.prefix(60))' is no run's id") }
    return .run(id)
  }

  private struct Seen: Sendable {
    var skill: String
    var digest: String
    var figures: [Figure]
    var fibers: [SnapshotPage.Fiber]
    var lines: [String]
    var others: [SnapshotPage.Other]
    var otherTitle: String
    var otherLines: [String]?
  }

  private func show(_ id: RunID, with other: Comparand?, _ session: Session) async throws -> Response {
    let seen = try await site.service.reader.read { engine -> Seen in
      let live = try engine.open(id)
      let inspection = live.machine.inspection
      let program = live.program.program
      // A long run is not gone through again for a page.
      let rests =
        inspection.instructions < PageLimits.replayedInstructions
        ? try engine.rests(id).filter { $0.digest != Digest(of: live.record.snapshot) } : []
      let earlier = rests.map { rest in
        let steps = rest.inspection.fibers.compactMap { $0.frames.first.map { Self.stepName($0.step, program) } }
        return (rest: rest, title: "earlier, at \(steps.joined(separator: ", "))")
      }
      var filter = RunFilter()
      filter.skill = program.manifest.skill
      filter.limit = 30
      let runs = try engine.store.runs(filter).filter { $0.id != id }
      let others =
        earlier.map { one in
          let choice = Comparand.rest(one.rest.outcomes)
          return SnapshotPage.Other(id: choice.text, text: "This run, \(one.title)", isChosen: choice == other)
        }
        + runs.map { row in
          let choice = Comparand.run(row.id)
          return SnapshotPage.Other(
            id: choice.text, text: "\(row.id) (\(row.status.label.lowercased()))", isChosen: choice == other)
        }
      var otherLines: [String]?
      var otherTitle = ""
      switch other {
      case .run(let id):
        let live = try engine.open(id)
        otherLines = Self.lines(live.machine.inspection, live.program.program)
        otherTitle = "from \(id)"
      case .rest(let outcomes):
        guard let one = earlier.first(where: { $0.rest.outcomes == outcomes }) else {
          throw Problem(.notFound, "the run has not rested after \(outcomes) outcomes")
        }
        otherLines = Self.lines(one.rest.inspection, program)
        otherTitle = "since it stood \(one.title.dropFirst("earlier, ".count))"
      case nil: break
      }
      let record = live.record
      let figures = [
        Figure(name: "Bytes", value: "\(record.snapshot.count)"), Figure(name: "Steps", value: "\(inspection.steps)"),
        Figure(name: "Instructions", value: "\(inspection.instructions)"),
        Figure(name: "Heap", value: Wording.bytes(Int64(inspection.liveBytes + inspection.allocatedBytes))),
        Figure(name: "Open tickets", value: "\(inspection.tickets.count)"),
      ]
      return Seen(
        skill: program.manifest.skill,
        digest: record.snapshot.isEmpty ? "none yet: the run has not rested" : Digest(of: record.snapshot).description,
        figures: figures, fibers: inspection.fibers.map { Self.fiber($0, program) },
        lines: Self.lines(inspection, program), others: others, otherTitle: otherTitle, otherLines: otherLines)
    }
    let page = SnapshotPage(
      frame: try await site.frame("Snapshot of \(id)", .runs, session, events: nil), id: id.description,
      skill: seen.skill.visible, digest: seen.digest, figures: seen.figures, fibers: seen.fibers, others: seen.others,
      difference: seen.otherLines.map {
        Self.difference(from: $0, to: seen.lines, title: seen.otherTitle)
      })
    return site.page("snapshot", page)
  }

  private static func stepName(_ step: Int, _ program: Program) -> String {
    program.steps.indices.contains(step) ? program.steps[step].label.visible : "its start"
  }

  private static func fiber(_ fiber: Inspection.Fiber, _ program: Program) -> SnapshotPage.Fiber {
    var title = "Fiber \(fiber.number)"
    if !fiber.arm.isEmpty { title += " · \(fiber.arm.visible)" }
    var state = fiber.state
    if let ticket = fiber.ticket { state += " \(ticket.number)" }
    if fiber.isStopping { state += ", stopping" }
    if fiber.isUnwinding { state += ", cleaning up" }
    return SnapshotPage.Fiber(
      title: title, state: state,
      frames: fiber.frames.map { frame in
        SnapshotPage.StackFrame(
          frameSkill: frame.skill.visible, step: stepName(frame.step, program), instruction: frame.instruction,
          source: source(frame.place, program), variables: frame.variables.map { Fact($0.name, $0.value) })
      })
  }

  private static func source(_ place: SourcePoint, _ program: Program) -> SourceLine? {
    guard place.line > 0, program.sources.indices.contains(Int(place.source)) else { return nil }
    let line = Int(place.line)
    return SkillText.lines(program.sources[Int(place.source)].text, only: line...line).first
  }

  /// One line for every fact, for comparing.
  private static func lines(_ inspection: Inspection, _ program: Program) -> [String] {
    inspection.fibers.flatMap { fiber in
      ["fiber \(fiber.number) \(fiber.arm) \(fiber.state)"]
        + fiber.frames.flatMap { frame in
          ["  \(frame.skill) at \(stepName(frame.step, program)), line \(frame.place.line)"]
            + frame.variables.map { "    \($0.name) = \(Wording.text($0.value).replacing("\n", with: " "))" }
        }
    }.map { $0.visible.cut(2000) }
  }

  static func difference(from old: [String], to new: [String], title: String) -> SnapshotPage.Difference {
    var removed: Set<Int> = []
    var added: Set<Int> = []
    for change in new.difference(from: old) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): added.insert(offset)
      }
    }
    var lines: [SnapshotPage.Line] = []
    var (from, to) = (0, 0)
    while from < old.count || to < new.count {
      if removed.contains(from) {
        lines.append(SnapshotPage.Line(kind: "removed", sign: "−", text: old[from]))
        from += 1
      } else if added.contains(to) {
        lines.append(SnapshotPage.Line(kind: "added", sign: "+", text: new[to]))
        to += 1
      } else {
        lines.append(SnapshotPage.Line(kind: "same", sign: " ", text: new[to]))
        from += 1
        to += 1
      }
    }
    return SnapshotPage.Difference(title: title, isSame: removed.isEmpty && added.isEmpty, lines: lines)
  }
}
