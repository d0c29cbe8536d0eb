// Every bound of this room, in one place. Each is named in the error that it causes.

package enum AuthoringLimits {
  /// Bytes of one recording's file.
  package static let recordingBytes = 8 << 20
  /// Actions of one recording.
  package static let actions = 5_000
  /// Ways to point that are looked at for one element.
  package static let selectors = 50
  /// Bytes of one text that was typed, or of one selector.
  package static let textBytes = 64 << 10
  /// Characters of an element's text that may serve as its name; what is longer is content.
  package static let nameCharacters = 80
  /// Bytes of one XPath that is translated, and the steps it may have.
  package static let xpathBytes = 2_000
  package static let xpathSteps = 40
  /// Characters of a line of YAML before a mapping is written as a block.
  package static let lineCharacters = 110
}
