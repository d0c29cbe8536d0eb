// Written by `swift run generate-grammar` from Grammar/effects.tsv; edit that instead.

/// The words that stand for an effect. Raw values are the words themselves.
package enum EffectKind: String, Sendable, CaseIterable {
  /// Sends one HTTP request. A text alone is its url. What of `text` is no UTF-8 stands as U+FFFD; `save_as` keeps
  /// the bytes.
  case http
  /// Runs a program by its words, without a shell.
  case exec
  /// Reads a file of the run.
  case readFile = "read_file"
  /// Writes a file of the run.
  case writeFile = "write_file"
  /// Asks the language model; with `schema:` its answer is a value of that schema.
  case model
  /// The present time.
  case now
  /// A random number.
  case random
  /// Goes to an address.
  case open
  /// Clicks an element.
  case click
  /// Replaces the text of a field.
  case fill
  /// Chooses an option, or several, by label or value.
  case select
  /// Sets a box or a switch; `to: false` clears it.
  case check
  /// Presses keys, such as Enter or Control+A, on an element or where the focus is.
  case press
  /// Moves the pointer over an element.
  case hover
  /// Drags an element to another.
  case drag
  /// Scrolls an element into view, or by pixels, or within a container.
  case scroll
  /// Gives files to a file field.
  case upload
  /// Clicks an element and keeps the file that comes: where `save_as` says, else among the run's artifacts, which
  /// `upload` takes and no other step reads.
  case download
  /// Waits until an element has a state, or the page has an address (`url`).
  case waitFor = "wait_for"
  /// Reads text, or several fields, or with `all: true` one entry for each match.
  case read
  /// Takes a picture of the page or of an element.
  case screenshot
  /// Looks for elements without acting on them.
  case find
  /// Lists what the page says and what can be acted on, each with locators that mean it alone.
  case index
  /// Says how the next native dialog is answered.
  case dialog
  /// Goes to another tab, by title, url or number, or to `new`.
  case tab
}

extension EffectShape {
  /// One row per kind, in the order of `EffectKind`.
  package static let all: [EffectShape] = [
    EffectShape(
      kind: .http,
      main: nil,
      parameters: [
        ParameterShape("method", .text),
        ParameterShape("url", .text, required: true),
        ParameterShape("query", .map),
        ParameterShape("headers", .map),
        ParameterShape("json", .value),
        ParameterShape("form", .map),
        ParameterShape("body", .value),
        ParameterShape("auth", .auth),
        ParameterShape("expect", .expect, words: ["status"]),
        ParameterShape("save_as", .text),
      ],
      result: "status, headers, json, text", repeats: .byMethod,
      permission: "network", timeout: 30000,
      synopsis: "Sends one HTTP request. A text alone is its url. What of `text` is no UTF-8 stands as U+FFFD; `save_as` keeps the bytes."),
    EffectShape(
      kind: .exec,
      main: ParameterShape("argv", .list, required: true),
      parameters: [
        ParameterShape("stdin", .value),
        ParameterShape("env", .map),
        ParameterShape("expect", .expect, words: ["exit"]),
      ],
      result: "exit, stdout, stderr, json", repeats: .once,
      permission: "exec", timeout: 60000,
      synopsis: "Runs a program by its words, without a shell."),
    EffectShape(
      kind: .readFile,
      main: ParameterShape("path", .text, required: true),
      parameters: [
        ParameterShape("as", .word, words: ["text", "json", "csv", "lines"]),
      ],
      result: "its content", repeats: .pure,
      permission: "read", timeout: 10000,
      synopsis: "Reads a file of the run."),
    EffectShape(
      kind: .writeFile,
      main: ParameterShape("path", .text, required: true),
      parameters: [
        ParameterShape("content", .value, required: true),
      ],
      result: "an artifact", repeats: .idempotent,
      permission: "write", timeout: 10000,
      synopsis: "Writes a file of the run."),
    EffectShape(
      kind: .model,
      main: ParameterShape("prompt", .text, required: true),
      parameters: [
        ParameterShape("system", .text),
        ParameterShape("max_tokens", .int),
      ],
      result: "its text, or the value of its schema", repeats: .pure,
      permission: nil, timeout: 120000,
      synopsis: "Asks the language model; with `schema:` its answer is a value of that schema."),
    EffectShape(
      kind: .now,
      main: nil,
      parameters: [],
      result: "a timestamp", repeats: .pure,
      permission: nil, timeout: nil,
      synopsis: "The present time."),
    EffectShape(
      kind: .random,
      main: nil,
      parameters: [],
      result: "a double from 0 to below 1", repeats: .pure,
      permission: nil, timeout: nil,
      synopsis: "A random number."),
    EffectShape(
      kind: .open,
      main: ParameterShape("url", .text, required: true),
      parameters: [],
      result: "url, title", repeats: .idempotent,
      permission: "network", timeout: 30000,
      synopsis: "Goes to an address."),
    EffectShape(
      kind: .click,
      main: ParameterShape("target", .locator, required: true),
      parameters: [
        ParameterShape("mouse", .word, words: ["left", "right", "middle"]),
        ParameterShape("clicks", .int),
        ParameterShape("hold", .list),
      ],
      result: "nothing", repeats: .once,
      permission: nil, timeout: 30000,
      synopsis: "Clicks an element."),
    EffectShape(
      kind: .fill,
      main: ParameterShape("target", .locator, required: true),
      parameters: [
        ParameterShape("with", .value, required: true),
      ],
      result: "nothing", repeats: .idempotent,
      permission: nil, timeout: 30000,
      synopsis: "Replaces the text of a field."),
    EffectShape(
      kind: .select,
      main: ParameterShape("target", .locator, required: true),
      parameters: [
        ParameterShape("option", .value, required: true),
      ],
      result: "nothing", repeats: .idempotent,
      permission: nil, timeout: 30000,
      synopsis: "Chooses an option, or several, by label or value."),
    EffectShape(
      kind: .check,
      main: ParameterShape("target", .locator, required: true),
      parameters: [
        ParameterShape("to", .bool),
      ],
      result: "nothing", repeats: .idempotent,
      permission: nil, timeout: 30000,
      synopsis: "Sets a box or a switch; `to: false` clears it."),
    EffectShape(
      kind: .press,
      main: ParameterShape("keys", .value, required: true),
      parameters: [
        ParameterShape("on", .locator),
      ],
      result: "nothing", repeats: .once,
      permission: nil, timeout: 30000,
      synopsis: "Presses keys, such as Enter or Control+A, on an element or where the focus is."),
    EffectShape(
      kind: .hover,
      main: ParameterShape("target", .locator, required: true),
      parameters: [],
      result: "nothing", repeats: .idempotent,
      permission: nil, timeout: 30000,
      synopsis: "Moves the pointer over an element."),
    EffectShape(
      kind: .drag,
      main: ParameterShape("target", .locator, required: true),
      parameters: [
        ParameterShape("to", .locator, required: true),
      ],
      result: "nothing", repeats: .once,
      permission: nil, timeout: 30000,
      synopsis: "Drags an element to another."),
    EffectShape(
      kind: .scroll,
      main: ParameterShape("target", .locator),
      parameters: [
        ParameterShape("by", .int),
        ParameterShape("inside", .locator),
      ],
      result: "nothing", repeats: .idempotent,
      permission: nil, timeout: 30000,
      synopsis: "Scrolls an element into view, or by pixels, or within a container."),
    EffectShape(
      kind: .upload,
      main: ParameterShape("target", .locator, required: true),
      parameters: [
        ParameterShape("files", .value, required: true),
      ],
      result: "nothing", repeats: .once,
      permission: "read", timeout: 60000,
      synopsis: "Gives files to a file field."),
    EffectShape(
      kind: .download,
      main: ParameterShape("target", .locator, required: true),
      parameters: [
        ParameterShape("save_as", .text),
      ],
      result: "an artifact", repeats: .once,
      permission: nil, timeout: 120000,
      synopsis: "Clicks an element and keeps the file that comes: where `save_as` says, else among the run's artifacts, which `upload` takes and no other step reads."),
    EffectShape(
      kind: .waitFor,
      main: ParameterShape("target", .locator, required: true),
      parameters: [
        ParameterShape("state", .word, words: ["visible", "hidden", "attached", "detached", "enabled"]),
      ],
      result: "nothing", repeats: .pure,
      permission: nil, timeout: 30000,
      synopsis: "Waits until an element has a state, or the page has an address (`url`)."),
    EffectShape(
      kind: .read,
      main: ParameterShape("target", .locator, required: true),
      parameters: [
        ParameterShape("fields", .fields),
        ParameterShape("all", .bool),
        ParameterShape("attribute", .text),
        ParameterShape("as", .word, words: ["text", "value", "html", "table"]),
        ParameterShape("type", .word, words: ["string", "integer", "number", "boolean", "array", "object", "null", "any"]),
      ],
      result: "text, or its fields", repeats: .pure,
      permission: nil, timeout: 30000,
      synopsis: "Reads text, or several fields, or with `all: true` one entry for each match."),
    EffectShape(
      kind: .screenshot,
      main: ParameterShape("target", .locator),
      parameters: [
        ParameterShape("full", .bool),
        ParameterShape("mask", .list),
        ParameterShape("save_as", .text),
      ],
      result: "an artifact", repeats: .pure,
      permission: nil, timeout: 30000,
      synopsis: "Takes a picture of the page or of an element."),
    EffectShape(
      kind: .find,
      main: ParameterShape("target", .locator, required: true),
      parameters: [
        ParameterShape("limit", .int),
      ],
      result: "a list of candidates", repeats: .pure,
      permission: nil, timeout: 30000,
      synopsis: "Looks for elements without acting on them."),
    EffectShape(
      kind: .index,
      main: ParameterShape("tokens", .int),
      parameters: [],
      result: "url, title, text, elements, left_out", repeats: .pure,
      permission: nil, timeout: 30000,
      synopsis: "Lists what the page says and what can be acted on, each with locators that mean it alone."),
    EffectShape(
      kind: .dialog,
      main: ParameterShape("answer", .word, required: true, words: ["accept", "dismiss"]),
      parameters: [
        ParameterShape("with", .value),
      ],
      result: "message", repeats: .once,
      permission: nil, timeout: 30000,
      synopsis: "Says how the next native dialog is answered."),
    EffectShape(
      kind: .tab,
      main: ParameterShape("which", .value, required: true),
      parameters: [
        ParameterShape("close", .bool),
      ],
      result: "url, title", repeats: .idempotent,
      permission: nil, timeout: 30000,
      synopsis: "Goes to another tab, by title, url or number, or to `new`."),
  ]
}
