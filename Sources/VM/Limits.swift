// Every bound of this room, in one place. Each is named in the error that it causes. A run's limits are constants of the
// release (tests make them small): they are not part of a snapshot.
import Values

package struct MachineLimits: Sendable {
  /// Instructions of one run, counted at loops, calls and steps and by the size of what library functions work on.
  package var instructions: UInt64 = 20_000_000_000
  /// Instructions that `finally` blocks may still use once `instructions` or an interruption has ended the run.
  package var finalInstructions: UInt64 = 50_000_000
  /// `step` instructions of one run; `budget: {steps:}` makes it smaller.
  package var steps: UInt64 = 1_000_000_000
  /// Steps that `finally` blocks may still take after that.
  package var finalSteps: UInt64 = 1_000
  /// Logical bytes alive in the heap.
  package var heapBytes = ValueLimits.heapBytes
  /// Logical bytes that may be allocated before garbage is collected (at least as many as were alive after the last time).
  package var collectAfter = 1 << 20
  /// Skills that call each other, in one fiber.
  package var frames = 200
  /// Registers of all frames of one fiber.
  package var registers = 1 << 20
  /// Fibers alive at once.
  package var fibers = 1_024
  /// Texts kept for `takeLog`; further ones are counted and dropped.
  package var logLines = 10_000
  /// Bytes of a snapshot that is thawed.
  package var snapshotBytes = 1 << 30

  package init() {}
}
