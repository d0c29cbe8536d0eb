// Every bound of this room, in one place. Each is named in the error or note that it causes.

package enum LearningLimits {
  /// Bytes of a goal in a person's words, and words of it that are looked at.
  package static let goalBytes = 2000
  package static let goalWords = 64
  /// Bytes of an address that is dispatched on.
  package static let addressBytes = 2000
  /// Words that one `{input}` of an example may stand for.
  package static let captureWords = 12
  /// Skills that share no word with a goal and are compared with it by an embeddings model all the same.
  package static let embedded = 2_000
  /// Skills that are named where none fits, and that a person is asked to choose among.
  package static let nearest = 5
  package static let tied = 9
  /// Bytes of one learned entry.
  package static let entryBytes = 1 << 20
  /// Bytes of the key of a learned entry.
  package static let keyBytes = 500
}
