// Which methods a path takes: so that a wrong method is told from a wrong path.
import HTTPTypes
import Hummingbird
import Synchronization

final class RouteTable: Sendable {
  private struct Row {
    var segments: [Substring]
    var method: HTTPRequest.Method
  }
  private let rows = Mutex<[Row]>([])

  func fill(from router: TwinRouter) {
    let found = router.routes.map { route in
      Row(segments: "\(route.path)".split(separator: "/"), method: route.method)
    }
    rows.withLock { $0 = found }
  }

  /// Empty where there is no such path.
  func methods(of path: String) -> [HTTPRequest.Method] {
    let wanted = path.split(separator: "/")
    return rows.withLock { rows in rows.filter { Self.fits($0.segments, wanted) }.map(\.method) }
  }

  private static func fits(_ pattern: [Substring], _ path: [Substring]) -> Bool {
    for (index, segment) in pattern.enumerated() {
      if segment == "**" { return path.count > index }
      guard index < path.count, segment.hasPrefix(":") || segment == path[index] else { return false }
    }
    return pattern.count == path.count
  }
}
