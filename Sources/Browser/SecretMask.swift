// Keeps the texts of secrets out of every picture of a page, the video's frames among them: where a page shows one that was
// typed into it, a bar stands instead. Texts are covered by the CSS Custom Highlight API, before the page is painted again and
// without an element more in it; what shows a text without holding one (values, placeholders, the words for a picture) is
// marked with an attribute. (What a secret is typed into shows dots: `PageScripts.hideText`.) Frames of other sites and open
// shadow roots are covered too.
// Not covered: a text that the page spreads over several nodes, makes by CSS or draws on a canvas; closed shadow roots.
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
        const name = 'twin-secret', secrets = \(list);
        const bar = 'color: transparent !important; -webkit-text-fill-color: transparent !important; background-color: #333 !important; text-shadow: none !important';
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(`::highlight(${name}) { ${bar} } [data-${name}], [data-${name}]::placeholder { ${bar} }`);
        const bars = CSS.highlights.get(name) ?? new Highlight();
        CSS.highlights.set(name, bars);
        const cover = (node) => {
          for (const secret of secrets)
            for (let at = node.data.indexOf(secret); at >= 0; at = node.data.indexOf(secret, at + 1)) {
              const range = new Range();
              range.setStart(node, at);
              range.setEnd(node, at + secret.length);
              bars.add(range);
            }
        };
        const kinds = 'input, textarea, select, img';
        const value = (field) => {
          if (field.localName === 'select') return [...field.selectedOptions].map((option) => option.label).join(' ');
          if (field.type === 'password' || field.style.getPropertyValue('-webkit-text-security')) return '';
          return field.value;
        };
        const guard = (element) => {
          const shown = [value(element), element.placeholder, element.alt].filter(Boolean);
          if (shown.some((text) => secrets.some((secret) => text.includes(secret)))) element.setAttribute('data-' + name, '');
        };
        const roots = [];
        const look = (top) => {
          if (top.nodeType === Node.TEXT_NODE) return cover(top);
          const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
          for (let node = walker.currentNode; node; node = walker.nextNode()) {
            if (node.nodeType === Node.TEXT_NODE) cover(node); else if (node.shadowRoot) watch(node.shadowRoot);
          }
        };
        const fields = () => roots.forEach((root) => root.querySelectorAll(kinds).forEach(guard));
        const watch = (root) => {
          if (roots.includes(root)) return;
          roots.push(root);
          root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
          look(root);
          new MutationObserver((changes) => {
            for (const change of changes)
              if (change.type === 'characterData') cover(change.target); else change.addedNodes.forEach(look);
            fields();
          }).observe(root, {
            subtree: true, childList: true, characterData: true, attributes: true,
            attributeFilter: ['placeholder', 'value', 'alt', 'label', 'selected'],
          });
        };
        watch(document);
        fields();
        // Values change without a mutation: mostly by what a person does, or right after it.
        for (const kind of ['input', 'change', 'click', 'keyup', 'focusin', 'load'])
          addEventListener(kind, () => { fields(); setTimeout(fields) }, {capture: true, passive: true});
      })()
      """
  }
}

extension BrowserSession {
  /// Masks what has been typed in the pages that are open, and in all that come.
  func maskSecrets(in tab: Tab) async {
    guard let script = SecretMask.script(typedSecrets) else { return }
    await tab.runEverywhere(script)
  }
}
