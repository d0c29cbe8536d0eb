import DurableRuntime
import Foundation
import Testing
import Values

@testable import HostEffects

@Suite struct FileEffectsTests {
  @Test func writesWholeFilesAndSaysWhatTheyAre() async throws {
    try await Bench.inFolder { bench in
      let outcome = await bench.perform(
        "write_file", ["path": "out/deep/a.txt", "content": "hello"], write: ["out/**"])
      #expect(
        outcome.shown
          == #"{"path":"out/deep/a.txt","#
          + #""sha256":"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824","size":5}"#)
      #expect(bench.content("out/deep/a.txt") == "hello")
      _ = await bench.perform(
        "write_file", ["path": "out/deep/a.txt", "content": ["n": 1, "d": 2.0]], write: ["out/**"])
      #expect(bench.content("out/deep/a.txt") == "{\"n\":1,\"d\":2.0}\n")
      let left = try FileManager.default.contentsOfDirectory(atPath: bench.folder + "/out/deep")
      #expect(left == ["a.txt"])
    }
  }

  @Test func aRunsOwnFolderGoesBeforeTheStores() async throws {
    try await Bench.inFolder { store in
      try await Bench.inFolder { run in
        _ = await store.perform(
          "write_file", ["path": "a.txt", "content": "x"], write: ["*"], runFolder: run.folder)
        #expect(run.content("a.txt") == "x")
        #expect(store.content("a.txt") == nil)
        let outcome = await store.perform("exec", ["argv": ["cat", "a.txt"]], exec: ["cat"], runFolder: run.folder)
        #expect(outcome.value?["stdout"]?.text == "x")
      }
    }
  }

  @Test func readsTextLinesJSONAndTables() async throws {
    try await Bench.inFolder { bench in
      try bench.put("\u{FEFF}a,b\r\n1,\"x\r\ny\"\r\n", at: "in/t.csv")
      try bench.put("one\r\ntwo\n\nfour", at: "in/l.txt")
      func read(_ path: String, _ form: String) async -> String {
        await bench.perform("read_file", ["path": .string(path), "as": .string(form)], read: ["in/*"]).shown
      }
      #expect(await read("in/t.csv", "csv") == #"[{"a":"1","b":"x\r\ny"}]"#)
      #expect(await read("in/l.txt", "lines") == #"["one","two","","four"]"#)
      #expect(await read("in/l.txt", "text") == #""one\r\ntwo\n\nfour""#)
      #expect(await read("in/l.txt", "yaml") == "effect: in/l.txt: “yaml” is not one of text, json, csv, lines")
      #expect(await read("in/none", "text") == "effect: cannot read in/none: there is no such file")
      try bench.put(#"{"a": [1, 2.5, "x"]}"#, at: "in/j.json")
      #expect(await read("in/j.json", "json") == #"{"a":[1,2.5,"x"]}"#)
    }
  }

  /// A file is cleaned before it is taken apart: one of its lines alone would not be recognised.
  @Test func aSecretOfSeveralLinesIsNotTakenApart() async throws {
    try await Bench.inFolder { empty in
      var bench = empty
      bench.secrets.texts["vault:pem"] = "BEGIN\nabc,def\nEND"
      try bench.put("a\nBEGIN\nabc,def\nEND\nz\n", at: "in/l")
      try bench.put("key,n\n\"BEGIN\nabc,def\nEND\",1\nBEGIN\nabc,def\nEND,2\n", at: "in/t")
      let lines = await bench.perform("read_file", ["path": "in/l", "as": "lines"], read: ["in/*"])
      #expect(lines.value == ["a", "[secret vault:pem]", "z"])
      let table = await bench.perform("read_file", ["path": "in/t", "as": "csv"], read: ["in/*"])
      #expect(table.value == [["key": "[secret vault:pem]", "n": "1"], ["key": "[secret vault:pem]", "n": "2"]])
    }
  }

  @Test func staysInsideWhatIsListed() async throws {
    try await Bench.inFolder { bench in
      try bench.put("secret", at: "private/key")
      try bench.put("fine", at: "in/a")
      let files = FileManager.default
      try files.createSymbolicLink(atPath: bench.folder + "/in/link", withDestinationPath: "../private/key")
      try files.createSymbolicLink(atPath: bench.folder + "/in/out", withDestinationPath: "/etc")
      try files.createSymbolicLink(atPath: bench.folder + "/in/same", withDestinationPath: "a")
      try files.createSymbolicLink(atPath: bench.folder + "/in/dangling", withDestinationPath: "/tmp/none/x")
      func read(_ path: String) async -> String {
        await bench.perform("read_file", ["path": .string(path)], read: ["in/**"]).shown
      }
      #expect(await read("in/same") == #""fine""#)
      #expect(await read("private/key") == "permission: cannot read private/key: permissions.read lists in/**")
      #expect(
        await read("in/../private/key") == "permission: cannot read in/../private/key: a path may not go up with “..”")
      #expect(
        await read("in/link")
          == "permission: cannot read in/link (really private/key): permissions.read lists in/**")
      #expect(
        await read("in/out/passwd")
          == "permission: cannot read in/out/passwd: it leads to /etc/passwd, outside the run's folder")
      #expect(await read("/etc/passwd") == "permission: cannot read /etc/passwd: permissions.read lists in/**")
      #expect(await read("in/dangling") == "effect: cannot reach in/dangling: there is no such file")
      #expect(await read("in") == "effect: cannot read in: it is a folder, not a file")
      #expect(await read("in/") == "effect: “in/” names a folder, not a file")
      func write(_ path: String) async -> String {
        await bench.perform("write_file", ["path": .string(path), "content": "x"], write: ["in/**"]).shown
      }
      #expect(
        await write("in/out/x") == "permission: cannot write in/out/x: it leads to /etc/x, outside the run's folder")
      #expect(
        await write("in/link") == "permission: cannot write in/link (really private/key): permissions.write lists in/**"
      )
      #expect(bench.content("private/key") == "secret")
      #expect(await write("in/dangling") == "effect: cannot reach in/dangling: there is no such file")
    }
  }

  @Test func anAbsolutePathNeedsAnAbsolutePattern() async throws {
    try await Bench.inFolder { bench in
      try bench.put("x", at: "a.txt")
      let real = try URL(fileURLWithPath: bench.folder).resourceValues(forKeys: [.canonicalPathKey]).canonicalPath
      let folder = real ?? bench.folder
      let path = PlainValue.string(folder + "/a.txt")
      #expect(await bench.perform("read_file", ["path": path], read: [folder + "/*"]).shown == #""x""#)
      #expect(await bench.perform("read_file", ["path": path], read: ["**"]).value == nil)
    }
  }

  @Test func aPipeIsNoFileAndDoesNotHang() async throws {
    try await Bench.inFolder { bench in
      #expect(mkfifo(bench.folder + "/p", 0o600) == 0)
      #expect(
        await bench.perform("read_file", ["path": "p"], read: ["*"]).shown
          == "effect: cannot read p: it is a pipe, not a file")
      #expect(
        await bench.perform("write_file", ["path": "p", "content": "x"], write: ["*"]).shown
          == "effect: cannot write p: there is a pipe of that name")
    }
  }

  @Test func whatTheSystemRefusesIsSaid() async throws {
    // No test fills a disk; what the system says then is put into words by the same function as everything else.
    #expect(WorkFolder.failure("write", "out/a", ENOSPC).message == "cannot write out/a: the disk is full")
    #expect(WorkFolder.failure("write", "out/a", EROFS).message == "cannot write out/a: the file system is read-only")
    #expect(
      await Bench(folder: "/proc").perform("write_file", ["path": "twin-test", "content": "x"], write: ["*"]).shown
        == "permission: cannot write twin-test: what is in /proc, /sys and /dev is the system's and no file of a skill")
  }

  @Test func aSchemaWidensAndRefuses() async throws {
    try await Bench.inFolder { bench in
      try bench.put(#"{"total": 3}"#, at: "a.json")
      let total: PlainValue = ["type": "object", "properties": ["total": ["type": "number"]], "required": ["total"]]
      let arguments: PlainValue = ["path": "a.json", "as": "json"]
      #expect(
        await bench.perform("read_file", arguments, options: ["schema": total], read: ["*"], repeats: .pure).shown
          == #"{"total":3.0}"#)
      let refused = await bench.perform(
        "read_file", arguments, options: ["schema": ["type": "array"]], read: ["*"], repeats: .pure)
      #expect(
        refused.shown == "effect: the file's content does not fit the schema: $: expected a list, found an object")
    }
  }

  @Test func secretsAreNotWritten() async throws {
    try await Bench.inFolder { bench in
      #expect(
        await bench.perform("write_file", ["path": "a", "content": ["k": secret("vault:token")]], write: ["*"]).shown
          == "permission: a secret may not be written into a file")
    }
  }
}

@Suite struct CommaSeparatedTests {
  func shown(_ text: String) -> String {
    do {
      return try CommaSeparated.parse(Array(text.utf8)).jsonText()
    } catch let failure as EffectFailure {
      return failure.message
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: [
    ("", "[]"),
    ("a,b\n", "[]"),
    ("a,b\n1,2", #"[{"a":"1","b":"2"}]"#),
    ("a,b\n1,\n", #"[{"a":"1","b":""}]"#),
    ("a,b\n1,", #"[{"a":"1","b":""}]"#),
    ("a,b\r\n\r\n1,2\r\n\r\n", #"[{"a":"1","b":"2"}]"#),
    ("a,b\r1,2\r3,4", #"[{"a":"1","b":"2"},{"a":"3","b":"4"}]"#),
    ("a\n\"say \"\"hi\"\"\"\n", #"[{"a":"say \"hi\""}]"#),
    ("a,b\n\"x\ny\",\"\"\n", #"[{"a":"x\ny","b":""}]"#),
    ("a,b\n 1 ,2", #"[{"a":" 1 ","b":"2"}]"#),
    ("a,b\n,\u{301}x", "[{\"a\":\"\",\"b\":\"\u{301}x\"}]"),
    ("a,b\n1", "line 2: 1 fields, but the header has 2"),
    ("a,b\n1,2,3", "line 2: 3 fields, but the header has 2"),
    ("a,b\n\"x\ny\",1\n\"z,2", "line 4: the quote that opens here is never closed"),
    ("a\n\"x\"y", "line 2: text stands after a closing quote; write \"\" for a quote inside"),
    ("a\nx\"y\"", "line 2: a quote stands inside a field that does not begin with one"),
    ("a,a\n", "line 1: two columns are named “a”"),
    ("a,\n", "line 1: column 2 has no name"),
  ])
  func tables(text: String, expected: String) { #expect(shown(text) == expected) }

  @Test func whatIsWrittenIsReadBack() {
    var seed: UInt64 = 42
    func next(_ bound: UInt64) -> Int {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((seed >> 33) % bound)
    }
    let pieces = ["a", ",", "\"", "\n", "\r\n", "é", " ", "", "🙂"]
    for _ in 0..<300 {
      let width = 1 + next(4)
      let rows = (0..<next(5)).map { _ in
        (0..<width).map { _ in (0..<next(6)).map { _ in pieces[next(9)] }.joined() }
      }
      let header = (0..<width).map { "c\($0)" }
      let lines = ([header] + rows).map { row in
        row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
      }
      let expected = rows.map { row in
        PlainValue.map(zip(header, row).map { PlainEntry(key: .string($0), value: .string($1)) })
      }
      #expect(shown(lines.joined(separator: "\r\n")) == (try? PlainValue.list(expected).jsonText()))
    }
  }
}
