// What a fiber that is being stopped still has to find out: whether something happened that was sent and not heard of (law 6).
// And which steps were stopped before they had an outcome, for whoever shows them.
import Bytecode
import Values

/// One time that a step was begun.
package struct StepStart: Hashable, Sendable {
  /// Number in `Program.steps`.
  package var step: Int
  /// How often it had been started by then: started once more, it is another matter.
  package var start: UInt64
}

extension Machine {
  /// The kind of the question whether an effect happened.
  private static let doubt = "in_doubt"

  /// The fiber runs a step's probe.
  func isFindingOut(_ fiber: Fiber) -> Bool {
    for (depth, frame) in fiber.frames.enumerated() {
      let probes = program.probes(around: frame.pc)
      if probes.isEmpty { continue }
      guard depth == 0, let start = start(of: fiber) else { return true }
      // What an arm was started in is its parent's affair.
      if !probes.allSatisfy({ $0.contains(start) }) { return true }
    }
    return false
  }

  /// It runs a probe, or a person is asked whether an effect of it happened.
  func isInDoubt(_ fiber: Fiber) -> Bool { isInDoubt(fiber, heap) }

  func isInDoubt(_ fiber: Fiber, _ heap: borrowing Heap) -> Bool {
    if isFindingOut(fiber) { return true }
    guard fiber.state == .question, let kind = fiber.question.ref else { return false }
    return heap.text(kind) == Self.doubt
  }

  func isDoubt(_ kind: String) -> Bool { kind == Self.doubt }

  /// It waits for something that is not to be done twice.
  func mayHaveSent(_ fiber: Fiber) -> Bool {
    guard fiber.state == .effect else { return false }
    switch program.program.code[fiber.pc] {
    case .effect(_, let row, _, _): return program.program.effects[Int(row)].repeats == .once
    case .doubt: return true
    default: return false
    }
  }

  /// The first instruction of the arm that the fiber is for.
  private func start(of fiber: Fiber) -> Int? {
    guard fiber.parent >= 0, let above = position(of: fiber.parent), let group = fibers[above].group else { return nil }
    let arms = program.program.forks[Int(group.fork)].arms
    let arm = arms.count == 1 ? 0 : fiber.arm
    return arms.indices.contains(arm) ? arms[arm].start : nil
  }

  /// The effects of which fibers that are to be stopped find out whether they happened: fiber and step.
  package var findingOut: [(fiber: Int, step: Int)] {
    var found: [(fiber: Int, step: Int)] = []
    for fiber in fibers {
      guard case .error = fiber.pending, isFindingOut(fiber) else { continue }
      for frame in fiber.frames {
        for (number, row) in program.program.effects.enumerated()
        where program.probe(ofEffect: number)?.contains(frame.pc) ?? false {
          found.append((fiber.number, Int(row.step)))
        }
      }
    }
    return found
  }

  /// The fiber only waits to hear of what it began, and stops then: nothing is begun in it.
  package func isStopping(fiber number: Int) -> Bool { position(of: number).map { isStopping(fibers[$0]) } ?? false }

  /// The fiber, or one that it was started by, runs a probe.
  package func isFindingOut(fiber number: Int) -> Bool {
    lineage(of: number).contains { position(of: $0).map { isFindingOut(fibers[$0]) } ?? false }
  }

  func isStopping(_ fiber: Fiber) -> Bool {
    if case .error = fiber.pending { !isFindingOut(fiber) } else { false }
  }

  // MARK: Steps without an outcome

  /// Everything that the fiber stands in ends here. What its fork stands in does not.
  mutating func noteStopped(_ fiber: Fiber, isDone: Bool = false) {
    // Whoever is about to return has done all it should.
    if let frame = fiber.frames.last, case .return = program.program.code[frame.pc] { return }
    let steps = program.program.steps
    let outside = step(forking: fiber)
    for (depth, frame) in fiber.frames.enumerated() {
      var next = step(standingAt: frame.pc)
      if isDone, depth == fiber.frames.count - 1, steps.indices.contains(next) {
        next = steps[next].parent.map(Int.init) ?? -1
      }
      while steps.indices.contains(next), depth > 0 || next != outside {
        noteStopped(step: next)
        next = steps[next].parent.map(Int.init) ?? -1
      }
    }
  }

  mutating func noteStopped(step: Int) {
    guard starts.indices.contains(step) else { return }
    let stop = StepStart(step: step, start: starts[step])
    if !stopped.contains(stop) { stopped.append(stop) }
  }

  /// The step that an instruction is of: a join stands behind its arms' steps.
  func step(standingAt pc: Int) -> Int {
    switch program.program.code[pc] {
    case .join(let fork): step(of: fork)
    case .effect(_, let row, _, _), .doubt(_, let row, _, _): Int(program.program.effects[Int(row)].step)
    case .gate(_, let row, _): Int(program.program.gates[Int(row)].step)
    default: program.step(at: pc)
    }
  }

  /// The step of a fork: its first arm begins behind it.
  private func step(of fork: UInt16) -> Int { program.step(at: program.program.forks[Int(fork)].arms[0].start - 1) }

  private func step(forking fiber: Fiber) -> Int? {
    guard fiber.parent >= 0, let above = position(of: fiber.parent), let group = fibers[above].group else { return nil }
    return step(of: group.fork)
  }

  /// Steps that were stopped since this was last asked. Not part of the state.
  package mutating func takeStopped() -> [StepStart] {
    defer { stopped = [] }
    return stopped
  }

  /// Steps that failed since this was last asked, handled or not, in their order. Not part of the state.
  package mutating func takeFailures() -> [(step: Int, failures: StepFailures)] {
    guard !failures.isEmpty else { return [] }
    defer { failures = [] }
    return failures.enumerated().compactMap { $1.count > 0 ? ($0, $1) : nil }
  }

  /// Whether something goes on after such an error: a handler of the fiber, or of one that waits for it at a join.
  func isHandled(_ kind: ErrorKind, in fiber: Fiber) -> Bool {
    var next: Int? = position(of: fiber.number)
    while let index = next {
      if fibers[index].frames.contains(where: { program.handler(for: kind, at: $0.pc) != nil }) { return true }
      next = fibers[index].parent < 0 ? nil : position(of: fibers[index].parent)
    }
    return false
  }

  /// An error leaves everything between where it was raised and who handles it.
  mutating func noteFailed(_ kind: ErrorKind, in fiber: Fiber) {
    let steps = program.program.steps
    for (depth, frame) in fiber.frames.enumerated().reversed() {
      var end = depth == 0 ? step(forking: fiber) : nil
      let handler = program.handler(for: kind, at: frame.pc)
      if let handler {
        guard let handling = program.handling(at: handler.target) else { return }
        end = handling.step
        if handling.hasFailed { noteFailed(step: handling.step) }
      }
      var next = step(standingAt: frame.pc)
      while steps.indices.contains(next), next != end {
        noteFailed(step: next)
        next = steps[next].parent.map(Int.init) ?? -1
      }
      if handler != nil { return }
    }
  }

  private mutating func noteFailed(step: Int) {
    if failures.isEmpty { failures = Array(repeating: StepFailures(), count: starts.count) }
    guard failures.indices.contains(step), failures[step].last != starts[step] else { return }
    failures[step].count += 1
    failures[step].last = starts[step]
  }
}

/// How often a step failed, and how often it had been started when it did so last.
package struct StepFailures: Hashable, Sendable {
  package var count = 0
  package var last: UInt64 = 0
  package init() {}
}

extension VerifiedProgram {
  /// The probes that an instruction belongs to.
  fileprivate func probes(around pc: Int) -> [Range<Int>] {
    program.effects.indices.compactMap { probe(ofEffect: $0) }.filter { $0.contains(pc) }
  }

  /// A probe's instructions: from where it begins to where it could not tell.
  func probe(ofEffect row: Int) -> Range<Int>? {
    guard let start = program.effects[row].probe else { return nil }
    let end = program.code[start...].firstIndex { code in
      if case .doubt(_, UInt16(row), _, _) = code { true } else { false }
    }
    return end.map { start..<$0 }
  }
}
