// A thread to run an actor on: the store's calls block, and the pool's two threads must not. It is one of its own, which begins
// with the first thing to do (most commands have nothing for most of these), or the one that calls `runHere`.
import Foundation

package final class ThreadExecutor: SerialExecutor, TaskExecutor, @unchecked Sendable {
  // Unchecked: the queue is under the condition's lock.
  private let condition = NSCondition()
  private var jobs: [UnownedJob] = []
  private var isStopped = false
  private var hasThread = false
  /// Nil: the thread is the caller's.
  private let name: String?

  package init(name: String) { self.name = name }

  private init() {
    name = nil
    hasThread = true
  }

  /// Runs `body`, and the actors that are given its executor, on this thread, and returns when `body` has. A process that does
  /// one short thing needs no other thread: to begin some and to wake each other takes them longer than the thing itself.
  package static func runHere(_ body: sending @escaping (ThreadExecutor) async -> Void) {
    let executor = ThreadExecutor()
    Task(executorPreference: executor) {
      await body(executor)
      executor.end()
    }
    executor.run()
  }

  private func begin() {
    let thread = Thread { [self] in run() }
    thread.name = name
    // The values' codings recurse up to `ValueLimits.depth`.
    thread.stackSize = 8 << 20
    thread.start()
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    condition.lock()
    jobs.append(job)
    let isFirst = !hasThread
    hasThread = true
    condition.signal()
    condition.unlock()
    if isFirst { begin() }
  }

  /// The thread ends once nothing is left to do. Nothing may be enqueued after. (A caller's own goes on until `runHere` is done.)
  package func stop() {
    if name != nil { end() }
  }

  private func end() {
    condition.lock()
    isStopped = true
    condition.signal()
    condition.unlock()
  }

  private func run() {
    while true {
      condition.lock()
      while jobs.isEmpty, !isStopped { condition.wait() }
      let batch = jobs
      jobs = []
      condition.unlock()
      if batch.isEmpty { return }
      for job in batch {
        if name == nil {
          job.runSynchronously(isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
        } else {
          // No task prefers this one: to one that does not, each call within its actor would be a call from elsewhere, which
          // stands in line again.
          job.runSynchronously(on: asUnownedSerialExecutor())
        }
      }
    }
  }
}
