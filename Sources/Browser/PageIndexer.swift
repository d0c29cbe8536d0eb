// An address → the index of the page that is there: a browser of its own goes to it, looks once, and ends. Documents are loaded
// from the address's own host and from nowhere else; nothing is done on the page.
import Bytecode
import DurableRuntime
import Foundation
import Values

package struct PageIndexer: Sendable {
  package static let defaultTokens = BrowserLimits.indexTokens

  private let program: BrowserProgram
  private let folder: URL

  /// - Parameter folder: for the browser's pipes and profile; removed at the end.
  package init(program: BrowserProgram, folder: URL) {
    self.program = program
    self.folder = folder
  }

  package struct Visit: Sendable {
    package var page: IndexedPage
    /// Addresses of frames that stayed empty, since they are of other hosts.
    package var refused: [String]
  }

  /// - Parameters:
  ///   - tokens: the index's budget.
  ///   - milliseconds: for the page to load.
  /// - Throws: `BrowserError`, in a sentence for whoever gave the address.
  package func index(_ address: String, tokens: Int, milliseconds: Int64) async throws -> Visit {
    guard let origin = WebLocation.origin(address) else {
      throw BrowserError("“\(address.prefix(200))” is no http or https address")
    }
    let session = BrowserSession(run: RunID(number: 1), folder: folder, program: program)
    do {
      try await open(address, origin, session, milliseconds)
      let visit = try await look(session, tokens)
      await session.end()
      return visit
    } catch {
      await session.end()
      throw error
    }
  }

  private struct NoSecrets: SecretTexts {
    func resolve(_ secret: SecretText) throws -> String { throw BrowserError("there are no secrets here") }
    func clean(_ text: String) -> String { text }
    var known: [String] { [] }
  }

  private func open(
    _ address: String, _ origin: WebOrigin, _ session: BrowserSession, _ milliseconds: Int64
  ) async throws {
    var permissions = Permissions()
    permissions.network = [origin.text]
    let request = EffectRequest(
      run: session.run, ticket: 1, step: "index", kind: "open", repeats: .idempotent, isIrreversible: false,
      arguments: ["url": .string(address)], options: [:], permissions: permissions, timeout: milliseconds,
      // Should this process die, nobody comes back for the browser.
      idempotencyKey: "", answer: nil, artifacts: folder.path, secrets: NoSecrets(), session: ["keep": "1s"])
    let attempt = StepAttempt(session: session, kind: .open, request: request, files: WorkFolder(path: folder.path))
    switch await attempt.outcome().result {
    case .done: return
    case .failed(.permission, _, _):
      let other = await session.refusals.first(where: \.isMainFrame)?.address ?? "another host"
      throw BrowserError("\(address) leads to \(other), and only \(origin.text) was named; index that address itself")
    case .failed(_, let message, _), .inDoubt(let message, _), .differs(let message, _): throw BrowserError(message)
    case .question(_, let payload):
      throw BrowserError("\(address) shows a dialog instead of a page: \(payload["show"]?["message"]?.text ?? "")")
    }
  }

  private func look(_ session: BrowserSession, _ tokens: Int) async throws -> Visit {
    let tab = try await session.tab()
    // What the page's scripts build is part of it: Chromium tells when the page no longer asks for much. A page that never
    // comes to that is taken as it is.
    _ = await session.signal.wait(until: .seconds(BrowserLimits.quietSeconds)) {
      let loader = await tab.mainFrame.loader
      if await tab.hasReached("networkAlmostIdle", loader: loader) { return true }
      if await tab.dialog != nil { return true }
      return await tab.isLost
    }
    if let dialog = await tab.dialog {
      throw BrowserError("\(await tab.address) shows a dialog that nobody answers: \(dialog.message.prefix(200))")
    }
    do {
      let page = try await tab.index(tokens: tokens)
      return Visit(page: page, refused: await session.refusals.map(\.address))
    } catch let lost as PageLost {
      throw BrowserError("\(await tab.address): \(lost.what)")
    } catch let failure as StepFailure {
      throw BrowserError(failure.message)
    }
  }
}
