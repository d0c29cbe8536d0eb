// Input that lands on something else than it is meant for is kept from the page. Between the last look at an element and the input
// a page may move another thing under the pointer, or the focus to another field: the first event of the input decides, in the
// page's own turn, whether all of it may pass. In every frame of the page; where none saw it, it has not arrived either.
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

  enum Outcome: Sendable {
    /// The element was given the input.
    case arrived
    /// It was for something else, and nothing was given any of it.
    case kept
    /// The element did not see it: the page was left meanwhile, or nothing in it may be given such input.
    case lost
  }

  private let handle: ElementHandle
  private let kind: Kind
  private let number: Int
  private let holdsFrames: Bool
  private let beside: String?
  private let others = Mutex<[PageFrame]>([])

  /// - Parameter beside: a frame that may have parts of the input, too.
  init(_ handle: ElementHandle, _ kind: Kind, beside: PageFrame? = nil) async throws {
    self.handle = handle
    self.kind = kind
    number = await handle.tab.nextInput()
    holdsFrames =
      try await handle.call(GuardScripts.catchInput, .string(kind.rawValue), .int(Int64(number))).boolean == true
    self.beside = beside?.id
    try await spread()
  }

  /// Guards the frames that have come up, too.
  func spread() async throws {
    let known = Set(others.withLock { $0.map(\.id) } + [handle.frame.id] + (beside.map { [$0] } ?? []))
    for frame in await handle.tab.allFrames where !known.contains(frame.id) {
      // A frame within the element gets what the element is given.
      if holdsFrames, await handle.tab.isInside(frame, handle.frame) { continue }
      // One that has just gone needs no guard.
      guard (try? await handle.tab.evaluate(GuardScripts.catchElsewhere(kind), in: frame)) != nil else { continue }
      others.withLock { $0.append(frame) }
    }
  }

  /// Takes the guard away and says what became of the input.
  func outcome() async -> Outcome {
    var isKept = false
    for frame in others.withLock({ $0 }) {
      if (try? await handle.tab.evaluate(GuardScripts.caught(kind), in: frame))?.text == "kept" { isKept = true }
    }
    // A document that the input itself made go away has told before it went.
    let own = try? await handle.tab.evaluate(GuardScripts.caught(kind), in: handle.frame).text
    let word: String? = if let own { own } else { await handle.tab.heardInput(number) }
    switch word {
    case "passed": return .arrived
    case "kept": return .kept
    case "none" where holdsFrames: return isKept ? .kept : .arrived
    default: return isKept ? .kept : .lost
    }
  }

  /// - Throws: where the element did not get the input: `NotActionable` where nothing did, `InputLost` where that is not known.
  func end(or condition: String, _ detail: String) async throws {
    switch await outcome() {
    case .arrived: return
    case .kept: throw NotActionable(condition: condition, detail: detail, isKept: true)
    case .lost: throw InputLost()
    }
  }
}

/// The page was given input, and the element that it was for did not see it.
struct InputLost: Error {
  var what: String { "the page was left, or built anew, in the moment in which it was acted on" }
}

package enum GuardScripts {
  /// From now on to `caught`, input of this kind that is not for this element is kept from the page. Gives whether there are
  /// frames within it.
  package static let catchInput = """
    function(kind = 'pointer', number = 0) {
      const element = this;
      const belongs = (node) => {
        for (; node; node = node.parentNode ?? node.host) if (node === element) return true;
        return false;
      };
      const isInside = (event) => {
        const path = event.composedPath();
        if (path.includes(element) || path.some((node) => node.localName === 'label' && node.control === element)) return true;
        if (belongs(path[0])) return true;
        // What is in a closed shadow root is not on the path: what stands at the point, or has the focus, is asked for.
        let inner = null;
        for (let root = element.getRootNode(), host = root.host; host; inner = host, root = host.getRootNode(), host = root.host) {
          const found = kind === 'keys' ? root.activeElement : root.elementFromPoint(event.clientX, event.clientY);
          if (inner === null ? !belongs(found) : found !== inner) return false;
          if (path.includes(host)) return true;
        }
        return false;
      };
      \(install)
      install(kind, isInside, (word) => { try { globalThis.\(PageScripts.changed)('input ' + number + ' ' + word); } catch {} });
      return element.localName === 'iframe' || element.querySelector?.('iframe, frame, object, embed') != null;
    }
    """

  static func catchElsewhere(_ kind: InputGuard.Kind) -> String {
    "(() => { \(install) install('\(kind.rawValue)', () => false, () => {}); return true; })()"
  }

  static let pointerEvents =
    "['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click', 'auxclick', 'dblclick', 'contextmenu']"

  /// The first event decides for all.
  private static let install = """
    const install = (kind, isInside, tell) => {
      const kinds = {
        pointer: \(pointerEvents),
        keys: ['keydown', 'keypress', 'keyup', 'beforeinput', 'textInput'],
        drop: ['drop'],
      }[kind];
      let hit = null, isFor = false;
      const look = (event) => {
        if (!event.isTrusted) return;
        if (hit === null) { isFor = hit = isInside(event); tell(hit ? 'passed' : 'kept'); }
        // Each press of several is for the element alone.
        else if (event.type === 'pointerdown') isFor = hit && isInside(event);
        if (!isFor) { event.preventDefault(); event.stopImmediatePropagation(); }
      };
      for (const name of kinds) addEventListener(name, look, {capture: true, passive: false});
      const guards = globalThis.twinGuards ??= {};
      guards[kind]?.stop();
      guards[kind] = {
        stop: () => {
          for (const name of kinds) removeEventListener(name, look, {capture: true});
          return hit === null ? 'none' : hit ? 'passed' : 'kept';
        },
      };
    };
    """

  static func caught(_ kind: InputGuard.Kind) -> String {
    "(() => { const guard = globalThis.twinGuards?.\(kind.rawValue); delete globalThis.twinGuards?.\(kind.rawValue); "
      + "return guard ? guard.stop() : null; })()"
  }
  package static let caughtPointer = caught(.pointer)
}
