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
    if let field = fields.takeField("on_expire") { gate.onExpire = onExpire(field, gate) }
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

  private mutating func onExpire(_ field: Field, _ gate: GateSyntax) -> OnExpireSyntax? {
    let index = field.value
    let place = tree.place(index)
    switch tree.nodes[index].kind {
    case .sequence: return .steps(steps(index, "`on_expire`"), tree.place(field.keyIndex))
    case .mapping: return expiryDecision(index, gate)
    case .scalar, .alias:
      guard let text = constantText(index, "`on_expire`") else { return nil }
      switch text.text {
      case "reject": return .reject(place, reason: nil)
      case "approve": return expiryApproval(place, gate)
      default:
        let known = ExpiryVerdict.allCases.map(\.rawValue)
        bag.add(
          .notOneOf(
            text.text, what: "a value of `on_expire`",
            known: known + ["a list of steps", "a mapping with a `verdict`"],
            nearName: nearest(to: text.text, among: known), at: place))
        return nil
      }
    }
  }

  private enum ExpiryVerdict: String, CaseIterable { case reject, approve }

  /// `{verdict: reject, reason: …}`, or `{verdict: approve}` with what a person would give: `choose` where there are options,
  /// `input` elsewhere. The verdict is said in so many words: silence never approves by itself.
  private mutating func expiryDecision(_ index: NodeIndex, _ gate: GateSyntax) -> OnExpireSyntax? {
    guard var fields = fields(index, "`on_expire`") else { return nil }
    let given = gate.kind == .choose ? "choose" : "input"
    let verdict = fields.takeField("verdict")
    let values = fields.takeField(given)
    let reason = fields.takeField("reason")
    finish(fields, in: "`on_expire` of `\(gate.kind.rawValue)`", known: ["verdict", given, "reason"])
    let input = given == "input" ? values.map { expiryInput($0.value) } : nil
    let choice = given == "choose" ? values.map { strictConstant($0.value, "`choose`") } : nil
    let because = reason.flatMap { constantText($0.value, "`reason`") }
    guard let verdict else {
      if !fields.hasMisspelt("verdict") {
        bag.add(
          .missingKey(
            "verdict", in: "`on_expire`", at: fields.place.startPoint,
            help: "say what no answer means: `verdict: reject` or `verdict: approve`"))
      }
      return nil
    }
    func excludes(_ other: Field?, _ word: ExpiryVerdict) -> Bool {
      guard let other else { return false }
      bag.add(
        .exclusiveKeys(
          "verdict: \(word.rawValue)", other.key, at: tree.place(other.keyIndex), first: tree.place(verdict.keyIndex)))
      return true
    }
    switch word(verdict.value, "`verdict`", ExpiryVerdict.self) {
    case nil: return nil
    case .reject?: return excludes(values, .reject) ? nil : .reject(fields.place, reason: because)
    case .approve?:
      if excludes(reason, .approve) { return nil }
      return expiryApproval(tree.place(verdict.value), gate, input: input ?? [], choice: choice)
    }
  }

  private mutating func expiryInput(_ index: NodeIndex) -> [FieldSyntax] {
    guard tree.nodes[index].kind == .mapping else {
      wrongShape("`input`", "a mapping of fields and their values", index)
      return []
    }
    return tree.fields(index).map { key, item in
      FieldSyntax(NameSyntax(tree.string(key), tree.place(key)), strictConstant(item, "`\(tree.string(key))`"))
    }
  }

  private mutating func expiryApproval(
    _ place: Place, _ gate: GateSyntax, input: [FieldSyntax] = [], choice: ValueSyntax? = nil
  ) -> OnExpireSyntax? {
    if let allows = gate.allowsPlace {
      bag.add(.expiryWouldApprove(at: place, allows: allows))
      return nil
    }
    var approval = ExpiryApproval(place: place)
    approval.input = input
    approval.choice = choice
    return .approve(approval)
  }

  /// `{roles, count, not_initiator}`; a list is short for its roles.
  mutating func deciders(_ index: NodeIndex, _ what: String) -> DecidersSyntax? {
    if tree.nodes[index].kind != .mapping {
      let roles = someRoles(index, what) ?? []
      return DecidersSyntax(place: tree.place(index), roles: roles, count: 1, notInitiator: false)
    }
    guard var fields = fields(index, what) else { return nil }
    let roles = fields.take("roles").flatMap { someRoles($0, "`roles`") } ?? []
    let number = fields.take("count")
    let count = number.flatMap { self.count($0, "`count`") } ?? 1
    let notInitiator = fields.take("not_initiator").flatMap { bool($0, "`not_initiator`") } ?? false
    finish(fields, in: what, known: ["roles", "count", "not_initiator"])
    var deciders = DecidersSyntax(place: fields.place, roles: roles, count: count, notInitiator: notInitiator)
    deciders.countPlace = number.map { tree.place($0) }
    return deciders
  }

  mutating func escalate(_ index: NodeIndex) -> EscalateSyntax? {
    guard var fields = fields(index, "`escalate`") else { return nil }
    var after: DurationSyntax?
    var to: [NameSyntax]?
    if let index = fields.take("after") {
      after = duration(index)
    } else if !fields.hasMisspelt("after") {
      bag.add(.missingKey("after", in: "`escalate`", at: fields.place.startPoint))
    }
    if let index = fields.take("to") {
      to = escalatedRoles(index)
    } else if !fields.hasMisspelt("to") {
      bag.add(.missingKey("to", in: "`escalate`", at: fields.place.startPoint))
    }
    finish(fields, in: "`escalate`", known: ["after", "to"])
    guard let after, let to else { return nil }
    return EscalateSyntax(place: fields.place, after: after, to: to)
  }

  /// Roles, or `{roles: …}`. How many decide, and whether the initiator may, stays as `by` has it.
  private mutating func escalatedRoles(_ index: NodeIndex) -> [NameSyntax]? {
    guard tree.nodes[index].kind == .mapping else { return someRoles(index, "`to`") }
    guard var fields = fields(index, "`to`") else { return nil }
    var roles: [NameSyntax]?
    if let index = fields.take("roles") {
      roles = someRoles(index, "`roles`")
    } else if !fields.hasMisspelt("roles") {
      bag.add(.missingKey("roles", in: "`to`", at: fields.place.startPoint))
    }
    finish(fields, in: "`to`", known: ["roles"])
    return roles
  }

  private mutating func someRoles(_ index: NodeIndex, _ what: String) -> [NameSyntax]? {
    let roles = constantTexts(index, what)
    if tree.nodes[index].kind == .sequence, tree.nodes[index].count == 0 {
      bag.add(.emptyList(what, at: tree.place(index)))
    }
    return roles.isEmpty ? nil : roles
  }
}
