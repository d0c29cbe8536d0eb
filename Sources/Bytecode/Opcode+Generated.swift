// Written by `swift run generate-grammar` from Grammar/opcodes.tsv; edit that instead.

/// An instruction's operation. The raw value is its code in the program format.
package enum Opcode: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  case move = 1
  case unset = 2
  case loadNull = 3
  case loadBool = 4
  case loadInt = 5
  case load = 6
  case wrap = 7
  case add = 8
  case addInt = 9
  case subtract = 10
  case multiply = 11
  case divide = 12
  case modulo = 13
  case negate = 14
  case not = 15
  case and = 16
  case or = 17
  case equal = 18
  case notEqual = 19
  case less = 20
  case lessOrEqual = 21
  case contains = 22
  case jump = 23
  case loop = 24
  case jumpIf = 25
  case jumpUnless = 26
  case jumpIfUnset = 27
  case jumpIfError = 28
  case jumpUnlessEqual = 29
  case jumpUnlessLess = 30
  case jumpUnlessLessOrEqual = 31
  case makeList = 32
  case makeMap = 33
  case newList = 34
  case append = 35
  case appendOptional = 36
  case mapFromList = 37
  case field = 38
  case hasField = 39
  case optionalField = 40
  case index = 41
  case optionalIndex = 42
  case iterMore = 43
  case iterItem = 44
  case iterEntry = 45
  case call = 46
  case interpolate = 47
  case check = 48
  case callSkill = 49
  case `return` = 50
  case raise = 51
  case fail = 52
  case step = 53
  case skip = 54
  case effect = 55
  case doubt = 56
  case gate = 57
  case timer = 58
  case timerUntil = 59
  case fork = 60
  case forkEach = 61
  case join = 62
  case armEnd = 63
  case log = 64
  case forkWithin = 65
  case moduloInt = 66
  case jumpUnlessEqualInt = 67
  case count = 68
}

/// What kind of thing an operation is.
package enum OpcodeClass: String, Sendable {
  case data, arithmetic, logic, compare, control, safepoint, exit, step, ticket, effectless
}

extension Opcode {
  /// Its name in listings.
  package var name: String {
    switch self {
    case .move: "move"
    case .unset: "unset"
    case .loadNull: "loadNull"
    case .loadBool: "loadBool"
    case .loadInt: "loadInt"
    case .load: "load"
    case .wrap: "wrap"
    case .add: "add"
    case .addInt: "addInt"
    case .subtract: "subtract"
    case .multiply: "multiply"
    case .divide: "divide"
    case .modulo: "modulo"
    case .negate: "negate"
    case .not: "not"
    case .and: "and"
    case .or: "or"
    case .equal: "equal"
    case .notEqual: "notEqual"
    case .less: "less"
    case .lessOrEqual: "lessOrEqual"
    case .contains: "contains"
    case .jump: "jump"
    case .loop: "loop"
    case .jumpIf: "jumpIf"
    case .jumpUnless: "jumpUnless"
    case .jumpIfUnset: "jumpIfUnset"
    case .jumpIfError: "jumpIfError"
    case .jumpUnlessEqual: "jumpUnlessEqual"
    case .jumpUnlessLess: "jumpUnlessLess"
    case .jumpUnlessLessOrEqual: "jumpUnlessLessOrEqual"
    case .makeList: "makeList"
    case .makeMap: "makeMap"
    case .newList: "newList"
    case .append: "append"
    case .appendOptional: "appendOptional"
    case .mapFromList: "mapFromList"
    case .field: "field"
    case .hasField: "hasField"
    case .optionalField: "optionalField"
    case .index: "index"
    case .optionalIndex: "optionalIndex"
    case .iterMore: "iterMore"
    case .iterItem: "iterItem"
    case .iterEntry: "iterEntry"
    case .call: "call"
    case .interpolate: "interpolate"
    case .check: "check"
    case .callSkill: "callSkill"
    case .return: "return"
    case .raise: "raise"
    case .fail: "fail"
    case .step: "step"
    case .skip: "skip"
    case .effect: "effect"
    case .doubt: "doubt"
    case .gate: "gate"
    case .timer: "timer"
    case .timerUntil: "timerUntil"
    case .fork: "fork"
    case .forkEach: "forkEach"
    case .join: "join"
    case .armEnd: "armEnd"
    case .log: "log"
    case .forkWithin: "forkWithin"
    case .moduloInt: "moduloInt"
    case .jumpUnlessEqualInt: "jumpUnlessEqualInt"
    case .count: "count"
    }
  }

  package var group: OpcodeClass {
    switch self {
    case .move: .data
    case .unset: .data
    case .loadNull: .data
    case .loadBool: .data
    case .loadInt: .data
    case .load: .data
    case .wrap: .data
    case .add: .arithmetic
    case .addInt: .arithmetic
    case .subtract: .arithmetic
    case .multiply: .arithmetic
    case .divide: .arithmetic
    case .modulo: .arithmetic
    case .negate: .arithmetic
    case .not: .logic
    case .and: .logic
    case .or: .logic
    case .equal: .compare
    case .notEqual: .compare
    case .less: .compare
    case .lessOrEqual: .compare
    case .contains: .compare
    case .jump: .control
    case .loop: .safepoint
    case .jumpIf: .control
    case .jumpUnless: .control
    case .jumpIfUnset: .control
    case .jumpIfError: .control
    case .jumpUnlessEqual: .control
    case .jumpUnlessLess: .control
    case .jumpUnlessLessOrEqual: .control
    case .makeList: .data
    case .makeMap: .data
    case .newList: .data
    case .append: .data
    case .appendOptional: .data
    case .mapFromList: .data
    case .field: .data
    case .hasField: .data
    case .optionalField: .data
    case .index: .data
    case .optionalIndex: .data
    case .iterMore: .control
    case .iterItem: .data
    case .iterEntry: .data
    case .call: .data
    case .interpolate: .data
    case .check: .data
    case .callSkill: .safepoint
    case .return: .exit
    case .raise: .exit
    case .fail: .exit
    case .step: .step
    case .skip: .step
    case .effect: .ticket
    case .doubt: .ticket
    case .gate: .ticket
    case .timer: .ticket
    case .timerUntil: .ticket
    case .fork: .safepoint
    case .forkEach: .safepoint
    case .join: .ticket
    case .armEnd: .exit
    case .log: .effectless
    case .forkWithin: .safepoint
    case .moduloInt: .arithmetic
    case .jumpUnlessEqualInt: .control
    case .count: .control
    }
  }

  /// What it does, in terms of its operands' names.
  package var synopsis: String {
    switch self {
    case .move: "d = a"
    case .unset: "d = unset; the step or variable has no value (yet, or again)"
    case .loadNull: "d = null"
    case .loadBool: "d = value"
    case .loadInt: "d = value; an int"
    case .load: "d = k; a constant"
    case .wrap: "d = optional.none() if a is unset, else optional.of(a)"
    case .add: "d = a + b"
    case .addInt: "d = a + value; an int literal"
    case .subtract: "d = a - b"
    case .multiply: "d = a * b"
    case .divide: "d = a / b"
    case .modulo: "d = a % b"
    case .negate: "d = -a"
    case .not: "d = !a"
    case .and: "d = a && b; a and b may be errors that were absorbed, and false wins over an error"
    case .or: "d = a || b; a and b may be errors that were absorbed, and true wins over an error"
    case .equal: "d = a == b"
    case .notEqual: "d = a != b"
    case .less: "d = a < b"
    case .lessOrEqual: "d = a <= b"
    case .contains: "d = a in b"
    case .jump: "go to `to`; which is not before this instruction"
    case .loop: "go back to `to`; charges fuel and may collect garbage"
    case .jumpIf: "go to `to` if a is true; raises if a is no bool"
    case .jumpUnless: "go to `to` if a is false; raises if a is no bool"
    case .jumpIfUnset: "go to `to` if a is unset"
    case .jumpIfError: "go to `to` if a is an error that was absorbed"
    case .jumpUnlessEqual: "go to `to` unless a == b"
    case .jumpUnlessLess: "go to `to` unless a < b"
    case .jumpUnlessLessOrEqual: "go to `to` unless a <= b"
    case .makeList: "d = [first, … count registers]"
    case .makeMap: "d = {first: first+1, … count entries}; equal keys raise"
    case .newList: "d = []; the next instructions fill it by `append`"
    case .append: "adds a to the list under construction in d"
    case .appendOptional: "adds the value of the optional a to the list under construction in d, or nothing"
    case .mapFromList: "d = the map whose keys and values alternate in list a; equal keys raise"
    case .field: "d = a.k; raises if there is none; through an optional a gives an optional"
    case .hasField: "d = has(a.k)"
    case .optionalField: "d = a.?k"
    case .index: "d = a[b]"
    case .optionalIndex: "d = a[?b]"
    case .iterMore: "go to `to` if index is not below the size of a; raises if a is neither list nor map"
    case .iterItem: "d = element (list) or key (map) number index of a; index += 1"
    case .iterEntry: "d, d+1 = index and element (list) or key and value (map) of entry number index of a; index += 1"
    case .call: "d = function(first, … count registers)"
    case .interpolate: "d = the text of count registers, put together; a secret among them makes it a secret"
    case .check: "d = a, widened and completed by JSON Schema k; raises an `input` error that names the field"
    case .callSkill: "d = outputs of function `skill` called with its parameters in first, first+1, …"
    case .return: "ends the function with a; at the bottom of the root fiber ends the run with a as its outputs"
    case .raise: "raises the error a again"
    case .fail: "raises an error of kind `kind` with the text a"
    case .step:
      """
      step `n` begins; counts it and names it as the place of what follows. Where the budget of steps has ended it \
      waits for a person to allow more (`on_budget: ask`), or raises
      """
    case .skip: "step `n` is passed over; its own `when:` said so"
    case .effect:
      """
      d = outcome of effect row `effect` with arguments a; raises if it failed. An irreversible one demands that \
      `permit` holds the same arguments byte for byte and takes it away
      """
    case .doubt:
      """
      d = outcome of effect row `effect` with arguments a, in doubt; it is not known whether it happened and the \
      probe could not tell, so the runtime asks a person
      """
    case .gate: "d = decision of gate row `gate` with payload a; prompt, what is shown, allowed arguments, policy"
    case .timer: "waits for duration a"
    case .timerUntil: "waits until timestamp a"
    case .fork: "starts the arms of fork row `fork`; each with a copy of this frame; the next instruction is their join"
    case .forkEach: "starts one fiber of fork row `fork` for each element of list a; so many at once as the row says"
    case .join:
      """
      waits for the fibers of fork row `fork`; when all have ended merges what their rows say, or raises the first \
      failure
      """
    case .armEnd: "ends a fiber that fork row `fork` started"
    case .log: "hands text a to the log"
    case .forkWithin:
      """
      starts the only arm of fork row `fork` with a copy of this frame; once duration a is over it is stopped, and \
      its join raises a `timeout` error; the next instruction is that join
      """
    case .moduloInt: "d = a % value; an int literal"
    case .jumpUnlessEqualInt: "go to `to` unless a == value; an int literal"
    case .count: "if index < limit: index += 1 and go to `to`"
    }
  }

  /// The names of its operands, in order.
  package var operandNames: [String] {
    switch self {
    case .move: ["d", "a"]
    case .unset: ["d"]
    case .loadNull: ["d"]
    case .loadBool: ["d", "value"]
    case .loadInt: ["d", "value"]
    case .load: ["d", "k"]
    case .wrap: ["d", "a"]
    case .add: ["d", "a", "b"]
    case .addInt: ["d", "a", "value"]
    case .subtract: ["d", "a", "b"]
    case .multiply: ["d", "a", "b"]
    case .divide: ["d", "a", "b"]
    case .modulo: ["d", "a", "b"]
    case .negate: ["d", "a"]
    case .not: ["d", "a"]
    case .and: ["d", "a", "b"]
    case .or: ["d", "a", "b"]
    case .equal: ["d", "a", "b"]
    case .notEqual: ["d", "a", "b"]
    case .less: ["d", "a", "b"]
    case .lessOrEqual: ["d", "a", "b"]
    case .contains: ["d", "a", "b"]
    case .jump: ["to"]
    case .loop: ["to"]
    case .jumpIf: ["a", "to"]
    case .jumpUnless: ["a", "to"]
    case .jumpIfUnset: ["a", "to"]
    case .jumpIfError: ["a", "to"]
    case .jumpUnlessEqual: ["a", "b", "to"]
    case .jumpUnlessLess: ["a", "b", "to"]
    case .jumpUnlessLessOrEqual: ["a", "b", "to"]
    case .makeList: ["d", "first", "count"]
    case .makeMap: ["d", "first", "count"]
    case .newList: ["d"]
    case .append: ["d", "a"]
    case .appendOptional: ["d", "a"]
    case .mapFromList: ["d", "a"]
    case .field: ["d", "a", "k"]
    case .hasField: ["d", "a", "k"]
    case .optionalField: ["d", "a", "k"]
    case .index: ["d", "a", "b"]
    case .optionalIndex: ["d", "a", "b"]
    case .iterMore: ["index", "a", "to"]
    case .iterItem: ["d", "a", "index"]
    case .iterEntry: ["d", "a", "index"]
    case .call: ["d", "function", "first", "count"]
    case .interpolate: ["d", "first", "count"]
    case .check: ["d", "a", "k"]
    case .callSkill: ["d", "skill", "first"]
    case .return: ["a"]
    case .raise: ["a"]
    case .fail: ["kind", "a"]
    case .step: ["n"]
    case .skip: ["n"]
    case .effect: ["d", "effect", "a", "permit"]
    case .doubt: ["d", "effect", "a", "permit"]
    case .gate: ["d", "gate", "a"]
    case .timer: ["a"]
    case .timerUntil: ["a"]
    case .fork: ["fork"]
    case .forkEach: ["fork", "a"]
    case .join: ["fork"]
    case .armEnd: ["fork"]
    case .log: ["a"]
    case .forkWithin: ["fork", "a"]
    case .moduloInt: ["d", "a", "value"]
    case .jumpUnlessEqualInt: ["a", "value", "to"]
    case .count: ["index", "limit", "to"]
    }
  }
}
