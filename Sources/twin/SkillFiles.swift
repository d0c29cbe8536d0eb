// Skills on disk: a path as a person typed it → text, compiled program, diagnostics on standard error. The compiler itself
// reads no files; called skills are found here for it, beside the caller, then in `skills/`.
import Bytecode
import Compiler
import DurableRuntime
import Foundation
import Syntax
import Values

enum SkillFiles {
  /// Largest skill file that is read, in bytes.
  static let limit = 4 << 20

  static func read(_ path: String, limit: Int = limit) throws -> [UInt8] {
    guard !path.isEmpty else { throw UsageError("the name of the file is empty") }
    let url = URL(fileURLWithPath: path)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw UsageError("there is no file \(path)\(nearby(path))")
    }
    guard !isFolder.boolValue else { throw UsageError("\(path) is a folder, where a file is needed") }
    let handle: FileHandle
    do { handle = try FileHandle(forReadingFrom: url) } catch {
      throw UsageError("\(path) cannot be read: \(reason(error))")
    }
    defer { try? handle.close() }
    let data = try handle.read(upToCount: limit + 1) ?? Data()
    guard data.count <= limit else { throw UsageError("\(path) is too large (limit: \(limit) bytes)") }
    return Array(data)
  }

  /// A file in the same folder whose name is close, for the mistyped.
  private static func nearby(_ path: String) -> String {
    let url = URL(fileURLWithPath: path)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.deletingLastPathComponent().path)) ?? []
    guard let near = nearest(to: url.lastPathComponent, among: names.sorted()) else { return "" }
    let folder = url.deletingLastPathComponent()
    return "; did you mean \(folder.relativePath == "." ? near : folder.appendingPathComponent(near).relativePath)?"
  }

  /// What `-o` names. A file is replaced as a whole; a device, a pipe or a link stays what it is, and is written to.
  static func write(_ bytes: [UInt8], to path: String) throws {
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      let opened = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
      let isWritten = opened >= 0 && twin.write(bytes, to: opened)
      let problem = errno
      if opened >= 0 { close(opened) }
      if !isWritten { throw UsageError("\(path) cannot be written: \(String(cString: strerror(problem)))") }
      return
    }
    do { try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw UsageError("\(path) cannot be written: \(reason(error))")
    }
  }

  static func reason(_ error: any Error) -> String {
    let error = error as NSError
    return (error.userInfo[NSUnderlyingErrorKey] as? NSError)?.localizedDescription ?? error.localizedDescription
  }

  /// Finds a called skill's text: beside the caller, then in `skills/` there, then in `skills/` here.
  static func resolver(for path: String) -> (String) -> [UInt8]? {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    let places = [folder, folder.appendingPathComponent("skills"), URL(fileURLWithPath: "skills")]
    return { name in
      guard name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9_-]*/) != nil else { return nil }
      for place in places {
        for ending in ["yaml", "yml"] {
          let file = place.appendingPathComponent("\(name).\(ending)").path
          if FileManager.default.fileExists(atPath: file) { return try? read(file) }
        }
      }
      return nil
    }
  }
}

/// What the compiler said of a file.
struct Compilation {
  var program: Program?
  var diagnostics: DiagnosticBag
  var sources: SourceFiles
}

extension SkillFiles {
  static func compile(_ path: String) throws -> Compilation {
    if skill(ofTests: path) != nil {
      let found = try tests(path)
      return Compilation(program: nil, diagnostics: found.diagnostics, sources: found.sources)
    }
    let resolve = resolver(for: path)
    let result = Compiler.compile(name: path, bytes: try read(path)) { name in
      resolve(name).map { ResolvedSkill(name: "\(name).yaml", bytes: $0) }
    }
    var bag = DiagnosticBag()
    bag.add(contentsOf: result.diagnostics)
    return Compilation(program: result.program, diagnostics: bag, sources: result.sources)
  }

  /// The program of a skill file or of a compiled one. Warnings and errors go to standard error; errors end the verb, and with
  /// `json` they are what it prints, as `twin check --json` has them.
  static func program(_ path: String, json: Bool = false) throws -> LoadedProgram {
    let bytes = try read(path)
    if bytes.starts(with: programMagic) {
      do { return try LoadedProgram(bytes: try unsealed(bytes)) } catch {
        throw UsageError("\(path): \(error.message)")
      }
    }
    let result = try compile(path)
    if !result.diagnostics.isEmpty {
      complain(
        DiagnosticRenderer(sources: result.sources, colour: Terminal.error.hasColor).text(result.diagnostics).trimmed)
    }
    guard let program = result.program else {
      if json { say(DiagnosticJSON.list(result.diagnostics, sources: result.sources).trimmed) }
      throw RunExit.usage
    }
    do { return try LoadedProgram(program) } catch { throw UsageError("\(path): \(error.message)") }
  }

  // MARK: Tests beside a skill

  private static let testEndings = [".tests.yaml", ".tests.yml"]

  /// The skill that a file of tests stands beside: `pay.yaml` of `pay.tests.yaml`; nil for what is no such file.
  static func skill(ofTests path: String) -> String? {
    guard let ending = testEndings.first(where: path.hasSuffix) else { return nil }
    let skill = path.dropLast(ending.count)
    return ["yaml", "yml"].map { "\(skill).\($0)" }.first { FileManager.default.fileExists(atPath: $0) }
  }

  /// The file of tests beside a skill, if there is one.
  static func tests(beside path: String) -> String? {
    guard let ending = [".yaml", ".yml"].first(where: path.hasSuffix) else { return nil }
    let skill = path.dropLast(ending.count)
    return testEndings.map { skill + $0 }.first { FileManager.default.fileExists(atPath: $0) }
  }

  static func tests(_ path: String) throws -> (tests: [TestSyntax], diagnostics: DiagnosticBag, sources: SourceFiles) {
    var sources = SourceFiles()
    var bag = DiagnosticBag()
    let tests = parseTests(sources.add(name: path, bytes: try read(path)), into: &bag)
    return (tests, bag, sources)
  }

  private static let programMagic = Array("TWINPROG".utf8)

  /// A program as a file: its bytes and their SHA-256, so that no byte changes unnoticed on its way.
  static func sealed(_ program: LoadedProgram) -> [UInt8] { program.bytes + program.digest.bytes }

  private static func unsealed(_ file: [UInt8]) throws(RuntimeError) -> [UInt8] {
    let bytes = Array(file.dropLast(32))
    guard Digest(of: bytes).bytes == Array(file.suffix(32)) else {
      throw RuntimeError(
        .damaged, "the program file is damaged: its bytes do not have the SHA-256 at its end; compile the skill again")
    }
    return bytes
  }
}
