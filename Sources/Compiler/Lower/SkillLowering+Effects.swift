// Effects and gates as instructions, with the rows that the runtime reads. An irreversible effect has a permit: the gate
// that allows it puts the arguments there that it showed, and the machine compares them at the effect (law 4).
import Bytecode
import Syntax
import Values

extension SkillLowering {
  /// The arguments of an effect as one map. The same code at the gate and at the effect gives the same bytes.
  func arguments(of node: StepNode, to wanted: Register? = nil) -> Register {
    guard case .effect(let effect) = node.action else { preconditionFailure("not an effect") }
    var fields = effect.arguments
    if let key = node.idempotencyKey, key.constant == nil {
      fields.append(CheckedField(key: "idempotency_key", value: key))
    }
    let place = function.place
    defer { function.place = place }
    if let constant = plainMap(fields) { return load(constant, to: wanted) }
    return map(fields, to: wanted)
  }

  func lowerEffect(_ effect: CheckedEffect, _ node: StepNode) {
    let row = function.addEffect(
      EffectRow(
        step: step(node), kind: effect.kind.rawValue,
        repeats: effect.repeats,
        isIrreversible: effect.isIrreversible, options: options(of: node)))
    let permit = permits[node.number] ?? noRegister
    let result = function.temporary()
    let d = node.slot.map(register) ?? result
    let given = arguments(of: node, to: function.temporary())
    function.place = point(node.place)
    guard let probe = node.probe else {
      emit(.effect(d: d, effect: row, a: given, permit: permit))
      return
    }
    let after = function.makeLabel()
    // Where no answer came the probe finds in there what is to be raised if it did not happen.
    emit(.unset(d: d))
    let again = function.bindNewLabel()
    emit(.effect(d: d, effect: row, a: given, permit: permit))
    emit(.jump(to: 0), to: after)
    let start = function.bindNewLabel()
    function.setProbe(of: row, at: start)
    let doubt = function.makeLabel()
    // Whatever ends the probe, a rejected gate of its own too, leaves unknown what is to be found out (law 6).
    function.openHandler(.everything, into: result, target: doubt)
    frames.append(.probe(result: d, schema: node.resultSchema, permit: permit, after: after))
    lower(probe)
    frames.removeLast()
    function.closeHandler()
    function.place = point(node.place)
    // The probe ended without a `return`: it did not happen. Whoever did it may have been no more; else the step has failed, and
    // `retry:` says whether and when it is tried again.
    let lost = function.makeLabel()
    emit(.jumpIfError(a: d, to: 0), to: lost)
    emit(.loop(to: 0), to: again)
    function.bind(doubt)
    emit(.doubt(d: d, effect: row, a: given, permit: permit))
    emit(.jump(to: 0), to: after)
    // Not the last one of the probe has failed.
    emit(.step(n: step(node)))
    function.bind(lost)
    emit(.move(d: result, a: d))
    emit(.unset(d: d))
    emit(.raise(a: result))
    function.bind(after)
  }

  private func options(of node: StepNode) -> PlainValue {
    // Most steps have none.
    if node.syntax.modifiers.isEmpty { return .map([]) }
    var entries: [(String, PlainValue)] = []
    if let time = node.syntax.timeout?.milliseconds { entries.append(("timeout", .int(time))) }
    if let schema = node.syntax.schema { entries.append(("schema", schema.plain)) }
    for (name, paths) in [("secret", node.secretPaths), ("secretNeeded", node.neededSecretPaths)] where !paths.isEmpty {
      entries.append((name, .list(paths.map { .string($0) })))
    }
    if let memo = node.syntax.memo, let time = memo.for.milliseconds {
      entries.append(("memo", plainMap([("for", .int(time))])))
    }
    if let key = node.idempotencyKey?.constant { entries.append(("idempotencyKey", key)) }
    return plainMap(entries)
  }

  // MARK: Gates

  func lowerGate(_ gate: CheckedGate, _ node: StepNode) {
    guard case .gate(let syntax) = node.syntax.action else { return }
    let row = function.addGate(
      GateRow(
        step: step(node), id: node.label, kind: gate.kind.bytecode, options: options(of: syntax),
        allows: gate.allows.map(step)))
    let d = node.slot.map(register) ?? function.temporary()
    for target in gate.allows { if let permit = permits[target.number] { emit(.unset(d: permit)) } }
    if !gate.edit.isEmpty { lowerStartingValues(gate, syntax, d) }
    let allowed = gate.allows.map { ($0, arguments(of: $0, to: function.temporary())) }
    let options = lowerOptions(gate, node)
    let payload = lowerPayload(gate, syntax, allowed, options, node, starting: d)
    function.place = point(node.place)
    emit(.gate(d: d, gate: row, a: payload))
    let test = function.temporary()
    let refused = function.makeLabel()
    let end = function.makeLabel()
    emit(.field(d: test, a: d, k: program.constant("approved")))
    emit(.jumpUnless(a: test, to: 0), to: refused)
    for (target, shown) in allowed {
      guard let permit = permits[target.number] else { continue }
      // A person may have edited what the arguments are made of.
      let final = gate.edit.isEmpty ? shown : arguments(of: target, to: shown)
      function.place = point(node.place)
      emit(.move(d: permit, a: final))
    }
    emit(.jump(to: 0), to: end)
    function.bind(refused)
    if let expired = node.onExpire {
      let rejected = function.makeLabel()
      emit(.hasField(d: test, a: d, k: program.constant("expired")))
      emit(.jumpUnless(a: test, to: 0), to: rejected)
      emit(.field(d: test, a: d, k: program.constant("expired")))
      emit(.jumpUnless(a: test, to: 0), to: rejected)
      lower(expired)
      emit(.jump(to: 0), to: end)
      function.bind(rejected)
    }
    if let rejected = node.onReject {
      lower(rejected)
    } else {
      function.place = point(node.place)
      emit(.field(d: test, a: d, k: program.constant("reason")))
      emit(.interpolate(d: test, first: test, count: 1))
      emit(.fail(kind: .rejected, a: test))
    }
    function.bind(end)
  }

  /// While the gate asks, its own edited fields have the values that a person starts from, as their schemas have them: else an
  /// approval that touches nothing would give something that nobody was shown.
  private func lowerStartingValues(_ gate: CheckedGate, _ syntax: GateSyntax, _ d: Register) {
    if let constant = plainMap(gate.edit) { return _ = load(constant, to: d) }
    let mark = function.mark
    let list = function.temporary()
    let cell = function.temporary()
    emit(.newList(d: list))
    for (field, property) in zip(gate.edit, syntax.edit) {
      emit(.append(d: list, a: load(.string(field.key), to: cell)))
      _ = moved(value(field.value, to: cell), to: cell)
      // What is constant was held against its schema by the compiler.
      if field.value.constant == nil { lowerCheck(cell, field.key, property.schema.plain) }
      emit(.append(d: list, a: cell))
    }
    emit(.mapFromList(d: d, a: list))
    function.release(to: mark)
  }

  /// The value in `cell` as the schema has it; null stays: there is no start, and a person fills the field in. It is held
  /// against the schema by its name, which the error tells.
  private func lowerCheck(_ cell: Register, _ name: String, _ schema: PlainValue) {
    let mark = function.mark
    let none = function.makeLabel()
    let test = function.temporary()
    emit(.equal(d: test, a: cell, b: load(.null)))
    emit(.jumpIf(a: test, to: 0), to: none)
    let first = function.temporaries(2)
    _ = load(.string(name), to: first)
    emit(.move(d: first + 1, a: cell))
    emit(.makeMap(d: first, first: first, count: 1))
    let whole = plainMap([("type", "object"), ("properties", plainMap([(name, schema)]))])
    emit(.check(d: first, a: first, k: program.constant(whole)))
    emit(.field(d: cell, a: first, k: program.constant(.string(name))))
    function.bind(none)
    function.release(to: mark)
  }

  /// What a `choose` offers. Where there is nothing to choose from the step fails: nobody could answer such a gate.
  private func lowerOptions(_ gate: CheckedGate, _ node: StepNode) -> Register? {
    guard let from = gate.from else { return nil }
    let options = function.temporary()
    emitMove(value(from, to: options), to: options)
    if from.constant?.elements?.isEmpty == false { return options }
    let mark = function.mark
    let empty = function.makeLabel()
    let ask = function.makeLabel()
    function.place = point(node.place)
    emit(.iterMore(index: load(0, to: function.temporary()), a: options, to: 0), to: empty)
    emit(.jump(to: 0), to: ask)
    function.bind(empty)
    emit(.fail(kind: .fail, a: load("there is nothing to choose from: the list that `from:` gives is empty")))
    function.bind(ask)
    function.release(to: mark)
    return options
  }

  /// - Parameter start: what the edited fields start from.
  private func lowerPayload(
    _ gate: CheckedGate, _ syntax: GateSyntax, _ allowed: [(node: StepNode, arguments: Register)], _ options: Register?,
    _ node: StepNode, starting start: Register
  ) -> Register {
    var parts: [(key: String, emit: (Register) -> Void)] = []
    func add(_ key: String, _ emit: @escaping (Register) -> Register) {
      parts.append((key, { d in _ = self.moved(emit(d), to: d) }))
    }
    add("prompt") { self.text(gate.prompt, to: $0) }
    if !gate.show.isEmpty {
      // What a field starts from stands there once, as it is taken.
      let started = Set(syntax.edit.filter { $0.schema.defaultValue == nil }.map(\.name.text))
      add("show") {
        self.map(gate.show, to: $0) { field, cell in
          guard started.contains(field.key) else { return self.value(field.value, to: cell) }
          self.emit(.field(d: cell, a: start, k: self.program.constant(.string(field.key))))
          return cell
        }
      }
    }
    if !gate.capture.isEmpty {
      add("capture") { self.load(plainMap(gate.capture.map { ($0, .string("screenshot")) }), to: $0) }
    }
    if !allowed.isEmpty { add("allowed") { self.lowerAllowed(allowed, to: $0) } }
    if let options { add("options") { _ in options } }
    if !gate.edit.isEmpty { add("edit") { _ in start } }
    if let expires = gate.expires { add("expires") { self.value(expires, to: $0) } }

    let payload = function.temporary()
    let mark = function.mark
    defer { function.release(to: mark) }
    let first = function.temporaries(2 * parts.count)
    for (index, part) in parts.enumerated() {
      let inner = function.mark
      function.place = point(node.place)
      _ = load(.string(part.key), to: first + Register(2 * index))
      part.emit(first + Register(2 * index + 1))
      function.release(to: inner)
    }
    function.place = point(node.place)
    guard let unless = gate.unless else {
      emit(.makeMap(d: payload, first: first, count: UInt16(parts.count)))
      return payload
    }
    // The policy is there only where it decides: its absence leaves the gate to a person.
    let list = function.temporary()
    emit(.newList(d: list))
    for index in 0..<2 * parts.count { emit(.append(d: list, a: first + Register(index))) }
    lowerPolicy(unless, into: list, function.temporary())
    emit(.mapFromList(d: payload, a: list))
    return payload
  }

  private func moved(_ from: Register, to d: Register) -> Register {
    if from != d { emit(.move(d: d, a: from)) }
    return d
  }

  private func lowerAllowed(_ allowed: [(node: StepNode, arguments: Register)], to list: Register) -> Register {
    let entry = function.temporary()
    let first = function.temporaries(6)
    emit(.newList(d: list))
    for (node, arguments) in allowed {
      guard case .effect(let effect) = node.action else { continue }
      _ = load("step", to: first)
      _ = load(.string(node.label), to: first + 1)
      _ = load("effect", to: first + 2)
      _ = load(.string(effect.kind.rawValue), to: first + 3)
      _ = load("arguments", to: first + 4)
      emit(.move(d: first + 5, a: arguments))
      emit(.makeMap(d: entry, first: first, count: 3))
      emit(.append(d: list, a: entry))
    }
    return list
  }

  /// `unless:` decides at once where it is true; what it looked at is recorded with it.
  private func lowerPolicy(_ unless: CheckedCondition, into list: Register, _ cell: Register) {
    let end = function.makeLabel()
    let place = function.place
    // Where the policy is false nothing is added: a person decides.
    condition(unless, ifFalse: end)
    let first = function.temporaries(4)
    _ = load("expression", to: first)
    _ = load(.string(unless.shownText), to: first + 1)
    _ = load("values", to: first + 2)
    lowerValues(of: unless, to: first + 3)
    let policy = function.temporary()
    emit(.makeMap(d: policy, first: first, count: 2))
    emit(.append(d: list, a: load("policy", to: cell)))
    emit(.append(d: list, a: policy))
    function.bind(end)
    function.place = place
  }

  /// The values of the names in a condition, by name: of `steps.invoice.total` the total alone, where it is there.
  private func lowerValues(of condition: CheckedCondition, to d: Register) {
    let list = function.temporary()
    let cell = function.temporary()
    emit(.newList(d: list))
    if let checked = condition.expression {
      var seen: Set<String> = []
      for chain in checked.chains() where seen.insert(chain.name).inserted {
        guard !chain.type.holdsSecret else { continue }
        let found = function.temporary()
        let next = function.makeLabel()
        if chain.mayBeUnset { emit(.jumpIfUnset(a: chain.register, to: 0), to: next) }
        emit(.move(d: found, a: chain.register))
        for field in chain.fields {
          let name = program.constant(.string(field))
          emit(.hasField(d: cell, a: found, k: name))
          emit(.jumpUnless(a: cell, to: 0), to: next)
          emit(.field(d: found, a: found, k: name))
        }
        emit(.append(d: list, a: load(.string(chain.name), to: cell)))
        emit(.append(d: list, a: found))
        function.bind(next)
      }
    }
    emit(.mapFromList(d: d, a: list))
  }

  private func options(of gate: GateSyntax) -> PlainValue {
    let defaults = skill.syntax.gates
    var entries: [(String, PlainValue)] = []
    func fields(_ properties: [SchemaSyntax.Property]) -> PlainValue {
      plainMap(properties.map { ($0.name.text, $0.schema.plain) })
    }
    if !gate.form.isEmpty { entries.append(("form", fields(gate.form))) }
    if !gate.edit.isEmpty { entries.append(("edit", fields(gate.edit))) }
    if let by = gate.by ?? defaults?.by { entries.append(("by", by.plain)) }
    if let time = (gate.expires ?? defaults?.expires)?.milliseconds { entries.append(("expires", .int(time))) }
    if let silence = gate.onExpire?.plain { entries.append(("onExpire", silence)) }
    if let time = (gate.remind ?? defaults?.remind)?.milliseconds { entries.append(("remind", .int(time))) }
    if let escalate = gate.escalate ?? defaults?.escalate { entries.append(("escalate", escalate.plain)) }
    if let time = gate.learnFor?.milliseconds {
      entries.append(("learn", plainMap([("for", .int(time))])))
    } else if gate.learn {
      entries.append(("learn", true))
    }
    if gate.strong { entries.append(("strong", true)) }
    return plainMap(entries)
  }
}

extension DecidersSyntax {
  var plain: PlainValue {
    plainMap([
      ("roles", .list(roles.map { .string($0.text) })), ("count", .int(Int64(count))),
      ("not_initiator", .bool(notInitiator)),
    ])
  }
}

extension EscalateSyntax {
  var plain: PlainValue {
    plainMap([
      ("after", .int(after.milliseconds ?? 0)), ("to", plainMap([("roles", .list(to.map { .string($0.text) }))])),
    ])
  }
}

extension OnExpireSyntax {
  /// As the runtime reads it; nil: rejected, as where nothing is said.
  var plain: PlainValue? {
    switch self {
    case .reject(_, nil): return nil
    case .reject(_, let reason?): return plainMap([("verdict", "reject"), ("reason", .string(reason.text))])
    case .steps: return "reject"
    case .approve(let approval):
      var entries: [(String, PlainValue)] = [("verdict", "approve")]
      if !approval.input.isEmpty {
        entries.append(("input", plainMap(approval.input.map { ($0.key.text, $0.value.plainConstant) })))
      }
      if let choice = approval.choice { entries.append(("choose", choice.plainConstant)) }
      return entries.count == 1 ? "approve" : plainMap(entries)
    }
  }
}

extension GateSyntax.Kind {
  var bytecode: GateKind {
    switch self {
    case .approve: .approve
    case .ask: .ask
    case .choose: .choose
    }
  }
}

/// A name and the fields selected from it.
struct NameChain {
  var name: String
  var register: Register
  var mayBeUnset: Bool
  var fields: [String]
  var type: CELType
}

extension CheckedExpression {
  /// The longest `name.field.field` chains in it, in the order of the text.
  func chains() -> [NameChain] {
    var inner: Set<UInt32> = []
    var found: [(Int, NameChain)] = []
    for index in syntax.nodes.indices.reversed() {
      let id = ExpressionSyntax.NodeID(index)
      guard !inner.contains(UInt32(index)), let chain = chain(id, &inner) else { continue }
      found.append((Int(syntax.place(id).start), chain))
    }
    return found.sorted { $0.0 < $1.0 }.map(\.1)
  }

  private func chain(_ id: ExpressionSyntax.NodeID, _ inner: inout Set<UInt32>) -> NameChain? {
    var fields: [String] = []
    var at = id
    var visited: [UInt32] = []
    while true {
      if case .register(let register, let mayBeUnset) = self[at].meaning {
        inner.formUnion(visited)
        if case .select(let operand, _, _) = syntax.nodes[at].kind { inner.insert(operand.index) }
        let name = ([name(of: at)] + fields.reversed()).joined(separator: ".")
        return NameChain(
          name: name, register: register, mayBeUnset: mayBeUnset, fields: fields.reversed(), type: type(of: id))
      }
      guard case .select(let operand, let field, _) = syntax.nodes[at].kind else { return nil }
      fields.append(field.text)
      visited.append(operand.index)
      at = operand
    }
  }

  private func name(of id: ExpressionSyntax.NodeID) -> String {
    switch syntax.nodes[id].kind {
    case .ident(let name, _): name
    case .select(let operand, let field, _): "\(name(of: operand)).\(field.text)"
    default: ""
    }
  }
}
