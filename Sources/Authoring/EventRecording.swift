// What `twin record`'s script tells of a page, event by event → actions. The events' fields are those of
// `RecorderScript` (room Browser): `kind`, `target {candidates, tag, type, frame, id}` and what belongs to the kind.
import Locators
import Values

/// Takes events in and gives the recording at the end. A damaged event is passed over: a page may say anything.
package struct EventRecording: Sendable {
  private var actions: [RecordedAction] = []
  /// The tab on which the last action was done.
  private var tab = 1

  /// - Parameter start: the address at which recording began.
  package init(start: String) {
    actions = [RecordedAction(.open(SkillText(start)))]
  }

  package var count: Int { actions.count }

  /// - Parameter tab: number of the page's tab, counted from 1.
  package mutating func take(_ event: PlainValue, tab: Int) {
    guard actions.count < AuthoringLimits.actions, let kind = event["kind"]?.text else { return }
    if kind == "arrived" { return arrive(event, tab) }
    if kind == "dialog" { return answer(event) }
    guard let act = act(kind, event) else { return }
    if tab != self.tab {
      self.tab = tab
      actions.append(RecordedAction(.goToTab(.number(tab))))
    }
    actions.append(RecordedAction(act))
  }

  private func act(_ kind: String, _ event: PlainValue) -> RecordedAct? {
    if kind == "press" { return event["keys"]?.text.flatMap { Self.isChord($0) ? .press($0) : nil } }
    guard let target = event["target"].flatMap(Self.target) else { return nil }
    switch kind {
    case "click", "double":
      let mouse = event["mouse"]?.text.flatMap(ClickManner.Mouse.init) ?? .left
      return .click(target, ClickManner(mouse, clicks: kind == "double" ? 2 : 1))
    case "fill": return Self.text(event["value"]).map { .fill(target, $0) }
    case "check": return event["on"]?.boolean.map { .check(target, $0) }
    case "select":
      // Several options of one list are more than a draft says; the first is there, and the rest is for a person.
      return Self.text(event["options"]?.elements?.first).map { .select(target, $0) }
    case "upload": return Self.text(event["files"]?.elements?.first).map { .upload(target, $0) }
    case "drag": return event["to"].flatMap(Self.target).map { .drag(target, to: $0) }
    default: return nil
    }
  }

  /// A page came up: because of the last action, or because somebody went there by the address bar (`typed`).
  private mutating func arrive(_ event: PlainValue, _ tab: Int) {
    guard let address = event["address"]?.text, address.utf8.count <= AuthoringLimits.textBytes else { return }
    guard WebAddress.host(of: address) != nil else { return }
    let arrival = PageArrival(address: address, title: event["title"]?.text ?? "")
    if event["typed"]?.boolean == true, !(actions.count == 1 && actions[0].arrivals.isEmpty) {
      if tab != self.tab {
        self.tab = tab
        actions.append(RecordedAction(.goToTab(.number(tab))))
      }
      actions.append(RecordedAction(.open(SkillText(address)), arrivals: [arrival]))
    } else {
      actions[actions.count - 1].arrivals.append(arrival)
    }
  }

  /// A dialog was answered; a skill says so before what opens it.
  private mutating func answer(_ event: PlainValue) {
    guard let accepted = event["accepted"]?.boolean else { return }
    // An alert can only be read.
    let text = event["text"]?.text.flatMap { $0.isEmpty ? nil : SkillText($0) }
    actions.insert(RecordedAction(.answerDialog(accept: accepted, text: text)), at: max(1, actions.count - 1))
  }

  package var recording: Recording { Recording(source: "what was done in a browser", title: "", actions: actions) }

  // MARK: Parts

  private static func text(_ value: PlainValue?) -> SkillText? {
    guard let text = value?.text, text.utf8.count <= AuthoringLimits.textBytes else { return nil }
    return SkillText(text)
  }

  private static func isChord(_ keys: String) -> Bool {
    keys.utf8.count <= 40 && keys.split(separator: "+", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty }
      || keys == "+"
  }

  private static func target(_ value: PlainValue) -> RecordedTarget? {
    var target = RecordedTarget(candidates: [], identities: [])
    for row in value["candidates"]?.elements?.prefix(AuthoringLimits.selectors) ?? [] {
      guard var query = query(row) else { continue }
      if let frame = value["frame"]?.text, !frame.isEmpty { query.frame = FrameQuery(anywhere: frame) }
      target.candidates.append(LocatorCandidate(query, matches: row["matches"]?.integer.map { Int(clamping: $0) }))
    }
    guard !target.candidates.isEmpty else { return nil }
    target.element = ElementHint(tag: value["tag"]?.text ?? "", inputType: value["type"]?.text ?? "")
    target.identities = ["\(value["frame"]?.text ?? "") \(value["id"]?.text ?? "")"]
    return target
  }

  private static func query(_ row: PlainValue) -> LocatorQuery? {
    guard let name = row["name"]?.text, !PageText.tidy(name).isEmpty, name.utf8.count <= AuthoringLimits.textBytes
    else {
      return nil
    }
    var query: LocatorQuery
    switch row["kind"]?.text {
    case "role": query = LocatorQuery(.role(ARIASelector.role(row["role"]?.text ?? "") ?? "generic", name: name))
    case "field": query = LocatorQuery(.field(name))
    case "test_id": query = LocatorQuery(.testID(name))
    case "text": query = LocatorQuery(.text(name))
    case "css": query = LocatorQuery(.css(name))
    default: return nil
    }
    if let nth = row["nth"]?.integer, nth > 0 { query.nth = Int(clamping: nth) }
    if let scope = row["in"], let role = scope["role"]?.text, let name = scope["name"]?.text {
      query.inside = .query(LocatorQuery(.role(ARIASelector.role(role) ?? role, name: name)))
    }
    return query
  }
}
