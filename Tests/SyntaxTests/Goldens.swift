// Behaviour as text a person reads: `TWIN_REWRITE_GOLDENS=1 swift test` writes it anew.

import Foundation
import Testing

@testable import Syntax

enum Golden {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Goldens")
  static let rewrites = ProcessInfo.processInfo.environment["TWIN_REWRITE_GOLDENS"] == "1"

  /// Compares with the file of that name, or writes it.
  static func expect(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let file = folder.appendingPathComponent(name)
    if rewrites {
      try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try? Data(text.utf8).write(to: file)
      return
    }
    guard let known = try? String(contentsOf: file, encoding: .utf8) else {
      Issue.record("no golden \(name); write it with TWIN_REWRITE_GOLDENS=1", sourceLocation: sourceLocation)
      return
    }
    #expect(text == known, "golden \(name) differs; TWIN_REWRITE_GOLDENS=1 rewrites it", sourceLocation: sourceLocation)
  }
}

@Suite struct RendererTests {
  private func report(_ name: String, _ text: String) -> (SourceFile, DiagnosticBag) {
    let file = SourceFile(name: name, text: text)
    var bag = DiagnosticBag()
    _ = parseSkill(file, into: &bag)
    return (file, bag)
  }

  static let spoiled = """
    skill: pay-invoice
    budjet: { credits: 20 }
    inputs:
      email: strng
    steps:
      - open: https://billing.example.com/login
      - fill: { feild: Email }
        wiht: ${{ inputs.email }}
      - click: { button: Sign in }
        irreversable: true
      - read: { css: ".total" }
        when: inputs.email = 'a@b.c'
      - open: https://a.example
        click: { button: Go }
      - approve: Pay Zoë 東京 ${{ steps.invoice.totl + }}?
        allows: [pay-now]
        by: { roles: finance, count: 0 }
      - log: Item #3
      - wait: 30
      - clik: { button: Save }
      - set:
          pin: 0042
          a: 1
          a: 2
    """

  @Test func manyAtOnce() {
    let (file, bag) = report("pay-invoice.yaml", Self.spoiled)
    Golden.expect(DiagnosticRenderer(file).text(bag), "many-at-once.txt")
  }

  @Test func inColour() {
    let (file, bag) = report("pay-invoice.yaml", "skill: a\nsteps:\n  - opne: b\n")
    let text = DiagnosticRenderer(file, colour: true).text(bag)
    Golden.expect(text.replacing("\u{1B}", with: "␛"), "in-colour.txt")
  }

  @Test(arguments: [
    ("flow", "skill: a\nsteps:\n  - fill: { field: ${{ inputs.x }} }\n    with: b\n"),
    ("flow-list", "skill: a\nsteps:\n  - exec: [jq, .a, prefix-${{ {'a': 1}.a }}, b]\n"),
    ("colon", "skill: a\nsteps:\n  - approve: Pay now: really?\n    expires: 1h\n"),
    ("colon-in-expression", "skill: a\nsteps:\n  - set:\n      b: ${{ x ? 'a' : \"b\" }}\n"),
    ("hash", "skill: a\nsteps:\n  - log: Order ${{ vars.a + ' #' }} of today\n"),
    ("tab", "skill: a\nsteps:\n\t- log: b\n"),
    ("quotes", "skill: a\nsteps:\n  - log: \"b\n"),
    ("indent", "skill: a\nsteps:\n  - log: a\n    when: ${{ true }}\n   id: b\n"),
    ("jinja", "skill: a\nsteps:\n  - fill: { field: A }\n    with: {{ inputs.x }}\n"),
  ]) func trapsOfYAML(_ name: String, _ text: String) {
    let (file, bag) = report("trap.yaml", text)
    Golden.expect(DiagnosticRenderer(file).text(bag), "trap-\(name).txt")
  }

  @Test func labelsInSeveralFilesLongLinesTabsAndWideCharacters() {
    let long = "skill: " + String(repeating: "abc ", count: 60) + "HERE" + String(repeating: " xyz", count: 60)
    let first = SourceFile(id: FileID(0), name: "a.yaml", text: "one\n\ttwo 東京 three\nfour\nfive\nsix\n")
    let second = SourceFile(id: FileID(1), name: "b.yaml", text: long)
    func place(_ file: SourceFile, _ word: String) -> Place {
      let text = String(decoding: file.bytes, as: UTF8.self)
      let range = text.range(of: word)!
      let start = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
      return Place(file: file.id, start..<start + word.utf8.count)
    }
    let diagnostic = Diagnostic(
      "TW0601", at: place(first, "three"), "An effect runs ungated \u{1B}[31m\u{202E}", label: "here",
      secondary: [
        .init(place(first, "東京"), "after this"), .init(place(first, "one"), "first"),
        .init(place(first, "five"), "then"),
        .init(place(second, "HERE"), "called from here"),
      ], notes: ["a note"], help: "gate it")
    let renderer = DiagnosticRenderer(sources: SourceFiles([first, second]), width: 60)
    Golden.expect(renderer.text(diagnostic), "labels.txt")
  }

  @Test func forMachines() throws {
    let (file, bag) = report("pay invoice.yaml", Self.spoiled)
    let sources = SourceFiles([file])
    for (text, name) in [
      (DiagnosticJSON.list(bag, sources: sources), "list.json"),
      (DiagnosticJSON.sarif([(bag, sources)], version: "1.0.0"), "sarif.json"),
    ] {
      let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
      let pretty = try JSONSerialization.data(
        withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
      Golden.expect(String(decoding: pretty, as: UTF8.self) + "\n", name)
    }
  }
}
