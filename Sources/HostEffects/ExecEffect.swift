// The effect `exec`: argv, stdin, env → exit, stdout, stderr, json. One program, started directly: no shell reads the
// arguments, nothing of the host's environment is passed on but PATH, HOME and LANG.
//
// The program leads a session of its own. When the effect ends, for whatever reason, every process of that session is ended:
// nothing it started goes on behind the runtime's back, and nothing of it is still there when it is done again.
import DurableRuntime
import Values

#if canImport(Glibc)
  import Glibc
#endif

struct ExecEffect {
  var folder: WorkFolder
  /// The host's own environment, of which three variables are passed on.
  var environment: [String: String]

  func perform(_ arguments: Arguments) async throws -> PlainValue {
    let plan = try Plan(arguments, effect: self)
    let progress = KeptProgram.Progress()
    let timeout = arguments.request.timeout
    let ended = try await withDeadline(
      milliseconds: timeout,
      failure: {
        let limit = durationText(milliseconds: timeout)
        return progress.isHeld
          ? .timedOut(
            "\(plan.name) was not started within \(limit): what \(arguments.request.step) began before has not ended",
            sent: false)
          : .timedOut("\(plan.name) did not end within \(limit) and was stopped", sent: progress.hasStarted)
      },
      { try await run(plan, arguments.request, progress) })
    guard plan.expected.contains(Int64(ended.exit)) else {
      let shown = arguments.hides("stdout", "json") ? [] : ended.output
      let said = Body.text(ended.error.isEmpty ? shown : arguments.hides("stderr") ? [] : ended.error)
      let complaint = excerpt(arguments.cleaned(said))
      let how = ended.signal.map { "was ended by signal \($0)" } ?? "ended with exit code \(ended.exit)"
      let wanted =
        plan.expected == [0] ? "" : ", expected " + plan.expected.map(String.init).joined(separator: " or ")
      let message = "\(plan.name) \(how)\(wanted)\(complaint.isEmpty ? "" : ": \(complaint)")"
      // A program that was ended did not come to its end, and does not say how far it came.
      throw ended.signal == nil
        ? EffectFailure.failed(message, sent: true, code: ended.exit) : EffectFailure.brokenOff(message, sent: true)
    }
    return [
      "exit": .int(Int64(ended.exit)), "stdout": .string(try text("stdout", of: ended, plan, arguments)),
      "stderr": .string(try text("stderr", of: ended, plan, arguments)), "json": try json(ended, of: plan, arguments),
    ]
  }

  /// What is no text is an error for whoever reads it as one; others may not know or care what it is.
  private func text(
    _ field: String, of ended: KeptProgram.Ended, _ plan: Plan, _ arguments: Arguments
  ) throws(EffectFailure) -> String {
    let bytes = field == "stdout" ? ended.output : ended.error
    if arguments.request.reads(field), String(validating: bytes, as: UTF8.self) == nil {
      throw .unread(
        "\(plan.name) ended with exit code \(ended.exit), and what it wrote to \(field) is not UTF-8 text, which the skill reads",
        sent: true, code: ended.exit)
    }
    return Body.text(bytes)
  }

  /// What is no JSON has none. What is, but for a number that cannot be carried, is an error for whoever reads it.
  private func json(
    _ ended: KeptProgram.Ended, of plan: Plan, _ arguments: Arguments
  ) throws(EffectFailure) -> PlainValue {
    do throws(JSONError) { return try Body.parsed(ended.output, anyValue: true) ?? .null } catch {
      guard error.isOfNumber, arguments.request.reads("json") || arguments.option("schema") != nil else { return .null }
      let why = arguments.hides("stdout", "json") ? "" : ": \(arguments.cleaned(error.description))"
      throw .unread(
        "\(plan.name) ended with exit code \(ended.exit) and printed JSON that cannot be read as such\(why)",
        sent: true,
        code: ended.exit)
    }
  }

  private func run(
    _ plan: Plan, _ request: EffectRequest, _ progress: KeptProgram.Progress
  ) async throws -> KeptProgram.Ended {
    let program = KeptProgram(
      path: plan.path, argv: plan.argv, environment: plan.environment.map { "\($0)=\($1)" }.sorted(),
      folder: folder.path,
      input: plan.input, lock: "\(request.artifacts)/\(ProgramKeeper.lockPrefix)\(request.ticket)")
    do { return try await program.run(progress) } catch let trouble as ProgramTrouble {
      switch trouble {
      case .unlocked(let path, let number):
        throw EffectFailure.failed(
          "\(plan.name) cannot be started: \(path) cannot be locked (\(String(cString: strerror(number))))", sent: false
        )
      case .unkept(let number):
        throw EffectFailure.failed(
          "\(plan.name) cannot be started: \(String(cString: strerror(number)))", sent: false)
      case .noProgram:
        throw EffectFailure.failed("\(plan.name) cannot be started: \(plan.path) is no program", sent: false)
      case .noFolder:
        throw EffectFailure.failed("\(plan.name) cannot be started in \(folder.path)", sent: false)
      case .tooMuchOutput:
        throw EffectFailure.brokenOff(
          "\(plan.name) wrote more than the limit of \(HostLimits.programOutputBytes) bytes and was stopped", sent: true
        )
      case .unended:
        throw EffectFailure.brokenOff("\(plan.name) was given up and cannot be ended; it goes on", sent: true)
      }
    } catch is CancellationError {
      throw EffectFailure.brokenOff("\(plan.name) was given up and stopped", sent: progress.hasStarted)
    }
  }

  // MARK: What to run

  private struct Plan: Sendable {
    var name: String
    /// Where the program is.
    var path: String
    var argv: [String]
    var input: [UInt8] = []
    var environment: [String: String]
    var expected: [Int64]

    init(_ arguments: Arguments, effect: ExecEffect) throws(EffectFailure) {
      guard let list = arguments["argv"]?.elements, !list.isEmpty else {
        throw .unusable("exec needs a list: the program's name and its arguments")
      }
      guard list.count <= HostLimits.arguments else { throw .unusable("more than \(HostLimits.arguments) arguments") }
      argv = []
      for (index, element) in list.enumerated() {
        let text = try arguments.plainText(element, at: "argument \(index)")
        guard !text.utf8.contains(0) else { throw .unusable("argument \(index) has a zero byte in it") }
        guard text.utf8.count <= HostLimits.argumentBytes else {
          throw .unusable("argument \(index) is longer than \(HostLimits.argumentBytes) bytes; use stdin")
        }
        argv.append(text)
      }
      name = argv[0]
      let permitted = arguments.request.permissions.exec
      guard permitted.contains(name) else {
        let hint = permitted.contains { $0.contains("*") } ? " (each program by its name: `*` stands for none)" : ""
        throw .refused(
          "running \(excerpt(name, limit: 80)) is not permitted: permissions.exec lists \(listed(permitted))\(hint)")
      }
      environment = effect.baseEnvironment
      path = try effect.locate(name)
      expected = try arguments.expected("exit") ?? [0]
      try readEnvironment(arguments)
      try readInput(arguments)
    }

    private mutating func readEnvironment(_ arguments: Arguments) throws(EffectFailure) {
      guard let given = arguments["env"] else { return }
      guard let entries = given.entries else { throw .unusable("env must be a map of names and texts") }
      for entry in entries {
        let name = try arguments.plainText(entry.key, at: "env")
        guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first),
          !name.utf8.contains(where: { $0 == 0 || $0 == UInt8(ascii: "=") })
        else {
          throw .unusable("“\(excerpt(name, limit: 40))” is no name of an environment variable")
        }
        guard let value = Arguments.present(entry.value) else {
          environment[name] = nil
          continue
        }
        let text = try arguments.openText(value, at: "env.\(name)")
        guard !text.utf8.contains(0), text.utf8.count <= HostLimits.argumentBytes else {
          throw .unusable("env.\(name) has a zero byte in it or is too long")
        }
        environment[name] = text
      }
    }

    private mutating func readInput(_ arguments: Arguments) throws(EffectFailure) {
      guard let given = arguments["stdin"] else { return }
      switch given {
      case .bytes(let bytes): input = bytes
      case .list, .map: input = try arguments.json(try arguments.opened(given, at: "stdin"), at: "stdin")
      case .null, .bool, .int, .uint, .double, .decimal, .timestamp, .duration, .type, .string, .optional, .error,
        .secret:
        input = Array(try arguments.openText(given, at: "stdin").utf8)
      }
      guard input.count <= HostLimits.standardInputBytes else {
        throw .unusable("stdin is larger than the limit of \(HostLimits.standardInputBytes) bytes")
      }
    }
  }

  private var baseEnvironment: [String: String] {
    var result = ["PATH": searchPath.joined(separator: ":"), "LANG": environment["LANG"] ?? "C.UTF-8"]
    result["HOME"] = environment["HOME"]
    return result
  }

  /// Absolute folders of PATH; a relative one would depend on where the run happens to be.
  private var searchPath: [String] {
    let given = (environment["PATH"] ?? "").split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
    return given.isEmpty ? ["/usr/local/bin", "/usr/bin", "/bin"] : given
  }

  /// Where the program is: a bare name is looked for on PATH, a path is taken as it is (from the run's folder).
  private func locate(_ name: String) throws(EffectFailure) -> String {
    if name.contains("/") {
      let path = name.hasPrefix("/") ? name : folder.path + "/" + name
      guard Self.isProgram(path) else {
        throw .failed("\(name) cannot be started: there is no such program", sent: false)
      }
      return path
    }
    for place in searchPath where Self.isProgram(place + "/" + name) { return place + "/" + name }
    throw .failed("\(name) cannot be started: it is not on PATH (\(searchPath.joined(separator: ":")))", sent: false)
  }

  private static func isProgram(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
  }
}
