// How many refused sign-ins an address may have within a while. In memory: a restart forgives, which costs an attacker far more
// than it gives. (What protects an account itself is kept with the account.)
import Synchronization

final class SignInLimits: Sendable {
  private struct Window {
    var began: Int64
    var failures: Int
  }
  private let windows = Mutex<[String: Window]>([:])

  /// Milliseconds that `address` still has to wait; nil: it may try.
  func wait(_ address: String, now: Int64) -> Int64? {
    windows.withLock { windows in
      guard let window = windows[address], window.failures >= PeopleLimits.failuresOfAddress else { return nil }
      let left = window.began + PeopleLimits.addressWindow - now
      return left > 0 ? left : nil
    }
  }

  func failed(_ address: String, now: Int64) {
    windows.withLock { windows in
      if windows.count >= PeopleLimits.addresses {
        windows = windows.filter { $0.value.began + PeopleLimits.addressWindow > now }
        // All of them recent: an attack from everywhere. Accounts lock by themselves; memory must stay bounded.
        if windows.count >= PeopleLimits.addresses { windows.removeAll() }
      }
      var window = windows[address] ?? Window(began: now, failures: 0)
      if window.began + PeopleLimits.addressWindow <= now { window = Window(began: now, failures: 0) }
      window.failures += 1
      windows[address] = window
    }
  }
}
