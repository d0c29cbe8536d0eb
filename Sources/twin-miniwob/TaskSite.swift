// The tasks' pages on loopback. A page that is asked for with an episode starts it by itself, by the seed, and sends the
// task's own verdict here; nothing else of the pages is changed.
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Synchronization
import Values

final class TaskSite: Sendable {
  private let port: Int
  private let serving: Task<Void, any Error>
  private let verdicts: Verdicts

  /// What a task's page said of an episode.
  struct Verdict: Sendable {
    /// The raw reward, from -1 to 1, without the task's bonus for speed.
    var reward: Double
    /// Nothing was judged: the time that the page gives was over.
    var isTimeOver: Bool
  }

  private final class Verdicts: Sendable {
    let known = Mutex<[String: Verdict]>([:])
  }

  private init(port: Int, serving: Task<Void, any Error>, verdicts: Verdicts) {
    (self.port, self.serving, self.verdicts) = (port, serving, verdicts)
  }

  func stop() { serving.cancel() }

  func address(_ task: String, seed: Int, episode: String) -> String {
    "http://127.0.0.1:\(port)/miniwob/\(task).html?seed=\(seed)&episode=\(episode)"
  }

  func verdict(of episode: String) -> Verdict? { verdicts.known.withLock { $0[episode] } }

  // MARK: Serving

  static func start(pages: URL) async throws -> TaskSite {
    let verdicts = Verdicts()
    let router = Router()
    router.post("/verdict/:episode") { request, context in
      var request = request
      let body = try await request.collectBody(upTo: 4 << 10)
      let words = String(buffer: body).split(separator: " ", maxSplits: 1)
      if let episode = context.parameters.get("episode"), let reward = words.first.flatMap({ Double($0) }) {
        verdicts.known.withLock { $0[episode] = Verdict(reward: reward, isTimeOver: words.last == "timed out") }
      }
      return Response(status: .noContent)
    }
    router.get("**") { request, _ in
      let path = request.uri.path.removingPercentEncoding ?? ""
      let file = pages.appendingPathComponent(path).standardizedFileURL
      guard file.path.hasPrefix(pages.standardizedFileURL.path + "/"), let data = try? Data(contentsOf: file) else {
        return Response(status: .notFound)
      }
      var text = ByteBuffer(bytes: data)
      let asked = request.uri.queryParameters
      if let episode = asked["episode"], let seed = asked["seed"] {
        let page = String(decoding: data, as: UTF8.self)
        text = ByteBuffer(
          string: page.replacing("</body>", with: script(String(episode), seed: String(seed)) + "</body>"))
      }
      return Response(
        status: .ok, headers: [.contentType: mediaType(file.pathExtension)], body: .init(byteBuffer: text))
    }
    let (ports, told) = AsyncStream<Int>.makeStream()
    var logger = Logger(label: "miniwob")
    logger.logLevel = .critical
    let application = Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { channel in told.yield(channel.localAddress?.port ?? 0) }, logger: logger)
    let serving = Task { try await application.run() }
    for await port in ports { return TaskSite(port: port, serving: serving, verdicts: verdicts) }
    throw CancellationError()
  }

  /// Starts the episode when the page has loaded, and tells the first verdict: later ones are of episodes nobody started.
  private static func script(_ episode: String, seed: String) -> String {
    let plain = { (text: String) in text.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") } }
    return """
      <script>
      addEventListener('load', () => {
        const end = core.endEpisode;
        let isTold = false;
        core.endEpisode = function (...given) {
          const isRunning = core.EP_TIMER !== null;
          end.apply(core, given);
          if (isRunning && !isTold) navigator.sendBeacon('/verdict/\(plain(episode))', WOB_RAW_REWARD_GLOBAL + ' ' + (given[2] ?? ''));
          isTold ||= isRunning;
        };
        Math.seedrandom('\(plain(seed))');
        core.startEpisodeReal();
      });
      </script>
      """
  }

  private static func mediaType(_ ending: String) -> String {
    switch ending {
    case "html": "text/html; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "png": "image/png"
    case "gif": "image/gif"
    case "svg": "image/svg+xml"
    default: "application/octet-stream"
    }
  }
}
