// Law 6: what is asked of a person when nobody knows whether an effect happened, and what their answer means.
import Bytecode
import VM
import Values

enum InDoubt {
  static let kind = "in_doubt"
  /// Ends what is raised where nobody knows, and the probe finds nothing.
  static let notFound = "; its probe did not find that it had happened"
  private static let happened = "happened"
  private static let didNotHappen = "did_not_happen"
  private static let fail = "fail"

  /// The question, with the exact arguments that were sent, or not. `said`: what is known of it; nil: the process died, or the
  /// step's probe has failed.
  static func question(_ live: LiveRun, _ request: Request, said: String? = nil) -> Outcome {
    guard case .effect(let number, let arguments, _, let isProbed) = request.wish else {
      preconditionFailure("only effects are in doubt")
    }
    let row = live.program.program.effects[number]
    let step = "step '\(live.program.program.steps[request.step].label)' (\(row.kind))"
    let known = isProbed ? live.doubts[LiveRun.DoubtPlace(request)] : nil
    let probe = isProbed ? ", and its probe could not tell" + (known?.probe.map { ": \($0)" } ?? "") : ""
    let what =
      if let said = said ?? known?.said {
        "S\(step.dropFirst()) was sent, and then: \(said)\(probe)."
      } else if live.isNewCopy {
        "The run that this one was copied from was doing \(step) then\(probe)."
      } else if isProbed, known == nil {
        "It is not known whether \(step) was done\(probe)."
      } else {
        "The run was interrupted while it did \(step)\(probe)."
      }
    return question(
      what + " Did it happen? Look before you answer.", live, number,
      show: ["effect": .string(row.kind), "arguments": arguments],
      otherwise: ["value": .string(didNotHappen), "label": "It did not happen: do it now"])
  }

  /// What a performer does not know. Doing it now is no answer: what the question is about is not there any longer, so the
  /// run would act on something that nobody has seen.
  static func question(_ message: String, _ live: LiveRun, row: Int, show: PlainValue) -> Outcome {
    question(message, live, row, show: show, otherwise: nil)
  }

  private static func question(
    _ prompt: String, _ live: LiveRun, _ row: Int, show: PlainValue, otherwise: PlainValue?
  ) -> Outcome {
    let isRead = live.program.verified.isResultRead(ofEffect: row)
    var went: [PlainEntry] = [
      PlainEntry(key: "value", value: .string(happened)),
      PlainEntry(key: "label", value: "It happened: go on with its result"),
    ]
    var result: [PlainEntry] = [
      PlainEntry(
        key: "description",
        value: isRead
          ? "What the step gave; needed where it happened, since later steps read it"
          : "What the step gave, if it happened"
      )
    ]
    if isRead {
      went.append(PlainEntry(key: "needs", value: ["result"]))
      result += shape(live.program.program.effects[row])
    } else {
      result.append(PlainEntry(key: "default", value: .null))
    }
    let failed: PlainValue = ["value": .string(fail), "label": "Treat it as failed"]
    return .question(
      kind: kind,
      payload: [
        "prompt": .string(prompt), "options": .list([.map(went)] + (otherwise.map { [$0] } ?? []) + [failed]),
        "show": show,
        // Whether it is needed is the option's affair.
        "form": ["type": "object", "properties": ["result": .map(result)], "required": []],
      ])
  }

  /// The same options where nothing is done any more.
  static func withoutDoing(_ options: [PlainValue]) -> [PlainValue] {
    options.map { option in
      switch option["value"]?.text {
      case didNotHappen: ["value": .string(didNotHappen), "label": "It did not happen, and is not done any more"]
      // Nothing goes on that would read what it gave.
      case happened: ["value": .string(happened), "label": "It happened"]
      default: option
      }
    }
  }

  /// JSON Schema of what a step gives (table of effects), so that an answer which later steps could not read is refused while the
  /// question is open.
  private static func shape(_ row: EffectRow) -> [PlainEntry] {
    let json = row.options["schema"] ?? .map([])
    let text: PlainValue = ["type": "string", "default": ""]
    let (properties, needed): (PlainValue, PlainValue)
    switch row.kind {
    case "http":
      properties = [
        "status": ["type": "integer", "default": 200], "headers": ["type": "object", "default": [:]], "json": json,
        "text": text,
      ]
      needed = ["json"]
    case "exec":
      properties = [
        "exit": ["type": "integer", "default": 0], "stdout": ["type": "string"], "stderr": text, "json": json,
      ]
      needed = ["stdout"]
    default: return []
    }
    return [
      PlainEntry(key: "type", value: "object"), PlainEntry(key: "properties", value: properties),
      PlainEntry(key: "required", value: needed),
    ]
  }

  /// Whether this decision answers such a question (and not a choice among elements of a page).
  static func isAnswer(_ answer: PlainValue) -> Bool { answer["question"]?.text == kind }

  /// What the answer makes of the effect; nil where it is to be done now.
  static func outcome(of answer: PlainValue) -> Outcome? {
    guard isAnswer(answer) else { return nil }
    switch answer["value"]?.text {
    case happened: return .done(answer["result"] ?? .null)
    case fail:
      return .failed(
        kind: .effect, message: "it is not known to have happened, and was treated as failed", sent: true, heard: false)
    default: return nil
    }
  }
}
