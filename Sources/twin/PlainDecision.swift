// `twin approve RUN …` and `twin reject RUN …` in their plain form, read without the argument parser: that looks through verbs
// and options by reflection, which takes longer than the whole decision. What is not of this form (`--name=value`, an option
// twice, a value that begins with `-`, anything misspelt) goes the parser's way, which also says what is wrong with it.

enum PlainDecision {
  case approve(Approve)
  case reject(Reject)

  /// Nil where the words are not of the plain form.
  init?(_ words: ArraySlice<String>) {
    switch words.first {
    case "approve":
      guard let words = DecisionWords(words.dropFirst()), words.reason == nil, let id = words.id else { return nil }
      var command = Approve()
      command.id = id
      command.inputs = words.inputs
      command.choose = words.choose
      command.comment = words.comment ?? ""
      command.seen = words.seen
      command.decider = words.decider
      command.clock = words.clock
      command.store = words.store
      self = .approve(command)
    case "reject":
      guard let words = DecisionWords(words.dropFirst()), words.isReasonAlone, let id = words.id,
        let reason = words.reason
      else { return nil }
      var command = Reject()
      command.id = id
      command.reason = reason
      command.decider = words.decider
      command.clock = words.clock
      command.store = words.store
      self = .reject(command)
    default: return nil
    }
  }

  func run() async throws {
    switch self {
    case .approve(let command): try await command.run()
    case .reject(let command): try await command.run()
    }
  }
}

/// What stands behind the verb: one run, options with their values, `--json`.
private struct DecisionWords {
  var id: String?
  var inputs: [Assignment] = []
  var choose: String?
  var comment: String?
  var seen: String?
  var reason: String?
  private var gate: String?
  private var person: String?
  private var time: String?
  private var path: String?
  private var config: String?
  private var json = false
  private var rest: ArraySlice<String>

  init?(_ words: ArraySlice<String>) {
    rest = words
    while let word = rest.popFirst() {
      let isRead =
        switch word {
        case "-i", "--input": takeInput()
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
        default: id == nil && !word.hasPrefix("-")
        }
      guard isRead else { return nil }
      if word == "--json" { json = true } else if !word.hasPrefix("-") { id = word }
    }
  }

  private static func take(from rest: inout ArraySlice<String>, _ value: inout String?) -> Bool {
    guard value == nil, let word = rest.popFirst(), !word.hasPrefix("-") else { return false }
    value = word
    return true
  }

  private mutating func takeInput() -> Bool {
    guard let word = rest.popFirst(), !word.hasPrefix("-"), let input = Assignment(argument: word) else { return false }
    inputs.append(input)
    return true
  }

  /// Whether nothing is said that only an approval can say.
  var isReasonAlone: Bool { inputs.isEmpty && choose == nil && comment == nil && seen == nil }

  var decider: DeciderOptions {
    var options = DeciderOptions()
    options.gate = gate
    options.person = person
    return options
  }
  var clock: ClockOptions {
    var options = ClockOptions()
    options.clock = time
    return options
  }
  var store: StoreOptions {
    var options = StoreOptions()
    options.path = path
    options.config = config
    options.json = json
    return options
  }
}
