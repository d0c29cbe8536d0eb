import Bytecode
import Testing
import Values

@Suite struct CodingTests {
  /// Every table filled, every optional field once there and once not.
  func full() throws -> Program {
    var program = try payInvoices()
    program.versions.timeZones = "2026f"
    program.manifest.also = ["settle the bills"]
    program.manifest.match = ["https://billing.example.com/**"]
    program.manifest.secrets = ["password"]
    program.manifest.permissions.exec = ["jq"]
    program.manifest.budget.credits = 2.5
    program.manifest.budget.steps = 100
    program.manifest.budget.time = 60_000
    program.manifest.options = ["session": "bank"]
    program.manifest.concurrencyKey = 0
    program.effects[0].probe = 3
    program.steps[0].describe = "Ask for what is open"
    var fork = ForkRow(
      step: 1, arms: [.init(name: "left", start: 2, writes: [1, 4]), .init(name: "", start: 5, writes: [])])
    fork.item = 3
    fork.collect = 4
    fork.collected = 5
    fork.atOnce = 8
    program.forks = [fork, ForkRow(step: 0, arms: [.init(name: "a", start: 1, writes: [])])]
    return program
  }

  @Test func bytesGiveBackTheProgram() throws {
    for program in [try payInvoices(), try full(), everyOpcode(), try largeProgram(steps: 40)] {
      let bytes = try program.encoded()
      let read = try Program(encoded: bytes)
      #expect(try read.encoded() == bytes)
      #expect(Disassembler.listing(of: read) == Disassembler.listing(of: program))
    }
  }

  @Test func theSameCallsGiveTheSameBytes() throws {
    #expect(try payInvoices().encoded() == payInvoices().encoded())
  }

  @Test func everyTruncatedPrefixIsRefused() throws {
    let bytes = try full().encoded()
    for length in 0..<bytes.count {
      #expect(throws: CodingError.self) { try Program(encoded: Array(bytes[..<length])) }
    }
    #expect(throws: CodingError.self) { try Program(encoded: bytes + [0]) }
  }

  /// A changed byte is refused by the coding or the verifier, or gives another program, which has other bytes. Nothing
  /// crashes.
  @Test func everyChangedByteIsRefusedOrIsAnotherProgram() throws {
    for bytes in [try payInvoices().encoded(), try full().encoded()] {
      for position in bytes.indices {
        for flip: UInt8 in [1, 0x80, 0xFF, 0x10] {
          var changed = bytes
          changed[position] ^= flip
          guard let read = try? Program(encoded: changed) else { continue }
          #expect(try read.encoded() == changed)
          _ = try? read.verified()
        }
      }
    }
  }

  /// The bytes as they were when the format was made. They must stay readable; if this fails because the format changed, it
  /// has to become a new version, with this file still read.
  @Test func theFirstFormatStaysReadable() throws {
    var program = try payInvoices()
    program.versions.language = 1
    let bytes = try program.encoded()
    #expect(try Program(encoded: bytes).versions.language == 1)
    let text = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    var lines: [String] = []
    for start in stride(from: 0, to: text.utf8.count, by: 96) { lines.append(String(text.dropFirst(start).prefix(96))) }
    try expectGolden("pay-invoices.v1.hex.txt", lines.joined(separator: "\n") + "\n")
  }

  @Test func aLanguageOfANewerReleaseIsRefused() throws {
    var program = try payInvoices()
    program.versions.language = ProgramVersions.currentLanguage + 1
    let bytes = try program.encoded()
    #expect(throws: CodingError.self) { try Program(encoded: bytes) }
  }

  @Test func foreignBytesAreNamed() {
    #expect(throws: CodingError(offset: 0, "this is no program of Twin's")) {
      try Program(encoded: Array("%PDF-1.7".utf8))
    }
    var bytes = Array("TWINPROG".utf8)
    bytes.append(9)
    #expect(throws: CodingError(offset: 9, "the program's format is version 9, which is not known here")) {
      try Program(encoded: bytes)
    }
  }
}
