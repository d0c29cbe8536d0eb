// A Chromium of our own: found, started, recognised again by a later process, ended. It outlives the `twin` that started
// it, so that the page of a paused run is still there when another process goes on; two named pipes, which Chromium itself
// holds open at both ends, are its DevTools channel and can be reached by whoever may read the run's folder.
import CSpawn
import DurableRuntime
import Foundation

/// What is wrong with the browser as a program (not with a page).
struct BrowserError: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

/// What another process needs to find this browser again. Kept as `browser.json` in the run's browser folder.
struct BrowserAddress: Codable, Equatable, Sendable {
  var pid: Int32
  /// Clock ticks after boot at which the process started (`/proc/PID/stat`, field 22): tells it from a later process that
  /// was given the same number.
  var startTime: UInt64
  /// Counts the clients that have attached; each numbers its commands from its own range.
  var generation: Int
}

package struct BrowserProcess: Sendable {
  /// Holds the pipes, the profile, the log and `browser.json`. Mode 0700.
  var folder: URL
  var address: BrowserAddress

  var commandsPath: String { folder.appendingPathComponent("commands").path }
  var repliesPath: String { folder.appendingPathComponent("replies").path }
  private var addressFile: URL { folder.appendingPathComponent("browser.json") }

  // MARK: Starting

  /// - Parameter flags: switches beyond the usual ones.
  package static func start(
    in folder: URL, _ program: BrowserProgram = BrowserProgram(), flags extra: [String] = []
  ) throws -> BrowserProcess {
    let (headed, program) = (program.isHeaded, try program.path())
    let files = FileManager.default
    try files.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    var process = BrowserProcess(folder: folder, address: BrowserAddress(pid: 0, startTime: 0, generation: 0))
    for path in [process.commandsPath, process.repliesPath] {
      unlink(path)
      guard mkfifo(path, 0o600) == 0 else { throw BrowserError("cannot make the pipe \(path): \(errorText(errno))") }
    }
    let arguments =
      [program] + extra + flags(profile: folder.appendingPathComponent("profile").path, headed: headed, program)
    var environment = ["HOME=\(folder.path)", "LANG=C.UTF-8", "TZ=UTC"]
    for name in ["PATH", "DISPLAY", "XAUTHORITY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR"] {
      if let value = ProcessInfo.processInfo.environment[name] { environment.append("\(name)=\(value)") }
    }
    var pid: pid_t = 0
    let failure = withCStrings(arguments) { arguments in
      withCStrings(environment) { environment in
        cspawn_browser(
          program, arguments, environment, process.commandsPath, process.repliesPath,
          folder.appendingPathComponent("browser.log").path, &pid)
      }
    }
    guard failure == 0 else { throw BrowserError("cannot start \(program): \(errorText(failure))") }
    process.address.pid = pid
    process.address.startTime = ProcessIdentity.start(of: pid) ?? 0
    try process.save()
    return process
  }

  private static func flags(profile: String, headed: Bool, _ program: String) -> [String] {
    var flags = [
      "--remote-debugging-pipe", "--user-data-dir=\(profile)", "--no-first-run", "--no-default-browser-check",
      "--disable-gpu", "--mute-audio", "--disable-background-networking", "--disable-component-update",
      "--disable-sync", "--disable-extensions", "--disable-breakpad", "--disable-dev-shm-usage", "--disable-translate",
      "--password-store=basic", "--use-mock-keychain", "--force-color-profile=srgb", "--disable-features=Translate",
      "--window-size=1280,800", "about:blank",
    ]
    if !headed {
      flags.insert("--hide-scrollbars", at: 0)
      if !BrowserProgram.isShell(program) { flags.insert("--headless=new", at: 0) }
    }
    // Chromium refuses to run as root with its sandbox; for anybody else the sandbox stays.
    if geteuid() == 0 { flags.insert("--no-sandbox", at: 0) }
    return flags
  }

  // MARK: Finding it again, ending it

  /// The browser that an earlier process left in `folder`, if it still runs.
  static func existing(in folder: URL) -> BrowserProcess? {
    let file = folder.appendingPathComponent("browser.json")
    guard let data = try? Data(contentsOf: file),
      let address = try? JSONDecoder().decode(BrowserAddress.self, from: data)
    else { return nil }
    let process = BrowserProcess(folder: folder, address: address)
    return process.isRunning ? process : nil
  }

  var isRunning: Bool { address.pid > 0 && ProcessIdentity.start(of: address.pid) == address.startTime }

  /// Takes the next range of command numbers, so that answers to a client that died are never taken for ours.
  mutating func nextGeneration() throws -> Int {
    address.generation += 1
    try save()
    return address.generation
  }

  private func save() throws {
    let data = try JSONEncoder().encode(address)
    try data.write(to: addressFile, options: .atomic)
    chmod(addressFile.path, 0o600)
  }

  /// Ends the browser and all its processes, by its own number, and removes its folder.
  package func end() {
    if isRunning {
      // It leads a session and a process group of its own.
      kill(-address.pid, SIGKILL)
      kill(address.pid, SIGKILL)
      var status: Int32 = 0
      waitpid(address.pid, &status, 0)
    }
    try? FileManager.default.removeItem(at: folder)
  }
}

func errorText(_ number: Int32) -> String { String(cString: strerror(number)) }
