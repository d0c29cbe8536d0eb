// What `twin approve RUN …` and `twin reject RUN …` say, and their plain form, which is read without the argument parser: that
// looks through verbs and options by reflection, and even to make them takes longer than the whole decision. What is not of
// this form (`--name=value`, an option twice, a value that begins with `-`, anything misspelt) goes the parser's way, which
// also says what is wrong with it.
import DurableRuntime

/// The words of a decision, however they were read.
struct DecisionWords: StoreChoice {
  var id = ""
  var inputs: [Assignment] = []
  var choose: String?
  var comment: String?
  var seen: String?
  var reason: String?
  var gate: String?
  var person: String?
  var time: String?
  var path: String?
  var config: String?
  var json = false
  /// What it all runs on; nil: the worker has a thread of its own.
  var executor: ThreadExecutor?
}

enum PlainDecision {
  case approve(DecisionWords)
  case reject(DecisionWords)

  /// Nil where the words are not of the plain form.
  init?(_ words: ArraySlice<String>) {
    guard let verb = words.first, verb == "approve" || verb == "reject",
      let said = DecisionWords(plain: words.dropFirst())
    else { return nil }
    if verb == "approve" {
      guard said.reason == nil else { return nil }
      self = .approve(said)
    } else {
      guard said.reason != nil, said.isReasonAlone else { return nil }
      self = .reject(said)
    }
  }

  func run(on executor: ThreadExecutor) async throws {
    switch self {
    case .approve(var words):
      words.executor = executor
      try await words.approve()
    case .reject(var words):
      words.executor = executor
      try await words.reject()
    }
  }
}

extension DecisionWords {
  /// What stands behind the verb: one run, options with their values, `--json`.
  fileprivate init?(plain words: ArraySlice<String>) {
    var rest = words
    while let word = rest.popFirst() {
      let isRead =
        switch word {
        case "-i", "--input": Self.takeInput(from: &rest, &inputs)
        case "--choose": Self.take(from: &rest, &choose)
        case "--comment": Self.take(from: &rest, &comment)
        case "--seen": Self.take(from: &rest, &seen)
        case "--reason": Self.take(from: &rest, &reason)
        case "--gate": Self.take(from: &rest, &gate)
        case "--as": Self.take(from: &rest, &person)
        case "--clock": Self.take(from: &rest, &time)
        case "--store": Self.take(from: &rest, &path)
        case "--config": Self.take(from: &rest, &config)
        case "--json": !json
        default: id.isEmpty && !word.isEmpty && !word.hasPrefix("-")
        }
      guard isRead else { return nil }
      if word == "--json" { json = true } else if !word.hasPrefix("-") { id = word }
    }
    if id.isEmpty { return nil }
  }

  private static func take(from rest: inout ArraySlice<String>, _ value: inout String?) -> Bool {
    guard value == nil, let word = rest.popFirst(), !word.hasPrefix("-") else { return false }
    value = word
    return true
  }

  private static func takeInput(from rest: inout ArraySlice<String>, _ inputs: inout [Assignment]) -> Bool {
    guard let word = rest.popFirst(), !word.hasPrefix("-"), let input = Assignment(argument: word) else { return false }
    inputs.append(input)
    return true
  }

  /// Whether nothing is said that only an approval can say.
  fileprivate var isReasonAlone: Bool { inputs.isEmpty && choose == nil && comment == nil && seen == nil }
}
