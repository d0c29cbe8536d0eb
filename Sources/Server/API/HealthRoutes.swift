// Whether the service lives (`/healthz`) and can do its work (`/readyz`): open to everybody, and they say nothing else. What
// it counts (`/metrics`): for those who may read.
import DurableRuntime
import Foundation
import Hummingbird

struct HealthRoutes {
  let service: TwinService

  func add(to router: TwinRouter) {
    router.get("/healthz") { _, _ in Response.json(["status": "ok"]) }
    router.get("/readyz") { _, _ in
      guard !service.hub.isClosed else { throw Problem(.unavailable, "the service is shutting down") }
      do { _ = try await service.reader.read { try $0.store.auditSize() } } catch {
        throw Problem(.unavailable, "the store does not answer")
      }
      return Response.json(["status": "ready"])
    }
    router.get("/metrics") { _, context in
      _ = try context.principal(may: .read)
      return Response(
        status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store"],
        body: .init(byteBuffer: ByteBuffer(string: try await text())))
    }
  }

  private func text() async throws -> String {
    let leaves = try await service.reader.read { try $0.store.auditSize() }
    return service.metrics.text(
      gauges: [
        ("twin_streams", "Streams of events that are open.", service.streams.value),
        ("twin_audit_leaves", "Entries of the audit log.", leaves),
        ("process_resident_memory_bytes", "Memory in use.", Self.residentBytes),
      ], totals: service.hub.totals)
  }

  /// The second number of /proc/self/statm, in pages.
  private static var residentBytes: Int {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
    let parts = text.split(separator: " ")
    return parts.count > 1 ? (Int(parts[1]) ?? 0) * sysconf(Int32(_SC_PAGESIZE)) : 0
  }
}
