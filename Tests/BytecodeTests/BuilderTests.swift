import Bytecode
import Testing
import Values

@Suite struct BuilderTests {
  @Test func labelsAreFilledInAndTemporariesMoveBehindLastingRegisters() throws {
    let builder = ProgramBuilder(manifest: ProgramManifest(skill: "count"))
    let f = builder.addFunction(name: "count", parameters: 1)
    let done = f.makeLabel()
    let counter = f.named("vars.i")
    f.emit(.loadInt(d: counter, value: 0))
    let head = f.bindNewLabel()
    let limit = f.temporary()
    f.emit(.loadInt(d: limit, value: 10))
    f.emit(.jumpUnlessLess(a: counter, b: limit, to: 0), to: done)
    let late = f.named("vars.late")
    f.emit(.addInt(d: late, a: counter, value: 1))
    f.emit(.move(d: counter, a: late))
    f.go(to: head)
    f.bind(done)
    f.emit(.return(a: counter))
    let program = try builder.finish()

    let function = try #require(program.functions.first)
    #expect(function.registers == 4)
    #expect(function.names.map(\.name) == ["vars.i", "vars.late"])
    #expect(
      program.code.map { "\($0)" } == [
        "loadInt(d: 1, value: 0)", "loadInt(d: 3, value: 10)", "jumpUnlessLess(a: 1, b: 3, to: 6)",
        "addInt(d: 2, a: 1, value: 1)", "move(d: 1, a: 2)", "loop(to: 1)", "return(a: 1)",
      ])
  }

  @Test func equalConstantsAreOneAndPartsAreShared() throws {
    let builder = ProgramBuilder(manifest: ProgramManifest(skill: "s"))
    let first = builder.constant(["name": ["a", 1.5], "again": ["a", 1.5]])
    #expect(builder.constant(["name": ["a", 1.5], "again": ["a", 1.5]]) == first)
    #expect(builder.constant("a") != first)
    #expect(builder.constant(1) != builder.constant(1.0))
    #expect(builder.constant(.double(-0.0)) != builder.constant(0.0))
    #expect(builder.constant(["again": ["a", 1.5], "name": ["a", 1.5]]) != first)
    let program = try builder.finish()
    // "name", "a", ["a", 1.5], "again", and two maps.
    #expect(program.heap.objects.count == 6)
  }

  @Test func handlersSleepInsideArms() throws {
    let builder = ProgramBuilder(manifest: ProgramManifest(skill: "s"))
    let f = builder.addFunction(name: "s", parameters: 0)
    let caught = f.makeLabel()
    let end = f.makeLabel()
    let error = f.temporary()
    f.openHandler(.errors, into: error, target: caught)
    let fork = f.addFork(ForkRow(step: 0, arms: [.init(name: "a", start: 0, writes: [])]))
    f.emit(.fork(fork: fork))
    f.emit(.join(fork: fork))
    f.go(to: end)
    f.beginArm(0, of: fork)
    let inner = f.makeLabel()
    f.openHandler(.evaluation, into: error, target: inner)
    f.emit(.loadNull(d: error))
    f.closeHandler()
    f.bind(inner)
    f.endArm(writes: [error])
    f.bind(end)
    f.emit(.loadNull(d: error))
    f.closeHandler()
    f.bind(caught)
    f.emit(.return(a: error))
    let program = try builder.finish()
    #expect(program.functions[0].handlers.map(\.range) == [0..<3, 3..<4, 5..<6])
    #expect(program.forks[0].arms == [.init(name: "a", start: 3, writes: [0])])
  }

  @Test func tooManyRegistersIsAnErrorThatNamesTheLimit() {
    func program(registers: Int) throws(BytecodeError) -> Program {
      let builder = ProgramBuilder(manifest: ProgramManifest(skill: "s"))
      let f = builder.addFunction(name: "s", parameters: 0)
      for _ in 0..<registers { _ = f.lastingRegister() }
      f.emit(.loadNull(d: 0))
      f.emit(.return(a: 0))
      return try builder.finish()
    }
    let limit = BytecodeLimits.lastingRegisters
    #expect(throws: Never.self) { try program(registers: limit) }
    #expect(throws: BytecodeError.tooMany("registers", count: limit + 1, limit: limit, function: "s")) {
      try program(registers: limit + 1)
    }
  }

  @Test func temporariesAreAStack() throws {
    let builder = ProgramBuilder(manifest: ProgramManifest(skill: "s"))
    let f = builder.addFunction(name: "s", parameters: 0)
    let mark = f.mark
    let first = f.temporaries(3)
    let second = f.temporary()
    #expect(second == first + 3)
    f.release(to: mark)
    #expect(f.temporary() == first)
  }
}
