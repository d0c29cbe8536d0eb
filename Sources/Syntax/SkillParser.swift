// YAML nodes to the typed tree of a skill. It reports everything that is wrong with words and shapes and goes on:
// a bad step hides nothing in the others. It resolves no names and knows no types.

/// Parses a skill. What is wrong goes into the bag; the tree is nil only when there is nothing to go on with.
/// A tree whose bag has errors may be checked further, but not lowered.
package func parseSkill(_ file: SourceFile, into bag: inout DiagnosticBag) -> SkillSyntax? {
  guard let tree = readYAML(file, into: &bag) else { return nil }
  var parser = SkillParser(tree, bag)
  let skill = parser.skill()
  bag = parser.bag
  return skill
}

/// Parses a file of tests that stands beside its skill: `tests:` and nothing else.
package func parseTests(_ file: SourceFile, into bag: inout DiagnosticBag) -> [TestSyntax] {
  guard let tree = readYAML(file, into: &bag) else { return [] }
  var parser = SkillParser(tree, bag)
  let tests = parser.testsAlone()
  bag = parser.bag
  return tests
}

struct SkillParser {
  let tree: YAMLTree
  var bag: DiagnosticBag
  /// Whether top-level `gates:` says when gates expire.
  var gatesExpire = false
  var stepCount = 0
  var idCount = 0

  init(_ tree: YAMLTree, _ bag: DiagnosticBag) {
    self.tree = tree
    self.bag = bag
  }

  // MARK: Fields of a mapping

  struct Field {
    var key: String
    var keyIndex: NodeIndex
    /// Aliases already followed.
    var value: NodeIndex
    var taken = false
  }

  /// The fields of one mapping; what is not taken in the end is unknown.
  struct Fields {
    var all: [Field]
    let place: Place

    /// The value under a key, once.
    mutating func take(_ key: String) -> NodeIndex? { takeField(key)?.value }

    /// Whether a key that is not known here may be this one, misspelt or to be merged in: then it is not missing as well.
    func hasMisspelt(_ key: String) -> Bool {
      all.contains { !$0.taken && ($0.key == "<<" || nearest(to: $0.key, among: CollectionOfOne(key)) != nil) }
    }

    mutating func takeField(_ key: String) -> Field? {
      for index in all.indices where !all[index].taken && all[index].key == key {
        all[index].taken = true
        return all[index]
      }
      return nil
    }
  }

  /// The fields of a mapping; anything else is reported as not being `what`.
  mutating func fields(_ index: NodeIndex, _ what: @autoclosure () -> String, help: String? = nil) -> Fields? {
    guard tree.nodes[index].kind == .mapping else {
      wrongShape(what(), "a mapping", index, help: help)
      return nil
    }
    return fieldsOfMapping(index)
  }

  func fieldsOfMapping(_ index: NodeIndex) -> Fields {
    var all: [Field] = []
    all.reserveCapacity(Int(tree.nodes[index].count))
    var at = index + 1
    let end = Int(tree.nodes[index].next)
    while at < end {
      let value = Int(tree.nodes[at].next)
      all.append(Field(key: tree.string(at), keyIndex: at, value: tree.resolve(value)))
      at = Int(tree.nodes[value].next)
    }
    return Fields(all: all, place: tree.place(index))
  }

  /// Reports whatever was not taken.
  mutating func finish(_ fields: Fields, in owner: String, known: [String], shown: [String]? = nil) {
    guard fields.all.contains(where: { !$0.taken }) else { return }
    var seen: Set<String> = []
    for field in fields.all {
      // A key given twice has been reported as that.
      let isFirst = seen.insert(field.key).inserted
      if !field.taken, isFirst { unknownKey(field, in: owner, known: known, shown: shown) }
    }
  }

  /// `shown`: the keys to list, where all that are known would be too many.
  mutating func unknownKey(_ field: Field, in owner: String, known: [String], shown: [String]? = nil) {
    let place = tree.place(field.keyIndex)
    if field.key == "<<" { return bag.add(.mergeKey(at: place)) }
    if let whole = YAMLTraps.textCutByComma(before: field.keyIndex, in: tree) {
      return bag.add(.unquotedComma(quoted: YAMLTraps.quoted(tree.file.text(of: whole)), at: whole, comma: place))
    }
    bag.add(
      .unknownKey(
        field.key, in: owner, nearName: nearest(to: field.key, among: known), known: shown ?? known, at: place))
  }

  // MARK: Shapes

  func found(_ index: NodeIndex) -> String {
    let node = tree.nodes[index]
    switch node.kind {
    case .sequence: return "a list"
    case .mapping: return "a mapping"
    case .alias: return "an alias"
    case .scalar:
      guard node.style == .plain else { return "text" }
      switch CoreSchema.scalar(tree.text[tree.contentRange(index)]) {
      case .null: return "empty"
      case .bool: return "`\(tree.string(index))`"
      case .int, .double, .notExact, .notFinite: return "a number"
      case .text: return "text"
      }
    }
  }

  mutating func wrongShape(_ what: String, _ expected: String, _ index: NodeIndex, help: String? = nil) {
    bag.add(.wrongShape(what, expected: expected, found: found(index), at: tree.place(index), help: help))
  }

  /// Items of a list; a single scalar counts as a list of one where `orOne`.
  mutating func items(_ index: NodeIndex, _ what: String, orOne: Bool = false) -> [NodeIndex] {
    let node = tree.nodes[index]
    if node.kind == .sequence { return tree.items(index).map { tree.resolve($0) } }
    if orOne, node.kind == .scalar, !isNull(index) { return [index] }
    wrongShape(what, "a list", index)
    return []
  }

  func isNull(_ index: NodeIndex) -> Bool {
    let node = tree.nodes[index]
    guard node.kind == .scalar, node.style == .plain, node.tag == .none || node.tag == .null else { return false }
    if case .null = CoreSchema.scalar(tree.text[tree.contentRange(index)]) { return true }
    return false
  }

  // MARK: The skill

  private static let topLevel = [
    "skill", "goal", "also", "match", "inputs", "secrets", "permissions", "budget", "gates", "concurrency", "schedule",
    "session", "on_budget", "outputs", "steps", "tests",
  ]

  mutating func skill() -> SkillSyntax? {
    guard !tree.nodes.isEmpty, !(tree.nodes.count == 1 && isNull(0)) else {
      bag.add(.emptyText(at: Place(file: tree.file.id, start: 0, end: 0)))
      return nil
    }
    guard var fields = fields(0, "A skill", help: "begin with `skill: name` and `steps:`") else { return nil }
    let start = Place(file: tree.file.id, start: fields.place.start, end: fields.place.start)
    // `{}` has none.
    let firstKey = fields.all.isEmpty ? start : tree.place(1)

    var name = NameSyntax("", start)
    if let index = fields.take("skill") {
      name = skillName(index)
    } else if !fields.hasMisspelt("skill") {
      bag.add(.missingKey("skill", in: "A skill", at: firstKey, help: "give it a name: `skill: pay-invoice`"))
    }
    var skill = SkillSyntax(place: fields.place, name: name, stepsPlace: start)
    if let index = fields.take("goal") { skill.goal = constantText(index, "`goal`") }
    if let index = fields.take("also") { skill.also = constantTexts(index, "`also`") }
    if let index = fields.take("match") { skill.match = constantTexts(index, "`match`") }
    if let index = fields.take("inputs") { skill.inputs = inputs(index) }
    if let index = fields.take("secrets") { skill.secrets = names(index, "`secrets`", "the name of a secret") }
    if let index = fields.take("permissions") { skill.permissions = permissions(index) }
    if let index = fields.take("budget") { skill.budget = budget(index) }
    if let index = fields.take("gates") { skill.gates = gateDefaults(index) }
    gatesExpire = skill.gates?.expires != nil
    if let index = fields.take("concurrency") { skill.concurrency = concurrency(index) }
    if let index = fields.take("schedule") { skill.schedules = schedules(index) }
    if let index = fields.take("session") { skill.session = session(index) }
    if let index = fields.take("on_budget") { skill.onBudget = word(index, "`on_budget`", OnBudgetSyntax.self) }
    if let field = fields.takeField("outputs") {
      skill.outputsPlace = tree.place(field.keyIndex)
      skill.outputs = namedValues(field.value, "`outputs`")
    }
    if let field = fields.takeField("steps") {
      skill.stepsPlace = tree.place(field.keyIndex)
      skill.steps = steps(field.value, "`steps`")
      if tree.nodes[field.value].kind == .sequence, skill.steps.isEmpty {
        bag.add(.emptyList("`steps`", at: tree.place(field.value)))
      }
    } else if !fields.hasMisspelt("steps") {
      bag.add(.missingKey("steps", in: "A skill", at: firstKey))
    }
    skill.stepCount = stepCount
    skill.idCount = idCount
    if let index = fields.take("tests") { skill.tests = tests(index) }
    finish(fields, in: "a skill", known: Self.topLevel)
    return skill
  }

  private mutating func skillName(_ index: NodeIndex) -> NameSyntax {
    guard let name = nameText(index, "the name of a skill") else { return NameSyntax("", tree.place(index)) }
    if !isSkillName(name.text) { bag.add(.badSkillName(name.text, at: name.place)) }
    return name
  }

  private mutating func inputs(_ index: NodeIndex) -> [InputSyntax] {
    properties(index, "`inputs`", "the name of an input").map { InputSyntax(name: $0.name, schema: $0.schema) }
  }

  private mutating func permissions(_ index: NodeIndex) -> PermissionsSyntax {
    var permissions = PermissionsSyntax()
    permissions.place = tree.place(index)
    guard var fields = fields(index, "`permissions`") else { return permissions }
    if let index = fields.take("network") { permissions.network = constantTexts(index, "`network`") }
    if let index = fields.take("exec") { permissions.exec = constantTexts(index, "`exec`") }
    if let index = fields.take("read") { permissions.read = constantTexts(index, "`read`") }
    if let index = fields.take("write") { permissions.write = constantTexts(index, "`write`") }
    finish(fields, in: "`permissions`", known: ["network", "exec", "read", "write"])
    return permissions
  }

  private mutating func budget(_ index: NodeIndex) -> BudgetSyntax? {
    guard var fields = fields(index, "`budget`") else { return nil }
    var budget = BudgetSyntax(place: fields.place)
    if let index = fields.take("credits") { budget.credits = number(index, "`credits`", least: 0) }
    if let index = fields.take("steps") { budget.steps = number(index, "`steps`", least: 1, whole: true) }
    if let index = fields.take("time") { budget.time = duration(index) }
    finish(fields, in: "`budget`", known: ["credits", "steps", "time"])
    return budget
  }

  private mutating func gateDefaults(_ index: NodeIndex) -> GateDefaultsSyntax? {
    guard var fields = fields(index, "`gates`") else { return nil }
    var defaults = GateDefaultsSyntax(place: fields.place)
    if let index = fields.take("by") { defaults.by = deciders(index, "`by`") }
    if let index = fields.take("expires") { defaults.expires = duration(index) }
    if let index = fields.take("remind") { defaults.remind = duration(index) }
    if let index = fields.take("escalate") { defaults.escalate = escalate(index) }
    finish(fields, in: "`gates`", known: ["by", "expires", "remind", "escalate"])
    return defaults
  }

  private mutating func concurrency(_ index: NodeIndex) -> ConcurrencySyntax? {
    guard var fields = fields(index, "`concurrency`") else { return nil }
    var onConflict = ConcurrencySyntax.OnConflict.queue
    if let index = fields.take("on_conflict") {
      onConflict = word(index, "`on_conflict`", ConcurrencySyntax.OnConflict.self) ?? .queue
    }
    var key: ValueSyntax?
    if let index = fields.take("key") { key = value(index) }
    if key == nil { bag.add(.missingKey("key", in: "`concurrency`", at: fields.place.startPoint)) }
    finish(fields, in: "`concurrency`", known: ["key", "on_conflict"])
    return key.map { ConcurrencySyntax(place: fields.place, key: $0, onConflict: onConflict) }
  }

  private mutating func schedules(_ index: NodeIndex) -> [ScheduleSyntax] {
    let all = tree.nodes[index].kind == .sequence ? tree.items(index).map { tree.resolve($0) } : [index]
    var schedules: [ScheduleSyntax] = []
    for index in all {
      if tree.nodes[index].kind == .scalar, let cron = cron(index) {
        schedules.append(ScheduleSyntax(place: cron.place, cron: cron, zone: nil, inputs: []))
        continue
      }
      guard var fields = fields(index, "`schedule`") else { continue }
      var line: NameSyntax?
      if let index = fields.take("cron") {
        line = cron(index)
      } else {
        bag.add(.missingKey("cron", in: "`schedule`", at: fields.place.startPoint))
      }
      let zone = fields.take("zone").flatMap { constantText($0, "`zone`") }
      let inputs = fields.take("inputs").map { constantFields($0, "`inputs`") } ?? []
      finish(fields, in: "`schedule`", known: ["cron", "zone", "inputs"])
      if let line { schedules.append(ScheduleSyntax(place: fields.place, cron: line, zone: zone, inputs: inputs)) }
    }
    return schedules
  }

  private mutating func cron(_ index: NodeIndex) -> NameSyntax? {
    guard let line = constantText(index, "`cron`") else { return nil }
    if line.text.split(separator: " ").count != 5 {
      bag.add(.badCron(line.text, why: "it is not five fields", at: line.place))
      return nil
    }
    return line
  }

  private mutating func session(_ index: NodeIndex) -> ValueSyntax? {
    if tree.nodes[index].kind == .scalar { return value(index) }
    guard var fields = fields(index, "`session`") else { return nil }
    _ = fields.take("name")
    if let index = fields.take("keep") { _ = duration(index) }
    finish(fields, in: "`session`", known: ["name", "keep"])
    return value(index)
  }

  // MARK: Tests

  mutating func testsAlone() -> [TestSyntax] {
    guard !tree.nodes.isEmpty, !(tree.nodes.count == 1 && isNull(0)) else {
      bag.add(.emptyText(at: Place(file: tree.file.id, start: 0, end: 0)))
      return []
    }
    guard var fields = fields(0, "A file of tests", help: "begin with `tests:`") else { return [] }
    var found: [TestSyntax] = []
    if let index = fields.take("tests") {
      found = tests(index)
    } else if !fields.hasMisspelt("tests") {
      bag.add(.missingKey("tests", in: "A file of tests", at: fields.place.startPoint))
    }
    finish(fields, in: "a file of tests", known: ["tests"])
    return found
  }

  private mutating func tests(_ index: NodeIndex) -> [TestSyntax] {
    var tests: [TestSyntax] = []
    if tree.nodes[index].kind == .mapping {
      for field in fieldsOfMapping(index).all {
        guard let fields = fields(field.value, "A test") else { continue }
        tests.append(test(fields, NameSyntax(field.key, tree.place(field.keyIndex))))
      }
      return tests
    }
    for (number, index) in items(index, "`tests`").enumerated() {
      guard var fields = fields(index, "A test") else { continue }
      var name = NameSyntax("test \(number + 1)", fields.place.startPoint)
      if let index = fields.take("name"), let given = constantText(index, "`name`") { name = given }
      tests.append(test(fields, name))
    }
    return tests
  }

  private mutating func test(_ given: Fields, _ name: NameSyntax) -> TestSyntax {
    var fields = given
    var test = TestSyntax(place: fields.place, name: name)
    if let index = fields.take("inputs") { test.inputs = constantFields(index, "`inputs`") }
    if let index = fields.take("effects") { test.effects = constant(index) }
    if let index = fields.take("answers") { test.answers = constant(index) }
    if let index = fields.take("clock") { test.clock = constantText(index, "`clock`") }
    if let index = fields.take("seed") { test.seed = number(index, "`seed`", least: 0, whole: true) }
    if let index = fields.take("expect") {
      if var expected = self.fields(index, "`expect`") {
        let known = ["status", "steps", "outputs", "error", "pending"]
        for key in known {
          guard let index = expected.take(key), key == "steps", tree.nodes[index].kind == .scalar else { continue }
          wrongShape("`steps`", "a list of ids, or a mapping of ids to a status or a number", index)
        }
        finish(expected, in: "`expect`", known: known)
        test.expect = constant(index)
      }
    }
    finish(fields, in: "a test", known: ["name", "inputs", "effects", "answers", "clock", "seed", "expect"])
    return test
  }
}
