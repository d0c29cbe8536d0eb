// Skills of `skills/` against real applications on this machine: Django's admin behind a second factor, and Adminer with its
// many like-named links. The scripts that make and serve them stand in the folder that TWIN_BEDS names; without it the tests
// say so and are skipped.
import Foundation
import Testing
import Values

/// One site that a script of `beds` makes and serves until it is told to stop.
final class RealSite {
  static let beds = URL(filePath: ProcessInfo.processInfo.environment["TWIN_BEDS"] ?? "")

  /// Whether the sites can be made here; says aloud where they cannot.
  static let isThere: Bool = {
    if FileManager.default.fileExists(atPath: beds.appending(path: "django-2fa").path) { return true }
    print("Real sites: skipped; TWIN_BEDS names the folder of the scripts that make them")
    return false
  }()

  let address: String
  let folder: URL
  private let script: URL
  private let process = Process()

  /// Returns once the site answers. What a script installs (a virtual environment, packages) takes up to a minute.
  init(_ script: String) async throws {
    self.script = Self.beds.appending(path: script)
    folder = FileManager.default.temporaryDirectory.appending(path: "twin-site-\(UUID().uuidString)")
    let port = try freePort()
    address = "http://127.0.0.1:\(port)"
    let log = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).log")
    FileManager.default.createFile(atPath: log.path, contents: nil)
    process.executableURL = self.script
    process.arguments = ["up", folder.path, "\(port)"]
    process.standardOutput = try FileHandle(forWritingTo: log)
    process.standardError = process.standardOutput
    process.standardInput = FileHandle.nullDevice
    try process.run()
    while !answers(port) {
      guard process.isRunning else {
        throw SiteError(description: "\(script) did not start: \((try? String(contentsOf: log, encoding: .utf8)) ?? "")")
      }
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  deinit {
    process.terminate()
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: folder)
  }

  /// A verb of the site's script, and what it prints.
  @discardableResult
  func call(_ verb: String) async throws -> String {
    let call = Process()
    let output = Pipe()
    call.executableURL = script
    call.arguments = [verb, folder.path]
    call.standardOutput = output
    try call.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    call.waitUntilExit()
    guard call.terminationStatus == 0 else { throw SiteError(description: "\(verb) failed: \(text)") }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// What a statement gives in a SQLite file of the site, a line a row, columns between bars.
  func rows(_ file: String, _ statement: String) throws -> [String] {
    let query = Process()
    let output = Pipe()
    query.executableURL = URL(filePath: "/usr/bin/env")
    query.arguments = [
      "python3", "-c",
      "import sqlite3, sys\nfor row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]): print(*row, sep='|')",
      folder.appending(path: file).path, statement,
    ]
    query.standardOutput = output
    try query.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    query.waitUntilExit()
    guard query.terminationStatus == 0 else { throw SiteError(description: "\(file) cannot be asked: \(statement)") }
    return text.split(separator: "\n").map(String.init)
  }
}

struct SiteError: Error, CustomStringConvertible { var description: String }

private func onLoopback<T>(_ port: Int, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) throws -> T) rethrows -> T {
  let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(socket) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = inet_addr("127.0.0.1")
  address.sin_port = in_port_t(port).bigEndian
  return try withUnsafePointer(to: &address) {
    try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      try body(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
}

private func answers(_ port: Int) -> Bool { onLoopback(port) { connect($0, $1, $2) == 0 } }

private func freePort() throws -> Int {
  try onLoopback(0) { socket, address, length in
    var own = sockaddr_in()
    var size = length
    guard bind(socket, address, length) == 0,
      withUnsafeMutablePointer(to: &own, {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &size) }
      }) == 0
    else { throw SiteError(description: "no port is free") }
    return Int(in_port_t(bigEndian: own.sin_port))
  }
}

@Suite("Real sites", .serialized, .enabled(if: RealSite.isThere)) struct RealSiteTests {
  private static func skill(_ name: String) -> String { Workshop.skills.appending(path: name).path }

  @Test func djangoTakesFiveInvoicesAndLosesASupplierOnlyWhenApproved() async throws {
    let shop = try Workshop()
    shop.environment["TWIN_SECRET_ADMIN_PASSWORD"] = "pw-ana-123"
    let site = try await RealSite("django-2fa")
    let database = "site/db.sqlite3"

    // Five invoices from a file, the code asked at a gate of a called skill.
    try FileManager.default.createDirectory(at: shop.folder.appending(path: "in"), withIntermediateDirectories: true)
    try shop.write(
      "in/invoices.csv",
      "number,supplier,amount\nINV-21,Acme,120.50\nINV-22,Globex,80\nINV-23,Initech,9.99\nINV-24,Acme,1000\nINV-25,Globex,312.25\n")
    let adding = try await shop.twin("run", Self.skill("add-invoices.yaml"), "-i", "site=\(site.address)", "--json")
    #expect(adding.code == 3, "\(adding.output)\(adding.errors)")
    #expect(try adding.json["pendingStep"]?["path"] == "call_1.otp")
    let added = try await shop.twin("approve", "last", "-i", "code=\(try await site.call("code"))", "--json")
    #expect(added.code == 0, "\(added.output)\(added.errors)")
    #expect(try added.json["outputs"]?["added"] == 5)
    #expect(
      try site.rows(database, "SELECT number, amount FROM shop_invoice WHERE id > 12 ORDER BY id")
        == ["INV-21|120.5", "INV-22|80", "INV-23|9.99", "INV-24|1000", "INV-25|312.25"])

    // Rejected: everything is still there. (The site takes no code twice; its data are put back instead of waiting.)
    for verdict in ["reject", "approve"] {
      try await site.call("reset")
      let started = try await shop.twin(
        "run", Self.skill("delete-supplier.yaml"), "-i", "site=\(site.address)", "-i", "supplier=Acme", "--json")
      #expect(started.code == 3, "\(started.output)\(started.errors)")
      let asking = try await shop.twin("approve", "last", "-i", "code=\(try await site.call("code"))", "--json")
      #expect(asking.code == 3, "\(asking.output)\(asking.errors)")
      let gate = try asking.json["pendingStep"]
      #expect(gate?["id"] == "agree")
      let everything = try #require(gate?["show"]?["everything that goes"]?.text)
      for number in ["INV-3", "INV-6", "INV-9", "INV-12"] { #expect(everything.contains(number)) }

      let decided =
        verdict == "reject"
        ? try await shop.twin("reject", "last", "--reason", "not yet", "--json")
        : try await shop.twin("approve", "last", "--json")
      #expect(decided.code == (verdict == "reject" ? 4 : 0), "\(decided.output)\(decided.errors)")
      #expect(try site.rows(database, "SELECT count(*) FROM shop_invoice") == [verdict == "reject" ? "12" : "8"])
      #expect(try site.rows(database, "SELECT count(*) FROM shop_supplier") == [verdict == "reject" ? "3" : "2"])
      #expect(try await shop.twin("verify", "last").code == 0)
    }
    #expect(shop.browserProcesses == [], "a browser was left behind")
  }

  @Test func adminerIsAskedOnceWhichOfTheLikeNamedLinksIsMeant() async throws {
    let shop = try Workshop()
    shop.environment["TWIN_SECRET_DATABASE_PASSWORD"] = "letmein"
    let site = try await RealSite("adminer")
    let asking = try await shop.twin(
      "run", Self.skill("edit-invoice.yaml"), "-i", "site=\(site.address)",
      "-i", "database=\(site.folder.appending(path: "shop.db").path)", "-i", "amount=777.5", "--json")
    #expect(asking.code == 3, "\(asking.output)\(asking.errors)")
    let gate = try asking.json["pendingStep"]
    let options = gate?["options"]?.elements ?? []
    #expect(gate?["kind"] == "choice" && options.count > 12)
    let wanted = try #require(options.first { $0["label"]?.text?.contains("INV-7 ") == true }?["value"])
    let value = wanted.text ?? "\(wanted.integer ?? 0)"

    let done = try await shop.twin("approve", "last", "--choose", value, "--json")
    #expect(done.code == 0, "\(done.output)\(done.errors)")
    #expect(try done.json["cost"]?["humanDecisions"] == 1)
    #expect(try site.rows("shop.db", "SELECT number, amount FROM invoice WHERE amount = 777.5") == ["INV-7|777.5"])
    #expect(shop.browserProcesses == [], "a browser was left behind")
  }
}
