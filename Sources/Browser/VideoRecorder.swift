// Films the pages of a run: DevTools' screencast frames → the run's reel, with a mark wherever a step begins, a person is
// asked, or the run rests. Filming is never in a step's way: what it hears it writes behind the step, in the order in which it
// came; the browser makes no more frames than the film has, since each is acknowledged only when the next is wanted; and what
// goes wrong with the film (a full disk) ends the film, not the run.
import DurableRuntime
import Foundation
import Values

actor VideoRecorder {
  private let reel: VideoReel
  /// Frames and bytes that are in the reel by this process.
  private var frames = 0
  private var bytes = 0
  private var lastKept: Int64 = 0
  /// The newest frame, not kept yet since it came right after another.
  private var pending: (at: Int64, jpeg: Data)?
  private var hasEnded = false
  /// The DevTools session of the page that is filmed.
  private var session: String?

  /// What is to be written, in order: nobody who tells it waits for that.
  private nonisolated let news: AsyncStream<News>.Continuation
  private enum News: Sendable {
    case frame(DevToolsEvent, DevTools)
    case mark(VideoMark)
    /// Everything before this has been written.
    case written(CheckedContinuation<Void, Never>)
  }

  /// Frames that were not acknowledged yet, oldest first.
  private var owed: [(acknowledgement: DevToolsCommand, devTools: DevTools)] = []
  private var acknowledged: ContinuousClock.Instant?
  private var pacing: Task<Void, Never>?
  /// So many frames were on their way that the browser may have shown one that it did not send.
  private var mayHaveMissed = false

  init(reel: VideoReel) throws {
    self.reel = reel
    try reel.make()
    frames = try reel.frames().count
    let (told, news) = AsyncStream<News>.makeStream()
    self.news = news
    Task { [weak self] in
      for await one in told {
        switch one {
        case .frame(let event, let devTools): await self?.take(event, devTools)
        case .mark(let mark): await self?.write(mark)
        case .written(let continuation): continuation.resume()
        }
      }
    }
  }

  deinit { news.finish() }

  nonisolated func hear(_ event: DevToolsEvent, _ devTools: DevTools) { news.yield(.frame(event, devTools)) }

  private func settled() async { await withCheckedContinuation { news.yield(.written($0)) } }

  // MARK: What is filmed

  /// Films this page from now on, and the one before no longer.
  func film(_ session: String, _ devTools: DevTools) async {
    guard !hasEnded, self.session != session else { return }
    if let before = self.session { await stop(before, devTools) }
    self.session = session
    // A screencast that an earlier process began may wait for its acknowledgement for ever.
    _ = try? await devTools.send("Page.stopScreencast", session: session, seconds: BrowserLimits.captureSeconds)
    _ = try? await devTools.send(
      "Page.startScreencast",
      [
        "format": "jpeg", "quality": .int(BrowserLimits.videoQuality), "maxWidth": .int(BrowserLimits.videoWidth),
        "maxHeight": .int(BrowserLimits.videoHeight),
      ], session: session)
  }

  private func stop(_ session: String, _ devTools: DevTools) async {
    keepPending()
    owed = []
    mayHaveMissed = false
    _ = try? await devTools.send(
      "Page.stopScreencast", session: session, seconds: BrowserLimits.captureSeconds)
  }

  private func take(_ event: DevToolsEvent, _ devTools: DevTools) {
    guard !hasEnded, event.session == session else { return }
    owed.append(
      (
        DevToolsCommand(
          "Page.screencastFrameAck", ["sessionId": event.parameters["sessionId"] ?? 0], session: event.session),
        devTools
      ))
    mayHaveMissed = owed.count >= BrowserLimits.videoFramesUnderWay
    if pacing == nil { pace() }
    guard let text = event.parameters["data"]?.text, let jpeg = Data(base64Encoded: text) else { return }
    let seconds = event.parameters["metadata"]?["timestamp"]?.number ?? Date().timeIntervalSince1970
    let at = Int64(seconds * 1_000)
    guard at - lastKept >= 1_000 / BrowserLimits.videoRate else {
      pending = (at, jpeg)
      return
    }
    pending = nil
    keep(jpeg, at: at)
  }

  /// Acknowledges one frame for each that the film has room for. Chromium makes none while three are owed, so that what a busy
  /// page costs is what the film can show of it.
  private func pace() {
    pacing = Task { [weak self] in
      while let pause = await self?.acknowledge() { try? await Task.sleep(for: pause) }
    }
  }

  /// What to wait for before the next is looked at; nil: there is nothing more.
  private func acknowledge() async -> Duration? {
    let interval = Duration.milliseconds(1_000 / BrowserLimits.videoRate)
    let now = ContinuousClock.now
    if let acknowledged, now < acknowledged + interval { return now.duration(to: acknowledged + interval) }
    guard !owed.isEmpty else {
      // The page came to rest after it had shown more than was sent.
      if mayHaveMissed, let session, let devTools = last { await still(session, devTools) }
      mayHaveMissed = false
      if !owed.isEmpty { return .zero }
      pacing = nil
      return nil
    }
    let (acknowledgement, devTools) = owed.removeFirst()
    last = devTools
    acknowledged = now
    await devTools.post(acknowledgement)
    return interval
  }
  /// The channel that the last frame came by.
  private var last: DevTools?

  /// A picture of the page as it is now: the screencast tells of a change a little after it.
  func still(_ session: String, _ devTools: DevTools) async {
    guard !hasEnded, self.session == session else { return }
    let answer = try? await devTools.send(
      "Page.captureScreenshot", ["format": "jpeg", "quality": .int(BrowserLimits.videoQuality)], session: session,
      seconds: BrowserLimits.captureSeconds)
    guard let text = answer?["data"]?.text, let jpeg = Data(base64Encoded: text) else { return }
    pending = nil
    keep(jpeg, at: Self.now)
  }

  private static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1_000) }

  // MARK: Marks

  nonisolated func step(_ title: String) { mark(.step, title) }
  nonisolated func gate(_ title: String) { mark(.gate, title) }

  /// The run rests: whoever goes on films on.
  func rest() async {
    mark(.rest, "")
    await settled()
    session = nil
    owed = []
    mayHaveMissed = false
  }

  func end() async {
    mark(.end, "")
    await settled()
    hasEnded = true
    owed = []
  }

  private nonisolated func mark(_ kind: VideoMark.Kind, _ title: String) {
    news.yield(.mark(VideoMark(at: Self.now, kind: kind, title: title)))
  }

  private func write(_ mark: VideoMark) {
    guard !hasEnded else { return }
    keepPending()
    do { try reel.add(mark) } catch { hasEnded = true }
  }

  // MARK: Keeping

  private func keepPending() {
    guard let frame = pending else { return }
    pending = nil
    keep(frame.jpeg, at: frame.at)
  }

  private func keep(_ jpeg: Data, at milliseconds: Int64) {
    guard frames < BrowserLimits.videoFrames, bytes + jpeg.count <= BrowserLimits.videoBytes else {
      hasEnded = true
      return
    }
    do { try reel.add(jpeg: jpeg, at: milliseconds) } catch {
      hasEnded = true
      return
    }
    lastKept = milliseconds
    frames += 1
    bytes += jpeg.count
  }
}
