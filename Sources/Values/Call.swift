// `call` is now a skeleton, landed for its signature.
extension Heap {
  /// A library function, by id, on its arguments (a method's receiver is the first).
  package mutating func call(_ function: FunctionID, _ arguments: Span<Value>) throws(EvaluationError) -> Value {
    throw EvaluationError("\(FunctionTable.entry(function).name) is not there yet")
  }
}
