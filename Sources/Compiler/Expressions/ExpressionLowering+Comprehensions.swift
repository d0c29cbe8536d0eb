// Comprehensions as loops in the same function: no closures, no calls, one list under construction at most.
import Bytecode
import Syntax
import Values

extension ExpressionLowering {
  /// Emits a loop over a range; `body` is emitted once, with the loop's variables in place, and gets the label to go to for
  /// the next round.
  private mutating func loop(
    _ id: NodeID, _ loop: ExpressionSyntax.Comprehension, _ body: (inout ExpressionLowering, Label) -> Void
  ) {
    guard case .binds(let first, let second) = fact(id).meaning else {
      preconditionFailure("a loop without a variable")
    }
    let range = lower(loop.range)
    let index = function.temporary()
    let item = function.temporaries(second == nil ? 1 : 2)
    locals[first] = item
    if let second { locals[second] = item + 1 }
    emit(.loadInt(d: index, value: 0))
    let end = function.makeLabel()
    let next = function.makeLabel()
    let top = function.bindNewLabel()
    stand(at: loop.range)
    function.emit(.iterMore(index: index, a: range, to: 0), to: end)
    if second == nil {
      emit(.iterItem(d: item, a: range, index: index))
    } else {
      emit(.iterEntry(d: item, a: range, index: index))
    }
    let mark = function.mark
    body(&self, next)
    function.release(to: mark)
    function.bind(next)
    function.go(to: top)
    function.bind(end)
  }

  /// `all` and `exists` as jumps. An error in one round gives way to a deciding round after it.
  mutating func branchQuantifier(
    _ id: NodeID, _ syntax: ExpressionSyntax.Comprehension, to label: Label, when: Bool
  ) {
    let decisive = syntax.macro == .exists
    let mark = function.mark
    let decided = decisive == when ? label : function.makeLabel()
    let error = mayRaiseAsCondition(syntax.body) ? function.temporary() : nil
    if let error { emit(.loadNull(d: error)) }
    loop(id, syntax) { lowering, _ in
      if let error {
        lowering.absorbing(into: error) { $0.branch(syntax.body, to: decided, when: decisive) }
      } else {
        lowering.branch(syntax.body, to: decided, when: decisive)
      }
    }
    if let error { raiseIfError(error) }
    if decisive != when {
      function.go(to: label)
      function.bind(decided)
    }
    function.release(to: mark)
  }

  mutating func lowerComprehension(_ id: NodeID, _ syntax: ExpressionSyntax.Comprehension, _ d: Register) {
    switch syntax.macro {
    case .all, .exists: materialize(id, d)
    case .existsOne: lowerExistsOne(id, syntax, d)
    case .map, .transformList: lowerToList(id, syntax, d)
    case .filter: lowerFilter(id, syntax, d)
    case .transformMap: lowerToMap(id, syntax, d)
    case .transformMapEntry: lowerToEntries(id, syntax, d)
    }
  }

  private mutating func lowerExistsOne(_ id: NodeID, _ syntax: ExpressionSyntax.Comprehension, _ d: Register) {
    let count = function.temporary()
    let one = function.temporary()
    emit(.loadInt(d: count, value: 0))
    emit(.loadInt(d: one, value: 1))
    loop(id, syntax) { lowering, next in
      lowering.branch(syntax.body, to: next, when: false)
      lowering.emit(.addInt(d: count, a: count, value: 1))
    }
    emit(.equal(d: d, a: count, b: one))
  }

  private mutating func lowerToList(_ id: NodeID, _ syntax: ExpressionSyntax.Comprehension, _ d: Register) {
    emit(.newList(d: d))
    loop(id, syntax) { lowering, next in
      if let filter = syntax.filter { lowering.branch(filter, to: next, when: false) }
      let value = lowering.lower(syntax.body)
      lowering.emit(.append(d: d, a: value))
    }
  }

  private mutating func lowerFilter(_ id: NodeID, _ syntax: ExpressionSyntax.Comprehension, _ d: Register) {
    emit(.newList(d: d))
    loop(id, syntax) { lowering, next in
      lowering.branch(syntax.body, to: next, when: false)
      guard case .binds(let first, _) = lowering.fact(id).meaning else { return }
      lowering.emit(.append(d: d, a: lowering.locals[first]!))
    }
  }

  private mutating func lowerToMap(_ id: NodeID, _ syntax: ExpressionSyntax.Comprehension, _ d: Register) {
    let list = function.temporary()
    emit(.newList(d: list))
    loop(id, syntax) { lowering, next in
      if let filter = syntax.filter { lowering.branch(filter, to: next, when: false) }
      let value = lowering.lower(syntax.body)
      guard case .binds(let first, _) = lowering.fact(id).meaning else { return }
      lowering.emit(.append(d: list, a: lowering.locals[first]!))
      lowering.emit(.append(d: list, a: value))
    }
    emit(.mapFromList(d: d, a: list))
  }

  private mutating func lowerToEntries(_ id: NodeID, _ syntax: ExpressionSyntax.Comprehension, _ d: Register) {
    let list = function.temporary()
    emit(.newList(d: list))
    loop(id, syntax) { lowering, next in
      if let filter = syntax.filter { lowering.branch(filter, to: next, when: false) }
      let entries = lowering.lower(syntax.body)
      let index = lowering.function.temporary()
      let entry = lowering.function.temporaries(2)
      let end = lowering.function.makeLabel()
      lowering.emit(.loadInt(d: index, value: 0))
      let top = lowering.function.bindNewLabel()
      lowering.function.emit(.iterMore(index: index, a: entries, to: 0), to: end)
      lowering.emit(.iterEntry(d: entry, a: entries, index: index))
      lowering.emit(.append(d: list, a: entry))
      lowering.emit(.append(d: list, a: entry + 1))
      lowering.function.go(to: top)
      lowering.function.bind(end)
    }
    emit(.mapFromList(d: d, a: list))
  }
}
