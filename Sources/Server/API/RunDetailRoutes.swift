// What one run holds: its steps, its state as a person reads it, its entries of the audit log, its files and its video.
import DurableRuntime
import Foundation
import HTTPTypes
import Hummingbird
import NIO
import Values

struct RunDetailRoutes {
  let service: TwinService

  func add(to router: TwinRouter) {
    router.get("/v1/runs/:run/steps", use: steps)
    router.get("/v1/runs/:run/snapshot", use: snapshot)
    router.get("/v1/runs/:run/audit", use: audit)
    router.get("/v1/runs/:run/artifacts", use: artifacts)
    router.get("/v1/runs/:run/artifacts/**", use: artifact)
    router.get("/v1/runs/:run/video", use: video)
    router.get("/v1/runs/:run/evidence/:digest", use: evidence)
  }

  @Sendable private func steps(_ request: Request, _ context: TwinContext) async throws -> Response {
    _ = try context.principal(may: .read)
    let seen = try await service.runs.run(try context.run)
    return .json(["steps": .list(seen.steps)], headers: seen.headers)
  }

  /// As JSON for reading; as `application/vnd.twin.snapshot` the container that `twin snapshot import` takes.
  @Sendable private func snapshot(_ request: Request, _ context: TwinContext) async throws -> Response {
    _ = try context.principal(may: .read)
    let id = try context.run
    guard request.headers[.accept]?.contains(Self.containerType) == true else {
      return .json(try await service.reader.read { try $0.open(id).inspected })
    }
    let bytes = try await service.reader.read { try $0.export(id) }
    return Response(
      status: .ok,
      headers: [
        .contentType: Self.containerType, .cacheControl: "no-store",
        .contentDisposition: "attachment; filename=\"\(id).snap\"",
      ], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }
  static let containerType = "application/vnd.twin.snapshot"

  @Sendable private func audit(_ request: Request, _ context: TwinContext) async throws -> Response {
    _ = try context.principal(may: .read)
    let id = try context.run
    let leaves = try await service.reader.read { engine in
      _ = try engine.stored(id)
      return try engine.store.audit(of: id).map { leaf in
        PlainValue.map(
          [PlainEntry(key: "leaf", value: .int(Int64(leaf.number)))] + (try leaf.entry.plain().entries ?? []))
      }
    }
    return .json(["entries": .list(leaves)])
  }

  // MARK: Files

  @Sendable private func artifacts(_ request: Request, _ context: TwinContext) async throws -> Response {
    _ = try context.principal(may: .read)
    let id = try context.run
    let found = try await service.reader.read { engine in
      _ = try engine.stored(id)
      return try engine.store.artifacts(id)
    }
    return .json([
      "artifacts": .list(found.map { $0.artifact.plain(of: id) })
    ])
  }

  @Sendable private func artifact(_ request: Request, _ context: TwinContext) async throws -> Response {
    _ = try context.principal(may: .read)
    let path = context.parameters.getCatchAll().map { $0.removingPercentEncoding ?? String($0) }.joined(separator: "/")
    return try await file(request, try context.run) { $0.path == path }
  }

  @Sendable private func video(_ request: Request, _ context: TwinContext) async throws -> Response {
    _ = try context.principal(may: .read)
    return try await file(request, try context.run) { $0.mediaType.hasPrefix("video/") }
  }

  /// A file that the store knows as this run's: nothing else in the folder can be asked for, whatever the path says.
  private func file(_ request: Request, _ id: RunID, _ isMeant: @Sendable (Artifact) -> Bool) async throws -> Response {
    let found = try await service.reader.read { engine in
      _ = try engine.stored(id)
      return try engine.store.artifacts(id).last { isMeant($0.artifact) }?.artifact
    }
    guard let artifact = found else { throw Problem(.notFound, "run \(id) has no such file") }
    let etag = "\"\(artifact.sha256)\""
    var headers: HTTPFields = [
      .contentType: artifact.mediaType, .eTag: etag, .cacheControl: "private, no-cache", .acceptRanges: "bytes",
      // Whatever a run has fetched is shown, never run.
      .contentSecurityPolicy: "default-src 'none'; sandbox", .xContentTypeOptions: "nosniff",
    ]
    if request.headers[.ifNoneMatch] == etag { return Response(status: .notModified, headers: headers) }
    guard let place = service.path(of: artifact, id), let handle = FileHandle(forReadingAtPath: place) else {
      throw Problem(.notFound, "the file \(artifact.path) of run \(id) is no longer on this machine")
    }
    let size = artifact.size
    let range = try request.headers[.range].map { try ByteRange($0, of: size) }
    if let range { headers[.contentRange] = "bytes \(range.first)-\(range.last)/\(size)" }
    let (first, count) = (range?.first ?? 0, range.map { $0.last - $0.first + 1 } ?? size)
    return Response(
      status: range == nil ? .ok : .partialContent, headers: headers,
      body: .init(contentLength: Int(count)) { writer in
        defer { try? handle.close() }
        try handle.seek(toOffset: UInt64(first))
        var left = Int(count)
        while left > 0, let data = try handle.read(upToCount: min(left, 256 << 10)), !data.isEmpty {
          left -= data.count
          try await writer.write(ByteBuffer(bytes: data))
        }
        try await writer.finish(nil)
      })
  }

  /// What approvers of one of this run's gates are shown, by its digest.
  @Sendable private func evidence(_ request: Request, _ context: TwinContext) async throws -> Response {
    _ = try context.principal(may: .read)
    let id = try context.run
    let text = context.parameters.get("digest") ?? ""
    guard let digest = Digest(hex: text) else { throw Problem(.notFound, "'\(text.prefix(80))' is no digest") }
    let found = try await service.reader.read { engine -> (RunRecord.Captured, [UInt8])? in
      let shown = try engine.look(id).gates.flatMap(\.captured).first { $0.digest == digest }
      guard let shown, let bytes = try engine.store.content(digest) else { return nil }
      return (shown, bytes)
    }
    guard let (shown, bytes) = found else { throw Problem(.notFound, "no open gate of run \(id) shows this") }
    return Response(
      status: .ok,
      headers: [
        .contentType: shown.mediaType, .cacheControl: "private, max-age=31536000, immutable",
        .contentSecurityPolicy: "default-src 'none'; sandbox", .xContentTypeOptions: "nosniff",
      ], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}

/// One range of bytes (RFC 9110, section 14), both ends within the file.
struct ByteRange {
  var first: Int64
  var last: Int64

  init(_ header: String, of size: Int64) throws {
    let unfit = HTTPError(.rangeNotSatisfiable, headers: [.contentRange: "bytes */\(size)"])
    guard header.hasPrefix("bytes="), !header.contains(",") else { throw unfit }
    let ends = header.dropFirst(6).split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard ends.count == 2 else { throw unfit }
    guard ends.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }) else {
      throw unfit
    }
    switch (Int64(ends[0]), Int64(ends[1])) {
    case (let from?, let to?): (first, last) = (from, min(to, size - 1))
    case (let from?, nil) where ends[1].isEmpty: (first, last) = (from, size - 1)
    case (nil, let suffix?) where ends[0].isEmpty: (first, last) = (max(0, size - suffix), size - 1)
    default: throw unfit
    }
    guard first >= 0, first <= last else { throw unfit }
  }
}
