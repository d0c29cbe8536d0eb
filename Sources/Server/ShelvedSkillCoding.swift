// A registered version of a skill ↔ the bytes of its item in the store.
import DurableRuntime
import Values

extension ShelvedSkill {
  var bytes: [UInt8] {
    var parts: [PlainValue] = [.int(Int64(version)), .bytes(program.bytes), .string(by), .int(at)]
    if let written { parts += [.bytes(written.bytes), .list(heals.map(\.parts))] }
    return PlainValue.list(parts).canonicalBytes
  }

  init(name: String, bytes: [UInt8]) throws {
    let damaged = RuntimeError(.damaged, "the skill '\(name)' in the store is damaged")
    guard case .list(let parts) = try PlainValue(canonicalBytes: bytes), parts.count == 4 || parts.count == 6,
      let version = parts[0].integer, case .bytes(let digest) = parts[1], digest.count == 32, let by = parts[2].text,
      let at = parts[3].integer
    else { throw damaged }
    self.init(name: name, version: Int(version), program: Digest(bytes: digest), by: by, at: at)
    guard parts.count == 6 else { return }
    guard case .bytes(let written) = parts[4], written.count == 32, let heals = parts[5].elements else { throw damaged }
    self.written = Digest(bytes: written)
    self.heals = try heals.map { parts in
      guard let heal = Heal(parts) else { throw damaged }
      return heal
    }
  }
}

extension ShelvedSkill.Heal {
  fileprivate var parts: PlainValue {
    [
      .string(run.description), .string(step), .int(Int64(line)), .string(before), after.map { .string($0) } ?? .null,
      .string(why),
    ]
  }

  fileprivate init?(_ value: PlainValue) {
    guard let parts = value.elements, parts.count == 6, let run = parts[0].text.flatMap({ RunID($0) }),
      let step = parts[1].text, let line = parts[2].integer, let before = parts[3].text, let why = parts[5].text
    else { return nil }
    self.init(run: run, step: step, line: Int(clamping: line), before: before, after: parts[4].text, why: why)
  }
}
