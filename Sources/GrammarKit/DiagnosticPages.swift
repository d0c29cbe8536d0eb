// Grammar/diagnostics/TWnnnn.md → the pages that `twin explain` prints, as text in the program: the program is one file and
// reads nothing at run time.

/// One page: `# TWnnnn: title`, then what it means, an example that provokes it, and the cure.
struct DiagnosticPage {
  var code: String
  var title: String
  /// The page without its first line.
  var body: String

  init(file: String, text: String) throws(GrammarError) {
    let name = file.split(separator: "/").last.map(String.init) ?? file
    code = String(name.dropLast(3))
    guard code.count == 6, code.hasPrefix("TW"), code.dropFirst(2).allSatisfy(\.isNumber) else {
      throw GrammarError(file, "a page is called by its code, `TWnnnn.md`")
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let first = lines.first, first.hasPrefix("# \(code): "), first.count > code.count + 4 else {
      throw GrammarError(file, line: 1, "a page begins with `# \(code): ` and what is wrong")
    }
    title = String(first.dropFirst(code.count + 4))
    body = lines.dropFirst().drop { $0.isEmpty }.joined(separator: "\n")
    guard !body.isEmpty else { throw GrammarError(file, "the page says nothing below its title") }
  }
}

struct DiagnosticPages {
  /// In the order of their codes.
  var pages: [DiagnosticPage]

  init(_ pages: [DiagnosticPage]) { self.pages = pages.sorted { $0.code < $1.code } }

  var file: String {
    var out = SwiftText.header("diagnostics/")
    out += """

      /// The pages of Grammar/diagnostics: what a code means, an example that provokes it, the cure.
      package enum Explanations {
        package struct Page: Sendable {
          package var code: StaticString
          package var title: StaticString
          /// Markdown without the title.
          package var body: StaticString
        }

        /// In the order of their codes.
        package static let pages: [Page] = [

      """
    for page in pages {
      out += "    Page(\n      code: \(SwiftText.literal(page.code)), title: \(SwiftText.literal(page.title)),\n"
      out += "      body: \(SwiftText.block(page.body, indent: 8))),\n"
    }
    return out + """
        ]

        /// The page of a code such as `TW0405`, whatever its case.
        package static func page(for code: String) -> Page? {
          let wanted = code.uppercased()
          return pages.first { "\\($0.code)" == wanted }
        }
      }

      """
  }
}
