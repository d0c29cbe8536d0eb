// `twin explain TW0123`: what a diagnostic's code means, with an example that provokes it and the cure.
import ArgumentParser
import Syntax

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Say what a diagnostic's code means and how to cure it.")

  @Argument(help: "The code, as TW0203; without one, all codes are listed.")
  var code: String?

  func run() throws {
    guard let code else {
      for page in Explanations.pages { say("\(page.code)  \(page.title)") }
      return
    }
    let wanted = code.uppercased()
    guard let page = Explanations.pages.first(where: { "\($0.code)" == wanted }) else {
      throw UsageError("there is no code \(code); `twin explain` lists them all")
    }
    say("\(Terminal.output.paint("\(page.code): \(page.title)", .bold))\n\n\(page.body)")
  }
}
