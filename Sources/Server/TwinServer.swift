// The service as one value: the store's runs over HTTP, and workers in the same process that carry them on. Read this first.
//
//   request → ProblemMiddleware → Authentication → a route group (API/, Pages/, People/, Hooks/) → Runs, SkillShelf → Worker
//   engine's notices, audit log → EventHub → streams, requests that wait
//
// What it needs of other rooms is handed in by the command's Assembly; nothing here opens a store or reads the environment.
import DurableRuntime
import Foundation
import Hummingbird
import HummingbirdCore
import Learning
import Logging
import NIO
import ServiceLifecycle
import Values

package typealias TwinRouter = Router<TwinContext>

/// What every route group is given.
package struct TwinService: Sendable {
  package let runs: Runs
  package let skills: SkillShelf
  package let clock: any WorldClock
  /// The operating system's user that the service runs as; the audit log keeps it beside the person.
  package let user: String
  /// Folder of the runs' files: one under it for each run.
  package let artifacts: String
  /// Whether a model is configured: without one nothing can be drafted.
  package let hasModel: Bool
  /// Who compares goals with skills where words do not decide.
  package let embeddings: GoalEmbeddings?
  package let streams = StreamCount()
  package let metrics = Metrics()
  /// Where browsers find us: requests from pages of anywhere else are told apart by it.
  package let origin: ServedOrigin
  let idempotency: Idempotency

  /// The worker and the reader are closed by whoever made them.
  package init(
    worker: Worker, reader: StoreReader, hub: EventHub, clock: any WorldClock, user: String, artifacts: String,
    origin: ServedOrigin = ServedOrigin(), hasModel: Bool = false, embeddings: GoalEmbeddings? = nil
  ) {
    runs = Runs(worker: worker, reader: reader, hub: hub)
    skills = SkillShelf(worker: worker, reader: reader, clock: clock)
    idempotency = Idempotency(runs: runs, clock: clock)
    self.clock = clock
    self.user = user
    self.artifacts = artifacts
    self.origin = origin
    self.hasModel = hasModel
    self.embeddings = embeddings
  }

  package var hub: EventHub { runs.hub }
  package var reader: StoreReader { runs.reader }

  /// Where a run's file lies; nil for a path that leads out of the run's own folder, by dots or by a link.
  func path(of artifact: Artifact, _ id: RunID) -> String? {
    let folder = URL(fileURLWithPath: "\(artifacts)/\(id)").resolvingSymlinksInPath().path
    let path = URL(fileURLWithPath: artifact.path, relativeTo: URL(fileURLWithPath: folder + "/"))
      .resolvingSymlinksInPath().path
    return path.hasPrefix(folder + "/") ? path : nil
  }
}

package struct TwinServer: Sendable {
  package let service: TwinService
  /// Who may be asked who somebody is, in turn.
  package var authenticators: [any Authenticator]
  /// Route groups beyond the API (`Pages/`, `People/`, `Hooks/`): each adds its own.
  package var extensions: [@Sendable (TwinRouter) -> Void] = []
  /// Work that lasts as long as the service (deliveries, schedules); ends before the workers do.
  package var companions: [any Service] = []

  package init(_ service: TwinService) {
    self.service = service
    authenticators = [KeyAuthenticator(reader: service.reader, clock: service.clock)]
    extensions = [{ AuditRoutes(service: service).add(to: $0) }, { MCPRoutes(service: service).add(to: $0) }]
  }

  package func router() -> TwinRouter {
    let router = TwinRouter(context: TwinContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: RequestRecord(metrics: service.metrics))
    let routes = RouteTable()
    router.add(middleware: ProblemMiddleware(routes: routes))
    router.add(middleware: Authentication(authenticators: authenticators))
    HealthRoutes(service: service).add(to: router)
    AgentRoutes(service: service).add(to: router)
    RunRoutes(service: service).add(to: router)
    RunDetailRoutes(service: service).add(to: router)
    EventRoutes(service: service).add(to: router)
    SkillRoutes(service: service).add(to: router)
    DescriptionRoutes().add(to: router)
    for add in extensions { add(router) }
    routes.fill(from: router)
    return router
  }

  /// Serves until the process is told to end (SIGTERM, SIGINT): streams and waits end, answers go out, every run finishes
  /// the step that it is at.
  /// - Parameter port: 0 takes a free one.
  package func run(
    host: String, port: Int, logger: Logger, onReady: @escaping @Sendable (Int) async -> Void
  ) async throws {
    let application = Application(
      router: router(),
      server: .http1(
        configuration: .init(
          additionalChannelHandlers: [
            ConnectionDeadline(
              head: .seconds(ServerLimits.headSeconds), answer: .seconds(ServerLimits.answerSeconds)),
            UnreadableRequestPlacement(),
          ],
          idleTimeout: .seconds(ServerLimits.idleSeconds),
          httpDecoderConfiguration: .init(
            maxHeaderFieldSize: ServerLimits.headerFieldBytes, maxHeaderListSize: ServerLimits.headerBytes,
            maxHeaderFieldCount: ServerLimits.headerCount))),
      configuration: .init(
        address: .hostname(host, port: port), serverName: "twin",
        availableConnectionsDelegate: MaximumAvailableConnections(ServerLimits.connections)),
      onServerRunning: { channel in
        let port = channel.localAddress?.port ?? port
        service.origin.tell(ServedOrigin.text(host: host, port: port))
        await onReady(port)
      },
      logger: logger)
    let driver = Driver(service, logger: logger)
    // They end in the opposite order: first whoever listens is let go, the driver goes last.
    let services: [any Service] =
      [driver] + companions + [application, Farewell(hub: service.hub)]
    let group = ServiceGroup(
      configuration: .init(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    do { try await group.run() } catch let error as IOError where error.errnoCode == EADDRINUSE {
      throw AddressInUse(host: host, port: port)
    }
  }
}

/// Something else listens there.
package struct AddressInUse: Error, CustomStringConvertible {
  var host: String
  var port: Int
  package var description: String {
    "something listens on port \(port) of \(host) already (another `twin serve`?); `--port` takes another one"
  }
}

/// Lets go everybody who waits or listens, so that the HTTP server can end.
private struct Farewell: Service {
  let hub: EventHub
  func run() async throws {
    try? await gracefulShutdown()
    hub.close()
  }
}
