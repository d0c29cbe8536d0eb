// How text reaches a person: styles on a terminal that wants them, plain text everywhere else.
import Foundation

/// What one of the two output streams can show.
struct Terminal: Sendable {
  var isInteractive: Bool
  var hasColor: Bool
  /// Columns; 100 where it is no terminal.
  var width: Int

  static let output = Terminal(descriptor: STDOUT_FILENO)
  static let error = Terminal(descriptor: STDERR_FILENO)

  init(descriptor: Int32) {
    let environment = ProcessInfo.processInfo.environment
    isInteractive = isatty(descriptor) == 1
    // https://no-color.org, and the usual way to force colour into a pager.
    if let forced = environment["CLICOLOR_FORCE"], forced != "0", !forced.isEmpty {
      hasColor = true
    } else {
      hasColor = isInteractive && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }
    var size = winsize()
    let known = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    width = known ? Int(size.ws_col) : 100
  }

  enum Style: String {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case blue = "34"
    case cyan = "36"
  }

  func paint(_ text: String, _ styles: Style...) -> String {
    guard hasColor, !styles.isEmpty, !text.isEmpty else { return text }
    return "\u{1B}[\(styles.map(\.rawValue).joined(separator: ";"))m\(text)\u{1B}[0m"
  }

  /// Text from outside (pages, programs, people) with everything a terminal would obey made visible.
  static func harmless(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0A, 0x09: result.unicodeScalars.append(scalar)
      case 0..<0x20, 0x7F...0x9F, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// Writes to standard output; ends the process quietly when nobody reads any more.
func say(_ text: String, terminator: String = "\n") {
  FileHandle.standardOutput.write(Data((text + terminator).utf8))
}

/// Writes to standard error.
func complain(_ text: String) {
  FileHandle.standardError.write(Data((text + "\n").utf8))
}

/// Lengths of time as people say them: `850 ms`, `12 s`, `3 min`, `2 h`, `5 days`.
func spoken(milliseconds: Int64) -> String {
  switch milliseconds {
  case ..<1000: "\(milliseconds) ms"
  case ..<60_000: milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : String(format: "%.1f s", Double(milliseconds) / 1000)
  case ..<3_600_000: "\(milliseconds / 60_000) min"
  case ..<172_800_000: "\(milliseconds / 3_600_000) h"
  default: "\(milliseconds / 86_400_000) days"
  }
}
