// A page that is gone (its tab crashed, or its whole browser ended) → where the run goes on, if it can. A page on which nothing
// had been done since it was loaded is simply gone to again. What had been done on another is lost with it, and no step is
// done on a page that only looks like it.
import DurableRuntime
import Foundation
import Values

/// Where a page stood when it was lost.
struct LostPlace: Sendable {
  var address: String
  /// In words: what ended.
  var reason: String
  /// Steps had acted on the document that was in it.
  var wasActedOn: Bool
}

extension Tab {
  var place: LostPlace {
    LostPlace(
      address: address, reason: lostReason ?? "the page is gone",
      wasActedOn: actedOn != nil && actedOn == mainFrame.loader)
  }
}

extension BrowserSession {
  /// A step has ended: the document that it acted on is no longer as it was loaded.
  func note(_ progress: StepProgress) async {
    guard let document = progress.document, let tab = try? await tab() else { return }
    await tab.wasActedOn(document)
  }
}

extension StepAttempt {
  /// A fresh page stands where another was lost: the run goes back to where that stood. Nothing where the step goes somewhere
  /// itself, or the page was put back already.
  func goBack(_ step: Step) async throws {
    guard let place = await session.takeLost(), kind != .open, kind != .tab, WebLocation.origin(place.address) != nil
    else { return }
    // A state that was put back is of a rest, and what came after that is not in it.
    guard !place.wasActedOn else {
      throw StepFailure.effect(
        "\(request.step): \(place.reason), and what had been done on \(place.address) is lost with it")
    }
    let tab = try await session.tab()
    guard await tab.address != place.address else { return }
    var going = step
    going.request.arguments = ["url": .string(place.address)]
    // The step itself has not acted: it may still be done in full.
    going.progress = StepProgress()
    _ = try await StepRunner(session: session, tab: tab, step: going).open()
  }
}
