// Reads the store on a thread and a connection of its own, so that looking at runs never stands behind driving them.
import DurableRuntime

package actor StoreReader {
  private let executor = ThreadExecutor(name: "twin-reader")
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
  private let engine: Engine

  /// The engine must not be used by anybody else afterwards, and is only read with.
  package init(engine: sending Engine) { self.engine = engine }

  package func read<T: Sendable>(_ body: @Sendable (Engine) throws -> T) rethrows -> T { try body(engine) }

  package func view(_ id: RunID) throws -> RunView { try engine.view(try engine.look(id)) }

  package func close() {
    engine.store.close()
    executor.stop()
  }
}
