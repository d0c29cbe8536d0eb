// A disk that is full while a person decides: an error in words, nothing lost, nothing done twice. The disk is a real one, a
// small file system in memory that only this test's processes see.
import Foundation
import Testing

@Suite struct FullDiskTests {
  /// Mounting needs a namespace of one's own, which not every sandbox allows.
  static let canMount: Bool = {
    let probe = Process()
    probe.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
    probe.arguments = ["-Urm", "mount", "-t", "tmpfs", "-o", "size=64k", "disk", "/mnt"]
    probe.standardError = FileHandle.nullDevice
    guard (try? probe.run()) != nil else { return false }
    probe.waitUntilExit()
    return probe.terminationStatus == 0
  }()

  /// `left`: bytes that are free once the disk is full. None at all; and enough to begin a commit but not to end it.
  @Test(.enabled(if: canMount), arguments: [0, 49_152])
  func nothingIsLostAndTheErrorSaysWhy(left: Int) async throws {
    let shop = try Workshop()
    try shop.write(
      "journey.sh",
      """
      mount -t tmpfs -o size=1m disk disk && cd disk && cp ../*.yaml .
      step() { echo "== $1"; shift; "$@" 2>&1; echo "exit $?"; }
      step start "$TWIN" run note.yaml
      head -c 2000000 /dev/zero > filler 2>/dev/null
      truncate -s -\(left) filler
      step full-approve "$TWIN" approve last -i name=ana --comment "$(head -c 9000 /dev/zero | tr '\\0' x)"
      step full-run "$TWIN" run note.yaml
      rm filler
      step verify "$TWIN" verify last
      step approve "$TWIN" approve last -i name=ana
      step runs "$TWIN" runs
      step audit "$TWIN" audit verify
      wc -l < notes.txt
      """)
    try shop.write(
      "note.yaml",
      """
      skill: note
      gates: { expires: 1h }
      permissions: { exec: [sh] }
      steps:
        - ask: Who?
          id: who
          form: { name: string }
        - exec: [sh, -c, "echo done >> notes.txt"]
          idempotent: false
      """)
    try FileManager.default.createDirectory(
      at: shop.folder.appendingPathComponent("disk"), withIntermediateDirectories: true)
    shop.environment["TWIN"] = Workshop.twin.path
    let running = try shop.begin(["-Urm", "bash", "journey.sh"], program: URL(fileURLWithPath: "/usr/bin/unshare"))
    let finished = await running.finish()
    let parts = finished.output.components(separatedBy: "== ").dropFirst()
    func part(_ name: String) throws -> String {
      try #require(parts.first { $0.hasPrefix(name + "\n") }, "\(finished.output)\(finished.errors)")
    }
    #expect(try part("start").contains("exit 3"))
    for refused in ["full-approve", "full-run"] {
      let said = try part(refused)
      #expect(said.contains("the disk is full; nothing of this was written") && said.contains("exit 1"), "\(said)")
    }
    #expect(try part("verify").contains("exit 0"))
    // Still open, and answered once.
    #expect(try part("approve").contains("exit 0"))
    #expect(try part("runs").components(separatedBy: "run_").count == 2)
    #expect(try part("audit").contains("exit 0"))
    #expect(finished.output.hasSuffix("\n1\n"))
  }
}
