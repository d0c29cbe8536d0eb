// What a shell offers after `twin …`: the real bash with the script that the program prints.
import Foundation
import Testing

@Suite struct CompletionTests {
  @Test func aShellOffersSkillsStatusesAndRuns() async throws {
    let shop = try Workshop()
    try shop.write("hello.yaml", "skill: hello\nsteps:\n  - log: hello\n")
    try shop.write("notes.txt", "no skill")
    try shop.write(
      "complete.sh",
      """
      export PATH="$(dirname "$TWIN"):$PATH"
      twin run hello.yaml >/dev/null 2>&1
      source <(twin --generate-completion-script bash)
      offer() {
        COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}; COMPREPLY=()
        _twin twin "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        echo "${COMPREPLY[@]}"
      }
      offer twin check h
      offer twin runs --status aw
      offer twin show run
      offer twin check n
      """)
    shop.environment["TWIN"] = Workshop.twin.path
    let finished = await (try shop.begin(["complete.sh"], program: URL(fileURLWithPath: "/bin/bash"))).finish()
    let offered = finished.output.split(separator: "\n", omittingEmptySubsequences: false)
    try #require(offered.count >= 4, "\(finished.output)\(finished.errors)")
    #expect(offered[0] == "hello.yaml")
    #expect(offered[1] == "awaiting_approval")
    #expect(offered[2].hasPrefix("run_") && offered[2].split(separator: " ").count == 1)
    #expect(offered[3] == "")
  }
}
