// A configuration from its text and the environment: what wins, and what is said of what cannot be understood.
import Foundation
import Syntax
import Testing

@testable import Settings

private func read(_ text: String, _ environment: [String: String] = [:]) -> ConfigurationReader {
  var reader = ConfigurationReader()
  reader.read(name: "twin.yaml", bytes: Array(text.utf8))
  reader.read(environment: environment)
  return reader
}

@Suite("Configuration")
struct ConfigurationTests {
  @Test func aVariableStandsBeforeTheFileAndTheFileBeforeTheDefault() {
    let reader = read(
      """
      model: { url: https://models.example.com/v1, name: small }
      prices: { model: 2.5, click: 1 }
      timeouts:
        http: 90s
      limits: { question_expires: 2d }
      notify:
        - { slack: https://hooks.example.com/x, events: [run.failed] }
        - { email: finance@example.com }
      """, ["TWIN_PRICES_MODEL": "4", "TWIN_MODEL_NAME": "large", "TWIN_MODEL_KEY": "sk-1"])
    let configuration = reader.configuration
    #expect(reader.diagnostics.isEmpty)
    #expect(configuration.model?.url == "https://models.example.com/v1")
    #expect(configuration.model?.name == "large")
    #expect(configuration.prices == ["model": 4, "click": 1])
    #expect(configuration.timeouts["http"] == 90_000 && configuration.timeouts["exec"] == 60_000)
    #expect(configuration.questionExpires == 172_800_000)
    #expect(configuration.effectsAtOnce == 256)
    #expect(configuration.secret(.modelKey) == "sk-1")
    #expect(
      configuration.notify == [
        .init(channel: .slack("https://hooks.example.com/x"), events: ["run.failed"], secret: nil),
        .init(channel: .email("finance@example.com"), events: [], secret: nil),
      ])
    func origin(_ name: String) -> Configuration.Origin? { configuration.settings.first { $0.name == name }?.origin }
    #expect(origin("model.url") == .file("twin.yaml", line: 1))
    #expect(origin("model.name") == .variable("TWIN_MODEL_NAME"))
    #expect(origin("prices.model") == .variable("TWIN_PRICES_MODEL"))
    #expect(origin("prices.click") == .file("twin.yaml", line: 2))
    #expect(origin("timeouts.http") == .file("twin.yaml", line: 4))
    #expect(origin("timeouts.exec") == .initial)
  }

  @Test func aListMayStandInAVariable() {
    let reader = read("", ["TWIN_NOTIFY": "[{webhook: https://a.example.com, secret: hook}]"])
    #expect(reader.diagnostics.isEmpty)
    #expect(
      reader.configuration.notify == [.init(channel: .webhook("https://a.example.com"), events: [], secret: "hook")])
  }

  @Test func whatIsWrongIsShownAllAtOnceInItsPlace() {
    let reader = read(
      """
      modell: { url: x }
      prices: { modle: 1, http: cheap, exec: -1 }
      timeouts: { http: 30 }
      limits:
        effects_at_once: 0
      notify:
        - { slack: https://a, webhook: https://b }
        - { events: [run.failed] }
      smtp: { password: hush }
      serve: 8080
      """, ["TWIN_LIMITS_EFFECTS_AT_ONCE": "many"])
    let text = DiagnosticRenderer(sources: reader.sources).text(reader.diagnostics)
    #expect(
      reader.diagnostics.sorted.map(\.code.text) == [
        "TW0201", "TW0201", "TW0204", "TW0210", "TW0208", "TW0210", "TW0214", "TW0203", "TW0801", "TW0204", "TW0204",
      ], "\(text)")
    #expect(text.contains("`modell` is not a key of the configuration") && text.contains("did you mean `model`?"))
    #expect(text.contains("`prices.http` must be a number") && text.contains("twin.yaml:2:11"))
    #expect(text.contains("add a unit: `30s` for seconds"))
    #expect(text.contains("TWIN_LIMITS_EFFECTS_AT_ONCE:1:1"))
    #expect(text.contains("twin secret set smtp_password"))
  }

  @Test func whereToListenIsAHostAndAPort() {
    func listen(_ text: String) -> [String]? {
      read("serve: { listen: '\(text)' }").configuration.listen.map { [$0.host, "\($0.port)"] }
    }
    #expect(read("").configuration.listen.map { "\($0)" } == "(host: \"127.0.0.1\", port: 8700)")
    #expect(listen("0.0.0.0:80") == ["0.0.0.0", "80"] && listen("[::1]:0") == ["::1", "0"])
    for text in ["8700", ":8700", "::1:8700", "localhost", "localhost:http", "localhost:70000"] {
      #expect(listen(text) == nil, "\(text)")
    }
  }

  @Test func nothingAtAllIsAConfiguration() {
    for text in ["", "# nothing yet\n", "model:\nprices:\n"] {
      let reader = read(text)
      #expect(reader.diagnostics.isEmpty)
      #expect(reader.configuration.settings == Configuration().settings)
    }
  }

  @Test func strayVariablesAreNamed() {
    let stray = ConfigurationReader.unknownVariables([
      "TWIN_PRICE_MODEL": "1", "TWIN_SECRET_X": "s", "TWIN_STORE": "a", "HOME": "/", "TWIN_MODEL_URL": "u",
    ])
    #expect(stray.map(\.name) == ["TWIN_PRICE_MODEL"])
    #expect(stray.first?.nearName == "TWIN_PRICES_MODEL")
  }

  @Test func thePageOfItsDiagnosticProvokesIt() throws {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Grammar/diagnostics/TW0801.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let example = try #require(text.firstMatch(of: /```yaml\n((?s).*?)\n```/)).1
    #expect(read(String(example)).diagnostics.found.map(\.code.text) == ["TW0801"])
  }
}
