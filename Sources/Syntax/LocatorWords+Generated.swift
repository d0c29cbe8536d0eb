// Written by `swift run generate-grammar` from Grammar/locators.tsv; edit that instead.

enum LocatorWords {
  /// Ways to point at an element; a locator has one of them.
  static let ways = [
    "button",
    "link",
    "field",
    "text",
    "role",
    "test_id",
    "css",
    "label",
    "checkbox",
    "radio",
    "tab",
    "menuitem",
    "option",
    "heading",
    "row",
    "cell",
    "columnheader",
    "dialog",
    "listitem",
    "image",
    "switch",
    "slider",
    "combobox",
    "textbox",
    "searchbox",
    "spinbutton",
    "region",
    "navigation",
    "form",
    "table",
    "group",
    "article",
    "treeitem",
    "alert",
    "list",
    "listbox",
    "menu",
    "section",
  ]
  /// What narrows any of them down.
  static let narrowing = [
    "name",
    "in",
    "near",
    "nth",
    "frame",
    "exact",
  ]
}
