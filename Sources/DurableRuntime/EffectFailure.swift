// Why an effect did not happen, as one error type for everybody who performs effects. Its text is for the skill's author and
// never holds a secret: what was resolved for the call is struck out where the error leaves the performer.
import Values

package struct EffectFailure: Error, Equatable, CustomStringConvertible {
  package var kind: ErrorKind
  package var message: String
  /// Whether anything may have left this host, or a program may have run. When in doubt: true.
  package var sent: Bool
  /// Something has left and no answer came: whether it was done is not known. (An answer that says no is an answer.)
  package var isUnheard = false
  /// It was answered, or came to its end, as if it had been done, and what was said then cannot be used: what came of it stands
  /// there. For what is not to be done twice that is as good as no answer; it certainly is no refusal.
  package var isUnread = false
  /// The status that was answered, or the exit code of the program that ended.
  package var code: Int32?

  package init(kind: ErrorKind, message: String, sent: Bool, isUnheard: Bool = false, code: Int32? = nil) {
    self.kind = kind
    self.message = message
    self.sent = sent
    self.isUnheard = isUnheard
    self.code = code
  }

  package var description: String { message }

  /// The arguments themselves cannot be used; nothing was done.
  package static func unusable(_ message: String) -> EffectFailure {
    EffectFailure(kind: .effect, message: message, sent: false)
  }

  /// The skill's permissions do not list it; nothing was done.
  package static func refused(_ message: String) -> EffectFailure {
    EffectFailure(kind: .permission, message: message, sent: false)
  }

  package static func failed(_ message: String, sent: Bool, code: Int32? = nil) -> EffectFailure {
    EffectFailure(kind: .effect, message: message, sent: sent, code: code)
  }

  package static func timedOut(_ message: String, sent: Bool) -> EffectFailure {
    EffectFailure(kind: .timeout, message: message, sent: sent, isUnheard: sent)
  }

  /// What was said of it cannot be used, though it is no refusal.
  package static func unread(_ message: String, sent: Bool, code: Int32? = nil) -> EffectFailure {
    var failure = failed(message, sent: sent, code: code)
    failure.isUnread = true
    return failure
  }

  /// The other side went silent in the middle.
  package static func brokenOff(_ message: String, sent: Bool) -> EffectFailure {
    EffectFailure(kind: .effect, message: message, sent: sent, isUnheard: sent)
  }
}

/// The beginning of a text that came from outside, on one line, for quoting in an error.
package func excerpt(_ text: String, limit: Int = RuntimeLimits.excerpt) -> String {
  var line = ""
  var blank = false
  var count = 0
  for scalar in text.unicodeScalars {
    if scalar.properties.isWhitespace || scalar.value < 0x20 || scalar.value == 0x7F {
      blank = !line.isEmpty
      continue
    }
    if count >= limit { return line + "…" }
    if blank {
      line.append(" ")
      count += 1
      blank = false
    }
    line.unicodeScalars.append(scalar)
    count += 1
  }
  return line
}

/// A list as a person reads it, cut when it is long.
package func listed(_ names: [String], limit: Int = 8) -> String {
  if names.isEmpty { return "nothing" }
  let shown = names.prefix(limit).joined(separator: ", ")
  return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
}
