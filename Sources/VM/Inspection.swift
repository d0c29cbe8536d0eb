// A machine's state as a person reads it: fibers, frames with their places, variables by the author's names, open tickets.
// Only reads.
import Bytecode
import Values

package struct Inspection: Sendable {
  /// One skill that is being run by a fiber.
  package struct Frame: Sendable {
    /// The skill's name, and its number in `Program.functions`.
    package var skill: String
    package var function: Int
    /// Number in `Program.steps`, or -1 before the first.
    package var step: Int
    package var place: SourcePoint
    /// What the author named and is alive here, in the order of registers.
    package var variables: [Variable]
  }
  package struct Variable: Sendable {
    /// `inputs.x`, `vars.x`, `steps.x`, `gates.x`.
    package var name: String
    package var value: PlainValue
  }
  package struct Fiber: Sendable {
    package var number: Int
    package var parent: Int?
    /// The branch's name, or the row's number in a `for … at_once`.
    package var arm: String
    /// `effect`, `gate`, `question`, `timer`, `join` or `ready`.
    package var state: String
    package var ticket: Ticket?
    /// Innermost last.
    package var frames: [Frame]
  }
  package var fibers: [Fiber]
  package var tickets: [Request]
  package var ending: Ending?
  /// How often each step has started, as long as `Program.steps`.
  package var stepCounts: [UInt64]
  /// How often each step was passed over by its own `when:`.
  package var skipCounts: [UInt64]
  package var instructions: UInt64
  package var steps: UInt64
  /// Logical bytes in the heap: alive after the last collection, and allocated since.
  package var liveBytes: Int
  package var allocatedBytes: Int
}
