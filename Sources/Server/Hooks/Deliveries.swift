// The dispatcher of webhooks, mail and chat as a part of the service: it begins when the address is known that links lead to,
// and ends before the workers do.
import Delivery
import ServiceLifecycle

package struct Deliveries: Service {
  private let make: @Sendable (_ publicAddress: String) throws -> Dispatcher
  private let addresses: AsyncStream<String>
  private let tell: AsyncStream<String>.Continuation

  package init(_ make: @escaping @Sendable (_ publicAddress: String) throws -> Dispatcher) {
    self.make = make
    (addresses, tell) = AsyncStream.makeStream()
  }

  /// The service is reached by this address.
  package func begin(at address: String) {
    tell.yield(address)
    tell.finish()
  }

  package func run() async throws {
    try await cancelWhenGracefulShutdown {
      for await address in addresses { await (try make(address)).run() }
    }
    // A service that ended while the others go on would end them all.
    try? await gracefulShutdown()
  }
}
