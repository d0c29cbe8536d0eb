// What the operator of a store has set, as one value: every key of Grammar/configuration.tsv with its value and where that
// came from. It is made by `ConfigurationReader` and handed to whoever needs a part of it; it reads nothing itself.
import Syntax

package struct Configuration: Sendable {
  package enum Value: Sendable, Equatable {
    case text(String)
    case number(Double)
    case count(Int)
    /// Milliseconds.
    case duration(Int64)
    case flag(Bool)
    case texts([String])
    case rows([[ConfigurationKey: Value]])
  }

  /// Where a value came from; of several the last named here wins.
  package enum Origin: Sendable, Equatable {
    case initial
    /// The file as it was named, and the line, counted from 1.
    case file(String, line: Int)
    case variable(String)
  }

  package struct Setting: Sendable, Equatable {
    package var key: ConfigurationKey
    /// What stands for the key's `*`.
    package var element: String?
    package var value: Value
    package var origin: Origin

    /// The key as people write it: `prices.model`.
    package var name: String { key.name(element) }
  }

  /// In the order of the table; a key that nobody has set and that has no default is not here.
  package private(set) var settings: [Setting] = []

  /// Nothing is set but the defaults.
  package init() {
    for key in ConfigurationKey.allCases {
      switch key {
      case .timeouts:
        for shape in EffectShape.all {
          guard let milliseconds = shape.timeout else { continue }
          set(key, shape.kind.rawValue, .duration(milliseconds), .initial)
        }
      default: setInitial(key)
      }
    }
  }

  private mutating func setInitial(_ key: ConfigurationKey) {
    guard let text = key.initialText else { return }
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    let (element, written) = key.hasElements ? (parts.first, parts.last ?? "") : (nil, text)
    var bag = DiagnosticBag()
    let place = Place(file: FileID(0), start: 0, end: 0)
    guard let value = ConfigurationReader.value(written, of: key, element, at: place, into: &bag) else {
      preconditionFailure("Grammar/configuration.tsv: the default of `\(key.rawValue)` does not fit its form")
    }
    set(key, element, value, .initial)
  }

  mutating func set(_ key: ConfigurationKey, _ element: String?, _ value: Value, _ origin: Origin) {
    let setting = Setting(key: key, element: element, value: value, origin: origin)
    if let index = settings.firstIndex(where: { $0.key == key && $0.element == element }) {
      settings[index] = setting
    } else {
      let order = ConfigurationKey.allCases
      let place = order.firstIndex(of: key)
      let index = settings.firstIndex { other in (order.firstIndex(of: other.key) ?? 0) > (place ?? 0) }
      settings.insert(setting, at: index ?? settings.count)
    }
  }

  package func setting(_ key: ConfigurationKey) -> Setting? { settings.first { $0.key == key } }
}

extension ConfigurationKey {
  /// How a value is written.
  package enum Form: Sendable {
    case text
    /// Text that may stand in a variable or in the vault, never in a file.
    case secret
    /// Zero or more.
    case number
    /// One or more, whole.
    case count
    case duration
    case flag
    case texts
    /// A list of mappings whose keys are this key's with `[].`.
    case rows
  }

  /// Whether it ends in `*`.
  var hasElements: Bool { rawValue.hasSuffix(".*") }
  /// The list that it is a key of an item of: `notify` for `notify[].slack`.
  var list: String? { rawValue.split(separator: "[").first.flatMap { $0.count < rawValue.count ? String($0) : nil } }
  /// `model` of `model.url`; nil for a key that stands alone.
  var section: String? {
    list == nil ? rawValue.split(separator: ".").first.flatMap { $0.count < rawValue.count ? String($0) : nil } : nil
  }

  /// With what stands for its `*`: `prices.model`.
  func name(_ element: String?) -> String { element.map { rawValue.dropLast() + $0 } ?? rawValue }

  /// The variable that overrides it: `TWIN_MODEL_URL` for `model.url`.
  package func variable(_ element: String? = nil) -> String {
    "TWIN_" + Self.withoutDots(name(element).uppercased())
  }

  /// The name under which the vault may hold it: `model_key` for `model.key`.
  package var vaultName: String { Self.withoutDots(rawValue) }

  private static func withoutDots(_ name: String) -> String {
    String(decoding: name.utf8.map { $0 == UInt8(ascii: ".") ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
  }
}

// MARK: - By what it is for

extension Configuration {
  private func text(_ key: ConfigurationKey) -> String? {
    if case .text(let text)? = setting(key)?.value { text } else { nil }
  }

  /// By effect kind: credits for one.
  package var prices: [String: Double] {
    var prices: [String: Double] = [:]
    for setting in settings where setting.key == .prices {
      if case .number(let price) = setting.value, let kind = setting.element { prices[kind] = price }
    }
    return prices
  }

  /// By effect kind: milliseconds that one may take, where the step does not say.
  package var timeouts: [String: Int64] {
    var timeouts: [String: Int64] = [:]
    for setting in settings where setting.key == .timeouts {
      if case .duration(let length) = setting.value, let kind = setting.element { timeouts[kind] = length }
    }
    return timeouts
  }

  package var effectsAtOnce: Int? {
    if case .count(let count)? = setting(.limitsEffectsAtOnce)?.value { count } else { nil }
  }
  /// Milliseconds.
  package var questionExpires: Int64? {
    if case .duration(let length)? = setting(.limitsQuestionExpires)?.value { length } else { nil }
  }
  package var browser: String? { text(.browser) }

  /// The model endpoint; nil where none is configured. The key is `secret(.modelKey)`, else in the vault.
  package var model: (url: String, name: String)? {
    guard let url = text(.modelUrl), let name = text(.modelName) else { return nil }
    return (url, name)
  }

  /// The embeddings endpoint; nil where none is configured. Its key is the model's.
  package var embeddings: (url: String, name: String)? {
    guard let url = text(.modelEmbeddingsUrl) ?? text(.modelUrl), let name = text(.modelEmbeddings) else { return nil }
    return (url, name)
  }

  /// A secret that the environment gives; where it does not, the vault may have it under `vaultName`.
  package func secret(_ key: ConfigurationKey) -> String? { text(key) }

  /// Somebody who is told.
  package struct NotifyTarget: Sendable, Equatable {
    package enum Channel: Sendable, Equatable {
      case webhook(String)
      case slack(String)
      case email(String)
    }
    package var channel: Channel
    /// Empty: all.
    package var events: [String]
    /// For whom decision links are made.
    package var person: String?
    /// The vault's secret that signs what is sent.
    package var secret: String?
  }

  package var notify: [NotifyTarget] {
    guard case .rows(let rows)? = setting(.notify)?.value else { return [] }
    return rows.compactMap { row in
      func text(_ key: ConfigurationKey) -> String? { if case .text(let text)? = row[key] { text } else { nil } }
      let channels: [NotifyTarget.Channel?] = [
        text(.notifyWebhook).map { .webhook($0) }, text(.notifySlack).map { .slack($0) },
        text(.notifyEmail).map { .email($0) },
      ]
      guard let channel = channels.compactMap(\.self).first else { return nil }
      var events: [String] = []
      if case .texts(let named)? = row[.notifyEvents] { events = named }
      return NotifyTarget(
        channel: channel, events: events, person: text(.notifyPerson), secret: text(.notifySecret))
    }
  }

  /// The mail server; nil where none is configured. The password is `secret(.smtpPassword)`, else in the vault.
  package var mail: (url: String, from: String, user: String?)? {
    guard let url = text(.smtpUrl), let from = text(.smtpFrom) else { return nil }
    return (url, from, text(.smtpUser))
  }

  /// Where to listen: `127.0.0.1:8700` or `[::1]:8700`; nil where it is written otherwise.
  package var listen: (host: String, port: Int)? {
    guard let text = text(.serveListen), let colon = text.lastIndex(of: ":"),
      let port = UInt16(text[text.index(after: colon)...])
    else { return nil }
    let host = text[..<colon]
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    guard !host.isEmpty, isBracketed || !host.contains(":") else { return nil }
    return (String(isBracketed ? host.dropFirst().dropLast() : host), Int(port))
  }
  /// The address that people reach it by.
  package var publicAddress: String? { text(.serveUrl) }
  package var allowsPrivateAddresses: Bool { setting(.servePrivateAddresses)?.value == .flag(true) }
}
