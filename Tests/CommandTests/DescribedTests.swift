// The API against its own description, by somebody else's program: schemathesis makes up requests of every kind that the
// description allows and does not allow; no answer may be a fault or another than described.
import Foundation
import Testing

@Suite struct DescribedTests {
  static let schemathesis = Workshop.skills.deletingLastPathComponent()
    .appendingPathComponent(".build/python/bin/schemathesis")

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: schemathesis.path)))
  func noRequestMakesAFaultOrAnUndescribedAnswer() async throws {
    let shop = try Workshop()
    try shop.write("skills/sign-in.yaml", ServiceTests.code)
    let key = try await shop.key("start,read,decide,author")
    let service = try await shop.serve()
    let address = "http://127.0.0.1:\(service.port)"
    let process = Process()
    process.executableURL = Self.schemathesis
    process.currentDirectoryURL = shop.folder
    process.arguments = [
      "run", "\(address)/openapi.json", "--url", address, "-H", "Authorization: Bearer \(key)",
      // Streams have no end.
      "--exclude-path-regex", "/events$", "--max-examples", "20", "--seed", "1", "--no-color", "--request-timeout", "20",
      "--phases", "examples,coverage,fuzzing", "--checks",
      "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,"
        + "response_headers_conformance,unsupported_method",
    ]
    let running = Running(process)
    try process.run()
    let said = await running.finish()
    #expect(said.code == 0, "\(said.output)\(said.errors)")
    service.running.kill()
    _ = await service.running.finish()
  }
}
