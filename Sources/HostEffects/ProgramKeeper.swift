// Sees to it that no program outlives its effect: not when that is over, not when it is given up, not when `twin` was killed.
// Beside every program a small shell waits, which is told by which streams the program can be known, before it is begun, and its
// number, as soon as it has one. When we close our end of its pipe, or die, it ends every process of the program's session, asked
// first and killed then. Where we died between the two it looks for whoever has those streams: only a program that had given away
// all three of them by then, or shows them to nobody, is not found.
//
// The keeper holds a locked file as long as it is there: who does the same effect again, in another process perhaps, begins
// only once nothing of the first attempt is left.
import CSpawn
import DurableRuntime
import Foundation
import Synchronization

final class ProgramKeeper: Sendable {
  private let pid: pid_t
  /// What it is to know, a line each: the names of the program's streams, its number, and that nothing of it is left. Closed,
  /// it is the word to end what is. -1 once it is closed.
  private let told: Mutex<Int32>
  private let lock: HeldFile

  /// Arguments: the locked file's path, how many times it looks whether those that were asked have ended, and our own session,
  /// which is never to be ended.
  ///
  /// It sees its pipe end only when no child of ours holds a copy of it any more. One that was about to become the program has
  /// its session and its streams by then. It is looked for twice: who was there when the look began may have gone meanwhile,
  /// and left to another what it held.
  private static let script = #"""
    read -r streams || exit 0
    if read -r sessions; then
      [ "$sessions" -gt 1 ] || exit 0
      read -r rest && exit 0
    else
      for look in 1 2; do
        for holder in $(ls -l /proc/[0-9]*/fd/[012] 2>/dev/null |
          sed -nE "s,.* /proc/([0-9]+)/fd/. -> pipe:\[($streams)\]$,\1,p"); do
          session=$(sed -nE 's/.*\) . [-0-9]+ [-0-9]+ ([0-9]+) .*/\1/p' /proc/$holder/stat 2>/dev/null)
          [ "${session:-0}" -gt 1 ] && [ "$session" != "$3" ] && sessions="${sessions:+$sessions|}$session"
        done
      done
      [ -n "$sessions" ] || exit 0
    fi
    members() {
      found=$(cat /proc/[0-9]*/stat 2>/dev/null |
        sed -nE "s/^([0-9]+) \(.*\) [^ZX] [-0-9]+ [-0-9]+ ($sessions) .*/\1/p")
      [ -n "$found" ]
    }
    members && kill -TERM $found
    looks=0
    while members && [ "$looks" -lt "$2" ]; do
      looks=$((looks + 1))
      sleep 0.05
    done
    while members; do
      kill -KILL $found
      sleep 0.05
    done
    rm -f "$1"
    """#

  /// Waits until nobody else holds `path`.
  static func hired(lock path: String, whileHeld: () -> Void) async throws -> ProgramKeeper {
    while true {
      if let keeper = try await offThePool({ try ProgramKeeper(lock: path) }) { return keeper }
      whileHeld()
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  /// Nil where somebody else holds `path`.
  private init?(lock path: String) throws(ProgramTrouble) {
    guard let lock = try HeldFile(path) else { return nil }
    var ends: [Int32] = [-1, -1]
    var failure = cspawn_pipe(&ends)
    guard failure == 0 else {
      lock.letGo()
      throw .unkept(failure)
    }
    let looks = HostLimits.stopMilliseconds / 50
    var pid: pid_t = 0
    failure = withCStrings(["/bin/sh", "-c", Self.script, "keeper", path, "\(looks)", "\(getsid(0))"]) { arguments in
      withCStrings(["PATH=/usr/bin:/bin", "LC_ALL=C"]) {
        cspawn_detached("/bin/sh", arguments, $0, ends[0], lock.descriptor, &pid)
      }
    }
    Glibc.close(ends[0])
    guard failure == 0 else {
      Glibc.close(ends[1])
      lock.letGo()
      throw .unkept(failure)
    }
    self.pid = pid
    self.told = Mutex(ends[1])
    self.lock = lock
  }

  /// False where it is not there.
  func tell(_ line: String) -> Bool {
    let bytes = Array("\(line)\n".utf8)
    return told.withLock { Glibc.write($0, bytes, bytes.count) == bytes.count }
  }

  /// Nothing of the session is left to end.
  func dismiss() { _ = tell("") }

  /// Whatever is there is to be ended.
  func begin() {
    told.withLock { end in
      if end >= 0 { Glibc.close(end) }
      end = -1
    }
  }

  /// Returns when nothing of the session is left, or after a while when it cannot be ended: it stays locked then. Called once.
  func finish() {
    begin()
    var status: Int32 = 0
    let watched = cspawn_watch(pid)
    if watched >= 0 {
      var polls = [pollfd(fd: watched, events: Int16(POLLIN), revents: 0)]
      while poll(&polls, 1, Int32(HostLimits.unendedMilliseconds)) < 0, errno == EINTR {}
      Glibc.close(watched)
    }
    if waitpid(pid, &status, watched >= 0 ? WNOHANG : 0) == pid { lock.remove() }
    lock.letGo()
  }

  // MARK: Of an earlier process

  /// In the run's folder, before the number of the effect's ticket.
  static let lockPrefix = ".exec-"

  /// Returns once no program is there any more that an earlier process of the run has started.
  static func awaitEarlier(in folder: String) async throws(EffectFailure) {
    // Most runs have no folder, and to ask Foundation for what is in none takes as long as a decision.
    guard access(folder, F_OK) == 0 else { return }
    let locks = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
      $0.hasPrefix(lockPrefix)
    }
    for lock in locks {
      let end = ContinuousClock.now + .milliseconds(HostLimits.stopMilliseconds + HostLimits.unendedMilliseconds)
      while true {
        if HeldFile.isFree("\(folder)/\(lock)") { break }
        guard ContinuousClock.now < end, (try? await Task.sleep(for: .milliseconds(20))) != nil else {
          throw .failed(
            "a program that an earlier process of this run has started is still there and cannot be ended: end it first",
            sent: false)
        }
      }
    }
  }

  /// Whether a process of the session is there beside its leader.
  static func hasOthers(session: pid_t) -> Bool {
    guard let folder = opendir("/proc") else { return true }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { atoi($0) }
      }
      if name > 0, name != session, getsid(name) == session { return true }
    }
    return false
  }
}

/// A file that is locked by us and by whoever was handed its descriptor.
private struct HeldFile {
  let descriptor: Int32
  private let path: String

  /// Nil where somebody else holds it.
  init?(_ path: String) throws(ProgramTrouble) {
    self.path = path
    while true {
      let opened = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
      guard opened >= 0 else { throw .unlocked(path, errno) }
      if flock(opened, LOCK_EX | LOCK_NB) == 0 {
        // Who held it before has removed it, perhaps after we opened it.
        var held = stat()
        var named = stat()
        if fstat(opened, &held) == 0, stat(path, &named) == 0, held.st_ino == named.st_ino {
          descriptor = opened
          return
        }
        Glibc.close(opened)
        continue
      }
      let failure = errno
      Glibc.close(opened)
      guard failure == EWOULDBLOCK || failure == EINTR else { throw .unlocked(path, failure) }
      return nil
    }
  }

  /// Removed where nobody holds it.
  static func isFree(_ path: String) -> Bool {
    let opened = Glibc.open(path, O_RDWR | O_CLOEXEC)
    guard opened >= 0 else { return true }
    defer { Glibc.close(opened) }
    guard flock(opened, LOCK_EX | LOCK_NB) == 0 else { return false }
    unlink(path)
    return true
  }

  /// Before it is let go.
  func remove() { unlink(path) }
  func letGo() { Glibc.close(descriptor) }
}

enum ProgramTrouble: Error {
  /// The file that keeps a second attempt waiting cannot be made.
  case unlocked(String, Int32)
  /// Nobody could be set to look after it.
  case unkept(Int32)
  case noProgram, noFolder
  case tooMuchOutput
  /// It was to be ended, and is still there.
  case unended
}
