// Diagnostics to JSON for machines: a plain list of our own, and SARIF 2.1.0 for editors and code hosts.
// The text is built by hand, with keys in a fixed order; nothing here depends on a JSON library.

package enum DiagnosticJSON {
  /// What was found in one file and those it calls. Files' numbers mean nothing in another's.
  package typealias Finding = (bag: DiagnosticBag, sources: SourceFiles)

  // MARK: Our own

  /// `{"diagnostics": […], "errors": n, "warnings": n, "dropped": n}` on one line. Lines and columns from 1, columns in
  /// characters; offsets in bytes.
  package static func list(_ findings: [Finding]) -> String {
    var out = JSONText()
    out.object {
      $0.key("diagnostics")
      $0.array(inOrder(findings)) { out, one in write(one.diagnostic, one.sources, &out) }
      $0.field("errors", findings.reduce(0) { $0 + $1.bag.errorCount })
      $0.field("warnings", findings.reduce(0) { $0 + $1.bag.warningCount })
      $0.field("dropped", findings.reduce(0) { $0 + $1.bag.dropped })
    }
    return out.text
  }

  package static func list(_ bag: DiagnosticBag, sources: SourceFiles) -> String { list([(bag, sources)]) }

  /// In reading order, file by file.
  private static func inOrder(_ findings: [Finding]) -> [(diagnostic: Diagnostic, sources: SourceFiles)] {
    findings.flatMap { finding in finding.bag.sorted.map { ($0, finding.sources) } }
  }

  private static func write(_ diagnostic: Diagnostic, _ sources: SourceFiles, _ out: inout JSONText) {
    out.object { out in
      out.field("code", diagnostic.code.text)
      out.field("severity", diagnostic.severity.rawValue)
      out.field("message", diagnostic.message)
      place(diagnostic.place, sources, &out)
      if !diagnostic.label.isEmpty { out.field("label", diagnostic.label) }
      if let expected = diagnostic.expected { out.field("expected", expected) }
      if let near = diagnostic.nearName { out.field("didYouMean", near) }
      if let help = diagnostic.help { out.field("help", help) }
      if !diagnostic.notes.isEmpty {
        out.key("notes")
        out.array(diagnostic.notes) { $0.value($1) }
      }
      if !diagnostic.secondary.isEmpty {
        out.key("related")
        out.array(diagnostic.secondary) { out, label in
          out.object { out in
            out.field("text", label.text)
            place(label.place, sources, &out)
          }
        }
      }
      if let fix = diagnostic.fix {
        out.key("fix")
        out.object { out in
          out.field("title", fix.title)
          place(fix.place, sources, &out)
          out.field("replacement", fix.replacement)
        }
      }
    }
  }

  private static func place(_ place: Place, _ sources: SourceFiles, _ out: inout JSONText) {
    guard let file = sources[place.file] else { return }
    let start = file.lineColumn(ofByte: Int(place.start))
    let end = file.lineColumn(ofByte: Int(place.end))
    out.field("file", file.name)
    out.field("line", start.line)
    out.field("column", start.column)
    out.field("endLine", end.line)
    out.field("endColumn", end.column)
    out.field("start", Int(place.start))
    out.field("end", Int(place.end))
  }

  // MARK: SARIF

  /// One SARIF 2.1.0 log with one run. Columns count Unicode code points, as the log says.
  package static func sarif(_ findings: [Finding], version: String) -> String {
    let all = inOrder(findings)
    let rules = Set(all.map(\.diagnostic.code.text)).sorted()
    var out = JSONText()
    out.object { out in
      out.field("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
      out.field("version", "2.1.0")
      out.key("runs")
      out.array([()]) { out, _ in
        out.object { out in
          out.key("tool")
          out.object { out in
            out.key("driver")
            out.object { out in
              out.field("name", "twin")
              out.field("version", version)
              out.key("rules")
              out.array(rules) { out, rule in out.object { $0.field("id", rule) } }
            }
          }
          out.field("columnKind", "unicodeCodePoints")
          out.key("results")
          out.array(all) { out, one in
            sarifResult(one.diagnostic, rules.firstIndex(of: one.diagnostic.code.text) ?? 0, one.sources, &out)
          }
        }
      }
    }
    return out.text
  }

  private static func sarifResult(
    _ diagnostic: Diagnostic, _ rule: Int, _ sources: SourceFiles, _ out: inout JSONText
  ) {
    var words = diagnostic.message
    if !diagnostic.label.isEmpty { words += ": \(diagnostic.label)" }
    if let near = diagnostic.nearName { words += ". Did you mean `\(near)`?" }
    if let help = diagnostic.help { words += ". Help: \(help)" }
    out.object { out in
      out.field("ruleId", diagnostic.code.text)
      out.field("ruleIndex", rule)
      out.field("level", diagnostic.severity.rawValue)
      message(words, &out)
      out.key("locations")
      out.array([diagnostic.place]) { out, place in out.object { location(place, sources, &$0) } }
      if !diagnostic.secondary.isEmpty {
        out.key("relatedLocations")
        out.array(diagnostic.secondary.enumerated().map { $0 }) { out, related in
          out.object { out in
            out.field("id", related.offset + 1)
            location(related.element.place, sources, &out)
            message(related.element.text, &out)
          }
        }
      }
      if let fix = diagnostic.fix, let file = sources[fix.place.file] { sarifFix(fix, file, &out) }
    }
  }

  private static func message(_ text: String, _ out: inout JSONText) {
    out.key("message")
    out.object { $0.field("text", text) }
  }

  private static func location(_ place: Place, _ sources: SourceFiles, _ out: inout JSONText) {
    guard let file = sources[place.file] else { return }
    out.key("physicalLocation")
    out.object { out in
      artifact(file, &out)
      region("region", place, file, &out)
    }
  }

  private static func artifact(_ file: SourceFile, _ out: inout JSONText) {
    out.key("artifactLocation")
    out.object { $0.field("uri", uri(file.name)) }
  }

  private static func region(_ key: String, _ place: Place, _ file: SourceFile, _ out: inout JSONText) {
    func position(_ offset: Int) -> (line: Int, column: Int) {
      let index = file.lineIndex(ofByte: offset)
      let line = file.byteRange(ofLine: index)
      let upTo = min(max(offset, line.lowerBound), line.upperBound)
      return (index + 1, String(decoding: file.bytes[line.lowerBound..<upTo], as: UTF8.self).unicodeScalars.count + 1)
    }
    let start = position(Int(place.start))
    let end = position(Int(place.end))
    out.key(key)
    out.object { out in
      out.field("startLine", start.line)
      out.field("startColumn", start.column)
      out.field("endLine", end.line)
      out.field("endColumn", end.column)
    }
  }

  private static func sarifFix(_ fix: Diagnostic.Fix, _ file: SourceFile, _ out: inout JSONText) {
    out.key("fixes")
    out.array([fix]) { out, fix in
      out.object { out in
        out.key("description")
        out.object { $0.field("text", fix.title) }
        out.key("artifactChanges")
        out.array([fix]) { out, fix in
          out.object { out in
            artifact(file, &out)
            out.key("replacements")
            out.array([fix]) { out, fix in
              out.object { out in
                region("deletedRegion", fix.place, file, &out)
                out.key("insertedContent")
                out.object { $0.field("text", fix.replacement) }
              }
            }
          }
        }
      }
    }
  }

  /// A path as a relative URI reference (RFC 3986).
  private static func uri(_ name: String) -> String {
    let hex = Array("0123456789ABCDEF".utf8)
    var out: [UInt8] = []
    for byte in name.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"), UInt8(ascii: "/"):
        out.append(byte)
      default: out += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}

/// JSON text as it grows: commas and escapes are its business.
struct JSONText {
  private(set) var text = ""
  private var needsComma = false

  mutating func key(_ name: String) {
    value(name)
    text += ":"
    needsComma = false
  }

  mutating func value(_ string: String) {
    comma()
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case let other where other.value < 0x20 || (0x7F...0x9F).contains(other.value):
        let hex = String(other.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
    needsComma = true
  }

  mutating func value(_ number: Int) {
    comma()
    text += "\(number)"
    needsComma = true
  }

  mutating func field(_ name: String, _ string: String) {
    key(name)
    value(string)
  }

  mutating func field(_ name: String, _ number: Int) {
    key(name)
    value(number)
  }

  mutating func object(_ body: (inout JSONText) -> Void) {
    comma()
    text += "{"
    needsComma = false
    body(&self)
    text += "}"
    needsComma = true
  }

  mutating func array<Item>(_ items: [Item], _ body: (inout JSONText, Item) -> Void) {
    comma()
    text += "["
    needsComma = false
    for item in items { body(&self, item) }
    text += "]"
    needsComma = true
  }

  private mutating func comma() {
    if needsComma { text += "," }
  }
}
