// Blocks that never end in themselves (an arm that fails, a `finally` after what fails): what other ways there have written is
// known after them, to the checker and to the program alike.
import Testing

@testable import Compiler

@Suite struct EndlessArmTests {
  private static let head = """
    skill: some
    permissions: { network: [a.example] }
    inputs: { n: integer }
    steps:

    """
  private static let read = "{ http: https://a.example/, id: a }"

  @Test(arguments: [
    "parallel: { left: [ { fail: no } ], right: [ { log: x } ] }",
    "parallel: { left: [ { log: x } ], right: [ { parallel: { inner: [ { fail: no } ] } } ] }",
    "parallel: { left: [ { fail: no } ] }\n        timeout: 1m",
    "try: [ { fail: x } ]\n        catch: [ { fail: y } ]\n        finally: [ { log: x } ]",
    "try: [ { fail: x } ]\n        finally: [ { log: x } ]",
    "try: [ { log: x } ]\n        finally: [ { parallel: { left: [ { fail: no } ] } } ]",
    "try: [ return ]\n        finally: [ { log: x } ]",
    "if: ${{ inputs.n == 0 }}\n        then: [ { fail: x } ]\n        else: [ { fail: y } ]\n        timeout: 1m",
    "parallel: { left: [ { fail: no } ] }\n        retry: { times: 1 }",
  ])
  func whatFollowsOtherWaysIsKnown(block: String) {
    for cut in [true, false] {
      let text =
        Self.head
        + (cut
          ? "  - if: ${{ inputs.n > 1 }}\n    then:\n      - \(Self.read)\n    else:\n      - \(block)\n"
          : "  - switch: ${{ inputs.n }}\n    cases:\n      2:\n      - \(Self.read)\n    default:\n      - \(block)\n")
        + "  - log: ${{ steps.a.text }}\n"
      #expect(Skill.program(text) != nil, "\(text)")
      let told = Skill.play(text, inputs: ["n": 2], ["a": [.done(["text": "read"])]])
      #expect(told.contains("log: read\ncompleted"), "\(told)")
    }
  }

  @Test func whatItsHandlersWriteIsKnown() {
    let arms = "parallel: { left: [ { fail: no } ], right: [ { log: x } ] }"
    for step in [
      "  - try: [ { \(arms) } ]\n    catch: [ { set: { v: 1 } } ]\n",
      "  - \(arms)\n    on_error: [ { set: { v: 1 } } ]\n",
      "  - try: [ { \(arms) } ]\n    catch: [ { set: { v: 1 } } ]\n    finally: [ { log: x } ]\n",
      "  - for: i\n    in: [1]\n    do:\n      - try: [ { try: [ { \(arms) } ], finally: [ { log: x } ] } ]\n"
        + "        catch: [ { set: { v: 1 } }, break ]\n      - log: never\n  - set: { v: 1 }\n",
    ] {
      let text = Self.head + step + "  - log: v ${{ vars.v + inputs.n }}\n"
      let told = Skill.play(text, inputs: ["n": 1])
      #expect(told.contains("log: v 2\ncompleted"), "\(text)\(told)")
    }
  }
}
