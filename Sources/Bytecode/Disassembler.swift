// Program → a listing that a person reads: the author's lines, under each the instructions made from it, with registers by
// the author's names, constants as values, and what each does in the words of the opcode table. Nothing reads it back.
import Values

/// A listing of a program.
package struct Disassembler {
  let program: Program
  /// With the verifier's tables the listing says what is kept while the machine waits.
  let verified: VerifiedProgram?
  private var lines: [String] = []
  /// The authors' lines, by source.
  private let sourceLines: [[Substring]]
  /// Names of the registers of the function being listed.
  private var names: [Register: String] = [:]

  /// - verified: nil for a program that the verifier refuses.
  package static func listing(of program: Program, verified: VerifiedProgram? = nil) -> String {
    var disassembler = Disassembler(program: program, verified: verified)
    disassembler.header()
    for index in program.functions.indices { disassembler.function(index) }
    disassembler.tables()
    return disassembler.lines.joined(separator: "\n") + "\n"
  }

  private init(program: Program, verified: VerifiedProgram?) {
    self.program = program
    self.verified = verified
    sourceLines = program.sources.map { $0.text.split(separator: "\n", omittingEmptySubsequences: false) }
  }

  private mutating func add(_ line: String = "") { lines.append(line.trimmingEnd) }

  // MARK: Manifest

  private mutating func header() {
    let manifest = program.manifest
    add("skill \(manifest.skill)" + (manifest.goal.map { ": \($0)" } ?? ""))
    add(
      "program format \(program.versions.format), language \(program.versions.language)"
        + (program.versions.timeZones.isEmpty ? "" : ", time zones \(program.versions.timeZones)"))
    for input in manifest.inputs {
      add("input \(input.name): \(show(input.schema))" + (input.isSecret ? ", secret" : ""))
    }
    for secret in manifest.secrets { add("secret \(secret)") }
    permissions(manifest.permissions, indent: "")
    let budget = manifest.budget
    if let credits = budget.credits { add("budget credits \(Int64(exactly: credits).map { "\($0)" } ?? "\(credits)")") }
    if let steps = budget.steps { add("budget steps \(steps)") }
    if let time = budget.time { add("budget time \(time) ms") }
    if case .map(let entries) = manifest.options, !entries.isEmpty { add("options \(show(manifest.options))") }
  }

  private mutating func permissions(_ permissions: Permissions, indent: String) {
    for (word, patterns) in [
      ("network", permissions.network), ("exec", permissions.exec), ("read", permissions.read),
      ("write", permissions.write),
    ] where !patterns.isEmpty {
      add("\(indent)may \(word) \(patterns.joined(separator: ", "))")
    }
  }

  // MARK: Functions

  private mutating func function(_ index: Int) {
    let function = program.functions[index]
    names = Dictionary(function.names.map { ($0.register, $0.name) }, uniquingKeysWith: { first, _ in first })
    let parameters = (0..<function.parameters).map(register).joined(separator: ", ")
    add()
    add("function \(index) \(function.name)(\(parameters)), \(function.registers) registers")
    if index > 0 { permissions(function.permissions, indent: "  ") }
    // Starts of arms and probes, so that a reader sees who comes here.
    var entries: [Int: [String]] = [:]
    for (row, fork) in program.forks.enumerated() {
      for (number, arm) in fork.arms.enumerated() {
        entries[arm.start, default: []].append("arm \(arm.name.isEmpty ? String(number) : arm.name) of fork \(row)")
      }
    }
    for (row, effect) in program.effects.enumerated() {
      if let probe = effect.probe { entries[probe, default: []].append("probe of effect \(row)") }
    }
    for handler in function.handlers {
      entries[handler.target, default: []].append(
        "\(handler.catches.words) in \(handler.range.lowerBound) … \(handler.range.upperBound - 1),"
          + " as \(register(handler.register))")
    }
    var place: SourcePoint?
    for pc in function.code where program.code.indices.contains(pc) {
      let here = program.places.indices.contains(pc) ? program.places[pc] : SourcePoint()
      if here.source != place?.source || here.line != place?.line {
        place = here
        if let text = sourceLine(here) { add("\(String(here.line).padded(to: 5)) | \(text)") }
      }
      for entry in entries[pc] ?? [] { add("      \(entry):") }
      instruction(at: pc)
    }
  }

  private mutating func instruction(at pc: Int) {
    let instruction = program.code[pc]
    let name = instruction.opcode.name.padding(to: 14)
    add("  \(String(pc).padded(to: 6))  \(name)  \(meaning(of: instruction))")
    guard instruction.opcode.group == .ticket, let verified, verified.isStop(pc) else { return }
    var kept: [String] = []
    verified.forEachLive(at: pc) { kept.append(register($0)) }
    add("          keeps \(kept.isEmpty ? "nothing" : kept.joined(separator: ", "))")
  }

  private func sourceLine(_ point: SourcePoint) -> String? {
    guard point.line > 0, Int(point.source) < program.sources.count else { return nil }
    let lines = sourceLines[Int(point.source)]
    guard Int(point.line) <= lines.count else { return nil }
    return String(lines[Int(point.line) - 1])
  }

  // MARK: Operands

  private func register(_ register: Register) -> String { names[register] ?? "r\(register)" }

  private func registers(_ first: Register, _ count: Int) -> [String] {
    (0..<count).map { register(first &+ Register(truncatingIfNeeded: $0)) }
  }

  /// The synopsis of the opcode table up to its first semicolon (what follows qualifies), with the operands in place of
  /// their names.
  private func meaning(of instruction: Instruction) -> String {
    let opcode = instruction.opcode
    var synopsis = opcode.synopsis
    if let cut = synopsis.firstRange(of: "; ") { synopsis = String(synopsis[..<cut.lowerBound]) }
    var values: [(name: String, value: String)] = []
    let isField: Bool =
      switch instruction {
      case .field, .hasField, .optionalField: true
      default: false
      }
    var position = 0
    let names = opcode.operandNames
    instruction.forEachOperand { operand in
      let name = names[position]
      position += 1
      values.append((name, isField ? bare(show(operand)) : show(operand)))
      switch operand {
      case .range(let first, let count):
        let all = registers(first, count)
        synopsis = synopsis.replacing("first, … count registers", with: all.joined(separator: ", "))
        synopsis = synopsis.replacing("count registers", with: all.joined(separator: ", "))
        let pairs = stride(from: 0, to: all.count - 1, by: 2).map { "\(all[$0]): \(all[$0 + 1])" }
        synopsis = synopsis.replacing("first: first+1, … count entries", with: pairs.joined(separator: ", "))
      case .arguments(let first, let skill):
        let count = Int(skill) < program.functions.count ? Int(program.functions[Int(skill)].parameters) : 0
        synopsis = synopsis.replacing("first, first+1, …", with: registers(first, count).joined(separator: ", "))
      case .write2(let first):
        synopsis = synopsis.replacing("d, d+1", with: registers(first, 2).joined(separator: ", "))
      default: break
      }
    }
    return synopsis.filled(with: values)
  }

  /// A field's name without quotes where it is a plain word.
  private func bare(_ text: String) -> String {
    let inner = text.dropFirst().dropLast()
    guard text.hasPrefix("\""), !inner.isEmpty, inner.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else {
      return text
    }
    return String(inner)
  }

  private func show(_ operand: Operand) -> String {
    switch operand {
    case .write(let register), .write2(let register), .read(let register), .maybe(let register),
      .update(let register), .range(let register, _), .arguments(let register, _):
      return self.register(register)
    case .permit(let register): return register == noRegister ? "none" : self.register(register)
    case .target(let target): return String(target)
    case .constant(let number):
      guard Int(number) < program.constants.count else { return "constant \(number)" }
      return show(program.constants[Int(number)])
    case .function(let number):
      guard let function = FunctionID(rawValue: number) else { return "function \(number)" }
      return FunctionTable.entries.first { $0.function == function }?.name ?? "\(function)"
    case .skill(let number):
      return Int(number) < program.functions.count ? program.functions[Int(number)].name : "function \(number)"
    case .effect(let row):
      return Int(row) < program.effects.count ? "\(row) (\(program.effects[Int(row)].kind))" : String(row)
    case .gate(let row):
      return Int(row) < program.gates.count ? "\(row) (\(program.gates[Int(row)].id))" : String(row)
    case .fork(let row): return String(row)
    case .step(let row):
      guard Int(row) < program.steps.count else { return String(row) }
      let step = program.steps[Int(row)]
      return step.label == step.action ? step.label : "\(step.label) (\(step.action))"
    case .errorKind(let kind): return kind.text
    case .bool(let flag): return flag ? "true" : "false"
    case .int16(let number): return String(number)
    case .int32(let number): return String(number)
    case .count(let number): return String(number)
    }
  }

  private func show(_ value: Value) -> String {
    guard let json = try? program.heap.json(value, style: .display) else { return "(a value too large to show)" }
    return Self.shortened(json)
  }

  private func show(_ value: PlainValue) -> String {
    (try? value.json(style: .display)).map(Self.shortened) ?? "(a value too large to show)"
  }

  private static func shortened(_ json: [UInt8]) -> String {
    let text = String(decoding: json, as: UTF8.self)
    return text.count <= 80 ? text : text.prefix(79) + "…"
  }

  // MARK: Tables

  private mutating func tables() {
    if !program.effects.isEmpty {
      add()
      add("effects")
      for (row, effect) in program.effects.enumerated() {
        var words = [effect.kind, "step \(label(effect.step))", "\(effect.repeats)"]
        if effect.isIrreversible { words.append("irreversible") }
        if let probe = effect.probe { words.append("probe at \(probe)") }
        if case .map(let entries) = effect.options, !entries.isEmpty { words.append(show(effect.options)) }
        add("\(String(row).padded(to: 5))  \(words.joined(separator: ", "))")
      }
    }
    if !program.gates.isEmpty {
      add()
      add("gates")
      for (row, gate) in program.gates.enumerated() {
        var words = ["\(gate.kind.text) \(gate.id)"]
        if !gate.allows.isEmpty { words.append("allows \(gate.allows.map(label).joined(separator: ", "))") }
        if case .map(let entries) = gate.options, !entries.isEmpty { words.append(show(gate.options)) }
        add("\(String(row).padded(to: 5))  \(words.joined(separator: ", "))")
      }
    }
    if !program.forks.isEmpty {
      add()
      add("forks")
      for (row, fork) in program.forks.enumerated() { forkRow(row, fork) }
    }
  }

  private mutating func forkRow(_ row: Int, _ fork: ForkRow) {
    let step = Int(fork.step) < program.steps.count ? Int(program.steps[Int(fork.step)].function) : 0
    if step < program.functions.count {
      names = Dictionary(
        program.functions[step].names.map { ($0.register, $0.name) }, uniquingKeysWith: { first, _ in first })
    }
    var words = ["step \(label(fork.step))"]
    if let item = fork.item { words.append("each as \(register(item)), \(fork.atOnce) at once") }
    if let collect = fork.collect, let collected = fork.collected {
      words.append("\(register(collect)) of each row into \(register(collected))")
    }
    for (number, arm) in fork.arms.enumerated() {
      let writes = arm.writes.map(register).joined(separator: ", ")
      words.append(
        "arm \(arm.name.isEmpty ? String(number) : arm.name) at \(arm.start)"
          + (writes.isEmpty ? "" : " writes \(writes)"))
    }
    add("\(String(row).padded(to: 5))  \(words.joined(separator: "; "))")
  }

  private func label(_ step: UInt32) -> String {
    Int(step) < program.steps.count ? program.steps[Int(step)].label : String(step)
  }
}

extension Handler.Catches {
  fileprivate var words: String {
    switch self {
    case .evaluation: "errors of evaluation"
    case .errors: "errors"
    case .everything: "whatever ends it"
    }
  }
}

extension String {
  fileprivate var trimmingEnd: String {
    var text = Substring(self)
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  /// Right-aligned.
  fileprivate func padded(to width: Int) -> String {
    count >= width ? self : String(repeating: " ", count: width - count) + self
  }

  /// Left-aligned.
  fileprivate func padding(to width: Int) -> String {
    count >= width ? self : self + String(repeating: " ", count: width - count)
  }

  fileprivate func firstRange(of needle: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(needle) { return start..<index(start, offsetBy: needle.count) }
      start = index(after: start)
    }
    return nil
  }

  fileprivate func replacing(_ needle: String, with other: String) -> String {
    guard let range = firstRange(of: needle) else { return self }
    return self[..<range.lowerBound] + other + self[range.upperBound...]
  }

  /// A synopsis with operands' names replaced by their values: names in backquotes, or bare where the synopsis does not
  /// quote them (a word may be an operand's name and a word).
  fileprivate func filled(with values: [(name: String, value: String)]) -> String {
    var out = ""
    var word = ""
    func flush(quoted: Bool) {
      guard !word.isEmpty else { return }
      if let value = values.first(where: { $0.name == word })?.value,
        quoted || firstRange(of: "`\(word)`") == nil
      {
        out += value
      } else {
        out += quoted ? "`\(word)`" : word
      }
      word = ""
    }
    var isQuoted = false
    for character in self {
      if character == "`" {
        flush(quoted: isQuoted)
        isQuoted.toggle()
      } else if character.isLetter || character.isNumber {
        word.append(character)
      } else {
        flush(quoted: isQuoted)
        out.append(character)
      }
    }
    flush(quoted: false)
    return out
  }
}
