// Values, times and states → the words that pages show. Everything that a page, a skill or a person wrote passes `visible`: what
// cannot be seen, or would turn the text around it, is shown by its number instead.
import DurableRuntime
import Values

extension String {
  /// With control, direction and zero-width characters spelled out: what is approved must read as it is.
  var visible: String {
    guard unicodeScalars.contains(where: Self.isDeceptive) else { return self }
    var text = ""
    for scalar in unicodeScalars {
      if Self.isDeceptive(scalar) {
        text += "⟨U+" + String(scalar.value, radix: 16, uppercase: true) + "⟩"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  private static func isDeceptive(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: false
    case 0..<0x20, 0x7F...0x9F, 0xAD, 0x061C, 0x180E, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
      0xFFF9...0xFFFB, 0xE0000...0xE007F:
      true
    default: false
    }
  }

  func cut(_ limit: Int) -> String { count > limit ? prefix(limit) + "…" : self }
}

/// A named value, on a line or as a block.
struct Fact: Sendable {
  var name: String
  var text: String
  var isBlock: Bool

  init(_ name: String, _ value: PlainValue) {
    self.name = name.visible
    let text = Wording.text(value)
    isBlock = text.contains("\n") || text.count > 240
    self.text = text.cut(PageLimits.valueCharacters)
  }

  static func list(_ value: PlainValue) -> [Fact] {
    (value.entries ?? []).map { Fact(Wording.text($0.key), $0.value) }
  }
}

enum Wording {
  static func text(_ value: PlainValue) -> String {
    switch value {
    case .string(let text): return text.visible
    case .bool(let flag): return flag ? "yes" : "no"
    case .null, .optional(nil): return "–"
    case .optional(let inner?): return text(inner)
    case .timestamp(let time): return moment(time)
    case .duration(let length): return span(length.seconds * 1000)
    case .secret: return "•••••• (a secret)"
    case .list(let elements) where elements.allSatisfy(isShort) && elements.count <= 12:
      return elements.map(text).joined(separator: ", ")
    case .list, .map: return ((try? value.prettyJSON()) ?? "(cannot be shown)").visible
    default: return ((try? value.jsonText(style: .display)) ?? "(cannot be shown)").visible
    }
  }

  private static func isShort(_ value: PlainValue) -> Bool {
    switch value {
    case .string(let text): text.count < 60
    case .bool, .int, .uint, .double, .decimal, .timestamp, .duration: true
    default: false
    }
  }

  /// `25 Nov 2026, 16:04`, in UTC.
  static func moment(_ time: TimestampValue) -> String {
    let parts = Array(time.text.utf8.map { Character(UnicodeScalar($0)) })
    guard parts.count >= 17, let month = Int(String(parts[5...6])), (1...12).contains(month) else { return time.text }
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let day = parts[8] == "0" ? String(parts[9]) : String(parts[8...9])
    return "\(day) \(names[month - 1]) \(String(parts[0...3])), \(String(parts[11...15])) UTC"
  }

  /// `25 Nov 2026, 16:04:33 UTC`: for what follows closely on something else.
  static func instant(_ time: TimestampValue) -> String {
    let seconds = time.text.dropFirst(16).prefix(3)
    guard seconds.first == ":" else { return moment(time) }
    return moment(time).replacing(" UTC", with: "\(seconds) UTC")
  }

  /// What a step owes to earlier runs, what it taught, and what no longer fits.
  static func note(_ note: LedgerNote) -> String {
    let what =
      switch note.subject {
      case .memo: "a kept answer"
      case .choice: "a choice"
      case .locator: "how to find the element"
      }
    var text =
      switch note.kind {
      case .reused: "Used again: \(what)"
      case .learned: "Learned: \(what)"
      case .drift: "No longer fitted, found anew: \(what)"
      case .newInput: "Not known for these inputs: \(what)"
      case .expired: "Too old by the skill’s own word: \(what)"
      case .ignored: "Not believed: \(what)"
      }
    if !note.by.isEmpty { text += " by \(note.by.visible)" }
    if let run = note.run { text += " of \(run)" }
    if note.count > 1 { text += ", \(note.count)×" }
    if !note.detail.isEmpty { text += "; \(note.detail.visible)" }
    return text.cut(400)
  }

  /// `25 Nov 2026`, in UTC.
  static func day(_ milliseconds: Int64) -> String {
    String(moment(milliseconds).prefix { $0 != "," })
  }

  static func moment(_ milliseconds: Int64) -> String { moment(TimestampValue(milliseconds: milliseconds)) }

  /// `4 s`, `12 min`, `3 h 20 min`, `2 d`: as `page.js` goes on counting.
  static func span(_ milliseconds: Int64) -> String {
    let seconds = max(0, milliseconds / 1000)
    let units: [(Int64, String)] = [(86_400, "d"), (3600, "h"), (60, "min"), (1, "s")]
    guard let index = units.firstIndex(where: { seconds >= $0.0 }) else { return "0 s" }
    let whole = seconds / units[index].0
    var text = "\(whole) \(units[index].1)"
    if index < 2, whole < 10 {
      let rest = (seconds - whole * units[index].0) / units[index + 1].0
      if rest > 0 { text += " \(rest) \(units[index + 1].1)" }
    }
    return text
  }

  /// `340 ms`, `4.2 s`, `3 min`: of work.
  static func work(_ milliseconds: Int64) -> String {
    if milliseconds < 1000 { return "\(milliseconds) ms" }
    if milliseconds < 60_000 { return "\(milliseconds / 1000).\(milliseconds % 1000 / 100) s" }
    return span(milliseconds)
  }

  /// At most two digits behind the point.
  static func number(_ value: Double) -> String {
    let hundredths = (value * 100).rounded()
    guard hundredths.isFinite, abs(hundredths) < 1e15 else { return "\(value)" }
    let whole = Int64(hundredths)
    if whole % 100 == 0 { return "\(whole / 100)" }
    let rest = abs(whole % 100)
    let sign = whole < 0 && whole > -100 ? "-" : ""
    return rest % 10 == 0
      ? "\(sign)\(whole / 100).\(rest / 10)" : "\(sign)\(whole / 100).\(rest < 10 ? "0" : "")\(rest)"
  }

  static func bytes(_ count: Int64) -> String {
    if count < 1000 { return "\(count) B" }
    if count < 1_000_000 { return "\(number(Double(count / 100) / 10)) kB" }
    return "\(number(Double(count / 100_000) / 10)) MB"
  }

  static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(number) \(number == 1 ? one : many ?? one + "s")"
  }

  /// `alice`, `somebody with the role finance`.
  static func whose(_ by: Gate.By) -> String {
    var text =
      by.roles.isEmpty
      ? "anybody" : by.lists.map { $0.map(\.visible).joined(separator: " or ") }.joined(separator: ", and ")
    if by.count > 1 { text = "\(by.count) of: \(text)" }
    if by.notInitiator { text += ", not who started it" }
    return text
  }
}

extension RunStatus {
  var label: String {
    switch self {
    case .running: "Running"
    case .awaitingApproval: "Waits for a person"
    case .waiting: "Waits"
    case .completed: "Completed"
    case .failed: "Failed"
    case .rejected: "Rejected"
    case .cancelled: "Cancelled"
    }
  }

  var pill: Markup {
    switch self {
    case .running: "<span class=\"state pill state-running\">\(Icon.running.markup)\(label)</span>"
    case .awaitingApproval: "<span class=\"state pill state-awaiting\">\(Icon.wait.markup)\(label)</span>"
    case .waiting: "<span class=\"state pill\">\(Icon.pause.markup)\(label)</span>"
    case .completed: "<span class=\"state pill state-completed\">\(Icon.good.markup)\(label)</span>"
    case .failed: "<span class=\"state pill state-failed\">\(Icon.bad.markup)\(label)</span>"
    case .rejected: "<span class=\"state pill state-rejected\">\(Icon.bad.markup)\(label)</span>"
    case .cancelled: "<span class=\"state pill\">\(Icon.skipped.markup)\(label)</span>"
    }
  }
}

extension RunView.Step {
  /// Its status, or, where nobody approved what it asked, how that came.
  var markup: Markup {
    switch refusal {
    case .rejected: "<span class=\"state state-failed\">\(Icon.bad.markup)rejected</span>"
    case .expired: "<span class=\"state state-failed\">\(Icon.bad.markup)expired</span>"
    case .withdrawn: "<span class=\"state\">\(Icon.skipped.markup)withdrawn</span>"
    case nil: status.markup
    }
  }
}

extension RunView.StepStatus {
  var markup: Markup {
    switch self {
    case .queued: "<span class=\"state\">\(Icon.empty.markup)queued</span>"
    case .running: "<span class=\"state state-running\">\(Icon.running.markup)running</span>"
    case .awaitingApproval: "<span class=\"state state-awaiting\">\(Icon.wait.markup)waits</span>"
    case .done: "<span class=\"state state-done\">\(Icon.good.markup)done</span>"
    case .skipped: "<span class=\"state\">\(Icon.skipped.markup)skipped</span>"
    case .failed: "<span class=\"state state-failed\">\(Icon.bad.markup)failed</span>"
    }
  }
}
