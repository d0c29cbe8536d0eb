// The time zone database of a machine (compiled TZif files, RFC 9636, and the list of names in `tzdata.zi`) →
// Sources/Values/TimeZoneData+Generated.swift. Files are read through a closure. What is kept of a zone are its offsets from
// UTC and when they changed; names of offsets and whether they are summer's are not.
import Foundation

package struct TimeZones {
  /// As `2026f`.
  package var version: String
  /// Every name, sorted by its bytes, and the number of its zone.
  private var names: [(name: String, zone: Int)] = []
  /// What stands on a zone's line; zones that have always been alike are one.
  private var zones: [String] = []

  /// - Parameter read: the bytes of a file in the folder of the database; nil where there is none.
  package init(read: (String) -> Data?) throws(GrammarError) {
    let list = "tzdata.zi"
    guard let data = read(list) else {
      throw GrammarError(list, "there is no time zone database here (package tzdata)")
    }
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
    guard let first = lines.first, first.hasPrefix("# version ") else {
      throw GrammarError(list, "it names no version")
    }
    version = String(first.dropFirst("# version ".count))
    var found: [String] = []
    for line in lines {
      let words = line.split(separator: " ").map(String.init)
      if line.hasPrefix("Z "), words.count > 1 { found.append(words[1]) }
      if line.hasPrefix("L "), words.count > 2 { found.append(words[2]) }
    }
    // `Factory` says that nobody has chosen a zone.
    for name in found.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) where name != "Factory" {
      guard let data = read(name) else { throw GrammarError(name, "the database names this zone and does not have it") }
      let line = try ZoneHistory(Array(data), name: name).line
      let zone = zones.firstIndex(of: line) ?? zones.count
      if zone == zones.count { zones.append(line) }
      names.append((name, zone))
    }
  }

  package var file: String {
    var out = """
      // The IANA time zone database, version \(version), in a compact form. Written by `swift run generate-grammar --time-zones`
      // from the machine's own database (package tzdata); `make time-zones` does it.
      //
      // `names`: one zone a line, sorted by bytes: its name and the number of its line in `zones`. `zones`: the offsets in seconds
      // that the zone has had, the rule that holds after its last transition, and its transitions (see TimeZones.swift).

      // swift-format-ignore
      extension TimeZoneTable {
        /// Version of the IANA time zone database. Pinned in the header of a program.
        package static let version = "\(version)"

        static let names: StaticString = \"""

      """
    for (name, zone) in names { out += "    \(name) \(zone)\n" }
    out += "    \"\"\"\n\n  static let zones: StaticString = \"\"\"\n"
    for zone in zones { out += Self.broken(zone) }
    return out + "    \"\"\"\n}\n"
  }

  /// A line of the literal, continued where it is too long for a line of source.
  private static func broken(_ line: String) -> String {
    var out = ""
    var rest = line[...]
    while rest.utf8.count > 116 {
      out += "    \(rest.prefix(112))\\\n"
      rest = rest.dropFirst(112)
    }
    return out + "    \(rest)\n"
  }
}

/// One zone's offsets, from its TZif file.
private struct ZoneHistory {
  private var first: Int
  private var transitions: [(time: Int, offset: Int)] = []
  /// What holds afterwards: standard, or standard and summer with month, week, weekday and time of both changes.
  private var rule: [Int]

  init(_ bytes: [UInt8], name: String) throws(GrammarError) {
    var reader = BigEndian(bytes: bytes)
    func damaged() -> GrammarError { GrammarError(name, "this is no TZif file of version 2 or later") }
    guard bytes.count > 88, bytes.starts(with: Array("TZif".utf8)), bytes[4] >= UInt8(ascii: "2") else {
      throw damaged()
    }
    // The data of version 1, with times of 32 bits, comes first and is passed over.
    let old = reader.header()
    reader.position += old.times * 5 + old.types * 6 + old.letters + old.leaps * 8 + old.standards + old.universals
    let header = reader.header()
    let size =
      header.times * 9 + header.types * 6 + header.letters + header.leaps * 12 + header.standards + header.universals
    guard header.types > 0, reader.position + size < bytes.count else { throw damaged() }
    let times = (0..<header.times).map { _ in Int(reader.int64()) }
    let kinds = (0..<header.times).map { _ in reader.byte() }
    let offsets = (0..<header.types).map { _ in
      let offset = Int(reader.int32())
      reader.position += 2
      return offset
    }
    guard kinds.allSatisfy({ $0 < offsets.count }) else { throw damaged() }
    reader.position += header.letters + header.leaps * 12 + header.standards + header.universals
    let footer = String(decoding: bytes[reader.position...], as: UTF8.self).trimmingCharacters(
      in: .whitespacesAndNewlines)
    first = offsets[0]
    rule = try Self.rule(footer, name: name)
    var current = first
    for (time, kind) in zip(times, kinds) where offsets[kind] != current {
      current = offsets[kind]
      transitions.append((time, current))
    }
    dropWhatTheRuleSays()
  }

  /// `EST5EDT,M3.2.0,M11.1.0` and the like (POSIX, TZ).
  private static func rule(_ text: String, name: String) throws(GrammarError) -> [Int] {
    let word = "(?:<[^>]+>|[A-Za-z]+)"
    let change = "M(\\d+)\\.(\\d+)\\.(\\d+)(?:/([-+0-9:]+))?"
    guard let pattern = try? Regex("\(word)([-+0-9:]+)(?:\(word)([-+0-9:]+)?,\(change),\(change))?"),
      let match = try? pattern.wholeMatch(in: text)
    else { throw GrammarError(name, "the rule `\(text)` is none of a kind that is known") }
    func part(_ index: Int) -> Substring? { match.output[index].substring }
    func number(_ index: Int) -> Int { part(index).flatMap { Int($0) } ?? 0 }
    let standard = -seconds(part(1) ?? "0")
    guard part(3) != nil else { return [standard] }
    let summer = part(2).map { -seconds($0) } ?? standard + 3600
    return [
      standard, summer, number(3), number(4), number(5), part(6).map(seconds) ?? 7200, number(7), number(8), number(9),
      part(10).map(seconds) ?? 7200,
    ]
  }

  /// `-3:30` and the like.
  private static func seconds(_ text: Substring) -> Int {
    let digits = text.drop { $0 == "-" || $0 == "+" }
    var parts = digits.split(separator: ":").compactMap { Int($0) }
    while parts.count < 3 { parts.append(0) }
    return (text.hasPrefix("-") ? -1 : 1) * (parts[0] * 3600 + parts[1] * 60 + parts[2])
  }

  /// Transitions at the end that follow from the rule. Where more than a year lies between two, the rule did not hold.
  private mutating func dropWhatTheRuleSays() {
    guard rule.count > 1 else { return }
    while transitions.count > 1 {
      let (last, before) = (transitions[transitions.count - 1], transitions[transitions.count - 2])
      guard last.time - before.time < 366 * 86_400, offset(at: last.time) == last.offset,
        offset(at: last.time - 1) == before.offset
      else { return }
      transitions.removeLast()
    }
  }

  private func offset(at second: Int) -> Int {
    let year = Self.year(ofDay: Int((Double(second + rule[0]) / 86_400).rounded(.down)))
    let begin = Self.change(year, rule[2...5]) - rule[0]
    let end = Self.change(year, rule[6...9]) - rule[1]
    let isSummer = begin < end ? second >= begin && second < end : second >= begin || second < end
    return isSummer ? rule[1] : rule[0]
  }

  private static func change(_ year: Int, _ rule: ArraySlice<Int>) -> Int {
    let (month, week, weekday, time) = (
      rule[rule.startIndex], rule[rule.startIndex + 1], rule[rule.startIndex + 2], rule[rule.startIndex + 3]
    )
    let first = day(year, month, 1)
    let next = month == 12 ? day(year + 1, 1, 1) : day(year, month + 1, 1)
    var found = first + (weekday - (first + 4) % 7 + 7) % 7 + (week - 1) * 7
    while found >= next { found -= 7 }
    return found * 86_400 + time
  }

  /// Days since 1970 (Hinnant, "chrono-compatible low-level date algorithms").
  private static func day(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let ofEra = shifted - era * 400
    let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
  }

  private static func year(ofDay wanted: Int) -> Int {
    var year = 1970 + wanted / 366
    while day(year + 1, 1, 1) <= wanted { year += 1 }
    return year
  }

  /// Its line in the data (see TimeZones.swift, which reads it).
  var line: String {
    var known = [first]
    for (_, offset) in transitions where !known.contains(offset) { known.append(offset) }
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var text = ""
    var time = -(1 << 33)
    for transition in transitions {
      let kind = known.firstIndex(of: transition.offset) ?? 0
      let delta = transition.time - time
      let isEven = delta % 900 == 0
      text.append(digits[isEven ? kind : kind + 32])
      var rest = isEven ? delta / 900 : delta
      var groups = [rest & 31]
      rest >>= 5
      while rest > 0 {
        groups.append(rest & 31 + 32)
        rest >>= 5
      }
      for group in groups.reversed() { text.append(digits[group]) }
      time = transition.time
    }
    func list(_ numbers: [Int]) -> String { numbers.map(String.init).joined(separator: ",") }
    return "\(list(known)) \(list(rule))" + (text.isEmpty ? "" : " \(text)")
  }
}

private struct BigEndian {
  var bytes: [UInt8]
  var position = 0

  struct Header {
    var universals = 0, standards = 0, leaps = 0, times = 0, types = 0, letters = 0
  }

  mutating func byte() -> Int {
    position += 1
    return Int(bytes[position - 1])
  }
  mutating func int32() -> Int32 {
    Int32(truncatingIfNeeded: (0..<4).reduce(0) { sum, _ in sum << 8 | byte() })
  }
  mutating func int64() -> Int64 { Int64(int32()) << 32 | Int64(UInt32(bitPattern: int32())) }

  /// The 44 bytes of a header: what is counted, in the file's order.
  mutating func header() -> Header {
    position += 20
    var header = Header()
    header.universals = Int(int32())
    header.standards = Int(int32())
    header.leaps = Int(int32())
    header.times = Int(int32())
    header.types = Int(int32())
    header.letters = Int(int32())
    return header
  }
}
