// Every bound of the pages, in one place.

enum PageLimits {
  /// Bytes of a submitted form, and its fields.
  static let formBytes = 1 << 20
  static let formFields = 1000
  /// Rows of one page of the inbox or of runs.
  static let rows = 60
  /// Gates that are decided by one click.
  static let batch = 200
  /// Characters of one value that is shown, of a page's index, and of a prompt in a list.
  static let valueCharacters = 20_000
  static let pageIndexCharacters = 60_000
  static let promptCharacters = 300
  /// Of a gate in a list: values, effects that an approval allows, and characters of each. What has more is decided on its page.
  static let briefFacts = 8
  static let briefEffects = 4
  static let briefCharacters = 240
  /// Lines of a skill around a gate, and of a whole skill.
  static let nextLines = 26
  static let sourceLines = 5000
  /// Runs in a skill's plot.
  static let plottedRuns = 40
  /// Entries of the audit log that are shown of one run, the latest.
  static let auditEntries = 2_000
  /// Files that are named at the step that made them.
  static let filesOfStep = 12
  /// Instructions up to which a run is gone through again, to compare it with itself.
  static let replayedInstructions: UInt64 = 2_000_000
  /// Notices that wait to be shown.
  static let notices = 10_000
  /// How often a stream says something at least, in seconds.
  static let beatSeconds = 20
}
