// What a clock on the wall shows at a moment: offsets of the zones of the IANA database, by name, and fixed offsets such as
// `+05:30`. The data is embedded (TimeZoneData+Generated.swift), so that no host's own database has a say.

package enum TimeZoneTable {
  /// A yearly change: the `week`th `weekday` (Sunday 0; week 5 is the last) of a month, so many seconds after midnight.
  struct Change {
    var month: Int
    var week: Int
    var weekday: Int
    var time: Int

    /// When it happens in a year, in seconds since 1970 of a clock that does not know the zone.
    func seconds(in year: Int) -> Int {
      let first = CivilTime.days(year: year, month: month, day: 1)
      let firstWeekday = ((first + 4) % 7 + 7) % 7
      var day = 1 + (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
      while day > CivilTime.daysInMonth(year, month) { day -= 7 }
      return (first + day - 1) * 86_400 + time
    }
  }

  /// What holds after the last transition: one offset, or two that change by the year.
  struct Rule {
    var standard: Int
    var summer: (offset: Int, begin: Change, end: Change)?

    func offset(at second: Int) -> Int {
      guard let summer else { return standard }
      let year = CivilTime(seconds: Int64(second + standard)).year
      let begin = summer.begin.seconds(in: year) - standard
      let end = summer.end.seconds(in: year) - summer.offset
      let isSummer = begin < end ? second >= begin && second < end : second >= begin || second < end
      return isSummer ? summer.offset : standard
    }
  }

  struct Zone {
    var first: Int
    /// Its transitions in the index.
    var transitions: Range<Int>
    var rule: Rule
  }

  /// All zones, and their names in a hash table.
  struct Index {
    var names: [UInt8] = []
    /// Where each name lies in `names`, in the order of their bytes.
    var ranges: [Range<Int>] = []
    /// The number of each name's zone.
    var numbers: [Int] = []
    /// A name's number plus 1, or 0, at the hash of the name or after it. A power of two.
    var slots: [UInt16] = Array(repeating: 0, count: 2048)
    var zones: [Zone] = []
    var times: [Int] = []
    var offsets: [Int] = []

    func zone(named name: UnsafeBufferPointer<UInt8>) -> Int? {
      var slot = Self.hash(name) & (slots.count - 1)
      while slots[slot] != 0 {
        let found = Int(slots[slot]) - 1
        let range = ranges[found]
        if range.count == name.count {
          var same = true
          for index in name.indices where names[range.lowerBound + index] != name[index] {
            same = false
            break
          }
          if same { return numbers[found] }
        }
        slot = (slot + 1) & (slots.count - 1)
      }
      return nil
    }

    static func hash(_ name: UnsafeBufferPointer<UInt8>) -> Int {
      var hash: UInt32 = 2_166_136_261
      for byte in name { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
      return Int(hash ^ hash >> 15)
    }

    mutating func add(_ name: ArraySlice<UInt8>, zone: Int) {
      let start = names.count
      names.append(contentsOf: name)
      ranges.append(start..<names.count)
      numbers.append(zone)
      var slot = name.withUnsafeBufferPointer(Self.hash) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt16(ranges.count)
    }

    /// Seconds east of UTC at a moment.
    func offset(_ number: Int, at second: Int) -> Int {
      let range = zones[number].transitions
      if range.isEmpty || second >= times[range.upperBound - 1] { return zones[number].rule.offset(at: second) }
      // The first transition after the moment.
      var low = range.lowerBound
      var high = range.upperBound
      while low < high {
        let middle = (low + high) / 2
        if times[middle] <= second { low = middle + 1 } else { high = middle }
      }
      return low == range.lowerBound ? zones[number].first : offsets[low - 1]
    }
  }

  /// Read once, when it is first asked for: some milliseconds.
  static let index: Index = {
    var index = Index()
    for line in lines(names) {
      let space = line.lastIndex(of: UInt8(ascii: " "))!
      index.add(line[..<space], zone: number(line[(space + 1)...]))
    }
    for line in lines(zones) { addZone(line, to: &index) }
    return index
  }()

  private static func lines(_ text: StaticString) -> [ArraySlice<UInt8>] {
    Array(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)).split(separator: 0x0A)
  }

  private static func number(_ text: ArraySlice<UInt8>) -> Int { Int(String(decoding: text, as: UTF8.self))! }

  /// `offsets rule [transitions]`. A rule is `standard` or `standard,summer,month,week,weekday,time,month,week,weekday,time`.
  /// A transition is one base64 digit, the number of its offset (plus 32 where the time counts seconds and not quarters of an
  /// hour), and the time since the one before as base64 digits of five bits, all but the last of them plus 32.
  private static func addZone(_ line: ArraySlice<UInt8>, to index: inout Index) {
    let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    let known = parts[0].split(separator: UInt8(ascii: ",")).map(number)
    let rule = parts[1].split(separator: UInt8(ascii: ",")).map(number)
    let start = index.times.count
    var yearly = Rule(standard: rule[0])
    if rule.count == 10 {
      yearly.summer = (
        rule[1], Change(month: rule[2], week: rule[3], weekday: rule[4], time: rule[5]),
        Change(month: rule[6], week: rule[7], weekday: rule[8], time: rule[9])
      )
    }
    let transitions = parts.count > 2 ? parts[2] : []
    var time = -(1 << 33)
    var position = transitions.startIndex
    while position < transitions.endIndex {
      let kind = digit(transitions[position])
      position += 1
      var delta = 0
      while true {
        let next = digit(transitions[position])
        position += 1
        delta = delta << 5 | (next & 31)
        if next < 32 { break }
      }
      time += kind < 32 ? delta * 900 : delta
      index.times.append(time)
      index.offsets.append(known[kind & 31])
    }
    index.zones.append(Zone(first: known[0], transitions: start..<index.times.count, rule: yearly))
  }

  private static func digit(_ byte: UInt8) -> Int {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte) - 0x41
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte) - 0x61 + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) - 0x30 + 52
    case UInt8(ascii: "+"): 62
    default: 63
    }
  }

  /// Seconds east of UTC at a moment, in a zone given by name or as `+05:30`, `-02:30`, `02:00`. nil for an unknown zone.
  package static func offset(zone name: UnsafeBufferPointer<UInt8>, at second: Int64) -> Int? {
    if let fixed = fixedOffset(name) { return fixed }
    guard let number = index.zone(named: name) else { return nil }
    return index.offset(number, at: Int(second))
  }

  /// The same for a name in a string.
  package static func offset(zone name: String, at second: Int64) -> Int? {
    var name = name
    return name.withUTF8 { offset(zone: $0, at: second) }
  }

  private static func fixedOffset(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
    guard text.count >= 4, text.count <= 6 else { return nil }
    let isSigned = text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-")
    let colon = text.count - 3
    let hourDigits = colon - (isSigned ? 1 : 0)
    guard text[colon] == UInt8(ascii: ":"), hourDigits == 1 || hourDigits == 2 else { return nil }
    var hours = 0
    var minutes = 0
    for index in (isSigned ? 1 : 0)..<text.count where index != colon {
      guard case 0x30...0x39 = text[index] else { return nil }
      let digit = Int(text[index] - 0x30)
      if index < colon { hours = hours * 10 + digit } else { minutes = minutes * 10 + digit }
    }
    guard hours <= 23, minutes <= 59 else { return nil }
    return (text[0] == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
  }
}

extension Heap {
  /// The parts of timestamps, in UTC or in a zone, and of durations.
  mutating func timePart(_ arguments: Span<Value>, _ function: FunctionID) throws(EvaluationError) -> Value {
    guard arguments.count == 1 || arguments.count == 2 else { throw noOverload(function, arguments) }
    switch arguments[0] {
    case .timestamp(let time):
      var seconds = time.seconds
      if arguments.count == 2 {
        guard case .string(let name) = arguments[1] else { throw noOverload(function, arguments) }
        let range = byteRange(name)
        let offset = bytes.withUnsafeBufferPointer {
          TimeZoneTable.offset(zone: UnsafeBufferPointer(rebasing: $0[range]), at: time.seconds)
        }
        guard let offset else { throw EvaluationError("unknown time zone: \(keyText(arguments[1]))") }
        seconds += Int64(offset)
      }
      return .int(Self.part(function, seconds, Int(time.nanoseconds)))
    case .duration(let length) where arguments.count == 1:
      switch function {
      case .getHours: return .int(length.seconds / 3600)
      case .getMinutes: return .int(length.seconds / 60)
      case .getSeconds: return .int(length.seconds)
      case .getMilliseconds: return .int(Int64(length.nanoseconds / 1_000_000))
      default: break
      }
    default: break
    }
    throw noOverload(function, arguments)
  }

  private static func part(_ function: FunctionID, _ seconds: Int64, _ nanoseconds: Int) -> Int64 {
    switch function {
    // The time of day needs no calendar.
    case .getHours: return secondOfDay(seconds) / 3600
    case .getMinutes: return secondOfDay(seconds) / 60 % 60
    case .getSeconds: return secondOfDay(seconds) % 60
    case .getMilliseconds: return Int64(nanoseconds / 1_000_000)
    default: break
    }
    let civil = CivilTime(seconds: seconds)
    switch function {
    case .getFullYear: return Int64(civil.year)
    case .getMonth: return Int64(civil.month - 1)
    case .getDate: return Int64(civil.day)
    case .getDayOfMonth: return Int64(civil.day - 1)
    case .getDayOfWeek: return Int64(civil.dayOfWeek)
    default: return Int64(civil.dayOfYear)
    }
  }

  private static func secondOfDay(_ seconds: Int64) -> Int64 {
    let rest = seconds % 86_400
    return rest < 0 ? rest + 86_400 : rest
  }
}
