// `twin record`: a window in which a person does what a skill shall do, and the skill that comes of it.
import ArgumentParser
import Authoring
import Browser
import Foundation

struct Record: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record", abstract: "Write a skill from what you do in a browser window.",
    discussion: """
      Opens a Chromium with a window (Debian's package `chromium`) and a fresh profile. Do what the skill shall do, then \
      close the window or press Control-C: the skill is written. Passwords are not recorded; their fields become secrets.
      Example: twin record https://billing.example.com -o pay-invoice.yaml
      """)

  @Argument(help: "Where to begin.")
  var url: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where to write the skill. Default: standard output.", valueName: "skill.yaml"))
  var output: String?

  func run() async throws {
    let address = WebAddress.typed(url)
    guard let scheme = URL(string: address)?.scheme, ["http", "https", "file"].contains(scheme) else {
      throw UsageError("“\(url)” is no web address: expected https://host/path")
    }
    try DraftOutput.checkFree(output)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("twin-record-\(UUID().uuidString)")
    let recorder: PageRecorder
    let configuration = try ConfigurationFile.load(
      StorePlace.parse([]), environment: ProcessInfo.processInfo.environment)
    let program = BrowserProgram(chosen: configuration.browser, isHeaded: true)
    do { recorder = try await PageRecorder.open(address, in: folder, program: program) } catch {
      throw UsageError("\(error)")
    }
    let interrupted = await Interruption()
    complain("recording; close the window or press Control-C when you are done")
    let signals = interrupted.signals
    let recording = await withTaskGroup(of: Void.self) { group in
      group.addTask {
        for await _ in signals { break }
        await recorder.close()
      }
      var recording = EventRecording(start: address)
      for await event in recorder.events { recording.take(event.event, tab: event.tab) }
      interrupted.stop()
      await group.waitForAll()
      return recording.recording
    }
    let draft: SkillDraft
    do throws(RecordingError) {
      draft = try SkillDraft(recording, name: output.flatMap(DraftOutput.skillName))
    } catch {
      throw UsageError("\(error)")
    }
    try DraftOutput.write(draft, to: output)
  }
}

/// Control-C and SIGTERM as events, so that what was recorded is written instead of lost.
private final class Interruption {
  let signals: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation
  private let sources: [any DispatchSourceSignal]

  /// Returns once they are listened for.
  init() async {
    let (signals, continuation) = AsyncStream<Void>.makeStream()
    self.signals = signals
    self.continuation = continuation
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler { continuation.yield() }
      return source
    }
    for source in sources {
      await withCheckedContinuation { listening in
        source.setRegistrationHandler { listening.resume() }
        source.resume()
      }
    }
  }

  func stop() {
    for source in sources { source.cancel() }
    continuation.finish()
  }
}
