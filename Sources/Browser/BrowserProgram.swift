// Which Chromium is started, and whether it has a window: the one that the operator set, else the one that Debian's packages
// install. It starts nothing itself.
import Foundation

package struct BrowserProgram: Equatable, Sendable {
  /// Path of a Chromium, as the setting `browser` (TWIN_BROWSER) names it; nil: looked for where the packages put it.
  package var chosen: String?
  /// Whether it opens a window for a person to look at.
  package var isHeaded: Bool
  /// Where Chromiums may be, best first: the browsers' own binaries. (Debian's `/usr/bin/chromium` is a shell script that adds
  /// flags and a second of start-up.)
  var full = ["/usr/lib/chromium/chromium", "/opt/google/chrome/chrome"]
  var shells = ["/usr/lib/chromium/chromium-headless-shell", "/usr/bin/chromium-headless-shell"]

  /// Switches beyond the usual ones.
  var flags: [String] = []

  package init(chosen: String? = nil, isHeaded: Bool = false) {
    self.chosen = chosen
    self.isHeaded = isHeaded
  }

  static let installHint = "install it with: apt-get install chromium-headless-shell"
  static let windowHint = "install it with: apt-get install chromium"

  /// The binary's path. A headless shell has no window: where one is wanted it is passed over, chosen or not.
  /// - Throws: `BrowserError`, with the command that cures it.
  package func path() throws -> String {
    if isHeaded { try Self.requireScreen() }
    if let chosen, !chosen.isEmpty, !isHeaded || !Self.isShell(chosen) {
      guard access(chosen, X_OK) == 0 else {
        throw BrowserError(
          "the setting `browser` (TWIN_BROWSER) names \(chosen), which cannot be run; leave it out, and \(Self.installHint)"
        )
      }
      return chosen
    }
    for path in isHeaded ? full : shells + full where access(path, X_OK) == 0 { return path }
    throw BrowserError(
      isHeaded
        ? "no Chromium with a window is installed; \(Self.windowHint)" : "no Chromium is installed; \(Self.installHint)"
    )
  }

  static func isShell(_ path: String) -> Bool { path.hasSuffix("headless-shell") }

  private static func requireScreen() throws {
    let environment = ProcessInfo.processInfo.environment
    guard ["DISPLAY", "WAYLAND_DISPLAY"].contains(where: { environment[$0]?.isEmpty == false }) else {
      throw BrowserError(
        "there is no screen to open a window on (DISPLAY is not set); on a server, run it under xvfb-run or with X11 forwarding"
      )
    }
  }
}
