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
    /// The instruction (number in `Program.code`), and where it comes from.
    package var instruction: Int
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
    /// `effect`, `gate`, `question`, `timer`, `join`, `budget` or `ready`.
    package var state: String
    package var ticket: Ticket?
    /// It will be stopped (a sibling failed, or the run was interrupted) when its effect's outcome is there.
    package var isStopping: Bool
    /// It has been stopped: what runs now is `finally`.
    package var isUnwinding: Bool
    /// Innermost last.
    package var frames: [Frame]
  }
  package var fibers: [Fiber]
  package var tickets: [Request]
  package var ending: Ending?
  /// Steps that raised what their fork's other arms are being stopped for.
  package var failing: [Int]
  /// How often each step has started, as long as `Program.steps`.
  package var stepCounts: [UInt64]
  /// How often each step was passed over by its own `when:`.
  package var skipCounts: [UInt64]
  package var instructions: Int
  package var steps: Int
  /// Logical bytes in the heap: alive after the last collection, and allocated since.
  package var liveBytes: Int
  package var allocatedBytes: Int
}

extension Machine {
  /// How the run ended, or nil while it goes on.
  package var ending: Ending? {
    switch result {
    case .none: return nil
    case .completed(let value):
      do throws(EvaluationError) {
        return .completed(outputs: try heap.plain(value))
      } catch {
        // The run did all it should; only what it has to say is more than can be said.
        return .failed(PlainError(kind: error.kind, message: "the outputs cannot be given: \(error.message)"))
      }
    case .failed(let value):
      return .failed(value.ref.map(heap.plainError) ?? PlainError(kind: .expression, message: ""))
    }
  }

  /// How often each step has started and was passed over, as long as `Program.steps`.
  package var stepCounts: [UInt64] { starts }
  package var skipCounts: [UInt64] { skips }

  /// A fiber and those that it was started by, innermost first, up to the root or the row of a `for … at_once` that it belongs
  /// to: approvals are handed on within these and no further.
  package func lineage(of fiber: Int) -> [Int] {
    var lineage: [Int] = []
    var next = position(of: fiber)
    while let index = next {
      lineage.append(fibers[index].number)
      next = nil
      if fibers[index].parent >= 0, let above = position(of: fibers[index].parent), let group = fibers[above].group,
        program.program.forks[Int(group.fork)].item == nil
      {
        next = above
      }
    }
    return lineage
  }

  /// Fibers that have been started so far; the next one gets this number.
  package var startedFibers: Int { nextFiber }

  /// What a person wants to know of a state.
  package var inspection: Inspection {
    Inspection(
      fibers: fibers.map(inspect), tickets: requests, ending: ending,
      failing: fibers.compactMap { $0.group?.failure.ref.map { heap.plainError($0).step } }, stepCounts: starts,
      skipCounts: skips,
      instructions: usedInstructions, steps: usedSteps, liveBytes: heap.live, allocatedBytes: heap.allocated)
  }

  private func inspect(_ fiber: Fiber) -> Inspection.Fiber {
    var arm = ""
    if let above = position(of: max(fiber.parent, 0)), fiber.parent >= 0, let group = fibers[above].group {
      let row = program.program.forks[Int(group.fork)]
      arm = row.item == nil && fiber.arm < row.arms.count ? row.arms[fiber.arm].name : "\(fiber.arm)"
    }
    return Inspection.Fiber(
      number: fiber.number, parent: fiber.parent < 0 ? nil : fiber.parent, arm: arm, state: fiber.state.word,
      ticket: fiber.ticket == 0 ? nil : Ticket(fiber.ticket), isStopping: isStopping(fiber),
      isUnwinding: fiber.isUnwinding,
      frames: fiber.frames.map { inspect($0, fiber) })
  }

  private func inspect(_ frame: Frame, _ fiber: Fiber) -> Inspection.Frame {
    let function = program.program.functions[Int(frame.function)]
    var variables: [Inspection.Variable] = []
    for name in function.names where program.isStop(frame.pc) && program.isLive(name.register, at: frame.pc) {
      let value = fiber.registers[frame.base + Int(name.register)]
      if case .unset = value { continue }
      let plain: PlainValue
      do throws(EvaluationError) { plain = try heap.plain(value) } catch { plain = .string("(\(error.message))") }
      variables.append(Inspection.Variable(name: name.name, value: plain))
    }
    return Inspection.Frame(
      skill: function.name, function: Int(frame.function), step: step(at: frame.pc), instruction: frame.pc,
      place: program.program.places.indices.contains(frame.pc) ? program.program.places[frame.pc] : SourcePoint(),
      variables: variables)
  }
}

extension Fiber.State {
  fileprivate var word: String {
    switch self {
    case .ready: "ready"
    case .effect: "effect"
    case .gate: "gate"
    case .question: "question"
    case .timer: "timer"
    case .join: "join"
    case .budget: "budget"
    }
  }
}
