// Every bound of this room, in one place. Each is named in the error that it causes.

enum BrowserLimits {
  /// Bytes of one DevTools message.
  static let messageBytes = 256 << 20
  /// Nesting of lists and objects in what a message says; Chromium itself gives up at 300.
  static let replyDepth = 400
  /// Bytes asked for each of the two pipes' buffers.
  static let pipeBytes = 1 << 20
  /// Seconds for one DevTools command to be answered, unless the command says otherwise.
  static let commandSeconds = 30.0
  /// Seconds for a browser to give its first answer.
  static let startSeconds = 20.0
  /// Seconds that a page's evidence or state may take; a page that is stuck then goes without.
  static let captureSeconds = 5.0
  /// Seconds in which a navigation that a page announced must begin; after that the step no longer waits for it.
  static let announcedSeconds = 1.0
  /// Seconds that a document which is there may take to load what it asks for; after that it is taken as it is.
  static let loadSeconds = 3.0
  /// Documents that may be left one after the other while something is asked of a page.
  static let documentsPassed = 8
  /// Milliseconds between two looks at a condition that no event tells of; whichever comes first, event or look.
  static let looks: [Int64] = [16, 32, 64, 125, 250, 500]
  /// Seconds that a field may take to write what was typed in its own way.
  static let typedSeconds = 0.5
  /// How often a step tries anew whose input was kept from the page, since it would have gone to something else.
  static let inputsKept = 10
  /// How often an approved step tries anew on a page that changed after the last look.
  static let looksKept = 30
  /// Milliseconds for which a document may be closed to input that is meant for another.
  static let closedMilliseconds: Int64 = 30_000
  /// Seconds after which a page that has loaded counts as settled: what was known, and is not there, is then looked for by what
  /// it has become.
  static let settleSeconds = 1.0
  /// Words around an element that tell it from others in a question.
  static let labelWords = 8
  /// Nodes of a page's tree.
  static let pageNodes = 200_000
  /// Characters of a page's text.
  static let pageCharacters = 16 << 20
  /// Frames of a page.
  static let frames = 200
  /// Frames within frames that are gone through.
  static let framesDeep = 32
  /// Elements that one CSS selector may select, that `read` with `all: true` and `find` give.
  static let matches = 5_000
  /// Candidates that a choice shows.
  static let candidates = 30
  /// Native dialogs that one step may meet.
  static let dialogs = 10
  /// Characters of one text that is read from a page.
  static let textCharacters = 4 << 20
  /// Pixels of the height of a full-page picture.
  static let pictureHeight = 16_000.0
  /// Bytes of an uploaded and of a downloaded file.
  static let uploadBytes = 256 << 20
  static let downloadBytes: Int64 = 1 << 30
  /// Characters of a downloaded file's name.
  static let fileNameCharacters = 120
  /// Pages that one run may have open.
  static let tabs = 20
  /// Tokens of a page index; one is taken as four bytes.
  static let indexTokens = 2_000
  /// What a step `index` may ask for.
  static let mostIndexTokens = 50_000
  /// Seconds in which a page that is to be indexed may go on asking for things; after that it is taken as it is.
  static let quietSeconds = 5.0
  /// Minutes for which a paused run's live page is kept where the skill does not say.
  static let keepMinutes: Int64 = 15
  /// The longest that a skill can say: the compiler's own bound on lengths of time, ten years.
  static let longestKeepMilliseconds: Int64 = 3_660 * 86_400_000
  /// Paused browsers kept alive at once in one store; beyond it the oldest is ended (its run is restored later).
  static let livePaused = 8
  /// Reads that are remembered, so that what an approver was shown can be compared later, and bytes of them; what was read of a
  /// page beyond that lets no approved step happen on it.
  static let rememberedReads = 4_096
  static let rememberedBytes = 8 << 20
  /// Steps of open gates of which is remembered what their approvers were shown; of one that is forgotten nothing is done.
  static let rememberedSteps = 4_096

  /// Bytes of one event of a recording.
  static let recordedBytes = 1 << 20

  // The video.

  /// Pixels of the video, which are those of a page.
  static let videoWidth: Int64 = 1280
  static let videoHeight: Int64 = 720
  /// Frames a second.
  static let videoRate: Int64 = 10
  /// Of the frames' JPEG, 0 to 100.
  static let videoQuality: Int64 = 60
  /// Frames and bytes that one run's film may have; what comes after is not filmed.
  static let videoFrames = 36_000
  static let videoBytes = 1 << 30
  /// Frames that Chromium makes before the first is acknowledged.
  static let videoFramesUnderWay = 3
  /// Seconds that encoding may take beyond the video's own length.
  static let encodeSeconds = 60.0
}
