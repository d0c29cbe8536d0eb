// Work that blocks (a file, an fsync) → a thread that may block, so that the pool which drives every run never does.
import Dispatch

func offThePool<Result: Sendable>(
  _ work: @escaping @Sendable () throws -> Result
) async throws -> Result {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue.global().async { continuation.resume(with: Swift.Result { try work() }) }
  }
}
