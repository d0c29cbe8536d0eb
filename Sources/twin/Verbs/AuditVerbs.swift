// `twin audit`: who decided what, when, and that nobody has changed the record since.
import ArgumentParser
import DurableRuntime
import Foundation
import Values

struct Audit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "The record of decisions: an append-only Merkle log.",
    subcommands: [ShowLog.self, VerifyLog.self, Export.self, Sign.self], defaultSubcommand: ShowLog.self)

  struct ShowLog: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Print the log.")
    @Argument(help: "Only this run.", completion: .runs) var id: String?
    @OptionGroup var store: StoreOptions

    func run() async throws {
      try await Assembly.with(store) { assembly in
        var run: RunID?
        if let id { run = try await RunID.find(id, in: assembly.worker) }
        let wanted = run
        let leaves = try await assembly.worker.with { engine in
          let entries =
            try wanted.map { try engine.store.audit(of: $0).map(\.entry) }
            ?? engine.store.audit(0..<(try engine.store.auditSize()))
          return try entries.map { try $0.plain() }
        }
        if store.json {
          say(try Display.json(.list(leaves)))
        } else {
          for leaf in leaves { for line in Self.lines(leaf) { say(line) } }
          if leaves.isEmpty { say("nothing on record") }
        }
      }
    }

    /// One line an event. Digests are cut: `--json` has them whole.
    private static func lines(_ leaf: PlainValue) -> [String] {
      let time = leaf["at"].map(Display.text) ?? ""
      let run = leaf["run"].map(Display.text) ?? ""
      return (leaf["events"]?.elements ?? []).map { event in
        let kind = event["event"].map(Display.text) ?? ""
        let rest = (event.entries ?? []).compactMap { entry -> String? in
          let value = Display.text(entry.value)
          guard entry.key.text != "event", !value.isEmpty else { return nil }
          let isDigest = value.count == 64 && value.allSatisfy(\.isHexDigit)
          let isPlain = !value.contains { $0.isWhitespace || $0 == "=" || $0 == "\"" }
          let shown = isPlain ? value : (try? entry.value.jsonText(style: .display)) ?? "?"
          return "\(Display.text(entry.key))=\(isDigest ? value.prefix(12) + "…" : Terminal.onOneLine(shown)[...])"
        }.joined(separator: "  ")
        return "\(Terminal.output.paint(time, .dim))  \(run)  \(Terminal.output.paint(kind, .bold))  \(rest)"
      }
    }
  }

  struct VerifyLog: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify",
      abstract: "Check the log: this store's, or an exported file's (which needs no store).",
      discussion: """
        A store's log is held against the checkpoint that was signed last: nothing before it may have changed or gone. What \
        has been added since is then signed too, and said.
        """)
    @Argument(help: "A file made by `twin audit export`; without one, this store.", completion: .file()) var file:
      String?
    @Option(
      help: ArgumentHelp(
        "The verifier key that must have signed it (in the first line of the store's `twin audit export`).",
        valueName: "key"))
    var key: String?
    @OptionGroup var store: StoreOptions

    func run() async throws {
      do {
        let bytes: [UInt8]
        var before: Int?
        if let file {
          bytes = try SkillFiles.read(file, limit: 1 << 30)
        } else {
          (bytes, before) = try await Assembly.with(store) { assembly in
            try await assembly.worker.with { engine in
              let log = AuditLog(store: engine.store, keys: engine.keys)
              let before = try log.signedSize()
              return (try log.export(), before)
            }
          }
        }
        let checkpoint = try AuditLog.verify(exported: bytes, expectedKey: key)
        let fresh = before.map { checkpoint.size - $0 } ?? 0
        try store.tell(
          "\(Terminal.output.paint("good", .green))  \(checkpoint.size) entries  root \(checkpoint.root)  signed by \(checkpoint.origin)"
            + (fresh > 0 ? "  (\(fresh) of them now, for the first time)" : ""),
          [
            "good": true, "entries": .int(Int64(checkpoint.size)), "root": .string("\(checkpoint.root)"),
            "signedBy": .string("\(checkpoint.origin)"), "signedNow": .int(Int64(fresh)),
          ])
      } catch let error as RuntimeError {
        complain("error: the log does not hold: \(error.message)")
        throw RunExit.failed
      }
    }
  }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export", abstract: "Write the log with its signed checkpoint to a file.")
    @Option(name: .shortAndLong, help: ArgumentHelp("Where to; default: standard output.", valueName: "file"))
    var output: String?
    @OptionGroup var store: StoreOptions

    func run() async throws {
      let bytes = try await Assembly.with(store) { assembly in
        try await assembly.worker.with { try AuditLog(store: $0.store, keys: $0.keys).export() }
      }
      if let output {
        try SkillFiles.write(bytes, to: output)
        try store.tell(
          "\(output)  \(bytes.count) bytes", ["file": .string(output), "bytes": .int(Int64(bytes.count))])
      } else {
        write(bytes, to: STDOUT_FILENO)
      }
    }
  }

  struct Sign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "sign", abstract: "Sign the log of a store that has no checkpoint, as it is now.",
      discussion: """
        A store's log is signed when it is made, and again at every check. Only one that an older twin made has no \
        checkpoint, or one from which somebody has removed it: whoever signs vouches for what is there.
        """)
    @OptionGroup var store: StoreOptions

    func run() async throws {
      do {
        let signed = try await Assembly.with(store) { assembly in
          try await assembly.worker.with { try AuditLog(store: $0.store, keys: $0.keys).begin() }
        }
        try store.tell(
          "signed  \(signed.size) entries  root \(signed.root)  by \(signed.origin)",
          [
            "entries": .int(Int64(signed.size)), "root": .string("\(signed.root)"),
            "signedBy": .string("\(signed.origin)"),
          ])
      } catch let error as RuntimeError {
        complain("error: the log does not hold: \(error.message)")
        throw RunExit.failed
      }
    }
  }
}
