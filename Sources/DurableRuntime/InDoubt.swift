// Law 6: what is asked of a person when nobody knows whether an effect happened, and what their answer means.
import Bytecode
import VM
import Values

enum InDoubt {
  static let kind = "in_doubt"
  private static let happened = "happened"
  private static let didNotHappen = "did_not_happen"
  private static let fail = "fail"

  /// The question, with the exact arguments that were sent, or not.
  static func question(_ live: LiveRun, _ request: Request, _ row: EffectRow) -> Outcome {
    guard case .effect(_, let arguments, _, _) = request.wish else { preconditionFailure("only effects are in doubt") }
    let label = live.program.program.steps[request.step].label
    return .question(
      kind: kind,
      payload: [
        "prompt": .string(
          "The run was interrupted while it did step '\(label)' (\(row.kind)). Did it happen? Look before you answer."),
        "options": [
          ["value": .string(happened), "label": "It happened: go on with its result"],
          ["value": .string(didNotHappen), "label": "It did not happen: do it now"],
          ["value": .string(fail), "label": "Treat it as failed"],
        ],
        "show": ["effect": .string(row.kind), "arguments": arguments],
        "form": ["result": ["description": "What the step gave, if it happened", "default": .null]],
      ])
  }

  /// What a performer does not know. Doing it now is no answer: what the question is about is not there any longer, so the
  /// run would act on something that nobody has seen.
  static func question(_ message: String, show: PlainValue) -> Outcome {
    .question(
      kind: kind,
      payload: [
        "prompt": .string(message),
        "options": [
          ["value": .string(happened), "label": "It happened: go on with its result"],
          ["value": .string(fail), "label": "Treat it as failed"],
        ],
        "show": show,
        "form": ["result": ["description": "What the step gave, if it happened", "default": .null]],
      ])
  }

  /// Whether this decision answers such a question (and not a choice among elements of a page).
  static func isAnswer(_ answer: PlainValue) -> Bool { answer["question"]?.text == kind }

  /// What the answer makes of the effect; nil where it is to be done now.
  static func outcome(of answer: PlainValue) -> Outcome? {
    guard isAnswer(answer) else { return nil }
    switch answer["value"]?.text {
    case happened: return .done(answer["result"] ?? .null)
    case fail:
      return .failed(kind: .effect, message: "it is not known to have happened, and was treated as failed", sent: true)
    default: return nil
    }
  }
}
