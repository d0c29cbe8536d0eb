// Control-C while a run is followed: the process ends at once, as it would have, and says what it leaves and how that goes on. A
// handler may do next to nothing, so the words are put down before.
import DurableRuntime
import Foundation
import Synchronization

enum InterruptedRun {
  /// Where the words stand, ready to be written; 0: nowhere yet. A line that was replaced is kept: a handler may be reading it.
  private static let words = Atomic<UInt>(0)
  private static let last = Mutex<Left?>(nil)

  /// What is under way.
  enum Left: Equatable {
    case run(RunID)
    /// Those that `resume --all` goes on with.
    case several

    fileprivate var words: String {
      switch self {
      case .run(let run): "\(run) stays as it is; `twin resume \(run)` goes on with it"
      case .several: "the runs stay as they are; `twin resume --all` goes on with them"
      }
    }
  }

  static func prepare() {
    signal(SIGINT) { _ in
      if let words = UnsafePointer<CChar>(bitPattern: InterruptedRun.words.load(ordering: .acquiring)) {
        _ = Glibc.write(STDERR_FILENO, words, strlen(words))
      }
      _exit(130)
    }
  }

  /// Dispatch blocks signals in its threads, and the main thread hears of them only once it has nothing else to do: whoever
  /// moves the run on hears of them too.
  private static func listen() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// This is under way.
  static func leaves(_ left: Left, _ isOnTerminal: Bool) {
    let isNew = last.withLock { last in
      defer { last = left }
      return last != left
    }
    guard isNew else { return }
    listen()
    let text = (isOnTerminal ? "\r\u{1B}[K" : "") + left.words + "\n"
    words.store(UInt(bitPattern: strdup(text)), ordering: .releasing)
  }
}
