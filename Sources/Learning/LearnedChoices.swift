// Choices as learned entries: the same question, among the same options, on the same page, has the same answer. What was
// shown beside an ambiguity (a picture, which differs from day to day) does not count; an author's own `show:` does.
import DurableRuntime
import Values

package struct LearnedChoices: ChoiceMemory {
  private let learned: LearnedStore
  package init(_ learned: LearnedStore) { self.learned = learned }

  package func recall(_ question: LearnableQuestion, at now: TimestampValue) -> Recollection {
    switch learned.look(Self.key(question), at: now.milliseconds) {
    case .known(let entry):
      guard let option = question.options.first(where: { $0["value"] == entry.value }) else { return Recollection() }
      return Recollection(option: option, by: entry.provenance.by, note: entry.reuse(.choice, at: now.milliseconds))
    case .expired(let entry):
      var note = LedgerNote(.expired, .choice)
      note.detail = "what \(entry.provenance.by.joined(separator: ", ")) chose in \(entry.provenance.run)"
      return Recollection(note: note)
    case .ignored(let why):
      var note = LedgerNote(.ignored, .choice)
      note.detail = why
      return Recollection(note: note)
    case .otherInputs: return Recollection(note: LedgerNote(.newInput, .choice))
    case .nothing: return Recollection()
    }
  }

  package func remember(
    _ question: LearnableQuestion, chosen: PlainValue, by: [String], at now: TimestampValue
  ) -> [ItemChange] {
    let label = chosen["label"]?.text ?? chosen["value"]?.text ?? ""
    let entry = LearnedEntry(
      provenance: .init(run: question.run, ticket: question.ticket, by: by, at: now.milliseconds),
      expires: question.lasts.map { now.milliseconds.addingReportingOverflow($0).partialValue },
      cost: .init(humanDecisions: max(1, by.count)), summary: "\(question.prompt) → \(label)",
      value: chosen["value"] ?? .null)
    return learned.change(Self.key(question), entry)
  }

  static func key(_ question: LearnableQuestion) -> LearnedKey {
    let isAmbiguity = question.kind == .choice
    let page = question.show["page"]?.text ?? ""
    // Two that read alike are told apart by what stands around them.
    let options =
      isAmbiguity
      ? question.options.map { PlainValue.list([$0["label"] ?? .null, $0["around"] ?? .null]) } : question.options
    let situation: PlainValue = [
      "prompt": .string(question.prompt), "options": .list(options),
      "show": isAmbiguity ? .string(AddressPattern.normal(page)) : question.show,
    ]
    return LearnedKey(
      .choice, skill: question.skill, step: question.gate, site: isAmbiguity ? AddressPattern.site(page) : "",
      situation: Digest(of: situation.canonicalBytes))
  }
}
