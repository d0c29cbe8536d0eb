// "Something happened": counts what was heard of a browser and wakes those who wait for the next thing. Waiting in this room
// is always for this and a condition, never for a length of time alone.
import Synchronization

final class ChangeSignal: Sendable {
  private struct State {
    var revision = 0
    var nextWaiter = 0
    var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
  }
  private let state = Mutex(State())

  /// How much was heard so far.
  var heard: Int { state.withLock { $0.revision } }

  func tell() {
    let waiting = state.withLock { state in
      state.revision += 1
      defer { state.waiters = [:] }
      return state.waiters
    }
    for continuation in waiting.values { continuation.resume() }
  }

  /// Returns when something was heard after `since`, or after this long, or when the task is cancelled.
  func change(since: Int, atMost: Duration) async {
    let number = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    let timer = Task {
      try? await Task.sleep(for: atMost)
      wake(number)
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isNews = state.withLock { state in
          guard state.revision == since, !Task.isCancelled, !timer.isCancelled else { return true }
          state.waiters[number] = continuation
          return false
        }
        if isNews { continuation.resume() }
      }
    } onCancel: {
      wake(number)
    }
    timer.cancel()
  }

  private func wake(_ number: Int) {
    state.withLock { $0.waiters.removeValue(forKey: number) }?.resume()
  }

  /// Waits until a condition holds; false where the deadline came first.
  func wait(
    until deadline: Deadline, isolation: isolated (any Actor)? = #isolation, _ condition: () async throws -> Bool
  ) async rethrows -> Bool {
    while true {
      let before = heard
      if try await condition() { return true }
      if deadline.hasPassed || Task.isCancelled { return false }
      await change(since: before, atMost: deadline.left)
    }
  }
}
