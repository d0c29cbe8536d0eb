import Bytecode
import Testing
import Values

@Suite struct DisassemblerTests {
  @Test func aSkillReadsAsItsAuthorsLines() throws {
    let program = try payInvoices()
    try expectGolden("pay-invoices.txt", Disassembler.listing(of: program, verified: program.verified()))
  }

  @Test func everyOpcodeHasALine() throws {
    try expectGolden("every-opcode.txt", Disassembler.listing(of: everyOpcode()))
  }

  /// What is damaged can still be looked at.
  @Test func numbersThatMeanNothingAreShownAsNumbers() {
    var program = handMade(
      [
        .load(d: 1, k: 99), .effect(d: 1, effect: 7, a: 0, permit: 3), .callSkill(d: 1, skill: 5, first: 65_535),
        .step(n: 9),
      ])
    program.functions[0].code = 0..<9
    program.places = []
    let listing = Disassembler.listing(of: program)
    #expect(listing.contains("r1 = constant 99"))
    #expect(listing.contains("r1 = outcome of effect row 7 with arguments r0"))
  }
}

/// One instruction of each operation, with operands as a reader would have them count up.
func everyOpcode() -> Program {
  struct Counting: OperandSource {
    var next: UInt16 = 0
    mutating func register() -> Register {
      defer { next += 1 }
      return next
    }
    mutating func bool() -> Bool { true }
    mutating func int16() -> Int16 { -5 }
    mutating func int32() -> Int32 { 70_000 }
    mutating func uint8() -> UInt8 { 2 }
    mutating func uint16() -> UInt16 { function ? FunctionID.startsWith.rawValue : count ? 2 : 0 }
    mutating func uint32() -> UInt32 { 0 }
    mutating func errorKind() -> ErrorKind { .assert }
    var function = false
    var count = false
  }
  let code = Opcode.allCases.map { opcode in
    var source = Counting()
    source.function = opcode == .call
    source.count = opcode == .makeList || opcode == .makeMap || opcode == .interpolate
    return Instruction.read(opcode, from: &source)
  }
  return handMade(code) { program in
    program.effects = [effectRow()]
    program.gates = [GateRow(step: 0, id: "ok", kind: .ask, options: .map([]))]
    program.forks = [ForkRow(step: 0, arms: [.init(name: "left", start: 3, writes: [1, 2])])]
    program.constants = [.type(.map)]
  }
}
