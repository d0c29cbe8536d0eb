// Sees to it that no browser outlives its use. Beside every browser a small shell waits: it ends the browser when a paused
// run's page has been kept long enough, and when the `twin` that drove it died and nobody took over. Whoever opens the
// store next does the same for what is overdue.
import CSpawn
import DurableRuntime
import Foundation

enum BrowserKeeper {
  /// Arguments: folder, generation, browser's pid and start time, owner's pid and start time, seconds to keep. Ends as soon
  /// as another client has attached (which brings a keeper of its own) or the browser is gone.
  private static let script = """
    folder=$1 generation=$2 browser=$3 browserStart=$4 owner=$5 ownerStart=$6 keep=$7
    started() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }
    while :; do
      [ "$(started "$browser")" = "$browserStart" ] || exit 0
      if [ -d "$folder" ]; then
        [ "$(cat "$folder/generation" 2>/dev/null)" = "$generation" ] || exit 0
        if [ -s "$folder/deadline" ]; then
          [ "$(date +%s)" -lt "$(cat "$folder/deadline")" ] || break
        elif [ "$(started "$owner")" != "$ownerStart" ]; then
          echo $(($(date +%s) + keep)) >"$folder/deadline"
        fi
      else
        break
      fi
      sleep 2
    done
    kill -9 "-$browser" 2>/dev/null
    kill -9 "$browser" 2>/dev/null
    rm -rf "$folder"
    """

  /// Starts the keeper of a browser that this process has just attached to.
  static func watch(_ process: BrowserProcess, keep milliseconds: Int64) {
    let folder = process.folder
    try? FileManager.default.removeItem(at: folder.appendingPathComponent("deadline"))
    try? Data("\(process.address.generation)".utf8).write(
      to: folder.appendingPathComponent("generation"), options: .atomic)
    let owner = getpid()
    let arguments = [
      // The outer shell ends at once, so that nobody has to wait for the inner one.
      "/bin/sh", "-c", "sh -c \"$0\" keeper \"$@\" &", script, folder.path, "\(process.address.generation)",
      "\(process.address.pid)", "\(process.address.startTime)", "\(owner)",
      "\(ProcessIdentity.start(of: owner) ?? 0)", "\(max(1, milliseconds / 1000))",
    ]
    var pid: pid_t = 0
    let environment = ["PATH=/usr/bin:/bin", "LC_ALL=C"]
    let failure = withCStrings(arguments) { arguments in
      withCStrings(environment) { cspawn_detached("/bin/sh", arguments, $0, -1, -1, &pid) }
    }
    // Without a keeper the next command that opens the store ends what is overdue.
    guard failure == 0 else { return }
    var status: Int32 = 0
    waitpid(pid, &status, 0)
  }

  /// A rest begins: for so long its page is kept.
  static func setDeadline(_ folder: URL, after milliseconds: Int64) {
    let at = Int64(Date().timeIntervalSince1970) + milliseconds / 1000
    try? Data("\(at)".utf8).write(to: folder.appendingPathComponent("deadline"), options: .atomic)
  }

  private static func deadline(_ folder: URL) -> Int64? {
    guard let text = try? String(contentsOf: folder.appendingPathComponent("deadline"), encoding: .utf8) else {
      return nil
    }
    return Int64(text.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  /// Ends the browsers under `root` that were kept long enough and, beyond `live`, those that would be ended first.
  static func sweep(_ root: URL, live: Int = BrowserLimits.livePaused) {
    let folders = (try? FileManager.default.contentsOfDirectory(at: root, includingPropertiesForKeys: nil)) ?? []
    let now = Int64(Date().timeIntervalSince1970)
    var kept: [(deadline: Int64, process: BrowserProcess)] = []
    for folder in folders {
      guard let process = BrowserProcess.existing(in: folder) else {
        // Nothing runs there; a browser that is being started has not written its number yet, but has no deadline either.
        if deadline(folder) != nil { try? FileManager.default.removeItem(at: folder) }
        continue
      }
      guard let until = deadline(folder) else { continue }
      if until <= now { process.end() } else { kept.append((until, process)) }
    }
    kept.sort { $0.deadline < $1.deadline }
    for one in kept.dropLast(live) { one.process.end() }
  }
}
