// `swift run generate-grammar` writes what Grammar/ determines; with `--check` it writes nothing and fails if something
// is stale. With `--time-zones` it writes the time zones of this machine's database.
import Foundation
import GrammarKit

@main struct GenerateGrammar {
  static func main() {
    do {
      let arguments = CommandLine.arguments.dropFirst()
      guard arguments.allSatisfy({ $0 == "--check" || $0 == "--time-zones" }) else {
        return finish("usage: generate-grammar [--check | --time-zones]", code: 2)
      }
      let here = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
      let generation = Generation(root: try Generation.packageRoot(from: here))
      if arguments.contains("--time-zones") {
        let (version, file) = try generation.timeZoneFile()
        try generation.write([file])
        return print("wrote \(file.path), version \(version)")
      }
      let stale = try generation.staleFiles()
      if arguments.contains("--check") {
        for file in stale { print("stale: \(file.path)") }
        return stale.isEmpty ? () : finish("`swift run generate-grammar` writes them anew", code: 1)
      }
      try generation.write(stale)
      for file in stale { print("wrote \(file.path)") }
    } catch {
      finish("\(error)", code: 1)
    }
  }

  static func finish(_ message: String, code: Int32) {
    FileHandle.standardError.write(Data((message + "\n").utf8))
    exit(code)
  }
}
