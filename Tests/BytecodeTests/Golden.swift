// Texts that a test compares with a file under Tests/Goldens/Bytecode. `TWIN_REWRITE_GOLDENS=1 swift test` writes them anew;
// look at the difference before committing it.
import Foundation
import Testing

func expectGolden(_ name: String, _ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Goldens/Bytecode")
  let file = folder.appending(path: name)
  if ProcessInfo.processInfo.environment["TWIN_REWRITE_GOLDENS"] == "1" {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
  let expected = try String(contentsOf: file, encoding: .utf8)
  guard text != expected else { return }
  let lines = zip(
    text.split(separator: "\n", omittingEmptySubsequences: false),
    expected.split(separator: "\n", omittingEmptySubsequences: false))
  let different = lines.first { $0 != $1 }
  Issue.record(
    "\(name): `\(different?.0 ?? "(other length)")` where `\(different?.1 ?? "")` was expected",
    sourceLocation: sourceLocation)
}
