// MCP over HTTP (“Streamable HTTP”): one message a POST, one JSON answer. No streams and no sessions are kept, which the
// protocol leaves to the server: nothing is lost when it starts again. (GET and DELETE would be for those: the path takes POST
// alone, and whoever sends them hears so.)
import HTTPTypes
import Hummingbird
import Values

struct MCPRoutes {
  let service: TwinService

  private static let version = HTTPField.Name("MCP-Protocol-Version")!

  func add(to router: TwinRouter) {
    router.post("/mcp", use: post)
  }

  @Sendable private func post(_ request: Request, _ context: TwinContext) async throws -> Response {
    try checkOrigin(request)
    guard let principal = context.principal else {
      throw Problem(.unauthenticated, "an API key is needed (`Authorization: Bearer …`, made by `twin key add`)")
    }
    // A browser's session is a person's: agents come with keys of their own.
    guard case .key = principal.proof else { throw Problem(.forbidden, "agents use an API key, not a session") }
    if let version = request.headers[Self.version], !MCPServer.protocolVersions.contains(version) {
      throw Problem(
        .malformed,
        "the protocol version '\(version.prefix(40))' is not spoken here; \(MCPServer.protocolVersions.joined(separator: ", ")) are"
      )
    }
    let bytes = try await Body.bytes(of: request)
    let message: PlainValue
    do { message = try PlainValue(json: bytes) } catch {
      return .json(MCPServer.parseError("the body is no JSON: \(error)"), status: .badRequest)
    }
    guard let answer = await MCPServer(service: service).answer(message, by: principal) else {
      return Response(status: .accepted)
    }
    return .json(answer)
  }

  /// A page of another site that a browser was lured to must not reach this through a name that leads here (DNS rebinding).
  private func checkOrigin(_ request: Request) throws(Problem) {
    guard let origin = request.headers[.origin], !service.origin.isOurs(origin) else { return }
    throw Problem(.forbidden, "requests from pages of \(origin.prefix(100)) are not taken here")
  }
}
