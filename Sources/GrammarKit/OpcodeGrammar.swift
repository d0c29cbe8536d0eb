// Grammar/opcodes.tsv → the `Instruction` enum, the `Opcode` enum with names and synopses, and for every opcode what its
// operands are, so that verifier, coding and listing are driven by the table and keep no list of opcodes of their own.

/// What an operand is. The words are those of the column `operands` (`name:role`); Grammar/program.md explains them.
enum OperandRole: String, CaseIterable {
  case write, write2, read, maybe, update, permit, range, range2, arguments
  case target, constant, function, skill, effect, gate, fork, step
  case bool, int16, int32, count, count8, errorkind

  /// The type of the operand in `Instruction`.
  var type: String {
    switch self {
    case .write, .write2, .read, .maybe, .update, .permit, .range, .range2, .arguments: "Register"
    case .target, .constant, .step: "UInt32"
    case .function, .skill, .effect, .gate, .fork, .count: "UInt16"
    case .bool: "Bool"
    case .int16: "Int16"
    case .int32: "Int32"
    case .count8: "UInt8"
    case .errorkind: "ErrorKind"
    }
  }

  /// The method of `OperandSource` that reads one.
  var reader: String {
    switch self {
    case .errorkind: "errorKind"
    case .write, .write2, .read, .maybe, .update, .permit, .range, .range2, .arguments: "register"
    default: type.lowercased()
    }
  }

  var isRegister: Bool { type == "Register" }
}

struct OpcodeRow {
  struct Operand {
    var name: String
    var role: OperandRole
  }
  var code: Int
  var name: String
  var operands: [Operand]
  var group: String
  var synopsis: String

  func operand(_ role: OperandRole) -> Operand? { operands.first { $0.role == role } }

  /// `case .add(let d, let a, let b)`, with `_` for operands that `wanted` leaves out.
  func pattern(_ wanted: (Operand) -> Bool) -> String {
    guard operands.contains(where: wanted) else { return ".\(name)" }
    return ".\(name)(" + operands.map { wanted($0) ? "let \($0.name)" : "_" }.joined(separator: ", ") + ")"
  }
}

struct OpcodeGrammar {
  static let groups = [
    "data", "arithmetic", "logic", "compare", "control", "safepoint", "exit", "step", "ticket", "effectless",
  ]
  var rows: [OpcodeRow] = []

  init(_ table: Table) throws(GrammarError) {
    var codes: Set<Int> = []
    var names: Set<String> = []
    for row in table.rows {
      let code = try row.number("code")
      let name = try row.cell("name")
      guard (1...255).contains(code), codes.insert(code).inserted else {
        throw row.error("code \(code) is taken already or not in 1 … 255")
      }
      guard names.insert(name).inserted else { throw row.error("opcode `\(name)` stands twice") }
      var operands: [OpcodeRow.Operand] = []
      for word in try row.cell("operands").split(separator: " ") {
        let parts = word.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let role = OperandRole(rawValue: parts[1]) else {
          throw row.error("operand `\(word)` is not name:role with a known role")
        }
        operands.append(OpcodeRow.Operand(name: parts[0], role: role))
      }
      let group = try row.cell("class")
      guard Self.groups.contains(group) else { throw row.error("`\(group)` is no class of opcodes") }
      rows.append(
        OpcodeRow(code: code, name: name, operands: operands, group: group, synopsis: try row.cell("synopsis")))
    }
  }

  // MARK: Instruction+Generated.swift

  var instructionFile: String {
    var out = SwiftText.header("opcodes.tsv")
    out += """
      import Values

      /// The number of a register in a frame.
      @usableFromInline package typealias Register = UInt16

      /// One instruction: a trivial value of twelve bytes. The synopsis says what it does; `Grammar/opcodes.tsv` has the table.
      package enum Instruction: BitwiseCopyable, Sendable {

      """
    for row in rows {
      out += SwiftText.comment(row.synopsis + ".") + "\n"
      out += "  case \(SwiftText.name(row.name))"
      if !row.operands.isEmpty {
        out += "(" + row.operands.map { "\(SwiftText.name($0.name)): \($0.role.type)" }.joined(separator: ", ") + ")"
      }
      out += "\n"
    }
    return out + "}\n"
  }

  // MARK: Opcode+Generated.swift

  var opcodeFile: String {
    var out = SwiftText.header("opcodes.tsv")
    out += """

      /// An instruction's operation. The raw value is its code in the program format.
      package enum Opcode: UInt8, BitwiseCopyable, CaseIterable, Sendable {

      """
    for row in rows { out += "  case \(SwiftText.name(row.name)) = \(row.code)\n" }
    out += "}\n\n/// What kind of thing an operation is.\npackage enum OpcodeClass: String, Sendable {\n  case "
    out += Self.groups.joined(separator: ", ") + "\n}\n\nextension Opcode {\n"
    out += "  /// Its name in listings.\n  package var name: String {\n    switch self {\n"
    for row in rows { out += "    case .\(row.name): \(SwiftText.literal(row.name))\n" }
    out += "    }\n  }\n\n  package var group: OpcodeClass {\n    switch self {\n"
    for row in rows { out += "    case .\(row.name): .\(row.group)\n" }
    out += "    }\n  }\n\n  /// What it does, in terms of its operands' names.\n  package var synopsis: String {\n"
    out += "    switch self {\n"
    for row in rows {
      let line = "    case .\(row.name): \(SwiftText.literal(row.synopsis))"
      if line.count <= 120 {
        out += line + "\n"
      } else {
        out += "    case .\(row.name):\n      \"\"\"\n"
        out +=
          SwiftText.comment(row.synopsis, indent: 6).replacingMargin("      /// ", with: "      ") + "\n      \"\"\"\n"
      }
    }
    out += "    }\n  }\n\n  /// The names of its operands, in order.\n  package var operandNames: [String] {\n"
    out += "    switch self {\n"
    for row in rows {
      out +=
        "    case .\(row.name): [" + row.operands.map { SwiftText.literal($0.name) }.joined(separator: ", ") + "]\n"
    }
    return out + "    }\n  }\n}\n"
  }

  // MARK: InstructionShape+Generated.swift

  var shapeFile: String {
    var out = SwiftText.header("opcodes.tsv")
    out += "import Values\n\nextension Instruction {\n"
    out += "  package var opcode: Opcode {\n    switch self {\n"
    for row in rows { out += "    case .\(row.name): .\(row.name)\n" }
    out += "    }\n  }\n\n" + operandsText + "\n" + targetText + "\n" + mapText + "\n" + readText
    return out + "}\n"
  }

  private var operandsText: String {
    var out = """
        /// Its operands in the order of the table, each with its role. Where the number of registers stands in another
        /// operand, `range` carries it and that operand follows as `count`.
        @inlinable package func forEachOperand<Failure: Error>(
          _ body: (Operand) throws(Failure) -> Void
        ) throws(Failure) {
          switch self {

      """
    for row in rows {
      out += "    case \(row.pattern { _ in true }):\n"
      for operand in row.operands { out += "      try body(\(construction(operand, in: row)))\n" }
      if row.operands.isEmpty { out += "      break\n" }
    }
    return out + "    }\n  }\n"
  }

  private func construction(_ operand: OpcodeRow.Operand, in row: OpcodeRow) -> String {
    let name = operand.name
    let count = (row.operand(.count) ?? row.operand(.count8))?.name ?? "1"
    return switch operand.role {
    case .range: ".range(\(name), registers: Int(\(count)))"
    case .range2: ".range(\(name), registers: 2 * Int(\(count)))"
    case .arguments: ".arguments(\(name), skill: \(row.operand(.skill)?.name ?? "0"))"
    case .count8: ".count(UInt16(\(name)))"
    case .errorkind: ".errorKind(\(name))"
    default: ".\(operand.role.rawValue)(\(name))"
    }
  }

  private var targetText: String {
    let jumps = rows.filter { $0.operand(.target) != nil }
    var out =
      "  /// Where it may go besides the next instruction.\n  @inlinable package var target: Int? {\n    switch self {\n"
    out += "    case " + jumps.map { $0.pattern { $0.role == .target } }.joined(separator: ",\n      ")
    out += ":\n      Int(\(jumps.first?.operand(.target)?.name ?? "to"))\n    case "
    out += wrapped(rows.filter { $0.operand(.target) == nil }.map { ".\($0.name)" }) + ": nil\n    }\n  }\n\n"
    out += "  /// The same instruction with another target.\n"
    out += "  package func retargeted(to target: Int) -> Instruction {\n    switch self {\n"
    for row in jumps {
      out += "    case \(row.pattern { $0.role != .target }):\n      .\(row.name)("
      out += row.operands.map { "\($0.name): \($0.role == .target ? "UInt32(target)" : $0.name)" }.joined(
        separator: ", ")
      out += ")\n"
    }
    out += "    case " + wrapped(rows.filter { $0.operand(.target) == nil }.map { ".\($0.name)" }) + ": self\n"
    return out + "    }\n  }\n"
  }

  private var mapText: String {
    var out = "  /// The same instruction with every register, even an absent permit, put through `map`.\n"
    out += "  package func mapRegisters(_ map: (Register) -> Register) -> Instruction {\n    switch self {\n"
    for row in rows where row.operands.contains(where: \.role.isRegister) {
      out += "    case \(row.pattern { _ in true }):\n      .\(row.name)("
      out += row.operands.map { "\($0.name): \($0.role.isRegister ? "map(\($0.name))" : $0.name)" }.joined(
        separator: ", ")
      out += ")\n"
    }
    let others = rows.filter { !$0.operands.contains(where: \.role.isRegister) }.map { ".\($0.name)" }
    return out + "    case " + wrapped(others) + ": self\n    }\n  }\n"
  }

  private var readText: String {
    var out =
      "  /// The instruction of this operation whose operands come next from `source`, in the order of the table.\n"
    out +=
      "  package static func read<Source: OperandSource & ~Escapable>(\n    _ opcode: Opcode, from source: inout Source\n"
    out += "  ) throws(Source.Failure) -> Instruction {\n    switch opcode {\n"
    for row in rows {
      let arguments = row.operands.map { "\($0.name): try source.\($0.role.reader)()" }.joined(separator: ", ")
      let call = row.operands.isEmpty ? ".\(row.name)" : ".\(row.name)(\(arguments))"
      let line = "    case .\(row.name): \(call)"
      out += (line.count <= 120 ? line : "    case .\(row.name):\n      \(call)") + "\n"
    }
    return out + "    }\n  }\n"
  }

  private func wrapped(_ names: [String]) -> String {
    var lines: [String] = []
    var line = ""
    for name in names {
      if line.count + name.count > 100 {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? name : " " + name
      line += ","
    }
    lines.append(line)
    return String(lines.joined(separator: "\n      ").dropLast())
  }
}

extension String {
  /// Each line that begins with `margin` begins with `other` instead.
  func replacingMargin(_ margin: String, with other: String) -> String {
    let lines = split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.hasPrefix(margin) ? other + $0.dropFirst(margin.count) : String($0)
    }
    // A line break inside the literal would break the text: the lines are joined by a backslash.
    return lines.joined(separator: " \\\n")
  }
}
