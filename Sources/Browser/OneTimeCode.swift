// A time-based one-time code (RFC 6238) from the secret that an authenticator app was given: base32 text or an `otpauth://`
// address. A code is never used twice: the time step of the last one is remembered, in all runs of a store, and the next
// step is waited for.
import Crypto
import DurableRuntime
import Foundation
import Synchronization
import Values

struct OneTimeCode: Sendable {
  private enum Algorithm: String { case sha1, sha256, sha512 }
  private let key: [UInt8]
  private let digits: Int
  private let period: Int64
  private let algorithm: Algorithm

  init(secret: String) throws {
    var text = secret.trimmingCharacters(in: .whitespacesAndNewlines)
    var digits = 6
    var period: Int64 = 30
    var algorithm = Algorithm.sha1
    if text.lowercased().hasPrefix("otpauth://") {
      guard let parts = URLComponents(string: text), parts.host?.lowercased() == "totp" else {
        throw StepFailure.effect(
          "the secret for `totp` is an otpauth address of another kind; only otpauth://totp/… is known")
      }
      func parameter(_ name: String) -> String? { parts.queryItems?.first { $0.name.lowercased() == name }?.value }
      text = parameter("secret") ?? ""
      if let given = parameter("digits") { digits = Int(given) ?? 0 }
      if let given = parameter("period") { period = Int64(given) ?? 0 }
      if let given = parameter("algorithm") {
        guard let known = Algorithm(rawValue: given.lowercased().replacing("-", with: "")) else {
          throw StepFailure.effect("the secret for `totp` names an algorithm that is not known: \(given)")
        }
        algorithm = known
      }
    }
    guard let key = Self.base32(text), !key.isEmpty else {
      throw StepFailure.effect("the secret for `totp` is neither base32 text nor an otpauth address")
    }
    guard (6...8).contains(digits), (5...300).contains(period) else {
      throw StepFailure.effect(
        "the secret for `totp` wants \(digits) digits every \(period) s; 6 to 8 and 5 to 300 are known")
    }
    (self.key, self.digits, self.period, self.algorithm) = (key, digits, period, algorithm)
  }

  /// The code of one time step.
  func code(step: Int64) -> String {
    let message = withUnsafeBytes(of: step.bigEndian) { Data($0) }
    let key = SymmetricKey(data: key)
    let mac: [UInt8] =
      switch algorithm {
      case .sha1: Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: key))
      case .sha256: Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
      case .sha512: Array(HMAC<SHA512>.authenticationCode(for: message, using: key))
      }
    let offset = Int(mac[mac.count - 1] & 0x0f)
    let number = mac[offset..<offset + 4].reduce(0) { ($0 << 8) | UInt32($1) } & 0x7fff_ffff
    let modulus = (0..<digits).reduce(UInt32(1)) { product, _ in product * 10 }
    let text = String(number % modulus)
    return String(repeating: "0", count: digits - text.count) + text
  }

  /// A code that no run of this store has used; where the present one was, the next is waited for.
  /// - Parameter typed: secrets that the run has typed otherwise, a code that a person gave among them.
  func next(
    ledger folder: URL, typed: Set<String>, clock: any WorldClock, until deadline: Deadline
  ) async throws -> String {
    let ledger = CodeLedger(folder: folder, key: key)
    while true {
      let now = clock.now().milliseconds
      let step = now / (period * 1_000)
      let code = code(step: step)
      if try !typed.contains(code) && ledger.take(step) { return code }
      let next = (step + 1) * period * 1_000
      guard .milliseconds(next - now) < deadline.left else {
        throw StepFailure.timedOut(
          "the code was used already, and the next comes only after \(deadline.text); give the step a longer `timeout`")
      }
      await clock.sleep(until: TimestampValue(milliseconds: next))
      try Task.checkCancellation()
    }
  }

  /// RFC 4648, case and blanks and padding being no matter.
  static func base32(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for byte in text.uppercased().utf8 {
      let value: UInt32
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = UInt32(byte - UInt8(ascii: "A"))
      case UInt8(ascii: "2")...UInt8(ascii: "7"): value = UInt32(byte - UInt8(ascii: "2")) + 26
      case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "="): continue
      default: return nil
      }
      bits = (bits << 5) | value
      count += 5
      if count >= 8 {
        count -= 8
        bytes.append(UInt8((bits >> UInt32(count)) & 0xff))
        bits &= (1 << UInt32(count)) - 1
      }
    }
    return bytes
  }
}

/// Which time step of a secret was used last, in a file that all processes of a store share. The secret is not in it, only
/// a digest from which nobody can tell it.
struct CodeLedger {
  let file: URL

  init(folder: URL, key: [UInt8]) {
    let name = Digest(of: Array("twin one-time code ".utf8) + key).description.prefix(32)
    file = folder.appendingPathComponent("code-\(name)")
  }

  /// True where the step is later than every one that was taken; it is taken then.
  func take(_ step: Int64) throws -> Bool {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let descriptor = Glibc.open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw StepFailure.effect("cannot keep note of used codes: \(errorText(errno))") }
    defer { Glibc.close(descriptor) }
    guard flock(descriptor, LOCK_EX) == 0 else {
      throw StepFailure.effect("cannot keep note of used codes: \(errorText(errno))")
    }
    var buffer = [UInt8](repeating: 0, count: 32)
    let count = pread(descriptor, &buffer, buffer.count, 0)
    let last = Int64(
      String(decoding: buffer[..<max(0, count)], as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    if let last, step <= last { return false }
    let text = Array("\(step)\n".utf8)
    guard pwrite(descriptor, text, text.count, 0) == text.count else {
      throw StepFailure.effect("cannot keep note of used codes: \(errorText(errno))")
    }
    return true
  }
}
