// What `inspect --json` prints of a frozen run.
import DurableRuntime
import Testing
import Values

@Suite struct InspectionTests {
  /// Loops that stand in each other may give their rows one name.
  @Test func noVariableStandsThereTwice() async throws {
    let world = try World()
    let run = try await world.start(
      """
      skill: rows
      gates: { expires: 1h }
      steps:
        - for: n
          in: ${{ [1] }}
          do:
            - for: n
              in: ${{ [7] }}
              do:
                - approve: Go ${{ n }}?
                  id: go
                - log: ${{ n }}
            - log: ${{ n }}
      """)
    let inspected = try world.engine().look(run.id).inspected
    let frame = inspected["fibers"]?.elements?.first?["frames"]?.elements?.first
    #expect(frame?["variables"] == ["n": 1, "n (2)": 7])
  }
}
