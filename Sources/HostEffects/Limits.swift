// Every bound of this room, in one place. Each is named in the error that it causes.

package enum HostLimits {
  /// Bytes of one URL, its query included.
  package static let urlBytes = 8 << 10
  /// Header fields the author gives, and bytes of one field's value.
  package static let headerFields = 64
  package static let headerBytes = 16 << 10
  /// Bytes of a body sent, of one received into a value, and of one received into a file (`save_as`).
  package static let requestBodyBytes = 16 << 20
  package static let responseBodyBytes = 16 << 20
  package static let savedBodyBytes = 256 << 20
  package static let redirects = 10
  /// Connections to one host at once, of all runs of this process. A request that stands in line for one can not be told from one
  /// that was sent, so this is above what one run does at once.
  package static let connectionsPerHost = 512
  /// Milliseconds to reach a host; the effect's own timeout bounds the whole.
  package static let connectMilliseconds: Int64 = 10_000
  /// Arguments of a program, bytes of one of them (the kernel's own limit), bytes of its standard input.
  package static let arguments = 1024
  package static let argumentBytes = (128 << 10) - 1
  package static let standardInputBytes = 16 << 20
  /// Bytes of each of a program's two outputs.
  package static let programOutputBytes = 8 << 20
  /// Milliseconds a program has between being asked to stop and being killed.
  package static let stopMilliseconds: Int64 = 500
  /// Milliseconds after which a program that cannot be killed either is left.
  package static let unendedMilliseconds: Int64 = 5_000
  /// Rows and columns of a CSV file.
  package static let csvRows = 100_000
  package static let csvColumns = 1024
  /// Bytes of a model's prompt with its schema, and of what it answers.
  package static let promptBytes = 1 << 20
  package static let modelAnswerBytes = 4 << 20
  /// Texts of one request for embeddings, bytes of its answer, and milliseconds in which it must come: somebody waits to start.
  package static let embeddingsAtOnce = 256
  package static let embeddingsBytes = 64 << 20
  package static let embeddingsMilliseconds: Int64 = 10_000
  /// How often a model is asked to repair an answer that does not fit its schema.
  package static let modelRepairs = 1
}
