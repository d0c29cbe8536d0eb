// Responses of the API: JSON, and for runs the headers that say how they stand.
import DurableRuntime
import HTTPTypes
import Hummingbird
import Values

extension HTTPField.Name {
  static let twinStatus = HTTPField.Name("x-twin-status")!
  static let twinSkill = HTTPField.Name("x-twin-skill")!
  static let twinModelCalls = HTTPField.Name("x-twin-llm-calls")!
  static let twinCredits = HTTPField.Name("x-twin-credits")!
  static let twinCache = HTTPField.Name("x-twin-cache")!
  static let idempotencyKey = HTTPField.Name("idempotency-key")!
  static let idempotencyReplayed = HTTPField.Name("idempotency-replayed")!
}

extension Response {
  static func json(_ value: PlainValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
    var headers = headers
    headers[.contentType] = "application/json"
    if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
    return Response(status: status, headers: headers, body: .init(byteBuffer: value.jsonBuffer))
  }
}

extension SeenRun {
  /// `completed`, `awaiting_approval` …; where it went on after a rest: `completed, resumed from step 3 of 5`.
  var statusText: String {
    guard let step = view.resumedFrom else { return view.status.text }
    return "\(view.status.text), resumed from step \(step) of \(view.stepCount)"
  }

  var etag: String { "\"\(view.id)-\(version)\"" }

  var headers: HTTPFields {
    var headers = HTTPFields()
    headers[.twinStatus] = statusText
    headers[.twinSkill] = "\(view.skill)@v\(view.skillVersion)"
    headers[.twinModelCalls] = String(view.cost.modelCalls)
    headers[.twinCredits] = view.cost.credits.headerText
    headers[.twinCache] = view.reuse.rawValue
    headers[.eTag] = etag
    return headers
  }

  func response(_ status: HTTPResponse.Status = .ok) -> Response {
    .json(plain, status: status, headers: headers)
  }
}

extension Double {
  /// Without a fraction where there is none.
  fileprivate var headerText: String {
    self == rounded() && abs(self) < 1e15 ? String(Int64(self)) : String(self)
  }
}

extension Request {
  /// A query parameter; nil where it is not there or empty.
  func query(_ name: String) -> String? {
    guard let text = uri.queryParameters[Substring(name)], !text.isEmpty else { return nil }
    return String(text)
  }

  /// Every value of a query parameter that may be given several times, also as one list with commas.
  func queries(_ name: String) -> [String] {
    uri.queryParameters[values: Substring(name)].flatMap { $0.split(separator: ",") }.map(String.init)
  }

  func pageSize() throws(Problem) -> Int {
    guard let text = query("limit") else { return ServerLimits.pageSize }
    guard let number = Int(text), (1...ServerLimits.largestPage).contains(number) else {
      throw Problem(
        .invalid, "limit must be between 1 and \(ServerLimits.largestPage)", more: ["field": "limit"])
    }
    return number
  }

  func version() throws(Problem) -> Int? {
    guard let text = query("version") else { return nil }
    guard let number = Int(text), number > 0, number < 1_000_000_000 else {
      throw Problem(.invalid, "version must be a whole number above 0", more: ["field": "version"])
    }
    return number
  }

  /// `wait=30s`, `wait=30`, `wait=500ms`: how long the answer may wait for the run.
  func wait(default seconds: Int64) throws(Problem) -> Swift.Duration {
    guard let text = query("wait") else { return .seconds(seconds) }
    return try Swift.Duration(wait: text)
  }
}

extension Swift.Duration {
  init(wait text: String) throws(Problem) {
    let digits = text.prefix { ("0"..."9").contains($0) }
    let unit: Int64? =
      switch text.dropFirst(digits.count) {
      case "", "s": 1000
      case "ms": 1
      case "m": 60_000
      default: nil
      }
    guard let unit, let number = Int64(digits), number <= ServerLimits.longestWaitSeconds * 1000 / unit else {
      throw Problem(
        .invalid, "wait '\(text.prefix(40))' is no time up to \(ServerLimits.longestWaitSeconds)s, as 30s or 500ms",
        more: ["field": "wait"])
    }
    self = .milliseconds(number * unit)
  }
}
