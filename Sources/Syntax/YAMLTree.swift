// A YAML text as a flat array of nodes in document order, each with its place. No node is an object and no scalar a
// String: whoever keeps one makes it. Scalars are not typed here.

struct YAMLNode: BitwiseCopyable {
  enum Kind: UInt8 { case scalar, sequence, mapping, alias }
  enum Style: UInt8 { case plain, single, double, literal, folded, block, flow }
  enum Tag: UInt8 { case none, nonSpecific, string, int, float, bool, null, sequence, mapping }

  var kind: Kind
  var style: Style
  var tag: Tag
  /// Source bytes.
  var start: UInt32
  var end: UInt32
  /// scalar: where its content lies in `YAMLTree.text`. alias: the node it stands for.
  var first: UInt32
  /// scalar: bytes of content. sequence: items. mapping: keys.
  var count: UInt32
  /// Index of the first node after this one's subtree.
  var next: UInt32
}

/// Index of a node.
typealias NodeIndex = Int

struct YAMLTree {
  let file: SourceFile
  var nodes: [YAMLNode]
  /// The contents of all scalars, one after the other.
  var text: [UInt8]

  /// The node itself, or what an alias stands for.
  @inline(__always) func resolve(_ index: NodeIndex) -> NodeIndex {
    let node = nodes[index]
    return node.kind == .alias ? Int(node.first) : index
  }

  func place(_ index: NodeIndex) -> Place {
    let node = nodes[index]
    return Place(file: file.id, start: node.start, end: node.end)
  }

  @inline(__always) func contentRange(_ index: NodeIndex) -> Range<Int> {
    let node = nodes[index]
    return Int(node.first)..<Int(node.first) + Int(node.count)
  }

  func string(_ index: NodeIndex) -> String { string(contentRange(index)) }

  /// Content bytes as a String; the source has been checked to be UTF-8.
  func string(_ range: Range<Int>) -> String {
    text.withUnsafeBufferPointer { String(decoding: UnsafeBufferPointer(rebasing: $0[range]), as: UTF8.self) }
  }

  /// The indices of a mapping's keys and values, or nothing for anything else.
  func fields(_ index: NodeIndex) -> FieldSequence {
    let node = nodes[index]
    return FieldSequence(nodes: nodes, at: index + 1, end: node.kind == .mapping ? Int(node.next) : index + 1)
  }

  /// The indices of a sequence's items, or nothing for anything else.
  func items(_ index: NodeIndex) -> ItemSequence {
    let node = nodes[index]
    return ItemSequence(nodes: nodes, at: index + 1, end: node.kind == .sequence ? Int(node.next) : index + 1)
  }

  struct FieldSequence: Sequence, IteratorProtocol {
    let nodes: [YAMLNode]
    var at: NodeIndex
    let end: NodeIndex
    mutating func next() -> (key: NodeIndex, value: NodeIndex)? {
      guard at < end else { return nil }
      let key = at
      let value = Int(nodes[key].next)
      at = Int(nodes[value].next)
      return (key, value)
    }
  }

  struct ItemSequence: Sequence, IteratorProtocol {
    let nodes: [YAMLNode]
    var at: NodeIndex
    let end: NodeIndex
    mutating func next() -> NodeIndex? {
      guard at < end else { return nil }
      let item = at
      at = Int(nodes[item].next)
      return item
    }
  }
}
