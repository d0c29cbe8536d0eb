// Keeps the texts of secrets out of every picture of a page, the video's frames among them: where a page shows one that was
// typed into it, a bar stands instead. Drawn by the CSS Custom Highlight API, before the page is painted again and without
// an element more in it. (What a secret is typed into shows dots: `PageScripts.hideText`.)
// Not covered: a text that the page spreads over several nodes, or draws on a canvas.
import Values

enum SecretMask {
  /// Shorter texts would be found everywhere.
  static let leastCharacters = 4

  /// The script for every document from now on. Nil where there is nothing to mask.
  static func script(_ secrets: Set<String>) -> String? {
    let texts = secrets.filter { $0.count >= leastCharacters }.sorted()
    guard !texts.isEmpty, let list = try? PlainValue.list(texts.map { .string($0) }).jsonText() else { return nil }
    return """
      (() => {
        const name = 'twin-secret', secrets = \(list);
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(`::highlight(${name}) { color: transparent; -webkit-text-fill-color: transparent; background-color: #333; text-shadow: none }`);
        document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
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
        const look = (root) => {
          if (root.nodeType === Node.TEXT_NODE) return cover(root);
          const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) cover(walker.currentNode);
        };
        look(document);
        new MutationObserver((changes) => {
          for (const change of changes)
            if (change.type === 'characterData') cover(change.target); else change.addedNodes.forEach(look);
        }).observe(document, {subtree: true, childList: true, characterData: true});
      })()
      """
  }
}

extension BrowserSession {
  /// Masks what has been typed in the pages that are open, and in all that come.
  func maskSecrets(in tab: Tab) async {
    guard let script = SecretMask.script(typedSecrets) else { return }
    _ = try? await tab.send(
      "Page.addScriptToEvaluateOnNewDocument",
      ["source": .string(script), "worldName": .string(PageScripts.world), "runImmediately": true])
  }
}
