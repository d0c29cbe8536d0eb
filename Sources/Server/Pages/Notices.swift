// What a form has done, told on the next page that the same session asks for. In memory and short: nothing depends on it.
import Synchronization

struct Notice: Sendable {
  enum Tone: String { case good, bad, wait }
  var tone: String
  var text: String
  var lines: [String] = []
  var iconMarkup: Markup

  init(_ tone: Tone, _ text: String, lines: [String] = []) {
    self.tone = tone.rawValue
    self.text = text.visible
    self.lines = lines.map(\.visible)
    iconMarkup =
      switch tone {
      case .good: Icon.good.markup
      case .bad: Icon.bad.markup
      case .wait: Icon.wait.markup
      }
  }
}

final class Notices: Sendable {
  private let waiting = Mutex<[String: Notice]>([:])

  func leave(_ notice: Notice, for session: Session) {
    waiting.withLock { waiting in
      if waiting.count >= PageLimits.notices { waiting.removeAll() }
      waiting[session.name] = notice
    }
  }

  func take(_ session: Session) -> Notice? { waiting.withLock { $0.removeValue(forKey: session.name) } }
}
