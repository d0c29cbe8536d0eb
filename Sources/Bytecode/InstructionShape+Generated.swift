// Written by `swift run generate-grammar` from Grammar/opcodes.tsv; edit that instead.
import Values

extension Instruction {
  package var opcode: Opcode {
    switch self {
    case .move: .move
    case .unset: .unset
    case .loadNull: .loadNull
    case .loadBool: .loadBool
    case .loadInt: .loadInt
    case .load: .load
    case .wrap: .wrap
    case .add: .add
    case .addInt: .addInt
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    case .modulo: .modulo
    case .negate: .negate
    case .not: .not
    case .and: .and
    case .or: .or
    case .equal: .equal
    case .notEqual: .notEqual
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .contains: .contains
    case .jump: .jump
    case .loop: .loop
    case .jumpIf: .jumpIf
    case .jumpUnless: .jumpUnless
    case .jumpIfUnset: .jumpIfUnset
    case .jumpIfError: .jumpIfError
    case .jumpUnlessEqual: .jumpUnlessEqual
    case .jumpUnlessLess: .jumpUnlessLess
    case .jumpUnlessLessOrEqual: .jumpUnlessLessOrEqual
    case .makeList: .makeList
    case .makeMap: .makeMap
    case .newList: .newList
    case .append: .append
    case .appendOptional: .appendOptional
    case .mapFromList: .mapFromList
    case .field: .field
    case .hasField: .hasField
    case .optionalField: .optionalField
    case .index: .index
    case .optionalIndex: .optionalIndex
    case .iterMore: .iterMore
    case .iterItem: .iterItem
    case .iterEntry: .iterEntry
    case .call: .call
    case .interpolate: .interpolate
    case .check: .check
    case .callSkill: .callSkill
    case .return: .return
    case .raise: .raise
    case .fail: .fail
    case .step: .step
    case .skip: .skip
    case .effect: .effect
    case .doubt: .doubt
    case .gate: .gate
    case .timer: .timer
    case .timerUntil: .timerUntil
    case .fork: .fork
    case .forkEach: .forkEach
    case .join: .join
    case .armEnd: .armEnd
    case .log: .log
    case .forkWithin: .forkWithin
    case .moduloInt: .moduloInt
    case .jumpUnlessEqualInt: .jumpUnlessEqualInt
    case .count: .count
    }
  }

  /// Its operands in the order of the table, each with its role. Where the number of registers stands in another
  /// operand, `range` carries it and that operand follows as `count`.
  @inlinable package func forEachOperand<Failure: Error>(
    _ body: (Operand) throws(Failure) -> Void
  ) throws(Failure) {
    switch self {
    case .move(let d, let a):
      try body(.write(d))
      try body(.read(a))
    case .unset(let d):
      try body(.write(d))
    case .loadNull(let d):
      try body(.write(d))
    case .loadBool(let d, let value):
      try body(.write(d))
      try body(.bool(value))
    case .loadInt(let d, let value):
      try body(.write(d))
      try body(.int32(value))
    case .load(let d, let k):
      try body(.write(d))
      try body(.constant(k))
    case .wrap(let d, let a):
      try body(.write(d))
      try body(.maybe(a))
    case .add(let d, let a, let b):
      try body(.write(d))
      try body(.read(a))
      try body(.read(b))
    case .addInt(let d, let a, let value):
      try body(.write(d))
      try body(.read(a))
      try body(.int16(value))
    case .subtract(let d, let a, let b):
      try body(.write(d))
      try body(.read(a))
      try body(.read(b))
    case .multiply(let d, let a, let b):
      try body(.write(d))
      try body(.read(a))
      try body(.read(b))
    case .divide(let d, let a, let b):
      try body(.write(d))
      try body(.read(a))
      try body(.read(b))
    case .modulo(let d, let a, let b):
      try body(.write(d))
      try body(.read(a))
      try body(.read(b))
    case .negate(let d, let a):
      try body(.write(d))
      try body(.read(a))
    case .not(let d, let a):
      try body(.write(d))
      try body(.read(a))
    case .and(let d, let a, let b):
      try body(.write(d))
      try body(.read(a))
      try body(.read(b))
    case .or(let d, let a, let b):
      try body(.write(d))
      try body(.read(a))
      try body(.read(b))
    case .equal(let d, let a, let b):
      try body(.write(d))
      try body(.read(a))
      try body(.read(b))
    case .notEqual(let d, let a, let b):
      try body(.write(d))
      try body(.read(a))
      try body(.read(b))
    case .less(let d, let a, let b):
      try body(.write(d))
      try body(.read(a))
      try body(.read(b))
    case .lessOrEqual(let d, let a, let b):
      try body(.write(d))
      try body(.read(a))
      try body(.read(b))
    case .contains(let d, let a, let b):
      try body(.write(d))
      try body(.read(a))
      try body(.read(b))
    case .jump(let to):
      try body(.target(to))
    case .loop(let to):
      try body(.target(to))
    case .jumpIf(let a, let to):
      try body(.read(a))
      try body(.target(to))
    case .jumpUnless(let a, let to):
      try body(.read(a))
      try body(.target(to))
    case .jumpIfUnset(let a, let to):
      try body(.maybe(a))
      try body(.target(to))
    case .jumpIfError(let a, let to):
      try body(.read(a))
      try body(.target(to))
    case .jumpUnlessEqual(let a, let b, let to):
      try body(.read(a))
      try body(.read(b))
      try body(.target(to))
    case .jumpUnlessLess(let a, let b, let to):
      try body(.read(a))
      try body(.read(b))
      try body(.target(to))
    case .jumpUnlessLessOrEqual(let a, let b, let to):
      try body(.read(a))
      try body(.read(b))
      try body(.target(to))
    case .makeList(let d, let first, let count):
      try body(.write(d))
      try body(.range(first, registers: Int(count)))
      try body(.count(count))
    case .makeMap(let d, let first, let count):
      try body(.write(d))
      try body(.range(first, registers: 2 * Int(count)))
      try body(.count(count))
    case .newList(let d):
      try body(.write(d))
    case .append(let d, let a):
      try body(.update(d))
      try body(.read(a))
    case .appendOptional(let d, let a):
      try body(.update(d))
      try body(.read(a))
    case .mapFromList(let d, let a):
      try body(.write(d))
      try body(.read(a))
    case .field(let d, let a, let k):
      try body(.write(d))
      try body(.read(a))
      try body(.constant(k))
    case .hasField(let d, let a, let k):
      try body(.write(d))
      try body(.read(a))
      try body(.constant(k))
    case .optionalField(let d, let a, let k):
      try body(.write(d))
      try body(.read(a))
      try body(.constant(k))
    case .index(let d, let a, let b):
      try body(.write(d))
      try body(.read(a))
      try body(.read(b))
    case .optionalIndex(let d, let a, let b):
      try body(.write(d))
      try body(.read(a))
      try body(.read(b))
    case .iterMore(let index, let a, let to):
      try body(.read(index))
      try body(.read(a))
      try body(.target(to))
    case .iterItem(let d, let a, let index):
      try body(.write(d))
      try body(.read(a))
      try body(.update(index))
    case .iterEntry(let d, let a, let index):
      try body(.write2(d))
      try body(.read(a))
      try body(.update(index))
    case .call(let d, let function, let first, let count):
      try body(.write(d))
      try body(.function(function))
      try body(.range(first, registers: Int(count)))
      try body(.count(UInt16(count)))
    case .interpolate(let d, let first, let count):
      try body(.write(d))
      try body(.range(first, registers: Int(count)))
      try body(.count(count))
    case .check(let d, let a, let k):
      try body(.write(d))
      try body(.read(a))
      try body(.constant(k))
    case .callSkill(let d, let skill, let first):
      try body(.write(d))
      try body(.skill(skill))
      try body(.arguments(first, skill: skill))
    case .return(let a):
      try body(.read(a))
    case .raise(let a):
      try body(.read(a))
    case .fail(let kind, let a):
      try body(.errorKind(kind))
      try body(.read(a))
    case .step(let n):
      try body(.step(n))
    case .skip(let n):
      try body(.step(n))
    case .effect(let d, let effect, let a, let permit):
      try body(.write(d))
      try body(.effect(effect))
      try body(.read(a))
      try body(.permit(permit))
    case .doubt(let d, let effect, let a, let permit):
      try body(.write(d))
      try body(.effect(effect))
      try body(.read(a))
      try body(.permit(permit))
    case .gate(let d, let gate, let a):
      try body(.write(d))
      try body(.gate(gate))
      try body(.read(a))
    case .timer(let a):
      try body(.read(a))
    case .timerUntil(let a):
      try body(.read(a))
    case .fork(let fork):
      try body(.fork(fork))
    case .forkEach(let fork, let a):
      try body(.fork(fork))
      try body(.read(a))
    case .join(let fork):
      try body(.fork(fork))
    case .armEnd(let fork):
      try body(.fork(fork))
    case .log(let a):
      try body(.read(a))
    case .forkWithin(let fork, let a):
      try body(.fork(fork))
      try body(.read(a))
    case .moduloInt(let d, let a, let value):
      try body(.write(d))
      try body(.read(a))
      try body(.int16(value))
    case .jumpUnlessEqualInt(let a, let value, let to):
      try body(.read(a))
      try body(.int16(value))
      try body(.target(to))
    case .count(let index, let limit, let to):
      try body(.update(index))
      try body(.read(limit))
      try body(.target(to))
    }
  }

  /// Where it may go besides the next instruction.
  @inlinable package var target: Int? {
    switch self {
    case .jump(let to),
      .loop(let to),
      .jumpIf(_, let to),
      .jumpUnless(_, let to),
      .jumpIfUnset(_, let to),
      .jumpIfError(_, let to),
      .jumpUnlessEqual(_, _, let to),
      .jumpUnlessLess(_, _, let to),
      .jumpUnlessLessOrEqual(_, _, let to),
      .iterMore(_, _, let to),
      .jumpUnlessEqualInt(_, _, let to),
      .count(_, _, let to):
      Int(to)
    case .move, .unset, .loadNull, .loadBool, .loadInt, .load, .wrap, .add, .addInt, .subtract, .multiply,
      .divide, .modulo, .negate, .not, .and, .or, .equal, .notEqual, .less, .lessOrEqual, .contains,
      .makeList, .makeMap, .newList, .append, .appendOptional, .mapFromList, .field, .hasField,
      .optionalField, .index, .optionalIndex, .iterItem, .iterEntry, .call, .interpolate, .check,
      .callSkill, .return, .raise, .fail, .step, .skip, .effect, .doubt, .gate, .timer, .timerUntil, .fork,
      .forkEach, .join, .armEnd, .log, .forkWithin, .moduloInt: nil
    }
  }

  /// The same instruction with another target.
  package func retargeted(to target: Int) -> Instruction {
    switch self {
    case .jump:
      .jump(to: UInt32(target))
    case .loop:
      .loop(to: UInt32(target))
    case .jumpIf(let a, _):
      .jumpIf(a: a, to: UInt32(target))
    case .jumpUnless(let a, _):
      .jumpUnless(a: a, to: UInt32(target))
    case .jumpIfUnset(let a, _):
      .jumpIfUnset(a: a, to: UInt32(target))
    case .jumpIfError(let a, _):
      .jumpIfError(a: a, to: UInt32(target))
    case .jumpUnlessEqual(let a, let b, _):
      .jumpUnlessEqual(a: a, b: b, to: UInt32(target))
    case .jumpUnlessLess(let a, let b, _):
      .jumpUnlessLess(a: a, b: b, to: UInt32(target))
    case .jumpUnlessLessOrEqual(let a, let b, _):
      .jumpUnlessLessOrEqual(a: a, b: b, to: UInt32(target))
    case .iterMore(let index, let a, _):
      .iterMore(index: index, a: a, to: UInt32(target))
    case .jumpUnlessEqualInt(let a, let value, _):
      .jumpUnlessEqualInt(a: a, value: value, to: UInt32(target))
    case .count(let index, let limit, _):
      .count(index: index, limit: limit, to: UInt32(target))
    case .move, .unset, .loadNull, .loadBool, .loadInt, .load, .wrap, .add, .addInt, .subtract, .multiply,
      .divide, .modulo, .negate, .not, .and, .or, .equal, .notEqual, .less, .lessOrEqual, .contains,
      .makeList, .makeMap, .newList, .append, .appendOptional, .mapFromList, .field, .hasField,
      .optionalField, .index, .optionalIndex, .iterItem, .iterEntry, .call, .interpolate, .check,
      .callSkill, .return, .raise, .fail, .step, .skip, .effect, .doubt, .gate, .timer, .timerUntil, .fork,
      .forkEach, .join, .armEnd, .log, .forkWithin, .moduloInt: self
    }
  }

  /// The same instruction with every register, even an absent permit, put through `map`.
  package func mapRegisters(_ map: (Register) -> Register) -> Instruction {
    switch self {
    case .move(let d, let a):
      .move(d: map(d), a: map(a))
    case .unset(let d):
      .unset(d: map(d))
    case .loadNull(let d):
      .loadNull(d: map(d))
    case .loadBool(let d, let value):
      .loadBool(d: map(d), value: value)
    case .loadInt(let d, let value):
      .loadInt(d: map(d), value: value)
    case .load(let d, let k):
      .load(d: map(d), k: k)
    case .wrap(let d, let a):
      .wrap(d: map(d), a: map(a))
    case .add(let d, let a, let b):
      .add(d: map(d), a: map(a), b: map(b))
    case .addInt(let d, let a, let value):
      .addInt(d: map(d), a: map(a), value: value)
    case .subtract(let d, let a, let b):
      .subtract(d: map(d), a: map(a), b: map(b))
    case .multiply(let d, let a, let b):
      .multiply(d: map(d), a: map(a), b: map(b))
    case .divide(let d, let a, let b):
      .divide(d: map(d), a: map(a), b: map(b))
    case .modulo(let d, let a, let b):
      .modulo(d: map(d), a: map(a), b: map(b))
    case .negate(let d, let a):
      .negate(d: map(d), a: map(a))
    case .not(let d, let a):
      .not(d: map(d), a: map(a))
    case .and(let d, let a, let b):
      .and(d: map(d), a: map(a), b: map(b))
    case .or(let d, let a, let b):
      .or(d: map(d), a: map(a), b: map(b))
    case .equal(let d, let a, let b):
      .equal(d: map(d), a: map(a), b: map(b))
    case .notEqual(let d, let a, let b):
      .notEqual(d: map(d), a: map(a), b: map(b))
    case .less(let d, let a, let b):
      .less(d: map(d), a: map(a), b: map(b))
    case .lessOrEqual(let d, let a, let b):
      .lessOrEqual(d: map(d), a: map(a), b: map(b))
    case .contains(let d, let a, let b):
      .contains(d: map(d), a: map(a), b: map(b))
    case .jumpIf(let a, let to):
      .jumpIf(a: map(a), to: to)
    case .jumpUnless(let a, let to):
      .jumpUnless(a: map(a), to: to)
    case .jumpIfUnset(let a, let to):
      .jumpIfUnset(a: map(a), to: to)
    case .jumpIfError(let a, let to):
      .jumpIfError(a: map(a), to: to)
    case .jumpUnlessEqual(let a, let b, let to):
      .jumpUnlessEqual(a: map(a), b: map(b), to: to)
    case .jumpUnlessLess(let a, let b, let to):
      .jumpUnlessLess(a: map(a), b: map(b), to: to)
    case .jumpUnlessLessOrEqual(let a, let b, let to):
      .jumpUnlessLessOrEqual(a: map(a), b: map(b), to: to)
    case .makeList(let d, let first, let count):
      .makeList(d: map(d), first: map(first), count: count)
    case .makeMap(let d, let first, let count):
      .makeMap(d: map(d), first: map(first), count: count)
    case .newList(let d):
      .newList(d: map(d))
    case .append(let d, let a):
      .append(d: map(d), a: map(a))
    case .appendOptional(let d, let a):
      .appendOptional(d: map(d), a: map(a))
    case .mapFromList(let d, let a):
      .mapFromList(d: map(d), a: map(a))
    case .field(let d, let a, let k):
      .field(d: map(d), a: map(a), k: k)
    case .hasField(let d, let a, let k):
      .hasField(d: map(d), a: map(a), k: k)
    case .optionalField(let d, let a, let k):
      .optionalField(d: map(d), a: map(a), k: k)
    case .index(let d, let a, let b):
      .index(d: map(d), a: map(a), b: map(b))
    case .optionalIndex(let d, let a, let b):
      .optionalIndex(d: map(d), a: map(a), b: map(b))
    case .iterMore(let index, let a, let to):
      .iterMore(index: map(index), a: map(a), to: to)
    case .iterItem(let d, let a, let index):
      .iterItem(d: map(d), a: map(a), index: map(index))
    case .iterEntry(let d, let a, let index):
      .iterEntry(d: map(d), a: map(a), index: map(index))
    case .call(let d, let function, let first, let count):
      .call(d: map(d), function: function, first: map(first), count: count)
    case .interpolate(let d, let first, let count):
      .interpolate(d: map(d), first: map(first), count: count)
    case .check(let d, let a, let k):
      .check(d: map(d), a: map(a), k: k)
    case .callSkill(let d, let skill, let first):
      .callSkill(d: map(d), skill: skill, first: map(first))
    case .return(let a):
      .return(a: map(a))
    case .raise(let a):
      .raise(a: map(a))
    case .fail(let kind, let a):
      .fail(kind: kind, a: map(a))
    case .effect(let d, let effect, let a, let permit):
      .effect(d: map(d), effect: effect, a: map(a), permit: map(permit))
    case .doubt(let d, let effect, let a, let permit):
      .doubt(d: map(d), effect: effect, a: map(a), permit: map(permit))
    case .gate(let d, let gate, let a):
      .gate(d: map(d), gate: gate, a: map(a))
    case .timer(let a):
      .timer(a: map(a))
    case .timerUntil(let a):
      .timerUntil(a: map(a))
    case .forkEach(let fork, let a):
      .forkEach(fork: fork, a: map(a))
    case .log(let a):
      .log(a: map(a))
    case .forkWithin(let fork, let a):
      .forkWithin(fork: fork, a: map(a))
    case .moduloInt(let d, let a, let value):
      .moduloInt(d: map(d), a: map(a), value: value)
    case .jumpUnlessEqualInt(let a, let value, let to):
      .jumpUnlessEqualInt(a: map(a), value: value, to: to)
    case .count(let index, let limit, let to):
      .count(index: map(index), limit: map(limit), to: to)
    case .jump, .loop, .step, .skip, .fork, .join, .armEnd: self
    }
  }

  /// The instruction of this operation whose operands come next from `source`, in the order of the table.
  package static func read<Source: OperandSource & ~Escapable>(
    _ opcode: Opcode, from source: inout Source
  ) throws(Source.Failure) -> Instruction {
    switch opcode {
    case .move: .move(d: try source.register(), a: try source.register())
    case .unset: .unset(d: try source.register())
    case .loadNull: .loadNull(d: try source.register())
    case .loadBool: .loadBool(d: try source.register(), value: try source.bool())
    case .loadInt: .loadInt(d: try source.register(), value: try source.int32())
    case .load: .load(d: try source.register(), k: try source.uint32())
    case .wrap: .wrap(d: try source.register(), a: try source.register())
    case .add: .add(d: try source.register(), a: try source.register(), b: try source.register())
    case .addInt: .addInt(d: try source.register(), a: try source.register(), value: try source.int16())
    case .subtract: .subtract(d: try source.register(), a: try source.register(), b: try source.register())
    case .multiply: .multiply(d: try source.register(), a: try source.register(), b: try source.register())
    case .divide: .divide(d: try source.register(), a: try source.register(), b: try source.register())
    case .modulo: .modulo(d: try source.register(), a: try source.register(), b: try source.register())
    case .negate: .negate(d: try source.register(), a: try source.register())
    case .not: .not(d: try source.register(), a: try source.register())
    case .and: .and(d: try source.register(), a: try source.register(), b: try source.register())
    case .or: .or(d: try source.register(), a: try source.register(), b: try source.register())
    case .equal: .equal(d: try source.register(), a: try source.register(), b: try source.register())
    case .notEqual: .notEqual(d: try source.register(), a: try source.register(), b: try source.register())
    case .less: .less(d: try source.register(), a: try source.register(), b: try source.register())
    case .lessOrEqual: .lessOrEqual(d: try source.register(), a: try source.register(), b: try source.register())
    case .contains: .contains(d: try source.register(), a: try source.register(), b: try source.register())
    case .jump: .jump(to: try source.uint32())
    case .loop: .loop(to: try source.uint32())
    case .jumpIf: .jumpIf(a: try source.register(), to: try source.uint32())
    case .jumpUnless: .jumpUnless(a: try source.register(), to: try source.uint32())
    case .jumpIfUnset: .jumpIfUnset(a: try source.register(), to: try source.uint32())
    case .jumpIfError: .jumpIfError(a: try source.register(), to: try source.uint32())
    case .jumpUnlessEqual: .jumpUnlessEqual(a: try source.register(), b: try source.register(), to: try source.uint32())
    case .jumpUnlessLess: .jumpUnlessLess(a: try source.register(), b: try source.register(), to: try source.uint32())
    case .jumpUnlessLessOrEqual:
      .jumpUnlessLessOrEqual(a: try source.register(), b: try source.register(), to: try source.uint32())
    case .makeList: .makeList(d: try source.register(), first: try source.register(), count: try source.uint16())
    case .makeMap: .makeMap(d: try source.register(), first: try source.register(), count: try source.uint16())
    case .newList: .newList(d: try source.register())
    case .append: .append(d: try source.register(), a: try source.register())
    case .appendOptional: .appendOptional(d: try source.register(), a: try source.register())
    case .mapFromList: .mapFromList(d: try source.register(), a: try source.register())
    case .field: .field(d: try source.register(), a: try source.register(), k: try source.uint32())
    case .hasField: .hasField(d: try source.register(), a: try source.register(), k: try source.uint32())
    case .optionalField: .optionalField(d: try source.register(), a: try source.register(), k: try source.uint32())
    case .index: .index(d: try source.register(), a: try source.register(), b: try source.register())
    case .optionalIndex: .optionalIndex(d: try source.register(), a: try source.register(), b: try source.register())
    case .iterMore: .iterMore(index: try source.register(), a: try source.register(), to: try source.uint32())
    case .iterItem: .iterItem(d: try source.register(), a: try source.register(), index: try source.register())
    case .iterEntry: .iterEntry(d: try source.register(), a: try source.register(), index: try source.register())
    case .call:
      .call(d: try source.register(), function: try source.uint16(), first: try source.register(), count: try source.uint8())
    case .interpolate: .interpolate(d: try source.register(), first: try source.register(), count: try source.uint16())
    case .check: .check(d: try source.register(), a: try source.register(), k: try source.uint32())
    case .callSkill: .callSkill(d: try source.register(), skill: try source.uint16(), first: try source.register())
    case .return: .return(a: try source.register())
    case .raise: .raise(a: try source.register())
    case .fail: .fail(kind: try source.errorKind(), a: try source.register())
    case .step: .step(n: try source.uint32())
    case .skip: .skip(n: try source.uint32())
    case .effect:
      .effect(d: try source.register(), effect: try source.uint16(), a: try source.register(), permit: try source.register())
    case .doubt:
      .doubt(d: try source.register(), effect: try source.uint16(), a: try source.register(), permit: try source.register())
    case .gate: .gate(d: try source.register(), gate: try source.uint16(), a: try source.register())
    case .timer: .timer(a: try source.register())
    case .timerUntil: .timerUntil(a: try source.register())
    case .fork: .fork(fork: try source.uint16())
    case .forkEach: .forkEach(fork: try source.uint16(), a: try source.register())
    case .join: .join(fork: try source.uint16())
    case .armEnd: .armEnd(fork: try source.uint16())
    case .log: .log(a: try source.register())
    case .forkWithin: .forkWithin(fork: try source.uint16(), a: try source.register())
    case .moduloInt: .moduloInt(d: try source.register(), a: try source.register(), value: try source.int16())
    case .jumpUnlessEqualInt:
      .jumpUnlessEqualInt(a: try source.register(), value: try source.int16(), to: try source.uint32())
    case .count: .count(index: try source.register(), limit: try source.register(), to: try source.uint32())
    }
  }
}
