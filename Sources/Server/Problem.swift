// What goes wrong, as problem documents (RFC 9457): a stable type, a title, a status, and what happened in words with the
// cure. The one middleware here turns whatever a handler throws into one; nothing of the inside is shown for our own faults.
import DurableRuntime
import HTTPTypes
import Hummingbird
import NIO
import Values

package struct Problem: Error, Sendable {
  /// The stable types; `urn:twin:problem:` and the word.
  package enum Kind: String, CaseIterable, Sendable {
    case malformed, invalid, unauthenticated, forbidden
    case outsidePermissions = "outside-permissions"
    case notFound = "not-found"
    case methodNotAllowed = "method-not-allowed"
    case noSkillFits = "no-skill-fits"
    case skillDoesNotCompile = "skill-does-not-compile"
    case notPending = "not-pending"
    case ambiguousGate = "ambiguous-gate"
    case alreadyDecided = "already-decided"
    case expired, stale, ended, busy
    case keyInUse = "idempotency-key-in-use"
    case keyReused = "idempotency-key-reused"
    case tooLarge = "too-large"
    case tooSlow = "too-slow"
    case tooMany = "too-many"
    case unsupportedMediaType = "unsupported-media-type"
    case unavailable
    case fault

    package var type: String { "urn:twin:problem:\(rawValue)" }

    package var status: HTTPResponse.Status {
      switch self {
      case .malformed: .badRequest
      case .invalid, .keyReused, .skillDoesNotCompile: .unprocessableContent
      case .unauthenticated: .unauthorized
      case .forbidden, .outsidePermissions: .forbidden
      case .notFound, .noSkillFits: .notFound
      case .methodNotAllowed: .methodNotAllowed
      case .notPending, .ambiguousGate, .alreadyDecided, .stale, .ended, .busy, .keyInUse: .conflict
      case .expired: .gone
      case .tooLarge: .contentTooLarge
      case .tooSlow: .requestTimeout
      case .tooMany: .tooManyRequests
      case .unsupportedMediaType: .unsupportedMediaType
      case .unavailable: .serviceUnavailable
      case .fault: .internalServerError
      }
    }

    package var title: String {
      switch self {
      case .malformed: "The request cannot be read"
      case .invalid: "A value is not accepted"
      case .unauthenticated: "Nobody is signed in"
      case .forbidden: "This may not be done with these rights"
      case .outsidePermissions: "The address is outside of the skill's permissions"
      case .notFound: "There is no such thing"
      case .methodNotAllowed: "This method does not apply here"
      case .noSkillFits: "No skill fits"
      case .skillDoesNotCompile: "The skill does not compile"
      case .notPending: "Nothing waits for a decision"
      case .ambiguousGate: "It is not clear which gate is meant"
      case .alreadyDecided: "It was decided already"
      case .expired: "It is too late for this"
      case .stale: "What was seen is not what is shown now"
      case .ended: "The run has ended"
      case .busy: "Somebody else is at it"
      case .keyInUse: "A request with this key is under way"
      case .keyReused: "This key was used for another request"
      case .tooLarge: "The request is too large"
      case .tooSlow: "The request took too long to arrive"
      case .tooMany: "Too many requests"
      case .unsupportedMediaType: "This media type is not read here"
      case .unavailable: "The service is not ready"
      case .fault: "Something is wrong here"
      }
    }
  }

  package var kind: Kind
  /// What happened, and the cure.
  package var detail: String
  /// Members beside those of the RFC.
  package var more: [PlainEntry] = []
  package var headers: HTTPFields = [:]

  package init(_ kind: Kind, _ detail: String, more: PlainValue = .map([])) {
    self.kind = kind
    self.detail = detail
    self.more = more.entries ?? []
  }
}

extension Problem {
  /// What the runtime refuses.
  package init(_ error: RuntimeError) {
    let kind: Kind =
      switch error.kind {
      case .noSuchRun, .noSuchGate: .notFound
      case .ambiguousGate: .ambiguousGate
      case .alreadyDecided: .alreadyDecided
      case .notPending: .notPending
      case .expired: .expired
      case .stale: .stale
      case .notAllowed, .needsPasskey: .forbidden
      case .refusedInput, .unsupported, .secretMissing, .otherClock: .invalid
      case .busy, .inConflict: .busy
      case .ended: .ended
      case .storeFull, .storeBusy, .storeFailing, .storeUncertain: .unavailable
      case .damaged, .store, .keyMissing: .fault
      }
    self.init(kind, error.message)
    if let trouble = error.kind.trouble {
      detail =
        error.kind == .storeUncertain
        ? "\(trouble), and it is not known whether this was kept: look before you send it again, when that is mended"
        : "\(trouble). Nothing was changed: send it again when that is mended"
      headers[.retryAfter] = "\(ServerLimits.retrySeconds)"
    }
    if let field = error.field { more = [PlainEntry(key: "field", value: .string(field))] }
  }

  private init(_ error: HTTPError) {
    let kind: Kind =
      switch error.status {
      case .notFound: .notFound
      case .methodNotAllowed: .methodNotAllowed
      case .contentTooLarge: .tooLarge
      case .requestTimeout: .tooSlow
      case .unauthorized: .unauthenticated
      case .forbidden: .forbidden
      case .unsupportedMediaType: .unsupportedMediaType
      default: error.status.kind == .serverError ? .fault : .malformed
      }
    let limit = "the body is too large (limit: \(ServerLimits.bodyBytes) bytes)"
    self.init(kind, kind == .tooLarge ? limit : error.body ?? kind.title)
  }

  package init(_ error: any Error, context: TwinContext) {
    switch error {
    case let error as Problem: self = error
    case let error as RuntimeError:
      self.init(error)
      if kind == .fault { self = .fault(error, context) }
      if kind == .unavailable { context.logger.error("the store", metadata: ["error": "\(error)"]) }
    case let error as StoreError: self.init(RuntimeError(error), context: context)
    case let error as HTTPError: self.init(error)
    case is NIOTooManyBytesError:
      self.init(.tooLarge, "the body is too large (limit: \(ServerLimits.bodyBytes) bytes)")
    default: self = .fault(error, context)
    }
  }

  /// Our own fault: the log says what it is, the answer only how to find it there.
  private static func fault(_ error: any Error, _ context: TwinContext) -> Problem {
    context.logger.error("fault", metadata: ["error": "\(error)"])
    return Problem(.fault, "the service's log says more under request \(context.id)")
  }

  package var plain: PlainValue {
    .map(
      [
        PlainEntry(key: "type", value: .string(kind.type)), PlainEntry(key: "title", value: .string(kind.title)),
        PlainEntry(key: "status", value: .int(Int64(kind.status.code))),
        PlainEntry(key: "detail", value: .string(detail)),
      ] + more)
  }

  package var response: Response {
    var headers = headers
    headers[.contentType] = "application/problem+json"
    headers[.cacheControl] = "no-store"
    if kind == .unauthenticated { headers[.wwwAuthenticate] = "Bearer realm=\"twin\"" }
    return Response(status: kind.status, headers: headers, body: .init(byteBuffer: plain.jsonBuffer))
  }
}

struct ProblemMiddleware: RouterMiddleware {
  let routes: RouteTable

  func handle(
    _ request: Request, context: TwinContext, next: (Request, TwinContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch is CancellationError {
      return Problem(.unavailable, "the service is shutting down").response
    } catch let error as HTTPError where error.status == .notFound {
      return missing(request).response
    } catch let error as HTTPError where error.status == .rangeNotSatisfiable {
      return Response(status: error.status, headers: error.headers)
    } catch {
      return Problem(error, context: context).response
    }
  }
}

extension ProblemMiddleware {
  /// No route took it: the path is wrong, or the method.
  private func missing(_ request: Request) -> Problem {
    let methods = routes.methods(of: request.uri.path).map(\.rawValue).sorted()
    guard !methods.isEmpty else {
      return Problem(.notFound, "there is nothing at this path; `/openapi.json` lists what there is")
    }
    let allowed = methods.joined(separator: ", ")
    var problem = Problem(.methodNotAllowed, "this path takes \(allowed)")
    problem.headers[.allow] = allowed
    return problem
  }
}

extension PlainValue {
  /// JSON for people and programs; secrets in it are named, never shown.
  var jsonBuffer: ByteBuffer {
    // Only size and depth can be wrong here, and both were bounded when the value came in.
    ByteBuffer(bytes: (try? json(style: .display)) ?? Array("null".utf8))
  }
}
