// A gate or question that is open, as people meet it: what is asked, of whom, until when, and the digest of exactly what
// they are shown. Made from the machine's request and the program alone, so nothing of it has to be stored.
import Bytecode
import VM
import Values

package struct Gate: Sendable {
  package enum Kind: String, Sendable {
    case approve, ask, choose
    // What the runtime asks.
    case choice, dialog, inDoubt = "in_doubt", budget, secrets, again

    package var isOfRuntime: Bool {
      switch self {
      case .approve, .ask, .choose: false
      case .choice, .dialog, .inDoubt, .budget, .secrets, .again: true
      }
    }
  }

  package var instance: GateInstance
  /// As in the skill, or `STEP.choice` and the like for what the runtime asks.
  package var id: String
  /// With the calls it stands in before it: `CALLID.GATEID`.
  package var path: String
  package var kind: Kind
  package var prompt: String
  package var step: Int
  /// The fields to fill: name and JSON Schema, in order.
  package var form: [Field]
  /// Each a map with at least `value` and `label`.
  package var options: [PlainValue]
  package var show: PlainValue
  /// The effects that approving lets happen: list of {step, effect, arguments}.
  package var allowed: PlainValue
  package var allowsEffects: Bool { !(allowed.elements ?? []).isEmpty }
  package var by: By
  package var openedAt: TimestampValue
  package var expiresAt: TimestampValue?
  /// When the `timeout:` of its step, or of one around that, is over and closes it undecided; nil where it expires before that.
  package var closesAt: TimestampValue?
  /// Until when it can be decided, and what becomes of it then.
  package var end: (at: TimestampValue, then: String)? {
    closesAt.map { ($0, "closed") } ?? expiresAt.map { ($0, approvesOnExpiry ? "approved" : "rejected") }
  }
  /// What happens when nobody answers: false is a rejection.
  package var approvesOnExpiry: Bool
  /// What is then answered, `{input: …}` or `{choose: …}`; and why it is rejected, where the skill says that.
  var expiryAnswer: PlainValue?
  var expiryReason: String?
  package var captured: [RunRecord.Captured]
  /// `remind` and `escalate` as the skill gives them.
  package var reminders: PlainValue?
  package var escalation: PlainValue?
  /// When `escalate:` comes due; and who may decide from then on.
  package var escalatesAt: TimestampValue?
  var escalated: By
  package var learns: Bool
  /// For how many milliseconds what is learned here is good; nil: until it is forgotten.
  package var lasts: Int64?
  /// `strong: true`: whoever approves signs with a passkey what they were shown.
  package var isStrong: Bool
  /// A policy has decided it (`unless:`): the expression and its values.
  package var policy: PlainValue?
  /// What a quorum has said so far; filled in for people to see.
  package var votes: [Decision] = []
  /// What was approved before the run came to it; filled in for people to see.
  package var earlier: EarlierApproval?
  /// SHA-256 of what is asked and shown.
  package var evidence: Digest

  package struct Field: Sendable {
    package var name: String
    package var schema: PlainValue
    package var isSecret: Bool
    package var isRequired: Bool
    /// The hole that the answer fills, where it is not one of the gate's own.
    var hole: String?
    /// What of it is secret, where not the whole of it: of what a person says that a step gave, what is so of the step's own.
    var seals: SecretPaths?
    /// For `edit:`: what stands there before a person touches it.
    package var start: PlainValue?
    /// Nothing of what is given may be quoted.
    var holdsSecret: Bool { isSecret || seals != nil }
  }

  package struct By: Hashable, Sendable {
    /// One of these is needed; empty: anybody may decide.
    package var roles: [String] = []
    /// Further lists, of each of which one is needed too.
    package var also: [[String]] = []
    package var count = 1
    package var notInitiator = false
    package init() {}

    init(_ value: PlainValue?) {
      guard let value else { return }
      if let text = value["roles"]?.text { roles = [text] }
      roles += value["roles"]?.elements?.compactMap(\.text) ?? []
      count = max(1, Int(value["count"]?.integer ?? 1))
      notInitiator = value["not_initiator"]?.boolean ?? false
    }

    /// Those who may decide wherever any of these gates stands: it is as hard to please as all of them.
    init(strictest all: [By]) {
      var lists: [[String]] = []
      for by in all {
        count = max(count, by.count)
        notInitiator = notInitiator || by.notInitiator
        guard !by.roles.isEmpty, !lists.contains(where: { Set($0).isSubset(of: by.roles) }) else { continue }
        lists.removeAll { Set(by.roles).isSubset(of: $0) }
        lists.append(by.roles)
      }
      roles = lists.first ?? []
      also = Array(lists.dropFirst())
    }

    /// The lists of roles, of each of which whoever decides has one.
    package var lists: [[String]] { roles.isEmpty ? [] : [roles] + also }

    /// Gives further roles the right to decide; where anybody may, there is nothing to give.
    mutating func add(_ more: [String]) {
      if roles.isEmpty { return }
      roles += more.filter { !roles.contains($0) }
      for index in also.indices { also[index] += more.filter { !also[index].contains($0) } }
    }

    package func admits(_ roles: [String]) -> Bool { lists.allSatisfy { $0.contains(where: roles.contains) } }
  }

  package static func ordinal(_ number: UInt64) -> String {
    let isTeen = (11...13).contains(number % 100)
    let ending = isTeen ? "th" : number % 10 == 1 ? "st" : number % 10 == 2 ? "nd" : number % 10 == 3 ? "rd" : "th"
    return "\(number)\(ending)"
  }

  package func isNamed(_ name: String) -> Bool { id == name || path == name || instance.description == name }
}

extension CanonicalWriter {
  /// One entry of a map whose count has been written.
  fileprivate mutating func entry(_ key: String, _ value: PlainValue) {
    plain(.string(key))
    plain(value)
  }
}

extension Gate {
  /// Nil where the request is neither a gate nor a question. `isStopping`: nothing more is done where it stands. `limit`: when the
  /// first of the time limits around it is over.
  init?(
    _ request: Request, run: RunID, program: LoadedProgram, open: RunRecord.OpenGate?, origin: RunRecord.Origin?,
    isStopping: Bool, limit: Int64?
  ) {
    let steps = program.program.steps
    let calls = request.callPath.map { steps[$0].label }
    let row: PlainValue
    let payload: PlainValue
    let defaults = program.program.manifest.options["gates"]
    var allowing: [GateRow] = []
    var seals: SecretPaths?
    switch request.wish {
    case .effect, .timer, .timerUntil: return nil
    case .gate(let number, let given):
      let gate = program.program.gates[number]
      id = gate.id
      kind = Kind(rawValue: gate.kind.text)!
      row = gate.options
      payload = given
    case .question(let effect, let word, let given):
      if word == InDoubt.kind { seals = SecretPaths(program.program.effects[effect]) }
      guard let known = Kind(rawValue: word) else { return nil }
      // Whether, how and to what something is done that cannot be undone is decided by those who decide whether it is done at
      // all.
      switch known {
      case .again, .inDoubt, .choice, .dialog: allowing = program.program.gates(allowing: effect)
      case .approve, .ask, .choose, .budget, .secrets: break
      }
      id = steps[request.step].label + "." + word
      kind = known
      row = .map([])
      payload = given
    case .budget(let used, let granted):
      kind = .budget
      id = steps[request.step].label + "." + kind.rawValue
      row = .map([])
      payload = Shortage(steps: used, granted: granted, of: program.program.manifest).payload(
        step: steps[request.step].label)
    }
    func option(_ name: String) -> PlainValue? { payload[name] ?? row[name] ?? defaults?[name] }
    instance = GateInstance(run: run, ticket: request.ticket.number)
    path = calls.isEmpty ? id : (calls + [id]).joined(separator: ".")
    prompt = payload["prompt"].map(Self.words) ?? ""
    step = request.step
    form = Self.fields(row["form"] ?? payload["form"], start: nil)
    if kind == .secrets { for index in form.indices { form[index].hole = payload["holes"]?[form[index].name]?.text } }
    if let seals { for index in form.indices { form[index].seals = seals } }
    if let edit = row["edit"] { form = Self.fields(edit, start: payload["edit"]) }
    options = (payload["options"]?.elements ?? []).map(Self.option)
    if isStopping, kind == .inDoubt { options = InDoubt.withoutDoing(options) }
    show = payload["show"] ?? .map([])
    allowed = payload["allowed"] ?? .list([])
    by = allowing.isEmpty ? By(option("by")) : By(strictest: allowing.map { By($0.options["by"] ?? defaults?["by"]) })
    openedAt = TimestampValue(milliseconds: open?.openedAt ?? 0)
    expiresAt = open.flatMap { $0.expiresAt == 0 ? nil : TimestampValue(milliseconds: $0.expiresAt) }
    // What may have happened is asked about to the end, whatever time is over.
    if let limit, kind != .inDoubt, limit < open.map(Engine.expireDue) ?? .max {
      closesAt = TimestampValue(milliseconds: limit)
    }
    let onExpire = row["onExpire"]
    let verdict = onExpire?.text ?? onExpire?["verdict"]?.text
    // Law 5: never for a gate that lets something irreversible happen, nor for one that wants a person's own hand.
    let lets = !(allowed.elements ?? []).isEmpty
    approvesOnExpiry = verdict == "approve" && !lets && row["strong"]?.boolean != true
    expiryAnswer = approvesOnExpiry && onExpire?.entries != nil ? onExpire : nil
    expiryReason = onExpire?["reason"]?.text
    captured = open?.captured ?? []
    reminders = option("remind")
    let escalation = option("escalate")
    self.escalation = escalation
    escalatesAt = Engine.milliseconds(escalation?["after"] ?? escalation).flatMap { length in
      open.map { TimestampValue(milliseconds: TimestampValue.moment($0.openedAt, after: length)) }
    }
    escalated = by
    if allowing.isEmpty {
      escalated.add(Self.roles(of: escalation))
    } else {
      // The question is escalated as the skill's gates are; a gate with an `escalate:` of its own says to whom itself.
      escalated = By(
        strictest: allowing.map { gate in
          var by = By(gate.options["by"] ?? defaults?["by"])
          if gate.options["escalate"] == nil { by.add(Self.roles(of: escalation)) }
          return by
        })
    }
    lasts = row["learn"]?["for"]?.integer
    learns = lasts != nil || row["learn"]?.boolean ?? false
    isStrong = row["strong"]?.boolean ?? allowing.contains { $0.options["strong"]?.boolean ?? false }
    policy = payload["policy"].flatMap { if case .null = $0 { nil } else { $0 } }
    if case .optional(nil)? = policy { policy = nil }
    if let origin, lets {
      prompt += " (This run was copied from \(origin.run): what is approved here may have been done there already.)"
    }
    evidence = Digest(of: [])
    evidence = Digest(of: evidenceBytes(program: program))
  }

  /// What is hashed: the canonical bytes of a map of program, instance, prompt, form, options, what is shown, exact arguments
  /// allowed, captured digests.
  private func evidenceBytes(program: LoadedProgram) -> [UInt8] {
    var out = CanonicalWriter()
    out.bytes.reserveCapacity(512)
    out.tag(.map)
    out.count(10)
    out.entry("program", .bytes(program.digest.bytes))
    out.entry("instance", .string(instance.description))
    out.entry("gate", .string(path))
    out.entry("kind", .string(kind.rawValue))
    out.entry("prompt", .string(prompt))
    out.entry("form", .map(form.map { PlainEntry(key: .string($0.name), value: $0.start ?? .null) }))
    out.entry("options", .list(options))
    out.entry("show", show)
    out.entry("allowed", allowed)
    out.entry(
      "captured", .map(captured.map { PlainEntry(key: .string($0.name), value: .bytes($0.digest.bytes)) }))
    return out.bytes
  }

  /// The roles that `escalate:` names: `to: [role]`, or `to: {roles: [role]}`.
  static func roles(of escalation: PlainValue?) -> [String] {
    let to = escalation?["to"]
    let roles = to?["roles"] ?? to
    return roles?.text.map { [$0] } ?? roles?.elements?.compactMap(\.text) ?? []
  }

  /// As it is at a time: once `escalate:` is due, more roles may decide. How many do, and who may not, stays.
  func asOf(_ now: TimestampValue) -> Gate {
    guard let due = escalatesAt, due.milliseconds <= now.milliseconds else { return self }
    var gate = self
    gate.by = escalated
    return gate
  }

  /// How long it stays open, in milliseconds; nil: for ever.
  static func expiry(payload: PlainValue, row: PlainValue, defaults: PlainValue?, otherwise: Int64?) -> Int64? {
    for candidate in [payload["expires"], row["expires"], defaults?["expires"]] {
      switch candidate {
      case .duration(let length)?: return max(0, length.milliseconds)
      case .int(let milliseconds)?: return max(0, milliseconds)
      default: continue
      }
    }
    return otherwise
  }

  static func words(_ value: PlainValue) -> String {
    if let text = value.text { return text }
    return (try? value.jsonText(style: .display)) ?? ""
  }

  /// An option's label, which is text whatever the skill gives.
  static func label(_ option: PlainValue) -> String { words(option["label"] ?? .null) }

  /// A form is a map of fields, or an object's JSON Schema.
  private static func fields(_ form: PlainValue?, start: PlainValue?) -> [Field] {
    guard let form else { return [] }
    let isSchema = form["type"]?.text == "object" && form["properties"]?.entries != nil
    let entries = (isSchema ? form["properties"]?.entries : form.entries) ?? []
    let required = isSchema ? form["required"]?.elements.map { $0.compactMap(\.text) } : nil
    return entries.compactMap { entry in
      guard let name = entry.key.text else { return nil }
      var schema = entry.value.text.map { PlainValue.map([PlainEntry(key: "type", value: .string($0))]) } ?? entry.value
      // `required: false` is about the field; in JSON Schema the word is about a map's entries.
      let mayBeLeftOut = schema["required"]?.boolean == false
      if schema["required"]?.boolean != nil, let entries = schema.entries {
        schema = .map(entries.filter { $0.key.text != "required" })
      }
      // Null where neither `show:` nor a `default:` gives a start: there is none.
      let given = start?[name].flatMap { value -> PlainValue? in if case .null = value { nil } else { value } }
      return Field(
        name: name, schema: schema, isSecret: schema["secret"]?.boolean ?? false,
        isRequired: required?.contains(name) ?? (schema["default"] == nil && !mayBeLeftOut),
        start: given)
    }
  }

  /// Plain values stand for themselves; maps need a value and get a label.
  private static func option(_ value: PlainValue) -> PlainValue {
    guard let entries = value.entries, value["value"] != nil else {
      return ["value": value, "label": .string(words(value))]
    }
    if value["label"] != nil { return value }
    return .map(entries + [PlainEntry(key: "label", value: .string(words(value["value"]!)))])
  }
}
