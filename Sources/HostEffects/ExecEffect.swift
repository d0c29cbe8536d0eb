// The effect `exec`: argv, stdin, env → exit, stdout, stderr, json. One program, started directly: no shell reads the
// arguments, nothing of the host's environment is passed on but PATH, HOME and LANG.
//
// The program leads a session of its own. When the effect ends, for whatever reason, every process of that session's
// group is killed: nothing it started goes on behind the runtime's back.
import DurableRuntime
import Subprocess
import Synchronization
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
    let child = Child()
    let timeout = arguments.request.timeout
    let ended = try await withDeadline(
      milliseconds: timeout,
      failure: {
        .timedOut(
          "\(plan.name) did not end within \(durationText(milliseconds: timeout)) and was stopped", sent: child.started)
      },
      { try await run(plan, child: child) })
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
        ? EffectFailure.failed(message, sent: true) : EffectFailure.brokenOff(message, sent: true)
    }
    return [
      "exit": .int(Int64(ended.exit)), "stdout": .string(Body.text(ended.output)),
      "stderr": .string(Body.text(ended.error)), "json": Body.json(ended.output, anyValue: true) ?? .null,
    ]
  }

  private struct Ended: Sendable {
    /// As a shell counts: 128 and the signal's number when a signal ended it.
    var exit: Int32
    var signal: Int32?
    var output: [UInt8]
    var error: [UInt8]
  }

  /// The running program, for whoever has to end it.
  private final class Child: Sendable {
    private let pid = Atomic<Int32>(0)
    var started: Bool { pid.load(ordering: .acquiring) != 0 }
    func began(_ number: Int32) { pid.store(number, ordering: .releasing) }
    /// Ends whatever is left of the session's process group.
    func sweep() {
      let number = pid.load(ordering: .acquiring)
      if number > 1 { killpg(number, SIGKILL) }
    }
  }

  /// A program that does not read its input must not end us with SIGPIPE.
  private static let brokenPipesAreErrors: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

  private func run(_ plan: Plan, child: Child) async throws -> Ended {
    _ = Self.brokenPipesAreErrors
    var options = PlatformOptions()
    options.createSession = true
    options.teardownSequence = [
      .send(
        signal: .terminate, toProcessGroup: true,
        allowedDurationToNextStep: .milliseconds(HostLimits.stopMilliseconds))
    ]
    var variables: [Environment.Key: String] = [:]
    for (name, value) in plan.environment { variables[Environment.Key(rawValue: name)!] = value }
    defer { child.sweep() }
    do {
      let result = try await Subprocess.run(
        .path(.init(plan.path)), arguments: .init(executablePathOverride: plan.argv[0], remainingValues: plan.rest),
        environment: .custom(variables), workingDirectory: .init(folder.path), platformOptions: options,
        input: .inputWriter, output: .bytes(limit: HostLimits.programOutputBytes),
        error: .bytes(limit: HostLimits.programOutputBytes)
      ) { execution in
        child.began(execution.processIdentifier.value)
        // A program may well end without reading all of it; its exit code says what that means.
        _ = try? await execution.standardInputWriter.write(plan.input)
        try? await execution.standardInputWriter.finish()
      }
      switch result.terminationStatus {
      case .exited(let code):
        return Ended(exit: code, signal: nil, output: result.standardOutput, error: result.standardError)
      case .signaled(let number):
        return Ended(exit: 128 + number, signal: number, output: result.standardOutput, error: result.standardError)
      }
    } catch let error as SubprocessError {
      switch error.code {
      case .outputLimitExceeded:
        throw EffectFailure.brokenOff(
          "\(plan.name) wrote more than the limit of \(HostLimits.programOutputBytes) bytes and was stopped", sent: true
        )
      case .executableNotFound, .spawnFailed:
        throw EffectFailure.failed("\(plan.name) cannot be started: \(plan.path) is no program", sent: child.started)
      case .failedToChangeWorkingDirectory:
        throw EffectFailure.failed("\(plan.name) cannot be started in \(folder.path)", sent: child.started)
      default:
        throw EffectFailure.brokenOff(
          "running \(plan.name) failed: \(excerpt(error.description))", sent: child.started)
      }
    } catch is CancellationError {
      throw EffectFailure.brokenOff("\(plan.name) was given up and stopped", sent: child.started)
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
    var rest: [String] { Array(argv.dropFirst()) }

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
        throw .refused(
          "running \(excerpt(name, limit: 80)) is not permitted: permissions.exec lists \(listed(permitted))")
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
        guard !name.isEmpty, !name.utf8.contains(where: { $0 == 0 || $0 == UInt8(ascii: "=") }) else {
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
