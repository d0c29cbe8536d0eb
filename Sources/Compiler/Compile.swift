// Source text of a skill → program, or what is wrong with it. Read this first: parse (Syntax), check (Check/), prove
// (Proof/), lower (Lower/). Called skills are linked in; their texts come through a resolver. Touches no file itself.
import Bytecode
import Syntax
import Values

/// What a compilation ends with.
package struct CompileResult: Sendable {
  /// nil where there are errors.
  package var program: Program?
  /// All diagnostics, in reading order, the skill's own first.
  package var diagnostics: [Diagnostic]
  /// The texts that the diagnostics speak of.
  package var sources: SourceFiles

  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// A called skill's text: its name for diagnostics, and its bytes.
package struct ResolvedSkill: Sendable {
  package var name: String
  package var bytes: [UInt8]
  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
  package init(name: String, text: String) { self.init(name: name, bytes: [UInt8](text.utf8)) }
}

/// Bounds of linking; each is named in its diagnostic.
package enum CompilerLimits {
  /// Skills of one program.
  package static let skills = 256
  /// How deep calls nest.
  package static let callDepth = 32
}

/// Compiles a skill.
/// - name: as diagnostics show it, usually a path.
/// - resolver: gives the text of a called skill by its name, or nil.
package func compile(
  name: String, text: String, resolver: (String) -> ResolvedSkill? = { _ in nil }
) -> CompileResult {
  compile(name: name, bytes: [UInt8](text.utf8), resolver: resolver)
}

package func compile(
  name: String, bytes: [UInt8], resolver: (String) -> ResolvedSkill? = { _ in nil }
) -> CompileResult {
  withoutActuallyEscaping(resolver) { resolver in
    var linker = Linker(resolver: resolver)
    return linker.compile(name: name, bytes: bytes)
  }
}

struct Linker {
  let resolver: (String) -> ResolvedSkill?
  var sources = SourceFiles()
  var bag = DiagnosticBag()
  /// Checked skills by name; nil where one cannot be used.
  var checked: [String: CheckedSkill?] = [:]
  /// Calls that are being followed, outermost first.
  var path: [String] = []

  init(resolver: @escaping (String) -> ResolvedSkill?) { self.resolver = resolver }

  mutating func compile(name: String, bytes: [UInt8]) -> CompileResult {
    let file = sources.add(name: name, bytes: bytes)
    var program: Program?
    if let syntax = parseSkill(file, into: &bag) {
      path = [syntax.name.text]
      let skill = check(syntax)
      if !bag.hasErrors { program = lower(skill) }
    }
    return CompileResult(program: program, diagnostics: bag.sorted, sources: sources)
  }

  private mutating func check(_ syntax: SkillSyntax) -> CheckedSkill {
    // The checker holds the bag while it runs; calls that it meets are followed with what there is so far.
    var found = bag
    var linker = self
    let skill = SkillChecker.check(syntax, diagnostics: &found) { name, diagnostics in
      linker.bag = diagnostics
      let callee = linker.link(name)
      diagnostics = linker.bag
      return callee
    }
    linker.bag = found
    self = linker
    if !skill.hasInvalidSteps { GateProver.prove(skill, diagnostics: &bag) }
    return skill
  }

  /// A called skill, parsed, checked and proven once.
  mutating func link(_ name: NameSyntax) -> CheckedSkill? {
    if path.contains(name.text) {
      bag.add(.recursion(path + [name.text], at: name.place))
      return nil
    }
    if let known = checked[name.text] {
      if known == nil { bag.add(.skillFailed(name.text, at: name.place)) }
      return known
    }
    guard checked.count < CompilerLimits.skills else {
      bag.add(.tooManySkills(limit: CompilerLimits.skills, at: name.place))
      return nil
    }
    guard path.count < CompilerLimits.callDepth else {
      bag.add(.callsTooDeep(limit: CompilerLimits.callDepth, at: name.place))
      return nil
    }
    guard let resolved = resolver(name.text) else {
      bag.add(.unknownSkill(name.text, at: name.place))
      checked[name.text] = .some(nil)
      return nil
    }
    let file = sources.add(name: resolved.name, bytes: resolved.bytes)
    let before = bag.errorCount
    var skill: CheckedSkill?
    if let syntax = parseSkill(file, into: &bag) {
      if syntax.name.text != name.text {
        bag.add(
          .skillNameDiffers(name.text, found: syntax.name.text, at: name.place, declared: syntax.name.place))
      }
      path.append(name.text)
      skill = check(syntax)
      path.removeLast()
    }
    if bag.errorCount > before {
      bag.add(.skillFailed(name.text, at: name.place))
      skill = nil
    }
    checked[name.text] = .some(skill)
    return skill
  }

  // MARK: Lowering

  private mutating func lower(_ skill: CheckedSkill) -> Program? {
    let program = ProgramBuilder(manifest: skill.manifest)
    program.versions.timeZones = TimeZoneTable.version
    let lowering = ProgramLowering(program, sources: sources)
    lowering.lower(skill)
    do {
      return try program.finish()
    } catch {
      bag.add(.tooLargeToCompile("\(error)", at: skill.syntax.name.place))
      return nil
    }
  }
}

/// All functions of a program: the skill, those it calls (once for each set of permissions that they are cut to), and the
/// key of `concurrency`.
final class ProgramLowering {
  private let program: ProgramBuilder
  private let sources: SourceFiles
  private struct Key: Hashable {
    var name: String
    var permissions: Permissions
  }
  private var numbers: [Key: UInt16] = [:]
  private var waiting: [(CheckedSkill, FunctionBuilder)] = []
  private var sourceNumbers: [UInt16: UInt16] = [:]

  init(_ program: ProgramBuilder, sources: SourceFiles) {
    self.program = program
    self.sources = sources
  }

  func lower(_ skill: CheckedSkill) {
    _ = number(of: skill, permissions: skill.permissions)
    var next = 0
    while next < waiting.count {
      let (skill, function) = waiting[next]
      next += 1
      let caller = function.permissions
      SkillLowering(
        skill, into: function, of: program, points: points(in: sources[skill.file]!),
        callee: { self.number(of: $0, permissions: $0.permissions.cut(to: caller)) }
      ).lower()
    }
    lowerConcurrencyKey(skill)
  }

  private func number(of skill: CheckedSkill, permissions: Permissions) -> UInt16 {
    let key = Key(name: skill.name, permissions: permissions)
    if let known = numbers[key] { return known }
    let function = program.addFunction(name: skill.name, parameters: skill.parameterCount)
    function.permissions = permissions
    numbers[key] = function.index
    waiting.append((skill, function))
    return function.index
  }

  private func points(in source: SourceFile) -> SourcePoints { SourcePoints(source, number: number(of: source)) }

  private func number(of source: SourceFile) -> UInt16 {
    if let known = sourceNumbers[source.id.number] { return known }
    let name = source.name.split(separator: "/").last.map(String.init) ?? source.name
    let number = program.addSource(name: name, text: String(decoding: source.bytes, as: UTF8.self))
    sourceNumbers[source.id.number] = number
    return number
  }

  private func lowerConcurrencyKey(_ skill: CheckedSkill) {
    guard let key = skill.concurrencyKey, !key.isInvalid else { return }
    let function = program.addFunction(name: "concurrency.key", parameters: skill.parameterCount)
    for (number, input) in skill.inputs.enumerated() {
      function.name(parameter: Register(number), "inputs.\(input.name)")
    }
    function.name(parameter: skill.runRegister, "run")
    let lowering = SkillLowering(keyOf: skill, into: function, of: program, points: points(in: sources[skill.file]!))
    function.place = lowering.point(key.place)
    function.emit(.return(a: lowering.value(key)))
    program.manifest.concurrencyKey = function.index
  }
}

extension CheckedSkill {
  /// What the program says of itself. Secrets are those of all skills in it.
  var manifest: ProgramManifest {
    var manifest = ProgramManifest(skill: name)
    manifest.goal = syntax.goal?.text
    manifest.also = syntax.also.map(\.text)
    manifest.match = syntax.match.map(\.text)
    manifest.inputs = inputs
    var seen: Set<String> = []
    func addSecrets(_ skill: CheckedSkill) {
      for secret in skill.syntax.secrets where seen.insert(secret.text).inserted { manifest.secrets.append(secret.text) }
      for (_, callee) in skill.callees.sorted(by: { $0.key < $1.key }) { addSecrets(callee) }
    }
    addSecrets(self)
    manifest.permissions = permissions
    if let budget = syntax.budget {
      switch budget.credits?.plainConstant {
      case .int(let number): manifest.budget.credits = Double(number)
      case .double(let number): manifest.budget.credits = number
      default: break
      }
      manifest.budget.steps = budget.steps?.plainConstant.integer.flatMap { UInt64(exactly: $0) }
      manifest.budget.time = budget.time?.milliseconds
    }
    manifest.options = options
    return manifest
  }

  /// What only the runtime reads.
  private var options: PlainValue {
    var entries: [(String, PlainValue)] = []
    if let gates = syntax.gates {
      var defaults: [(String, PlainValue)] = []
      if let by = gates.by { defaults.append(("by", by.plain)) }
      if let time = gates.expires?.milliseconds { defaults.append(("expires", .int(time))) }
      if let time = gates.remind?.milliseconds { defaults.append(("remind", .int(time))) }
      if let escalate = gates.escalate { defaults.append(("escalate", escalate.plain)) }
      entries.append(("gates", plainMap(defaults)))
    }
    if let session = syntax.session { entries.append(("session", session.plainConstant)) }
    if !syntax.schedules.isEmpty {
      entries.append(
        (
          "schedule",
          .list(
            syntax.schedules.map { row in
              var parts: [(String, PlainValue)] = [("cron", .string(row.cron.text))]
              if let zone = row.zone { parts.append(("zone", .string(zone.text))) }
              parts.append(("inputs", plainMap(row.inputs.map { ($0.key.text, $0.value.plainConstant) })))
              return plainMap(parts)
            })
        ))
    }
    if let concurrency = syntax.concurrency {
      entries.append(("concurrency", plainMap([("on_conflict", .string(concurrency.onConflict.rawValue))])))
    }
    if let onBudget = syntax.onBudget { entries.append(("on_budget", .string(onBudget.rawValue))) }
    return plainMap(entries)
  }
}
