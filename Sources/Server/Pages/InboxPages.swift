// The inbox: what waits for whom, how long already, and until when; gates that are alike can be decided together.
import DurableRuntime
import Foundation
import Hummingbird
import Values

struct InboxPage: Sendable {
  var frame: Frame
  var line: String
  var showsAll: Bool
  var groups: [Group]
  var emptyText: String
  var olderLink: String?

  struct Group: Sendable {
    var number: Int
    var isBatch: Bool
    var size: Int
    var skill: String
    var gate: String
    var rows: [Row]
  }
  struct Row: Sendable {
    var instance: String
    var run: String
    var evidence: String
    var prompt: String
    var skillLabel: String
    var facts: [Fact]
    /// What approving lets happen, a line each.
    var allows: [String]
    /// Where not all that is decided about stands in the row: the gate's page has to be opened.
    var isCut: Bool
    var isStrong: Bool
    /// Whom it waits for, where it is not the reader.
    var whose: String?
    var votes: String?
    var openedAt: String
    var since: String
    var expires: Expiry?
    var iconMarkup: Markup
  }
}

/// Until when, as pages show it.
struct Expiry: Sendable {
  var at: String
  var text: String
  var isSoon: Bool
  /// What happens then.
  var then: String

  init?(_ gate: Gate, now: TimestampValue) {
    guard let (time, then) = gate.end else { return nil }
    let left = time.milliseconds - now.milliseconds
    let whole = time.milliseconds - gate.openedAt.milliseconds
    at = time.text
    text = Wording.span(left)
    // An hour, or the last tenth of a short time.
    isSoon = left < min(3_600_000, max(60_000, whole / 10))
    self.then = then
  }
}

struct InboxPages {
  let site: Dashboard

  func add(to router: TwinRouter) {
    site.get("/", on: router) { request, _, session in
      let showsAll = request.query("all") != nil
      let before = request.query("before").flatMap { RunID($0) }
      return try await show(session, showsAll: showsAll, before: before)
    }
    site.post("/", on: router) { _, _, session, form in try await decide(form, session) }
    site.post("/inbox", on: router) { _, _, session, form in try await decide(form, session) }
  }

  private func show(_ session: Session, showsAll: Bool, before: RunID?) async throws -> Response {
    let found = try await site.waiting.page(before: before)
    let now = site.service.clock.now()
    let mine = found.gates.filter { $0.obstacle(for: session.person) == nil }
    let shown = showsAll ? found.gates : mine
    let others = found.gates.count - mine.count
    let groups = Self.groups(shown, for: session.person, now: now)
    let page = InboxPage(
      frame: try await site.frame("Inbox", .inbox, session), line: Self.line(mine: mine.count, others: others),
      showsAll: showsAll, groups: groups,
      emptyText: others > 0 && !showsAll
        ? "\(Wording.count(others, "gate waits", "gates wait")) for others."
        : "Runs that stop for a decision appear here by themselves.",
      olderLink: found.next.map { "/?before=\($0)" + (showsAll ? "&all=1" : "") })
    return site.page("inbox", page)
  }

  private static func line(mine: Int, others: Int) -> String {
    let first =
      mine == 0 ? "Nothing waits for you" : "\(Wording.count(mine, "decision waits", "decisions wait")) for you"
    return others == 0 ? first + "." : first + "; \(others) for others."
  }

  // MARK: Order

  /// What ends soonest stands first; alike ones stand together where there are several.
  static func groups(_ gates: [WaitingGate], for person: Person, now: TimestampValue) -> [InboxPage.Group] {
    let sorted = gates.sorted { a, b in
      let (x, y) = (a.gate.end?.at.milliseconds ?? .max, b.gate.end?.at.milliseconds ?? .max)
      return x == y ? a.gate.openedAt.milliseconds < b.gate.openedAt.milliseconds : x < y
    }
    var alike: [String: [WaitingGate]] = [:]
    for one in sorted {
      if let key = one.likeness, one.obstacle(for: person) == nil { alike[key, default: []].append(one) }
    }
    var groups: [InboxPage.Group] = []
    var single: [InboxPage.Row] = []
    var told: Set<String> = []
    for one in sorted {
      if let key = one.likeness, let group = alike[key], group.count > 1, one.obstacle(for: person) == nil {
        guard told.insert(key).inserted else { continue }
        groups.append(
          InboxPage.Group(
            number: groups.count + 1, isBatch: true, size: group.count, skill: one.skill.visible,
            gate: one.gate.path.visible, rows: group.map { row($0, for: person, now: now) }))
      } else {
        single.append(row(one, for: person, now: now))
      }
    }
    if !single.isEmpty {
      groups.insert(
        InboxPage.Group(number: 0, isBatch: false, size: single.count, skill: "", gate: "", rows: single), at: 0)
    }
    return groups
  }

  private static func row(_ one: WaitingGate, for person: Person, now: TimestampValue) -> InboxPage.Row {
    let gate = one.gate
    let brief = GateBrief(gate)
    return InboxPage.Row(
      instance: gate.instance.description, run: one.run.description, evidence: gate.evidence.description,
      prompt: gate.prompt.visible.cut(PageLimits.promptCharacters), skillLabel: "\(one.skill.visible) v\(one.version)",
      facts: brief.facts, allows: brief.allows, isCut: !brief.isWhole,
      isStrong: gate.isStrong, whose: one.obstacle(for: person) == nil ? nil : Wording.whose(gate.by),
      votes: one.votes, openedAt: gate.openedAt.text,
      since: Wording.span(now.milliseconds - gate.openedAt.milliseconds), expires: Expiry(gate, now: now),
      iconMarkup: "<span class=\"state state-awaiting\">\(Icon.wait.markup)<span class=\"unseen\">waits</span></span>")
  }

  // MARK: Several at once

  private func decide(_ form: FormBody, _ session: Session) async throws -> Response {
    let picked = form.all("gate")
    let isApproval = form["verdict"] == "approve"
    let reason = form["reason"]?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    if picked.isEmpty {
      site.notices.leave(Notice(.bad, "Nothing was selected."), for: session)
    } else if picked.count > PageLimits.batch {
      throw Problem(.tooMany, "\(picked.count) gates at once are too many (limit: \(PageLimits.batch))")
    } else {
      site.notices.leave(await decideAll(picked, isApproval: isApproval, reason: reason, session), for: session)
    }
    return .redirect(to: "/", type: .normal)
  }

  private func decideAll(_ picked: [String], isApproval: Bool, reason: String, _ session: Session) async -> Notice {
    var decided = 0
    var refused: [String] = []
    for text in picked {
      let parts = text.split(separator: ":")
      guard parts.count == 2, let instance = GateInstance(parts[0]), let seen = Digest(hex: parts[1]) else {
        refused.append("\(text.prefix(80)): this is no gate")
        continue
      }
      var answer = Answer(
        isApproval ? .approve : .reject, gate: instance.description, by: session.person.name, user: site.service.user,
        surface: "dashboard")
      answer.seen = seen
      answer.reason = isApproval ? "" : reason
      do {
        _ = try await site.service.runs.decide(instance.run, answer)
        decided += 1
      } catch let error as RuntimeError {
        refused.append("\(instance): \(error.message)")
      } catch let error as Problem {
        refused.append("\(instance): \(error.detail)")
      } catch {
        refused.append("\(instance): it could not be decided")
      }
    }
    let what = "\(decided) \(isApproval ? "approved" : "rejected")"
    return refused.isEmpty
      ? Notice(.good, what + ".") : Notice(.bad, what + ", \(refused.count) not:", lines: Array(refused.prefix(20)))
  }
}
