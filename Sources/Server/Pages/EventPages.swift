// That something has happened, as server-sent events: no more than that it has, and to which run. A page then asks for itself
// again, so what it shows is always made in one place.
import DurableRuntime
import HTTPTypes
import Hummingbird
import NIO

struct EventPages {
  let site: Dashboard

  func add(to router: TwinRouter) {
    site.get("/events", on: router) { request, _, _ in
      let run = try request.query("run").map { text throws(Problem) in
        guard let id = RunID(text) else { throw Problem(.notFound, "'\(text.prefix(60))' is no run's id") }
        return id
      }
      return try stream(run)
    }
  }

  private func stream(_ run: RunID?) throws(Problem) -> Response {
    let place = try site.service.streams.place()
    let hub = site.service.hub
    // Before anything is answered: the page looks once more when it hears of us, so nothing falls in between.
    let start = hub.cursor
    var headers = PageHeaders.common(isSecure: site.people.origin.isSecure)
    headers[.contentType] = "text/event-stream"
    headers[.cacheControl] = "no-store"
    return Response(
      status: .ok, headers: headers,
      body: .init { writer in
        defer { withExtendedLifetime(place) {} }
        var cursor = start
        try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
        while !hub.isClosed, !Task.isCancelled {
          guard await hub.wait(after: cursor, run: run, until: .now + .seconds(PageLimits.beatSeconds)) else {
            try await writer.write(ByteBuffer(string: ": still here\n\n"))
            continue
          }
          switch hub.news(after: cursor, run: run) {
          case .events(let events, let next):
            cursor = next
            if !events.isEmpty {
              try await writer.write(ByteBuffer(string: "event: change\ndata: \(events.count)\n\n"))
            }
          case .lost(let next):
            cursor = next
            try await writer.write(ByteBuffer(string: "event: change\ndata: many\n\n"))
          }
        }
        try await writer.finish(nil)
      })
  }
}
