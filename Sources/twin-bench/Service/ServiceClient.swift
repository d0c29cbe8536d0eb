// `twin serve` as a process of its own, and a client of it on the same machine: loopback, HTTP/1.1, connections kept open.
import AsyncHTTPClient
import Foundation
import NIO
import Values

/// A service at work over one store.
final class ServiceProcess {
  let address: String
  private let process: Process
  private static let log = "serve.log"

  /// Returns once it answers. The first start registers the folder's skills.
  init(folder: String) throws {
    let log = folder + "/" + Self.log
    FileManager.default.createFile(atPath: log, contents: nil)
    process = Process()
    process.executableURL = URL(fileURLWithPath: ProcessBench.twin)
    process.arguments = ["serve", "--port", "0", "--skills", folder + "/skills", "--store", folder + "/twin.db"]
    process.standardOutput = FileHandle(forWritingAtPath: log)
    process.standardError = FileHandle(forWritingAtPath: folder + "/serve.err")
    try process.run()
    while true {
      let said = try String(contentsOfFile: log, encoding: .utf8)
      if let found = said.firstMatch(of: /serves (http:\/\/127\.0\.0\.1:\d+)\n/) {
        address = String(found.1)
        return
      }
      guard process.isRunning else { fatalError("twin serve has ended: \(said)") }
      usleep(5_000)
    }
  }

  /// Killed, as a store has to bear it. (Started from a thread of Swift's pool, it was born with SIGTERM blocked.)
  func stop() {
    kill(process.processIdentifier, SIGKILL)
    while process.isRunning { usleep(1_000) }
  }

  /// Bytes that are resident, and the most that ever were, in megabytes.
  var memory: (now: Double, peak: Double) {
    let text = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
    func megabytes(_ name: String) -> Double {
      let line = text.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
      return (Double(line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first ?? "0") ?? 0) / 1024
    }
    return (megabytes("VmRSS:"), megabytes("VmHWM:"))
  }
}

struct ServiceClient: Sendable {
  let address: String
  let key: String

  static let http: HTTPClient = {
    var configuration = HTTPClient.Configuration()
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
    return HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
  }()

  func request(_ method: NIOHTTP1Method, _ path: String, _ body: String? = nil) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: address + path)
    request.method = method == .get ? .GET : .POST
    request.headers.add(name: "authorization", value: "Bearer \(key)")
    if let body {
      request.headers.add(name: "content-type", value: "application/json")
      request.body = .bytes(ByteBuffer(string: body))
    }
    return request
  }
  enum NIOHTTP1Method { case get, post }

  /// Milliseconds until the whole answer is there, and the answer.
  func send(
    _ method: NIOHTTP1Method, _ path: String, _ body: String? = nil
  ) async throws -> (milliseconds: Double, json: PlainValue) {
    let began = DispatchTime.now().uptimeNanoseconds
    let response = try await Self.http.execute(request(method, path, body), timeout: .seconds(60))
    let bytes = try await response.body.collect(upTo: 16 << 20)
    let took = Double(DispatchTime.now().uptimeNanoseconds - began) / 1e6
    guard response.status == .ok || response.status == .created else {
      fatalError("\(path): \(response.status) \(String(buffer: bytes))")
    }
    return (took, try PlainValue(json: Array(bytes.readableBytesView)))
  }

  /// Every one of `jobs` once, `width` at a time: milliseconds of each, and how many were done in a second.
  func all<Job: Sendable>(
    _ jobs: [Job], width: Int, _ body: @escaping @Sendable (ServiceClient, Job) async throws -> Double
  ) async throws -> (milliseconds: [Double], rate: Double) {
    let began = DispatchTime.now().uptimeNanoseconds
    var times: [Double] = []
    try await withThrowingTaskGroup(of: Double.self) { group in
      var rest = jobs.makeIterator()
      for _ in 0..<width { if let job = rest.next() { group.addTask { try await body(self, job) } } }
      while let took = try await group.next() {
        times.append(took)
        if let job = rest.next() { group.addTask { try await body(self, job) } }
      }
    }
    let seconds = Double(DispatchTime.now().uptimeNanoseconds - began) / 1e9
    return (times, Double(jobs.count) / seconds)
  }
}

extension [Double] {
  /// The smallest value that `share` of them do not exceed.
  func percentile(_ share: Double) -> Double {
    let sorted = sorted()
    return sorted[Swift.min(sorted.count - 1, Int((Double(sorted.count) * share).rounded(.up)) - 1)]
  }
}
