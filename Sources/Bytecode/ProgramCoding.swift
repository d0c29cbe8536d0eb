// Program ⇄ canonical bytes, as Grammar/program.md describes. The same program always gives the same bytes, whose SHA-256
// is its identity; bytes that no program gives are refused. What is read back is well-formed but not yet trusted: that is
// the verifier's word.
import Values

extension Program {
  /// The first bytes of every program.
  static let magic: [UInt8] = Array("TWINPROG".utf8)

  /// The canonical bytes. Throws for constants that cannot leave a heap (too deep, too large), which no builder makes.
  package func encoded() throws(CodingError) -> [UInt8] {
    var writer = CanonicalWriter()
    writer.bytes.reserveCapacity(4096 + code.count * 8)
    writer.raw(Self.magic)
    writer.varint(UInt64(versions.format))
    writer.varint(UInt64(versions.language))
    writer.text(versions.timeZones)
    writer.manifest(manifest)
    writer.count(constants.count)
    for constant in constants {
      do throws(EvaluationError) {
        try heap.encode(constant, into: &writer)
      } catch {
        throw CodingError(offset: writer.bytes.count, error.message)
      }
    }
    writer.list(functions) { $0.function($1) }
    for instruction in code { writer.instruction(instruction) }
    writer.places(places)
    writer.list(steps) { $0.step($1) }
    writer.list(effects) { $0.effect($1) }
    writer.list(gates) { $0.gate($1) }
    writer.list(forks) { $0.fork($1) }
    writer.list(sources) {
      $0.text($1.name)
      $0.text($1.text)
    }
    return writer.bytes
  }

  /// The program that these bytes spell. Refuses everything that `encoded` does not give, and every count over its bound.
  package init(encoded bytes: [UInt8]) throws(CodingError) {
    guard bytes.count <= BytecodeLimits.programBytes else {
      throw CodingError(
        offset: 0, "a program of \(bytes.count) bytes is too large (limit: \(BytecodeLimits.programBytes))")
    }
    var reader = CanonicalReader(bytes.span)
    guard bytes.starts(with: Self.magic) else { throw reader.error("this is no program of Twin's") }
    _ = try reader.raw(Self.magic.count)
    var versions = ProgramVersions()
    versions.format = UInt32(try reader.number(upTo: Int(UInt32.max)))
    guard versions.format == ProgramVersions.currentFormat else {
      throw reader.error("the program's format is version \(versions.format), which is not known here")
    }
    versions.language = UInt32(try reader.number(upTo: Int(UInt32.max)))
    guard versions.language <= ProgramVersions.currentLanguage else {
      throw reader.error("the program's language is version \(versions.language), which is not known here: it is of a newer release")
    }
    versions.timeZones = try reader.name()
    self.init(manifest: try reader.manifest())
    self.versions = versions
    var interner = ConstantInterner()
    let constantCount = try reader.count(upTo: BytecodeLimits.constants)
    for number in 0..<constantCount {
      let start = reader.position
      let value = try reader.plain()
      let given: UInt32
      do throws(EvaluationError) {
        given = try interner.number(of: value)
      } catch {
        throw reader.error(error.message, at: start)
      }
      guard given == number else { throw reader.error("a constant occurs twice", at: start) }
    }
    constants = interner.constants
    heap = interner.heap
    try readCode(&reader)
    steps = try reader.steps()
    effects = try reader.effects()
    gates = try reader.gates()
    forks = try reader.forks()
    let sourceCount = try reader.count(bytesEach: 2, upTo: BytecodeLimits.sources)
    for _ in 0..<sourceCount { sources.append(ProgramSource(name: try reader.name(), text: try reader.text())) }
    try reader.end()
  }

  private mutating func readCode(_ reader: inout CanonicalReader) throws(CodingError) {
    let functionCount = try reader.count(bytesEach: 8, upTo: BytecodeLimits.functions)
    for _ in 0..<functionCount {
      functions.append(try reader.function(at: functions.last?.code.upperBound ?? 0))
    }
    let total = functions.last?.code.upperBound ?? 0
    guard total <= reader.left else { throw reader.error("more instructions are announced than data follows") }
    code.reserveCapacity(total)
    for _ in 0..<total { code.append(try reader.instruction()) }
    places = try reader.places(total)
  }
}

// MARK: Small things

extension CanonicalWriter {
  mutating func list<Element>(_ elements: [Element], _ write: (inout CanonicalWriter, Element) -> Void) {
    count(elements.count)
    for element in elements { write(&self, element) }
  }

  mutating func optional<Wrapped>(_ value: Wrapped?, _ write: (inout CanonicalWriter, Wrapped) -> Void) {
    bool(value != nil)
    if let value { write(&self, value) }
  }

  mutating func number<Number: FixedWidthInteger & UnsignedInteger>(_ value: Number) { varint(UInt64(value)) }

  mutating func texts(_ texts: [String]) { list(texts) { $0.text($1) } }
}

extension CanonicalReader {
  mutating func name() throws(CodingError) -> String { try text(upTo: BytecodeLimits.nameBytes) }

  mutating func names() throws(CodingError) -> [String] {
    var names: [String] = []
    for _ in 0..<(try count(upTo: BytecodeLimits.listed)) { names.append(try name()) }
    return names
  }

  mutating func index() throws(CodingError) -> Int { try number(upTo: Int(UInt32.max)) }
  mutating func optionalName() throws(CodingError) -> String? { try bool() ? try name() : nil }
  mutating func optionalUInt16() throws(CodingError) -> UInt16? { try bool() ? try uint16() : nil }

  /// One of an enum's raw values, in one byte.
  mutating func word<Word: RawRepresentable>(_ what: StaticString) throws(CodingError) -> Word
  where Word.RawValue == UInt8 {
    let raw = try byte()
    guard let word = Word(rawValue: raw) else { throw error("\(what) is none that is known: \(raw)", at: position - 1) }
    return word
  }
}

// MARK: Instructions

extension CanonicalWriter {
  mutating func instruction(_ instruction: Instruction) {
    byte(instruction.opcode.rawValue)
    instruction.forEachOperand { operand in
      switch operand {
      case .write(let register), .write2(let register), .read(let register), .maybe(let register),
        .update(let register), .permit(let register), .range(let register, _), .arguments(let register, _):
        number(register)
      case .function(let value), .skill(let value), .effect(let value), .gate(let value), .fork(let value),
        .count(let value):
        number(value)
      case .target(let value), .constant(let value), .step(let value): number(value)
      case .errorKind(let kind): byte(kind.rawValue)
      case .bool(let flag): bool(flag)
      case .int16(let value): int(Int64(value))
      case .int32(let value): int(Int64(value))
      }
    }
  }

  /// Runs of instructions that come from the same place: how many, source, line, column.
  mutating func places(_ places: [SourcePoint]) {
    var start = 0
    while start < places.count {
      var end = start + 1
      while end < places.count, places[end] == places[start] { end += 1 }
      count(end - start)
      number(places[start].source)
      number(places[start].line)
      number(places[start].column)
      start = end
    }
  }

  mutating func place(_ place: SourcePoint) {
    number(place.source)
    number(place.line)
    number(place.column)
  }
}

extension CanonicalReader {
  mutating func instruction() throws(CodingError) -> Instruction {
    let raw = try byte()
    guard let opcode = Opcode(rawValue: raw) else { throw error("an unknown opcode: \(raw)", at: position - 1) }
    return try Instruction.read(opcode, from: &self)
  }

  mutating func places(_ total: Int) throws(CodingError) -> [SourcePoint] {
    var places: [SourcePoint] = []
    places.reserveCapacity(total)
    while places.count < total {
      let start = position
      let run = try number(upTo: total - places.count)
      let point = try place()
      guard run > 0, places.last != point else { throw error("places of instructions are not in runs", at: start) }
      for _ in 0..<run { places.append(point) }
    }
    return places
  }

  mutating func place() throws(CodingError) -> SourcePoint {
    let source = try uint16()
    let line = try uint32()
    return SourcePoint(source: source, line: line, column: try uint16())
  }
}

extension CanonicalReader: OperandSource {
  package typealias Failure = CodingError

  package mutating func register() throws(CodingError) -> Register { try uint16() }
  package mutating func uint8() throws(CodingError) -> UInt8 { UInt8(try number(upTo: Int(UInt8.max))) }
  package mutating func uint16() throws(CodingError) -> UInt16 { UInt16(try number(upTo: Int(UInt16.max))) }
  package mutating func uint32() throws(CodingError) -> UInt32 { UInt32(try number(upTo: Int(UInt32.max))) }

  package mutating func int16() throws(CodingError) -> Int16 {
    let start = position
    guard let value = Int16(exactly: try int()) else { throw error("a number is out of range", at: start) }
    return value
  }

  package mutating func int32() throws(CodingError) -> Int32 {
    let start = position
    guard let value = Int32(exactly: try int()) else { throw error("a number is out of range", at: start) }
    return value
  }
}
