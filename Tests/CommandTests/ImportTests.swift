// `twin import` as a person types it.
import Foundation
import Testing

@Suite struct ImportTests {
  private static let recordings = Workshop.skills.deletingLastPathComponent().appendingPathComponent("Tests/Recordings")

  @Test func aRecordingIsWrittenOnceAndChecksFine() async throws {
    let shop = try Workshop()
    let recording = Self.recordings.appendingPathComponent("chrome-pay-invoice.json").path
    let made = try await shop.twin("import", recording, "-o", "pay-march.yaml")
    #expect(made.code == 0 && made.output.isEmpty)
    #expect(made.errors == "pay-march.yaml: 14 steps, 3 inputs, 1 secret, 1 place to look at\n")
    let checked = try await shop.twin("check", "pay-march.yaml")
    #expect(checked.code == 0 && checked.output == "pay-march.yaml: fine\n")
    // Called by its file's name, as `call:` wants it.
    let text = try String(contentsOf: shop.folder.appendingPathComponent("pay-march.yaml"), encoding: .utf8)
    #expect(text.contains("\nskill: pay-march\n"))

    let again = try await shop.twin("import", recording, "-o", "pay-march.yaml")
    #expect(again.code == 2 && again.errors.contains("pay-march.yaml exists already"))
    let printed = try await shop.twin("import", recording)
    #expect(printed.code == 0 && printed.output.hasPrefix("# Drafted from a Chrome DevTools recording."))
  }

  @Test func whatIsNoRecordingIsRefusedWithItsPlace() async throws {
    let shop = try Workshop()
    try shop.write("torn.json", "{\"steps\": [{\"type\": \"click\",]}")
    let torn = try await shop.twin("import", "torn.json")
    #expect(torn.code == 2 && torn.output.isEmpty)
    #expect(torn.errors == "Error: torn.json: is no JSON: line 1, column 29: unexpected ']' (at $.steps[0])\n")
    let missing = try await shop.twin("import", "tron.json")
    #expect(missing.code == 2 && missing.errors.contains("there is no file tron.json"))
    #expect(missing.errors.contains("torn.json"))
  }
}
