// The rows of a program's tables ⇄ canonical bytes: field by field in the order of Grammar/program.md.
import Values

extension CanonicalWriter {
  mutating func manifest(_ manifest: ProgramManifest) {
    text(manifest.skill)
    optional(manifest.goal) { $0.text($1) }
    texts(manifest.also)
    texts(manifest.match)
    list(manifest.inputs) {
      $0.text($1.name)
      $0.plain($1.schema)
      $0.bool($1.isSecret)
    }
    texts(manifest.secrets)
    permissions(manifest.permissions)
    optional(manifest.budget.credits) { $0.double($1) }
    optional(manifest.budget.steps) { $0.varint($1) }
    optional(manifest.budget.time) { $0.int($1) }
    plain(manifest.options)
    optional(manifest.concurrencyKey) { $0.number($1) }
  }

  mutating func permissions(_ permissions: Permissions) {
    texts(permissions.network)
    texts(permissions.exec)
    texts(permissions.read)
    texts(permissions.write)
  }

  mutating func function(_ function: Function) {
    text(function.name)
    number(function.parameters)
    number(function.registers)
    count(function.code.count)
    list(function.handlers) {
      $0.count($1.range.lowerBound)
      $0.count($1.range.count)
      $0.count($1.target)
      $0.number($1.register)
      $0.byte($1.catches.rawValue)
    }
    list(function.names) {
      $0.number($1.register)
      $0.text($1.name)
    }
    permissions(function.permissions)
  }

  mutating func step(_ step: StepRow) {
    optional(step.id) { $0.text($1) }
    text(step.label)
    text(step.action)
    optional(step.describe) { $0.text($1) }
    number(step.function)
    optional(step.parent) { $0.number($1) }
    number(step.topLevel)
    place(step.place)
  }

  mutating func effect(_ effect: EffectRow) {
    number(effect.step)
    text(effect.kind)
    byte(effect.repeats.rawValue)
    bool(effect.isIrreversible)
    plain(effect.options)
    optional(effect.probe) { $0.count($1) }
  }

  mutating func gate(_ gate: GateRow) {
    number(gate.step)
    text(gate.id)
    byte(gate.kind.rawValue)
    plain(gate.options)
    list(gate.allows) { $0.number($1) }
  }

  mutating func fork(_ fork: ForkRow) {
    number(fork.step)
    list(fork.arms) {
      $0.text($1.name)
      $0.count($1.start)
      $0.list($1.writes) { $0.number($1) }
    }
    optional(fork.item) { $0.number($1) }
    optional(fork.index) { $0.number($1) }
    number(fork.atOnce)
    optional(fork.collect) { $0.number($1) }
    optional(fork.collected) { $0.number($1) }
  }
}

extension CanonicalReader {
  mutating func manifest() throws(CodingError) -> ProgramManifest {
    var manifest = ProgramManifest(skill: try name())
    if try bool() { manifest.goal = try text() }
    manifest.also = try names()
    manifest.match = try names()
    for _ in 0..<(try count(bytesEach: 3, upTo: BytecodeLimits.parameters)) {
      let name = try name()
      let schema = try plain()
      manifest.inputs.append(InputRow(name: name, schema: schema, isSecret: try bool()))
    }
    manifest.secrets = try names()
    manifest.permissions = try permissions()
    if try bool() { manifest.budget.credits = try double() }
    if try bool() { manifest.budget.steps = try varint() }
    if try bool() { manifest.budget.time = try int() }
    manifest.options = try plain()
    manifest.concurrencyKey = try optionalUInt16()
    return manifest
  }

  mutating func permissions() throws(CodingError) -> Permissions {
    var permissions = Permissions()
    permissions.network = try names()
    permissions.exec = try names()
    permissions.read = try names()
    permissions.write = try names()
    return permissions
  }

  /// A function whose code begins at `start`.
  mutating func function(at start: Int) throws(CodingError) -> Function {
    let name = try name()
    let parameters = try uint16()
    let registers = try uint16()
    let length = try number(upTo: BytecodeLimits.instructions - start)
    var function = Function(name: name, parameters: parameters, registers: registers, code: start..<start + length)
    for _ in 0..<(try count(bytesEach: 5, upTo: BytecodeLimits.handlers)) {
      let lower = try index()
      let length = try index()
      let target = try index()
      let register = try uint16()
      function.handlers.append(
        Handler(range: lower..<lower + length, target: target, register: register, catches: try word("what is caught")))
    }
    for _ in 0..<(try count(bytesEach: 2, upTo: BytecodeLimits.registers)) {
      let register = try uint16()
      function.names.append(RegisterName(register: register, name: try self.name()))
    }
    function.permissions = try permissions()
    return function
  }

  mutating func steps() throws(CodingError) -> [StepRow] {
    var steps: [StepRow] = []
    for _ in 0..<(try count(bytesEach: 10, upTo: BytecodeLimits.steps)) {
      let id = try optionalName()
      let label = try name()
      let action = try name()
      let describe = try bool() ? try text() : nil
      let function = try uint16()
      let parent = try bool() ? try uint32() : nil
      let topLevel = try uint32()
      steps.append(
        StepRow(
          id: id, label: label, action: action, describe: describe, function: function, parent: parent,
          topLevel: topLevel, place: try place()))
    }
    return steps
  }

  mutating func effects() throws(CodingError) -> [EffectRow] {
    var effects: [EffectRow] = []
    for _ in 0..<(try count(bytesEach: 6, upTo: BytecodeLimits.effects)) {
      let step = try uint32()
      let kind = try name()
      let repeats: Repeat = try word("how an effect repeats")
      let isIrreversible = try bool()
      let options = try plain()
      let probe = try bool() ? try index() : nil
      effects.append(
        EffectRow(
          step: step, kind: kind, repeats: repeats, isIrreversible: isIrreversible, options: options, probe: probe))
    }
    return effects
  }

  mutating func gates() throws(CodingError) -> [GateRow] {
    var gates: [GateRow] = []
    for _ in 0..<(try count(bytesEach: 5, upTo: BytecodeLimits.gates)) {
      let step = try uint32()
      let id = try name()
      let kind: GateKind = try word("a kind of gate")
      var row = GateRow(step: step, id: id, kind: kind, options: try plain())
      for _ in 0..<(try count(upTo: BytecodeLimits.steps)) { row.allows.append(try uint32()) }
      gates.append(row)
    }
    return gates
  }

  mutating func forks() throws(CodingError) -> [ForkRow] {
    var forks: [ForkRow] = []
    for _ in 0..<(try count(bytesEach: 7, upTo: BytecodeLimits.forks)) {
      var row = ForkRow(step: try uint32(), arms: [])
      for _ in 0..<(try count(bytesEach: 3, upTo: BytecodeLimits.arms)) {
        let name = try name()
        var arm = ForkRow.Arm(name: name, start: try index(), writes: [])
        for _ in 0..<(try count(upTo: BytecodeLimits.registers)) { arm.writes.append(try uint16()) }
        row.arms.append(arm)
      }
      row.item = try optionalUInt16()
      row.index = try optionalUInt16()
      row.atOnce = try uint32()
      row.collect = try optionalUInt16()
      row.collected = try optionalUInt16()
      forks.append(row)
    }
    return forks
  }
}
