// A checked expression: the tree as Syntax gave it, and beside each of its nodes what it means and which type it has.
import Bytecode
import Syntax
import Values

package struct CheckedExpression: Sendable {
  package let syntax: ExpressionSyntax
  /// The type of the whole; `.invalid` if anything in it was reported.
  package internal(set) var type: CELType
  /// One for each node of the tree, by its number. Nodes that macros made and that nothing needs stay `.unvisited`.
  var facts: [NodeFact]
  /// How many variables comprehensions and `cel.bind` have in it.
  var localCount: Int

  package var isValid: Bool { if case .invalid = type { false } else { true } }

  subscript(_ id: ExpressionSyntax.NodeID) -> NodeFact { _read { yield facts[Int(id.index)] } }

  /// The type of a node.
  package func type(of id: ExpressionSyntax.NodeID) -> CELType { self[id].type }

  /// The value of the whole where it is known at compile time.
  package var constant: PlainValue? { self[syntax.root].constant }
  var isConstant: Bool { self[syntax.root].isConstant }
}

extension [ExpressionSyntax.Node] {
  /// (Here, and read where it is: from the room of Syntax a node would be copied to be looked at.)
  subscript(_ id: ExpressionSyntax.NodeID) -> ExpressionSyntax.Node { _read { yield self[Int(id.index)] } }
}

/// What the checker found out about one node.
struct NodeFact: Sendable {
  var type: CELType = .invalid
  var meaning = Meaning.unvisited

  /// Its value, if that is known at compile time.
  var constant: PlainValue? { if case .constant(let value) = meaning { value } else { nil } }
  var isConstant: Bool { if case .constant = meaning { true } else { false } }

  enum Meaning: Sendable {
    case unvisited
    /// A value that is known at compile time, whatever it is made of.
    case constant(PlainValue)
    /// An operator or a literal: the tree says all.
    case plain
    /// A name, or a dotted one, whose value is in a register of the function.
    case register(Register, mayBeUnset: Bool)
    /// The same, read as an optional whether it may be unset or not (`inputs.?x`).
    case optionalRegister(Register)
    /// A namespace used as a value: a map of these.
    case fields([(name: String, value: NamedValue)])
    /// A variable of a comprehension or of `cel.bind`.
    case local(Int)
    /// A comprehension or `cel.bind`: the numbers of its variables.
    case binds(Int, Int?)
    /// A call of a function of the table; the receiver, if it has one, is its first argument.
    case function(FunctionID, withTarget: Bool)
    /// `dyn(x)`: the same value.
    case identity(ExpressionSyntax.NodeID)
    /// Raises when it is evaluated (only where types are not checked).
    case raises(String)
    /// `has(namespace.field)`, whose answer is whether the register was written.
    case isSet(Register, mayBeUnset: Bool)
  }
}
