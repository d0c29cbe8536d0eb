// Server-sent events: `/v1/runs/ID/events` of one run, `/v1/events` of all. What the audit log has carries the number of its
// leaf as id, and `Last-Event-ID` brings back everything after it; steps, logs and statuses are of the moment.
import DurableRuntime
import HTTPTypes
import Hummingbird
import NIO
import Synchronization
import Values

struct EventRoutes {
  let service: TwinService

  func add(to router: TwinRouter) {
    router.get("/v1/events") { request, context in
      _ = try context.principal(may: .read)
      return try await stream(request, of: nil)
    }
    router.get("/v1/runs/:run/events") { request, context in
      _ = try context.principal(may: .read)
      let id = try context.run
      _ = try await service.reader.read { try $0.stored(id) }
      return try await stream(request, of: id)
    }
  }

  private func stream(_ request: Request, of run: RunID?) async throws -> Response {
    let last = try (request.headers[.lastEventID] ?? request.query("last-event-id")).map { text throws(Problem) in
      guard let leaf = Int(text), leaf >= 0 else {
        throw Problem(.invalid, "Last-Event-ID is not one that was sent here")
      }
      return leaf
    }
    let service = service
    let place = try service.streams.place()
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store", .xAccelBuffering: "no",
      ],
      body: .init { writer in
        defer { withExtendedLifetime(place) {} }
        var told = EventTeller(service: service, run: run)
        try await writer.write(try await told.beginning(after: last))
        while !service.hub.isClosed {
          let text = try await told.next()
          try await writer.write(text)
        }
        try await writer.finish(nil)
      })
  }
}

/// How many streams are open, of the API and of pages.
package final class StreamCount: Sendable {
  private let count = Mutex(0)
  private let limit: Int
  package init(limit: Int = ServerLimits.streams) { self.limit = limit }
  package var value: Int { count.withLock { $0 } }

  /// One stream's place. It belongs to the answer that holds it, and is free again when that is gone: whether it was written to
  /// its end, given up in the middle, or never begun (HEAD, a client that has left).
  final class Place: Sendable {
    private let streams: StreamCount
    fileprivate init(_ streams: StreamCount) { self.streams = streams }
    deinit { streams.count.withLock { $0 -= 1 } }
  }

  func place() throws(Problem) -> Place {
    let isFree = count.withLock { count in
      guard count < limit else { return false }
      count += 1
      return true
    }
    guard isFree else {
      throw Problem(.tooMany, "\(limit) streams of events are open (limit: \(limit)); try again later")
    }
    return Place(self)
  }
}

/// Says in the format of event streams what has happened since it last said something.
private struct EventTeller {
  let service: TwinService
  let run: RunID?
  private var cursor: Int
  /// The last leaf that was told.
  private var leaf = -1

  init(service: TwinService, run: RunID?) {
    self.service = service
    self.run = run
    cursor = service.hub.cursor
  }

  /// How it stands, or all that came after an earlier stream's last event.
  mutating func beginning(after last: Int?) async throws -> ByteBuffer {
    var buffer = ByteBuffer(string: "retry: 1000\n\n")
    if let last {
      leaf = last
      try await catchUp(into: &buffer)
    } else if let run {
      let seen = try await service.runs.run(run)
      Self.write("run", seen.plain, id: nil, into: &buffer)
    }
    return buffer
  }

  /// From the audit log: what was missed.
  private mutating func catchUp(into buffer: inout ByteBuffer) async throws {
    while true {
      let from = leaf + 1
      let page = try await service.reader.read { engine -> [AuditEntry] in
        let size = try engine.store.auditSize()
        return from < size ? try engine.store.audit(from..<min(size, from + 1000)) : []
      }
      for event in try Driver.events(page, first: from) where run == nil || event.run == run {
        write(event, into: &buffer)
      }
      leaf = max(leaf, from + page.count - 1)
      if page.count < 1000 { return }
    }
  }

  /// Waits for something to say; a comment where nothing happens for a while.
  mutating func next() async throws -> ByteBuffer {
    var buffer = ByteBuffer()
    let isNews = await service.hub.wait(
      after: cursor, run: run, until: .now + .seconds(ServerLimits.streamBeatSeconds))
    switch service.hub.news(after: cursor, run: run) {
    case .events(let events, let now):
      cursor = now
      for event in events where event.leaf.map({ $0 > leaf }) ?? true { write(event, into: &buffer) }
      leaf = max(leaf, events.compactMap(\.leaf).max() ?? leaf)
    case .lost(let now):
      cursor = now
      try await catchUp(into: &buffer)
    }
    if !isNews, buffer.readableBytes == 0 { buffer.writeString(": nothing new\n\n") }
    return buffer
  }

  private func write(_ event: EventHub.Event, into buffer: inout ByteBuffer) {
    var entries = event.data.entries ?? []
    if let run = event.run { entries.insert(PlainEntry(key: "run", value: .string(run.description)), at: 0) }
    Self.write(event.name, .map(entries), id: event.leaf, into: &buffer)
  }

  private static func write(_ name: String, _ data: PlainValue, id: Int?, into buffer: inout ByteBuffer) {
    if let id { buffer.writeString("id: \(id)\n") }
    buffer.writeString("event: \(name)\ndata: ")
    // One line: JSON has no line ends of its own.
    var json = data.jsonBuffer
    buffer.writeBuffer(&json)
    buffer.writeString("\n\n")
  }
}

extension HTTPField.Name {
  static let lastEventID = HTTPField.Name("last-event-id")!
  static let xAccelBuffering = HTTPField.Name("x-accel-buffering")!
}
