// Why a browser step did not happen, and what has to be asked first. Its texts are for the skill's author; they say what
// was looked for, where, and which condition failed.
import DurableRuntime
import Synchronization
import Values

struct StepFailure: Error {
  var kind: ErrorKind
  var message: String

  /// The arguments cannot be used, or the page has not what they ask for.
  static func effect(_ message: String) -> StepFailure { StepFailure(kind: .effect, message: message) }
  static func refused(_ message: String) -> StepFailure { StepFailure(kind: .permission, message: message) }
  static func timedOut(_ message: String) -> StepFailure { StepFailure(kind: .timeout, message: message) }
}

/// A person must say something before the step can go on.
struct StepQuestion: Error {
  /// `choice`, `dialog` or `in_doubt`, as `EffectOutcome.question` has them.
  var kind: String
  var payload: PlainValue
  var artifacts: [Artifact] = []
}

/// The page or the browser is gone while a step was at work.
struct PageLost: Error {
  /// In words: what ended.
  var what: String
}

/// One browser step at work.
struct Step: Sendable {
  var request: EffectRequest
  var deadline: Deadline
  /// Where paths of the skill are meant from.
  var files: WorkFolder
  var progress = StepProgress()
  var lessons = StepLessons()
  /// What was approved, from the last look at it on.
  let facts = ApprovedFacts()

  init(_ request: EffectRequest, _ files: WorkFolder) {
    self.request = request
    self.files = files
    deadline = Deadline(milliseconds: request.timeout)
  }

  /// An argument that is there and not null.
  subscript(_ name: String) -> PlainValue? { Self.present(request.arguments[name]) }

  static func present(_ value: PlainValue?) -> PlainValue? {
    switch value {
    case nil, .null, .optional(nil): nil
    case .optional(.some(let inner)): present(inner)
    case let value?: value
    }
  }

  func text(_ name: String) throws -> String? {
    guard let value = self[name] else { return nil }
    return try Self.plainText(value, name)
  }

  /// Text where no secret may stand.
  static func plainText(_ value: PlainValue, _ name: String) throws -> String {
    switch value {
    case .secret: throw StepFailure.refused("\(name) may not hold a secret")
    case .string(let text): return text
    case .bool, .int, .uint, .double, .decimal: return try value.jsonText()
    case .timestamp(let time): return time.text
    case .duration(let length): return length.text
    case .optional(.some(let inner)): return try plainText(inner, name)
    case .null, .optional(nil), .type, .bytes, .list, .map, .error:
      throw StepFailure.effect("\(name) must be text or a number")
    }
  }
}

/// What a step has done so far, for the truth about what may have left when it fails.
final class StepProgress: Sendable {
  private struct State {
    var hasActed = false
    var document: String?
  }
  private let state = Mutex(State())
  /// Whether the page has been given input that may have set off something.
  var hasActed: Bool { state.withLock { $0.hasActed } }
  /// DevTools' number of the document that the page had when it was given input last.
  var document: String? { state.withLock { $0.document } }
  func acts() { state.withLock { $0.hasActed = true } }
  /// The page was given nothing of it.
  func wasKeptBack() { state.withLock { $0 = State() } }
  func acts(on document: String) { state.withLock { $0 = State(hasActed: true, document: document) } }
}

/// Set once, by whoever comes to it first, and seen by others.
final class Flag: Sendable { let isSet = Atomic(false) }

struct Deadline: Sendable {
  let instant: ContinuousClock.Instant
  let milliseconds: Int64

  init(milliseconds: Int64) {
    self.milliseconds = milliseconds
    instant = .now + .milliseconds(milliseconds)
  }

  static func seconds(_ seconds: Double) -> Deadline { Deadline(milliseconds: Int64(seconds * 1000)) }

  var hasPassed: Bool { ContinuousClock.now >= instant }
  var left: Duration { max(.zero, ContinuousClock.now.duration(to: instant)) }

  /// As a skill writes it.
  var text: String {
    milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
  }
}
