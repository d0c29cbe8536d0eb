// `twin index`: what one can act on at an address, as a skill's author or a model reads it.
import ArgumentParser
import Browser
import Foundation
import Values

struct IndexPage: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index", abstract: "List what one can act on at an address: role, name, state, section.",
    discussion: """
      The list is the one that the evidence of a browser gate has: numbered in the page's order, cut at a budget, with the count \
      of what was left out. The page is looked at by a browser of its own, with a fresh profile; documents of other hosts are \
      not loaded.
      Example: twin index http://127.0.0.1:8123/invoices --budget 500
      """)

  @Argument(help: "The page.")
  var url: String

  @Option(help: ArgumentHelp("Tokens that the list may take; one is taken as four bytes.", valueName: "tokens"))
  var budget = PageIndexer.defaultTokens

  @OptionGroup var store: StoreOptions

  func validate() throws {
    guard (1...1_000_000).contains(budget) else {
      throw ValidationError("--budget \(budget) is out of range: 1 to 1000000 tokens")
    }
  }

  func run() async throws {
    let address = WebAddress.typed(url)
    guard ["http", "https"].contains(URL(string: address)?.scheme) else {
      throw UsageError("“\(url)” is no web address: expected https://host/path")
    }
    let configuration = try ConfigurationFile.load(store, environment: ProcessInfo.processInfo.environment)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("twin-index-\(UUID().uuidString)")
    let indexer = PageIndexer(program: BrowserProgram(chosen: configuration.browser), folder: folder)
    let visit = try await indexer.index(
      address, tokens: budget, milliseconds: configuration.timeouts["open"] ?? 30_000)
    if store.json {
      say(try Display.json(visit.page.plain))
    } else {
      say(Terminal.harmless(visit.page.text), terminator: "")
      if visit.page.elements.isEmpty, visit.page.leftOut == 0 { complain("nothing here can be acted on") }
    }
    for frame in visit.refused { complain("not loaded, since it is of another host: \(Terminal.harmless(frame))") }
  }
}

enum WebAddress {
  /// An address as people type it: what has no scheme is meant as https, on this machine as http.
  static func typed(_ text: String) -> String {
    if text.contains("://") { return text }
    let host = text.prefix { !":/?#".contains($0) }
    return (["localhost", "127.0.0.1"].contains(host) ? "http://" : "https://") + text
  }
}
