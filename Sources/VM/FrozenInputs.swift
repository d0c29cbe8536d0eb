// What every state of a run shares and no snapshot holds: the program's constants, then the inputs and the map `run`, in a
// heap where they are never collected. Snapshots call these objects by their numbers.
import Bytecode
import Values

package struct FrozenInputs: Sendable {
  let program: VerifiedProgram
  let heap: Heap
  /// The inputs, then the map `run`: what the program's first function takes.
  let arguments: [Value]

  /// - bytes: canonical, one after the other: the list of the inputs (those of `manifest.inputs`, in that order, already
  ///   checked) and the map `run`.
  package init(_ program: VerifiedProgram, bytes: [UInt8]) throws(MachineError) {
    var heap = program.program.heap
    heap.limit = .max
    do throws(CodingError) {
      var reader = CanonicalReader(bytes.span)
      // About what small objects take, so that the arrays seldom grow.
      heap.bytes.reserveCapacity(heap.bytes.count + bytes.count)
      heap.cells.reserveCapacity(heap.cells.count + bytes.count / 8)
      heap.objects.reserveCapacity(heap.objects.count + bytes.count / 12)
      arguments = try heap.readElements(&reader) + [try heap.read(&reader)]
      try reader.end()
    } catch {
      throw MachineError(.inputs, "\(error.message) (at byte \(error.offset) of the inputs)")
    }
    heap.frozen = heap.objects.count
    heap.allocated = 0
    heap.work = 0
    self.program = program
    self.heap = heap
  }

  /// The same from plain values.
  package init(_ program: VerifiedProgram, inputs: [PlainValue], run: PlainValue) throws(MachineError) {
    var writer = CanonicalWriter()
    writer.plain(.list(inputs))
    writer.plain(run)
    try self.init(program, bytes: writer.bytes)
  }
}
