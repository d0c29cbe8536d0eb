// A line typed on a terminal that does not show it. (getpass of the C library takes Control-C for a letter and cuts long lines.)
import Foundation
import Synchronization

enum HiddenPrompt {
  /// Bytes that may be typed or pasted at once.
  private static let limit = 65_536

  /// How the terminal was, for whoever ends us meanwhile; nil: as it was. (A handler may do next to nothing: it reads this alone.)
  private static let before = Atomic<UInt>(0)

  /// What is typed up to Enter. Control-C and Control-D end the command; nothing at all, several lines at once and what is no
  /// UTF-8 are refused: an answer that was not meant is worse than none.
  static func ask(_ name: String) throws -> String {
    let saved = UnsafeMutablePointer<termios>.allocate(capacity: 1)
    guard tcgetattr(STDIN_FILENO, saved) == 0 else { throw UsageError("the terminal cannot be made to hide what is typed") }
    var hidden = saved.pointee
    hidden.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG | IEXTEN)
    before.store(UInt(bitPattern: saved), ordering: .releasing)
    let signals = [SIGTERM, SIGHUP, SIGINT, SIGQUIT]
    let handlers = signals.map { number in
      (number, signal(number) { number in
        HiddenPrompt.restore()
        signal(number, SIG_DFL)
        raise(number)
      })
    }
    defer {
      restore()
      for (number, handler) in handlers { signal(number, handler) }
      complain("")
    }
    guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0 else {
      throw UsageError("the terminal cannot be made to hide what is typed")
    }
    complain("\(name): ", terminator: "")
    return try typed(name)
  }

  private static func restore() {
    guard let saved = UnsafePointer<termios>(bitPattern: before.exchange(0, ordering: .acquiringAndReleasing)) else { return }
    tcsetattr(STDIN_FILENO, TCSAFLUSH, saved)
  }

  private static func typed(_ name: String) throws -> String {
    var bytes: [UInt8] = []
    while true {
      var byte: UInt8 = 0
      let count = read(STDIN_FILENO, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1 else { throw UsageError("nothing was typed") }
      switch byte {
      case 0x03, 0x1C:  // Control-C, Control-\
        restore()
        complain("")
        exit(130)
      case 0x04: throw UsageError("nothing was typed")
      case 0x08, 0x7F:
        while let last = bytes.popLast(), last & 0xC0 == 0x80 {}
      case 0x15: bytes.removeAll()
      case 0x0A, 0x0D:
        guard !bytes.isEmpty else { throw UsageError("nothing was typed") }
        var more = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        guard poll(&more, 1, 0) == 0 else {
          throw UsageError("several lines were pasted: give a text of several lines through a pipe")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw UsageError("what was typed is no UTF-8 text") }
        return text
      case 0..<0x20: throw UsageError("a key that is no text was typed")
      default:
        bytes.append(byte)
        guard bytes.count <= limit else { throw UsageError("'\(name)' has more than \(limit) bytes: give it through a pipe") }
      }
    }
  }
}
