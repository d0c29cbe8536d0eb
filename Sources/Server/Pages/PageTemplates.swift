// The embedded files → templates and assets. Parsed once, when the service starts; a template that does not parse is our bug and
// is met by every test.
import CPages
import Crypto
import Delivery
import Foundation
import Mustache

struct PageTemplates: Sendable {
  private let library: MustacheLibrary
  /// Style sheet, scripts, icon by name.
  let assets: [String: Asset]
  /// Changes whenever an asset does: browsers may then keep them for ever.
  let stamp: String

  struct Asset: Sendable {
    var mediaType: String
    var bytes: [UInt8]
  }

  init() {
    var library = MustacheLibrary()
    var assets: [String: Asset] = [:]
    var hash = SHA256()
    for (name, bytes) in Self.files {
      switch name.split(separator: ".").last {
      case "mustache":
        do {
          let template = try MustacheTemplate(string: String(decoding: bytes, as: UTF8.self))
          library.register(template, named: String(name.dropLast(".mustache".count)))
        } catch {
          preconditionFailure("\(name): \(error)")
        }
      case "css": assets[name] = Asset(mediaType: "text/css; charset=utf-8", bytes: bytes)
      case "js": assets[name] = Asset(mediaType: "text/javascript; charset=utf-8", bytes: bytes)
      case "svg": assets[name] = Asset(mediaType: "image/svg+xml", bytes: bytes)
      default: preconditionFailure("\(name): a file of no known kind")
      }
      if assets[name] != nil { hash.update(data: bytes) }
    }
    self.library = library
    self.assets = assets
    stamp = String(Base64URL.encode(Array(hash.finalize())).prefix(10))
  }

  func render(_ name: String, _ values: some Sendable) -> String {
    guard let html = library.render(values, withTemplate: name) else { preconditionFailure("no template \(name)") }
    return html
  }

  /// Names and bytes, as `CPages` has them.
  static var files: [(name: String, bytes: [UInt8])] {
    var files: [(String, [UInt8])] = []
    while true {
      let file = twin_page_file(files.count)
      guard let name = file.name else { return files }
      files.append((String(cString: name), Array(UnsafeBufferPointer(start: file.bytes, count: file.count))))
    }
  }
}
