// A skill and what was learned of its locators → the same text with explicit locators in their places: the end of the curve,
// a skill that needs nothing learned. Comments, expressions and everything else stay as the author wrote them.
import Locators
import Syntax
import Values

package struct Freezing: Sendable {
  /// One locator of a step, as the author wrote it.
  package struct Locator: Sendable {
    /// Where the step stands, counted from 1.
    package var line: Int
    package var column: Int
    /// The step's argument that holds it.
    package var argument: String
    /// As the step evaluates it; nil where it has expressions in it.
    package var value: PlainValue?
  }

  package struct Change: Sendable {
    package var line: Int
    package var before: String
    package var after: String
  }

  package private(set) var text: String
  package private(set) var changes: [Change] = []

  /// Nil where the text is no skill.
  /// - Parameter explicit: the locator that stands for one, nil where it stays.
  package init?(name: String, text: String, explicit: (Locator) -> PlainValue?) {
    self.text = text
    let file = SourceFile(id: FileID(0), name: name, text: text)
    var bag = DiagnosticBag()
    guard let skill = parseSkill(file, into: &bag), !bag.hasErrors else { return nil }
    var bytes = Array(text.utf8)
    var found: [(place: Place, new: String)] = []
    for step in Self.effects(in: skill.steps) {
      guard case .effect(let effect) = step.action else { continue }
      let at = file.lineColumn(of: step.actionPlace)
      for field in effect.parameters where Self.arguments.contains(field.key.text) {
        let locator = Locator(
          line: at.line, column: at.column, argument: field.key.text,
          value: field.value.isConstant ? Self.plain(field.value) : nil)
        guard let new = explicit(locator), let query = try? LocatorQuery(new) else { continue }
        let place = Self.whole(field.value)
        found.append((place, Self.written(query)))
        changes.append(
          Change(
            line: at.line, before: String(decoding: Self.written(place, bytes), as: UTF8.self),
            after: found[found.count - 1].new))
      }
    }
    for change in found.sorted(by: { $0.place.start > $1.place.start }) {
      let start = Int(change.place.start)
      bytes.replaceSubrange(start..<start + Self.written(change.place, bytes).count, with: Array(change.new.utf8))
    }
    self.text = String(decoding: bytes, as: UTF8.self)
  }

  /// A locator as it stands in a skill's text, on one line; nil where it is none.
  package static func written(_ locator: PlainValue) -> String? { (try? LocatorQuery(locator)).map(written) }

  private static func written(_ query: LocatorQuery) -> String { YAMLWriter.flow(query.value { SkillText($0) }) }

  /// Arguments that hold locators.
  package static let arguments: Set<String> = ["target", "to", "on", "inside"]

  /// With everything in it: a block's place ends with its last text, which the braces around that come after.
  private static func whole(_ value: ValueSyntax) -> Place {
    var place = value.place
    switch value.kind {
    case .list(let items): for item in items { place = place.joined(whole(item)) }
    case .map(let fields): for field in fields { place = place.joined(whole(field.value)) }
    case .null, .bool, .int, .double, .text, .expression, .template, .invalid: break
    }
    return place
  }

  /// Without the end of the last line: a block's place may reach to the next one.
  private static func written(_ place: Place, _ bytes: [UInt8]) -> ArraySlice<UInt8> {
    var part = bytes[Int(place.start)..<min(Int(place.end), bytes.count)]
    while let last = part.last, last == 0x0A || last == 0x20 || last == 0x0D { part.removeLast() }
    return part
  }

  private static func plain(_ value: ValueSyntax) -> PlainValue? {
    switch value.kind {
    case .null: .null
    case .bool(let flag): .bool(flag)
    case .int(let number): .int(number)
    case .double(let number): .double(number)
    case .text(let text): .string(text)
    case .list(let items): .list(items.compactMap(plain))
    case .map(let fields):
      .map(fields.map { PlainEntry(key: .string($0.key.text), value: plain($0.value) ?? .null) })
    case .expression, .template, .invalid: nil
    }
  }

  /// Every step with an effect, in the order of the text.
  private static func effects(in steps: [StepSyntax]) -> [StepSyntax] {
    steps.flatMap { step -> [StepSyntax] in
      var inner: [StepSyntax] = []
      switch step.action {
      case .if(_, let then, let other): inner = then + (other ?? [])
      case .switch(_, let cases, let other): inner = cases.flatMap(\.steps) + (other ?? [])
      case .for(let loop): inner = loop.do
      case .while(_, _, _, let body): inner = body
      case .try(let body, let caught, let last): inner = body + (caught ?? []) + (last ?? [])
      case .parallel(let branches): inner = branches.flatMap(\.steps)
      case .gate(let gate):
        inner = gate.onReject ?? []
        if case .steps(let late, _)? = gate.onExpire { inner += late }
      case .set, .break, .continue, .call, .return, .fail, .assert, .wait, .waitUntil, .log, .effect, .invalid: break
      }
      if case .steps(let handler)? = step.onError { inner += handler }
      return [step] + effects(in: inner + (step.probe ?? []))
    }
  }
}
