// What an operand of an instruction can be, and how operands are read back: the hand-written half of the shapes that
// InstructionShape+Generated.swift derives from Grammar/opcodes.tsv. Whoever walks instructions (verifier, coding,
// listing, builder) walks these operands and never lists opcodes.
import Values

/// One operand with its role. The roles are those of the column `operands` in Grammar/opcodes.tsv.
package enum Operand: BitwiseCopyable, Sendable {
  /// The register is given a value; `write2`: this one and the next.
  case write(Register)
  case write2(Register)
  /// The register must have been written (it may hold `unset` all the same, which most operations refuse).
  case read(Register)
  /// The register may never have been written, which is the same as `unset`.
  case maybe(Register)
  /// Read and written.
  case update(Register)
  /// Where an irreversible effect's allowed arguments are: read and taken away. `noRegister` where there is none.
  case permit(Register)
  /// `registers` registers from this one on are read.
  case range(Register, registers: Int)
  /// As many registers from this one on as function `skill` has parameters are read.
  case arguments(Register, skill: UInt16)
  /// Number of an instruction in `Program.code`.
  case target(UInt32)
  case constant(UInt32)
  /// `FunctionID.rawValue`.
  case function(UInt16)
  /// Number of a called skill in `Program.functions`.
  case skill(UInt16)
  case effect(UInt16)
  case gate(UInt16)
  case fork(UInt16)
  case step(UInt32)
  case errorKind(ErrorKind)
  case bool(Bool)
  case int16(Int16)
  case int32(Int32)
  /// How many (the register range before it carries the number too).
  case count(UInt16)
}

/// Stands for no register in a `permit` operand.
package let noRegister: Register = 0xFFFF

/// Where an instruction's operands come from when it is read back. A reader of borrowed bytes may be one.
package protocol OperandSource: ~Escapable {
  associatedtype Failure: Error
  mutating func register() throws(Failure) -> Register
  mutating func bool() throws(Failure) -> Bool
  mutating func int16() throws(Failure) -> Int16
  mutating func int32() throws(Failure) -> Int32
  mutating func uint8() throws(Failure) -> UInt8
  mutating func uint16() throws(Failure) -> UInt16
  mutating func uint32() throws(Failure) -> UInt32
  mutating func errorKind() throws(Failure) -> ErrorKind
}
