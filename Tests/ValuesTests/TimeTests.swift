import Testing

@testable import Values

@Suite("Time")
struct TimeTests {
  @Test("a rule does not hold before it was made")
  func cairo() {
    // Egypt had no summer time from 2015 to 2022, though it has had one by rule before and since.
    #expect(TimeZoneTable.offset(zone: "Africa/Cairo", at: 1_530_446_400) == 7200)
    #expect(TimeZoneTable.offset(zone: "Africa/Cairo", at: 1_720_000_000) == 10_800)
  }

  @Test(
    "timestamps read and written",
    arguments: [
      ("2009-02-13T23:31:30Z", "2009-02-13T23:31:30Z"), ("2009-02-13T23:31:30.500Z", "2009-02-13T23:31:30.5Z"),
      ("2009-02-14T00:31:30+01:00", "2009-02-13T23:31:30Z"), ("2009-02-13T18:01:30-05:30", "2009-02-13T23:31:30Z"),
      ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
      ("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z"),
      ("2000-02-29t12:00:00z", "2000-02-29T12:00:00Z"),
      ("1969-12-31T23:59:59.000000001Z", "1969-12-31T23:59:59.000000001Z"),
    ])
  func timestamps(_ text: String, _ canonical: String) throws {
    #expect(try call("string", try call("timestamp", .string(text))) == .string(canonical))
  }

  @Test(
    "what is no timestamp",
    arguments: [
      "", "2009-02-13", "2009-02-30T00:00:00Z", "2100-02-29T00:00:00Z", "2009-13-01T00:00:00Z", "2009-02-13T24:00:00Z",
      "2009-02-13T23:60:00Z", "2009-02-13T23:31:60Z", "2009-02-13T23:31:30", "2009-02-13 23:31:30Z",
      "2009-02-13T23:31:30.Z",
      "2009-02-13T23:31:30.1234567890Z", "2009-02-13T23:31:30+25:00", "0000-01-01T00:00:00Z",
      "0001-01-01T00:00:00+00:01",
      "2009-02-13T23:31:30Zx", "٢٠٠٩-02-13T23:31:30Z",
    ])
  func noTimestamps(_ text: String) {
    #expect(problem { _ = try call("timestamp", .string(text)) }?.hasPrefix("not an RFC 3339 timestamp") == true)
  }

  @Test("timestamps from and to seconds")
  func seconds() throws {
    #expect(try call("int", timestamp("2004-09-16T23:59:59Z")) == 1_095_379_199)
    #expect(try call("timestamp", 1_234_567_890) == timestamp("2009-02-13T23:31:30Z"))
    #expect(problem { _ = try call("timestamp", -62_135_596_801) } == "timestamp out of range (years 1 to 9999)")
    #expect(problem { _ = try call("timestamp", .int(.max)) } == "timestamp out of range (years 1 to 9999)")
  }

  @Test(
    "durations read and written",
    arguments: [
      ("90s", "90s"), ("1h30m", "5400s"), ("1h30m1.5s", "5401.5s"), ("500ms", "0.5s"), ("-1.5s", "-1.5s"),
      ("1us", "0.000001s"),
      ("1µs", "0.000001s"), ("7d", "604800s"), ("24h", "86400s"), ("0", "0s"), ("-0", "0s"), (".5s", "0.5s"),
      ("1.s", "1s"), ("+3ns", "0.000000003s"),
      ("9223372036s", "9223372036s"), ("-999999999ns", "-0.999999999s"),
    ])
  func durations(_ text: String, _ canonical: String) throws {
    #expect(try call("string", try call("duration", .string(text))) == .string(canonical))
  }

  @Test(
    "what is no duration",
    arguments: [
      "", "1", "s", "1x", "1h30", "--1s", "1 s", "320000000000s", "-9223372037s", ".s", "1d2y",
      "999999999999999999999s",
    ])
  func noDurations(_ text: String) {
    #expect(problem { _ = try call("duration", .string(text)) } == "not a duration such as 90s or 1h30m: '\(text)'")
  }

  @Test("parts of a time")
  func parts() throws {
    let time = timestamp("2009-02-13T23:31:20.123456789Z")
    for (name, value) in [
      ("getFullYear", 2009), ("getMonth", 1), ("getDate", 13), ("getDayOfMonth", 12), ("getDayOfWeek", 5),
      ("getDayOfYear", 43),
      ("getHours", 23), ("getMinutes", 31), ("getSeconds", 20), ("getMilliseconds", 123),
    ] as [(String, PlainValue)] {
      #expect(try call(name, time) == value, "\(name)")
    }
    let early = timestamp("1969-12-31T23:59:58.5Z")
    #expect(try call("getSeconds", early) == 58)
    #expect(try call("getFullYear", early) == 1969)
    #expect(try call("getDayOfYear", early) == 364)
    #expect(try call("getDayOfWeek", early) == 3)
    #expect(try call("getHours", duration("10000s")) == 2)
    #expect(try call("getMinutes", duration("3730s")) == 62)
    #expect(try call("getSeconds", duration("3730.9s")) == 3730)
    #expect(try call("getMilliseconds", duration("123.321456789s")) == 321)
    #expect(problem { _ = try call("getFullYear", duration("1s")) } == "no such overload: duration.getFullYear()")
  }

  @Test("zones by name and by offset")
  func zones() throws {
    let time = timestamp("2009-02-13T23:31:30Z")
    #expect(try call("getDayOfMonth", time, "US/Central") == 12)
    #expect(try call("getMinutes", time, "Asia/Kathmandu") == 16)
    #expect(try call("getHours", time, "02:00") == 1)
    #expect(try call("getFullYear", time, "-09:30") == 2009)
    #expect(try call("getDayOfMonth", timestamp("2009-02-13T02:00:00Z"), "-02:30") == 11)
    #expect(try call("getHours", time, "Australia/Sydney") == 10)
    #expect(try call("getHours", timestamp("2050-07-01T12:00:00Z"), "Europe/Berlin") == 14, "by the rule")
    #expect(try call("getHours", timestamp("2050-01-01T12:00:00Z"), "Europe/Berlin") == 13)
    for name in ["Mars/Olympus", "", "utc", "+1", "+25:00", "+01:60", "Europe/Berlin ", "UTC/"] {
      #expect(problem { _ = try call("getHours", time, .string(name)) } == "unknown time zone: '\(name)'")
    }
  }

  @Test("days and dates are inverse")
  func calendar() {
    var random = Seeded(state: 8)
    for _ in 0..<5000 {
      let seconds =
        TimestampValue.firstSecond
        + Int64(random.next() % UInt64(TimestampValue.lastSecond - TimestampValue.firstSecond))
      let civil = CivilTime(seconds: seconds)
      let days = CivilTime.days(year: civil.year, month: civil.month, day: civil.day)
      #expect(Int64(days * 86_400 + civil.hour * 3600 + civil.minute * 60 + civil.second) == seconds)
      let time = TimestampValue(seconds: seconds, nanoseconds: Int32(random.below(1_000_000_000)))
      #expect(TimestampValue.parse(time.text.utf8) == time)
    }
    #expect(CivilTime.days(year: 1970, month: 1, day: 1) == 0)
    #expect(CivilTime.days(year: 2000, month: 3, day: 1) == 11_017)
  }

  @Test("durations survive their text")
  func durationRoundTrip() {
    var random = Seeded(state: 9)
    for _ in 0..<2000 {
      let length = try! DurationValue.make(
        nanoseconds: Int128(Int64(bitPattern: random.next()) >> Int64(random.below(60))))
      #expect(DurationValue.parse(length.text.utf8) == length)
    }
  }

  /// Zone, seconds since 1970, and the offset that the IANA database gives (computed with another implementation).
  static let offsets = """
    America/Dawson_Creek 3556615673 -25200
    Asia/Kuwait -1721079556 11516
    Etc/GMT-4 2591837127 14400
    Etc/GMT-10 -1307267411 36000
    America/Porto_Acre 2161555304 -18000
    Iran 3429891528 12600
    Africa/Algiers 3257546258 3600
    Atlantic/Stanley 230292183 -14400
    America/Boa_Vista 1507465234 -14400
    Iceland -1188819351 0
    Antarctica/DumontDUrville 3240527677 36000
    America/Argentina/Ushuaia -1966360284 -15408
    Africa/Djibouti 3984589464 10800
    America/Martinique 3543410969 -14400
    Atlantic/Stanley 603953432 -10800
    Pacific/Ponape -2437428610 38388
    Africa/Kigali 1250315046 7200
    Indian/Mahe -379647709 14400
    America/Sao_Paulo 2895763417 -10800
    America/Mexico_City 1310388241 -18000
    Atlantic/Faeroe -2992520828 -1624
    America/Argentina/Ushuaia 3455211505 -10800
    America/Winnipeg 1219549985 -18000
    Asia/Tel_Aviv -2906324551 8454
    Australia/Hobart -413230577 36000
    Australia/Lord_Howe 1964606063 39600
    Asia/Chita -1348324104 28800
    America/Blanc-Sablon 1001172194 -14400
    Asia/Jayapura -1338498990 33768
    America/Dominica 4122431522 -14400
    Pacific/Saipan -1176703962 32400
    America/Fort_Wayne -2572887887 -21600
    Australia/Broken_Hill 1947735893 34200
    America/Lima 1733859763 -18000
    Europe/Vatican -1218161295 3600
    America/Swift_Current 3427051300 -21600
    Asia/Bahrain -1160299385 12140
    America/Lima -677771796 -18000
    America/Guayaquil -609955361 -18000
    Africa/Lubumbashi -1006917773 7200
    Asia/Gaza 3039622809 10800
    Asia/Bishkek 1014260437 18000
    Australia/Sydney -2214201839 36000
    MET 2616885410 3600
    Africa/Kigali -290323161 7200
    Pacific/Gambier 1961770161 -32400
    America/Argentina/Jujuy -2181338243 -15408
    Asia/Atyrau 1029220145 18000
    Indian/Maldives -2653905945 17640
    US/East-Indiana -255887545 -18000
    America/Thunder_Bay -1107521999 -18000
    America/Sitka 1627706223 -28800
    Atlantic/Faroe 1667555075 0
    Africa/Timbuktu 29053557 0
    Asia/Riyadh 3547405664 10800
    America/Cayenne -2382103908 -12560
    Etc/GMT-3 -2825411779 10800
    Indian/Mahe 1165511510 14400
    Brazil/East 1130841704 -7200
    Indian/Antananarivo 2544186354 10800
    America/Rio_Branco -791377879 -18000
    Asia/Tomsk 2110362737 25200
    America/Atikokan 2449984595 -18000
    America/Fortaleza 20809581 -10800
    America/Juneau 4063033797 -28800
    Asia/Dhaka -1149982731 21200
    America/El_Salvador 4394796754 -21600
    Asia/Thimphu 147024619 19800
    Asia/Kamchatka 1464997253 43200
    America/Indianapolis -1756137578 -21600
    ROC 1414649794 28800
    Brazil/East 4461731736 -10800
    Europe/Zurich 1988340846 3600
    Africa/Dar_es_Salaam -1349252678 9428
    Indian/Christmas -72601335 25200
    Asia/Irkutsk 3168607030 28800
    America/Managua 2365808792 -21600
    Etc/Universal 1236843850 0
    America/Guatemala 907463049 -21600
    America/Indiana/Indianapolis 2293877178 -14400
    Europe/Vienna 3953986871 7200
    Libya 3898308800 7200
    PRC 4108026818 28800
    Asia/Kuala_Lumpur -2653125685 24406
    Europe/Vilnius 2378130246 10800
    America/Bahia 634116274 -7200
    America/Grand_Turk -879604726 -18000
    Pacific/Kwajalein -549313460 39600
    America/Belem 3756094962 -10800
    Egypt 4174928819 7200
    Africa/Windhoek 48819443 7200
    Zulu 1070378921 0
    Asia/Famagusta 2165078399 10800
    Canada/Mountain -2025961247 -27232
    Asia/Phnom_Penh -2805706438 25180
    Pacific/Kiritimati 2880899309 50400
    Pacific/Honolulu 3131462270 -36000
    Asia/Thimphu 3294712080 21600
    America/Phoenix -1838115290 -25200
    Asia/Manila -914470909 28800
    NZ 1126495981 43200
    Asia/Tashkent -1142644232 21600
    America/Creston -819385006 -25200
    America/Cuiaba -27087297 -14400
    Africa/Casablanca 4414702940 0
    Asia/Bangkok 3336383385 25200
    America/Jujuy 1155573215 -10800
    Zulu 1544070773 0
    Asia/Jerusalem 3331204137 10800
    America/Marigot -2643583446 -15865
    Asia/Aden 3433379765 10800
    US/East-Indiana 2619886648 -18000
    Australia/Currie 3215795529 39600
    America/Martinique 3538510490 -14400
    Asia/Calcutta 4298085243 19800
    America/Puerto_Rico -386277705 -14400
    Hongkong -998590505 28800
    Asia/Tel_Aviv -2167062966 8440
    America/Porto_Acre 2456524433 -18000
    HST 1994167205 -36000
    """

  @Test("offsets agree with another implementation")
  func offsets() {
    for line in Self.offsets.split(separator: "\n") {
      let parts = line.split(separator: " ")
      #expect(TimeZoneTable.offset(zone: String(parts[0]), at: Int64(parts[1])!) == Int(parts[2])!, "\(line)")
    }
  }

  @Test("the table is sound")
  func table() {
    let index = TimeZoneTable.index
    let names = index.ranges.map { Array(index.names[$0]) }
    #expect(names.count > 590)
    #expect(zip(names, names.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
    #expect(index.numbers.allSatisfy { $0 < index.zones.count })
    for (number, name) in names.enumerated() {
      #expect(name.withUnsafeBufferPointer { index.zone(named: $0) } == index.numbers[number])
    }
    for zone in index.zones {
      let times = index.times[zone.transitions]
      #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
    }
    #expect(index.offsets.allSatisfy { $0.magnitude <= 16 * 3600 })
    #expect(TimeZoneTable.version.hasPrefix("20"))
  }
}
