// `twin draft`: a goal and an address → a skill, found by a model that explores, shown to a person, tried without a model.
import ArgumentParser
import Authoring
import DurableRuntime
import Foundation
import Server
import Values

struct Draft: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draft", abstract: "Have a model find out how something is done, and write the skill that does it.",
    discussion: """
      A model (`model.url` and `model.name` in twin.yaml) proposes one action at a time in a browser; what it may reach is \
      the address's own host. What sounds final waits for you (`twin approve`), passwords and codes are typed by you and \
      never shown to it. What worked becomes a skill, which you approve as source; it is then tried without a model, as far \
      as what cannot be undone, and registered as NAME@v1.

      Examples:
        twin draft --goal "pay the newest invoice of Acme" --url https://billing.example.com
        twin draft --goal "…" --url https://… --secret billing_password --allow login.example.com
      """)

  @Option(help: ArgumentHelp("What is to be done, in words.", valueName: "words"))
  var goal: String

  @Option(help: ArgumentHelp("Where to begin.", valueName: "address"))
  var url: String

  @Option(help: ArgumentHelp("The skill's name. Default: out of the goal.", valueName: "name"))
  var name: String?

  @Option(help: ArgumentHelp("Another host that may be reached; may be given several times.", valueName: "host"))
  var allow: [String] = []

  @Option(help: ArgumentHelp("A secret of the vault that may be typed; may be given several times.", valueName: "name"))
  var secret: [String] = []

  @Flag(help: "Show the browser in a window (Debian's package chromium).")
  var headed = false

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("Who starts it. Default: the operating system's user.", valueName: "who"))
  var person: String?

  @OptionGroup var store: StoreOptions

  func run() async throws {
    if let name, DraftOutput.skillName(name) != name { throw UsageError("“\(name)” is no name of a skill") }
    try Drafting.check(store)
    var wish = Drafts.Wish(goal: goal, url: url)
    (wish.network, wish.secrets, wish.name) = (allow, secret, name)
    let code = try await Assembly.with(
      store, create: true, notifier: LiveProgress(json: store.json), headed: headed
    ) { assembly in
      let view = try await Drafting.begin(wish, by: person ?? assembly.user, assembly)
      return try await Drafting.finish(view, assembly, json: store.json)
    }
    throw code
  }
}

/// Drafts as the command carries them on: after any verb that brought a run to rest.
enum Drafting {
  /// Exploring, trying and registering are three things that follow each other, often days later.
  static func check(_ store: StoreOptions) throws {
    guard store.location != ":memory:" else {
      throw UsageError(
        "a draft is kept from its first question until its skill is registered: give --store a file instead of :memory:"
      )
    }
  }

  static func begin(_ wish: Drafts.Wish, by person: String, _ assembly: Assembly) async throws -> RunView {
    guard assembly.configuration.model != nil else {
      throw UsageError(
        "no model is configured to explore with: set model.url and model.name in twin.yaml, or TWIN_MODEL_URL and TWIN_MODEL_NAME"
      )
    }
    let start: Drafts.Start
    do { start = try Drafts.exploration(wish, StartOptions(initiator: person)) } catch let error as DraftError {
      throw UsageError(error.description)
    }
    return try await assembly.worker.start(start.program, inputs: start.inputs, options: start.options, follows: true)
  }

  /// As `RunPrinter.finish`, after what follows from the run: where it belongs to a draft, and where it healed steps of a
  /// registered skill.
  static func finish(_ view: RunView, _ assembly: Assembly, json: Bool) async throws -> ExitCode {
    if view.status.isEnded { try await tellHeals(assembly) }
    guard [DraftSkill.name, TrialSkill.name].contains(view.skill), view.status != .running else {
      return try RunPrinter.finish(view, json: json)
    }
    let reader = try assembly.reader()
    do {
      let shelf = SkillShelf(worker: assembly.worker, reader: reader, clock: SystemClock())
      let code = try await follow(view, Drafts(worker: assembly.worker, shelf: shelf), assembly, json: json)
      await reader.close()
      return code
    } catch {
      await reader.close()
      throw error
    }
  }

  static func tellHeals(_ assembly: Assembly) async throws {
    guard try await assembly.worker.with({ try Heals.areOpen($0) }) else { return }
    for skill in try await Heals(worker: assembly.worker, clock: SystemClock()).follow() {
      let healed = skill.heals.map { "\n  \(Terminal.harmless($0.text))" }.joined()
      complain("healed: \(skill.name)@v\(skill.version)\(healed)")
    }
  }

  private static func follow(_ view: RunView, _ drafts: Drafts, _ assembly: Assembly, json: Bool) async throws
    -> ExitCode
  {
    switch try await drafts.follow(view) {
    case nil: return try RunPrinter.finish(view, json: json)
    case .trial(let start):
      if !json { say(RunPrinter().headline(view) + "\n\n" + Terminal.harmless(start.source)) }
      let trial = try await assembly.worker.start(
        start.program, inputs: start.inputs, options: start.options, follows: true)
      return try await follow(trial, drafts, assembly, json: json)
    case .registered(let skill):
      let ended = try await assembly.worker.view(view.id)
      let name = "\(skill.name)@v\(skill.version)"
      if json {
        say(try Display.json(.map((ended.plain.entries ?? []) + [PlainEntry(key: "registered", value: .string(name))])))
      } else {
        say(RunPrinter().text(ended) + "\n\nregistered: \(name)")
      }
      return RunExit.completed
    case .failed(let why):
      let code = try RunPrinter.finish(view, json: json)
      complain(Terminal.harmless(why))
      return code == RunExit.completed ? RunExit.failed : code
    }
  }
}
