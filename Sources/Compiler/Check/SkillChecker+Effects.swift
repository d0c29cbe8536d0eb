// Effects: their arguments, how they bear being repeated, where secrets may go, and warnings about what cannot be undone.
import Bytecode
import Syntax
import Values

extension SkillChecker {
  mutating func checkEffect(_ syntax: EffectSyntax, _ node: StepNode) {
    guard case .effect(var effect) = node.action else { return }
    let shape = syntax.shape
    let given = syntax.parameters
    effect.arguments.reserveCapacity(given.count)
    // (By their numbers: a field that is looked at is then not copied.)
    for index in given.indices {
      let name = given[index].key.text
      var expected: CELType?
      let parameter = shape.parameter(name)
      switch parameter?.form {
      case .bool: expected = .bool
      case .int: expected = .int
      case .text, .value, .locator, .map, .list, .word, .fields, .expect, .auth, nil: break
      }
      let checked = value(
        given[index].value, expecting: expected,
        leakName: Self.mayHoldSecret(syntax.kind, name) ? nil : "`\(name)` of `\(syntax.kind.rawValue)`")
      if let parameter { checkParameter(parameter, of: shape, given[index].value, checked) }
      effect.arguments.append(CheckedField(key: name, value: checked))
    }
    checkBody(syntax)
    if let schema = node.syntax.schema { checkSecretsOfResult(schema, node) }
    effect.repeats = repeats(syntax, shape, node)
    // That twice is as good as once is the author's word about what cannot be undone, never its kind's or its method's.
    if effect.isIrreversible, node.syntax.idempotent == nil { effect.repeats = .once }
    if case .key(let key) = node.syntax.idempotent {
      node.idempotencyKey = value(key, leakName: "a key, which is sent and shown")
    }
    if effect.isIrreversible {
      effect.irreversible = irreversibleCount
      irreversibleCount += 1
    }
    node.action = .effect(effect)
    checkMemo(syntax, effect, node)
    warnOfUnmarked(syntax, effect, node)
    warnOfPermissions(syntax, effect, node)
    if let slot = node.slot { scope.flow.write(slot) }
  }

  /// Law 7: where the text of a secret may be put in.
  static func mayHoldSecret(_ kind: EffectKind, _ parameter: String) -> Bool {
    switch kind {
    case .fill: parameter == "with"
    case .http: ["headers", "body", "json", "form", "auth"].contains(parameter)
    case .exec: parameter == "stdin" || parameter == "env"
    case .readFile, .writeFile, .model, .now, .random, .open, .click, .select, .check, .press, .hover, .drag, .scroll,
      .upload, .download, .waitFor, .read, .screenshot, .find, .index, .dialog, .tab:
      false
    }
  }

  private func repeats(_ syntax: EffectSyntax, _ shape: EffectShape, _ node: StepNode) -> Repeat {
    switch node.syntax.idempotent {
    case .flag(true), .key: return .idempotent
    case .flag(false): return .once
    case nil: break
    }
    switch shape.repeats {
    case .pure: return .pure
    case .idempotent: return .idempotent
    case .once: return .once
    case .byMethod:
      guard let method = syntax["method"] else { return .idempotent }
      let known = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"]
      return known.contains(method.constantText?.uppercased() ?? "") ? .idempotent : .once
    }
  }

  /// Only what may be asked again and gives the same answer is remembered; elsewhere `memo:` would be ignored without a word.
  private mutating func checkMemo(_ syntax: EffectSyntax, _ effect: CheckedEffect, _ node: StepNode) {
    for case .memo(_, let key) in node.syntax.modifiers {
      let why: String
      if syntax.kind != .model, syntax.kind != .http {
        why = "answers of `model` and of repeatable `http` steps are remembered, and nothing else"
      } else if effect.isIrreversible || effect.repeats == .once {
        why =
          "what is done once must be done each time: an answer from memory would be no deed; "
          + "if it only asks, say so with `idempotent: true`"
      } else if !node.secretPaths.isEmpty {
        why = "what is `secret:` is kept nowhere, and so cannot be remembered"
      } else {
        continue
      }
      diagnostics.add(.modifierNotHere("memo", word: syntax.kind.rawValue, at: key, why: why))
    }
  }

  // MARK: Warnings

  private mutating func warnOfUnmarked(_ syntax: EffectSyntax, _ effect: CheckedEffect, _ node: StepNode) {
    guard node.syntax.irreversiblePlace == nil, node.syntax.idempotent == nil else { return }
    switch syntax.kind {
    case .http:
      let method = syntax["method"]?.constantText?.uppercased() ?? ""
      if ["POST", "PATCH"].contains(method) { diagnostics.add(.unmarkedOnce("a \(method)", at: node.place)) }
    case .exec: diagnostics.add(.unmarkedOnce("what a program does", at: node.place))
    case .click, .press:
      guard let target = syntax["target"] else { return }
      let name = target["button"]?.constantText ?? target["link"]?.constantText ?? target.constantText
      if let name, Consequence.soundsFinal(name) {
        diagnostics.add(.unmarkedOnce("`\(name)`", at: node.place))
      }
    case .readFile, .writeFile, .model, .now, .random, .open, .fill, .select, .check, .hover, .drag, .scroll, .upload,
      .download, .waitFor, .read, .screenshot, .find, .index, .dialog, .tab:
      break
    }
  }

  private mutating func warnOfPermissions(_ syntax: EffectSyntax, _ effect: CheckedEffect, _ node: StepNode) {
    func goesUp(_ path: String) -> Bool { PathPattern.parts(of: path).contains("..") }
    func constant(_ name: String) -> String? {
      effect.arguments.first { $0.key == name }?.value.constant?.text
    }
    switch syntax.kind {
    case .exec:
      guard let program = effect.arguments.first(where: { $0.key == "argv" })?.value.firstText else { return }
      if !skill.permissions.exec.contains(program) {
        diagnostics.add(.noPermission("exec", program, at: node.place))
      }
    case .http, .open:
      guard let url = constant("url"), let origin = Self.origin(of: url) else { return }
      if !NetworkPermission(rules: skill.permissions.network).allows(origin) {
        diagnostics.add(.noPermission("network", "\"\(origin.text)\"", at: node.place))
      }
    case .readFile:
      guard let path = constant("path") else { return }
      if goesUp(path) { return diagnostics.add(.pathGoesUp(path, at: node.place)) }
      if !skill.permissions.read.contains(where: { PathPattern($0).covers(path: path) }) {
        diagnostics.add(.noPermission("read", "\"\(path)\"", at: node.place))
      }
    case .writeFile:
      guard let path = constant("path") else { return }
      if goesUp(path) { return diagnostics.add(.pathGoesUp(path, at: node.place)) }
      if !skill.permissions.write.contains(where: { PathPattern($0).covers(path: path) }) {
        diagnostics.add(.noPermission("write", "\"\(path)\"", at: node.place))
      }
    case .model, .now, .random, .click, .fill, .select, .check, .press, .hover, .drag, .scroll, .upload, .download,
      .waitFor, .read, .screenshot, .find, .index, .dialog, .tab:
      break
    }
  }

  /// What allows nothing looks as if it allowed something.
  mutating func warnOfVoidPermissions() {
    let permissions = skill.syntax.permissions
    for rule in permissions.network where NetworkRule(rule.text) == nil {
      diagnostics.add(
        .voidPermission(
          rule,
          help: "write a host and, where it is not the usual one, a port: `a.example`, `*.a.example`, `127.0.0.1:8080`")
      )
    }
    for pattern in permissions.read + permissions.write where PathPattern(pattern.text).coversNothing {
      diagnostics.add(
        .voidPermission(pattern, help: "name files from the folder that the run is started in: `in/*.csv`, `out/**`"))
    }
  }

  /// Of an address whose beginning is known; nil where it is not.
  static func origin(of url: String) -> WebOrigin? {
    guard let scheme = ["http", "https"].first(where: { url.hasPrefix("\($0)://") }) else { return nil }
    let rest = url.dropFirst(scheme.utf8.count + 3)
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let host = parts.first, !host.isEmpty, !authority.contains(where: { "@[".contains($0) }) else { return nil }
    let digits = parts.count == 2 ? parts[1] : ""
    guard let port = digits.isEmpty ? WebOrigin.port(of: scheme) : Int(digits) else { return nil }
    return WebOrigin(scheme: scheme, host: host.lowercased(), port: port)
  }
}

extension CheckedValue {
  /// The first element of a list, where that is a constant text.
  var firstText: String? {
    switch kind {
    case .constant(let value): value.elements?.first?.text
    case .list(let elements): elements.first?.constant?.text
    case .expression, .template, .map, .invalid: nil
    }
  }
}
