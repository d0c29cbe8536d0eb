// A skill compiled, verified and played on the machine with scripted outcomes; what happened is told as text.
import Bytecode
import Foundation
import Syntax
import Testing
import VM
import Values

@testable import Compiler

enum Golden {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Goldens/Compiler")

  /// Compares with the file of that name; `TWIN_REWRITE_GOLDENS=1` writes it anew.
  static func expect(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let file = folder.appending(path: name)
    if ProcessInfo.processInfo.environment["TWIN_REWRITE_GOLDENS"] == "1" {
      try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try? Data(text.utf8).write(to: file)
    }
    guard let known = try? String(contentsOf: file, encoding: .utf8) else {
      Issue.record("no golden \(name); TWIN_REWRITE_GOLDENS=1 writes it", sourceLocation: sourceLocation)
      return
    }
    #expect(text == known, "golden \(name) differs; TWIN_REWRITE_GOLDENS=1 rewrites it", sourceLocation: sourceLocation)
  }
}

/// What the world does about one ticket.
enum Reply {
  case done(PlainValue)
  case failed(ErrorKind, String, sent: Bool, heard: Bool = false, code: Int32? = nil)
  case inDoubt
  case approve([(String, PlainValue)])
  case reject(String)
  case expire

  static var approve: Reply { .approve([]) }
  static func fails(_ message: String, sent: Bool = true, code: Int32? = nil) -> Reply {
    .failed(.effect, message, sent: sent, heard: code != nil, code: code)
  }
}

enum Skill {
  /// Everything the compiler says about a text.
  static func report(_ text: String, _ skills: [String: String] = [:]) -> String {
    let result = compile(name: "skill.yaml", text: text) { name in
      skills[name].map { ResolvedSkill(name: "skills/\(name).yaml", text: $0) }
    }
    var bag = DiagnosticBag()
    bag.add(contentsOf: result.diagnostics)
    return DiagnosticRenderer(sources: result.sources).text(bag)
  }

  static func codes(_ text: String, _ skills: [String: String] = [:]) -> [String] {
    let result = compile(name: "skill.yaml", text: text) { name in
      skills[name].map { ResolvedSkill(name: "skills/\(name).yaml", text: $0) }
    }
    return result.diagnostics.map { "\($0.code)" }
  }

  static func program(
    _ text: String, _ skills: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
  ) -> VerifiedProgram? {
    let result = compile(name: "skill.yaml", text: text) { name in
      skills[name].map { ResolvedSkill(name: "skills/\(name).yaml", text: $0) }
    }
    guard let program = result.program else {
      Issue.record("\(report(text, skills))", sourceLocation: sourceLocation)
      return nil
    }
    do {
      return try program.verified()
    } catch {
      Issue.record("\(error)\n\(Disassembler.listing(of: program))", sourceLocation: sourceLocation)
      return nil
    }
  }

  /// The story of a run: every ticket and its reply, what was logged, and the end. Replies are found by the step's label,
  /// used in order, the last one again and again.
  static func play(
    _ text: String, inputs: [String: PlainValue] = [:], skills: [String: String] = [:],
    _ script: [String: [Reply]] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> String {
    guard let verified = program(text, skills, sourceLocation: sourceLocation) else { return "not compiled" }
    let given = verified.program.manifest.inputs.map { inputs[$0.name] ?? $0.schema["default"] ?? .null }
    let run = plainMap([
      ("id", "r_1"), ("started_at", .timestamp(TimestampValue(seconds: 0, nanoseconds: 0))),
      ("skill", .string(verified.program.manifest.skill)), ("initiator", "ann"),
    ])
    var story: [String] = []
    do {
      var machine = try Machine(program: verified, inputs: given, run: run)
      var left = script
      for _ in 0..<200 {
        let pause = machine.run()
        for line in machine.takeLog() { story.append("log: \(words(line.text))") }
        if case .ended(let ending, _) = pause {
          switch ending {
          case .completed(let outputs): story.append("completed \(words(outputs))")
          case .failed(let error): story.append(failure(error, verified.program))
          }
          return story.joined(separator: "\n") + "\n"
        }
        guard let request = machine.requests.first else {
          story.append("nothing to wait for")
          break
        }
        var label = verified.program.steps[request.step].label
        switch request.wish {
        case .timer, .timerUntil: label += ".timer"
        case .effect, .gate, .question, .budget: break
        }
        var replies = left[label] ?? []
        let reply = replies.first ?? standard(request, verified.program)
        if replies.count > 1 { replies.removeFirst() }
        left[label] = replies
        story.append(tell(request, label, verified.program))
        let (outcome, told) = outcome(reply)
        story.append("  → \(told)")
        try machine.consume(.outcome(request.ticket, outcome))
      }
    } catch {
      story.append("\(error)")
    }
    return story.joined(separator: "\n") + "\n"
  }

  static func words(_ value: PlainValue) -> String {
    if case .string(let text) = value { return text }
    if case .timestamp = value { return "a time" }
    return (try? value.jsonText(style: .display)) ?? "\(value)"
  }

  private static func failure(_ error: PlainError, _ program: Program) -> String {
    let step = program.steps.indices.contains(error.step) ? program.steps[error.step].label : "no step"
    let line = program.places.indices.contains(error.instruction) ? program.places[error.instruction].line : 0
    return "failed (\(error.kind.text)) at \(step), line \(line): \(error.message)"
  }

  private static func standard(_ request: Request, _ program: Program) -> Reply {
    switch request.wish {
    case .effect(let row, _, _, _):
      switch program.effects[row].kind {
      case "now": .done(.timestamp(TimestampValue(seconds: 86_400, nanoseconds: 0)))
      case "random": .done(0.5)
      default: .done(.map([]))
      }
    case .gate, .question, .budget: .approve
    case .timer, .timerUntil: .done(.null)
    }
  }

  private static func tell(_ request: Request, _ label: String, _ program: Program) -> String {
    switch request.wish {
    case .effect(let row, let arguments, _, let inDoubt):
      "\(label): \(program.effects[row].kind) \(words(arguments))\(inDoubt ? " (in doubt)" : "")"
    case .gate(let row, let payload): "\(label): \(program.gates[row].kind.text) \(words(payload))"
    case .question(_, let kind, let payload): "\(label): question \(kind) \(words(payload))"
    case .budget(let steps, _): "\(label): \(steps) steps used"
    case .timer(let after): "\(label): waits \(after.text)"
    case .timerUntil(let time): "\(label): waits until \(time.text)"
    }
  }

  private static func outcome(_ reply: Reply) -> (Outcome, String) {
    func decision(_ approved: Bool, _ more: [(String, PlainValue)]) -> PlainValue {
      plainMap(
        [
          ("approved", .bool(approved)), ("reason", ""), ("comment", ""), ("by", .list(["ann"])),
          ("at", .timestamp(TimestampValue(seconds: 60, nanoseconds: 0))),
        ].filter { entry in !more.contains { $0.0 == entry.0 } } + more)
    }
    switch reply {
    case .done(let value): return (.done(value), words(value))
    case .failed(let kind, let message, let sent, let heard, let code):
      return (
        .failed(kind: kind, message: message, sent: sent, heard: heard, code: code),
        "\(kind.text): \(message)\(sent ? "" : " (nothing sent)")"
      )
    case .inDoubt: return (.inDoubt, "nobody knows")
    case .approve(let fields):
      return (.decided(decision(true, fields)), "approved \(fields.isEmpty ? "" : words(plainMap(fields)))")
    case .reject(let reason): return (.decided(decision(false, [("reason", .string(reason))])), "rejected: \(reason)")
    case .expire: return (.decided(decision(false, [("reason", "expired"), ("expired", true)])), "expired")
    }
  }
}
