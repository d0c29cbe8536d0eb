// Challenges that are open: made when a page asks for a passkey, used once, forgotten after a few minutes. In memory; after a
// restart a person clicks once more.
import Synchronization

final class Ceremonies: Sendable {
  enum Purpose: Hashable, Sendable {
    case signIn
    /// A new passkey for a person.
    case register(String)
  }
  private struct Ceremony {
    var purpose: Purpose
    var until: Int64
  }
  private let open = Mutex<[[UInt8]: Ceremony]>([:])

  func begin(_ purpose: Purpose, now: Int64) -> [UInt8] {
    let challenge = Tokens.random(32)
    open.withLock { open in
      if open.count >= PeopleLimits.ceremonies { open = open.filter { $0.value.until > now } }
      if open.count >= PeopleLimits.ceremonies { open.removeAll() }
      open[challenge] = Ceremony(purpose: purpose, until: now + PeopleLimits.ceremony)
    }
    return challenge
  }

  /// Once.
  func finish(_ challenge: [UInt8], _ purpose: Purpose, now: Int64) throws(PasskeyError) {
    let found = open.withLock { $0.removeValue(forKey: challenge) }
    guard let found, found.purpose == purpose, found.until > now else {
      throw PasskeyError("the passkey's challenge is not open any longer: try once more")
    }
  }
}
