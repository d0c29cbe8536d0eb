// `/v1/audit`: who decided what, as a list for people and programs, and as a transparency log for its tools: the prefix of
// C2SP tlog-tiles is `/v1/audit`.
import DurableRuntime
import Foundation
import HTTPTypes
import Hummingbird
import Values

struct AuditRoutes {
  let service: TwinService

  func add(to router: TwinRouter) {
    router.get("/v1/audit", use: list)
    router.get("/v1/audit/key") { try await answer($0, $1) { log, _ in log.verifierKey + "\n" } }
    router.get("/v1/audit/checkpoint") { try await answer($0, $1) { _, signed in signed.note } }
    router.get("/v1/audit/entries/:index/proof", use: proof)
    router.get("/v1/audit/consistency", use: consistency)
    router.get("/v1/audit/tile/:level/**", use: tile)
  }

  /// Signing writes, so the worker does it; what is then asked of the signed tree is only read.
  private func log<T: Sendable>(_ body: @Sendable (AuditLog, AuditLog.SignedTree) throws -> T) async throws -> T {
    let signed = try await service.runs.worker.with { try AuditLog(store: $0.store, keys: $0.keys).latest() }
    return try await service.reader.read { try body(AuditLog(store: $0.store, keys: $0.keys), signed) }
  }

  // MARK: Entries

  /// Oldest first. `after` is the number of an entry, `next` the one to go on with.
  @Sendable private func list(_ request: Request, _ context: TwinContext) async throws -> Response {
    _ = try context.principal(may: .read)
    let limit = try request.number("limit", in: 1...ServerLimits.largestPage) ?? ServerLimits.pageSize
    let after = try request.number("after", in: 0...Int.max - 1)
    let page = try await service.reader.read { engine -> PlainValue in
      let size = try engine.store.auditSize()
      let first = min(size, after.map { $0 + 1 } ?? 0)
      let entries = try engine.store.audit(first..<min(size, first + limit)).enumerated().map { offset, entry in
        let leaf = PlainEntry(key: "leaf", value: .int(Int64(first + offset)))
        return PlainValue.map([leaf] + (try entry.plain().entries ?? []))
      }
      let next = first + entries.count
      return [
        "size": .int(Int64(size)), "entries": .list(entries), "next": next < size ? .int(Int64(next - 1)) : .null,
      ]
    }
    return .json(page)
  }

  // MARK: The log

  private func answer(
    _ request: Request, _ context: TwinContext, _ text: @Sendable (AuditLog, AuditLog.SignedTree) throws -> String
  ) async throws -> Response {
    _ = try context.principal(may: .read)
    return Self.text(try await log(text))
  }

  private static func text(_ text: String) -> Response {
    Response(
      status: .ok, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
      body: .init(byteBuffer: ByteBuffer(string: text)))
  }

  /// C2SP tlog-proof.
  @Sendable private func proof(_ request: Request, _ context: TwinContext) async throws -> Response {
    _ = try context.principal(may: .read)
    guard let index = context.parameters.get("index").flatMap(Int.init), index >= 0,
      let proof = try await log({ try $0.proof(of: index, in: $1) })
    else { throw Problem(.notFound, "the audit log has no such entry; they count from 0") }
    return Self.text(proof)
  }

  @Sendable private func consistency(_ request: Request, _ context: TwinContext) async throws -> Response {
    _ = try context.principal(may: .read)
    guard let first = try request.number("from", in: 1...Int.max),
      let second = try request.number("to", in: 1...Int.max)
    else { throw Problem(.invalid, "`from` and `to` are needed: the sizes of two trees") }
    guard let proof = try await log({ try $0.consistency(from: first, to: second, in: $1) }) else {
      throw Problem(.notFound, "the audit log has no trees of \(first) and then \(second) entries")
    }
    return .json([
      "from": .int(Int64(first)), "to": .int(Int64(second)),
      "proof": .list(proof.map { .string(Data($0.bytes).base64EncodedString()) }),
    ])
  }

  @Sendable private func tile(_ request: Request, _ context: TwinContext) async throws -> Response {
    _ = try context.principal(may: .read)
    let level = context.parameters.get("level") ?? ""
    let path = context.parameters.getCatchAll()
    let bytes: [UInt8]?
    if level == "entries", let tile = Tile(level: 0, path: path) {
      bytes = try await log { try $0.bundle(tile, in: $1) }
    } else if let number = Int(level), String(number) == level, let tile = Tile(level: number, path: path) {
      bytes = try await log { try $0.bytes(of: tile, in: $1) }
    } else {
      bytes = nil
    }
    guard let bytes else { throw Problem(.notFound, "the audit log has no such tile") }
    // It never changes; but it is not everybody's.
    return Response(
      status: .ok,
      headers: [.contentType: "application/octet-stream", .cacheControl: "private, max-age=31536000, immutable"],
      body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}

extension Request {
  /// A whole number of the query.
  fileprivate func number(_ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int? {
    guard let text = uri.queryParameters.get(name) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw Problem(
        .invalid,
        "'\(name)' is a whole number from \(range.lowerBound)"
          + (range.upperBound < 1 << 40 ? " to \(range.upperBound)" : ""), more: ["field": .string(name)])
    }
    return number
  }
}
