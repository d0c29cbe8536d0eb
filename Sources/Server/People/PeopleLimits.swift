// Every bound of signing in, in one place. Each is named in the refusal that it causes.

package enum PeopleLimits {
  /// Milliseconds.
  static let minute: Int64 = 60_000
  static let hour: Int64 = 60 * minute
  static let day: Int64 = 24 * hour

  /// A session ends after this long without a request, and after this long whatever happens.
  static let idleSession = 12 * hour
  static let longestSession = 14 * day
  /// How often a session's last use is written down: not at every request.
  static let sessionTouch = 5 * minute
  /// How long a link to set a password or passkey works.
  static let invitation = 3 * day
  /// How long a passkey ceremony may take, and how many may be under way at once.
  static let ceremony = 5 * minute
  static let ceremonies = 10_000

  /// Characters of a password, and how many bytes of one are read at all.
  static let shortestPassword = 12
  static let longestPassword = 1024
  /// Wrong passwords in a row after which an account takes no password for a while (a passkey still works), and for how
  /// long; each further one doubles it, up to the longest.
  static let failuresOfAccount = 8
  static let lockOut = 5 * minute
  static let longestLockOut = 4 * hour
  /// Refused sign-ins from one address within a window, after which it has to wait for the window's end.
  static let failuresOfAddress = 30
  static let addressWindow = 15 * minute
  /// Sign-ins that are looked at at once: of one address, so that it does not keep out others, and of all; and how long whoever
  /// is one too many is told to wait. (Each takes a fraction of a second, and they stand in one line.)
  static let attemptsOfAddress = 4
  static let attempts = 64
  static let attemptPause: Int64 = 2000
  /// Addresses, and names that nobody has, that are remembered at once.
  static let addresses = 50_000

  /// Passkeys of one person.
  static let passkeys = 20
  static let labelCharacters = 80
  /// Bytes of the parts of an authenticator's answer (Web Authentication: a credential id has at most 1023).
  static let credentialID = 1023
  static let clientData = 4096
  static let authenticatorData = 4096
  static let attestation = 8192
  static let signature = 1024
  /// Nesting and items of CBOR (CTAP2 allows four levels).
  static let depthOfCBOR = 4
  static let itemsOfCBOR = 256
}
