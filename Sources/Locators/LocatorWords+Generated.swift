// Written by `swift run generate-grammar` from Grammar/locators.tsv; edit that instead.

enum LocatorWords {
  /// Words that stand for a role, and the ARIA role.
  static let roles: [String: String] = [
    "button": "button",
    "link": "link",
    "checkbox": "checkbox",
    "radio": "radio",
    "tab": "tab",
    "menuitem": "menuitem",
    "option": "option",
    "heading": "heading",
    "row": "row",
    "cell": "cell",
    "columnheader": "columnheader",
    "dialog": "dialog",
    "listitem": "listitem",
    "image": "img",
    "switch": "switch",
    "slider": "slider",
    "combobox": "combobox",
    "textbox": "textbox",
    "searchbox": "searchbox",
    "spinbutton": "spinbutton",
    "region": "region",
    "navigation": "navigation",
    "form": "form",
    "table": "table",
    "group": "group",
    "article": "article",
    "treeitem": "treeitem",
    "alert": "alert",
    "list": "list",
    "listbox": "listbox",
    "menu": "menu",
    "section": "region",
  ]
}
