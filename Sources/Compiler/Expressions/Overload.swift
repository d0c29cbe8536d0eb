// The ways in which operators and functions may be called, in the checker's own types. Functions come from the function
// table of Values (`Grammar/functions.tsv`), read once; operators stand here.
import Values

/// One way of calling something. A method's receiver is its first argument.
package struct Overload: Sendable {
  package var arguments: [CELType]
  package var result: CELType
  /// Type parameters among them are `.parameter(0 ..< parameters)`.
  package var parameters: Int
  /// Whether the last argument may be given again and again, or left out.
  package var isVariadic: Bool
  /// Nil for an operator, and for a function that is only declared and cannot be evaluated.
  package var function: FunctionID?

  package init(
    _ arguments: [CELType], _ result: CELType, parameters: Int = 0, isVariadic: Bool = false,
    function: FunctionID? = nil
  ) {
    self.arguments = arguments
    self.result = result
    self.parameters = parameters
    self.isVariadic = isVariadic
    self.function = function
  }

  func accepts(count: Int) -> Bool { isVariadic ? count >= arguments.count - 1 : count == arguments.count }

  /// The type of argument `index`.
  func argument(_ index: Int) -> CELType { arguments[min(index, arguments.count - 1)] }

  init(_ row: FunctionOverload) {
    var names: [String] = []
    let arguments = row.arguments.map { CELType($0, parameters: &names) }
    let result = CELType(row.result, parameters: &names)
    self.init(
      arguments, result, parameters: names.count, isVariadic: row.isVariadic, function: row.function)
  }
}

package enum OverloadTable {
  /// Overloads of the function table, by name; members and globals apart.
  static let members = table(member: true)
  static let globals = table(member: false)

  private static func table(member: Bool) -> [String: [Overload]] {
    var table: [String: [Overload]] = [:]
    for entry in FunctionTable.entries where entry.isMember == member {
      table[entry.name, default: []] += entry.overloads.map(Overload.init)
    }
    return table
  }

  package static func named(_ name: String, member: Bool) -> [Overload] {
    (member ? members[name] : globals[name]) ?? []
  }

  // MARK: Operators

  private static let numbers: [CELType] = [.int, .uint, .double, .decimal]
  private static func same(_ types: [CELType], _ result: (CELType) -> CELType = { $0 }) -> [Overload] {
    types.map { Overload([$0, $0], result($0)) }
  }

  static let add: [Overload] =
    same(numbers + [.string, .bytes, .duration]) + [
      Overload([.list(.parameter(0)), .list(.parameter(0))], .list(.parameter(0)), parameters: 1),
      Overload([.timestamp, .duration], .timestamp),
      Overload([.duration, .timestamp], .timestamp),
    ]
  static let subtract: [Overload] =
    same(numbers + [.duration]) + [
      Overload([.timestamp, .duration], .timestamp),
      Overload([.timestamp, .timestamp], .duration),
    ]
  static let multiply: [Overload] = same(numbers)
  static let divide: [Overload] = same([.int, .uint, .double])
  static let remainder: [Overload] = same([.int, .uint])
  static let negate: [Overload] = [.int, .double, .decimal, .duration].map { Overload([$0], $0) }
  static let not: [Overload] = [Overload([.bool], .bool)]
  /// Numbers compare across kinds.
  static let order: [Overload] =
    same([.bool, .string, .bytes, .timestamp, .duration]) { _ in .bool }
    + numbers.flatMap { left in numbers.map { right in Overload([left, right], .bool) } }
  static let contains: [Overload] = [
    Overload([.parameter(0), .list(.parameter(0))], .bool, parameters: 1),
    Overload([.parameter(0), .map(.parameter(0), .parameter(1))], .bool, parameters: 2),
  ]
  static let index: [Overload] = [
    Overload([.list(.parameter(0)), .int], .parameter(0), parameters: 1),
    Overload([.map(.parameter(0), .parameter(1)), .parameter(0)], .parameter(1), parameters: 2),
  ]
}
