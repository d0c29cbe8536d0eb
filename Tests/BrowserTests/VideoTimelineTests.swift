// When frames came → how long they stand, and where the chapters are.
import Testing

@testable import Browser

@Suite struct VideoTimelineTests {
  private func frames(_ times: Int64...) -> [VideoFrame] { times.map { VideoFrame(at: $0, name: "\($0).jpg") } }
  private func shown(_ timeline: VideoTimeline) -> [String] { timeline.stills.map { "\($0.name) \($0.milliseconds)" } }
  private func chapters(_ timeline: VideoTimeline) -> [String] {
    timeline.chapters.map { "\($0.title) \($0.start)-\($0.end)" }
  }

  @Test func framesStandAsLongAsThePageLookedSo() {
    let timeline = VideoTimeline(frames: frames(1_000, 1_400, 1_900), marks: [])
    #expect(shown(timeline) == ["1000.jpg 400", "1400.jpg 500", "1900.jpg 1500"])
    #expect(timeline.length == 2_400)
  }

  @Test func nothingMovingIsCutShort() {
    let timeline = VideoTimeline(frames: frames(0, 600_000), marks: [])
    #expect(shown(timeline) == ["0.jpg 3000", "600000.jpg 1500"])
  }

  @Test func aGateOfThreeHoursIsAStillOfTwoSeconds() {
    let hours: Int64 = 3 * 3_600_000
    let marks = [
      VideoMark(at: 0, kind: .step, title: "open"), VideoMark(at: 1_000, kind: .gate, title: "Pay?"),
      VideoMark(at: 1_100, kind: .rest, title: ""), VideoMark(at: 1_000 + hours, kind: .step, title: "pay"),
    ]
    // Frames that a page sends while it is put to rest do not make the still longer.
    let timeline = VideoTimeline(frames: frames(0, 500, 1_200, 1_900, hours + 1_400), marks: marks)
    #expect(chapters(timeline) == ["open 0-1000", "Pay? 1000-3100", "pay 3100-5000"])
    #expect(timeline.length == 5_000)
  }

  @Test func aStepCanBeSeen() {
    let marks = (0..<3).map { VideoMark(at: Int64($0) * 20, kind: .step, title: "step \($0)") }
    let timeline = VideoTimeline(frames: frames(0, 30), marks: marks)
    #expect(chapters(timeline) == ["step 0 0-300", "step 1 300-600", "step 2 600-2100"])
  }

  @Test func whatWasMarkedBeforeTheFirstFrameBelongsToIt() {
    let marks = [VideoMark(at: 0, kind: .step, title: "open")]
    let timeline = VideoTimeline(frames: frames(5_000), marks: marks)
    #expect(chapters(timeline) == ["open 0-1500"])
    #expect(VideoTimeline(frames: [], marks: marks).stills.isEmpty)
  }

  @Test func chaptersAreCuesThatAnyPlayerReads() {
    let marks = [
      VideoMark(at: 0, kind: .step, title: "open <b> & go"),
      VideoMark(at: 61_500, kind: .gate, title: "Pay 5 to\nAcme -->?"),
    ]
    let times = (0..<62).map { Int64($0) * 1_000 }
    let timeline = VideoTimeline(frames: times.map { VideoFrame(at: $0, name: "\($0).jpg") }, marks: marks)
    #expect(
      timeline.webVTT == """
        WEBVTT

        1
        00:00:00.000 --> 00:01:01.500
        open &lt;b&gt; &amp; go

        2
        00:01:01.500 --> 00:01:03.000
        Pay 5 to Acme --&gt;?

        """)
    let script = timeline.concatScript.replacing("option framerate 1000\n", with: "")
    #expect(script.hasPrefix("ffconcat version 1.0\nfile 0.jpg\nduration 1.000\n"))
    #expect(script.hasSuffix("file 61000.jpg\nduration 2.000\nfile 61000.jpg\n"))
  }
}
