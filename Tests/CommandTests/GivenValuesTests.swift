// What is typed on the command line is carried exactly or refused; whatever is wrong is said of all of it at once.
import Foundation
import Testing
import Values

@Suite struct GivenValuesTests {
  @Test func anythingIsNotTakenForTextWhereItWasMeantAsJSON() async throws {
    let shop = try Workshop()
    try shop.write(
      "any.yaml", "skill: any\ninputs: { any: any }\noutputs: { got: \"${{ inputs.any }}\" }\nsteps: [now]\n")
    func run(_ value: String) async throws -> Finished {
      try await shop.twin("run", "any.yaml", "-i", "any=\(value)", "--json")
    }
    for (value, why) in [
      (#"{"a":1,"a":2}"#, "'a'"), ("12345678901234567891", ""), (#"{"a":"#, ""), ("[1, 2", ""), (#""half"#, ""),
    ] {
      let done = try await run(value)
      #expect(done.code == 2, "\(value)")
      #expect(
        done.errors.contains("looks like JSON and is none") && (why.isEmpty || done.errors.contains(why)),
        "\(done.errors)")
    }
    for (value, got) in [
      ("plain words", PlainValue.string("plain words")), ("2026-11-29", "2026-11-29"), ("007", "007"), ("1.5", 1.5),
      (#"{"a":1}"#, ["a": 1]), (#""[draft] x""#, "[draft] x"), ("-", "-"), ("", ""),
    ] {
      #expect(try await run(value).json["outputs"]?["got"] == got, "\(value)")
    }
  }

  @Test func allThatIsMissingIsNamed() async throws {
    let shop = try Workshop()
    try shop.write(
      "two.yaml", "skill: two\ninputs: { a: string, b: string, c: { type: string, default: x } }\nsteps: [now]\n")
    let done = try await shop.twin("run", "two.yaml")
    #expect(done.code == 2 && done.errors.contains("the inputs 'a', 'b' are missing"), "\(done.errors)")
    #expect(try await shop.twin("run", "two.yaml", "-i", "a=1").errors.contains("the input 'b' is missing"))
  }

  @Test func everyFileThatIsThereIsChecked() async throws {
    let shop = try Workshop()
    try shop.write("ok.yaml", "skill: ok\nsteps: [now]\n")
    try shop.write("bad.yaml", "skill: bad\nsteps: [nope]\n")
    let done = try await shop.twin("check", "ok.yaml", "nosuch.yaml", "bad.yaml", "gone.yaml")
    #expect(done.code == 2)
    #expect(done.output.contains("ok.yaml: fine") && done.output.contains("bad.yaml:2"), "\(done.output)")
    #expect(done.errors.contains("there is no file nosuch.yaml") && done.errors.contains("there is no file gone.yaml"))
    let list = try await shop.twin("check", "bad.yaml", "--json")
    for verb in ["run", "compile", "test"] {
      let refused = try await shop.twin(verb, "bad.yaml", "--json")
      #expect(refused.code == 2 && refused.output == list.output, "\(verb): \(refused.output)")
      #expect(refused.errors.contains("bad.yaml:2"))
    }
    #expect(try list.json["diagnostics"]?.elements?.isEmpty == false)
    let program = try await shop.twin("compile", "ok.yaml", "--json")
    #expect(try program.code == 0 && program.json["file"] == "ok.twinc", "\(program.output)")
    let json = try await shop.twin("check", "nosuch.yaml", "bad.yaml", "--json")
    #expect(json.code == 2 && json.output.contains("TW0205"))
  }

  @Test func anExpressionMayBeginWithAMinus() async throws {
    let shop = try Workshop()
    #expect(try await shop.twin("eval", "-1").output == "-1\n")
    #expect(try await shop.twin("eval", "-1 + 2", "--type").output == "int\n")
    #expect(try await shop.twin("eval", "-(2 * 3)").output == "-6\n")
    #expect(try await shop.twin("eval", "-x + 1", "-b", "x=3").output == "-2\n")
    #expect(try await shop.twin("eval", "1", "+", "2").code == 2)
    #expect(try await shop.twin("eval").code == 2)
  }

  /// A skill that gives what was chosen.
  private func asks(of options: String, _ shop: Workshop) throws {
    try shop.write(
      "which.yaml",
      """
      skill: which
      outputs: { v: "${{ gates.b.value }}" }
      steps:
        - choose: Which?
          id: b
          from: \(options)
          expires: 1h
      """)
  }

  @Test func aLabelThatTwoOptionsHaveMeansNeither() async throws {
    let shop = try Workshop()
    try asks(of: "[{ value: 1, label: A }, { value: 2, label: A }, { value: 3, label: C }]", shop)
    let id = try #require(try await shop.twin("run", "which.yaml", "--json").json["id"]?.text)
    let done = try await shop.twin("approve", id, "--choose", "A")
    #expect(done.code == 2)
    #expect(done.errors.contains("'A' means 2 of the options of gate 'b': say which, 1, 2"), "\(done.errors)")
    #expect(try await shop.twin("approve", id, "--choose", "C", "--json").json["outputs"] == ["v": 3])
  }

  @Test func aWordThatTwoValuesLookLikeMeansNeither() async throws {
    let shop = try Workshop()
    try asks(of: #"[{ value: 1, label: A }, { value: "1", label: B }, { value: 3, label: "1" }]"#, shop)
    for (word, value) in [("A", 1), (#""1""#, "1"), ("B", "1"), ("3", 3)] as [(String, PlainValue)] {
      let id = try #require(try await shop.twin("run", "which.yaml", "--json").json["id"]?.text)
      let refused = try await shop.twin("approve", id, "--choose", "1")
      #expect(
        refused.code == 2 && refused.errors.contains("'1' means 2 of the options of gate 'b': say which, A, B"),
        "\(refused)")
      #expect(try await shop.twin("approve", id, "--choose", word, "--json").json["outputs"] == ["v": value], "\(word)")
    }
    // A file of answers says which it means.
    try shop.write("answers.yaml", "b: { choose: \"1\" }\n")
    #expect(
      try await shop.twin("run", "which.yaml", "--answers", "answers.yaml", "--json").json["outputs"] == ["v": "1"])
  }

  @Test func whatStandsThereSeveralTimesIsOneAnswer() async throws {
    let shop = try Workshop()
    try asks(of: "[1, 2, 1, true, true]", shop)
    for (word, value) in [("1", 1), ("true", true), ("@2", 2), ("@3", 1)] as [(String, PlainValue)] {
      let id = try #require(try await shop.twin("run", "which.yaml", "--json").json["id"]?.text)
      #expect(try await shop.twin("approve", id, "--choose", word, "--json").json["outputs"] == ["v": value], "\(word)")
    }
  }

  /// Where neither value nor label is enough, the number in the list is; and the message names what works.
  @Test func theNumberInTheListMeansOneAlone() async throws {
    let shop = try Workshop()
    try asks(of: #"[1, "1"]"#, shop)
    for (word, value) in [("@1", 1), ("@2", "1"), (#""1""#, "1")] as [(String, PlainValue)] {
      let id = try #require(try await shop.twin("run", "which.yaml", "--json").json["id"]?.text)
      let refused = try await shop.twin("approve", id, "--choose", "1")
      #expect(
        refused.code == 2
          && refused.errors.contains(#"'1' means 2 of the options of gate 'b': say which, @1 (1), @2 ("1")"#),
        "\(refused)")
      #expect(try await shop.twin("approve", id, "--choose", "@3").errors.contains("'@3' is not among the options"))
      #expect(try await shop.twin("approve", id, "--choose", word, "--json").json["outputs"] == ["v": value], "\(word)")
    }
    // A value or a label is what it is first.
    try asks(of: #"[{ value: 1, label: "@2" }, { value: 2, label: B }]"#, shop)
    let id = try #require(try await shop.twin("run", "which.yaml", "--json").json["id"]?.text)
    #expect(try await shop.twin("approve", id, "--choose", "@2", "--json").json["outputs"] == ["v": 1])
  }

  /// An argument that is no text would be repaired without a word, and another file written than the one that was named.
  @Test func whatIsNoTextIsRefused() async throws {
    let shop = try Workshop()
    try shop.write(
      "w.yaml",
      """
      skill: w
      inputs: { p: string }
      permissions: { write: ["*"] }
      steps:
        - write_file: ${{ inputs.p }}
          content: x
      """)
    shop.environment["TWIN"] = Workshop.twin.path
    for words in [#"run w.yaml -i p="$(printf 'a\377')""#, #"show "$(printf 'a\377')""#] {
      let refused = await (try shop.begin(["-c", "\"$TWIN\" \(words)"], program: URL(fileURLWithPath: "/bin/bash")))
        .finish()
      #expect(refused.code == 2 && refused.output.isEmpty, "\(refused)")
      #expect(refused.errors.contains("is not UTF-8 text: "), "\(refused)")
    }
    #expect(try shop.files().map { ($0.path as NSString).lastPathComponent } == ["w.yaml"])
    #expect(try await shop.twin("run", "w.yaml", "-i", "p=é").code == 0)
  }
}
