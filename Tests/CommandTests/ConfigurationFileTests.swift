// `twin.yaml` as the command meets it: found beside the store, held against what it may set, in force where it should be.
import Foundation
import Testing
import Values

@Suite struct ConfigurationFileTests {
  @Test func doctorSaysWhatIsInForceAndWhereItCameFrom() async throws {
    let shop = try Workshop()
    try shop.write("twin.yaml", "prices:\n  exec: 2\nlimits: { question_expires: 3d }\n")
    shop.environment["TWIN_PRICES_HTTP"] = "0.5"
    shop.environment["TWIN_PRICE_HTTP"] = "1"
    let said = try await shop.twin("doctor", "--json")
    #expect(said.code == 0, "\(said.errors)")
    let settings = try said.json["settings"]?.elements ?? []
    func setting(_ key: String) -> [PlainValue?] {
      let found = settings.first { $0["key"]?.text == key }
      return [found?["value"], found?["origin"]]
    }
    #expect(setting("prices.exec") == ["2", "twin.yaml:2"])
    #expect(setting("prices.http") == ["0.5", "TWIN_PRICES_HTTP"])
    #expect(setting("prices.model") == ["1", "default"])
    #expect(setting("limits.question_expires") == ["3 days", "twin.yaml:3"])
    #expect(try said.json["unknownVariables"] == ["TWIN_PRICE_HTTP"])
    let shown = try await shop.twin("doctor")
    #expect(shown.output.contains("did you mean TWIN_PRICES_HTTP?"))
  }

  @Test func doctorFailsWhereSomethingIsBrokenAndOnlyThere() async throws {
    let shop = try Workshop()
    try shop.write("one.yaml", "skill: one\nsteps:\n  - log: hello\n")
    #expect(try await shop.twin("run", "one.yaml").code == 0)
    // What is missing is done without.
    shop.environment["PATH"] = "/nowhere"
    let without = try await shop.twin("doctor")
    #expect(without.code == 0 && without.output.contains("! video     no ffmpeg"), "\(without.output)\(without.errors)")
    #expect(try await shop.twin("doctor", "--json").code == 0)
    let key = shop.folder.appendingPathComponent(".twin/key").path
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
    let open = try await shop.twin("doctor")
    #expect(open.code == 1 && open.output.contains("✗ key"), "\(open.output)\(open.errors)")
    let said = try await shop.twin("doctor", "--json")
    #expect(try said.code == 1 && said.json["checks"]?.elements?.contains { $0["broken"] == true } == true)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
    try shop.write(".twin/twin.db", "no store")
    #expect(try await shop.twin("doctor").code == 1)
    try shop.write(".twin/twin.yaml", "price: { exec: 3 }\n")
    #expect(try await shop.twin("doctor").code == 2)
    #expect(try await shop.twin("doctor", "--help").output.contains("Exit codes: 0 nothing is broken"))
  }

  @Test func aPriceIsPaid() async throws {
    let shop = try Workshop()
    try shop.write("costs.yaml", "prices: { exec: 3 }\n")
    try shop.write(
      "one.yaml", "skill: one\npermissions: { exec: [\"true\"] }\nsteps:\n  - exec: [\"true\"]\n    idempotent: true\n")
    let paid = try await shop.twin("run", "one.yaml", "--config", "costs.yaml", "--json")
    #expect(paid.code == 0, "\(paid.errors)")
    #expect(try paid.json["cost"]?["credits"] == 3.0)
    shop.environment["TWIN_PRICES_EXEC"] = "4"
    let dearer = try await shop.twin("run", "one.yaml", "--config", "costs.yaml", "--json")
    #expect(try dearer.json["cost"]?["credits"] == 4.0)
  }

  @Test func whatIsNotUnderstoodRunsNothing() async throws {
    let shop = try Workshop()
    try shop.write("twin.yaml", "price: { exec: 3 }\n")
    try shop.write("one.yaml", "skill: one\nsteps:\n  - log: hello\n")
    let refused = try await shop.twin("run", "one.yaml")
    #expect(refused.code == 2)
    #expect(refused.errors.contains("error[TW0201]: `price` is not a key of the configuration"))
    #expect(refused.errors.contains("twin.yaml:1:1"))
    #expect(refused.errors.contains("did you mean `prices`?"))
    #expect(!FileManager.default.fileExists(atPath: shop.folder.appendingPathComponent(".twin").path))
    let missing = try await shop.twin("runs", "--config", "nothing.yaml")
    #expect(missing.code == 2 && missing.errors.contains("there is no file nothing.yaml"))
    try FileManager.default.createDirectory(
      at: shop.folder.appendingPathComponent(".twin"), withIntermediateDirectories: true)
    try shop.write(".twin/twin.yaml", "")
    let two = try await shop.twin("run", "one.yaml")
    #expect(two.code == 2 && two.errors.contains("two configurations"))
  }
}
