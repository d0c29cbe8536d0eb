// The words a step may begin with, stated once.

/// Every action word of the language.
package enum ActionWord: String, Sendable, CaseIterable {
  // control
  case set, `if`, `switch`, `for`, `while`, `break`, `continue`, `try`, parallel, call, `return`, fail, assert, wait
  case waitUntil = "wait_until"
  case log
  // gates
  case approve, ask, choose
  // effects
  case http, exec
  case readFile = "read_file"
  case writeFile = "write_file"
  case model, now, random
  case open, click, fill, select, check, press, hover, drag, scroll, upload, download
  case waitFor = "wait_for"
  case read, screenshot, find, index, dialog, tab
}
