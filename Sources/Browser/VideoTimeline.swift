// When frames came and what was being done → how long each frame stands in the video, and its chapters. Pure: the same
// facts give the same video. What nobody wants to watch (a page that waits for a person, or for nothing) is cut short.
// Chapters: WebVTT, https://www.w3.org/TR/webvtt1/#introduction-chapters

/// Something that happened beside the frames.
struct VideoMark: Codable, Equatable, Sendable {
  enum Kind: String, Codable, Sendable {
    /// A step began.
    case step
    /// A person is asked.
    case gate
    /// The run rests from here to the next mark.
    case rest
    /// The run ended.
    case end
  }
  /// Milliseconds since 1970, as frames have them.
  var at: Int64
  var kind: Kind
  /// The chapter's title.
  var title: String

  /// `click pay_now`; a step without a name of its own is called by its kind and number already.
  static func title(kind: String, step: String) -> String { step.hasPrefix(kind) ? step : "\(kind) \(step)" }
}

struct VideoFrame: Equatable, Sendable {
  /// Milliseconds since 1970 at which the page looked like this.
  var at: Int64
  /// File name.
  var name: String
}

struct VideoTimeline: Equatable, Sendable {
  struct Still: Equatable, Sendable {
    var name: String
    var milliseconds: Int64
  }
  struct Chapter: Equatable, Sendable {
    var title: String
    /// Milliseconds from the video's beginning.
    var start: Int64
    var end: Int64
  }

  private(set) var stills: [Still] = []
  private(set) var chapters: [Chapter] = []
  /// Milliseconds of the whole.
  private(set) var length: Int64 = 0

  /// How long things stand at most and at least, in milliseconds.
  enum Pace {
    /// A page on which nothing moves.
    static let longestStill: Int64 = 3_000
    /// A page that waits for a person, however long it took.
    static let gate: Int64 = 2_000
    /// A step, so that it can be seen.
    static let shortestStep: Int64 = 300
    /// The last frame.
    static let ending: Int64 = 1_500
  }

  /// Both in any order.
  init(frames: [VideoFrame], marks: [VideoMark]) {
    enum Event { case frame(VideoFrame), mark(VideoMark) }
    let frames = frames.sorted { $0.at < $1.at }
    let marks = marks.sorted { $0.at < $1.at }
    guard let first = frames.first else { return }
    // What was marked before there was anything to see belongs to the first frame.
    var events = marks.map { (at: max($0.at, first.at), event: Event.mark($0)) }
    events += frames.map { (at: $0.at, event: Event.frame($0)) }
    let inOrder = events.enumerated().sorted { a, b in
      a.element.at != b.element.at ? a.element.at < b.element.at : a.offset < b.offset
    }.map(\.element)

    stills = [Still(name: first.name, milliseconds: 0)]
    var before = first.at
    var rest: Int64?
    for (at, event) in inOrder {
      let gap = at - before
      before = at
      if let left = rest {
        let shown = min(gap, left)
        stand(shown)
        rest = left - shown
      } else {
        stand(min(gap, Pace.longestStill))
      }
      switch event {
      case .frame(let frame): show(frame)
      case .mark(let mark):
        switch mark.kind {
        case .step, .gate:
          rest = nil
          begin(mark.title)
        case .rest: rest = Pace.gate
        case .end: rest = nil
        }
      }
    }
    stand(Pace.ending)
    if !chapters.isEmpty { chapters[chapters.count - 1].end = length }
    stills.removeAll { $0.milliseconds == 0 }
  }

  private mutating func stand(_ milliseconds: Int64) {
    stills[stills.count - 1].milliseconds += milliseconds
    length += milliseconds
  }

  private mutating func show(_ frame: VideoFrame) {
    if stills[stills.count - 1].milliseconds == 0 {
      stills[stills.count - 1].name = frame.name
    } else {
      stills.append(Still(name: frame.name, milliseconds: 0))
    }
  }

  private mutating func begin(_ title: String) {
    if let last = chapters.last {
      let shown = length - last.start
      if shown < Pace.shortestStep { stand(Pace.shortestStep - shown) }
      chapters[chapters.count - 1].end = length
    }
    chapters.append(Chapter(title: title, start: length, end: length))
  }

  // MARK: As texts

  /// The script of ffmpeg's concat demuxer. The last file stands twice: the demuxer does not keep the last duration. Moments are
  /// kept to the thousandth; by itself ffmpeg rounds those of pictures to 1/25 s, and leaves out one that falls on another.
  var concatScript: String {
    guard let last = stills.last else { return "" }
    var lines = ["ffconcat version 1.0"]
    func file(_ name: String) { lines += ["file \(name)", "option framerate 1000"] }
    for still in stills {
      file(still.name)
      lines.append("duration \(Self.seconds(still.milliseconds))")
    }
    file(last.name)
    return lines.joined(separator: "\n") + "\n"
  }

  var webVTT: String {
    var text = "WEBVTT\n"
    for (number, chapter) in chapters.enumerated() where chapter.end > chapter.start {
      text += "\n\(number + 1)\n\(Self.time(chapter.start)) --> \(Self.time(chapter.end))\n\(Self.cue(chapter.title))\n"
    }
    return text
  }

  /// `12.345`.
  static func seconds(_ milliseconds: Int64) -> String {
    "\(milliseconds / 1_000)." + padded(milliseconds % 1_000, 3)
  }

  private static func time(_ milliseconds: Int64) -> String {
    let seconds = milliseconds / 1_000
    return padded(seconds / 3_600, 2) + ":" + padded(seconds / 60 % 60, 2) + ":" + padded(seconds % 60, 2) + "."
      + padded(milliseconds % 1_000, 3)
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// One line of cue text: no line breaks, no markup.
  private static func cue(_ title: String) -> String {
    let line = title.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
