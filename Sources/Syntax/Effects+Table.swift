// The table of effects: the same rows as `Grammar/effects.tsv`, which is normative.

extension EffectShape {
  /// One row per kind, in the order of `EffectKind`.
  package static let all: [EffectShape] = [
    EffectShape(
      kind: .http, main: nil,
      parameters: [
        ParameterShape("method", .text), ParameterShape("url", .text, required: true), ParameterShape("query", .map),
        ParameterShape("headers", .map), ParameterShape("json", .value), ParameterShape("form", .map),
        ParameterShape("body", .value), ParameterShape("auth", .map), ParameterShape("expect", .value),
        ParameterShape("save_as", .text),
      ], result: "status, headers, json, text", repeats: .byMethod, permission: "network", timeout: 30_000),
    EffectShape(
      kind: .exec, main: ParameterShape("argv", .list, required: true),
      parameters: [
        ParameterShape("stdin", .value), ParameterShape("env", .map), ParameterShape("expect", .value),
      ], result: "exit, stdout, stderr, json", repeats: .once, permission: "exec", timeout: 60_000),
    EffectShape(
      kind: .readFile, main: ParameterShape("path", .text, required: true),
      parameters: [ParameterShape("as", .word, words: ["text", "json", "csv", "lines"])],
      result: "its content", repeats: .pure, permission: "read", timeout: 10_000),
    EffectShape(
      kind: .writeFile, main: ParameterShape("path", .text, required: true),
      parameters: [ParameterShape("content", .value, required: true)],
      result: "an artifact", repeats: .idempotent, permission: "write", timeout: 10_000),
    EffectShape(
      kind: .model, main: ParameterShape("prompt", .text, required: true),
      parameters: [ParameterShape("max_tokens", .int)],
      result: "its text, or the value of its schema", repeats: .pure, permission: nil, timeout: 120_000),
    EffectShape(
      kind: .now, main: nil, parameters: [], result: "a timestamp", repeats: .pure, permission: nil, timeout: nil),
    EffectShape(
      kind: .random, main: nil, parameters: [], result: "a double from 0 to below 1", repeats: .pure,
      permission: nil, timeout: nil),
    EffectShape(
      kind: .open, main: ParameterShape("url", .text, required: true), parameters: [],
      result: "url, title", repeats: .idempotent, permission: "network", timeout: 30_000),
    EffectShape(
      kind: .click, main: ParameterShape("target", .locator, required: true),
      parameters: [
        ParameterShape("mouse", .word, words: ["left", "right", "middle"]), ParameterShape("clicks", .int),
        ParameterShape("hold", .list),
      ], result: "nothing", repeats: .once, permission: nil, timeout: 30_000),
    EffectShape(
      kind: .fill, main: ParameterShape("target", .locator, required: true),
      parameters: [ParameterShape("with", .value, required: true)],
      result: "nothing", repeats: .idempotent, permission: nil, timeout: 30_000),
    EffectShape(
      kind: .select, main: ParameterShape("target", .locator, required: true),
      parameters: [ParameterShape("option", .value, required: true)],
      result: "nothing", repeats: .idempotent, permission: nil, timeout: 30_000),
    EffectShape(
      kind: .check, main: ParameterShape("target", .locator, required: true),
      parameters: [ParameterShape("to", .bool)],
      result: "nothing", repeats: .idempotent, permission: nil, timeout: 30_000),
    EffectShape(
      kind: .press, main: ParameterShape("keys", .value, required: true),
      parameters: [ParameterShape("on", .locator)],
      result: "nothing", repeats: .once, permission: nil, timeout: 30_000),
    EffectShape(
      kind: .hover, main: ParameterShape("target", .locator, required: true), parameters: [],
      result: "nothing", repeats: .idempotent, permission: nil, timeout: 30_000),
    EffectShape(
      kind: .drag, main: ParameterShape("target", .locator, required: true),
      parameters: [ParameterShape("to", .locator, required: true)],
      result: "nothing", repeats: .once, permission: nil, timeout: 30_000),
    EffectShape(
      kind: .scroll, main: ParameterShape("target", .locator),
      parameters: [ParameterShape("by", .int), ParameterShape("inside", .locator)],
      result: "nothing", repeats: .idempotent, permission: nil, timeout: 30_000),
    EffectShape(
      kind: .upload, main: ParameterShape("target", .locator, required: true),
      parameters: [ParameterShape("files", .value, required: true)],
      result: "nothing", repeats: .once, permission: "read", timeout: 60_000),
    EffectShape(
      kind: .download, main: ParameterShape("target", .locator, required: true),
      parameters: [ParameterShape("save_as", .text)],
      result: "an artifact", repeats: .once, permission: nil, timeout: 120_000),
    EffectShape(
      kind: .waitFor, main: ParameterShape("target", .locator, required: true),
      parameters: [
        ParameterShape("state", .word, words: ["visible", "hidden", "attached", "detached", "enabled"])
      ], result: "nothing", repeats: .pure, permission: nil, timeout: 30_000),
    EffectShape(
      kind: .read, main: ParameterShape("target", .locator, required: true),
      parameters: [
        ParameterShape("fields", .fields), ParameterShape("all", .bool), ParameterShape("attribute", .text),
        ParameterShape("as", .word, words: ["text", "value", "html", "table"]),
        ParameterShape("type", .word, words: SchemaSyntax.TypeName.allCases.map(\.rawValue)),
      ], result: "text, or its fields", repeats: .pure, permission: nil, timeout: 30_000),
    EffectShape(
      kind: .screenshot, main: ParameterShape("target", .locator),
      parameters: [
        ParameterShape("full", .bool), ParameterShape("mask", .list), ParameterShape("save_as", .text),
      ], result: "an artifact", repeats: .pure, permission: nil, timeout: 30_000),
    EffectShape(
      kind: .find, main: ParameterShape("target", .locator, required: true),
      parameters: [ParameterShape("limit", .int)],
      result: "a list of candidates", repeats: .pure, permission: nil, timeout: 30_000),
    EffectShape(
      kind: .dialog, main: ParameterShape("answer", .word, required: true, words: ["accept", "dismiss"]),
      parameters: [ParameterShape("with", .value)],
      result: "message", repeats: .once, permission: nil, timeout: 30_000),
    EffectShape(
      kind: .tab, main: ParameterShape("which", .value, required: true),
      parameters: [ParameterShape("close", .bool)],
      result: "url, title", repeats: .idempotent, permission: nil, timeout: 30_000),
  ]

  private static let byKind = Dictionary(uniqueKeysWithValues: all.map { ($0.kind, $0) })

  package static func of(_ kind: EffectKind) -> EffectShape {
    guard let shape = byKind[kind] else { preconditionFailure("no row for \(kind)") }
    return shape
  }
}
