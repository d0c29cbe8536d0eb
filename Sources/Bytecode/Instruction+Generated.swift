// Written by `swift run generate-grammar` from Grammar/opcodes.tsv; edit that instead.
import Values

/// The number of a register in a frame.
@usableFromInline package typealias Register = UInt16

/// One instruction: a trivial value of twelve bytes. The synopsis says what it does; `Grammar/opcodes.tsv` has the table.
package enum Instruction: BitwiseCopyable, Sendable {
  /// d = a.
  case move(d: Register, a: Register)
  /// d = unset; the step or variable has no value (yet, or again).
  case unset(d: Register)
  /// d = null.
  case loadNull(d: Register)
  /// d = value.
  case loadBool(d: Register, value: Bool)
  /// d = value; an int.
  case loadInt(d: Register, value: Int32)
  /// d = k; a constant.
  case load(d: Register, k: UInt32)
  /// d = optional.none() if a is unset, else optional.of(a).
  case wrap(d: Register, a: Register)
  /// d = a + b.
  case add(d: Register, a: Register, b: Register)
  /// d = a + value; an int literal.
  case addInt(d: Register, a: Register, value: Int16)
  /// d = a - b.
  case subtract(d: Register, a: Register, b: Register)
  /// d = a * b.
  case multiply(d: Register, a: Register, b: Register)
  /// d = a / b.
  case divide(d: Register, a: Register, b: Register)
  /// d = a % b.
  case modulo(d: Register, a: Register, b: Register)
  /// d = -a.
  case negate(d: Register, a: Register)
  /// d = !a.
  case not(d: Register, a: Register)
  /// d = a && b; a and b may be errors that were absorbed, and false wins over an error.
  case and(d: Register, a: Register, b: Register)
  /// d = a || b; a and b may be errors that were absorbed, and true wins over an error.
  case or(d: Register, a: Register, b: Register)
  /// d = a == b.
  case equal(d: Register, a: Register, b: Register)
  /// d = a != b.
  case notEqual(d: Register, a: Register, b: Register)
  /// d = a < b.
  case less(d: Register, a: Register, b: Register)
  /// d = a <= b.
  case lessOrEqual(d: Register, a: Register, b: Register)
  /// d = a in b.
  case contains(d: Register, a: Register, b: Register)
  /// go to `to`; which is not before this instruction.
  case jump(to: UInt32)
  /// go back to `to`; charges fuel and may collect garbage.
  case loop(to: UInt32)
  /// go to `to` if a is true; raises if a is no bool.
  case jumpIf(a: Register, to: UInt32)
  /// go to `to` if a is false; raises if a is no bool.
  case jumpUnless(a: Register, to: UInt32)
  /// go to `to` if a is unset.
  case jumpIfUnset(a: Register, to: UInt32)
  /// go to `to` if a is an error that was absorbed.
  case jumpIfError(a: Register, to: UInt32)
  /// go to `to` unless a == b.
  case jumpUnlessEqual(a: Register, b: Register, to: UInt32)
  /// go to `to` unless a < b.
  case jumpUnlessLess(a: Register, b: Register, to: UInt32)
  /// go to `to` unless a <= b.
  case jumpUnlessLessOrEqual(a: Register, b: Register, to: UInt32)
  /// d = [first, … count registers].
  case makeList(d: Register, first: Register, count: UInt16)
  /// d = {first: first+1, … count entries}; equal keys raise.
  case makeMap(d: Register, first: Register, count: UInt16)
  /// d = []; the next instructions fill it by `append`.
  case newList(d: Register)
  /// adds a to the list under construction in d.
  case append(d: Register, a: Register)
  /// adds the value of the optional a to the list under construction in d, or nothing.
  case appendOptional(d: Register, a: Register)
  /// d = the map whose keys and values alternate in list a; equal keys raise.
  case mapFromList(d: Register, a: Register)
  /// d = a.k; raises if there is none; through an optional a gives an optional.
  case field(d: Register, a: Register, k: UInt32)
  /// d = has(a.k).
  case hasField(d: Register, a: Register, k: UInt32)
  /// d = a.?k.
  case optionalField(d: Register, a: Register, k: UInt32)
  /// d = a[b].
  case index(d: Register, a: Register, b: Register)
  /// d = a[?b].
  case optionalIndex(d: Register, a: Register, b: Register)
  /// go to `to` if index is not below the size of a; raises if a is neither list nor map.
  case iterMore(index: Register, a: Register, to: UInt32)
  /// d = element (list) or key (map) number index of a; index += 1.
  case iterItem(d: Register, a: Register, index: Register)
  /// d, d+1 = index and element (list) or key and value (map) of entry number index of a; index += 1.
  case iterEntry(d: Register, a: Register, index: Register)
  /// d = function(first, … count registers).
  case call(d: Register, function: UInt16, first: Register, count: UInt8)
  /// d = the text of count registers, put together; a secret among them makes it a secret.
  case interpolate(d: Register, first: Register, count: UInt16)
  /// d = a, widened and completed by JSON Schema k; raises an `input` error that names the field.
  case check(d: Register, a: Register, k: UInt32)
  /// d = outputs of function `skill` called with its parameters in first, first+1, ….
  case callSkill(d: Register, skill: UInt16, first: Register)
  /// ends the function with a; at the bottom of the root fiber ends the run with a as its outputs.
  case `return`(a: Register)
  /// raises the error a again.
  case raise(a: Register)
  /// raises an error of kind `kind` with the text a.
  case fail(kind: ErrorKind, a: Register)
  /// step `n` begins; counts it and names it as the place of what follows. Where the budget of steps has ended it
  /// waits for a person to allow more (`on_budget: ask`), or raises.
  case step(n: UInt32)
  /// step `n` is passed over; its own `when:` said so.
  case skip(n: UInt32)
  /// d = outcome of effect row `effect` with arguments a; raises if it failed. An irreversible one demands that
  /// `permit` holds the same arguments byte for byte and takes it away.
  case effect(d: Register, effect: UInt16, a: Register, permit: Register)
  /// d = outcome of effect row `effect` with arguments a, in doubt; it is not known whether it happened and the probe
  /// could not tell, so the runtime asks a person.
  case doubt(d: Register, effect: UInt16, a: Register, permit: Register)
  /// d = decision of gate row `gate` with payload a; prompt, what is shown, allowed arguments, policy.
  case gate(d: Register, gate: UInt16, a: Register)
  /// waits for duration a.
  case timer(a: Register)
  /// waits until timestamp a.
  case timerUntil(a: Register)
  /// starts the arms of fork row `fork`; each with a copy of this frame; the next instruction is their join.
  case fork(fork: UInt16)
  /// starts one fiber of fork row `fork` for each element of list a; so many at once as the row says.
  case forkEach(fork: UInt16, a: Register)
  /// waits for the fibers of fork row `fork`; when all have ended merges what their rows say, or raises the first
  /// failure.
  case join(fork: UInt16)
  /// ends a fiber that fork row `fork` started.
  case armEnd(fork: UInt16)
  /// hands text a to the log.
  case log(a: Register)
  /// starts the only arm of fork row `fork` with a copy of this frame; once duration a is over it is stopped, and its
  /// join raises a `timeout` error; the next instruction is that join.
  case forkWithin(fork: UInt16, a: Register)
  /// d = a % value; an int literal.
  case moduloInt(d: Register, a: Register, value: Int16)
  /// go to `to` unless a == value; an int literal.
  case jumpUnlessEqualInt(a: Register, value: Int16, to: UInt32)
  /// if index < limit: index += 1 and go to `to`.
  case count(index: Register, limit: Register, to: UInt32)
}
