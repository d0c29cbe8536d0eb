// Where what a run shows and makes is fetched: links beside the digests of what gates captured, and at each step the files that it
// made, so that a client need not know how addresses are built.
import DurableRuntime
import Foundation
import Values

extension SeenRun {
  /// The run as the API answers it.
  var plain: PlainValue {
    view.plain.mapped { key, value in
      switch key {
      case "pendingStep": Self.linked(value, view.id)
      case "pendingSteps": .list((value.elements ?? []).map { Self.linked($0, view.id) })
      case "steps": .list(steps)
      default: value
      }
    }
  }

  var steps: [PlainValue] {
    view.steps.enumerated().map { index, step in
      guard let made = files[index] else { return step.plain }
      return step.plain.with("artifacts", .list(made.map { $0.plain(of: view.id) }))
    }
  }

  private static func linked(_ gate: PlainValue, _ run: RunID) -> PlainValue {
    gate.mapped { key, value in
      guard key == "captured" else { return value }
      return .list(
        (value.elements ?? []).map { $0.with("link", .string("/v1/runs/\(run)/evidence/\($0["sha256"]?.text ?? "")")) })
    }
  }
}

extension Artifact {
  func plain(of run: RunID) -> PlainValue {
    let segments = path.split(separator: "/").map { Dashboard.queryText(String($0)) }
    return [
      "path": .string(path), "sha256": .string(sha256.description), "size": .int(size), "mediaType": .string(mediaType),
      "link": .string("/v1/runs/\(run)/artifacts/\(segments.joined(separator: "/"))"),
    ]
  }
}

extension PlainValue {
  /// A map with other values under the same keys; anything else as it is.
  fileprivate func mapped(_ value: (String, PlainValue) -> PlainValue) -> PlainValue {
    guard let entries else { return self }
    return .map(entries.map { PlainEntry(key: $0.key, value: value($0.key.text ?? "", $0.value)) })
  }

  fileprivate func with(_ key: String, _ value: PlainValue) -> PlainValue {
    .map((entries ?? []) + [PlainEntry(key: .string(key), value: value)])
  }
}
