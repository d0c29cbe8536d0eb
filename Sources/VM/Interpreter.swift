// The one switch: runs the instructions of one frame until one of them needs more than the frame (a call, a ticket, a fork,
// an end), an error is raised, or garbage is due. It works on spans and trivial values only, so that nothing is retained,
// released or checked for exclusive access inside the loop; `pc` and the fuel live in locals and are written back on the way
// out. What an instruction means is said in Grammar/opcodes.tsv.
import Bytecode
import Values

/// What an execution may still use up, and when garbage is due.
struct Meter: Sendable {
  /// Instructions left; below 0 the run is out of them.
  var fuel: Int
  /// Steps left.
  var steps: Int
}

enum Interpreter {
  enum Exit {
    /// The instruction at `pc` is the machine's business.
    case leave
    /// Garbage is due before the instruction at `pc`.
    case collect
  }

  /// - pc: in: where to go on; out: the instruction that left or raised.
  /// - collectAt: logical bytes allocated beyond which garbage is due at the next safepoint.
  static func execute(
    _ code: Span<Instruction>, _ constants: Span<Value>, base: Int, registers: inout [Value], heap: inout Heap,
    starts: inout [UInt64], skips: inout [UInt64], meter: inout Meter, collectAt: Int, pc pcAtEntry: inout Int
  ) throws(EvaluationError) -> Exit {
    var r = registers.mutableSpan
    var counts = starts.mutableSpan
    var fuel = meter.fuel
    var pc = pcAtEntry
    defer {
      meter.fuel = fuel &- heap.work
      heap.work = 0
      pcAtEntry = pc
    }
    while true {
      switch code[pc] {
      // MARK: Data
      case .move(let d, let a): r[base &+ Int(d)] = r[base &+ Int(a)]
      case .unset(let d): r[base &+ Int(d)] = .unset
      case .loadNull(let d): r[base &+ Int(d)] = .null
      case .loadBool(let d, let value): r[base &+ Int(d)] = .bool(value)
      case .loadInt(let d, let value): r[base &+ Int(d)] = .int(Int64(value))
      case .load(let d, let k): r[base &+ Int(d)] = constants[Int(k)]
      case .wrap(let d, let a): r[base &+ Int(d)] = try Slow.wrap(&heap, r[base &+ Int(a)])

      // MARK: Arithmetic
      case .add(let d, let a, let b):
        if case .int(let x) = r[base &+ Int(a)], case .int(let y) = r[base &+ Int(b)] {
          let (sum, overflow) = x.addingReportingOverflow(y)
          if !overflow {
            r[base &+ Int(d)] = .int(sum)
            break
          }
        }
        r[base &+ Int(d)] = try Slow.add(&heap, r[base &+ Int(a)], r[base &+ Int(b)])
      case .addInt(let d, let a, let value):
        if case .int(let x) = r[base &+ Int(a)] {
          let (sum, overflow) = x.addingReportingOverflow(Int64(value))
          if !overflow {
            r[base &+ Int(d)] = .int(sum)
            break
          }
        }
        // Written as a subtraction, and told of as one.
        r[base &+ Int(d)] =
          value < 0
          ? try Slow.subtract(&heap, r[base &+ Int(a)], .int(-Int64(value)))
          : try Slow.add(&heap, r[base &+ Int(a)], .int(Int64(value)))
      case .subtract(let d, let a, let b):
        if case .int(let x) = r[base &+ Int(a)], case .int(let y) = r[base &+ Int(b)] {
          let (difference, overflow) = x.subtractingReportingOverflow(y)
          if !overflow {
            r[base &+ Int(d)] = .int(difference)
            break
          }
        }
        r[base &+ Int(d)] = try Slow.subtract(&heap, r[base &+ Int(a)], r[base &+ Int(b)])
      case .multiply(let d, let a, let b):
        r[base &+ Int(d)] = try Slow.multiply(&heap, r[base &+ Int(a)], r[base &+ Int(b)])
      case .divide(let d, let a, let b):
        r[base &+ Int(d)] = try Slow.divide(&heap, r[base &+ Int(a)], r[base &+ Int(b)])
      case .modulo(let d, let a, let b):
        if case .int(let x) = r[base &+ Int(a)], case .int(let y) = r[base &+ Int(b)], y > 0 {
          r[base &+ Int(d)] = .int(x % y)
        } else {
          r[base &+ Int(d)] = try Slow.modulo(&heap, r[base &+ Int(a)], r[base &+ Int(b)])
        }
      case .moduloInt(let d, let a, let value):
        if case .int(let x) = r[base &+ Int(a)], value > 0 {
          r[base &+ Int(d)] = .int(x % Int64(value))
        } else {
          r[base &+ Int(d)] = try Slow.modulo(&heap, r[base &+ Int(a)], .int(Int64(value)))
        }
      case .negate(let d, let a): r[base &+ Int(d)] = try Slow.negate(&heap, r[base &+ Int(a)])

      // MARK: Logic and comparison
      case .not(let d, let a):
        guard case .bool(let flag) = r[base &+ Int(a)] else { throw Slow.notBool(heap, r[base &+ Int(a)]) }
        r[base &+ Int(d)] = .bool(!flag)
      case .and(let d, let a, let b):
        r[base &+ Int(d)] = .bool(try Slow.merge(heap, r[base &+ Int(a)], r[base &+ Int(b)], winner: false))
      case .or(let d, let a, let b):
        r[base &+ Int(d)] = .bool(try Slow.merge(heap, r[base &+ Int(a)], r[base &+ Int(b)], winner: true))
      case .equal(let d, let a, let b):
        if case .int(let x) = r[base &+ Int(a)], case .int(let y) = r[base &+ Int(b)] {
          r[base &+ Int(d)] = .bool(x == y)
        } else {
          r[base &+ Int(d)] = .bool(try Slow.equal(&heap, r[base &+ Int(a)], r[base &+ Int(b)]))
        }
      case .notEqual(let d, let a, let b):
        if case .int(let x) = r[base &+ Int(a)], case .int(let y) = r[base &+ Int(b)] {
          r[base &+ Int(d)] = .bool(x != y)
        } else {
          r[base &+ Int(d)] = .bool(!(try Slow.equal(&heap, r[base &+ Int(a)], r[base &+ Int(b)])))
        }
      case .less(let d, let a, let b):
        if case .int(let x) = r[base &+ Int(a)], case .int(let y) = r[base &+ Int(b)] {
          r[base &+ Int(d)] = .bool(x < y)
        } else {
          r[base &+ Int(d)] = .bool(try Slow.less(&heap, r[base &+ Int(a)], r[base &+ Int(b)]))
        }
      case .lessOrEqual(let d, let a, let b):
        if case .int(let x) = r[base &+ Int(a)], case .int(let y) = r[base &+ Int(b)] {
          r[base &+ Int(d)] = .bool(x <= y)
        } else {
          r[base &+ Int(d)] = .bool(try Slow.lessOrEqual(&heap, r[base &+ Int(a)], r[base &+ Int(b)]))
        }
      case .contains(let d, let a, let b):
        r[base &+ Int(d)] = .bool(try Slow.contains(&heap, r[base &+ Int(a)], r[base &+ Int(b)]))

      // MARK: Jumps
      case .jump(let to):
        pc = Int(to)
        continue
      case .loop(let to):
        if heap.allocated > collectAt { return .collect }
        fuel &-= pc &- Int(to) &+ 1 &+ heap.work
        heap.work = 0
        if fuel < 0 { throw Slow.outOfInstructions() }
        pc = Int(to)
        continue
      case .jumpIf(let a, let to):
        guard case .bool(let flag) = r[base &+ Int(a)] else { throw Slow.notBool(heap, r[base &+ Int(a)]) }
        if flag {
          pc = Int(to)
          continue
        }
      case .jumpUnless(let a, let to):
        guard case .bool(let flag) = r[base &+ Int(a)] else { throw Slow.notBool(heap, r[base &+ Int(a)]) }
        if !flag {
          pc = Int(to)
          continue
        }
      case .jumpIfUnset(let a, let to):
        if case .unset = r[base &+ Int(a)] {
          pc = Int(to)
          continue
        }
      case .jumpIfError(let a, let to):
        if case .error = r[base &+ Int(a)] {
          pc = Int(to)
          continue
        }
      case .jumpUnlessEqual(let a, let b, let to):
        let isSo: Bool
        if case .int(let x) = r[base &+ Int(a)], case .int(let y) = r[base &+ Int(b)] {
          isSo = x == y
        } else {
          isSo = try Slow.equal(&heap, r[base &+ Int(a)], r[base &+ Int(b)])
        }
        if !isSo {
          pc = Int(to)
          continue
        }
      case .jumpUnlessEqualInt(let a, let value, let to):
        let isSo: Bool
        if case .int(let x) = r[base &+ Int(a)] {
          isSo = x == Int64(value)
        } else {
          isSo = try Slow.equal(&heap, r[base &+ Int(a)], .int(Int64(value)))
        }
        if !isSo {
          pc = Int(to)
          continue
        }
      case .jumpUnlessLess(let a, let b, let to):
        let isSo: Bool
        if case .int(let x) = r[base &+ Int(a)], case .int(let y) = r[base &+ Int(b)] {
          isSo = x < y
        } else {
          isSo = try Slow.less(&heap, r[base &+ Int(a)], r[base &+ Int(b)])
        }
        if !isSo {
          pc = Int(to)
          continue
        }
      case .jumpUnlessLessOrEqual(let a, let b, let to):
        let isSo: Bool
        if case .int(let x) = r[base &+ Int(a)], case .int(let y) = r[base &+ Int(b)] {
          isSo = x <= y
        } else {
          isSo = try Slow.lessOrEqual(&heap, r[base &+ Int(a)], r[base &+ Int(b)])
        }
        if !isSo {
          pc = Int(to)
          continue
        }
      case .count(let index, let limit, let to):
        guard case .int(let rounds) = r[base &+ Int(index)], case .int(let most) = r[base &+ Int(limit)] else {
          throw Slow.inconsistent("a loop without a count")
        }
        if rounds < most {
          r[base &+ Int(index)] = .int(rounds &+ 1)
          pc = Int(to)
          continue
        }

      // MARK: Collections
      case .makeList(let d, let first, let count):
        let start = base &+ Int(first)
        r[base &+ Int(d)] = try Slow.makeList(&heap, r.span.extracting(start..<start &+ Int(count)))
      case .makeMap(let d, let first, let count):
        let start = base &+ Int(first)
        r[base &+ Int(d)] = try Slow.makeMap(&heap, r.span.extracting(start..<start &+ 2 &* Int(count)))
      case .newList(let d): r[base &+ Int(d)] = try Slow.newList(&heap)
      case .append(let d, let a): try Slow.append(&heap, r[base &+ Int(a)], to: r[base &+ Int(d)])
      case .appendOptional(let d, let a): try Slow.appendOptional(&heap, r[base &+ Int(a)], to: r[base &+ Int(d)])
      case .mapFromList(let d, let a): r[base &+ Int(d)] = try Slow.mapFromList(&heap, r[base &+ Int(a)])
      case .field(let d, let a, let k):
        // What an error says of its step is in the program's tables.
        if case .error = r[base &+ Int(a)] { return .leave }
        r[base &+ Int(d)] = try Slow.field(&heap, r[base &+ Int(a)], constants[Int(k)])
      case .hasField(let d, let a, let k):
        r[base &+ Int(d)] = .bool(try Slow.hasField(heap, r[base &+ Int(a)], constants[Int(k)]))
      case .optionalField(let d, let a, let k):
        r[base &+ Int(d)] = try Slow.optionalField(&heap, r[base &+ Int(a)], constants[Int(k)])
      case .index(let d, let a, let b):
        r[base &+ Int(d)] = try Slow.index(&heap, r[base &+ Int(a)], r[base &+ Int(b)])
      case .optionalIndex(let d, let a, let b):
        r[base &+ Int(d)] = try Slow.optionalIndex(&heap, r[base &+ Int(a)], r[base &+ Int(b)])
      case .iterMore(let index, let a, let to):
        guard case .int(let position) = r[base &+ Int(index)] else {
          throw Slow.inconsistent("a loop without a position")
        }
        if position >= Int64(try heap.size(of: r[base &+ Int(a)])) {
          pc = Int(to)
          continue
        }
      case .iterItem(let d, let a, let index):
        let position = try Slow.position(heap, r[base &+ Int(index)], in: r[base &+ Int(a)])
        fuel &-= 1
        let item = heap.item(of: r[base &+ Int(a)], at: position)
        r[base &+ Int(index)] = .int(Int64(position &+ 1))
        r[base &+ Int(d)] = item
      case .iterEntry(let d, let a, let index):
        let position = try Slow.position(heap, r[base &+ Int(index)], in: r[base &+ Int(a)])
        fuel &-= 1
        let (key, value) = Slow.entry(heap, r[base &+ Int(a)], position)
        r[base &+ Int(index)] = .int(Int64(position &+ 1))
        r[base &+ Int(d)] = key
        r[base &+ Int(d) &+ 1] = value

      // MARK: Library
      case .call(let d, let function, let first, let count):
        let start = base &+ Int(first)
        r[base &+ Int(d)] = try Slow.call(&heap, function, r.span.extracting(start..<start &+ Int(count)))
      case .interpolate(let d, let first, let count):
        let start = base &+ Int(first)
        r[base &+ Int(d)] = try Slow.interpolate(&heap, r.span.extracting(start..<start &+ Int(count)))
      case .check(let d, let a, let k):
        r[base &+ Int(d)] = try Slow.check(&heap, r[base &+ Int(a)], constants[Int(k)])

      // MARK: Steps
      case .step(let n):
        if heap.allocated > collectAt { return .collect }
        if meter.steps <= 0 { return .leave }
        counts[Int(n)] &+= 1
        meter.steps &-= 1
        fuel &-= 1 &+ heap.work
        heap.work = 0
        if fuel < 0 { throw Slow.outOfInstructions() }
      case .skip(let n): skips[Int(n)] &+= 1

      case .callSkill, .return, .raise, .fail, .effect, .doubt, .gate, .timer, .timerUntil, .fork, .forkEach,
        .forkWithin, .join, .armEnd, .log:
        return .leave
      }
      pc &+= 1
    }
  }
}
