// What was approved, from the last look at it on. A page goes on living while it is looked at: what changes after the look would get
// the input all the same. So the elements that were looked at are noted as they are first, then looked at, and when the input
// comes, they are held against what was noted in the very turn of the page's own loop in which it would be given it
// (`GuardScripts`). Where they differ the page gets nothing, and everything is looked at anew.
import Synchronization
import Values

final class ApprovedFacts: Sendable {
  private struct Place: Sendable {
    var tab: Tab
    var frame: PageFrame
  }
  /// Where something is noted.
  private let places = Mutex<[Place]>([])

  /// What an element is noted for.
  enum Aspect: Sendable {
    /// What it is called and where it stands.
    case identity
    /// What a `read` gives of it.
    case read(what: String, attribute: PlainValue)
    /// Whether others are put beside it.
    case siblings
  }

  /// Whether the pointer was taken to what was noted.
  private let pointed = Mutex(false)

  func note(_ handle: ElementHandle, _ aspect: Aspect) async throws {
    places.withLock { places in
      if !places.contains(where: { $0.frame.id == handle.frame.id }) {
        places.append(Place(tab: handle.tab, frame: handle.frame))
      }
    }
    switch aspect {
    case .identity: try await handle.call(ApprovalScripts.note, "identity", .null)
    case .read(let what, let attribute): try await handle.call(ApprovalScripts.note, .string(what), attribute)
    case .siblings: try await handle.call(ApprovalScripts.note, "siblings", .null)
    }
  }

  /// Throws where something is not as it was noted. In the frame that is acted on this is asked again as the input arrives.
  func hold() async throws {
    for place in places.withLock({ $0 }) {
      guard try await place.tab.evaluate(ApprovalScripts.holds, in: place.frame).boolean == true else {
        throw KeptBack()
      }
    }
  }

  func isPointedAt(_ flag: Bool) { pointed.withLock { $0 = flag } }

  /// Takes the pointer out of the page, where a try has left it on the element: what is there only under the pointer goes.
  func takePointerAway(_ tab: Tab) async throws {
    guard pointed.withLock({ $0 }) else { return }
    isPointedAt(false)
    try await StepRunner.mouse(tab, "mouseMoved", -1, -1, button: "none")
  }

  /// For keys that go to whatever has the focus: a page on which what was noted has changed gets none of them.
  func whileSo(_ input: () async throws -> Void) async throws {
    let noted = places.withLock { $0 }
    for place in noted {
      _ = try await place.tab.evaluate("(\(GuardScripts.admit)).call(document, 'keys')", in: place.frame)
    }
    try await input()
    var isKept = false
    for place in noted {
      let word = try? await place.tab.evaluate(GuardScripts.end(.keys), in: place.frame).text
      isKept = isKept || word == InputGuard.Outcome.changed.rawValue
    }
    if isKept { throw KeptBack() }
  }

  func forget() async {
    let noted = places.withLock { places in
      defer { places = [] }
      return places
    }
    for place in noted { _ = try? await place.tab.evaluate(ApprovalScripts.forget, in: place.frame) }
  }

  /// The step is over. A page that a dialog holds is told later.
  func leave() async {
    guard let tab = places.withLock({ $0.first?.tab }) else { return }
    if await tab.dialog == nil { await forget() } else { Task { await forget() } }
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

  /// Notes an element as it is now.
  static let note = """
    function(what, attribute) {
      \(GuardScripts.places)
      const read = \(PageScripts.read);
      const words = (node) => (node?.innerText ?? node?.textContent ?? '').replace(/[\\s\\u00a0]+/g, ' ').trim();
      const named = (node) => (node.getAttribute('aria-labelledby') ?? '').split(/\\s+/).filter(Boolean)
        .map((id) => words(node.getRootNode().getElementById?.(id)));
      // What it is, where it leads, what it is called, and what stands around it.
      const identity = (element) => {
        const isWritten = element.isContentEditable;
        const said = {
          is: [element.localName, element.type, element.getAttribute('role')],
          to: [element.getAttribute('href'), element.getAttribute('formaction')],
          own: [isWritten ? '' : words(element), element.getAttribute('aria-label'), named(element)],
          around: [],
        };
        for (const name of ['alt', 'placeholder']) said.own.push(element.getAttribute(name));
        if (['submit', 'button', 'reset', 'image'].includes(element.type)) said.own.push(element.value);
        for (const label of element.labels ?? []) said.own.push(words(label));
        // A title is a name only where there is no other.
        if (!said.own.flat().some(Boolean)) said.own.push(element.title);
        for (let node = element; node; node = node.assignedSlot ?? node.parentElement ?? node.getRootNode().host) {
          if (node.localName === 'form') said.to.push(node.getAttribute('action'));
          if (node !== element) {
            if (node.localName === 'a') said.to.push(node.getAttribute('href'));
            said.around.push(node.getAttribute('role'), node.getAttribute('aria-label'), node.title, named(node));
          }
          for (const child of node.children) if (['legend', 'caption'].includes(child.localName)) said.around.push(words(child));
          if (!isWritten && node.matches('tr, li, [role=row], [role=listitem]')) said.around.push(words(node));
        }
        return JSON.stringify(said);
      };
      // In a cell's row, its row group and its table; in an item's list; in whatever else holds it, three of them up.
      const siblings = (element) => {
        const counts = [];
        for (let node = element.parentElement; node && node !== document.body && counts.length < 3; node = node.parentElement) {
          counts.push(node.childElementCount);
          if (node.matches('table, ul, ol, [role=table], [role=grid], [role=list]')) break;
        }
        return counts.join();
      };

      // What a page may make of an element in answer to a press that has begun on it: it may be called otherwise, and more may stand
      // around it, but no number is another, nothing that stood around it is missing, and it leads where it led.
      const all = (texts, sign) => texts.flat().join(' ').toLowerCase().match(sign) ?? [];
      const numbers = (texts) => all(texts, /\\d+(?:[.,'’]\\d+)*/g).sort().join(' ');
      const letters = (texts) => all(texts, /\\p{L}+/gu);
      const leads = (from, to) => {
        if (from === to) return true;
        if (from === null || to == null) return false;
        try {
          const [a, b] = [new URL(from, document.baseURI), new URL(to, document.baseURI)];
          return a.origin === b.origin && a.pathname === b.pathname && a.hash === b.hash
            && [...a.searchParams.keys()].every((key) => '' + a.searchParams.getAll(key) === '' + b.searchParams.getAll(key));
        } catch { return false; }
      };
      const isAnswer = (before, after) => {
        const [a, b] = [JSON.parse(before), JSON.parse(after)];
        const own = new Set(letters(a.own)), now = new Set(letters(b.around));
        return '' + a.is === '' + b.is && a.to.length === b.to.length && a.to.every((one, at) => leads(one, b.to[at]))
          && numbers(a.own) === numbers(b.own) && numbers(a.around) === numbers(b.around)
          && letters(a.around).every((word) => own.has(word) || now.has(word));
      };
      const isSame = (before, after) => before === after;

      globalThis.twinApproved ??= (() => {
        const noted = [];
        // What a page does in the turn in which it is given a part of the press is its answer to that; what comes later is not.
        let turns = 0, isOver = true;
        const now = (one) => {
          const place = one.element.isConnected ? one.element : standingAt(one.place);
          const isLike = place?.localName === one.element.localName && place.getAttribute('role') === one.element.getAttribute('role');
          return isLike ? one.look(place) : null;
        };
        const allows = (one, said) => said !== null && (said === one.seen || one.isAnswer(one.seen, said));
        return {
          noted,
          holds: () => noted.every((one) => one.element.isConnected && one.look(one.element) === one.seen),
          begin: () => { for (const one of noted) { one.place = placeOf(one.element); one.latest = one.seen; } },
          given: () => {
            isOver = false;
            const turn = ++turns;
            scheduler.postTask(() => {
              if (turn !== turns) return;
              isOver = true;
              for (const one of noted) { const said = now(one); if (allows(one, said)) one.latest = said; }
            }, {priority: 'user-blocking'});
          },
          goesOn: () => noted.every((one) => { const said = now(one); return said === one.latest || (!isOver && allows(one, said)); }),
        };
      })();
      const element = this.nodeType === Node.ELEMENT_NODE ? this : this.parentElement;
      const look = what === 'identity' ? identity : what === 'siblings' ? siblings
        : (node) => JSON.stringify(read.call(node, what, attribute) ?? null);
      globalThis.twinApproved.noted.push({element, look, seen: look(element), isAnswer: what === 'identity' ? isAnswer : isSame});
    }
    """

  /// For scripts that act by themselves: asked in the same turn.
  static let isKept = "globalThis.twinApproved?.holds() === false"
  static let holds = "globalThis.twinApproved?.holds() ?? false"
  static let forget = "delete globalThis.twinApproved"
}
