// Keeps the texts of secrets out of every picture of a page, the video's frames among them: where a page shows one that was
// typed into it, a bar stands instead. Texts are covered by the CSS Custom Highlight API, before the page is painted again and
// without an element more in it; what shows a text without holding one (values, placeholders, the words for a picture) is
// marked with an attribute, as is what CSS makes of an attribute. (What a secret is typed into shows dots:
// `PageScripts.hideText`.) Texts that a page spreads over several nodes, frames of other sites, shadow roots and canvases that
// texts are drawn on are covered too; a closed shadow root that a document brings in its HTML is once that has loaded. Where a
// style sheet says a secret, everything that style sheets make of words is covered, and a canvas of which nobody can know what
// is drawn on it (by a worker, from an image made elsewhere) is covered in every document that a secret was given to.
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
        // What style sheets make of words of their own, once one of them says a secret.
        const generated = new CSSStyleSheet();
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
          if (isTold(text)) give();
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
          if (element.hasAttribute('style') && isTold(words(element.style.cssText))) coverGenerated();
        };
        const kinds = 'input, textarea, select, img', telling = new Set(['placeholder', 'value', 'alt', 'label', 'selected']);
        const value = (field) => {
          if (field.localName === 'select') return [...field.selectedOptions].map((option) => option.label).join(' ');
          if (field.type === 'password' || field.style.getPropertyValue('-webkit-text-security')) return '';
          return field.value;
        };
        const guard = (element) => {
          const shown = [value(element), element.placeholder, element.alt].filter(Boolean);
          if (!shown.some(isTold)) return;
          element.setAttribute('data-' + name, '');
          give();
        };
        // The texts between quotes of a style sheet, one after the other as a page may show them.
        const words = (css) => {
          let all = '';
          for (const [, double, single] of css.matchAll(/"((?:[^"\\\\]|\\\\[^])*)"|'((?:[^'\\\\]|\\\\[^])*)'/g))
            all += (double ?? single).replace(/\\\\(?:([0-9a-f]{1,6})\\s?|\\n|([^]))/gi, (_, code, other) =>
              code ? String.fromCodePoint(Math.min(parseInt(code, 16), 0x10ffff)) : other ?? '');
          return all;
        };
        const coverGenerated = () => {
          give();
          if (!generated.cssRules.length) generated.replaceSync(`*::before, *::after, *::marker { ${bar} }`);
        };
        // Read once, and again when they have other rules.
        const read = new WeakMap();
        const wordsOf = (sheet) => {
          let rules;
          try { rules = sheet.cssRules } catch { return '' }
          const known = read.get(sheet);
          if (known?.count === rules.length) return known.words;
          let all = '';
          for (const rule of rules) all += rule.styleSheet ? wordsOf(rule.styleSheet) : words(rule.cssText);
          read.set(sheet, {count: rules.length, words: all});
          return all;
        };
        const readSheets = () => {
          if (generated.cssRules.length) return;
          for (const root of roots)
            if (isTold([...root.styleSheets, ...root.adoptedStyleSheets].map(wordsOf).join(''))) return coverGenerated();
        };
        // What sheets of other sites say shows in what is made of them. That is a look at every element.
        const readGenerated = () => {
          readSheets();
          if (generated.cssRules.length) return;
          for (const root of roots) for (const element of root.querySelectorAll('*'))
            for (const kind of ['::before', '::after', '::marker']) {
              const style = getComputedStyle(element, kind);
              if (isTold(words(style.content + (kind === '::marker' ? style.listStyleType : '')))) return coverGenerated();
            }
        };
        const roots = [];
        const look = (top) => {
          if (top.nodeType === Node.TEXT_NODE) return cover(top);
          const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
          for (let node = walker.currentNode; node; node = walker.nextNode()) {
            if (node.nodeType === Node.TEXT_NODE) cover(node);
            if (node.nodeType !== Node.ELEMENT_NODE) continue;
            make(node);
            // It may have been drawn on before it was shown.
            if (node.localName === 'canvas') node.dispatchEvent(new Event('twin-canvas', {composed: true}));
            if (node.shadowRoot) watch(node.shadowRoot);
          }
        };
        // What is drawn letter by letter is one text.
        const drawn = new WeakMap();
        // Canvases of which nobody can know what is drawn on them. Those that were there before anybody listened are such.
        const unknown = globalThis.twinUnknown ??= new Set(document.querySelectorAll('canvas'));
        const give = () => {
          if (globalThis.twinGiven) return;
          globalThis.twinGiven = true;
          for (const canvas of unknown) canvas.setAttribute('data-' + name, '');
        };
        const draw = (canvas, text) => {
          if (text === null) {
            unknown.add(canvas);
            if (globalThis.twinGiven) canvas.setAttribute('data-' + name, '');
            return;
          }
          const all = ((drawn.get(canvas) ?? '') + text).slice(-1000);
          drawn.set(canvas, all);
          if (isTold(all)) canvas.setAttribute('data-' + name, '');
        };
        const fields = () => roots.forEach((root) => root.querySelectorAll(kinds).forEach(guard));
        const watch = (root) => {
          if (roots.includes(root)) return;
          roots.push(root);
          root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet, generated];
          root.addEventListener('twin-root', (event) => {
            const inner = event.composedPath()[0].shadowRoot;
            if (inner) watch(inner);
          }, true);
          root.addEventListener('twin-text', (event) => {
            const canvas = event.composedPath()[0];
            if (canvas.localName === 'canvas') draw(canvas, event.detail === null ? null : String(event.detail));
          }, true);
          root.addEventListener('twin-words', (event) => {
            if (isTold(words(String(event.detail)))) coverGenerated();
          }, true);
          look(root);
          readSheets();
          new MutationObserver((changes) => {
            for (const change of changes)
              if (change.type === 'characterData') cover(change.target);
              else if (change.type === 'attributes') make(change.target);
              else change.addedNodes.forEach(look);
            if (changes.some((change) => change.type !== 'attributes')) readSheets();
            if (changes.some((change) => change.type !== 'attributes' || telling.has(change.attributeName))) fields();
          }).observe(root, {subtree: true, childList: true, characterData: true, attributes: true});
        };
        watch(document);
        fields();
        globalThis.twinMask = (root) => { watch(root); fields(); readGenerated() };
        addEventListener('load', readGenerated, true);
        addEventListener('input', (event) => {
          if (event.composedPath()[0].style?.getPropertyValue('-webkit-text-security')) give();
        }, {capture: true, passive: true});
        // Values change without a mutation: mostly by what a person does, or right after it.
        for (const kind of ['input', 'change', 'click', 'keyup', 'focusin', 'load'])
          addEventListener(kind, () => { fields(); setTimeout(fields) }, {capture: true, passive: true});
      })()
      """
  }

  /// What only the page's own world can tell: that a shadow root was made, which Twin's world sees as an open one, though the
  /// page sees a closed one; which texts a canvas shows, by itself or by way of others that it was painted from (null: nobody
  /// can know); and what is said to a style sheet. It holds no secret and decides nothing.
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
      // The same function with something done after it.
      const after = (owner, kind, then) => {
        const whole = own(owner?.prototype ?? owner ?? {}, kind)?.value;
        if (!whole) return;
        (owner.prototype ?? owner)[kind] = {[kind](...given) {
          const result = whole.apply(this, given);
          then(this, given, result);
          return result;
        }}[kind];
      };
      // What was drawn on canvases, and is in images that were made of them.
      const texts = new WeakMap();
      const tell = (canvas, text) => {
        if (canvas instanceof HTMLCanvasElement) canvas.dispatchEvent(new CustomEvent('twin-text', {composed: true, detail: text}));
      };
      const draw = (canvas, text) => {
        if (text === '' || typeof canvas !== 'object' || !canvas) return;
        const before = texts.get(canvas);
        texts.set(canvas, before === null || text === null ? null : ((before ?? '') + text).slice(-1000));
        tell(canvas, text);
      };
      const carried = (source) => {
        if (texts.has(source)) return texts.get(source);
        if (source instanceof HTMLCanvasElement || source instanceof OffscreenCanvas || source instanceof HTMLVideoElement) return '';
        return source instanceof HTMLImageElement && !/^(data|blob):/.test(source.currentSrc) ? '' : null;
      };
      // Somebody may be at work on these already.
      for (const canvas of document.querySelectorAll('canvas')) texts.set(canvas, null);
      addEventListener('twin-canvas', (event) => {
        const canvas = event.composedPath()[0];
        if (texts.has(canvas)) tell(canvas, texts.get(canvas));
      }, true);
      for (const context of [CanvasRenderingContext2D, globalThis.OffscreenCanvasRenderingContext2D]) {
        for (const kind of ['fillText', 'strokeText']) after(context, kind, (pen, [text]) => draw(pen.canvas, String(text)));
        for (const kind of ['drawImage', 'createPattern', 'putImageData'])
          after(context, kind, (pen, [source]) => draw(pen.canvas, carried(source)));
        after(context, 'getImageData', (pen, _, data) => texts.set(data, carried(pen.canvas)));
      }
      for (const context of [globalThis.WebGLRenderingContext, globalThis.WebGL2RenderingContext])
        for (const kind of ['texImage2D', 'texSubImage2D', 'texImage3D', 'texSubImage3D'])
          after(context, kind, (pen, given) => {
            const source = given.findLast((one) => typeof one === 'object' && one !== null);
            if (source) draw(pen.canvas, carried(source));
          });
      after(globalThis.ImageBitmapRenderingContext, 'transferFromImageBitmap', (pen, [source]) => {
        if (source) draw(pen.canvas, carried(source));
      });
      after(globalThis.OffscreenCanvas, 'transferToImageBitmap', (canvas, _, bitmap) => texts.set(bitmap, carried(canvas)));
      after(HTMLCanvasElement, 'transferControlToOffscreen', (canvas) => draw(canvas, null));
      after(HTMLCanvasElement, 'getContext', (canvas, [kind]) => { if (kind === 'webgpu') draw(canvas, null) });
      const bitmap = globalThis.createImageBitmap;
      globalThis.createImageBitmap = {async createImageBitmap(source, ...how) {
        const text = carried(source);
        const made = await bitmap.call(globalThis, source, ...how);
        texts.set(made, text);
        return made;
      }}.createImageBitmap;
      const say = (text) => document.dispatchEvent(new CustomEvent('twin-words', {detail: String(text)}));
      for (const kind of ['insertRule', 'addRule', 'replace', 'replaceSync'])
        after(CSSStyleSheet, kind, (_, given) => say(given.slice(0, 2).join(' ')));
      for (const rule of [globalThis.CSSGroupingRule, globalThis.CSSStyleRule]) after(rule, 'insertRule', (_, [text]) => say(text));
      // Whoever asks for a rule's declarations may be about to change them.
      for (const rule of [CSSStyleRule, CSSKeyframeRule]) for (const kind of ['style', 'styleMap']) {
        const whole = own(rule.prototype, kind);
        if (whole?.get) Object.defineProperty(rule.prototype, kind, {...whole, get() {
          queueMicrotask(() => say(this.cssText));
          return whole.get.call(this);
        }});
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
