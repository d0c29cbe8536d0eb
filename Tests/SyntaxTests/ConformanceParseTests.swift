// Every expression of the CEL conformance data must parse; the ones that expect an error may.

import Foundation
import Testing

@testable import Syntax

@Suite struct ConformanceParseTests {
  @Test func everyCaseParses() throws {
    let folder = ProcessInfo.processInfo.environment["TWIN_CEL_CASES"] ?? "../shared/conformance/cel"
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      print("CEL conformance data: skipped, there is no \(folder)")
      return
    }
    var count = 0
    for name in names.sorted() where name.hasSuffix(".jsonl") {
      for line in try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8).split(separator: "\n") {
        let object = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        let text = try #require(object["expr"] as? String)
        let expectsError = (object["expect"] as? [String: Any])?["error"] != nil
        var bag = DiagnosticBag()
        let parsed = parseExpression(SourceFile(name: name, text: text), into: &bag)
        count += 1
        if let parsed {
          #expect(isSound(parsed), "\(name): \(text)")
        } else if !expectsError {
          Issue.record("\(name): \(text): \(bag.found.map(\.message))")
        }
      }
    }
    #expect(count > 500)
  }
}
