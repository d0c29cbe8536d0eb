// How many sign-ins an address may have refused within a while, and how many may be looked at at once. In memory: a restart
// forgives, which costs an attacker far more than it gives. (What protects an account itself is kept with the account; for names
// that nobody has the same is kept here, so that being locked does not tell that a name exists.)
import Synchronization

/// Wrong passwords in a row, and until when none is taken (milliseconds since 1970).
struct Lockout: Hashable, Sendable {
  var failures = 0
  var until: Int64 = 0

  /// An attempt counts before it is known how it ends: many at once are as many guesses as one after the other.
  mutating func count(now: Int64) {
    failures = min(failures + 1, 1000)
    let beyond = failures - PeopleLimits.failuresOfAccount
    guard beyond >= 0 else { return }
    until = now + min(PeopleLimits.longestLockOut, PeopleLimits.lockOut << Int64(min(beyond, 10)))
  }
}

final class SignInLimits: Sendable {
  fileprivate struct Window {
    var began: Int64
    var failures = 0
    var underWay = 0
  }
  fileprivate struct State {
    var windows: [String: Window] = [:]
    var underWay = 0
    var strangers: [String: Lockout] = [:]
  }
  private let state = Mutex(State())

  /// Counts an attempt as refused until it is known better. Milliseconds that `address` has to wait instead; nil: it may try,
  /// and `ended` follows.
  /// - Parameter isHashed: whether a password is to be hashed, for which attempts stand in line.
  func begin(_ address: String, isHashed: Bool, now: Int64) -> Int64? {
    state.withLock { state in
      state.makeRoom(now: now)
      var window = state.windows[address] ?? Window(began: now)
      if window.began + PeopleLimits.addressWindow <= now { (window.began, window.failures) = (now, 0) }
      guard window.failures < PeopleLimits.failuresOfAddress else {
        return window.began + PeopleLimits.addressWindow - now
      }
      let isBusy = window.underWay >= PeopleLimits.attemptsOfAddress || state.underWay >= PeopleLimits.attempts
      guard !(isHashed && isBusy) else {
        return PeopleLimits.attemptPause
      }
      window.failures += 1
      window.underWay += 1
      state.underWay += 1
      state.windows[address] = window
      return nil
    }
  }

  func ended(_ address: String, wasRight: Bool) {
    state.withLock { state in
      state.underWay -= 1
      state.windows[address]?.underWay -= 1
      // The window may be another one by now.
      if wasRight, let failures = state.windows[address]?.failures, failures > 0 {
        state.windows[address]?.failures = failures - 1
      }
    }
  }

  /// An attempt with a name that has no password: until when it is refused, as one that has would be; nil: as long as it is only
  /// wrong.
  func stranger(_ name: String, now: Int64) -> Int64? {
    state.withLock { state in
      if state.strangers.count >= PeopleLimits.addresses {
        state.strangers = state.strangers.filter { $0.value.until > now }
        if state.strangers.count >= PeopleLimits.addresses { state.strangers = [:] }
      }
      var lockout = state.strangers[name] ?? Lockout()
      if lockout.until > now { return lockout.until }
      lockout.count(now: now)
      state.strangers[name] = lockout
      return nil
    }
  }
}

extension SignInLimits.State {
  /// Where all of them are recent it is an attack from everywhere: accounts lock by themselves, memory must stay bounded.
  fileprivate mutating func makeRoom(now: Int64) {
    guard windows.count >= PeopleLimits.addresses else { return }
    windows = windows.filter { $0.value.underWay > 0 || $0.value.began + PeopleLimits.addressWindow > now }
    if windows.count >= PeopleLimits.addresses { windows = windows.filter { $0.value.underWay > 0 } }
  }
}
