// Every bound of this room, in one place. Each is named in the error that it causes.

enum BrowserLimits {
  /// Bytes of one DevTools message.
  static let messageBytes = 256 << 20
  /// Bytes asked for each of the two pipes' buffers.
  static let pipeBytes = 1 << 20
  /// Seconds for one DevTools command to be answered, unless the command says otherwise.
  static let commandSeconds = 30.0
  /// Seconds for a browser to give its first answer.
  static let startSeconds = 20.0
  /// Seconds for a browser to end by itself after it was asked to.
  static let closeSeconds = 3.0
}
