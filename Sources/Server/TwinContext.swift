// What is known about a request beside its bytes: who sends it, and what they may do. Made empty; `Authentication` fills it.
import Hummingbird
import Logging
import NIO

package struct TwinContext: RequestContext {
  package var coreContext: CoreRequestContextStorage
  /// Nil: nobody we know.
  package var principal: Principal?
  /// The other end's address, for rate limits and logs.
  package let peer: String

  package init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    peer = source.channel.remoteAddress?.ipAddress ?? "unknown"
  }

  package var maxUploadSize: Int { ServerLimits.bodyBytes }

  /// Who sends this, if they may do that; a problem otherwise.
  package func principal(may scope: Scope) throws(Problem) -> Principal {
    guard let principal else {
      throw Problem(
        .unauthenticated,
        "this needs an API key (`Authorization: Bearer …`, made by `twin key add`) or a signed-in session")
    }
    guard principal.scopes.contains(scope) else {
      throw Problem(.forbidden, "\(principal.name) may not \(scope.deed); this needs the scope `\(scope.rawValue)`")
    }
    return principal
  }
}

/// What may be done with the service.
package enum Scope: String, CaseIterable, Sendable {
  /// Start runs and cancel them.
  case start
  /// See runs, skills and the audit log.
  case read
  /// Decide gates.
  case decide
  /// Register skills: whoever writes what is run writes its gates, too.
  case author

  /// Whether it takes a person's word: an agent's key never has it.
  package var takesPerson: Bool {
    switch self {
    case .start, .read: false
    case .decide, .author: true
    }
  }

  var deed: String {
    switch self {
    case .start: "start runs"
    case .read: "read"
    case .decide: "decide"
    case .author: "register skills"
    }
  }
}

/// Somebody who has shown who they are.
package struct Principal: Hashable, Sendable {
  package enum Proof: Hashable, Sendable {
    /// An API key, by name.
    case key(String)
    /// A person who signed in, by the session's name.
    case session(String)
  }
  /// Under which name runs are started and decided: a person's, or an agent's.
  package var name: String
  package var scopes: Set<Scope>
  package var proof: Proof

  package init(name: String, scopes: Set<Scope>, proof: Proof) {
    self.name = name
    self.scopes = scopes
    self.proof = proof
  }

  /// The audit log's word for where a decision came from.
  package var surface: String {
    switch proof {
    case .key: "api"
    case .session: "dashboard"
    }
  }
}

/// Tells from a request who sends it. Several are asked in turn; nil: not one of mine. Throws where a proof is offered that
/// does not hold.
package protocol Authenticator: Sendable {
  func principal(of request: Request, context: TwinContext) async throws -> Principal?
}

struct Authentication: RouterMiddleware {
  var authenticators: [any Authenticator]

  func handle(
    _ request: Request, context: TwinContext, next: (Request, TwinContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    for authenticator in authenticators where context.principal == nil {
      context.principal = try await authenticator.principal(of: request, context: context)
    }
    return try await next(request, context)
  }
}
