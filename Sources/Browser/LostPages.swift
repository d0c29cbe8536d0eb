// A tab that crashed while its browser lives → where the run goes on, if it can. A page that an `open` led to, and on which
// nothing was done since, is gone to again. Any other is lost with what was done on it: the page that its address gives now may
// be another, and no step is done on one that only looks like it.
import DurableRuntime
import Foundation
import Values

/// Where a page stood when it was lost.
struct LostPlace: Sendable {
  var address: String
  /// In words: what ended.
  var reason: String
  /// The document in it was the one that an `open` led to, and no step had acted on it.
  var isAsOpened: Bool
}

extension Tab {
  var place: LostPlace {
    let document = mainFrame.loader
    return LostPlace(
      address: address, reason: lostReason ?? "the page is gone",
      isAsOpened: opened == document && actedOn != document && !document.isEmpty)
  }
}

extension BrowserSession {
  /// A step has ended: what it opened, and what is no longer as it was loaded.
  func note(_ kind: BrowserEffectKind, _ progress: StepProgress, isDone: Bool) async {
    guard let tab = try? await tab() else { return }
    if kind == .open, isDone {
      await tab.wasOpened()
    } else if let document = progress.document {
      await tab.wasActedOn(document)
    }
  }

  /// Nothing is done in the run's pages until it opens an address.
  /// - Parameter reason: in words, what ended and what is lost.
  func fallBehind(_ reason: String) {
    memory.isBehind = true
    memory.behindSince = reason
    memory.answers = nil
    forgetReads()
  }
}

extension StepAttempt {
  /// A fresh page stands where a tab crashed.
  func goBack(to place: LostPlace, _ step: Step) async throws {
    guard place.isAsOpened, kind != .open, kind != .tab else { return }
    var going = step
    going.request.arguments = ["url": .string(place.address)]
    // The step itself has not acted: it may still be done in full.
    going.progress = StepProgress()
    _ = try await StepRunner(session: session, tab: try await session.tab(), step: going).open()
    await session.note(.open, going.progress, isDone: true)
  }
}
