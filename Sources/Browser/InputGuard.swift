// Input that lands on something else than it is meant for is kept from the page. Between the last look at an element and the input
// a page may move another thing under the pointer, or the focus to another field, or change what was approved: when the input
// comes, that is looked at in the page's own turn, before the page has it, and again before each part of it (`GuardScripts`). All
// other documents of the page are closed to it, those too that come up meanwhile.
import Synchronization
import Values

final class InputGuard: Sendable {
  enum Kind: String, Sendable {
    /// Presses of the pointer.
    case pointer
    /// Keys and text.
    case keys
    /// What a drag lets go of.
    case drop
  }

  enum Outcome: String, Sendable {
    /// The element was given the input.
    case arrived = "passed"
    /// It was for something else, and nothing was given any of it.
    case kept
    /// What was approved was no longer so, and nothing was given any of it.
    case changed
    /// The beginning was given. What was approved was not so any more after it, and nothing was given the rest.
    case inPart = "part"
    /// The element was given the first press of several, and something else stood under the pointer for the next.
    case half
    /// The element was pressed, and let go of somewhere else.
    case unreleased
    /// The element was pressed and let go of, and the browser made no click of that, since it was drawn anew meanwhile; nothing
    /// else is seen to have changed, or it was approved.
    case unclicked
    /// The element did not see it: the page was left meanwhile, or nothing in it may be given such input.
    case lost
  }

  private let handle: ElementHandle
  private let kind: Kind
  private let number: Int
  private let holdsFrames: Bool

  /// - Parameters:
  ///   - beside: a frame that may have parts of the input, too.
  ///   - isCarried: the pointer will be let go of somewhere else.
  init(_ handle: ElementHandle, _ kind: Kind, beside: PageFrame? = nil, isCarried: Bool = false) async throws {
    let tab = handle.tab
    let number = await tab.nextInput()
    (self.handle, self.kind, self.number) = (handle, kind, number)
    do {
      try await tab.introduce(GuardScripts.close(kind, number), as: number)
      holdsFrames =
        try await handle.call(GuardScripts.admit, .string(kind.rawValue), .int(Int64(number)), .bool(isCarried))
        .boolean == true
      for frame in await tab.allFrames where frame.id != handle.frame.id {
        // A frame within the element gets what the element is given.
        let isWithin = if holdsFrames { await tab.isInside(frame, handle.frame) } else { false }
        if frame.id == beside?.id || isWithin { _ = try? await tab.evaluate(GuardScripts.open(kind), in: frame) }
      }
    } catch {
      await tab.withdraw(number)
      throw error
    }
  }

  /// Takes the guard away and says what became of the input.
  func outcome() async -> Outcome {
    let tab = handle.tab
    await tab.withdraw(number)
    let own = try? await tab.evaluate(GuardScripts.end(kind), in: handle.frame).text
    // A document that the input itself made go away has told before it went.
    let isGone = own == nil || own == GuardScripts.refused || own == GuardScripts.idle
    var word = isGone ? await tab.heardInput(number) : own
    var isKept = own == GuardScripts.refused
    for frame in await tab.allFrames where frame.id != handle.frame.id {
      if let word, word != "none", word != GuardScripts.refused {
        await tab.post(GuardScripts.end(kind), in: frame)
      } else if (try? await tab.evaluate(GuardScripts.end(kind), in: frame).text) == GuardScripts.refused {
        isKept = true
      }
    }
    // Nor does a frame that has gone since answer.
    if word == "none", !isKept, !holdsFrames { word = await tab.heardInput(number) ?? word }
    isKept = isKept || word == GuardScripts.refused
    if let outcome = word.flatMap(Outcome.init) { return outcome }
    return isKept ? .kept : word == "none" && holdsFrames ? .arrived : .lost
  }

  /// - Throws: where the element did not get the input: `NotActionable` or `KeptBack` where nothing did, `InputLost` where that is
  ///   not known.
  func end(or condition: String, _ detail: String) async throws {
    switch await outcome() {
    case .arrived: return
    case .kept: throw NotActionable(condition: condition, detail: detail, isKept: true)
    case .changed: throw KeptBack()
    case .inPart:
      throw InputLost(
        what: "the page changed while it was acted on: it saw the beginning of the input and not the rest")
    case .half:
      throw InputLost(what: "it was given the first click, and then something else stood under the pointer")
    case .unreleased:
      throw InputLost(what: "something came between as it was pressed: it saw the pointer go down and not come up")
    case .unclicked: throw NoClick(tab: handle.tab, frame: handle.frame)
    case .lost: throw InputLost(what: "the page was left, or built anew, in the moment in which it was acted on")
    }
  }
}

/// The page did not get the input, since what was approved had changed after it was looked at.
struct KeptBack: Error {}

/// The page was given input, and the element that it was for did not see it, or not all of it. Nobody knows what came of it.
struct InputLost: Error { var what: String }

/// The pointer went down and came up on an element that was drawn anew or disabled in between: of that a browser makes no click.
struct NoClick: Error {
  var tab: Tab
  var frame: PageFrame
  static let what =
    "the page drew it anew or disabled it as it was pressed, and of such a press a browser makes no click (nor would it for a person)"

  /// Gives the page the click that completes the press.
  func click() async throws { _ = try await tab.evaluate(GuardScripts.click, in: frame) }
}

extension Tab {
  /// Runs a script in every document that is there and that comes, until it is withdrawn.
  func introduce(_ source: String, as number: Int) async throws {
    passing[number] = PassingScript(source: source)
    for one in [session] + frameSessions.keys.sorted() {
      do {
        let command = Self.script(source, one)
        let answer = try await send(command.method, command.parameters, session: one)
        isIntroduced(number, one, answer)
      } catch DevToolsError.refused where one != session {
        // The frame has just gone.
      }
    }
  }

  func isIntroduced(_ number: Int, _ session: String, _ answer: PlainValue) {
    guard let name = answer["identifier"]?.text else { return }
    if passing[number] == nil { remove(name, session) } else { passing[number]?.names[session] = name }
  }

  func withdraw(_ number: Int) {
    for (session, name) in passing.removeValue(forKey: number)?.names ?? [:] { remove(name, session) }
  }

  private func remove(_ name: String, _ session: String) {
    devTools.post0("Page.removeScriptToEvaluateOnNewDocument", ["identifier": .string(name)], session: session)
  }

  /// Nothing is kept from the page any longer: for a step that ended before its input did.
  func letGo() async {
    guard !passing.isEmpty else { return }
    for number in passing.keys.sorted() { withdraw(number) }
    for frame in allFrames { post(GuardScripts.letGo, in: frame) }
  }

  /// Evaluates something of which nothing is wanted.
  func post(_ expression: String, in frame: PageFrame) {
    Task { _ = try? await evaluate(expression, in: frame) }
  }
}

/// A script for every document of a page that is there, or comes, for a while.
struct PassingScript {
  var source: String
  /// What DevTools calls it, by session.
  var names: [String: String] = [:]
}
