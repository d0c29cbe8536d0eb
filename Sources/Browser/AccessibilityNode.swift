// Nodes of the browser's accessibility tree, as far as they matter: read from what DevTools says, which tells of each name how
// it was found as well.
import Locators
import Values

struct AccessibilityNode: Sendable {
  var id = ""
  var isRoot = true
  var children: [String] = []
  /// Nobody is told of it, though perhaps of what is below.
  var isIgnored = false
  /// As Chromium calls it, which is not always ARIA's word.
  var role: String?
  var name = ""
  var value = ""
  var states: PageStates = []
  /// DevTools' number of the document's node, 0 where there is none.
  var node = 0

  /// The nodes in an answer to `Accessibility.getFullAXTree`.
  static func list(_ reader: inout ReplyReader) throws -> [AccessibilityNode] {
    var nodes: [AccessibilityNode] = []
    try reader.object { name, reader in
      if name == "nodes" { try reader.array { nodes.append(try AccessibilityNode(&$0)) } }
    }
    return nodes
  }

  private init(_ reader: inout ReplyReader) throws {
    var node = Self()
    try reader.object { name, reader in
      switch name {
      case "nodeId": node.id = try reader.text() ?? ""
      case "parentId": node.isRoot = false
      case "childIds": try reader.array { if let child = try $0.text() { node.children.append(child) } }
      case "ignored": node.isIgnored = try reader.flag() == true
      case "backendDOMNodeId": node.node = try reader.integer().map { Int($0) } ?? 0
      case "role": node.role = try Self.value(&reader)?.text
      case "name": node.name = try Self.value(&reader)?.text ?? ""
      case "value":
        switch try Self.value(&reader) {
        case .string(let text)?: node.value = text
        case let other?: node.value = (try? other.jsonText()) ?? ""
        case nil: break
        }
      case "properties": try reader.array { try node.takeState(&$0) }
      default: break
      }
    }
    self = node
  }

  private init() {}

  /// What an `AXValue` says, without where that comes from.
  private static func value(_ reader: inout ReplyReader) throws -> PlainValue? {
    var value: PlainValue?
    try reader.object { name, reader in
      if name == "value" { value = try reader.value() }
    }
    return value
  }

  private mutating func takeState(_ reader: inout ReplyReader) throws {
    var state = ""
    var value: PlainValue?
    try reader.object { name, reader in
      switch name {
      case "name": state = try reader.text() ?? ""
      case "value": value = try Self.value(&reader)
      default: break
      }
    }
    guard let value else { return }
    let isTrue = value.boolean == true || value.text == "true"
    switch state {
    case "disabled": if isTrue { states.insert(.disabled) }
    case "checked":
      if isTrue { states.insert(.checked) } else if value.text == "mixed" { states.insert(.mixed) }
    case "expanded": states.insert(isTrue ? .expanded : .collapsed)
    case "selected": if isTrue { states.insert(.selected) }
    case "required": if isTrue { states.insert(.required) }
    case "readonly": if isTrue { states.insert(.readonly) }
    case "focused": if isTrue { states.insert(.focused) }
    case "pressed": if isTrue { states.insert(.pressed) }
    case "invalid": if value.text != "false", value.boolean != false { states.insert(.invalid) }
    default: break
    }
  }
}
