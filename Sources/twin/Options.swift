// Flags that mean the same on every verb that has them.
import ArgumentParser
import DurableRuntime
import Foundation
import Values

/// Which store is meant, and how what comes of it is printed.
protocol StoreChoice {
  var path: String? { get }
  var config: String? { get }
  var json: Bool { get }
}

extension StoreChoice {
  /// What was done or found: a line for people, or with `--json` the same for machines.
  func tell(_ line: String, _ plain: @autoclosure () -> PlainValue) throws {
    say(json ? try Display.json(plain()) : line)
  }

  /// The store's file.
  var location: String {
    if let path { return path }
    if let path = environmentVariable("TWIN_STORE"), !path.isEmpty { return path }
    return ".twin/twin.db"
  }
}

/// For verbs that print no document.
struct StorePlace: ParsableArguments, StoreChoice {
  @Option(
    name: .customLong("store"),
    help: ArgumentHelp(
      "Where runs are kept: a SQLite file.",
      discussion: "Default: TWIN_STORE, else .twin/twin.db in this folder.", valueName: "path"))
  var path: String?

  @Option(
    name: .customLong("config"),
    help: ArgumentHelp(
      "The configuration.", discussion: "Default: TWIN_CONFIG, else twin.yaml beside the store.", valueName: "file"))
  var config: String?

  var json: Bool { false }
}

struct StoreOptions: ParsableArguments, StoreChoice {
  @OptionGroup var place: StorePlace

  @Flag(name: .customLong("json"), help: "Print for machines: one JSON document.")
  var json = false

  var path: String? { place.path }
  var config: String? { place.config }
}

struct ClockOptions: ParsableArguments {
  @Option(
    name: .customLong("clock"),
    help: ArgumentHelp(
      "Fix the time (RFC 3339, as 2026-01-31T09:00:00Z).",
      discussion:
        "Time then stands still, except that a wait moves it to its end. A run that began so keeps its time: it stands where it was left.",
      valueName: "time"))
  var clock: String?

  func time() throws -> TimestampValue? { try Self.time(clock) }

  static func time(_ clock: String?) throws -> TimestampValue? {
    guard let clock else { return nil }
    guard let time = TimestampValue.parse(Array(clock.utf8)) else {
      throw UsageError("--clock '\(clock)' is no time; write it as 2026-01-31T09:00:00Z")
    }
    return time
  }
}

struct DeciderOptions: ParsableArguments {
  @Option(
    name: .customLong("gate"),
    help: ArgumentHelp(
      "Which gate: its id or instance. To be named where several wait, and where it lets effects happen after another approval.",
      valueName: "id"))
  var gate: String?

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("Who decides. Default: the operating system's user.", valueName: "who"))
  var person: String?
}

/// `-i name=value`, as the person typed it.
struct Assignment: ExpressibleByArgument, Sendable {
  var name: String
  var value: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
    name = String(argument[..<equals])
    value = String(argument[argument.index(after: equals)...])
  }
}

extension Array where Element == Assignment {
  /// The values by name. Where `schema(name)` says that a text is wanted the value is taken as it is; else it is JSON, and
  /// what is no JSON is refused where JSON is needed and a text where anything goes.
  func values(schema: (String) -> PlainValue?) throws -> [PlainEntry] {
    var seen = Set<String>()
    return try map { assignment in
      guard seen.insert(assignment.name).inserted else { throw UsageError("\(assignment.name) is given twice") }
      return PlainEntry(key: .string(assignment.name), value: try assignment.plain(schema: schema(assignment.name)))
    }
  }
}

extension Assignment {
  fileprivate func plain(schema: PlainValue?) throws -> PlainValue {
    let wanted = schema?["type"]?.text
    if wanted == "string" { return .string(value) }
    do {
      return try PlainValue(jsonText: value)
    } catch {
      let isSecret = schema?["secret"]?.boolean ?? false
      if wanted == nil || wanted == "any" {
        if !FieldCheck.looksLikeJSON(value) { return .string(value) }
        let (shown, why) = isSecret ? ("…", "") : (value, ": \(error.message)")
        throw UsageError(
          "-i \(name)=\(shown) looks like JSON and is none\(why); a text that begins so is put in quotes, as '\"[…\"'")
      }
      let (shown, why) = isSecret ? ("…", "") : (value, ": \(error.message)")
      throw UsageError("-i \(name)=\(shown): an input of type \(wanted ?? "any") is written as JSON\(why)")
    }
  }
}
