// A page that shows a secret wherever it can: no picture tells which secret it is.
import Foundation
import Testing
import Values

@testable import Browser
@testable import DurableRuntime

@Suite struct SecretMaskTests {
  private static func page(_ other: String) -> String {
    """
    <style>* { font: 20px monospace; caret-color: transparent } #made::after { content: attr(data-code) }</style>
    <label>Code <input id=code oninput="echo(this.value)" onblur="echo(this.value)"></label>
    <p id=text>-</p><p><input id=value aria-label=v><input id=hint aria-label=h><textarea id=area aria-label=a></textarea></p>
    <p><select id=list aria-label=l><option>-</select><img id=picture src="/none" width=200 height=40><button id=name>-</button></p>
    <p id=host></p><p id=old></p><p id=new></p><input id=late aria-label=late><input id=painted type=hidden><p id=spread>-</p><p id=made>CSS: </p><canvas id=board width=400 height=40></canvas>
    <p id=ruled>CSS: <b id=changed></b><i id=adopted></i><u id=styled></u><s id=named></s></p><p id=drawn></p><iframe id=near src=/frame></iframe><iframe id=far src="\(other)"></iframe>
    <script>
    host.attachShadow({mode: 'open'}).innerHTML = '<style>b { color: red }</style><b>-</b>';
    const before = old.attachShadow({mode: 'closed'});
    before.innerHTML = '<b>-</b>';
    let after;
    const echo = (secret) => {
      text.textContent = 'It was ' + secret; value.value = secret; hint.placeholder = secret; area.value = secret;
      list.options[0].textContent = secret; picture.alt = secret; name.textContent = secret; document.title = secret;
      host.shadowRoot.querySelector('b').textContent = secret;
      before.querySelector('b').textContent = secret;
      if (secret) after ??= document.getElementById('new').attachShadow({mode: 'closed'});
      if (after) { after.innerHTML = '<i>-</i>'; after.querySelector('i').textContent = secret; }
      if (after && (document.getElementById('new').shadowRoot || after.mode !== 'closed')) document.body.textContent = 'open?';
      spread.innerHTML = [...secret].map((letter) => '<span>' + letter + '</span>').join('<wbr> ');
      made.dataset.code = secret;
      setTimeout(() => { late.value = secret }, 50);
      const pen = board.getContext('2d');
      pen.clearRect(0, 0, 400, 40);
      pen.font = '20px monospace';
      [...secret].forEach((letter, at) => pen.fillText(letter, 10 + 14 * at, 25));
      say(secret);
      paint(secret).then((canvases) => { canvases.forEach((canvas) => drawn.append(canvas)); painted.value = secret });
      for (const frame of [near, far]) frame.contentWindow.postMessage(secret, '*');
    };
    // What a style sheet says: in a rule that is changed, one that is adopted, one in a <style>, one by way of a property.
    document.head.append(document.createElement('style'));
    const first = document.styleSheets[document.styleSheets.length - 1], own = new CSSStyleSheet();
    first.insertRule('#changed::before { content: "-" }');
    document.adoptedStyleSheets.push(own);
    const say = (secret) => {
      first.cssRules[0].style.content = '"' + secret + '"';
      own.replaceSync('#adopted::after { content: "' + [...secret].join('" "') + '" }');
      document.head.append(Object.assign(document.createElement('style'), {textContent: `#styled::before { content: '${secret}' } #named::after { content: var(--words) }`}));
      document.documentElement.style.setProperty('--words', `"\\${secret.codePointAt(0).toString(16)} ${secret.slice(1)}"`);
    };
    // What a canvas shows that was drawn elsewhere.
    const write = (canvas, secret) => {
      const pen = canvas.getContext('2d');
      pen.font = '20px monospace';
      pen.fillText(secret, 10, 25);
      return canvas;
    };
    const sheet = () => Object.assign(document.createElement('canvas'), {width: 200, height: 40});
    const paint = async (secret) => {
      const canvases = Array.from({length: 8}, sheet), pens = canvases.slice(0, 5).map((canvas) => canvas.getContext('2d'));
      const away = write(new OffscreenCanvas(200, 40), secret);
      pens[0].drawImage(away, 0, 0);
      pens[1].drawImage(await createImageBitmap(away), 0, 0);
      pens[2].putImageData(away.getContext('2d').getImageData(0, 0, 200, 40), 0, 0);
      pens[3].fillStyle = pens[3].createPattern(write(sheet(), secret), 'repeat');
      pens[3].fillRect(0, 0, 200, 40);
      const image = new Image();
      image.src = write(sheet(), secret).toDataURL();
      await image.decode();
      pens[4].drawImage(image, 0, 0);
      write(canvases[5], secret);
      canvases[6].getContext('bitmaprenderer').transferFromImageBitmap(away.transferToImageBitmap());
      const worker = new Worker(URL.createObjectURL(new Blob([`const write = ${write}; onmessage = (e) => { write(e.data, '${secret}'); requestAnimationFrame(() => postMessage(0)) }`])));
      const told = new Promise((resolve) => { worker.onmessage = resolve });
      const moved = canvases[7].transferControlToOffscreen();
      worker.postMessage(moved, [moved]);
      await told;
      return canvases;
    };</script>
    """
  }
  private static let frame =
    "<style>* { font: 20px monospace }</style><p id=said>-</p><script>onmessage = (e) => { said.textContent = e.data }</script>"

  @Test func noPictureTellsWhichSecretItIs() async throws {
    var pictures: [[UInt8]] = []
    for secret in ["WWWWWW", "iiiiii"] {
      try await Stage.with(["/frame": Self.frame], program: Stage.isolatingSites) { stage in
        let network = ["127.0.0.1:*", "localhost:*"]
        stage.server.set("/", Self.page(stage.server.url("/frame", host: "localhost")))
        await stage.perform(stage.request("open", ["url": .string(stage.server.url("/"))], network: network))
        let fill = stage.request(
          "fill", ["target": ["field": "Code"], "with": .secret(SecretText(parts: [.hole("vault:code")]))],
          network: network, repeats: .idempotent, secrets: ["vault:code": secret])
        #expect(await stage.perform(fill) == .done(.null))
        let tab = try await stage.tab()
        let frames = await tab.allFrames
        #expect(frames.count == 3 && Set(frames.map(\.session)).count == 2)
        for frame in frames.dropFirst() {
          try await stage.until { try await tab.evaluate("said.textContent", in: frame).text == secret }
        }
        // A value that was set without any event is seen when the picture is taken.
        try await stage.until { try await tab.evaluate("late.value").text == secret }
        try await stage.until { try await tab.evaluate("painted.value").text == secret }
        #expect(try await tab.evaluate("drawn.querySelectorAll('canvas').length").integer ?? 0 >= 8)
        pictures.append(try #require(await Pictures(tab: tab, session: stage.effects.session(stage.run)).view()))
        // Nor does the index of a gate's evidence, which is cut short before it is cleaned.
        let evidence = await stage.effects.evidence(EvidenceRequest(run: stage.run, gate: 1, prompt: "?"))
        let index = try #require(evidence.first { $0.name == "index" })
        #expect(!String(decoding: index.bytes, as: UTF8.self).contains(secret))
      }
    }
    try #require(pictures.count == 2)
    if pictures[0] != pictures[1] {
      for (number, picture) in pictures.enumerated() {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("mask-\(number).png")
        try Data(picture).write(to: file)
        Issue.record("the pictures differ: \(file.path)")
      }
    }
  }

  /// A page that a secret was given to keeps its other pictures: what is known to be drawn on a canvas is looked at, and what
  /// style sheets say of other things stands.
  @Test func whatTellsNoSecretIsNotCovered() async throws {
    try await Stage.with([
      "/": """
      <style>#price::before { content: "Total " }</style><label>Code <input id=code></label><b id=price>12</b><p id=board></p>
      <script>code.onchange = async () => {
        const away = new OffscreenCanvas(90, 30), canvases = [0, 1].map(() => document.createElement('canvas'));
        away.getContext('2d').fillText('Total 12', 5, 20);
        canvases[0].getContext('2d').drawImage(await createImageBitmap(away), 0, 0);
        canvases[1].getContext('2d').fillText('Total 12', 5, 20);
        board.append(...canvases);
        document.title = 'drawn';
      }</script>
      """
    ]) { stage in
      await stage.open()
      let fill = stage.request(
        "fill", ["target": ["field": "Code"], "with": .secret(SecretText(parts: [.hole("vault:code")]))],
        repeats: .idempotent, secrets: ["vault:code": "s3cret-text"])
      #expect(await stage.perform(fill) == .done(.null))
      #expect(await stage.step("press", ["keys": "Tab", "on": ["field": "Code"]]) == .done(.null))
      let tab = try await stage.tab()
      try await stage.until { try await tab.evaluate("document.title").text == "drawn" }
      _ = await Pictures(tab: tab, session: stage.effects.session(stage.run)).view()
      #expect(try await tab.evaluate("document.querySelectorAll('canvas[data-twin-secret]').length") == 0)
      #expect(try await tab.evaluate("getComputedStyle(price, '::before').backgroundColor").text == "rgba(0, 0, 0, 0)")
    }
  }

  @Test func whatADialogSaysIsNotOnDisk() async throws {
    try await Stage.with([
      "/": "<label>Code <input onchange=\"alert('You typed ' + this.value)\"></label><button>Next</button>"
    ]) {
      stage in
      await stage.open()
      let fill = stage.request(
        "fill", ["target": ["field": "Code"], "with": .secret(SecretText(parts: [.hole("vault:code")]))],
        repeats: .idempotent, secrets: ["vault:code": "s3cret-text"])
      #expect(await stage.perform(fill) == .done(.null))
      let asked = await stage.step("click", ["target": ["button": "Next"]])
      #expect(asked.question?["show"]?["message"] == "You typed s3cret-text", "the runtime cleans it: \(asked)")
      let state = try #require(await stage.effects.rest(run: stage.run))
      for name in try FileManager.default.subpathsOfDirectory(atPath: stage.browserFolder.path) {
        let file = stage.browserFolder.appendingPathComponent(name)
        guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
        #expect(try Data(contentsOf: file).range(of: Data("s3cret-text".utf8)) == nil, "\(name) holds it")
      }
      // Another process knows the dialog all the same, and may answer it.
      let other = Stage.effects(stage.folder)
      #expect(await other.restore(run: stage.run, from: state, isCurrent: true, secrets: Texts()) == .live)
      let answer: PlainValue = ["approved": true, "question": "dialog", "value": "accept"]
      let click = stage.request("click", ["target": ["button": "Next"]], answer: answer)
      #expect(await stage.perform(click, by: other) == .done(["dialog": "accept"]))
      await other.release(run: stage.run, artifacts: stage.artifacts)
    }
  }
}
