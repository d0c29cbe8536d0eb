// The books of the demo's billing company: who may sign in, what is owed, what was paid. Kept in memory, the same at every
// start. It knows nothing of HTTP.
import Crypto
import Foundation

/// One invoice. `total` is in cents.
public struct Invoice: Sendable, Codable {
  public var number: String
  public var vendor: String
  public var total: Int
  public var month: String
  public var receipt: String?

  /// As the pages and the API show it: `1234.50`.
  public var amount: String { String(format: "%d.%02d", total / 100, total % 100) }
}

public actor BillingBooks {
  public static let email = "ana@example.com"
  public static let password = "correct horse"
  /// Shared with the authenticator app of the demo's user. A demo's secret, not anybody's.
  public static let codeSecret = Array("demo-site-of-twin-!!".utf8)

  public enum SignIn: Sendable, Equatable { case accepted(session: String), wrong, codeUsed }

  private var invoices: [Invoice]
  private var challenges: Set<String> = []
  private var sessions: Set<String> = []
  private var lastCounter: UInt64 = 0
  private var payments: [String: Invoice] = [:]
  private var paymentCount = 0
  private let now: @Sendable () -> Date

  /// - Parameter now: the time by which one-time codes are checked.
  public init(now: @escaping @Sendable () -> Date = { Date() }) {
    self.now = now
    let vendors = ["Acme", "Globex", "Initech"]
    let months = ["January", "February", "March", "April", "May", "June"]
    invoices = (1...12).map { n in
      Invoice(
        number: "INV-\(100 + n)", vendor: vendors[n % 3], total: n * 10_000 + n * 25, month: months[(n - 1) / 2],
        receipt: nil)
    }
  }

  // MARK: Signing in

  /// The first factor. Gives a challenge to be answered with a code.
  public func signIn(email: String, password: String) -> String? {
    guard email.lowercased() == Self.email, password == Self.password else { return nil }
    let challenge = UUID().uuidString
    challenges.insert(challenge)
    return challenge
  }

  /// The second factor: a code is good for its 30 seconds and the 30 before, and only once.
  public func answer(challenge: String, code: String) -> SignIn {
    guard challenges.contains(challenge) else { return .wrong }
    let counter = UInt64(now().timeIntervalSince1970) / 30
    for candidate in [counter, counter - 1] where Self.code(counter: candidate) == code {
      guard candidate > lastCounter else { return .codeUsed }
      lastCounter = candidate
      challenges.remove(challenge)
      let session = UUID().uuidString
      sessions.insert(session)
      return .accepted(session: session)
    }
    return .wrong
  }

  public func isSignedIn(_ session: String?) -> Bool { session.map(sessions.contains) ?? false }
  public func signOut(_ session: String) { sessions.remove(session) }

  /// The code the user's authenticator shows now.
  public func currentCode() -> String { Self.code(counter: UInt64(now().timeIntervalSince1970) / 30) }

  /// A time-based one-time password (RFC 6238: HMAC-SHA-1, six digits, steps of 30 s).
  public static func code(counter: UInt64) -> String {
    let message = withUnsafeBytes(of: counter.bigEndian) { Data($0) }
    let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: SymmetricKey(data: codeSecret)))
    let offset = Int(mac[19] & 0x0f)
    let number = mac[offset..<offset + 4].reduce(0) { ($0 << 8) | UInt32($1) } & 0x7fff_ffff
    return String(format: "%06d", number % 1_000_000)
  }

  // MARK: Invoices

  public func list(vendor: String? = nil) -> [Invoice] {
    guard let vendor, !vendor.isEmpty else { return invoices }
    return invoices.filter { $0.vendor.caseInsensitiveCompare(vendor) == .orderedSame }
  }

  public func invoice(_ number: String) -> Invoice? { invoices.first { $0.number == number } }

  public enum Payment: Sendable { case paid(Invoice), already(Invoice), unknown }

  /// Pays an invoice. The same `key` gives the same answer and pays once; without one, every call is an attempt of its own.
  public func pay(_ number: String, key: String? = nil) -> Payment {
    if let key, let earlier = payments[key] { return .paid(earlier) }
    guard let index = invoices.firstIndex(where: { $0.number == number }) else { return .unknown }
    guard invoices[index].receipt == nil else { return .already(invoices[index]) }
    paymentCount += 1
    invoices[index].receipt = "RCPT-\(number.suffix(3))-\(String(format: "%04d", paymentCount))"
    if let key { payments[key] = invoices[index] }
    return .paid(invoices[index])
  }

  /// How many payments were made since the start: what a double payment would show in.
  public var paid: Int { paymentCount }
}
