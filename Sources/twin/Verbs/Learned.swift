// `twin learned`: what runs have taught, to look at and to take back.
import ArgumentParser
import DurableRuntime
import Foundation
import Learning
import Values

struct Learned: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learned", abstract: "Look at what runs have taught, and take it back.",
    discussion: """
      Choices, remembered answers and elements of pages, each with the run that taught it. What is forgotten is asked, found or \
      paid for anew the next time; the audit log says who forgot it.

      Examples:
        twin learned list pay-invoice
        twin learned show choice/pay-invoice/customer//4f2c…
        twin learned forget choice/pay-invoice/customer//4f2c…
        twin learned forget --skill pay-invoice
      """,
    subcommands: [LearnedList.self, LearnedShow.self, LearnedForget.self], defaultSubcommand: LearnedList.self)
}

struct LearnedList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List what was learned.")

  @Argument(help: "Only of this skill.")
  var skill: String?

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let skill = skill
    let (listed, now) = try await Assembly.with(store) { assembly in
      try await assembly.worker.with { engine in
        (try LearnedStore(store: engine.store, keys: engine.keys).list(skill: skill), engine.clock.now().milliseconds)
      }
    }
    if store.json { return say(try Display.json(.list(listed.map { LearnedText(now: now).plain($0) }))) }
    if listed.isEmpty { return say("nothing was learned") }
    for one in listed { say(LearnedText(now: now).line(one)) }
  }
}

struct LearnedShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one thing that was learned, and who taught it.")

  @Argument(help: "Its key, or the beginning of it.")
  var key: String

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let key = key
    let (found, now) = try await Assembly.with(store) { assembly in
      try await assembly.worker.with { engine in
        (
          try LearnedText.find(key, LearnedStore(store: engine.store, keys: engine.keys)),
          engine.clock.now().milliseconds
        )
      }
    }
    guard found.count == 1 else { throw LearnedText.unclear(key, found) }
    let text = LearnedText(now: now)
    say(store.json ? try Display.json(text.plain(found[0])) : text.whole(found[0]))
  }
}

struct LearnedForget: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget", abstract: "Forget one thing, or everything of a skill.")

  @Argument(help: "Its key, or the beginning of it.")
  var key: String?

  @Option(help: ArgumentHelp("Everything that was learned for this skill.", valueName: "name"))
  var skill: String?

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let (key, skill) = (key, skill)
    guard (key == nil) != (skill == nil) else {
      throw UsageError("name what to forget: a key from `twin learned list`, or --skill")
    }
    let forgotten = try await Assembly.with(store) { assembly in
      try await assembly.worker.with { engine in
        let learned = LearnedStore(store: engine.store, keys: engine.keys)
        let found = try key.map { try LearnedText.find($0, learned) } ?? learned.list(skill: skill)
        if let key, found.count != 1 { throw LearnedText.unclear(key, found) }
        try learned.forget(found.map(\.key), by: assembly.user, at: engine.clock.now().milliseconds)
        return found
      }
    }
    if store.json { return say(try Display.json(["forgotten": .int(Int64(forgotten.count))])) }
    say("forgotten: \(forgotten.count)")
  }
}

/// How learned entries are told to people and programs.
struct LearnedText {
  var now: Int64
  var terminal = Terminal.output

  static func find(_ key: String, _ learned: LearnedStore) throws -> [LearnedStore.Listed] {
    let all = try learned.list(limit: 100_000)
    let exact = all.filter { $0.key.text == key }
    return exact.isEmpty ? all.filter { $0.key.text.hasPrefix(key) } : exact
  }

  static func unclear(_ key: String, _ found: [LearnedStore.Listed]) -> UsageError {
    found.isEmpty
      ? UsageError("nothing was learned under \(key); `twin learned list` shows what there is")
      : UsageError("\(key) is the beginning of \(found.count) keys; name more of it")
  }

  func line(_ one: LearnedStore.Listed) -> String {
    let key = one.key
    let head = "\(key.kind.text)  \(terminal.paint(key.skill, .bold))  \(key.step)"
    guard let entry = one.entry else {
      return
        "\(head)  \(terminal.paint("ignored: \(one.problem ?? "")", .yellow))\n    \(terminal.paint(key.text, .dim))"
    }
    var line =
      "\(head)  \(Terminal.onOneLine(entry.summary))\n    \(terminal.paint(key.text, .dim))\n    \(origin(entry))"
    if let expires = entry.expires {
      line += entry.isExpired(at: now) ? "; expired" : "; good until \(TimestampValue(milliseconds: expires).text)"
    }
    return line
  }

  private func origin(_ entry: LearnedEntry) -> String {
    let by = entry.provenance.by.joined(separator: ", ")
    return
      "from \(entry.provenance.run)\(by.isEmpty ? "" : " by \(by)"), \(LedgerNote.age(now - entry.provenance.at)) ago"
  }

  func whole(_ one: LearnedStore.Listed) -> String {
    guard let entry = one.entry else { return line(one) }
    return ([line(one)] + Terminal.lines(Display.text(entry.value))).joined(separator: "\n    ")
  }

  func plain(_ one: LearnedStore.Listed) -> PlainValue {
    var entries: [PlainEntry] = [
      PlainEntry(key: "key", value: .string(one.key.text)), PlainEntry(key: "kind", value: .string(one.key.kind.text)),
      PlainEntry(key: "skill", value: .string(one.key.skill)), PlainEntry(key: "step", value: .string(one.key.step)),
      PlainEntry(key: "site", value: .string(one.key.site)),
    ]
    if let entry = one.entry {
      entries += [
        PlainEntry(key: "run", value: .string(entry.provenance.run.description)),
        PlainEntry(key: "ticket", value: .int(Int64(clamping: entry.provenance.ticket))),
        PlainEntry(key: "by", value: .list(entry.provenance.by.map { .string($0) })),
        PlainEntry(key: "at", value: .timestamp(TimestampValue(milliseconds: entry.provenance.at))),
        PlainEntry(key: "expires", value: entry.expires.map { .timestamp(TimestampValue(milliseconds: $0)) } ?? .null),
        PlainEntry(key: "summary", value: .string(entry.summary)), PlainEntry(key: "value", value: entry.value),
      ]
    } else {
      entries.append(PlainEntry(key: "ignored", value: .string(one.problem ?? "")))
    }
    return .map(entries)
  }
}
