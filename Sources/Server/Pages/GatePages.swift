// One gate: everything a person needs to decide, and the form to decide it with. What is shown is what is hashed (`Gate.evidence`),
// and the form sends that digest along, so that nobody decides about something else than they saw.
import Bytecode
import DurableRuntime
import Foundation
import HTTPTypes
import Hummingbird
import Values

struct GatePage: Sendable {
  var frame: Frame
  /// Where the form goes and the evidence is.
  var action: String
  /// Where a person with a link must sign in; nil: here they may decide, or nobody here may.
  var signInTo: String?
  var run: String
  var instance: String
  var path: String
  var prompt: String
  /// Too long to be read as a heading.
  var isLong: Bool
  var skillLabel: String
  var origin: String?
  var warningMarkup = Icon.wait.markup
  var badMarkup = Icon.bad.markup
  var shown: [Fact]
  var allowed: [Allowed]
  var shots: [Captured]
  var pages: [Captured]
  var next: Next?
  var decideTitle: String
  var jumpLabel: String
  var isStrong: Bool
  var openedAt: String
  var since: String
  var expires: Expiry?
  var refusal: String?
  var cannot: String?
  var canDecide: Bool
  var evidence: String
  /// Makes the form's submission the same however often it is sent.
  var key: String
  var optionsLabel = "Choose one"
  var options: [Option]
  var fields: [GateField]
  var comment: String
  var reason: String
  var rejecting: Bool
  var approveLabel: String
  var rejectLabel: String
  var whose: String
  var votes: String?
  /// Who has approved what.
  var said: [Fact]
  var initiator: String

  struct Allowed: Sendable {
    var step: String
    var effect: String
    var arguments: [Fact]
  }
  struct Captured: Sendable {
    var number: Int
    var title: String
    var digestShort: String
    var text: String
  }
  struct Next: Sendable {
    var file: String
    var lines: [SourceLine]
  }
  struct Option: Sendable {
    var index: Int
    /// As on the picture of what there is to choose from.
    var number: Int?
    var label: String
    var detail: String?
    var isChosen: Bool
  }
}

struct GatePages {
  let site: Dashboard

  func add(to router: TwinRouter) {
    site.get("/gates/:instance", on: router) { _, context, session in
      let instance = try context.gate
      guard let seen = try await look(instance) else { return try await gone(instance, session) }
      return site.page("gate", try await page(seen, session))
    }
    site.get("/gates/:instance/evidence/:number", on: router) { _, context, _ in
      try await evidence(try context.gate, context.parameters.get("number") ?? "")
    }
    site.post("/gates/:instance", on: router) { _, context, session, form in
      try await decide(try context.gate, form, session)
    }
    site.post("/gates/:instance/challenge", on: router) { _, context, session, form in
      try await challenge(try context.gate, form, session)
    }
  }

  // MARK: Looking

  /// A gate with what its page shows of the program and of what was captured.
  struct Seen: Sendable {
    var waiting: WaitingGate
    var program: LoadedProgram
    var pageText: [Digest: String]
    /// Files of the run that the gate names by their digest: what a choice is among, numbered.
    var pictures: [Artifact]
    var origin: RunRecord.Origin?
  }

  func look(_ instance: GateInstance) async throws -> Seen? {
    try await site.service.reader.read { engine in
      guard let found = try WaitingGates.of(instance.run, engine).first(where: { $0.gate.instance == instance }) else {
        return nil
      }
      let live = try engine.look(instance.run)
      var texts: [Digest: String] = [:]
      for one in found.gate.captured where !one.mediaType.hasPrefix("image/") {
        guard let bytes = try engine.store.content(one.digest) else { continue }
        texts[one.digest] = Self.readable(bytes)
      }
      return Seen(
        waiting: found, program: live.program, pageText: texts,
        pictures: Self.pictures(found.gate, try engine.store.artifacts(instance.run)), origin: live.record.origin)
    }
  }

  private static func pictures(_ gate: Gate, _ artifacts: [StoredArtifact]) -> [Artifact] {
    let named = Set((gate.show.entries ?? []).compactMap(\.value.text))
    return artifacts.map(\.artifact).filter {
      $0.mediaType.hasPrefix("image/") && named.contains($0.sha256.description)
    }
  }

  private static func readable(_ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes.prefix(4 * PageLimits.pageIndexCharacters), as: UTF8.self)
    guard let value = try? PlainValue(jsonText: text) else { return text.visible.cut(PageLimits.pageIndexCharacters) }
    // A page's index stands in it as text.
    let index = value["index"]?.text ?? value["text"]?.text
    let rest = (value.entries ?? []).filter { $0.value.text != index }
    let head = rest.map { "\(Wording.text($0.key)): \(Wording.text($0.value))" }.joined(separator: "\n")
    guard let index else { return Wording.text(value).cut(PageLimits.pageIndexCharacters) }
    return (head + "\n\n" + index.visible).cut(PageLimits.pageIndexCharacters)
  }

  private func page(
    _ seen: Seen, _ session: Session, form: FormBody? = nil, refusal: RuntimeError? = nil
  ) async throws -> GatePage {
    let gate = seen.waiting.gate
    return page(
      seen, session.person, form: form, refusal: refusal, action: "/gates/\(gate.instance)",
      frame: try await site.frame(gate.prompt, .gate, session, events: "/events?run=\(gate.instance.run)"))
  }

  func page(
    _ seen: Seen, _ person: Person, form: FormBody?, refusal: RuntimeError?, action: String, frame: Frame
  ) -> GatePage {
    var gate = seen.waiting.gate
    // A quorum approves one thing: the form holds what the first one gave.
    for index in gate.form.indices where !gate.form[index].isSecret {
      if let agreed = seen.waiting.agreed?[gate.form[index].name] { gate.form[index].start = agreed }
    }
    let now = site.service.clock.now()
    let isTooWeak = frame.isGuest && gate.isStrong
    let obstacle =
      isTooWeak
      ? "This gate asks for your passkey: a link is not enough." : seen.waiting.obstacle(for: person)
    let isQuestion = gate.kind != .approve
    let chosen = form?["choice"].flatMap { Int($0) }
    return GatePage(
      frame: frame, action: action, signInTo: isTooWeak ? "/gates/\(gate.instance)" : nil,
      run: gate.instance.run.description, instance: gate.instance.description, path: gate.path.visible,
      prompt: gate.prompt.visible, isLong: gate.prompt.count > 160 || gate.prompt.contains("\n"),
      skillLabel: "\(seen.waiting.skill.visible) v\(seen.waiting.version)",
      origin: seen.origin.map {
        "This run was copied from \($0.run): what is approved here may have been done there already."
      },
      shown: Self.shown(gate, seen.pictures), allowed: Self.allowed(gate),
      shots: Self.captured(gate, images: true, seen.pageText) + Self.shots(seen.pictures, after: gate),
      pages: Self.captured(gate, images: false, seen.pageText),
      next: Self.next(gate, seen.program.program), decideTitle: isQuestion ? "Your answer" : "Your decision",
      jumpLabel: isQuestion ? "Answer" : "Decide",
      isStrong: gate.isStrong, openedAt: gate.openedAt.text,
      since: Wording.span(now.milliseconds - gate.openedAt.milliseconds), expires: Expiry(gate, now: now),
      refusal: refusal.flatMap {
        $0.field == nil || !gate.form.contains { $0.name == refusal?.field } ? $0.message.visible : nil
      },
      cannot: obstacle, canDecide: obstacle == nil, evidence: gate.evidence.description,
      key: form?["key"] ?? "page:" + String(Tokens.make().prefix(22)),
      options: Self.options(gate, chosen: chosen),
      fields: gate.form.enumerated().map { index, field in
        GateField(
          field, number: index + 1, given: form?["f." + field.name],
          problem: refusal?.field == field.name ? refusal?.message.visible : nil)
      },
      comment: form?["comment"] ?? "", reason: form?["reason"] ?? "", rejecting: form?["verdict"] == "reject",
      approveLabel: gate.isStrong ? "Approve with passkey" : isQuestion ? "Answer" : "Approve",
      rejectLabel: isQuestion ? "Refuse" : "Reject", whose: Wording.whose(gate.by), votes: seen.waiting.votes,
      said: seen.waiting.decisions.map {
        Fact("\($0.by) approved", ($0.values.entries ?? []).isEmpty ? "as asked" : $0.values)
      },
      initiator: seen.waiting.initiator.visible)
  }

  private static func shown(_ gate: Gate, _ pictures: [Artifact]) -> [Fact] {
    let captured = Set(gate.captured.map(\.name))
    let pictured = Set(pictures.flatMap { [$0.path, $0.sha256.description] })
    return (gate.show.entries ?? []).filter { entry in
      // What was captured, and pictures, are shown as themselves, further down.
      !(entry.key.text.map(captured.contains) ?? false) && !(entry.value.text.map(pictured.contains) ?? false)
    }.map { Fact(Wording.text($0.key), $0.value) }
  }

  /// Numbered on from what was captured.
  private static func shots(_ pictures: [Artifact], after gate: Gate) -> [GatePage.Captured] {
    pictures.enumerated().map { index, picture in
      GatePage.Captured(
        number: gate.captured.count + index, title: "What there is to choose from",
        digestShort: String(picture.sha256.description.prefix(12)), text: "")
    }
  }

  private static func allowed(_ gate: Gate) -> [GatePage.Allowed] {
    (gate.allowed.elements ?? []).map { one in
      let arguments = one["arguments"] ?? .map([])
      return GatePage.Allowed(
        step: Wording.text(one["step"] ?? ""), effect: Wording.text(one["effect"] ?? ""),
        arguments: arguments.entries == nil ? [Fact("arguments", arguments)] : Fact.list(arguments))
    }
  }

  private static func captured(_ gate: Gate, images: Bool, _ texts: [Digest: String]) -> [GatePage.Captured] {
    gate.captured.enumerated().compactMap { index, one in
      guard one.mediaType.hasPrefix("image/") == images, let text = images ? "" : texts[one.digest] else { return nil }
      return GatePage.Captured(
        number: index, title: images ? "The page as it stands" : title(one.name),
        digestShort: String(one.digest.description.prefix(12)), text: text)
    }
  }

  private static func title(_ name: String) -> String {
    switch name {
    case "index", "page": "Page index"
    case "targets": "Elements that it lets act on"
    default: name.visible
    }
  }

  private static func options(_ gate: Gate, chosen: Int?) -> [GatePage.Option] {
    gate.options.enumerated().map { index, option in
      let label = Wording.text(option["label"] ?? .null)
      // Fields that this option needs are said as such; what the label says already is not said again.
      let needed = (option["needs"]?.elements ?? []).compactMap(\.text).map { "“\(GateField.label($0))”" }
      let rest = (option.entries ?? []).filter { entry in
        !["value", "label", "box", "needs", "around"].contains(entry.key.text)
          && !(gate.kind == .choice && label.contains(Wording.text(entry.value)))
      }
      var details = rest.map { "\(Wording.text($0.key)): \(Wording.text($0.value))" }
      if !needed.isEmpty { details.append("fill in \(needed.joined(separator: ", ")) below") }
      let detail = details.joined(separator: " · ")
      return GatePage.Option(
        index: index, number: gate.kind == .choice ? index + 1 : nil, label: label,
        detail: detail.isEmpty ? nil : detail.cut(400), isChosen: index == chosen)
    }
  }

  /// The skill's own lines, from the gate on; what an approval allows stands out.
  static func next(_ gate: Gate, _ program: Program) -> GatePage.Next? {
    guard program.steps.indices.contains(gate.step) else { return nil }
    let row = program.steps[gate.step]
    let source = Int(row.place.source)
    guard program.sources.indices.contains(source), row.place.line > 0 else { return nil }
    let text = program.sources[source].text
    let first = Int(row.place.line)
    let starts = program.steps.filter { $0.place.source == row.place.source && $0.place.line > row.place.line }
    let following = starts.map { Int($0.place.line) }.min() ?? first + PageLimits.nextLines
    let allowed = Set((gate.allowed.elements ?? []).compactMap { $0["step"]?.text })
    var marks: [Int: String] = [:]
    for line in first..<max(first + 1, min(following, first + PageLimits.nextLines)) { marks[line] = "here" }
    var last = first + PageLimits.nextLines
    for step in starts where allowed.contains(step.label) {
      let line = Int(step.place.line)
      let end = starts.map { Int($0.place.line) }.filter { $0 > line }.min() ?? line + 4
      for number in line..<min(end, line + 12) { marks[number] = "lets" }
      last = max(last, min(end, first + 3 * PageLimits.nextLines))
    }
    // What stands behind the steps is not what happens.
    let rest = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().dropFirst(first)
    let after = rest.first { $0.element.first.map { !" -#\r".contains($0) } ?? false }.map(\.offset)
    last = min(last, after ?? last)
    return GatePage.Next(
      file: program.sources[source].name.visible, lines: SkillText.lines(text, only: first...last, marks: marks))
  }

  func evidence(_ instance: GateInstance, _ number: String) async throws -> Response {
    let found = try await site.service.reader.read { engine -> (mediaType: String, bytes: [UInt8])? in
      let gates = try WaitingGates.of(instance.run, engine)
      guard let gate = gates.first(where: { $0.gate.instance == instance })?.gate, let index = Int(number), index >= 0
      else { return nil }
      if index < gate.captured.count {
        let captured = gate.captured[index]
        return try engine.store.content(captured.digest).map { (captured.mediaType, $0) }
      }
      let pictures = Self.pictures(gate, try engine.store.artifacts(instance.run))
      guard index - gate.captured.count < pictures.count else { return nil }
      let picture = pictures[index - gate.captured.count]
      // Only what the gate's evidence names: a file that was changed since is not it.
      guard let path = site.service.path(of: picture, instance.run),
        let data = FileManager.default.contents(atPath: path),
        Digest(of: Array(data)) == picture.sha256
      else { return nil }
      return (picture.mediaType, Array(data))
    }
    guard let (mediaType, bytes) = found, let type = ShownMedia.type(mediaType) else {
      throw Problem(.notFound, "there is no such evidence at this gate")
    }
    var headers = PageHeaders.file(isSecure: site.people.origin.isSecure)
    headers[.contentType] = type
    return Response(status: .ok, headers: headers, body: .init(byteBuffer: .init(bytes: bytes)))
  }

  // MARK: Deciding

  private func answer(_ instance: GateInstance, _ form: FormBody, _ session: Session, _ gate: Gate) throws -> Answer {
    try answer(instance, form, by: session.person.name, surface: "dashboard", gate)
  }

  func answer(
    _ instance: GateInstance, _ form: FormBody, by person: String, surface: String, _ gate: Gate
  ) throws -> Answer {
    var answer = Answer(
      form["verdict"] == "reject" ? .reject : .approve, gate: instance.description, by: person, user: site.service.user,
      surface: surface)
    guard form["verdict"] == "approve" || form["verdict"] == "reject" else {
      throw Problem(.invalid, "say whether it is approved or rejected")
    }
    try answer.take(form, for: gate)
    guard let seen = form["seen"].flatMap({ Digest(hex: $0) }) else {
      throw Problem(.invalid, "the form does not say what was seen: load the page again")
    }
    answer.seen = seen
    return answer
  }

  private func decide(_ instance: GateInstance, _ form: FormBody, _ session: Session) async throws -> Response {
    guard let seen = try await look(instance) else { return try await gone(instance, session) }
    do {
      var answer = try answer(instance, form, session, seen.waiting.gate)
      if let text = form["answer"], !text.isEmpty {
        let given = try PasskeyForm.assertion(text).answer
        answer.passkey = PasskeySignature(
          credential: given.credential, authenticatorData: given.authenticatorData, clientData: given.clientData,
          signature: given.signature)
      }
      let decided = try await site.service.runs.decide(instance.run, answer)
      let verdict = answer.verdict == .approve ? "Approved" : "Rejected"
      site.notices.leave(
        Notice(
          .good,
          decided.isSettled ? "\(verdict): the run goes on." : "Recorded. \(decided.gate) still waits for others."),
        for: session)
      return .redirect(to: "/runs/\(instance.run)", type: .normal)
    } catch let error as RuntimeError where error.kind != .damaged && error.kind != .store {
      guard let now = try await look(instance) else { return try await gone(instance, session) }
      let page = try await page(now, session, form: form, refusal: error)
      return site.page("gate", page, status: Problem(error).kind.status)
    }
  }

  /// What the passkey is to sign: made from the very form that will be sent.
  private func challenge(_ instance: GateInstance, _ form: FormBody, _ session: Session) async throws -> Response {
    guard let party = site.people.party else { throw Problem(.invalid, "passkeys do not work at this address") }
    guard let seen = try await look(instance) else {
      throw Problem(.alreadyDecided, "this gate is not open any longer")
    }
    let answer = try answer(instance, form, session, seen.waiting.gate)
    let challenge = try await site.service.reader.read { try $0.challenge(try $0.look(instance.run), answer) }
    let keys = try await site.people.passkeys(of: session.person.name)
    guard !keys.isEmpty else {
      throw Problem(.invalid, "You have no passkey yet. Add one on your account's page, then come back.")
    }
    return .json(PasskeyOptions.get(challenge: challenge.bytes, party: party, allowed: keys))
  }

  /// A gate that is not open: decided, expired, or never there.
  private func gone(_ instance: GateInstance, _ session: Session) async throws -> Response {
    let found = try await site.service.reader.read { engine -> (RunView, Decision?) in
      let view = try engine.view(try engine.look(instance.run))
      let decisions = try engine.store.decisions(instance.run).filter { $0.ticket == instance.ticket }
      return (view, try decisions.last.map { try Decision(bytes: $0.bytes) })
    }
    let (view, decision) = found
    let text =
      decision.map {
        "\($0.gate.visible): \($0.verdict == "approve" ? "approved" : "rejected") by \($0.by.visible) on \(Wording.moment($0.at))"
          + ($0.reason.isEmpty ? "." : ": “\($0.reason.visible)”")
      } ?? "Nobody is asked here any longer: its time was over, or the run went another way."
    let page = DecidedPage(
      frame: try await site.frame("Not open", .gate, session), run: instance.run.description,
      skillLabel: "\(view.skill.visible) v\(view.skillVersion)",
      heading: decision == nil ? "This gate is not open" : "This was decided already", text: text)
    return site.page("decided", page, status: decision == nil ? .notFound : .conflict)
  }
}

struct DecidedPage: Sendable {
  var frame: Frame
  var run: String
  var skillLabel: String
  var heading: String
  var text: String
}

extension TwinContext {
  /// The gate that the path names.
  var gate: GateInstance {
    get throws(Problem) {
      let text = parameters.get("instance") ?? ""
      guard let instance = GateInstance(text) else { throw Problem(.notFound, "'\(text.prefix(60))' is no gate") }
      return instance
    }
  }
}

/// What is shown as itself; everything else is a download.
enum ShownMedia {
  static func type(_ mediaType: String) -> String? {
    ["image/png", "image/jpeg", "image/webp", "video/webm", "video/mp4"].first { $0 == mediaType }
  }
}
