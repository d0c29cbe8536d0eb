// What the runtime refuses, and why, in words for the person who asked. Errors inside a run are not here: they are part of
// the run (`PlainError`).

package struct RuntimeError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Kind: String, Hashable, Sendable {
    case noSuchRun, noSuchGate, ambiguousGate, alreadyDecided, notPending, expired, stale, notAllowed, refusedInput
    case needsPasskey, secretMissing, busy, inConflict, ended, damaged, unsupported, store, keyMissing
    /// The run has a time of its own, and this command has none; or the other way round.
    case otherClock
    /// The store's disk is full; another process holds the store; its disk has an error. Nothing was written.
    case storeFull, storeBusy, storeFailing
    /// Its disk has an error, and whether what was to be written will hold after a restart is not known.
    case storeUncertain

    /// Whether another request would have done: whoever asked can put it right. Else something is wrong with the store or
    /// its surroundings.
    package var isAboutTheRequest: Bool {
      switch self {
      case .noSuchRun, .noSuchGate, .ambiguousGate, .alreadyDecided, .notPending, .expired, .stale, .notAllowed,
        .refusedInput, .needsPasskey, .secretMissing, .busy, .inConflict, .ended, .unsupported, .otherClock:
        true
      case .damaged, .store, .storeFull, .storeBusy, .storeFailing, .storeUncertain, .keyMissing: false
      }
    }

    /// Whether the store could not do it for a reason that passes by itself or by an operator's hand: the same again may succeed.
    package var mayPass: Bool { trouble != nil }

    /// Whether it is the store that could not, whatever the reason, and not what was asked of it.
    package var isOfTheStore: Bool { self == .store || mayPass }

    /// That reason, for whoever need not know where the store is.
    package var trouble: String? {
      switch self {
      case .storeFull: "the disk of the store is full"
      case .storeBusy: "another process holds the store"
      case .storeFailing, .storeUncertain: "the disk of the store has an error"
      case .noSuchRun, .noSuchGate, .ambiguousGate, .alreadyDecided, .notPending, .expired, .stale, .notAllowed,
        .refusedInput, .needsPasskey, .secretMissing, .busy, .inConflict, .ended, .damaged, .unsupported, .store,
        .keyMissing, .otherClock:
        nil
      }
    }
  }
  /// Whether it is about the run that was asked for, and other runs of the store can be gone on with.
  package var isOfOneRun: Bool {
    switch kind {
    case .busy, .damaged, .ended, .noSuchRun, .secretMissing, .keyMissing, .otherClock: true
    case .noSuchGate, .ambiguousGate, .alreadyDecided, .notPending, .expired, .stale, .notAllowed, .refusedInput,
      .needsPasskey, .inConflict, .unsupported, .store, .storeFull, .storeBusy, .storeFailing,
      .storeUncertain:
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
  /// A store's complaint as the runtime's.
  package init(_ error: StoreError) {
    let kind: Kind =
      switch error.kind {
      case .busy: .storeBusy
      case .full: .storeFull
      case .failing: .storeFailing
      case .uncertain: .storeUncertain
      case .unopenable, .newer, .corrupt, .readOnly, .failed: .store
      }
    self.init(kind, error.message)
  }

  /// Whatever was thrown where a store was used.
  /// - Parameter doing: what could not be done, before the reason.
  package init(_ error: any Error, _ doing: String = "") {
    switch error {
    case let error as RuntimeError: self = error
    case let error as StoreError:
      self.init(error)
      message = doing + message
    default: self.init(.store, doing + "\(error)")
    }
  }

  package var description: String { message }
}
