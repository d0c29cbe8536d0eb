// What the runtime refuses, and why, in words for the person who asked. Errors inside a run are not here: they are part of
// the run (`PlainError`).

package struct RuntimeError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Kind: String, Hashable, Sendable {
    case noSuchRun, noSuchGate, ambiguousGate, alreadyDecided, notPending, expired, stale, notAllowed, refusedInput
    case needsPasskey, secretMissing, busy, inConflict, ended, damaged, unsupported, store, keyMissing

    /// Whether another request would have done: whoever asked can put it right. Else something is wrong with the store or
    /// its surroundings.
    package var isAboutTheRequest: Bool {
      switch self {
      case .noSuchRun, .noSuchGate, .ambiguousGate, .alreadyDecided, .notPending, .expired, .stale, .notAllowed,
        .refusedInput, .needsPasskey, .secretMissing, .busy, .inConflict, .ended, .unsupported:
        true
      case .damaged, .store, .keyMissing: false
      }
    }
  }
  /// Whether it is about the run that was asked for, and other runs of the store can be gone on with.
  package var isOfOneRun: Bool {
    switch kind {
    case .busy, .damaged, .ended, .noSuchRun, .secretMissing, .keyMissing: true
    case .noSuchGate, .ambiguousGate, .alreadyDecided, .notPending, .expired, .stale, .notAllowed, .refusedInput,
      .needsPasskey, .inConflict, .unsupported, .store:
      false
    }
  }
  package var kind: Kind
  package var message: String
  /// The form's field that a refused input is about.
  package var field: String?
  package init(_ kind: Kind, _ message: String, field: String? = nil) {
    self.kind = kind
    self.message = message
    self.field = field
  }
  package var description: String { message }
}
