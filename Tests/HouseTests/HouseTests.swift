// The house's rules that SwiftPM does not enforce, read from the sources themselves: who imports whom, how long a file may
// be, what may not be said.
import Foundation
import Testing

@Suite struct HouseTests {
  let house = House()

  @Test func roomsImportWhatTheirRowListsAndNothingElse() throws {
    let rooms = try house.rooms()
    // If reading Package.swift went wrong, nothing below would mean anything.
    #expect(rooms.keys.contains("Values") && rooms["VM"]?.contains("Bytecode") == true)
    var wrong: [String] = []
    for file in try house.swiftFiles() {
      guard let allowed = rooms[file.room] else {
        wrong.append("\(file.path): there is no row for the room `\(file.room)` in Package.swift")
        continue
      }
      for name in file.imports where name != file.room {
        let isRoom = rooms.keys.contains(name)
        let isPure = House.pureRooms.contains(file.room) || House.pureRooms.map { $0 + "Tests" }.contains(file.room)
        if allowed.contains(name) || House.spellings[name].map(allowed.contains) == true { continue }
        if name == "Synchronization" { continue }
        if !isRoom, House.toolchain.contains(name), !House.pureRooms.contains(file.room) { continue }
        if name == "Testing", file.path.hasPrefix("Tests/") { continue }
        let why =
          isPure && House.toolchain.contains(name) ? "a pure room needs Swift alone" : "its row does not list it"
        wrong.append("\(file.path): imports \(name); \(why)")
      }
    }
    #expect(wrong == [])
  }

  @Test func pureRoomsDoNotWait() throws {
    var wrong: [String] = []
    for file in try house.swiftFiles() where House.pureRooms.contains(file.room) {
      guard file.mentions(["async", "await", "Task"]) else { continue }
      for (number, line) in file.code where line.contains(#/\b(async|await|Task)\b[^"]*$/#) {
        wrong.append("\(file.path):\(number): waits; a pure room turns facts into wishes and lets the runtime wait")
      }
    }
    #expect(wrong == [])
  }

  @Test func nothingThatShipsLeavesOutTheProofOfPermits() throws {
    let wrong = try house.swiftFiles().filter {
      $0.path.hasPrefix("Sources/") && $0.path != "Sources/Bytecode/Verifier.swift"
        && $0.mentions(["withoutPermitProof"])
    }
    #expect(wrong.map(\.path) == [])
  }

  @Test func filesCanBeHeldInTheHead() throws {
    var wrong: [String] = []
    for file in try house.swiftFiles() where !file.path.hasSuffix("+Generated.swift") {
      if file.lines.count > House.mostLines {
        wrong.append("\(file.path): \(file.lines.count) lines; a file has about 500 (limit: \(House.mostLines))")
      }
    }
    #expect(wrong == [])
  }

  @Test func filesOfSourcesSayFirstWhatTheyAreFor() throws {
    let wrong = try house.swiftFiles().filter {
      $0.path.hasPrefix("Sources/") && $0.lines.first?.hasPrefix("//") != true
    }
    #expect(wrong.map(\.path) == [], "the first lines say what a file turns into what, and what it never does")
  }

  /// A verb's name that is not stated is found by reflection, which reads much of the binary once for every verb: it made
  /// half of the time in which the command starts.
  @Test func verbsStateTheirNames() throws {
    var wrong: [String] = []
    for file in try house.swiftFiles() where file.path.hasPrefix("Sources/twin/") {
      let text = String(decoding: file.data, as: UTF8.self)
      for match in text.matches(of: #/= CommandConfiguration\(\s*(\w+):/#) where match.1 != "commandName" {
        wrong.append("\(file.path): a CommandConfiguration begins with `\(match.1):`, not with `commandName:`")
      }
    }
    #expect(wrong == [])
  }

  /// Without `@usableFromInline` on the type its `@inlinable` members are calls for every other room, and the compiler says
  /// nothing.
  @Test func whatIsInlinableInValuesCanBeSeenByOtherRooms() throws {
    var inlinable: [Substring: String] = [:]
    var visible: Set<Substring> = []
    let declaration = #/(@usableFromInline )?(?:package |final )*(?:struct|enum|class|extension) (\w+)/#
    for file in try house.swiftFiles() where file.path.hasPrefix("Sources/Values/") {
      var type: Substring = ""
      for (_, line) in file.code {
        if let match = line.prefixMatch(of: declaration) {
          type = match.2
          if match.1 != nil { visible.insert(type) }
        }
        if line.contains("@inlinable") { inlinable[type] = file.path }
      }
    }
    #expect(inlinable["Heap"] != nil)
    #expect(inlinable.filter { !visible.contains($0.key) } == [:])
  }

  @Test func roomsAndFilesHaveNamesOfTheirOwn() throws {
    var wrong: [String] = []
    let vague = #/(Manager|Helper|Helpers|Util|Utils|Utilities|Common|Misc)(Tests)?$/#
    for name in try house.rooms().keys.sorted() where name.contains(vague) {
      wrong.append("the room \(name) has a name that says nothing")
    }
    for file in try house.swiftFiles() where file.stem.contains(vague) {
      wrong.append("\(file.path) has a name that says nothing")
    }
    #expect(wrong == [])
  }

  @Test func nothingNamesTheMachineItWasWrittenOn() throws {
    // Spelt in parts, so that this line does not accuse itself.
    let forbidden = ["/" + "work/", "/" + "root/", "TODO" + ":", "FIXME" + ":"]
    var wrong: [String] = []
    for path in try house.textFiles() {
      let data = try Data(contentsOf: house.root.appending(path: path))
      guard forbidden.contains(where: { data.range(of: Data($0.utf8)) != nil }) else { continue }
      for (number, line) in String(decoding: data, as: UTF8.self).split(
        separator: "\n", omittingEmptySubsequences: false
      ).enumerated() {
        for word in forbidden where line.contains(word) { wrong.append("\(path):\(number + 1): contains `\(word)`") }
      }
    }
    #expect(wrong == [])
  }
}

/// The package as its files say.
struct House {
  static let pureRooms: Set<String> = ["Values", "Syntax", "Bytecode", "Compiler", "VM", "Locators", "Settings"]
  /// Modules of the toolchain, free outside of the pure rooms. (`Synchronization` is free everywhere: a lock around a cache
  /// of compiled expressions is no door to the world.)
  static let toolchain: Set<String> = [
    "Foundation", "FoundationEssentials", "Dispatch", "Glibc", "Synchronization", "RegexBuilder",
  ]
  /// Modules that come with a product of another name.
  static let spellings = [
    "NIOCore": "NIO", "NIOPosix": "NIO", "NIOEmbedded": "NIO", "NIOConcurrencyHelpers": "NIO",
    "NIOFoundationCompat": "NIO",
    "_CryptoExtras": "Crypto", "HummingbirdCore": "Hummingbird", "System": "Subprocess", "SystemPackage": "Subprocess",
  ]
  /// A little more than the 500 that a file should have.
  static let mostLines = 700

  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  struct File {
    var path: String
    var data: Data
    var lines: [Substring]

    /// Whether one of these words stands anywhere in it.
    func mentions(_ words: [String]) -> Bool { words.contains { data.range(of: Data($0.utf8)) != nil } }

    /// `Sources/VM/Machine.swift` is in room `VM`.
    var room: String { String(path.split(separator: "/")[1]) }
    var stem: String {
      let name = path.split(separator: "/").last ?? ""
      return String(name.split(whereSeparator: { $0 == "." || $0 == "+" }).first ?? "")
    }

    /// Modules named by `import`, with or without attributes, access levels and kinds, also inside `#if`.
    var imports: [String] {
      lines.compactMap { line in
        guard line.utf8.prefix(40).contains(UInt8(ascii: "i")), line.prefix(40).contains("import ") else { return nil }
        // Two spaces in it may stand inside `#if`; further in it is text that is being written.
        let pattern =
          #/^(?: {2})?(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:package|public|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|enum|class|func|protocol|typealias|var|let)\s+)?(\w+)/#
        return line.prefixMatch(of: pattern).map { String($0.1) }
      }
    }

    /// Lines with their numbers, without comments.
    var code: [(Int, Substring)] {
      lines.enumerated().compactMap { offset, line in
        if line.drop(while: { $0 == " " }).hasPrefix("//") { return nil }
        return (offset + 1, line.firstRange(of: " // ").map { line[..<$0.lowerBound] } ?? line)
      }
    }
  }

  func text(_ path: String) throws -> String { try String(contentsOf: root.appending(path: path), encoding: .utf8) }

  private func paths(in folder: String) -> [String] {
    let found = FileManager.default.enumerator(atPath: root.appending(path: folder).path)?.compactMap { $0 as? String }
    return (found ?? []).map { "\(folder)/\($0)" }.sorted()
  }

  func swiftFiles() throws -> [File] {
    try (paths(in: "Sources") + paths(in: "Tests")).filter { $0.hasSuffix(".swift") }.map { path in
      let data = try Data(contentsOf: root.appending(path: path))
      let text = String(decoding: data, as: UTF8.self)
      return File(path: path, data: data, lines: text.split(separator: "\n", omittingEmptySubsequences: false))
    }
  }

  /// Everything that people write.
  func textFiles() throws -> [String] {
    let endings = [
      "swift", "md", "tsv", "json", "ebnf", "yaml", "yml", "c", "h", "cpp", "txt", "ts", "js", "py", "sh", "run",
    ]
    let top = try FileManager.default.contentsOfDirectory(atPath: root.path).filter { name in
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: root.appending(path: name).path, isDirectory: &isFolder)
      return !isFolder.boolValue && !name.hasPrefix(".")
    }
    let inside = ["Sources", "Tests", "Grammar", "skills", "Benchmarks", "Clients", ".ci"].flatMap(paths).filter {
      path in
      endings.contains { path.hasSuffix("." + $0) || path.hasSuffix("/" + $0) }
    }
    return top + inside
  }

  /// The table of Package.swift: what each room may import, rooms and packages' products alike.
  func rooms() throws -> [String: Set<String>] {
    let manifest = try text("Package.swift")
    var products: [String: String] = [:]
    for match in manifest.matches(of: #/let (\w+) = Target\.Dependency\.product\(name: "(\w+)"/#) {
      products[String(match.1)] = String(match.2)
    }
    var rooms: [String: Set<String>] = [:]
    let row = #/(?m)^  (?:room|tests)\(\s*"([\w-]+)"(?:,\s*\[([^\]]*)\])?([^\n]*(?:\n    [^\n]*)*)/#
    for match in manifest.matches(of: row) {
      var allowed = Set((match.2 ?? "").matches(of: #/"(\w+)"/#).map { String($0.1) })
      if let packages = match.3.firstMatch(of: #/packages: \[([^\]]*)\]/#) {
        for word in packages.1.matches(of: #/\w+/#) {
          let product = try #require(products[String(word.0)], "Package.swift: `\(word.0)` is no product")
          allowed.insert(product)
        }
      }
      rooms[String(match.1)] = allowed
    }
    for target in manifest.matches(of: #/\.(?:target|systemLibrary)\(name: "(\w+)"/#) { rooms[String(target.1)] = [] }
    return rooms
  }
}
