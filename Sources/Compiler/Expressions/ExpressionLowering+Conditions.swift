// Conditions as jumps: fused comparisons, and `&&`, `||`, `all`, `exists` with CEL's rule that a deciding operand wins over
// an error in another (google/cel-spec, langdef.md, "Logical Operators"). Operands that cannot raise cost no handler.
import Bytecode
import Syntax
import Values

extension ExpressionLowering {
  /// Emits code that goes to `label` where the node's value is `when`, and falls through where it is the other. Raises
  /// where it is neither.
  mutating func branch(_ id: NodeID, to label: Label, when: Bool) {
    if let known = fact(id).constant?.boolean {
      if known == when { function.go(to: label) }
      return
    }
    if case .plain = fact(id).meaning {
      switch checked.syntax.nodes[id].kind {
      case .unary(.not, let operand): return branch(operand, to: label, when: !when)
      case .and(let operands): return branchLogic(operands, decisive: false, to: label, when: when)
      case .or(let operands): return branchLogic(operands, decisive: true, to: label, when: when)
      case .binary(let word, let left, let right, _):
        if branchComparison(id, word, left, right, to: label, when: when) { return }
      case .conditional(let condition, let then, let other):
        return branchConditional(condition, then, other, to: label, when: when)
      default: break
      }
    }
    if case .comprehension(let loop) = checked.syntax.nodes[id].kind, loop.macro == .all || loop.macro == .exists {
      return branchQuantifier(id, loop, to: label, when: when)
    }
    let mark = function.mark
    let value = lower(id)
    stand(at: id)
    function.emit(when ? .jumpIf(a: value, to: 0) : .jumpUnless(a: value, to: 0), to: label)
    function.release(to: mark)
  }

  /// Comparisons that have a jump of their own. The others are compared first and then jumped upon.
  private mutating func branchComparison(
    _ id: NodeID, _ word: ExpressionSyntax.BinaryOperator, _ left: NodeID, _ right: NodeID, to label: Label, when: Bool
  ) -> Bool {
    switch (word, when) {
    case (.equal, false), (.notEqual, true), (.less, false), (.lessOrEqual, false), (.greater, false),
      (.greaterOrEqual, false):
      break
    default: return false
    }
    let mark = function.mark
    let a = lower(left)
    if word == .equal || word == .notEqual, let value = smallInt(right) {
      stand(at: id)
      function.emit(.jumpUnlessEqualInt(a: a, value: value, to: 0), to: label)
      function.release(to: mark)
      return true
    }
    let b = lower(right)
    stand(at: id)
    switch word {
    case .less: function.emit(.jumpUnlessLess(a: a, b: b, to: 0), to: label)
    case .lessOrEqual: function.emit(.jumpUnlessLessOrEqual(a: a, b: b, to: 0), to: label)
    case .greater: function.emit(.jumpUnlessLess(a: b, b: a, to: 0), to: label)
    case .greaterOrEqual: function.emit(.jumpUnlessLessOrEqual(a: b, b: a, to: 0), to: label)
    case .equal, .notEqual, .add, .subtract, .multiply, .divide, .remainder, .in:
      function.emit(.jumpUnlessEqual(a: a, b: b, to: 0), to: label)
    }
    function.release(to: mark)
    return true
  }

  private mutating func branchConditional(
    _ condition: NodeID, _ then: NodeID, _ other: NodeID, to label: Label, when: Bool
  ) {
    if let choice = fact(condition).constant?.boolean { return branch(choice ? then : other, to: label, when: when) }
    let otherwise = function.makeLabel()
    let end = function.makeLabel()
    branch(condition, to: otherwise, when: false)
    branch(then, to: label, when: when)
    function.go(to: end)
    function.bind(otherwise)
    branch(other, to: label, when: when)
    function.bind(end)
  }

  /// Whether jumping upon a node may raise: it does itself, or it may turn out to be no bool.
  mutating func mayRaiseAsCondition(_ id: NodeID) -> Bool { mayRaise(id) || fact(id).type != .bool }

  // MARK: && and ||

  /// `decisive` is the value of one operand that decides the whole: false for `&&`, true for `||`.
  private mutating func branchLogic(_ operands: [NodeID], decisive: Bool, to label: Label, when: Bool) {
    if decisive == when { return branchDecisive(operands, decisive: decisive, to: label) }
    let decided = function.makeLabel()
    branchDecisive(operands, decisive: decisive, to: decided)
    function.go(to: label)
    function.bind(decided)
  }

  /// Goes to `label` where an operand decides; falls through where none does; raises where none does and one raised.
  private mutating func branchDecisive(_ operands: [NodeID], decisive: Bool, to label: Label) {
    // The last one's error is the result's: by then nothing else can decide any more.
    let absorbed = operands.dropLast().contains { mayRaiseAsCondition($0) }
    guard absorbed else {
      for operand in operands { branch(operand, to: label, when: decisive) }
      return
    }
    let mark = function.mark
    let error = function.temporary()
    emit(.loadNull(d: error))
    for operand in operands.dropLast() {
      if mayRaiseAsCondition(operand) {
        absorbing(into: error) { lowering in lowering.branch(operand, to: label, when: decisive) }
      } else {
        branch(operand, to: label, when: decisive)
      }
    }
    branch(operands.last!, to: label, when: decisive)
    raiseIfError(error)
    function.release(to: mark)
  }

  /// Emits `body`; an error of evaluation in it is put into `error`, and either way the code goes on after it.
  mutating func absorbing(into error: Register, _ body: (inout ExpressionLowering) -> Void) {
    let next = function.makeLabel()
    function.openHandler(.evaluation, into: error, target: next)
    body(&self)
    function.closeHandler()
    function.bind(next)
  }

  /// Raises what was absorbed, if anything was.
  func raiseIfError(_ error: Register) {
    let raise = function.makeLabel()
    let end = function.makeLabel()
    function.emit(.jumpIfError(a: error, to: 0), to: raise)
    function.go(to: end)
    function.bind(raise)
    emit(.raise(a: error))
    function.bind(end)
  }

  /// The value of `&&` or `||`.
  mutating func lowerLogic(_ id: NodeID, _ operands: [NodeID], decisive: Bool, _ d: Register) {
    let absorbed = operands.dropLast().contains { mayRaiseAsCondition($0) }
    let allBool = operands.allSatisfy { fact($0).type == .bool }
    guard !absorbed, allBool else { return materialize(id, d) }
    let end = function.makeLabel()
    for (index, operand) in operands.enumerated() {
      _ = lower(operand, to: d)
      if index < operands.count - 1 {
        function.emit(decisive ? .jumpIf(a: d, to: 0) : .jumpUnless(a: d, to: 0), to: end)
      }
    }
    function.bind(end)
  }

  /// The value of a condition that is best emitted as jumps.
  mutating func materialize(_ id: NodeID, _ d: Register) {
    let isFalse = function.makeLabel()
    let end = function.makeLabel()
    branch(id, to: isFalse, when: false)
    emit(.loadBool(d: d, value: true))
    function.go(to: end)
    function.bind(isFalse)
    emit(.loadBool(d: d, value: false))
    function.bind(end)
  }
}
