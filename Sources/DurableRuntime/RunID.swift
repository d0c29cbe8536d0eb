// The names of things that live in a store: runs (sixty bits that sort by time), gate instances (run and ticket) and
// digests (SHA-256). Text forms go both ways; nothing here draws a name, see `RunIDs`.
import Crypto
import Values

/// Sixty bits: forty of milliseconds since 2024-01-01T00:00:00Z, twenty of chance. Runs sort by their start and need no
/// second index; people see the chance first, so that two ids of the same day differ where the eye looks: `run_7k2m…`.
package struct RunID: Hashable, Comparable, Sendable, CustomStringConvertible {
  package var number: UInt64

  package init(number: UInt64) {
    precondition(Self.numbers.contains(number), "a run id has sixty bits, and is not 0")
    self.number = number
  }

  /// 0 is no run: it stood for something else in stores of old.
  package static let numbers: Range<UInt64> = 1..<1 << 60

  /// Of a number from outside: nil where it is no run's.
  package init?(exactly number: UInt64) {
    guard Self.numbers.contains(number) else { return nil }
    self.number = number
  }

  package static let epochSeconds: Int64 = 1_704_067_200
  package static func < (a: RunID, b: RunID) -> Bool { a.number < b.number }

  package init(at time: TimestampValue, chance: UInt64) {
    let milliseconds = max(0, (time.seconds - Self.epochSeconds)) * 1000 + Int64(time.nanoseconds) / 1_000_000
    number = max(1, (UInt64(milliseconds) & ((1 << 40) - 1)) << 20 | chance & ((1 << 20) - 1))
  }

  /// Crockford's base 32: no i, l, o, u.
  static let alphabet: [UInt8] = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  /// In milliseconds since 1970.
  package var madeAt: Int64 { Int64(number >> 20) + Self.epochSeconds * 1000 }

  package var description: String {
    // Chance in front, then time.
    let turned = (number & ((1 << 20) - 1)) << 40 | number >> 20
    var text: [UInt8] = Array("run_".utf8)
    for shift in stride(from: 55, through: 0, by: -5) { text.append(Self.alphabet[Int(turned >> UInt64(shift)) & 31]) }
    return String(decoding: text, as: UTF8.self)
  }

  /// `run_` and twelve letters; nil for anything else.
  package init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 16, bytes.starts(with: "run_".utf8) else { return nil }
    var turned: UInt64 = 0
    for byte in bytes[4...] {
      guard let digit = Self.alphabet.firstIndex(of: byte | 0x20) ?? Self.alphabet.firstIndex(of: byte) else {
        return nil
      }
      turned = turned << 5 | UInt64(digit)
    }
    self.init(exactly: (turned & ((1 << 40) - 1)) << 20 | turned >> 40)
  }
}

extension CanonicalReader {
  package mutating func run() throws(CodingError) -> RunID {
    let start = position
    guard let run = RunID(exactly: try varint()) else { throw error("this is no run's number", at: start) }
    return run
  }
}

/// Draws run ids. Two drawn in the same millisecond still sort in the order of drawing.
package struct RunIDs: Sendable {
  private var last: UInt64 = 0
  package init() {}

  package mutating func next(at time: TimestampValue, random: any RandomSource) -> RunID {
    let drawn = random.next()
    var id = RunID(at: time, chance: drawn).number
    if id <= last, id >> 20 == last >> 20 {
      id = max(1, (last + 1 + drawn % 64) & ((1 << 60) - 1))
    }
    last = id
    return RunID(number: id)
  }
}

/// One arrival at one gate: the run and the machine's ticket. Written `run_7k2m….3`.
package struct GateInstance: Hashable, Sendable, CustomStringConvertible {
  package var run: RunID
  package var ticket: UInt64
  package init(run: RunID, ticket: UInt64) {
    self.run = run
    self.ticket = ticket
  }
  package var description: String { "\(run).\(ticket)" }
  package init?(_ text: some StringProtocol) {
    guard let dot = text.firstIndex(of: "."), let run = RunID(text[..<dot]),
      let ticket = UInt64(text[text.index(after: dot)...])
    else { return nil }
    self.init(run: run, ticket: ticket)
  }
}

/// A SHA-256.
package struct Digest: Hashable, Sendable, CustomStringConvertible {
  package var bytes: [UInt8]

  package init(bytes: [UInt8]) {
    precondition(bytes.count == 32, "a digest has 32 bytes")
    self.bytes = bytes
  }
  // A digest's bytes are as good as any hash of them.
  package func hash(into hasher: inout Hasher) { hasher.combine(start) }

  /// Its first eight bytes as a number.
  package var start: UInt64 { bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }

  package init(of bytes: [UInt8]) { self.bytes = SHA256.hash(data: bytes).withUnsafeBytes { Array($0) } }

  /// Of bytes that come in pieces.
  package struct Running {
    private var hash = SHA256()
    package init() {}
    package mutating func add(_ piece: [UInt8]) { hash.update(data: piece) }
    package var digest: Digest { Digest(bytes: Array(hash.finalize())) }
  }

  /// Two digests as a snapshot has them, one after the other, each with its count.
  package static func pair(_ a: Digest, _ b: Digest) -> [UInt8] {
    var writer = CanonicalWriter()
    writer.bytes.reserveCapacity(66)
    writer.data(a.bytes)
    writer.data(b.bytes)
    return writer.bytes
  }

  /// Sixty-four hex digits.
  package var description: String { Self.hex(bytes) }

  package static func hex(_ bytes: some Collection<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  package init?(hex text: some StringProtocol) {
    let digits = Array(text.utf8)
    guard digits.count == 64 else { return nil }
    var bytes: [UInt8] = []
    for place in stride(from: 0, to: 64, by: 2) {
      guard let byte = UInt8(String(decoding: digits[place...place + 1], as: UTF8.self), radix: 16) else { return nil }
      bytes.append(byte)
    }
    self.bytes = bytes
  }
}
