// Whether the service lives (`/healthz`), and whether it can do its work (`/readyz`). Open to everybody; they say nothing else.
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
  }
}
