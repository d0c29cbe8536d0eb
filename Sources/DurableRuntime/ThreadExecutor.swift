// A thread of one's own to run an actor on: the store's calls block, and the pool's two threads must not. It begins with the
// first thing to do: most commands have nothing for most of these.
import Foundation

package final class ThreadExecutor: SerialExecutor, @unchecked Sendable {
  // Unchecked: the queue is under the condition's lock.
  private let condition = NSCondition()
  private var jobs: [UnownedJob] = []
  private var isStopped = false
  private var hasBegun = false
  private let name: String

  package init(name: String) { self.name = name }

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
    let isFirst = !hasBegun
    hasBegun = true
    condition.signal()
    condition.unlock()
    if isFirst { begin() }
  }

  /// The thread ends once nothing is left to do. Nothing may be enqueued after.
  package func stop() {
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
      for job in batch { job.runSynchronously(on: asUnownedSerialExecutor()) }
    }
  }
}
