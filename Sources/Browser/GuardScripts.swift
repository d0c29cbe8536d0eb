// What listens in pages to the input that they are given, in Twin's own world and before the page itself: whether it is for the
// element that it is meant for, and whether what was approved is still so. The rule of what may change under a press is written in
// Grammar/browser.md.
import Foundation

package enum GuardScripts {
  /// What a document says that was closed to input: whether any came.
  static let refused = "refused"
  static let idle = "idle"

  /// In every document from the beginning, so that no listener of the page comes first. A kind of input that nobody guards passes.
  static let listen = """
    // A window may outlive its first, empty document, and loses its listeners with that.
    if (globalThis.twinGuarded !== document) globalThis.twinGuards = (() => {
      globalThis.twinGuarded = document;
      const guards = {};
      const kinds = {
        pointer: ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click', 'auxclick', 'dblclick', 'contextmenu', 'dragstart'],
        keys: ['keydown', 'keypress', 'keyup', 'beforeinput', 'textInput'],
        drop: ['drop'],
      };
      const hears = {};
      for (const kind in kinds) hears[kind] = (event) => {
        if (!event.isTrusted || !guards[kind] || guards[kind].passes(event)) return;
        event.preventDefault();
        event.stopImmediatePropagation();
      };
      const meets = (event) => { if (event.isTrusted) guards.pointer?.meets?.(event); };
      const listen = () => {
        for (const kind in kinds) for (const name of kinds[kind]) addEventListener(name, hears[kind], {capture: true, passive: false});
        for (const name of ['pointerover', 'mouseover', 'pointermove', 'mousemove']) addEventListener(name, meets, {capture: true, passive: true});
      };
      listen();
      // A document that is written anew loses its listeners.
      new MutationObserver(listen).observe(document, {childList: true});
      return guards;
    })();
    """

  /// Keeps all input of a kind from a document. Should nobody open it again, since whoever closed it has ended, documents that come
  /// up later are open.
  static func close(_ kind: InputGuard.Kind, _ number: Int) -> String {
    let until = Int64(Date.now.timeIntervalSince1970 * 1000) + BrowserLimits.closedMilliseconds
    return """
      (() => {
        if (Date.now() > \(until)) return;
        \(listen)
        let word = '\(idle)';
        const passes = () => {
          if (word === '\(idle)') try { globalThis.\(PageScripts.changed)('input \(number) \(refused)'); } catch {}
          word = '\(refused)';
          return false;
        };
        globalThis.twinGuards.\(kind.rawValue) = {passes, end: () => word};
      })()
      """
  }

  static func open(_ kind: InputGuard.Kind) -> String { "delete globalThis.twinGuards?.\(kind.rawValue)" }

  static let letGo =
    "delete globalThis.twinApproved; for (const kind in globalThis.twinGuards ?? {}) delete globalThis.twinGuards[kind]"

  /// Takes a guard away; gives what became of the input, null where there was none.
  static func end(_ kind: InputGuard.Kind) -> String {
    "(() => { const guard = globalThis.twinGuards?.\(kind.rawValue); \(open(kind)); return guard ? guard.end() : null; })()"
  }
  package static let endPointer = end(.pointer)

  /// The click that completes a press of which the browser made none.
  static let click = "globalThis.twinGuards?.click?.click()"

  /// Where an element stands, and what stands in such a place.
  static let places = """
    const placeOf = (node) => {
      const steps = [];
      for (let at = node; at?.parentNode && at !== document.documentElement;) {
        const parent = at.parentNode;
        const root = parent instanceof ShadowRoot ? parent : null;
        steps.unshift({index: [...parent.children].indexOf(at), name: at.localName, root});
        at = root ? root.host : parent;
      }
      return steps;
    };
    const standingAt = (place) => {
      let node = document.documentElement;
      for (const step of place) {
        if (step.root && step.root.host !== node) return null;
        node = (step.root ?? node)?.children[step.index];
        if (node?.localName !== step.name) return null;
      }
      return node;
    };
    """

  /// From now on to `end`, input of this kind is for this element alone. Gives whether there are frames within it.
  package static let admit = """
    function(kind = 'pointer', number = 0, isCarried = false) {
      \(listen)
      \(places)
      let element = this;
      const holdsFrames = element.localName === 'iframe' || element.querySelector?.('iframe, frame, object, embed') != null;
      const belongs = (node) => {
        for (; node; node = node.parentNode ?? node.host) if (node === element) return true;
        return false;
      };
      // Where something is dropped a page may show something over the place as the drag comes there.
      const wasShown = new WeakSet();
      if (kind === 'drop') for (const one of document.getElementsByTagName('*')) if (one.getClientRects().length > 0) wasShown.add(one);
      const isLaidOver = (event, top) => kind === 'drop' && top instanceof Element && !wasShown.has(top)
        && element.getRootNode().elementsFromPoint(event.clientX, event.clientY).includes(element);
      const isInside = (event) => {
        const path = event.composedPath();
        if (isLaidOver(event, path[0])) return true;
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
      // What came to stand in the element's place as the page drew it anew, and was not there before.
      let place = [], called = '';
      const words = (node) => '' + (node.textContent ?? '').match(/[\\p{L}\\p{N}]+/gu);
      const known = new WeakSet();
      const successor = () => {
        const found = element.isConnected ? null : standingAt(place);
        const isLike = found && !known.has(found) && found.type === element.type && found.getAttribute('role') === element.getAttribute('role');
        return isLike ? found : null;
      };
      const isThere = (event) => {
        if (isInside(event)) return true;
        const next = successor();
        if (next) element = next;
        return next !== null && isInside(event);
      };
      // What of an element may tell that a press has done something.
      const state = (node) => JSON.stringify([
        document.getElementsByTagName('*').length, words(node), node.checked, node.value, node.open,
        [...node.attributes ?? []].filter((one) => /^aria-/.test(one.name)).map((one) => [one.name, one.value]),
      ]);
      let before = '';
      const begin = () => {
        if (kind !== 'pointer' || element.nodeType !== Node.ELEMENT_NODE) return;
        place = placeOf(element);
        called = words(element);
        for (const one of element.getRootNode().querySelectorAll(element.localName)) known.add(one);
        before = state(element);
      };

      let word = 'none', isFor = false, isOver = false, pressed = null, isReleased = false, isClicked = false, isApproved = false, at = null;
      const tell = (said) => {
        word = said;
        try { globalThis.\(PageScripts.changed)('input ' + number + ' ' + word); } catch {}
      };
      // What comes after these is the page's answer to what it was given.
      const last = new Set(['click', 'auxclick', 'contextmenu', 'keydown', 'beforeinput', 'drop']);
      // The pointer that comes over the element is the first that the page is given.
      let isMet = false, isSpoiled = false;
      const meets = (event) => {
        const approved = globalThis.twinApproved;
        if (word !== 'none' || !approved || isSpoiled || !(isMet ? isThere(event) : isInside(event))) return;
        isSpoiled = !(isMet ? approved.goesOn() : approved.holds());
        if (isSpoiled) return;
        if (!isMet) { isMet = true; begin(); approved.begin(); }
        approved.given();
      };
      const passes = (event) => {
        const approved = globalThis.twinApproved;
        if (word === 'none') {
          // The first event decides for all.
          const isHere = isMet ? isThere(event) : isInside(event);
          const isSo = !approved || (!isSpoiled && (isMet ? approved.goesOn() : approved.holds()));
          tell(!isHere ? 'kept' : isSo ? 'passed' : 'changed');
          isFor = word === 'passed';
          isApproved = approved !== undefined;
          if (isFor && !isMet) { begin(); approved?.begin(); }
        } else if (word === 'passed' && event.type === 'pointerdown') {
          // Each press of several is for the element alone, or for what bears its name in its place.
          isFor = isThere(event) && (element === this || words(element) === called);
          if (!isFor) tell('half');
          isReleased = isClicked = false;
        } else if (isFor && approved && !isOver && !((isCarried || isThere(event)) && approved.goesOn())) {
          isFor = false;
          tell('part');
        }
        if (!isFor) return false;
        isOver ||= last.has(event.type);
        if (!isOver) approved?.given();
        if (event.type === 'pointerdown' || event.type === 'mousedown') pressed = event.composedPath()[0];
        isReleased ||= event.type === 'pointerup' || event.type === 'mouseup';
        isClicked ||= ['click', 'auxclick', 'contextmenu'].includes(event.type);
        at = event;
        return true;
      };
      const end = () => {
        if (kind !== 'pointer' || isCarried || word !== 'passed' || isClicked) return word;
        if (isFor && !isReleased) return holdsFrames ? word : 'unreleased';
        if (!isFor) return word;
        if (isApproved) return 'unclicked';
        if (pressed.isConnected) return word;
        const next = element.isConnected ? element : successor();
        if (!next || state(next) !== before) return word;
        globalThis.twinGuards.click = {
          click: () => {
            delete globalThis.twinGuards.click;
            const {clientX, clientY} = at;
            next.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true, composed: true, view: window, detail: 1, clientX, clientY}));
          },
        };
        return 'unclicked';
      };
      globalThis.twinGuards[kind] = {passes, meets, end};
      return holdsFrames;
    }
    """
}
