// Films the pages of a run: DevTools' screencast frames → the run's reel, with a mark wherever a step begins, a person is
// asked, or the run rests. Filming is never in a step's way: frames are written behind it, and what goes wrong with the
// film (a full disk) ends the film, not the run.
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
  /// Frames on their way here: whoever hears them does not wait until they are written.
  private nonisolated let arriving: AsyncStream<Arrival>.Continuation
  private struct Arrival: Sendable {
    var event: DevToolsEvent
    var devTools: DevTools
  }

  init(reel: VideoReel) throws {
    self.reel = reel
    try reel.make()
    frames = try reel.frames().count
    let (arrivals, arriving) = AsyncStream<Arrival>.makeStream(
      bufferingPolicy: .bufferingNewest(BrowserLimits.videoWaiting))
    self.arriving = arriving
    Task { [weak self] in
      for await arrival in arrivals { await self?.take(arrival.event, arrival.devTools) }
    }
  }

  deinit { arriving.finish() }

  nonisolated func hear(_ event: DevToolsEvent, _ devTools: DevTools) {
    arriving.yield(Arrival(event: event, devTools: devTools))
  }

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
    _ = try? await devTools.send(
      "Page.stopScreencast", session: session, seconds: BrowserLimits.captureSeconds)
  }

  /// A screencast frame. Chromium sends no further one until it is acknowledged.
  private func take(_ event: DevToolsEvent, _ devTools: DevTools) async {
    await devTools.post(
      DevToolsCommand(
        "Page.screencastFrameAck", ["sessionId": event.parameters["sessionId"] ?? 0], session: event.session))
    guard !hasEnded, event.session == session, let text = event.parameters["data"]?.text,
      let jpeg = Data(base64Encoded: text)
    else { return }
    let seconds = event.parameters["metadata"]?["timestamp"]?.number ?? Date().timeIntervalSince1970
    let at = Int64(seconds * 1_000)
    guard at - lastKept >= 1_000 / Int64(BrowserLimits.videoRate) else {
      pending = (at, jpeg)
      return
    }
    pending = nil
    keep(jpeg, at: at)
  }

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

  func step(_ title: String) { mark(.step, title) }
  func gate(_ title: String) { mark(.gate, title) }

  /// The run rests: whoever goes on films on.
  func rest() {
    mark(.rest, "")
    session = nil
  }

  func end() {
    mark(.end, "")
    hasEnded = true
  }

  private func mark(_ kind: VideoMark.Kind, _ title: String) {
    guard !hasEnded else { return }
    keepPending()
    do { try reel.add(VideoMark(at: Self.now, kind: kind, title: title)) } catch { hasEnded = true }
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
