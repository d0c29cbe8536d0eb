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
    <p id=host></p><p id=old></p><p id=new></p><input id=late aria-label=late><p id=spread>-</p><p id=made>CSS: </p><canvas id=board width=400 height=40></canvas><iframe id=near src=/frame></iframe><iframe id=far src="\(other)"></iframe>
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
      for (const frame of [near, far]) frame.contentWindow.postMessage(secret, '*');
    }</script>
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
