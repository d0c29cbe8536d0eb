// What a shell offers where a skill, a program or a run is to be named.
import ArgumentParser

extension CompletionKind {
  static let skills = CompletionKind.file(extensions: ["yaml", "yml"])
  static let programs = CompletionKind.file(extensions: ["yaml", "yml", "twinc"])
  /// The newest runs of the store that the shell stands at, and `last`.
  static let runs = CompletionKind.shellCommand(
    #"echo last; twin runs --limit 50 2>/dev/null | sed -n 's/^\(run_[a-z0-9]*\).*/\1/p'"#)
}
