// `twin user invite`: a link with which somebody who is known sets their first password, or a forgotten one anew.
import ArgumentParser
import DurableRuntime
import Foundation
import Server
import Values

extension User {
  struct Invite: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "invite", abstract: "Make a link with which somebody sets their password; it works once.",
      discussion: """
        Whoever opens it can sign in as that person and decide what their roles decide: send it to them alone. A link that was
        made for them before stops working.
        Example: twin user invite ana
        """)
    @Argument(help: "Name, as `twin user add` has it.") var name: String
    @Option(help: ArgumentHelp("The address that browsers see.", valueName: "address"))
    var origin = "http://localhost:8700"
    @OptionGroup var store: StoreOptions

    func run() async throws {
      try await Assembly.with(store) { assembly in
        let people = try assembly.people(at: ServedOrigin(origin))
        let token: String
        do { token = try await people.invite(name, by: assembly.user) } catch let error as RuntimeError {
          throw UsageError(error.message)
        }
        await people.close()
        say("\(origin)/invitations/\(token)")
      }
    }
  }
}
