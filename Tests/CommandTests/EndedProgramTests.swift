// A program that `exec` started ends with `twin`, however that ends, and is not begun again beside itself.
import Foundation
import Testing
import Values

@Suite(.serialized) struct EndedProgramTests {
  /// The first one, and what it started in a process group of its own, do not end when they are asked to; the second looks
  /// whether they are still there.
  private static let skill = """
    skill: stubborn
    permissions: { exec: [sh] }
    outputs: { said: "${{ steps.work.stdout }}" }
    steps:
      - exec: [sh, work.sh]
        id: work
        idempotent: true
    """
  private static let script = """
    if [ -e pids ]; then
      for pid in $(cat pids); do
        case $(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null) in
          ''|Z*|X*) ;;
          *) echo "$pid is still there"; exit ;;
        esac
      done
      echo alone
      exit
    fi
    trap '' TERM
    timeout 1000 sh -c 'trap "" TERM; echo $$ >grandchild; while :; do sleep 100; done' &
    while [ ! -s grandchild ]; do sleep 0.01; done
    { echo $$; cat grandchild; } >all
    mv all pids
    while :; do sleep 100; done
    """

  private func stubborn() throws -> Workshop {
    let shop = try Workshop()
    try shop.write("stubborn.yaml", Self.skill)
    try shop.write("work.sh", Self.script)
    return shop
  }

  private func pids(_ shop: Workshop) async throws -> [pid_t] {
    let file = shop.folder.appendingPathComponent("pids")
    let end = ContinuousClock.now + .seconds(240)
    while true {
      if let text = try? String(contentsOf: file, encoding: .utf8) {
        return text.split(separator: "\n").map { pid_t($0)! }
      }
      try #require(ContinuousClock.now < end, "the program never began")
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  private func isThere(_ pid: pid_t) -> Bool {
    guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
    return !text.contains(") Z ") && !text.contains(") X ")
  }

  private func waitUntilGone(_ pids: [pid_t]) async throws {
    #expect(pids.count == 2)
    let end = ContinuousClock.now + .seconds(60)
    while pids.contains(where: isThere) {
      try #require(ContinuousClock.now < end, "what exec started is still there: \(pids.filter(isThere))")
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGKILL])
  func aSignalThatEndsTwinEndsWhatExecStarted(signal: Int32) async throws {
    let shop = try stubborn()
    let running = try shop.begin(["run", "stubborn.yaml"], hearsSignals: true)
    let pids = try await pids(shop)
    kill(running.process.processIdentifier, signal)
    _ = await running.finish()
    try await waitUntilGone(pids)
  }

  @Test func aResumedRunBeginsItsProgramOnlyOnceTheFirstIsGone() async throws {
    let shop = try stubborn()
    let running = try shop.begin(["run", "stubborn.yaml"])
    let pids = try await pids(shop)
    running.kill()
    _ = await running.finish()
    // The first one has half a second to end by itself, and does not.
    let id = try #require(try await shop.twin("runs", "--json").json.elements?.first?["id"]?.text)
    let ended = try await shop.twin("resume", id, "--json")
    #expect(try ended.json["outputs"]?["said"] == "alone\n", "\(ended.output)\(ended.errors)")
    try await waitUntilGone(pids)
    let left = try shop.files().map(\.path).filter { $0.contains("/.exec-") }
    #expect(left == [])
  }

  @Test func cancellingEndsWhatExecStartedInAnotherProcess() async throws {
    let shop = try stubborn()
    let running = try shop.begin(["run", "stubborn.yaml"])
    let pids = try await pids(shop)
    let id = try #require(try await shop.twin("runs", "--json").json.elements?.first?["id"]?.text)
    try await shop.twin("cancel", id)
    #expect(await running.finish().code == 5)
    #expect(!pids.contains(where: isThere))
  }

  /// A probe that looks while the first attempt may still do it finds nothing, and it is done twice (law 6).
  @Test func aProbeLooksOnlyOnceTheFirstAttemptIsGone() async throws {
    let shop = try stubborn()
    try shop.write(
      "look.sh",
      """
      for pid in $(cat pids); do
        case $(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null) in
          ''|Z*|X*) ;;
          *) echo there; exit ;;
        esac
      done
      echo gone
      """)
    try shop.write(
      "stubborn.yaml",
      """
      skill: stubborn
      permissions: { exec: [sh] }
      gates: { expires: 1h }
      steps:
        - approve: Begin?
          id: ok
          allows: [work]
        - exec: [sh, work.sh]
          id: work
          irreversible: true
          probe:
            - exec: [sh, look.sh]
              id: look
              idempotent: true
            - fail: unknown
              when: ${{ steps.look.stdout != "gone\\n" }}
            - return: ${{ steps.look }}
      """)
    let id = try #require(try await shop.twin("run", "stubborn.yaml", "--json").json["id"]?.text)
    let running = try shop.begin(["approve", id])
    let pids = try await pids(shop)
    running.kill()
    _ = await running.finish()
    let ended = try await shop.twin("resume", id, "--json")
    #expect(ended.code == 0, "\(ended.output)\(ended.errors)")
    #expect(!pids.contains(where: isThere))
  }
}
