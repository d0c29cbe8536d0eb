// A store that is opened for a run which began with a time of its own.
import DurableRuntime
import Foundation
import Testing
import Values

@testable import twin

@Suite struct OwnTimeTests {
  private struct Place: StoreChoice {
    var path: String?
    var config: String?
    var json = false
  }

  @Test func itsTimeIsTheOneAndAllElseIsAsItWasAskedFor() async throws {
    let shop = try Workshop()
    try shop.write("gate.yaml", "skill: gate\nsteps:\n  - { approve: Go?, id: go, expires: 1h }\n")
    try shop.write("brief.yaml", "skill: brief\nsteps:\n  - { approve: Go?, id: go, expires: 1ms }\n")
    let fixed = try await shop.twin("run", "gate.yaml", "--clock", "2026-01-01T00:00:00Z", "--json")
    let id = try #require(try fixed.json["id"]?.text, "\(fixed.errors)")
    let brief = try await shop.twin("run", "brief.yaml", "--json")
    let other = try #require(try brief.json["id"]?.text.flatMap { RunID($0) }, "\(brief.errors)")
    let place = Place(path: shop.folder.appendingPathComponent(".twin/twin.db").path)
    func open(_ run: String) async throws -> (fixed: Bool, now: TimestampValue, chance: UInt64, other: RunStatus) {
      try await Assembly.with(place, seed: 5, run: run) { assembly in
        let (now, chance) = try await assembly.worker.with { ($0.clock.now(), $0.random.next()) }
        return (assembly.hasFixedClock, now, chance, try await assembly.worker.view(other).status)
      }
    }
    let seen = try await open(id)
    #expect(seen.fixed && seen.now == TimestampValue(seconds: 1_767_225_600, nanoseconds: 0))
    #expect(seen.chance == SeededRandom(seed: 5).next())
    // What others wait for has come due by the clock on the wall.
    #expect(seen.other == .rejected)
    #expect(try await !open(other.description).fixed)
  }
}
