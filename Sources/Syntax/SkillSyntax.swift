// The typed tree of one skill: what the author wrote, word by word, every part with its place. Read this first.
// It holds no name resolution, no types and no proof; those are the compiler's.

/// One skill file. What was wrong in it has been reported and is `invalid` or left out, so that the compiler can go on
/// and find what else is wrong; a tree with reported errors must not be lowered.
package struct SkillSyntax: Sendable, Equatable {
  package var place: Place
  package var name: NameSyntax
  package var goal: NameSyntax?
  /// Other words for the goal.
  package var also: [NameSyntax] = []
  /// Address patterns where the skill applies.
  package var match: [NameSyntax] = []
  package var inputs: [InputSyntax] = []
  package var secrets: [NameSyntax] = []
  package var permissions = PermissionsSyntax()
  package var budget: BudgetSyntax?
  /// Top-level `gates:`: what a gate that does not say so itself gets.
  package var gates: GateDefaultsSyntax?
  package var concurrency: ConcurrencySyntax?
  package var schedules: [ScheduleSyntax] = []
  /// Which browser session the skill works in: a mapping with `name` (text) and `keep` (bool).
  package var session: ValueSyntax?
  package var onBudget: OnBudgetSyntax?
  package var outputs: [FieldSyntax] = []
  package var outputsPlace: Place?
  package var steps: [StepSyntax] = []
  package var stepsPlace: Place
  /// Of all steps, those inside others too.
  package var stepCount = 0
  /// Of them, those that have an id.
  package var idCount = 0
  package var tests: [TestSyntax] = []

  package init(place: Place, name: NameSyntax, stepsPlace: Place) {
    self.place = place
    self.name = name
    self.stepsPlace = stepsPlace
  }
}

package struct InputSyntax: Sendable, Equatable {
  package var name: NameSyntax
  package var schema: SchemaSyntax
  package init(name: NameSyntax, schema: SchemaSyntax) {
    self.name = name
    self.schema = schema
  }
  /// An input without a default must be given.
  package var isRequired: Bool { schema.defaultValue == nil }
}

/// Deny by default: what is not listed is refused.
package struct PermissionsSyntax: Sendable, Equatable {
  package var place: Place?
  package var network: [NameSyntax] = []
  package var exec: [NameSyntax] = []
  package var read: [NameSyntax] = []
  package var write: [NameSyntax] = []
  package init() {}
}

package struct BudgetSyntax: Sendable, Equatable {
  package var place: Place
  /// A number, in credits.
  package var credits: ValueSyntax?
  package var steps: ValueSyntax?
  /// Counts neither gates nor waits.
  package var time: DurationSyntax?
  package init(place: Place) { self.place = place }
}

package enum OnBudgetSyntax: String, Sendable, CaseIterable { case fail, ask }

package struct GateDefaultsSyntax: Sendable, Equatable {
  package var place: Place
  package var by: DecidersSyntax?
  package var expires: DurationSyntax?
  package var remind: DurationSyntax?
  package var escalate: EscalateSyntax?
  package init(place: Place) { self.place = place }
}

package struct ConcurrencySyntax: Sendable, Equatable {
  package enum OnConflict: String, Sendable, CaseIterable { case queue, fail }
  package var place: Place
  package var key: ValueSyntax
  package var onConflict: OnConflict
  package init(place: Place, key: ValueSyntax, onConflict: OnConflict) {
    self.place = place
    self.key = key
    self.onConflict = onConflict
  }
}

package struct ScheduleSyntax: Sendable, Equatable {
  package var place: Place
  /// Five fields: minute, hour, day of month, month, day of week.
  package var cron: NameSyntax
  /// `zone`: a name such as `Europe/Berlin`; nil: UTC.
  package var zone: NameSyntax?
  package var inputs: [FieldSyntax]
  package init(place: Place, cron: NameSyntax, zone: NameSyntax?, inputs: [FieldSyntax]) {
    self.place = place
    self.cron = cron
    self.zone = zone
    self.inputs = inputs
  }
}

/// One of the skill's own tests. Its values are constants.
package struct TestSyntax: Sendable, Equatable {
  package var place: Place
  package var name: NameSyntax
  package var inputs: [FieldSyntax] = []
  /// Recorded outcomes by step id.
  package var effects: ValueSyntax?
  /// Decisions by gate id, as `--answers` takes them.
  package var answers: ValueSyntax?
  package var clock: NameSyntax?
  package var seed: ValueSyntax?
  /// `status`, `steps`, `outputs`, `error`.
  package var expect: ValueSyntax?
  package init(place: Place, name: NameSyntax) {
    self.place = place
    self.name = name
  }
}

// MARK: - Steps

/// One object each: the compiler's own tree refers to them, and a large skill has thousands.
package final class StepSyntax: Sendable {
  /// The whole mapping (or the bare word, as in `- break`).
  package let place: Place
  package let action: ActionSyntax
  /// Where the action's word stands: a step's diagnostic points here.
  package let actionPlace: Place
  /// The action's word; nil when the step had none (reported; `action` is `invalid`).
  package let word: ActionWord?
  package let id: NameSyntax?
  /// In the author's order, no two of one kind.
  package let modifiers: [ModifierSyntax]

  package init(
    place: Place, action: ActionSyntax, actionPlace: Place, word: ActionWord?, id: NameSyntax? = nil,
    modifiers: [ModifierSyntax] = []
  ) {
    self.place = place
    self.action = action
    self.actionPlace = actionPlace
    self.word = word
    self.id = id
    self.modifiers = modifiers
  }
}

/// What may stand on any step beside its action and its id.
package enum ModifierSyntax: Sendable, Equatable {
  case when(ValueSyntax, key: Place)
  case describe(NameSyntax, key: Place)
  case timeout(DurationSyntax, key: Place)
  indirect case retry(RetrySyntax, key: Place)
  case onError(OnErrorSyntax, key: Place)
  case idempotent(IdempotentSyntax, key: Place)
  case probe([StepSyntax], key: Place)
  case irreversible(Bool, place: Place, key: Place)
  indirect case schema(SchemaSyntax, key: Place)
  /// Paths inside the result that are secret, such as `json.token`.
  case secret([NameSyntax], key: Place)
  indirect case memo(MemoSyntax, key: Place)

  /// Where the modifier's word stands.
  package var key: Place {
    switch self {
    case .when(_, let key), .describe(_, let key), .timeout(_, let key), .retry(_, let key), .onError(_, let key),
      .idempotent(_, let key), .probe(_, let key), .irreversible(_, _, let key), .schema(_, let key),
      .secret(_, let key), .memo(_, let key):
      key
    }
  }
}

extension StepSyntax: Equatable {
  package static func == (a: StepSyntax, b: StepSyntax) -> Bool {
    a.place == b.place && a.action == b.action && a.actionPlace == b.actionPlace && a.word == b.word
      && a.id == b.id && a.modifiers == b.modifiers
  }
}

extension StepSyntax {
  package var when: ValueSyntax? {
    for case .when(let value, _) in modifiers { return value }
    return nil
  }
  package var describe: NameSyntax? {
    for case .describe(let value, _) in modifiers { return value }
    return nil
  }
  package var timeout: DurationSyntax? {
    for case .timeout(let value, _) in modifiers { return value }
    return nil
  }
  package var retry: RetrySyntax? {
    for case .retry(let value, _) in modifiers { return value }
    return nil
  }
  package var onError: OnErrorSyntax? {
    for case .onError(let value, _) in modifiers { return value }
    return nil
  }
  package var idempotent: IdempotentSyntax? {
    for case .idempotent(let value, _) in modifiers { return value }
    return nil
  }
  package var probe: [StepSyntax]? {
    for case .probe(let value, _) in modifiers { return value }
    return nil
  }
  /// True only when the step says `irreversible: true`.
  package var isIrreversible: Bool {
    for case .irreversible(let value, _, _) in modifiers { return value }
    return false
  }
  /// The place of `irreversible:`'s word.
  package var irreversiblePlace: Place? {
    for case .irreversible(_, _, let key) in modifiers { return key }
    return nil
  }
  package var schema: SchemaSyntax? {
    for case .schema(let value, _) in modifiers { return value }
    return nil
  }
  package var secretPaths: [NameSyntax] {
    for case .secret(let value, _) in modifiers { return value }
    return []
  }
  package var memo: MemoSyntax? {
    for case .memo(let value, _) in modifiers { return value }
    return nil
  }
}

package struct RetrySyntax: Sendable, Equatable {
  package var place: Place
  /// How often it is tried again after the first time; at least 1.
  package var times: Int
  package var delay: DurationSyntax?
  /// Each delay is the last one times this; at least 1. nil: 1.
  package var backoff: Double?
  /// Error kinds, or numbers (http statuses, exit codes). Empty: any error.
  package var on: [ValueSyntax]
  package init(place: Place, times: Int, delay: DurationSyntax?, backoff: Double?, on: [ValueSyntax]) {
    self.place = place
    self.times = times
    self.delay = delay
    self.backoff = backoff
    self.on = on
  }
}

package enum OnErrorSyntax: Sendable, Equatable {
  case `continue`
  case steps([StepSyntax])
}

package enum IdempotentSyntax: Sendable, Equatable {
  /// `idempotent: true` (or `false`: the effect is once, whatever its kind).
  case flag(Bool)
  /// `idempotent: key`: the receiver deduplicates by this key.
  case key(ValueSyntax)
}

package struct MemoSyntax: Sendable, Equatable {
  package var place: Place
  package var `for`: DurationSyntax
  package init(place: Place, for: DurationSyntax) {
    self.place = place
    self.for = `for`
  }
}

// MARK: - Actions

/// What a step does: one case a word of the control kinds, `effect` and `gate` for the rest.
package enum ActionSyntax: Sendable, Equatable {
  /// Keys in order: each sees what the ones before it wrote.
  case set([FieldSyntax])
  case `if`(ValueSyntax, then: [StepSyntax], else: [StepSyntax]?)
  indirect case `switch`(ValueSyntax, cases: [CaseSyntax], default: [StepSyntax]?)
  indirect case `for`(ForSyntax)
  /// `max`: a constant, at least 1.
  indirect case `while`(ValueSyntax, max: Int, maxPlace: Place, do: [StepSyntax])
  case `break`
  case `continue`
  case `try`([StepSyntax], catch: [StepSyntax]?, finally: [StepSyntax]?)
  case parallel([BranchSyntax])
  case call(NameSyntax, with: [FieldSyntax])
  /// Without a value: `outputs` are evaluated there.
  case `return`(ValueSyntax?)
  case fail(ValueSyntax)
  indirect case assert(ValueSyntax, message: ValueSyntax?)
  case wait(DurationSyntax)
  case waitUntil(ValueSyntax)
  case log(ValueSyntax)
  case effect(EffectSyntax)
  indirect case gate(GateSyntax)
  /// Reported; nothing is known of it but its modifiers.
  case invalid
}

package struct CaseSyntax: Sendable, Equatable {
  /// A constant: text, int, bool, double or null.
  package var value: ValueSyntax
  package var steps: [StepSyntax]
  package init(_ value: ValueSyntax, _ steps: [StepSyntax]) {
    self.value = value
    self.steps = steps
  }
}

package struct ForSyntax: Sendable, Equatable {
  package var variable: NameSyntax
  package var `in`: ValueSyntax
  /// How many rows run side by side; nil: one after the other.
  package var atOnce: Int?
  package var atOncePlace: Place?
  /// What each iteration gives at its end: `steps.<id>.items` is the list of these.
  package var collect: ValueSyntax?
  package var `do`: [StepSyntax]
  package init(
    variable: NameSyntax, in: ValueSyntax, atOnce: Int?, atOncePlace: Place?, collect: ValueSyntax? = nil,
    do: [StepSyntax]
  ) {
    self.variable = variable
    self.in = `in`
    self.atOnce = atOnce
    self.atOncePlace = atOncePlace
    self.collect = collect
    self.do = `do`
  }
}

package struct BranchSyntax: Sendable, Equatable {
  package var name: NameSyntax
  package var steps: [StepSyntax]
  package init(_ name: NameSyntax, _ steps: [StepSyntax]) {
    self.name = name
    self.steps = steps
  }
}

/// An effect with its parameters by name. The value written after the action's word has the name that
/// `EffectShape.main` gives it (`open: URL` has `url`, `click: …` has `target`), so all parameters are found alike; for
/// `http:` the fields of its mapping are the parameters. Required ones are there unless reported.
package struct EffectSyntax: Sendable, Equatable {
  package let shape: EffectShape
  /// In the author's order.
  package let parameters: [FieldSyntax]
  package init(_ shape: EffectShape, _ parameters: [FieldSyntax]) {
    self.shape = shape
    self.parameters = parameters
  }
  package var kind: EffectKind { shape.kind }
  package subscript(_ name: String) -> ValueSyntax? {
    for index in parameters.indices where parameters[index].key.text == name { return parameters[index].value }
    return nil
  }
}

// MARK: - Gates

package struct GateSyntax: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable { case approve, ask, choose }

  package var kind: Kind
  /// Text, usually with expressions.
  package var prompt: ValueSyntax
  /// `approve`: ids of the irreversible effects that this decision lets happen.
  package var allows: [NameSyntax] = []
  package var allowsPlace: Place?
  /// What the person sees, by name; `page: screenshot` is the page itself.
  package var show: [FieldSyntax] = []
  /// `approve`: fields the person may change. `ask`: the fields to fill in are `form`.
  package var edit: [SchemaSyntax.Property] = []
  package var form: [SchemaSyntax.Property] = []
  /// `approve`: where true, the gate is decided at once by this policy.
  package var unless: ValueSyntax?
  package var unlessPlace: Place?
  /// `choose`: a list of plain values or of `{value, label, …}`.
  package var from: ValueSyntax?
  package var learn = false
  /// How long what is learned is good; nil: until it is forgotten.
  package var learnFor: DurationSyntax?
  package var by: DecidersSyntax?
  /// nil: the default of top-level `gates:` (which then has one, or it is reported).
  package var expires: DurationSyntax?
  package var onExpire: OnExpireSyntax?
  package var onReject: [StepSyntax]?
  package var onRejectPlace: Place?
  package var remind: DurationSyntax?
  package var escalate: EscalateSyntax?
  /// `strong: true`: an approval is signed with a passkey.
  package var strong: Bool { strongPlace != nil }
  /// Of the key, where it says so.
  package var strongPlace: Place?

  package init(_ kind: Kind, prompt: ValueSyntax) {
    self.kind = kind
    self.prompt = prompt
  }
}

/// Who may decide.
package struct DecidersSyntax: Sendable, Equatable {
  package var place: Place
  /// Empty: anyone who may decide at all.
  package var roles: [NameSyntax]
  /// How many different people must approve; at least 1.
  package var count: Int
  /// Where it says so.
  package var countPlace: Place?
  package var notInitiator: Bool
  package init(place: Place, roles: [NameSyntax], count: Int, notInitiator: Bool) {
    self.place = place
    self.roles = roles
    self.count = count
    self.notInitiator = notInitiator
  }
}

/// What an expired gate means.
package enum OnExpireSyntax: Sendable, Equatable {
  /// Rejected: the default. `{verdict: reject, reason: …}` says what `gates.<id>.reason` is.
  case reject(Place, reason: NameSyntax?)
  /// Approved; never for a gate with `allows` (reported).
  case approve(ExpiryApproval)
  /// Rejected, and these steps run.
  case steps([StepSyntax], Place)
}

/// `approve`, or `{verdict: approve, input: {…}}`, or `{verdict: approve, choose: …}`: constants, since nobody looks at them.
package struct ExpiryApproval: Sendable, Equatable {
  package var place: Place
  package var input: [FieldSyntax] = []
  package var choice: ValueSyntax?
  package init(place: Place) { self.place = place }
}

/// `to`: the roles that may decide as well from then on. Everything else about the gate stays.
package struct EscalateSyntax: Sendable, Equatable {
  package var place: Place
  package var after: DurationSyntax
  package var to: [NameSyntax]
  package init(place: Place, after: DurationSyntax, to: [NameSyntax]) {
    self.place = place
    self.after = after
    self.to = to
  }
}
