// What a fiber is: a line of execution of its own, with the frames of the skills it is in, what it waits for, and what it
// has started. All of it is data; Machine.swift and its extensions say what happens to it.
import Bytecode
import Values

/// One skill that is being run.
struct Frame: BitwiseCopyable, Sendable {
  /// Number in `Program.functions`.
  var function: UInt16
  /// Where its registers begin in the fiber's.
  var base: Int
  /// The instruction (number in `Program.code`) that it stands at: the next one of a fiber that can run, the ticket of one
  /// that waits, the call in a frame below the top.
  var pc: Int
}

struct Fiber: Sendable {
  /// What keeps a fiber from running. The raw value is part of the snapshot format.
  enum State: UInt8, Sendable {
    case ready = 0
    /// Waits for the outcome of an effect, a person's decision, the answer to a question about an effect, a time.
    case effect, gate, question, timer
    /// Waits for the fibers it has started. With a time limit it has a ticket for that.
    case join
    /// Waits for a person to allow more steps. The first fiber that does has the ticket.
    case budget
  }

  /// Counted from 0, the root, in the order of starting; fibers run in this order.
  let number: Int
  /// The fiber that started it; -1 for the root.
  let parent: Int
  /// Which arm of its fork, or which row of a `for … at_once`.
  let arm: Int
  var frames: [Frame]
  var registers: [Value]
  var state = State.ready
  /// The open ticket's number; 0 where there is none.
  var ticket: UInt64 = 0
  /// An effect: the answer to the question about it, or unset. A question: its payload.
  var held = Value.unset
  /// A question: its kind, a string.
  var question = Value.unset
  /// The error to raise as soon as it can be: a sibling failed, or the run was interrupted.
  var pending = Value.unset
  /// Such an error has been raised: what runs now is `finally`, and nothing interrupts it a second time.
  var isUnwinding = false
  /// In state `join`.
  var group: Group?

  /// What a fork has started and what is left of those that have ended.
  struct Group: Sendable {
    /// Number in `Program.forks`.
    var fork: UInt16
    /// The list whose elements are the rows; unset for a fork of arms, and when no further row will start.
    var rows: Value
    /// How many arms or rows there are, how many have been started, how many of these have not ended.
    var count: Int
    var started: Int
    var running: Int
    /// What the first that failed raised; unset while none has.
    var failure = Value.unset
    /// What ended arms leave in the registers that their rows name, one arm after another; for rows the latest row's.
    var merged: [Value]
    /// Rows: the number of the row that `merged` is from, or -1.
    var mergedRow = -1
    /// Rows with `collect`: each row's value, unset until it has ended.
    var collected: [Value]
  }

  /// Calls `body` on every value that the fiber keeps outside its registers.
  mutating func updateHeld(_ body: (inout Value) -> Void) {
    body(&held)
    body(&question)
    body(&pending)
    guard group != nil else { return }
    body(&group!.rows)
    body(&group!.failure)
    for index in group!.merged.indices { body(&group!.merged[index]) }
    for index in group!.collected.indices { body(&group!.collected[index]) }
  }
}
