// What was approved, watched from the last look at it until the page has its input. A page goes on living while it is looked
// at: what changes after the look would get the input all the same. So the elements that were looked at are noted as they
// are first, then looked at, and when the input comes, they are held against what was noted in the very turn of the page's own
// loop in which it would be given it. Where they differ the page gets nothing, and everything is looked at anew.
import Synchronization
import Values

/// The page did not get the input, since what was approved had changed after it was looked at.
struct KeptBack: Error {}

/// The page was given the first part of an input, changed, and was given no more. Nobody knows what it made of that part, so it
/// is not tried again.
struct GivenInPart: Error {
  var what: String { "the page changed while it was acted on: it saw the beginning of the input and not the rest" }
}

final class ApprovalWatch: Sendable {
  private struct Place: Sendable {
    var tab: Tab
    var frame: PageFrame
  }
  /// Where something is watched.
  private let places = Mutex<[Place]>([])

  /// What an element is watched for.
  enum Aspect: Sendable {
    /// What it is called and where it stands.
    case identity
    /// What a `read` gives of it.
    case read(what: String, attribute: PlainValue)
    /// Whether others are put beside it.
    case siblings
  }

  func add(_ handle: ElementHandle, _ aspect: Aspect) async throws {
    places.withLock { places in
      if !places.contains(where: { $0.frame.id == handle.frame.id }) {
        places.append(Place(tab: handle.tab, frame: handle.frame))
      }
    }
    switch aspect {
    case .identity: try await handle.call(ApprovalScripts.watch, "identity", .null)
    case .read(let what, let attribute): try await handle.call(ApprovalScripts.watch, .string(what), attribute)
    case .siblings: try await handle.call(ApprovalScripts.watch, "siblings", .null)
    }
  }

  /// Throws where something is not as it was noted. In the frame that is acted on this is asked again as the input arrives.
  func holds() async throws {
    for place in places.withLock({ $0 }) {
      guard try await place.tab.evaluate(ApprovalScripts.holds, in: place.frame).boolean == true else {
        throw KeptBack()
      }
    }
  }

  /// Watches no longer.
  /// - Throws: `KeptBack` where the page was given nothing, `GivenInPart` where it was given the beginning.
  func end() async throws {
    let ended = places.withLock { places in
      defer { places = [] }
      return places
    }
    var isKept = false
    var isGiven = false
    for place in ended {
      // Where the document is gone there is nothing to ask: the input has arrived.
      guard let word = try? await place.tab.evaluate(ApprovalScripts.stop, in: place.frame).text else { continue }
      isKept = isKept || word != "given"
      isGiven = isGiven || word == "part"
    }
    if isGiven { throw GivenInPart() }
    if isKept { throw KeptBack() }
  }

  /// The step is over. A page that a dialog holds is told later.
  func leave() async {
    guard let tab = places.withLock({ $0.first?.tab }) else { return }
    if await tab.dialog == nil { _ = try? await end() } else { Task { try? await end() } }
  }
}

enum ApprovalScripts {
  static let leadsTo = """
    function() {
      const link = this.closest('a[href], area[href]');
      const isSending = this.form && ['submit', 'image'].includes(this.type);
      // A form's own properties may be hidden by its fields.
      const to = link ? link.href : isSending ? this.getAttribute('formaction') ?? this.form.getAttribute('action') ?? '' : null;
      if (to === null) return null;
      try { const url = new URL(to, document.baseURI); return url.origin + url.pathname; } catch { return null; }
    }
    """

  /// Notes an element as it is now, and from the first on keeps input from the page once one of them is not so any more.
  static let watch = """
    function(what, attribute) {
      const element = this.nodeType === Node.ELEMENT_NODE ? this : this.parentElement;
      const read = \(PageScripts.read);
      const words = (node) => (node?.innerText ?? node?.textContent ?? '').replace(/[\\s\\u00a0]+/g, ' ').trim();
      const named = (node) => (node.getAttribute('aria-labelledby') ?? '').split(/\\s+/).filter(Boolean)
        .map((id) => words(node.getRootNode().getElementById?.(id)));
      const identity = () => {
        const isWritten = element.isContentEditable;
        const said = [isWritten ? '' : words(element)];
        for (const name of ['alt', 'placeholder', 'href', 'type', 'formaction']) said.push(element.getAttribute(name));
        if (['submit', 'button', 'reset', 'image'].includes(element.type)) said.push(element.value);
        for (const label of element.labels ?? []) said.push(words(label));
        for (let node = element; node; node = node.assignedSlot ?? node.parentElement ?? node.getRootNode().host) {
          said.push(node.getAttribute('role'), node.getAttribute('aria-label'), node.title, named(node));
          if (node.localName === 'form') said.push(node.getAttribute('action'));
          for (const child of node.children) if (['legend', 'caption'].includes(child.localName)) said.push(words(child));
          if (!isWritten && node.matches('tr, li, [role=row], [role=listitem]')) said.push(words(node));
        }
        return JSON.stringify(said);
      };
      // In a cell's row, its row group and its table; in an item's list; in whatever else holds it, three of them up.
      const siblings = () => {
        const counts = [];
        for (let node = element.parentElement; node && node !== document.body && counts.length < 3; node = node.parentElement) {
          counts.push(node.childElementCount);
          if (node.matches('table, ul, ol, [role=table], [role=grid], [role=list]')) break;
        }
        return counts.join();
      };
      const look = what === 'identity' ? identity
        : what === 'siblings' ? siblings
        : () => JSON.stringify(read.call(element, what, attribute) ?? null);
      globalThis.twinApproved ??= (() => {
        const watched = [];
        let kept = 0, given = 0, isOver = false;
        const holds = () => watched.every((one) => one.element.isConnected && one.look() === one.seen);
        const kinds = [...\(GuardScripts.pointerEvents),
          'keydown', 'keypress', 'keyup', 'beforeinput', 'dragstart', 'drop'];
        // What comes after these is the page's answer to what it was given.
        const last = new Set(['click', 'auxclick', 'contextmenu', 'keydown', 'beforeinput', 'drop']);
        const judge = (event) => {
          if (!event.isTrusted || isOver) return;
          if (kept === 0 && holds()) { given += 1; isOver = last.has(event.type); return; }
          kept += 1;
          event.preventDefault();
          event.stopImmediatePropagation();
        };
        for (const kind of kinds) addEventListener(kind, judge, {capture: true, passive: false});
        const stop = () => {
          for (const kind of kinds) removeEventListener(kind, judge, {capture: true});
          return kept === 0 ? 'given' : given === 0 ? 'kept' : 'part';
        };
        return {watched, holds, stop};
      })();
      globalThis.twinApproved.watched.push({element, look, seen: look()});
    }
    """

  /// For scripts that act by themselves: asked in the same turn.
  static let isKept = "globalThis.twinApproved?.holds() === false"
  static let holds = "globalThis.twinApproved?.holds() ?? false"
  static let stop =
    "(() => { const word = globalThis.twinApproved?.stop(); delete globalThis.twinApproved; return word ?? null; })()"
}
