// What the service counts, in the text format that Prometheus reads. No ids, names or addresses: routes, methods, statuses.
import DurableRuntime
import Foundation
import Hummingbird
import Logging
import Synchronization
import Values

package final class Metrics: Sendable {
  private struct Label: Hashable {
    var route: String
    var method: String
    var status: Int
  }
  private struct Route {
    var buckets = [Int](repeating: 0, count: Metrics.bounds.count + 1)
    var seconds = 0.0
  }
  private struct State {
    var requests: [Label: Int] = [:]
    var routes: [String: Route] = [:]
  }
  /// Upper bounds of the histogram's buckets, in seconds.
  private static let bounds = [0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5, 30]
  private let state = Mutex(State())

  package init() {}

  func note(route: String, method: String, status: Int, seconds: Double) {
    state.withLock { state in
      state.requests[Label(route: route, method: method, status: status), default: 0] += 1
      let bucket = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
      state.routes[route, default: Route()].buckets[bucket] += 1
      state.routes[route, default: Route()].seconds += seconds
    }
  }

  /// `gauges`: name, what it is, value.
  func text(gauges: [(name: String, help: String, value: Int)], totals: [(event: String, count: Int)]) -> String {
    let now = state.withLock { $0 }
    var lines: [String] = []
    func head(_ name: String, _ type: String, _ help: String) {
      lines += ["# HELP \(name) \(help)", "# TYPE \(name) \(type)"]
    }
    head("twin_http_requests_total", "counter", "Requests answered.")
    for (label, count) in now.requests.map({ ("\($0.route)\",method=\"\($0.method)\",status=\"\($0.status)", $1) })
      .sorted(by: { $0.0 < $1.0 })
    {
      lines.append("twin_http_requests_total{route=\"\(label)\"} \(count)")
    }
    head("twin_http_request_seconds", "histogram", "Time until the answer began.")
    for (route, row) in now.routes.sorted(by: { $0.key < $1.key }) {
      var sum = 0
      for (bound, count) in zip(Self.bounds, row.buckets) {
        sum += count
        lines.append("twin_http_request_seconds_bucket{route=\"\(route)\",le=\"\(bound)\"} \(sum)")
      }
      sum += row.buckets.last ?? 0
      lines.append("twin_http_request_seconds_bucket{route=\"\(route)\",le=\"+Inf\"} \(sum)")
      lines.append("twin_http_request_seconds_sum{route=\"\(route)\"} \(row.seconds)")
      lines.append("twin_http_request_seconds_count{route=\"\(route)\"} \(sum)")
    }
    head("twin_events_total", "counter", "What happened to runs since this process began.")
    for (event, count) in totals { lines.append("twin_events_total{event=\"\(event)\"} \(count)") }
    for gauge in gauges {
      head(gauge.name, "gauge", gauge.help)
      lines.append("\(gauge.name) \(gauge.value)")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// One line of the log and one count for every request. The path's own words are not logged: they may be anything.
struct RequestRecord: RouterMiddleware {
  let metrics: Metrics

  func handle(
    _ request: Request, context: TwinContext, next: (Request, TwinContext) async throws -> Response
  ) async throws -> Response {
    let began = ContinuousClock.now
    let response = try await next(request, context)
    let time = ContinuousClock.now - began
    let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
    let route = context.endpointPath ?? "none"
    metrics.note(route: route, method: request.method.known, status: response.status.code, seconds: seconds)
    var metadata: Logger.Metadata = [
      "method": "\(request.method.known)", "route": "\(route)", "status": "\(response.status.code)",
      "ms": "\(Int(seconds * 1000))",
    ]
    // The run that the path names, or that the request has made.
    let made = response.headers[.location].flatMap { $0.split(separator: "/").last }
    if let run = (context.parameters.get("run") ?? made.map(String.init)).flatMap({ RunID($0) }) {
      metadata["run"] = "\(run)"
    }
    context.logger.info("request", metadata: metadata)
    return response
  }
}

extension HTTPRequest.Method {
  /// One of the usual words, so that nobody can make up labels.
  fileprivate var known: String {
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].contains(rawValue) ? rawValue : "other"
  }
}
