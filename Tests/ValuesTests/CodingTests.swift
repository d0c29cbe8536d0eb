import Testing

@testable import Values

@Suite("Canonical bytes")
struct CodingTests {
  @Test(
    "golden bytes",
    arguments: [
      (nil, "00"), (false, "01"), (true, "02"), (0, "03 00"), (-1, "03 01"), (1, "03 02"), (300, "03 d8 04"),
      (.int(.min), "03 ff ff ff ff ff ff ff ff ff 01"), (.uint(300), "04 ac 02"), (1.5, "05 00 00 00 00 00 00 f8 3f"),
      (-0.0, "05 00 00 00 00 00 00 00 80"), (.double(.nan), "05 00 00 00 00 00 00 f8 7f"),
      (.double(-.signalingNaN), "05 00 00 00 00 00 00 f8 7f"),
      (.decimal(DecimalValue(coefficient: 1230, scale: 2)), "06 9c 13 02"),
      (timestamp("1970-01-01T00:00:01.5Z"), "07 02 80 ca b5 ee 01"),
      (duration("-1.5s"), "08 01 ff 93 eb dc 03"), (.type(.string), "09 05"), ("é", "0a 02 c3 a9"),
      (.bytes([0xFF]), "0b 01 ff"),
      ([1, []], "0c 02 03 02 0c 00"), (["a": nil], "0d 01 0a 01 61 00"), (.optional(nil), "0e"),
      (.optional(1), "0f 03 02"),
      (.error(PlainError(kind: .effect, message: "no", step: 2)), "10 03 02 6e 6f 04 01"),
      (
        .error(PlainError(kind: .effect, message: "no", reach: .answered, code: 503, step: 2)),
        "10 83 02 6e 6f 04 01 02 ee 07"
      ),
      (.error(PlainError(kind: .timeout, message: "no", reach: .unheard)), "10 84 02 6e 6f 01 01 01 01"),
      (.secret(SecretText(parts: [.text("a"), .hole("v")])), "11 03 01 61 01 76 00"),
    ] as [(PlainValue, String)])
  func golden(_ value: PlainValue, _ hex: String) throws {
    let bytes = value.canonicalBytes
    #expect(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ") == hex)
    #expect(try PlainValue(canonicalBytes: bytes) == value)
    var heap = Heap()
    let made = try heap.make(value)
    #expect(try heap.canonicalBytes(made) == bytes, "a heap value has the bytes of its tree")
  }

  @Test(
    "what is not canonical is refused, with its place",
    arguments: [
      ([], "at byte 0: the data ends too early"), ([0x12], "at byte 0: an unknown kind of value: 18"),
      ([0x03, 0x80, 0x00], "at byte 1: a number is not in its shortest form"),
      (
        [0x04, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02], "at byte 1: a number has more than 64 bits"
      ),
      ([0x05, 0x01, 0, 0, 0, 0, 0, 0xF8, 0x7F], "at byte 1: a NaN is not the canonical one"),
      ([0x06, 0x00, 19], "at byte 2: a decimal has too many places: 19"),
      ([0x07, 0x00, 0x80, 0x94, 0xEB, 0xDC, 0x03], "at byte 1: a timestamp is out of range"),
      ([0x08, 0x02, 0x01], "at byte 1: a duration is out of range"), ([0x09, 0x10], "at byte 1: an unknown type: 16"),
      ([0x0A, 0x01, 0xFF], "at byte 2: a text is not valid UTF-8"),
      ([0x0A, 0x05, 0x61], "at byte 1: a count is larger than the data: 5"),
      ([0x0C, 0xFF, 0xFF, 0x03], "at byte 1: a count is larger than the data: 65535"),
      ([0x0D, 0x02, 0x03, 0x02, 0x00, 0x04, 0x01, 0x00], "at byte 5: a key occurs twice in a map"),
      ([0x0D, 0x01, 0x00, 0x00], "at byte 2: a map's key is a string, int, uint or bool"),
      ([0x10, 0x0A], "at byte 1: an unknown kind of error: 10"),
      ([0x11, 0x02, 0, 0], "at byte 1: a secret has an odd number of parts"),
      ([0x00, 0x00], "at byte 1: 1 bytes follow the end of the data"),
      (Array(repeating: 0x0F, count: 200), "at byte 129: values are nested too deep (limit: 128)"),
    ] as [([UInt8], String)])
  func refusals(_ bytes: [UInt8], _ message: String) {
    #expect(problem { _ = try PlainValue(canonicalBytes: bytes) } == message)
    var heap = Heap()
    #expect(throws: CodingError.self) { try reading(bytes, into: &heap) }
  }

  @Test("values survive; every shortened form is refused; every changed byte is refused or canonical itself")
  func fuzz() throws {
    var random = Seeded(state: 10)
    for _ in 0..<300 {
      let value = random.value()
      let bytes = value.canonicalBytes
      #expect(try PlainValue(canonicalBytes: bytes) == value)
      for count in 0..<bytes.count {
        #expect(throws: CodingError.self) { try PlainValue(canonicalBytes: Array(bytes[..<count])) }
      }
      for _ in 0..<20 {
        var changed = bytes
        changed[random.below(changed.count)] = UInt8(truncatingIfNeeded: random.next())
        let read = try? PlainValue(canonicalBytes: changed)
        if let read { #expect(read.canonicalBytes == changed) }
        var heap = Heap()
        let same = try? reading(changed, into: &heap)
        #expect((same == nil) == (read == nil), "what a tree is refused of, a heap is too")
        if let same { #expect(try heap.canonicalBytes(same) == changed) }
      }
    }
    for _ in 0..<3000 {
      let noise = (0..<random.below(40)).map { _ in
        random.below(3) == 0 ? UInt8(truncatingIfNeeded: random.next()) : UInt8(random.below(18))
      }
      if let read = try? PlainValue(canonicalBytes: noise) { #expect(read.canonicalBytes == noise) }
    }
  }

  @Test("a heap value and its tree have the same bytes")
  func heapBytes() throws {
    var random = Seeded(state: 11)
    var heap = Heap()
    for _ in 0..<500 {
      let plain = random.value()
      let made = try heap.make(plain)
      #expect(try heap.canonicalBytes(made) == plain.canonicalBytes)
    }
  }

  @Test("a heap that reads bytes has the very objects, in their order, that it has of the tree")
  func heapReading() throws {
    var random = Seeded(state: 14)
    var (made, read) = (Heap(), Heap())
    for value in (0..<500).map({ _ in random.value() }) + RobustnessTests.edges {
      let bytes = value.canonicalBytes
      let a = try made.make(value)
      let b = try reading(bytes, into: &read)
      #expect(try made.canonicalBytes(a) == bytes)
      #expect(try read.canonicalBytes(b) == bytes)
      #expect(a.ref == b.ref)
    }
    func layout(_ heap: Heap) -> [[UInt32]] {
      heap.objects.map { [UInt32($0.kind.rawValue), $0.start, $0.count, $0.extra] }
    }
    #expect(layout(read) == layout(made))
    #expect(read.bytes == made.bytes)
    #expect(read.slots == made.slots)
    #expect([read.allocated, read.work, read.cells.count] == [made.allocated, made.work, made.cells.count])

    // The elements of a list are what the list would hold; the list is not made.
    var heap = Heap()
    var reader = CanonicalReader(PlainValue.list([[1, "a"], "b", 2]).canonicalBytes.span)
    let elements = try heap.readElements(&reader)
    try reader.end()
    #expect(heap.objects.map(\.kind) == [.string, .list, .string])
    #expect(try elements.map { try heap.plain($0) } == [[1, "a"], "b", 2])
    #expect(
      problem {
        var other = CanonicalReader([0x03, 0x02].span)
        _ = try heap.readElements(&other)
      } == "at byte 0: expected a list")
  }

  private func reading(_ bytes: [UInt8], into heap: inout Heap) throws(CodingError) -> Value {
    var reader = CanonicalReader(bytes.span)
    let value = try heap.read(&reader)
    try reader.end()
    return value
  }

  @Test("plain equality is that of the bytes")
  func equality() {
    var random = Seeded(state: 12)
    let values = (0..<150).map { _ in random.value(depth: 1) }
    for a in values { for b in values { #expect((a == b) == (a.canonicalBytes == b.canonicalBytes)) } }
    #expect(PlainValue.double(.nan) == .double(.nan))
    #expect(PlainValue.double(0.0) != .double(-0.0))
    #expect(PlainValue.string("é") != .string("e\u{301}"))
  }

  @Test("the building blocks read what they write")
  func blocks() throws {
    var random = Seeded(state: 13)
    var writer = CanonicalWriter()
    var numbers: [UInt64] = []
    for _ in 0..<1000 {
      let number = random.next() >> UInt64(random.below(64))
      numbers.append(number)
      writer.varint(number)
      writer.int(Int64(bitPattern: number))
      writer.fixed64(number)
      writer.bool(number & 1 == 1)
      writer.text("\(number)")
    }
    var reader = CanonicalReader(writer.bytes.span)
    for number in numbers {
      #expect(try reader.varint() == number)
      #expect(try reader.int() == Int64(bitPattern: number))
      #expect(try reader.fixed64() == number)
      #expect(try reader.bool() == (number & 1 == 1))
      #expect(try reader.text() == "\(number)")
    }
    try reader.end()
    var short = CanonicalReader([0x05].span)
    let failure = #expect(throws: CodingError.self) { try short.number(upTo: 4, "a register") }
    #expect(failure?.description == "at byte 0: a register is too large: 5 (limit: 4)")
  }
}
