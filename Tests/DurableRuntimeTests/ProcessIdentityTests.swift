// Who holds a run, and whether that process still lives.
import DurableRuntime
import Foundation
import Testing

@Suite struct ProcessIdentityTests {
  private let own = ProcessIdentity.own().split(separator: ":").map(String.init)

  private func isAlive(_ parts: [String]) -> Bool? { ProcessIdentity.isAlive(parts.joined(separator: ":")) }

  /// Of another PID namespace (a container that bears the host's name) nothing can be known from here, neither that a process
  /// lives nor that it has ended; of this one both can.
  @Test func onlyProcessesThatCouldBeSeenAreTakenForDead() throws {
    try #require(own.count == 4)
    #expect(isAlive(own) == true)
    #expect(isAlive([own[0], own[1], "1", own[3]]) == false, "the pid was given out again")
    let ended = try Process.run(URL(fileURLWithPath: "/bin/true"), arguments: [])
    ended.waitUntilExit()
    #expect(isAlive([own[0], "\(ended.processIdentifier)", "1", own[3]]) == false)
    for pid in [own[1], "\(ended.processIdentifier)"] {
      #expect(isAlive([own[0], pid, "1", "4026530000-" + own[3].suffix(8)]) == nil, "another namespace")
      #expect(isAlive([own[0], pid, "1", own[3].dropLast(8) + "00000000"]) == nil, "before the machine was started anew")
      #expect(isAlive(["elsewhere", pid, "1", own[3]]) == nil, "another host")
      #expect(isAlive([own[0], pid, "1"]) == nil, "an owner of earlier days does not say its namespace")
    }
  }
}
