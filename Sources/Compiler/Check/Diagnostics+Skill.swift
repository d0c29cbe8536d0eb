// What can be wrong with a skill beyond its expressions: names and types (TW0420 to TW0449), called skills (TW0450 to
// TW0459), secrets (TW0510 on), warnings (TW07xx). One constructor for each; the pages are `Grammar/diagnostics/TWnnnn.md`.
import Syntax

extension Diagnostic {
  // MARK: Names

  static func duplicateID(_ id: String, at place: Place, first: Place) -> Diagnostic {
    Diagnostic(
      "TW0420", at: place, "there is a step `\(id)` already", label: "the same id again",
      secondary: [Label(first, "the first `\(id)`")], help: "give one of them another id; ids are one to a skill")
  }

  static func duplicateInput(_ name: String, at place: Place, first: Place) -> Diagnostic {
    Diagnostic(
      "TW0420", at: place, "there is an input `\(name)` already", label: "the same name again",
      secondary: [Label(first, "the first `\(name)`")])
  }

  static func hiddenName(_ name: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0421", at: place, "`\(name)` means something already", label: "this name is taken",
      help: "call the loop's variable something else")
  }

  // MARK: Types

  static func variableChangesType(
    _ name: String, from old: CELType, to new: CELType, at place: Place, first: Place
  ) -> Diagnostic {
    var help = "a variable keeps its type: use another name, or make the first value of that type"
    if case .int = old, case .double = new { help = "write the first value as a double, such as `0.0`" }
    return Diagnostic(
      "TW0422", at: place, "`vars.\(name)` is \(old.text), and this is \(new.text)", label: "this is \(new.text)",
      secondary: [Label(first, "its type comes from here")], help: help)
  }

  static func optionalNotAllowed(found: CELType, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0423", at: place, "this may have no value here", label: "this is \(found.text)",
      help: "say what counts instead: `.orValue(…)`")
  }

  static func wrongValue(_ what: String, found: CELType, expected: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0424", at: place, "\(what) is \(found.text), where \(expected) is wanted", label: "this is \(found.text)",
      expected: expected)
  }

  static func unfitInput(_ name: String, _ problem: String, at place: Place) -> Diagnostic {
    Diagnostic("TW0424", at: place, "the input `\(name)` \(problem)", label: "not what the skill takes")
  }

  static func outputsAreAMap(found: CELType, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0425", at: place, "`return:` gives the outputs, which are a mapping, and this is \(found.text)",
      label: "this is \(found.text)", expected: "a mapping of outputs by name",
      help: "name it: `return: { result: … }`; `- return` alone evaluates `outputs:`")
  }

  // MARK: Control

  static func outsideLoop(_ word: String, at place: Place, border: SkillChecker.Border?) -> Diagnostic {
    if let border { return leaves(border, by: word, at: place) }
    return Diagnostic("TW0430", at: place, "`\(word)` is not in a loop", label: "no `for` or `while` around it")
  }

  static func leaves(_ border: SkillChecker.Border, by word: String, at place: Place) -> Diagnostic {
    let (what, label, help) =
      switch border {
      case .branch(let start):
        (
          "a branch that runs beside others", Label(start, "the branches begin here"),
          word == "return"
            ? "set a variable, and return after the join" : "let the branch end, and decide after the join"
        )
      case .timed(let step):
        (
          "a step that has a `timeout:`", Label(step, "this step has one"),
          "set a variable, and leave after this step; or give the `timeout:` to the steps in here"
        )
      case .finally(let start):
        (
          "a `finally`", Label(start, "it begins here, and runs also when the run was rejected or cancelled"),
          "set a variable, and leave after the `try`"
        )
      }
    return Diagnostic(
      "TW0430", at: place, "`\(word)` cannot leave \(what)", label: "not from in here", secondary: [label], help: help)
  }

  static func bothArmsSet(_ name: String, at place: Place, first: Place) -> Diagnostic {
    Diagnostic(
      "TW0431", at: place, "two branches set `\(name)`", label: "this branch sets it",
      secondary: [Label(first, "and so does this one")],
      help: "branches run side by side, so neither comes last: give each a variable of its own")
  }

  static func rowsSet(_ name: String, at place: Place, loop: Place) -> Diagnostic {
    Diagnostic(
      "TW0431", at: place, "rows that run side by side cannot set `\(name)`", label: "every row would set it",
      secondary: [Label(loop, "the rows are made here")],
      help: "let each row give a value with `collect:`, and read the list as `steps.<id>.items`")
  }

  static func notLoopable(found: CELType, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0432", at: place, "`for` goes through a list or a map, and this is \(found.text)",
      label: "this is \(found.text)", expected: "a list or a map",
      help: { if case .optional = found { "say what counts instead: `.orValue([])`" } else { nil } }())
  }

  static func probeWithoutEffect(at place: Place, word: String) -> Diagnostic {
    Diagnostic(
      "TW0433", at: place, "`probe:` finds out whether an effect happened, and `\(word)` is none", label: "not here")
  }

  static func modifierNotHere(_ modifier: String, word: String, at place: Place, why: String) -> Diagnostic {
    Diagnostic("TW0434", at: place, "`\(modifier):` does not go with `\(word)`", label: "not here", help: why)
  }

  static func irreversibleInProbe(at place: Place, probe: Place) -> Diagnostic {
    Diagnostic(
      "TW0435", at: place, "a probe only looks: it can do nothing irreversible", label: "irreversible",
      secondary: [Label(probe, "the probe")])
  }

  static func gateInProbe(at place: Place, probe: Place) -> Diagnostic {
    Diagnostic(
      "TW0435", at: place, "a probe only looks: it asks nobody", label: "a gate",
      secondary: [Label(probe, "the probe")], help: "what the probe cannot tell, the runtime asks a person by itself")
  }

  static func notASecretPath(_ path: String, meant: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0436", at: place, "`\(path)` is no path to a secret: it would seal nothing", label: "leads nowhere",
      expected: "names with points between them, `*` for each element of a list or each entry of a map",
      help: meant.isEmpty ? nil : "write `\(meant)`")
  }

  static func secretPathMeetsNothing(_ path: String, type: CELType, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0436", at: place, "there is no `\(path)` in this result", label: "nothing there",
      expected: "a path into \(type.text)")
  }

  static func textCaseTwice(_ shown: String, at place: Place) -> Diagnostic {
    Diagnostic("TW0437", at: place, "there is a case \(shown) already", label: "never reached")
  }

  static func caseOfOtherType(_ shown: String, found: CELType, switched: CELType, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0438", at: place, "this case can never be: \(shown) is \(found.text), and the value is \(switched.text)",
      label: "this is \(found.text)", expected: switched.text)
  }

  static func retryListUnknown(_ shown: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0439", at: place, "`\(shown)` is no kind of error", label: "unknown",
      expected: "fail, assert, expression, effect, timeout, permission, input, or a number such as 503")
  }

  static func notConstant(_ word: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0440", at: place, "`\(word)` must be constant here", label: "an expression cannot stand here")
  }

  static func fieldOfDecision(_ name: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0441", at: place, "a field cannot be called `\(name)`", label: "every decision has its own `\(name)`",
      help: "choose another name, such as `the_\(name)`")
  }

  static func learnsStrongChoice(at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0442", at: place, "a choice that is signed each time cannot be learned",
      label: "a passkey signs every answer, and `learn:` would give the next one without anybody",
      help: "leave out `learn:`, or `strong: true`")
  }

  // MARK: Approvals without a person

  private static func listed(_ names: [String]) -> String { names.map { "`\($0)`" }.joined(separator: ", ") }

  static func silenceLacks(_ names: [String], isSecret: Bool, at place: Place, field: Place) -> Diagnostic {
    let given = names.map { "\($0): …" }.joined(separator: ", ")
    return Diagnostic(
      "TW0443", at: place, "where nobody answers, \(listed(names)) would have no value", label: "approved without it",
      secondary: [Label(field, "a person would have to fill this in")],
      help: isSecret
        ? "a secret comes from a person alone: leave out `on_expire` (no answer means no), or give it steps to run"
        : "say what it is then, `on_expire: { verdict: approve, input: { \(given) } }`, or give the field a `default`")
  }

  static func silenceChoosesNothing(at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0443", at: place, "where nobody answers, nothing is chosen", label: "approved without a choice",
      help: "say which it is then: `on_expire: { verdict: approve, choose: … }`")
  }

  static func policyLacks(_ names: [String], at place: Place, field: Place) -> Diagnostic {
    Diagnostic(
      "TW0443", at: place, "where this policy decides, \(listed(names)) would have no value",
      label: "approved without it",
      secondary: [Label(field, "a person would have to fill this in")],
      help: "give the field a `default`, or show what it starts from: `show: { \(names[0]): … }`")
  }

  static func noFormField(_ name: String, near: String?, known: [String], at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0443", at: place, "this gate has no field `\(name)`", label: "unknown field",
      notes: [known.isEmpty ? "it has no fields" : "its fields are \(listed(Array(known.prefix(12))))"], nearName: near,
      fix: near.map { Fix("write `\($0)`", at: place, replacement: $0) })
  }

  static func unfitAnswer(_ problem: String, at place: Place) -> Diagnostic {
    Diagnostic("TW0443", at: place, problem, label: "not what the form takes")
  }

  static func noSuchOption(_ shown: String, known: [String], at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0443", at: place, "`\(shown)` is not among the options", label: "no such option",
      expected: known.isEmpty ? nil : "one of \(known.prefix(12).joined(separator: ", "))")
  }

  static func bodyNotSent(_ name: String, method: String, isWritten: Bool, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0444", at: place, "a \(method) request has no body, and `\(name)` is one", label: "would not be sent",
      help: isWritten
        ? "values for the address go into `query:`" : "say `method: POST` or another; without `method:` it is a GET")
  }

  static func connectionHeader(_ name: String, at place: Place) -> Diagnostic {
    let cure =
      switch name.lowercased() {
      case "host": "leave it out: it is the host of `url:`"
      case "content-length", "transfer-encoding": "leave it out: it is told by what is sent (`json:`, `form:`, `body:`)"
      default: "leave it out: how the connection is used is not the skill's affair"
      }
    return Diagnostic(
      "TW0445", at: place, "the header `\(name)` is set by the connection itself and cannot be given",
      label: "would be refused", help: cure)
  }

  static func nothingToChoose(at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0446", at: place, "there is nothing to choose from", label: "an empty list",
      help: "list the options: `from: [first, second]`, or give a list by an expression")
  }

  private static func unfitStart(
    _ name: String, _ problem: String, label: String, help: String?, at place: Place, field: Place
  ) -> Diagnostic {
    Diagnostic(
      "TW0447", at: place, "`\(name)` cannot start from this: \(problem)", label: label,
      secondary: [Label(field, "the field to edit")], help: help)
  }

  static func startOfOtherType(_ name: String, found: CELType, wanted: CELType, at place: Place, field: Place)
    -> Diagnostic
  {
    let help: String? =
      switch (found, wanted) {
      case (.decimal, .double): "show a number: `double(…)`"
      case (.int, .string), (.uint, .string), (.double, .string), (.bool, .string), (.decimal, .string),
        (.bytes, .string), (.timestamp, .string), (.duration, .string):
        "show a text: `string(…)`"
      default: nil
      }
    return unfitStart(
      name, "it is \(found.text), and the field takes \(wanted.text)", label: "this is \(found.text)", help: help,
      at: place, field: field)
  }

  static func unfitStart(_ name: String, _ path: String, _ problem: String, at place: Place, field: Place) -> Diagnostic
  {
    unfitStart(
      name, path.isEmpty ? problem : "`\(name)\(path)` \(problem)", label: "not what the field takes",
      help: "show a value that fits, or give the field a `default` to start from", at: place, field: field)
  }

  // MARK: Called skills

  static func unknownSkill(_ name: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0450", at: place, "there is no skill `\(name)`", label: "not found",
      help: "it is looked for as `\(name).yaml` beside this file and in `skills/`")
  }

  static func skillFailed(_ name: String, at place: Place) -> Diagnostic {
    Diagnostic("TW0451", at: place, "the skill `\(name)` has errors of its own", label: "called here")
  }

  static func skillNameDiffers(_ called: String, found: String, at place: Place, declared: Place) -> Diagnostic {
    Diagnostic(
      "TW0452", at: place, "the file of `\(called)` holds a skill called `\(found)`", label: "called here",
      secondary: [Label(declared, "its name")], help: "file name and `skill:` must be the same")
  }

  static func recursion(_ path: [String], at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0453", at: place, "a skill cannot call itself", label: "this leads back to `\(path.last ?? "")`",
      notes: ["the calls are \(path.map { "`\($0)`" }.joined(separator: " → "))"],
      help: "write it as a loop: `while:` with a list of what is left to do")
  }

  static func unknownInput(_ name: String, of skill: String, near: String?, known: [String], at place: Place)
    -> Diagnostic
  {
    Diagnostic(
      "TW0454", at: place, "`\(skill)` has no input `\(name)`", label: "unknown input",
      notes: known.isEmpty
        ? ["it has no inputs"] : ["its inputs are \(known.prefix(12).map { "`\($0)`" }.joined(separator: ", "))"],
      nearName: near,
      fix: near.map { Fix("write `\($0)`", at: place, replacement: $0) })
  }

  /// - Parameter key: where inputs are given there.
  static func missingInput(_ names: [String], of skill: String, key: String = "with", at place: Place) -> Diagnostic {
    let shown = names.map { "`\($0)`" }.joined(separator: ", ")
    return Diagnostic(
      "TW0455", at: place, "`\(skill)` needs \(shown)", label: "\(shown) missing",
      help: "add `\(key): { \(names.map { "\($0): …" }.joined(separator: ", ")) }`")
  }

  static func unknownZone(_ shown: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0457", at: place, "`\(shown)` is no time zone", label: "not in the time zone database",
      expected: "a name as `Europe/Zurich`, `UTC`, or an offset as `+05:30`")
  }

  static func unusableSchema(_ keyword: String, _ problem: String, at place: Place) -> Diagnostic {
    Diagnostic("TW0458", at: place, "\(keyword): \(problem)", label: "this schema cannot be used")
  }

  static func tooManySkills(limit: Int, at place: Place) -> Diagnostic {
    Diagnostic("TW0456", at: place, "more than \(limit) skills are linked into one program", label: "the limit is here")
  }

  static func callsTooDeep(limit: Int, at place: Place) -> Diagnostic {
    Diagnostic("TW0456", at: place, "calls nest more than \(limit) deep", label: "the limit is here")
  }

  // MARK: Secrets

  static func secretLeaks(_ into: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0510", at: place, "a secret cannot go into \(into)", label: "this is or holds a secret",
      help:
        "secrets go into `fill` (`with:`), http headers and bodies, `stdin` and `env` of exec, and secret inputs of "
        + "called skills; nowhere else, so that they show nowhere")
  }

  static func secretWritten(_ keyword: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0511", at: place, "\(keyword) would write a secret down", label: "the text of a secret",
      help:
        "leave it out: a secret is given when the run starts, by the person who answers, or by the vault (`secrets:`); "
        + "what stands here would stand in every program and snapshot")
  }

  static func secretGiven(_ skill: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0511", at: place, "a secret input of `\(skill)` would be written down here", label: "the text of a secret",
      help:
        "keep it in the vault: declare it, `secrets: [name]`, give it to the store by `twin secret set name`, and pass "
        + "`${{ secrets.name }}`; what stands here would stand in every program and snapshot")
  }

  static func secretPart(at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0512", at: place, "a part of what a person gives cannot be a secret by itself",
      label: "would be kept in clear",
      help:
        "make it an input or a field of its own, `{ type: string, secret: true }`, or the whole of it `secret: true`")
  }

  static func secretGivenInClear(by effect: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0513", at: place, "the probe gives in clear what `\(effect)` keeps secret", label: "not marked as secret",
      help: "mark it on the step that finds it out as well: `secret: [json.token]`")
  }

  static func secretNotFound(_ why: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0512", at: place, "this secret would be kept in clear: \(why)", label: "would be kept in clear",
      help: "say on the step itself what of its result is secret: `secret: [json.token]`")
  }

  // MARK: Warnings

  static func unusedID(_ id: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0701", .warning, at: place, "nothing uses the result `steps.\(id)`", label: "unused id",
      help: "remove the id, or use it")
  }

  static func unusedVariable(_ name: String, at place: Place) -> Diagnostic {
    Diagnostic("TW0701", .warning, at: place, "nothing reads `vars.\(name)`", label: "set, and never read")
  }

  static func unusedInput(_ name: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0701", .warning, at: place, "nothing reads `inputs.\(name)`", label: "asked for, and never read",
      help: "remove it, or use it: whoever gives it believes that it counts")
  }

  static func unreachable(at place: Place, after: Place, word: String) -> Diagnostic {
    Diagnostic(
      "TW0702", .warning, at: place, "this step is never reached", label: "never reached",
      secondary: [Label(after, "`\(word)` here never goes on")])
  }

  static func unmarkedOnce(_ what: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0703", .warning, at: place, "\(what) cannot be undone, and nothing says whether it may be repeated",
      label: "neither `irreversible:` nor `idempotent:`",
      help: "say `irreversible: true` to have it approved first, or `idempotent: true` (or a key) if doing it twice "
        + "does no harm")
  }

  static func noPermission(_ kind: String, _ what: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0704", .warning, at: place, "the skill has no permission for this: it will be refused",
      label: "needs `\(kind)`", help: "add it at the top: `permissions: { \(kind): [\(what)] }`")
  }

  static func pathGoesUp(_ path: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0704", .warning, at: place, "no permission covers a path that goes up: it will be refused",
      label: "`\(path)` goes up with `..`", help: "name the file from the folder that the run is started in")
  }

  static func permissionCut(_ kind: String, _ patterns: [String], skill: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0705", .warning, at: place,
      "`\(skill)` may do less when it is called from here: its \(kind) "
        + "\(patterns.map { "`\($0)`" }.joined(separator: ", ")) is not among this skill's permissions",
      label: "called here", help: "add it to `permissions:` of the caller if it is needed")
  }

  static func voidPermission(_ permission: NameSyntax, help: String) -> Diagnostic {
    Diagnostic(
      "TW0707", .warning, at: permission.place, "the permission `\(permission.text)` allows nothing",
      label: "nothing is covered by this", help: help)
  }

  static func neverReminds(_ word: String, at place: Place, expires: Place) -> Diagnostic {
    Diagnostic(
      "TW0708", .warning, at: place, "this `\(word)` never comes due: its gate has expired by then",
      label: "not sooner than the expiry", secondary: [Label(expires, "the gate expires after this")],
      help: "let it come sooner, or the gate stay open for longer")
  }

  static func neverOver(_ word: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0709", .warning, at: place, "this `timeout:` is never over: `\(word)` takes no time", label: "never over",
      help: "remove it, or give it to a step that waits for something")
  }

  static func shortSecret(limit: Int, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0706", .warning, at: place,
      "a secret of fewer than \(limit) characters is found in what comes back only where it is a whole value",
      label: "too short to be looked for",
      help: "ask for more than that, or mark what may repeat it as `secret:` too")
  }
}
