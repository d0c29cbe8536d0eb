// What a shell offers after `twin …`: the real bash, zsh and fish, each with the script that the program prints for it.
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

  /// What is typed, and what it becomes.
  private static let lines = [
    ("twin che", "check"), ("twin check h", "hello.yaml"), ("twin run --hea", "--headed"),
    ("twin runs --status aw", "awaiting_approval"), ("twin approve la", "last"), ("twin audit exp", "export"),
    ("twin show run", "run_"), ("twin freeze run", "run_"), ("twin resume run", "run_"),
  ]

  private func offered(by shell: String, _ script: String) async throws -> [Substring] {
    let shop = try Workshop()
    try shop.write("hello.yaml", "skill: hello\nsteps:\n  - log: hello\n")
    try shop.write("hello.txt", "no skill")
    try shop.write("notes.txt", "no skill")
    let lines = Self.lines.map { "\"\($0.0)\"" }.joined(separator: " ")
    try shop.write(
      "complete.sh",
      """
      export PATH="$(dirname "$TWIN"):$PATH"
      twin run hello.yaml >/dev/null 2>&1
      \(script.replacing("LINES", with: lines))

      """)
    shop.environment["TWIN"] = Workshop.twin.path
    shop.environment["TERM"] = "xterm"
    let finished = await
      (try shop.begin(["60", shell, "complete.sh"], program: URL(fileURLWithPath: "/usr/bin/timeout")))
      .finish()
    #expect(finished.code == 0, "\(finished)")
    return finished.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
  }

  /// In a terminal of its own, where the key is pressed.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/zsh"))) func zshCompletes() async throws {
    let offered = try await offered(
      by: "/usr/bin/zsh",
      #"""
      twin --generate-completion-script zsh > _twin
      zmodload zsh/zpty
      zpty z zsh -f -i
      zpty -w z 'PS1=; fpath=($PWD $fpath); autoload -U compinit; compinit -u -D; tell() { print -r -- "<$BUFFER>"; BUFFER= }; zle -N tell; bindkey "^G" tell; echo REA""DY'
      zpty -r -m z said '*READY*'
      for line in LINES; do
        zpty -w -n z "$line"$'\t\a'
        zpty -r -m z said '*<twin*>*'
        said=${said##*<}
        print -r -- "${said%%>*}"
      done
      """#)
    try #require(offered.count == Self.lines.count, "\(offered)")
    for ((line, end), whole) in zip(Self.lines, offered) {
      let words = whole.split(separator: " ")
      #expect(words.dropLast() == line.split(separator: " ").dropLast(), "\(line): \(whole)")
      #expect(
        end == "run_" ? words.last!.wholeMatch(of: #/run_\w{12}/#) != nil : words.last! == end, "\(line): \(whole)")
    }
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/fish"))) func fishCompletes() async throws {
    // fish reads no `export` of this kind: the script is handed to it.
    let offered = try await offered(
      by: "/bin/bash",
      #"""
      twin --generate-completion-script fish > twin.fish
      for line in LINES; do
        fish --no-config -c 'source twin.fish; complete -C $argv[1] | cut -f 1 | string join " "' "$line" | tr -d '\n'
        echo
      done
      """#)
    try #require(offered.count == Self.lines.count, "\(offered)")
    for ((line, end), whole) in zip(Self.lines, offered) {
      #expect(end == "run_" ? whole.wholeMatch(of: #/run_\w{12}/#) != nil : whole == end, "\(line): \(whole)")
    }
  }
}
