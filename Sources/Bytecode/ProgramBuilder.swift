// Turns functions, rows and constants, handed in one at a time, into a `Program`. The same calls in the same order give
// the same program, byte for byte.
import Values

package final class ProgramBuilder {
  /// (Nobody holds on to a part of it while asking for another: the run time need not look at every step.)
  @exclusivity(unchecked) private var program: Program
  private var builders: [FunctionBuilder] = []
  @exclusivity(unchecked) private var interner = ConstantInterner()
  private var failure: BytecodeError?
  private var isFinished = false

  package init(manifest: ProgramManifest) { program = Program(manifest: manifest) }

  package var versions: ProgramVersions {
    get { program.versions }
    set { program.versions = newValue }
  }
  package var manifest: ProgramManifest {
    get { program.manifest }
    set { program.manifest = newValue }
  }

  // MARK: Parts

  /// A function, numbered in the order of these calls: 0 is the skill itself. Its code may be emitted at any time.
  /// - parameters: inputs in declared order and the map `run`; registers 0 ..< parameters hold them.
  package func addFunction(name: String, parameters: Int) -> FunctionBuilder {
    check(builders.count + 1, BytecodeLimits.functions, "called skills")
    check(parameters, BytecodeLimits.parameters, "inputs", function: name)
    let function = FunctionBuilder(
      name: name, index: UInt16(min(builders.count, BytecodeLimits.functions)),
      parameters: UInt16(min(parameters, BytecodeLimits.parameters)), program: self)
    builders.append(function)
    return function
  }

  package func addSource(name: String, text: String) -> UInt16 {
    check(program.sources.count + 1, BytecodeLimits.sources, "skill files")
    program.sources.append(ProgramSource(name: name, text: text))
    return UInt16(min(program.sources.count - 1, BytecodeLimits.sources))
  }

  /// The number of a constant; equal values (same type, same content, same order of entries) get the same number.
  package func constant(_ value: PlainValue) -> UInt32 {
    do throws(EvaluationError) {
      let number = try interner.number(of: value)
      check(interner.constants.count, BytecodeLimits.constants, "constants")
      return number
    } catch {
      fail(.constant("a constant of the skill cannot be kept: \(error.message)"))
      return 0
    }
  }

  /// How many steps there are so far: the number that the next one gets.
  package var stepCount: Int { program.steps.count }

  package func addStep(_ row: consuming StepRow) -> UInt32 {
    check(program.steps.count + 1, BytecodeLimits.steps, "steps")
    program.steps.append(row)
    return UInt32(program.steps.count - 1)
  }

  /// Room for so many more steps.
  package func reserve(steps: Int) { program.steps.reserveCapacity(program.steps.count + steps) }

  func addEffect(_ row: consuming EffectRow) -> UInt16 {
    check(program.effects.count + 1, BytecodeLimits.effects, "effects")
    program.effects.append(row)
    return UInt16(truncatingIfNeeded: program.effects.count - 1)
  }

  func addGate(_ row: GateRow) -> UInt16 {
    check(program.gates.count + 1, BytecodeLimits.gates, "gates")
    program.gates.append(row)
    return UInt16(truncatingIfNeeded: program.gates.count - 1)
  }

  func addFork(_ row: ForkRow) -> UInt16 {
    check(program.forks.count + 1, BytecodeLimits.forks, "parallel steps")
    check(row.arms.count, BytecodeLimits.arms, "branches of a parallel step")
    check(Int(row.atOnce), BytecodeLimits.atOnce, "rows at once")
    program.forks.append(row)
    return UInt16(truncatingIfNeeded: program.forks.count - 1)
  }

  func setProbe(_ start: Int, of effect: UInt16) { program.effects[Int(effect)].probe = start }
  func setStart(_ start: Int, arm: Int, of fork: UInt16) { program.forks[Int(fork)].arms[arm].start = start }
  func setWrites(_ writes: [Register], arm: Int, of fork: UInt16) {
    program.forks[Int(fork)].arms[arm].writes = writes
  }

  /// Puts the row's registers, which are numbered as while emitting, where they are in the finished function.
  func settleRegisters(of fork: UInt16, _ settled: (Register) -> Register) {
    var row = program.forks[Int(fork)]
    for arm in row.arms.indices { row.arms[arm].writes = row.arms[arm].writes.map(settled).sorted() }
    row.item = row.item.map(settled)
    row.index = row.index.map(settled)
    row.collect = row.collect.map(settled)
    row.collected = row.collected.map(settled)
    program.forks[Int(fork)] = row
  }

  // MARK: Finishing

  /// The program. Throws the first bound that was passed while building. To be called once.
  package func finish() throws(BytecodeError) -> Program {
    precondition(!isFinished, "a program is finished once")
    isFinished = true
    var total = 0
    for builder in builders { total += builder.code.count }
    check(total, BytecodeLimits.instructions, "instructions")
    if let failure { throw failure }
    for builder in builders {
      let function = builder.finish(at: program.code.count)
      if let failure = builder.failure { throw failure }
      if program.code.isEmpty {
        // Most programs are one function, whose code is then theirs as it is.
        program.code = builder.code
        program.places = builder.places
      } else {
        program.code += builder.code
        program.places += builder.places
      }
      program.functions.append(function)
    }
    program.constants = interner.constants
    program.heap = interner.heap
    return program
  }

  private func fail(_ error: BytecodeError) { if failure == nil { failure = error } }

  private func check(_ count: Int, _ limit: Int, _ what: String, function: String? = nil) {
    if count > limit { fail(.tooMany(what, count: count, limit: limit, function: function)) }
  }
}

/// Keeps constants in one heap, each content once: equal parts of two constants are the same object.
struct ConstantInterner {
  private(set) var heap = Heap()
  private(set) var constants: [Value] = []
  private var numbers: [Key: UInt32] = [:]
  private var objects: [Key: Value] = [:]
  /// Texts are most of what a skill has: they are found without being taken apart, and with their numbers.
  private var texts: [Text: InternedText] = [:]
  private struct InternedText {
    var value: Value
    /// nil: so far it is only a part of other constants.
    var number: UInt32?
  }

  /// A value's content, in terms of objects that were interned before.
  private enum Key: Hashable {
    case word(UInt8, UInt64, UInt64)
    case text(ObjectKind, [UInt8])
    case cells(ObjectKind, [Key])
    case object(Ref)
  }

  /// Texts are the same where their bytes are; to `String` other spellings of a character are the same too.
  private struct Text: Hashable {
    let text: String
    static func == (a: Text, b: Text) -> Bool {
      let (one, other) = (a.text.utf8Span.span.bytes, b.text.utf8Span.span.bytes)
      guard one.byteCount == other.byteCount else { return false }
      var at = 0
      while at + 8 <= one.byteCount {
        if one.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self)
          != other.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self)
        {
          return false
        }
        at += 8
      }
      while at < one.byteCount {
        if one.unsafeLoad(fromByteOffset: at, as: UInt8.self)
          != other.unsafeLoad(fromByteOffset: at, as: UInt8.self)
        {
          return false
        }
        at += 1
      }
      return true
    }
    func hash(into hasher: inout Hasher) {
      text.utf8Span.span.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
  }

  init() { heap.limit = BytecodeLimits.constantBytes }

  mutating func number(of plain: PlainValue) throws(EvaluationError) -> UInt32 {
    if case .string(let text) = plain {
      let key = Text(text: text)
      let known = texts[key]
      if let number = known?.number { return number }
      let value = if let known { known.value } else { try heap.makeString(text) }
      texts[key] = InternedText(value: value, number: UInt32(constants.count))
      constants.append(value)
      return UInt32(constants.count - 1)
    }
    let value = try intern(plain, depth: 0)
    let key = Self.key(value)
    if let number = numbers[key] { return number }
    let number = UInt32(constants.count)
    constants.append(value)
    numbers[key] = number
    return number
  }

  private mutating func intern(_ plain: PlainValue, depth: Int) throws(EvaluationError) -> Value {
    guard depth <= ValueLimits.depth else {
      throw EvaluationError("it is nested too deeply (limit: \(ValueLimits.depth))")
    }
    switch plain {
    case .null: return .null
    case .bool(let flag): return .bool(flag)
    case .int(let number): return .int(number)
    case .uint(let number): return .uint(number)
    case .double(let number): return .double(number.isNaN ? .nan : number)
    case .decimal(let number): return .decimal(number)
    case .timestamp(let time): return .timestamp(time)
    case .duration(let time): return .duration(time)
    case .type(let type): return .type(type)
    case .string(let text):
      let key = Text(text: text)
      if let known = texts[key] { return known.value }
      let value = try heap.makeString(text)
      texts[key] = InternedText(value: value)
      return value
    case .bytes(let bytes):
      return try unique(.text(.bytes, bytes)) { heap throws(EvaluationError) in try heap.makeBytes(bytes) }
    case .list(let elements):
      let cells = try internAll(elements, depth: depth)
      return try unique(Self.key(.list, cells)) { heap throws(EvaluationError) in try heap.makeList(cells.span) }
    case .map(let entries):
      var parts: [PlainValue] = []
      parts.reserveCapacity(2 * entries.count)
      for entry in entries {
        parts.append(entry.key)
        parts.append(entry.value)
      }
      let cells = try internAll(parts, depth: depth)
      return try unique(Self.key(.map, cells)) { heap throws(EvaluationError) in try heap.makeMap(cells.span) }
    case .optional(nil): return .none
    case .optional(let inner?):
      let cell = try intern(inner, depth: depth + 1)
      return try unique(Self.key(.some, [cell])) { heap throws(EvaluationError) in try heap.makeSome(cell) }
    case .secret(let secret):
      // Text and holes in turn, beginning and ending with text.
      var parts: [PlainValue] = []
      for part in secret.parts {
        switch part {
        case .text(let text):
          if parts.count % 2 == 1, case .string(let before)? = parts.last {
            parts[parts.count - 1] = .string(before + text)
          } else {
            parts.append(.string(text))
          }
        case .hole(let name):
          if parts.count % 2 == 0 { parts.append("") }
          parts.append(.string(name))
        }
      }
      if parts.count % 2 == 0 { parts.append("") }
      let cells = try internAll(parts, depth: depth)
      return try unique(Self.key(.secret, cells)) { heap throws(EvaluationError) in try heap.makeSecret(cells) }
    case .error(let error):
      throw EvaluationError("an error (`\(error.message)`) is no constant")
    }
  }

  private mutating func internAll(_ parts: [PlainValue], depth: Int) throws(EvaluationError) -> [Value] {
    var cells: [Value] = []
    cells.reserveCapacity(parts.count)
    for part in parts { cells.append(try intern(part, depth: depth + 1)) }
    return cells
  }

  private mutating func unique(
    _ key: Key, _ make: (inout Heap) throws(EvaluationError) -> Value
  ) throws(EvaluationError) -> Value {
    if let value = objects[key] { return value }
    let value = try make(&heap)
    objects[key] = value
    return value
  }

  private static func key(_ kind: ObjectKind, _ cells: [Value]) -> Key { .cells(kind, cells.map(key)) }

  private static func key(_ value: Value) -> Key {
    switch value {
    case .unset: .word(0, 0, 0)
    case .null: .word(1, 0, 0)
    case .bool(let flag): .word(2, flag ? 1 : 0, 0)
    case .int(let number): .word(3, UInt64(bitPattern: number), 0)
    case .uint(let number): .word(4, number, 0)
    case .double(let number): .word(5, number.bitPattern, 0)
    case .decimal(let number): .word(6, UInt64(bitPattern: number.coefficient), UInt64(number.scale))
    case .timestamp(let time): .word(7, UInt64(bitPattern: time.seconds), UInt64(UInt32(bitPattern: time.nanoseconds)))
    case .duration(let time): .word(8, UInt64(bitPattern: time.seconds), UInt64(UInt32(bitPattern: time.nanoseconds)))
    case .type(let type): .word(9, UInt64(type.rawValue), 0)
    case .none: .word(10, 0, 0)
    case .string(let ref), .bytes(let ref), .list(let ref), .map(let ref), .some(let ref), .error(let ref),
      .secret(let ref):
      .object(ref)
    }
  }
}
