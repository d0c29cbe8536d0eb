// Keeps the texts of secrets out of every picture of a page, the video's frames among them: where a page shows one that was
// typed into it, a bar stands instead. Texts are covered by the CSS Custom Highlight API, before the page is painted again and
// without an element more in it; what shows a text without holding one (values, placeholders, the words for a picture) is
// marked with an attribute, as is what CSS makes of an attribute. (What a secret is typed into shows dots:
// `PageScripts.hideText`.) Texts that a page spreads over several nodes, frames of other sites, shadow roots and canvases that
// texts are drawn on are covered too; a closed shadow root that a document brings in its HTML is once that has loaded.
// Not covered: what a style sheet says in words of its own, and a canvas that is drawn elsewhere first.
import Values

enum SecretMask {
  /// Shorter texts would be found everywhere.
  static let leastCharacters = 4

  /// The script for every document from now on. It runs in Twin's world: no page, which may be another site's, learns from it
  /// what the secrets are. Nil where there is nothing to mask.
  static func script(_ secrets: Set<String>) -> String? {
    let texts = secrets.filter { $0.count >= leastCharacters }.sorted()
    guard !texts.isEmpty, let list = try? PlainValue.list(texts.map { .string($0) }).jsonText() else { return nil }
    return """
      (() => {
        const name = 'twin-secret', made = 'data-twin-made', secrets = \(list);
        const bar = 'color: transparent !important; -webkit-text-fill-color: transparent !important; background-color: #333 !important; text-shadow: none !important';
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(`::highlight(${name}) { ${bar} } [data-${name}], [data-${name}]::placeholder, [${made}]::before, [${made}]::after, [${made}]::marker { ${bar} } canvas[data-${name}] { filter: brightness(0) !important }`);
        const bars = CSS.highlights.get(name) ?? new Highlight();
        CSS.highlights.set(name, bars);
        const longest = Math.max(...secrets.map((secret) => secret.length));
        // A page may spread a text over several nodes: each is read together with what stands around it.
        const cover = (node) => {
          const walker = document.createTreeWalker(node.getRootNode(), NodeFilter.SHOW_TEXT);
          const nodes = [node];
          for (const [step, add] of [['previousNode', 'unshift'], ['nextNode', 'push']]) {
            walker.currentNode = node;
            for (let left = longest, steps = 4 * longest; left > 0 && steps > 0; steps--) {
              const next = walker[step]();
              if (!next) break;
              if (!next.data.trim()) continue;
              nodes[add](next);
              left -= next.data.length;
            }
          }
          const text = nodes.map((one) => one.data).join('');
          const place = (at, isEnd) => {
            for (const one of nodes) {
              if (at < one.data.length || isEnd && at === one.data.length) return [one, at];
              at -= one.data.length;
            }
          };
          for (const secret of secrets)
            for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
              const range = new Range();
              range.setStart(...place(at, false));
              range.setEnd(...place(at + secret.length, true));
              const same = (bar) => bar.startContainer === range.startContainer && bar.startOffset === range.startOffset
                && bar.endContainer === range.endContainer && bar.endOffset === range.endOffset;
              for (const bar of bars) if (bar.collapsed) bars.delete(bar);
              if (![...bars].some(same)) bars.add(range);
            }
        };
        // What CSS makes of an attribute stands before or after the element, or is its marker.
        const isTold = (text) => secrets.some((secret) => text.includes(secret));
        const make = (element) => {
          const isMade = [...element.attributes].some((one) => isTold(one.value));
          if (isMade && !element.hasAttribute(made)) element.setAttribute(made, '');
        };
        const kinds = 'input, textarea, select, img', telling = new Set(['placeholder', 'value', 'alt', 'label', 'selected']);
        const value = (field) => {
          if (field.localName === 'select') return [...field.selectedOptions].map((option) => option.label).join(' ');
          if (field.type === 'password' || field.style.getPropertyValue('-webkit-text-security')) return '';
          return field.value;
        };
        const guard = (element) => {
          const shown = [value(element), element.placeholder, element.alt].filter(Boolean);
          if (shown.some(isTold)) element.setAttribute('data-' + name, '');
        };
        const roots = [];
        const look = (top) => {
          if (top.nodeType === Node.TEXT_NODE) return cover(top);
          const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
          for (let node = walker.currentNode; node; node = walker.nextNode()) {
            if (node.nodeType === Node.TEXT_NODE) cover(node);
            if (node.nodeType !== Node.ELEMENT_NODE) continue;
            make(node);
            if (node.shadowRoot) watch(node.shadowRoot);
          }
        };
        // What is drawn letter by letter is one text.
        const drawn = new WeakMap();
        const draw = (canvas, text) => {
          const all = ((drawn.get(canvas) ?? '') + text).slice(-1000);
          drawn.set(canvas, all);
          if (isTold(all)) canvas.setAttribute('data-' + name, '');
        };
        const fields = () => roots.forEach((root) => root.querySelectorAll(kinds).forEach(guard));
        const watch = (root) => {
          if (roots.includes(root)) return;
          roots.push(root);
          root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
          root.addEventListener('twin-root', (event) => {
            const inner = event.composedPath()[0].shadowRoot;
            if (inner) watch(inner);
          }, true);
          root.addEventListener('twin-text', (event) => draw(event.composedPath()[0], String(event.detail)), true);
          look(root);
          new MutationObserver((changes) => {
            for (const change of changes)
              if (change.type === 'characterData') cover(change.target);
              else if (change.type === 'attributes') make(change.target);
              else change.addedNodes.forEach(look);
            if (changes.some((change) => change.type !== 'attributes' || telling.has(change.attributeName))) fields();
          }).observe(root, {subtree: true, childList: true, characterData: true, attributes: true});
        };
        watch(document);
        fields();
        globalThis.twinMask = (root) => { watch(root); fields(); };
        // Values change without a mutation: mostly by what a person does, or right after it.
        for (const kind of ['input', 'change', 'click', 'keyup', 'focusin', 'load'])
          addEventListener(kind, () => { fields(); setTimeout(fields) }, {capture: true, passive: true});
      })()
      """
  }

  /// What only the page's own world can tell: that a shadow root was made, which Twin's world sees as an open one, though the
  /// page sees a closed one, and that a text was drawn. It holds no secret and decides nothing.
  static let pageScript = """
    (() => {
      const own = Object.getOwnPropertyDescriptor, closed = new WeakSet();
      const attach = Element.prototype.attachShadow;
      const shadow = own(Element.prototype, 'shadowRoot'), mode = own(ShadowRoot.prototype, 'mode');
      Element.prototype.attachShadow = {attachShadow(init) {
        const isClosed = init?.mode === 'closed';
        const root = attach.call(this, isClosed ? {...init, mode: 'open'} : init);
        if (isClosed) closed.add(root);
        this.dispatchEvent(new CustomEvent('twin-root', {composed: true}));
        return root;
      }}.attachShadow;
      Object.defineProperty(Element.prototype, 'shadowRoot', {...shadow, get() {
        const root = shadow.get.call(this);
        return root && closed.has(root) ? null : root;
      }});
      Object.defineProperty(ShadowRoot.prototype, 'mode', {...mode, get() {
        return closed.has(this) ? 'closed' : mode.get.call(this);
      }});
      for (const kind of ['fillText', 'strokeText']) {
        const paint = CanvasRenderingContext2D.prototype[kind];
        CanvasRenderingContext2D.prototype[kind] = {[kind](text, ...where) {
          paint.call(this, text, ...where);
          this.canvas.dispatchEvent(new CustomEvent('twin-text', {composed: true, detail: String(text)}));
        }}[kind];
      }
    })()
    """
  static let lookAgain = "globalThis.twinMask?.(document)"
  static let watchRoot = "function() { globalThis.twinMask?.(this); }"
}

extension BrowserSession {
  /// Masks what has been typed in the pages that are open, and in all that come.
  func maskSecrets(in tab: Tab) async {
    guard let script = SecretMask.script(knownSecrets) else { return }
    if await !tab.isTelling { await tab.runEverywhere(SecretMask.pageScript, inPage: true) }
    await tab.runEverywhere(script)
    await tab.maskClosedRoots()
  }
}

extension Tab {
  /// Closed shadow roots that were there before anybody was told of them: DevTools reaches into them.
  nonisolated func maskClosedRoots() async {
    for frame in await allFrames {
      guard frame.parent == nil || frame.session != session,
        let document = try? await DocumentFacts.read(frame.session, self)
      else { continue }
      for root in document.nodes where root.kind == .closedRoot {
        guard let place = await self.frame(root.frame ?? frame.id), let world = try? await world(of: place) else {
          continue
        }
        let resolved = try? await send(
          "DOM.resolveNode",
          [
            "backendNodeId": .int(Int64(root.node)), "executionContextId": .int(world),
            "objectGroup": .string(PageScripts.world),
          ], session: place.session)
        guard let object = resolved?["object"]?["objectId"]?.text else { continue }
        _ = try? await ElementHandle(tab: self, frame: place, object: object).call(SecretMask.watchRoot)
      }
    }
  }
}
