// What performers leave with a run: files when it has ended, and, while it rests, the sealed state of pages that are to be found
// again as they were.
import Bytecode
import VM
import Values

extension Engine {
  /// Whether nobody is about to keep what an ended run leaves. (Our own lease on a run that we do not drive is of no use.)
  package func isUnreleased(_ live: LiveRun) -> Bool {
    guard live.status.isEnded, let lease = live.lease else { return false }
    return lease.owner == settings.owner || isFree(lease)
  }

  /// Keeps what an ended run leaves for people.
  func keep(_ live: LiveRun, _ released: ReleasedRun) throws(RuntimeError) {
    for remark in released.remarks { notifier.tell(.log(live.id, text: remark)) }
    guard !released.artifacts.isEmpty || live.lease != nil else { return }
    try saving(live) { () throws(RuntimeError) in
      letGo(live)
      // Of no step in particular.
      live.unsaved.artifacts += released.artifacts.map { StoredArtifact(step: -1, artifact: $0) }
    }
  }

  /// Keeps a performer's live state with a resting run, sealed, and how far the run was.
  func keepSession(_ live: LiveRun, _ name: String, _ state: [UInt8]) throws(RuntimeError) {
    guard !live.status.isEnded else { return }
    var kept = CanonicalWriter()
    kept.varint(pageSteps(live))
    kept.raw(state)
    let box = try keys.seal(kept.bytes, run: live.id, name: name)
    try saving(live) { () throws(RuntimeError) in live.unsaved.sealed.append(SealedText(name: name, box: box)) }
  }

  func session(_ live: LiveRun, _ name: String) throws(RuntimeError) -> (pageSteps: UInt64, state: [UInt8])? {
    guard let box = try storing({ try store.sealed(live.id, name) }) else { return nil }
    let bytes = try keys.open(box, run: live.id, name: name)
    var reader = CanonicalReader(bytes.span)
    guard let steps = try? reader.varint() else {
      throw RuntimeError(.damaged, "the kept pages of run \(live.id) are damaged")
    }
    return (steps, Array(bytes[reader.position...]))
  }

  /// Whether nothing is done with the run's pages any more: it is being cancelled, only people's answers are waited for, and no
  /// `finally` follows.
  func needsNoPages(_ live: LiveRun) -> Bool {
    guard live.record.cancelBy != nil, live.record.isInterrupted,
      live.program.program.effects.contains(where: { settings.browserKinds.contains($0.kind) })
    else { return false }
    let code = live.program.program.code
    return !live.program.program.functions.flatMap(\.handlers).contains { handler in
      // A probe's handler leads to the question.
      if case .doubt = code[handler.target] { return false }
      return handler.catches == .everything
    }
  }

  /// How many steps of the run have changed its pages: those that were begun, less those that are still at it.
  func pageSteps(_ live: LiveRun) -> UInt64 {
    let changing = live.program.program.effects.filter {
      settings.browserKinds.contains($0.kind) && $0.repeats != .pure
    }
    let steps = Set(changing.map { Int($0.step) })
    let begun = steps.reduce(0) { $0 + live.machine.stepCounts[$1] }
    return begun - min(begun, UInt64(live.machine.requests.count { steps.contains($0.step) }))
  }
}
