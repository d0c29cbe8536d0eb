// `twin demo`: the billing site to try Twin against, and the code its user's authenticator shows.
import ArgumentParser
import DemoSite
import Foundation

struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "A small billing site on this machine to try Twin against.",
    subcommands: [Site.self, Code.self])

  struct Site: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "site", abstract: "Serve the demo site on 127.0.0.1 until stopped.",
      discussion:
        "Sign in as \(BillingBooks.email) with \"\(BillingBooks.password)\"; `twin demo code` shows the one-time code.")

    @Option(help: "Port; 0 takes a free one.")
    var port = 8123

    @Option(help: ArgumentHelp("Write the port to this file once requests are answered.", valueName: "file"))
    var portFile: String?

    func run() async throws {
      let site = try DemoSite()
      let portFile = portFile
      do {
        try await site.serve(port: port) { port in
          say("billing site at http://127.0.0.1:\(port)/  (sign in: \(BillingBooks.email), \(BillingBooks.password))")
          if let portFile { try? Data("\(port)\n".utf8).write(to: URL(fileURLWithPath: portFile), options: .atomic) }
        }
      } catch {
        throw UsageError("cannot serve on port \(port): \(error)")
      }
    }
  }

  struct Code: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "code", abstract: "Print the one-time code that is valid now.")
    func run() async throws { say(await BillingBooks().currentCode()) }
  }
}
