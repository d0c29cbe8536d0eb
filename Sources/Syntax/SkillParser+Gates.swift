// The gates: approve, ask, choose, and who decides them, until when, and what else then.

extension SkillParser {
  /// `place` is the gate's word.
  mutating func gate(
    _ kind: GateSyntax.Kind, _ index: NodeIndex, _ fields: inout Fields, _ place: Place
  ) -> GateSyntax {
    var gate = GateSyntax(kind, prompt: textValue(index, "`\(kind.rawValue)`"))
    if let index = fields.take("show") { gate.show = namedValues(index, "`show`") }
    switch kind {
    case .approve:
      if let field = fields.takeField("allows") {
        gate.allowsPlace = tree.place(field.keyIndex)
        gate.allows = names(field.value, "`allows`", "the id of an effect")
      }
      if let index = fields.take("edit") { gate.edit = properties(index, "`edit`", "the name of a field") }
      if let field = fields.takeField("unless") {
        gate.unlessPlace = tree.place(field.keyIndex)
        gate.unless = condition(field.value, "unless")
      }
    case .ask:
      if let index = fields.take("form") {
        gate.form = properties(index, "`form`", "the name of a field")
        if tree.nodes[index].kind == .mapping, gate.form.isEmpty {
          bag.add(.emptyList("`form`", at: tree.place(index)))
        }
      } else {
        bag.add(
          .missingKey("form", in: "`ask`", at: place, help: "say what to fill in: `form: { code: string }`"))
      }
    case .choose:
      if let index = fields.take("from") {
        gate.from = expressionValue(index, "from")
      } else {
        bag.add(.missingKey("from", in: "`choose`", at: place))
      }
      if let index = fields.take("learn") { learn(index, &gate) }
    }
    gateCommon(&gate, &fields, place)
    return gate
  }

  /// `true`, or `{ for: 30d }`.
  private mutating func learn(_ index: NodeIndex, _ gate: inout GateSyntax) {
    guard tree.nodes[tree.resolve(index)].kind == .mapping else {
      gate.learn = bool(index, "`learn`") ?? false
      return
    }
    gate.learnFor = lifetime(index, "`learn`")
    gate.learn = true
  }

  private mutating func gateCommon(_ gate: inout GateSyntax, _ fields: inout Fields, _ place: Place) {
    if let index = fields.take("by") { gate.by = deciders(index, "`by`") }
    if let index = fields.take("expires") {
      gate.expires = duration(index, expressions: true)
    } else if !gatesExpire {
      bag.add(.gateNeverExpires(gate.kind.rawValue, at: place))
    }
    if let field = fields.takeField("on_expire") { gate.onExpire = onExpire(field, allows: gate.allowsPlace) }
    if let field = fields.takeField("on_reject") {
      gate.onRejectPlace = tree.place(field.keyIndex)
      gate.onReject = steps(field.value, "`on_reject`")
    }
    if let index = fields.take("remind") { gate.remind = duration(index) }
    if let index = fields.take("escalate") { gate.escalate = escalate(index) }
    if let field = fields.takeField("strong"), bool(field.value, "`strong`") ?? false {
      gate.strongPlace = tree.place(field.keyIndex)
    }
  }

  private mutating func onExpire(_ field: Field, allows: Place?) -> OnExpireSyntax? {
    let index = field.value
    let place = tree.place(index)
    switch tree.nodes[index].kind {
    case .sequence: return .steps(steps(index, "`on_expire`"), tree.place(field.keyIndex))
    case .mapping:
      if allows != nil {
        bag.add(.expiryWouldApprove(at: place, allows: allows))
        return nil
      }
      guard var inside = fields(index, "`on_expire`") else { return nil }
      for key in ["verdict", "input", "choose", "reason"] { _ = inside.take(key) }
      finish(inside, in: "`on_expire`", known: ["verdict", "input", "choose", "reason"])
      return .decide(value(index))
    case .scalar, .alias:
      guard let text = constantText(index, "`on_expire`") else { return nil }
      switch text.text {
      case "reject": return .reject(place)
      case "approve":
        if allows != nil {
          bag.add(.expiryWouldApprove(at: place, allows: allows))
          return nil
        }
        return .approve(place)
      default:
        let known = ["reject", "approve"]
        bag.add(
          .notOneOf(
            text.text, what: "a value of `on_expire`", known: known + ["a list of steps"],
            nearName: nearest(to: text.text, among: known), at: place))
        return nil
      }
    }
  }

  /// `{roles, count, not_initiator}`; a list is short for its roles.
  mutating func deciders(_ index: NodeIndex, _ what: String) -> DecidersSyntax? {
    if tree.nodes[index].kind != .mapping {
      let roles = constantTexts(index, what)
      return DecidersSyntax(place: tree.place(index), roles: roles, count: 1, notInitiator: false)
    }
    guard var fields = fields(index, what) else { return nil }
    let roles = fields.take("roles").map { constantTexts($0, "`roles`") } ?? []
    let count = fields.take("count").flatMap { self.count($0, "`count`") } ?? 1
    let notInitiator = fields.take("not_initiator").flatMap { bool($0, "`not_initiator`") } ?? false
    finish(fields, in: what, known: ["roles", "count", "not_initiator"])
    return DecidersSyntax(place: fields.place, roles: roles, count: count, notInitiator: notInitiator)
  }

  mutating func escalate(_ index: NodeIndex) -> EscalateSyntax? {
    guard var fields = fields(index, "`escalate`") else { return nil }
    var after: DurationSyntax?
    var to: DecidersSyntax?
    if let index = fields.take("after") {
      after = duration(index)
    } else if !fields.hasMisspelt("after") {
      bag.add(.missingKey("after", in: "`escalate`", at: fields.place.startPoint))
    }
    if let index = fields.take("to") {
      to = deciders(index, "`to`")
    } else if !fields.hasMisspelt("to") {
      bag.add(.missingKey("to", in: "`escalate`", at: fields.place.startPoint))
    }
    finish(fields, in: "`escalate`", known: ["after", "to"])
    guard let after, let to else { return nil }
    return EscalateSyntax(place: fields.place, after: after, to: to)
  }
}
