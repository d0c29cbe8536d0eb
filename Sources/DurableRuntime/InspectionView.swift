// A run's state as a person reads it, as a value: what `twin inspect --json` prints and the API answers.
import Bytecode
import VM
import Values

extension LiveRun {
  package var inspected: PlainValue {
    let inspection = machine.inspection
    return [
      "id": .string(id.description), "program": .string(program.digest.description),
      "snapshot": record.snapshot.isEmpty ? .null : .string(Digest(of: record.snapshot).description),
      "snapshotBytes": .int(Int64(record.snapshot.count)),
      "instructions": .int(Int64(inspection.instructions)), "steps": .int(Int64(inspection.steps)),
      "heapBytes": .int(Int64(inspection.liveBytes + inspection.allocatedBytes)),
      "fibers": .list(inspection.fibers.map { $0.plain(program.program) }),
    ]
  }
}

extension Inspection.Fiber {
  fileprivate func plain(_ program: Program) -> PlainValue {
    [
      "number": .int(Int64(number)), "parent": parent.map { .int(Int64($0)) } ?? .null, "arm": .string(arm),
      "state": .string(state), "ticket": ticket.map { .int(Int64($0.number)) } ?? .null,
      "frames": .list(
        frames.map { frame in
          [
            "skill": .string(frame.skill),
            "step": program.steps.indices.contains(frame.step) ? .string(program.steps[frame.step].label) : .null,
            "instruction": .int(Int64(frame.instruction)), "line": .int(Int64(frame.place.line)),
            "variables": frame.variablesByName,
          ]
        }),
    ]
  }
}

extension Inspection.Frame {
  /// Loops that stand in each other may give their rows one name: the inner ones' are counted, `row (2)`.
  fileprivate var variablesByName: PlainValue {
    var met: [String: Int] = [:]
    return .map(
      variables.map { variable in
        met[variable.name, default: 0] += 1
        let times = met[variable.name]!
        let name = times == 1 ? variable.name : "\(variable.name) (\(times))"
        return PlainEntry(key: .string(name), value: variable.value.shownSafely)
      })
  }
}

extension PlainValue {
  /// The value where JSON can carry it, else its text: what a person is shown of secrets and errors.
  fileprivate var shownSafely: PlainValue {
    (try? json()) == nil ? .string((try? jsonText(style: .display)) ?? "") : self
  }
}
