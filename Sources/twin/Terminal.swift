// How text reaches a person: styles on a terminal that wants them, plain text everywhere else.
import Foundation
import Synchronization

/// What one of the two output streams can show.
struct Terminal: Sendable {
  var isInteractive: Bool
  /// Whether a line can be wiped and written anew.
  var canWipe: Bool
  var hasColor: Bool
  /// Columns; 100 where it is no terminal.
  var width: Int

  static let output = Terminal(descriptor: STDOUT_FILENO)
  static let error = Terminal(descriptor: STDERR_FILENO)

  init(descriptor: Int32) {
    isInteractive = isatty(descriptor) == 1
    canWipe = isInteractive && environmentVariable("TERM") != "dumb"
    // https://no-color.org, and the usual way to force colour into a pager.
    if let forced = environmentVariable("CLICOLOR_FORCE"), forced != "0", !forced.isEmpty {
      hasColor = true
    } else {
      hasColor = canWipe && (environmentVariable("NO_COLOR") ?? "").isEmpty
    }
    var size = winsize()
    let known = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    width = known ? Int(size.ws_col) : 100
  }

  /// The same for machines.
  var colorless: Terminal {
    var same = self
    same.hasColor = false
    return same
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
      case 0..<0x20, 0x7F...0x9F, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The lines of a text from outside. Those behind a line break that is part of it are marked, so that none can be taken for a
  /// line of ours.
  static func lines(_ text: String) -> [String] {
    let lines = harmless(text).trimmed.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.enumerated().map { $0 == 0 ? String($1) : "│ \($1)" }
  }

  /// The same for what stands on one line with other things: it ends none.
  static func onOneLine(_ text: String) -> String {
    harmless(text).replacing("\n", with: "\\n").replacing("\t", with: "\\t")
  }
}

/// One variable, without a dictionary of them all.
func environmentVariable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// All variables; of one that is there twice the first, as `getenv` has it. (`ProcessInfo` looks for every `=` by character and keeps
/// the program's start waiting.)
func environmentVariables() -> [String: String] {
  var found: [String: String] = [:]
  var entry = environ
  while let text = entry.pointee {
    entry += 1
    guard let sign = strchr(text, Int32(UInt8(ascii: "="))) else { continue }
    let name = String(decoding: UnsafeRawBufferPointer(start: text, count: text.distance(to: sign)), as: UTF8.self)
    if found[name] == nil { found[name] = String(cString: sign + 1) }
  }
  return found
}

/// Writes to standard output. A run is worth more than what is told of it: where nobody reads any more (`twin run | head`) the
/// rest is dropped and the run goes on.
func say(_ text: String, terminator: String = "\n") { write(Array((text + terminator).utf8), to: STDOUT_FILENO) }

/// Writes to standard error.
func complain(_ text: String, terminator: String = "\n") { write(Array((text + terminator).utf8), to: STDERR_FILENO) }

/// Whether something that was said did not get there, because a disk is full or broken. `Twin` ends the process accordingly.
enum LostOutput {
  private static let flag = Atomic(false)
  static var isSo: Bool { flag.load(ordering: .relaxed) }
  /// True the first time.
  static func note() -> Bool { !flag.exchange(true, ordering: .relaxed) }
}

/// All of it, or as much as the other side takes. What cannot be written for another reason than that gives false, and is
/// noted and complained of where it was to be said.
@discardableResult
func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
  var start = 0
  while start < bytes.count {
    let count = bytes[start...].withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
    if count >= 0 {
      start += count
      continue
    }
    switch errno {
    case EINTR: continue
    case EAGAIN:
      var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      poll(&ready, 1, -1)
    case EPIPE: return true
    case let problem:
      let reason = String(cString: strerror(problem))
      if descriptor == STDOUT_FILENO, LostOutput.note() { complain("standard output cannot be written: \(reason)") }
      errno = problem
      return false
    }
  }
  return true
}

/// Gives the three standard descriptors something to lead to where they were closed: a file that is opened later would get the
/// number of one of them, and what is said would be written into it.
func openStandardDescriptors() {
  for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
    // The lowest free number is this one.
    _ = open("/dev/null", O_RDWR)
  }
}

/// Lengths of time as people say them: `850 ms`, `12 s`, `3 min`, `2 h`, `5 days`.
func spoken(milliseconds: Int64) -> String {
  switch milliseconds {
  case ..<1000: "\(milliseconds) ms"
  case ..<60_000:
    milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : String(format: "%.1f s", Double(milliseconds) / 1000)
  case ..<3_600_000: "\(milliseconds / 60_000) min"
  case ..<172_800_000: "\(milliseconds / 3_600_000) h"
  default: "\(milliseconds / 86_400_000) days"
  }
}
