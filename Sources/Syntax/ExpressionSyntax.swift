// The tree of one CEL expression (google/cel-spec, langdef.md), as a flat array of nodes. Macros are already expanded.
// It says what was written and where; it knows nothing of names and types.

/// One expression: its nodes, children before parents (so `nodes` can be walked front to back), and its root, which is
/// the last. Every node has exactly one parent. Its height is bounded by `Limits.expressionHeight`. (An object, since it is
/// handed from tree to tree and never changed.)
package final class ExpressionSyntax: Sendable {
  package let nodes: [Node]
  package let root: NodeID
  /// From the first to the last token, without `${{` and `}}`.
  package let place: Place
  private let source: [UInt8]
  private let range: Range<UInt32>

  /// - source, range: where the expression is written, trimmed.
  init(nodes: [Node], root: NodeID, place: Place, source: [UInt8], range: Range<Int>) {
    self.nodes = nodes
    self.root = root
    self.place = place
    self.source = source
    self.range = UInt32(range.lowerBound)..<UInt32(range.upperBound)
  }

  /// The expression as written, trimmed; line folding of the YAML scalar already undone.
  package var text: String { String(decoding: source[Int(range.lowerBound)..<Int(range.upperBound)], as: UTF8.self) }

  package func place(_ id: NodeID) -> Place { nodes[Int(id.index)].place }

  package struct NodeID: Hashable, Sendable, BitwiseCopyable {
    package var index: UInt32
    package init(_ index: Int) { self.index = UInt32(index) }
  }

  package struct Node: Sendable, Equatable {
    package var kind: Kind
    package var place: Place
    /// Levels of the tree from here down; a leaf has 1.
    package let height: UInt16
    package init(_ kind: Kind, _ place: Place, height: UInt16) {
      self.kind = kind
      self.place = place
      self.height = height
    }
  }

  package enum Kind: Sendable, Equatable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    /// A name. `absolute` when written with a leading dot (`.x`): it is looked up in the root scope alone.
    /// Names made by macros begin with `@` and cannot be written by an author.
    case ident(String, absolute: Bool)
    /// `operand.field`, or `operand.?field` when `optional`.
    case select(NodeID, field: Name, optional: Bool)
    /// `has(operand.field)`.
    case has(NodeID, field: Name)
    /// `operand[index]`, or `operand[?index]` when `optional`.
    case index(NodeID, NodeID, optional: Bool)
    /// `function(arguments)` or `target.function(arguments)`. Whether `target.function` is a qualified name
    /// (`math.greatest`) is for the checker to decide. Macros call functions by qualified name without a target:
    /// `optional.of`, `optional.none`, `cel.@mapInsert`.
    /// (Indirect: of all nodes it would be the largest by half.)
    indirect case call(Name, target: NodeID?, [NodeID])
    case unary(UnaryOperator, NodeID)
    /// The place of the node is the whole; `operatorPlace` the sign alone.
    case binary(BinaryOperator, NodeID, NodeID, operatorPlace: Place)
    /// `a && b && c`, at least two; flat, however long the chain.
    case and([NodeID])
    /// `a || b || c`, at least two; flat, however long the chain.
    case or([NodeID])
    case conditional(NodeID, then: NodeID, else: NodeID)
    case list([Element])
    case map([Entry])
    /// `Name{field: e}`; parsed, for the checker to refuse or know. `name` keeps a leading dot.
    indirect case structure(Name, [StructureField])
    indirect case comprehension(Comprehension)
    /// `cel.bind(name, value, body)`: body with name bound. Also made by `optMap` and `optFlatMap`.
    indirect case bind(Name, value: NodeID, body: NodeID)
  }

  /// A name with its place.
  package struct Name: Sendable, Hashable {
    package var text: String
    package var place: Place
    package init(_ text: String, _ place: Place) {
      self.text = text
      self.place = place
    }
  }

  /// An element of a list literal; `[?e]` when `optional`.
  package struct Element: Sendable, Equatable {
    package var value: NodeID
    package var optional: Bool
    package init(_ value: NodeID, optional: Bool = false) {
      self.value = value
      self.optional = optional
    }
  }

  /// An entry of a map literal; `{?k: v}` when `optional`.
  package struct Entry: Sendable, Equatable {
    package var key: NodeID
    package var value: NodeID
    package var optional: Bool
    package init(_ key: NodeID, _ value: NodeID, optional: Bool = false) {
      self.key = key
      self.value = value
      self.optional = optional
    }
  }

  package struct StructureField: Sendable, Equatable {
    package var name: Name
    package var value: NodeID
    package var optional: Bool
    package init(_ name: Name, _ value: NodeID, optional: Bool = false) {
      self.name = name
      self.value = value
      self.optional = optional
    }
  }

  package enum UnaryOperator: String, Sendable, CaseIterable {
    case not = "!"
    case negate = "-"
    /// Made by macros: true unless its operand is `false`; an error counts as true.
    case notStrictlyFalse = "@not_strictly_false"
  }

  package enum BinaryOperator: String, Sendable, CaseIterable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case `in` = "in"
  }

  /// The macros that loop. `x` names below are the author's.
  package enum Macro: String, Sendable, CaseIterable {
    case all, exists, existsOne, map, filter, transformList, transformMap, transformMapEntry
  }

  /// A loop over `range` that folds into an accumulator, as CEL's own abstract syntax has it: `accumulator` starts as
  /// `initial`; for each element, while `condition` holds, it becomes `step`; the value of the whole is `result`.
  /// With one variable it is a list's element or a map's key; with two they are index and element, or key and value.
  ///
  /// `macro`, `body` and `filter` say the same in the author's words, for a compiler that would rather emit the loop
  /// itself; `body` and `filter` are nodes inside `step`:
  /// all, exists, existsOne: `body` is the predicate. filter: `body` is the predicate, elements are kept as they are.
  /// map, transformList, transformMap: `body` is the new element or value, `filter` the optional predicate.
  /// transformMapEntry: `body` is a map whose entries are added, `filter` the optional predicate.
  package struct Comprehension: Sendable, Equatable {
    package var macro: Macro
    package var variable: Name
    package var secondVariable: Name?
    package var accumulator: String
    package var range: NodeID
    package var initial: NodeID
    package var condition: NodeID
    package var step: NodeID
    package var result: NodeID
    package var body: NodeID
    package var filter: NodeID?

    package init(
      macro: Macro, variable: Name, secondVariable: Name?, accumulator: String, range: NodeID, initial: NodeID,
      condition: NodeID, step: NodeID, result: NodeID, body: NodeID, filter: NodeID?
    ) {
      self.macro = macro
      self.variable = variable
      self.secondVariable = secondVariable
      self.accumulator = accumulator
      self.range = range
      self.initial = initial
      self.condition = condition
      self.step = step
      self.result = result
      self.body = body
      self.filter = filter
    }
  }
}

extension ExpressionSyntax: Equatable {
  package static func == (a: ExpressionSyntax, b: ExpressionSyntax) -> Bool {
    a.root == b.root && a.place == b.place && a.nodes == b.nodes
  }
}
