import DurableRuntime
import Synchronization
import Testing
import Values

/// A run's relative paths are meant from where it was started, whoever continues it and from wherever.
@Suite struct FolderTests {
  static let skill = """
    skill: t
    steps:
      - write_file: out/a.txt
        content: one
      - approve: Go on?
        expires: 1h
      - write_file: out/b.txt
        content: two
    """

  final class Folders: Sendable {
    let seen = Mutex<[String?]>([])
  }

  func folders(startedIn folder: String?) async throws -> [String?] {
    let world = try World()
    let folders = Folders()
    let script: ScriptedEffects.Script = { request in
      folders.seen.withLock { $0.append(request.folder) }
      return .done(["path": "x", "sha256": "", "size": 0])
    }
    var options = StartOptions(initiator: "ann")
    options.folder = folder
    let waiting = try await world.worker(script).start(
      try world.program(Self.skill), inputs: [:], options: options, follows: true)
    #expect(waiting.status == .awaitingApproval)
    let done = try await world.decide(waiting, approve(), script)
    #expect(done.status == .completed)
    return folders.seen.withLock { $0 }
  }

  @Test func aRunGoesOnInItsOwnFolder() async throws {
    #expect(try await folders(startedIn: "/srv/shop") == ["/srv/shop", "/srv/shop"])
    #expect(try await folders(startedIn: nil) == [nil, nil])
  }
}
