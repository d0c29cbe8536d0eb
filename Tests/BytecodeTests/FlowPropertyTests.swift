// The verifier's flows, which go over blocks and bits, against the plainest reading of the same rules: instruction by
// instruction, sets of numbers, until nothing changes. Over generated code with jumps, loops and handlers.
import Bytecode
import Testing
import Values

/// The same numbers from the same seed (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Suite struct FlowPropertyTests {
  static let registers = 6

  /// Code of `count` instructions that are well-formed one by one; whether reads are sure is for the verifier to say. It uses
  /// every `stride`th register.
  func program(_ numbers: inout SeededNumbers, count: Int, stride: Int) -> Program {
    func register() -> Register { Register(Int.random(in: 0..<Self.registers, using: &numbers) * stride) }
    func later(_ pc: Int) -> UInt32 { UInt32(Int.random(in: pc + 1..<count, using: &numbers)) }
    var code: [Instruction] = []
    for pc in 0..<count - 1 {
      switch Int.random(in: 0..<14, using: &numbers) {
      case 0, 1: code.append(.loadNull(d: register()))
      case 2: code.append(.unset(d: register()))
      case 3: code.append(.move(d: register(), a: register()))
      case 4: code.append(.wrap(d: register(), a: register()))
      case 5: code.append(.add(d: register(), a: register(), b: register()))
      case 6: code.append(.jumpIf(a: register(), to: later(pc)))
      case 7: code.append(.jump(to: later(pc)))
      case 8: code.append(.loop(to: UInt32(Int.random(in: 0...pc, using: &numbers))))
      case 9: code.append(.timer(a: register()))
      case 10: code.append(.effect(d: register(), effect: 0, a: register(), permit: noRegister))
      case 11: code.append(.iterItem(d: register(), a: register(), index: register()))
      case 12: code.append(.jumpIfUnset(a: register(), to: later(pc)))
      default: code.append(.raise(a: register()))
      }
      if case .effect = code[pc], code[..<pc].contains(where: { $0.opcode == .effect }) { code[pc] = .loadNull(d: 0) }
    }
    code.append(.return(a: register()))
    var handlers: [Handler] = []
    func add(in range: Range<Int>, depth: Int) {
      guard depth < 3, range.count > 2, Bool.random(using: &numbers) else { return }
      let lower = Int.random(in: range.lowerBound..<range.upperBound - 1, using: &numbers)
      let upper = Int.random(in: lower + 1..<range.upperBound, using: &numbers)
      let catches: Handler.Catches = [.evaluation, .errors, .everything].randomElement(using: &numbers)!
      handlers.append(
        Handler(
          range: lower..<upper, target: Int.random(in: upper..<count, using: &numbers), register: register(),
          catches: catches))
      add(in: lower..<upper, depth: depth + 1)
    }
    add(in: 0..<count, depth: 0)
    let probe = Bool.random(using: &numbers) ? Int.random(in: 0..<count, using: &numbers) : nil
    return handMade(registers: UInt16(Self.registers * stride), code, handlers: handlers) {
      $0.effects = [effectRow(probe: probe)]
    }
  }

  struct Plain {
    let program: Program
    var code: [Instruction] { program.code }

    func reads(_ pc: Int, maybe: Bool) -> Set<Int> {
      var found: Set<Int> = []
      code[pc].forEachOperand { operand in
        switch operand {
        case .read(let register), .update(let register): found.insert(Int(register))
        case .maybe(let register): if maybe { found.insert(Int(register)) }
        default: break
        }
      }
      return found
    }

    func writes(_ pc: Int) -> Set<Int> {
      var found: Set<Int> = []
      code[pc].forEachOperand { if case .write(let register) = $0 { found.insert(Int(register)) } }
      return found
    }

    func next(_ pc: Int) -> [Int] {
      let target = code[pc].target.map { [$0] } ?? []
      switch code[pc] {
      case .jump, .loop: return target
      case .return, .raise: return []
      default: return target + [pc + 1]
      }
    }

    /// Handlers that an error of some kind raised at `pc` may reach.
    func handlers(_ pc: Int) -> [Handler] {
      let around = program.functions[0].handlers.filter { $0.range.contains(pc) }
      var found: [Handler] = []
      for kind in [ErrorKind.expression, .timeout, .cancelled] {
        let taker = around.last {
          switch $0.catches {
          case .evaluation: kind == .expression
          case .errors: kind.isCatchable
          case .everything: true
          }
        }
        if let taker, !found.contains(taker) { found.append(taker) }
      }
      return found
    }

    func probe(_ pc: Int) -> Int? {
      if case .effect = code[pc] { program.effects[0].probe } else { nil }
    }

    /// The first instruction in the order of the code that may read what was not written.
    func firstUnsureRead() -> (pc: Int, register: Int)? {
      var sure: [Set<Int>?] = .init(repeating: nil, count: code.count)
      sure[0] = [0]
      var changed = true
      while changed {
        changed = false
        for pc in code.indices {
          guard let here = sure[pc] else { continue }
          func reach(_ to: Int, _ with: Set<Int>) {
            let met = sure[to].map { $0.intersection(with) } ?? with
            if met != sure[to] {
              sure[to] = met
              changed = true
            }
          }
          for to in next(pc) { reach(to, here.union(writes(pc))) }
          for handler in handlers(pc) { reach(handler.target, here.union([Int(handler.register)])) }
          if let probe = probe(pc) { reach(probe, here) }
        }
      }
      for pc in code.indices {
        guard let here = sure[pc] else { continue }
        let missing = reads(pc, maybe: false).subtracting(here)
        if !missing.isEmpty { return (pc, missing.min()!) }
      }
      return nil
    }

    func live() -> [Set<Int>] {
      var live: [Set<Int>] = .init(repeating: [], count: code.count)
      var changed = true
      while changed {
        changed = false
        for pc in code.indices.reversed() {
          var here: Set<Int> = []
          for to in next(pc) { here.formUnion(live[to]) }
          here.subtract(writes(pc))
          here.formUnion(reads(pc, maybe: true))
          for handler in handlers(pc) { here.formUnion(live[handler.target].subtracting([Int(handler.register)])) }
          if let probe = probe(pc) { here.formUnion(live[probe]) }
          if here != live[pc] {
            live[pc] = here
            changed = true
          }
        }
      }
      return live
    }
  }

  @Test(arguments: [1, 40]) func blocksAndBitsSayWhatInstructionsAndSetsSay(stride: Int) throws {
    var numbers = SeededNumbers(state: 7)
    var accepted = 0
    for _ in 0..<3000 {
      let program = program(&numbers, count: Int.random(in: 2...14, using: &numbers), stride: stride)
      let plain = Plain(program: program)
      do throws(VerificationError) {
        let verified = try program.verified()
        accepted += 1
        #expect(plain.firstUnsureRead() == nil, "\(program.code)")
        let live = plain.live()
        for pc in program.code.indices where verified.isStop(pc) {
          var found: Set<Int> = []
          verified.forEachLive(at: pc) { found.insert(Int($0)) }
          #expect(found == live[pc], "\(pc) of \(program.code) with \(program.functions[0].handlers)")
        }
      } catch {
        guard case .unassigned(let register, _) = error.reason else {
          Issue.record("\(error)")
          continue
        }
        let unsure = plain.firstUnsureRead()
        #expect(unsure?.pc == error.instruction, "\(program.code)")
        #expect(unsure.map { plain.reads($0.pc, maybe: false).contains(register) } == true)
      }
    }
    // Both answers must have been given often, or the comparison says little.
    #expect((200...2800).contains(accepted), "\(accepted) accepted")
  }

  /// Whatever stands in the code, the verifier answers.
  @Test func arbitraryInstructionsAreAnswered() {
    struct Arbitrary: OperandSource {
      var numbers: SeededNumbers
      mutating func small(_ limit: Int) -> Int {
        Int.random(in: 0..<20, using: &numbers) == 0 ? limit : Int.random(in: 0..<8, using: &numbers)
      }
      mutating func register() -> Register { Register(small(65_535)) }
      mutating func bool() -> Bool { Bool.random(using: &numbers) }
      mutating func int16() -> Int16 { Int16(small(32_767)) }
      mutating func int32() -> Int32 { Int32(small(2_000_000_000)) }
      mutating func uint8() -> UInt8 { UInt8(small(255)) }
      mutating func uint16() -> UInt16 { UInt16(small(65_535)) }
      mutating func uint32() -> UInt32 { UInt32(small(4_000_000_000)) }
      mutating func errorKind() -> ErrorKind { ErrorKind.allCases.randomElement(using: &numbers)! }
    }
    var source = Arbitrary(numbers: SeededNumbers(state: 11))
    for _ in 0..<5000 {
      let code = (0..<6).map { _ in
        Instruction.read(Opcode.allCases.randomElement(using: &source.numbers)!, from: &source)
      }
      let program = handMade(code + [.return(a: 0)]) { program in
        program.effects = [effectRow(probe: source.small(99)), effectRow(irreversible: true)]
        program.gates = [GateRow(step: 0, id: "g", kind: .ask, options: .map([]))]
        var each = ForkRow(step: 0, arms: [.init(name: "", start: source.small(99), writes: [1])])
        each.item = 2
        program.forks = [ForkRow(step: 0, arms: [.init(name: "a", start: source.small(99), writes: [])]), each]
      }
      _ = try? program.verified()
    }
  }
}
