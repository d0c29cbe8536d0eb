// Text to a `YAMLTree`, by libyaml's events. libyaml's marks count code points; here every place is in bytes.
// It bounds size, depth, nodes and what aliases expand to; it never builds what a bound forbids.

import CLibYAML

/// Reads one YAML document. What is wrong goes into the bag; nil when there is no tree to go on with.
func readYAML(_ file: SourceFile, into bag: inout DiagnosticBag) -> YAMLTree? {
  let bytes = file.bytes
  func place(_ start: Int, _ end: Int) -> Place { Place(file: file.id, start..<end) }
  guard bytes.count <= Limits.sourceBytes else {
    bag.add(.yamlTooLarge("bytes", Limits.sourceBytes, at: place(Limits.sourceBytes, Limits.sourceBytes)))
    return nil
  }
  let survey = TextSurvey(bytes)
  if let bad = survey.invalid {
    bag.add(.invalidUTF8(at: place(bad, bad + 1)))
    return nil
  }
  if let bad = survey.forbidden {
    bag.add(.controlCharacter(bad.value, at: place(bad.offset, bad.offset + bad.length)))
    return nil
  }
  var reader = YAMLReader(file, isASCII: survey.isASCII)
  let ok = bytes.withUnsafeBufferPointer { reader.read($0, into: &bag) }
  return ok ? YAMLTree(file: file, nodes: reader.nodes, text: reader.text) : nil
}

private struct YAMLReader {
  let file: SourceFile
  var nodes: [YAMLNode] = []
  var text: [UInt8] = []

  /// An anchor: its node and, once that is complete, how many nodes it stands for with aliases expanded.
  private struct Anchor {
    var node: NodeIndex
    var size: Int?
    var place: Place
  }
  private var anchors: [Anchor] = []
  /// The last one of each name.
  private var anchorByName: [String: Int] = [:]
  /// Nodes that aliases have added so far, and of the collections still open: where their count began.
  private var aliasNodes = 0
  private struct Open {
    var node: NodeIndex
    var isMapping = false
    var anchor: Int?
    var aliasNodesBefore = 0
    /// How many children so far; of a mapping, keys and values alike.
    var children = 0
  }
  /// The collections that are open, outermost first, but for the innermost, which every node asks for.
  private var open: [Open] = []
  private var innermost = Open(node: -1)

  private let base: Int
  private let isASCII: Bool
  /// A code point whose byte is known; the search for the next one starts here.
  private var knownIndex = 0
  private var knownByte: Int

  init(_ file: SourceFile, isASCII: Bool) {
    self.file = file
    self.isASCII = isASCII
    // A byte order mark is not handed to libyaml.
    let hasMark = file.bytes.count >= 3 && file.bytes[0] == 0xEF && file.bytes[1] == 0xBB && file.bytes[2] == 0xBF
    base = hasMark ? 3 : 0
    knownByte = base
    // (Of skills that are written densely; no node is moved then.)
    nodes.reserveCapacity(file.bytes.count / 5 + 8)
    text.reserveCapacity(file.bytes.count)
  }

  /// The byte of a code point. Marks move forward but for a few steps, so this walks from the last one asked for.
  private mutating func byte(_ mark: yaml_mark_t, _ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    let index = Int(mark.index)
    if isASCII { return min(base + index, bytes.count) }
    while knownIndex < index, knownByte < bytes.count {
      knownByte += 1
      while knownByte < bytes.count, bytes[knownByte] & 0xC0 == 0x80 { knownByte += 1 }
      knownIndex += 1
    }
    while knownIndex > index, knownByte > base {
      knownByte -= 1
      while knownByte > base, bytes[knownByte] & 0xC0 == 0x80 { knownByte -= 1 }
      knownIndex -= 1
    }
    return knownByte
  }

  private func place(_ start: Int, _ end: Int) -> Place { Place(file: file.id, start..<max(start, end)) }

  mutating func read(_ bytes: UnsafeBufferPointer<UInt8>, into bag: inout DiagnosticBag) -> Bool {
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    defer { parser.deallocate() }
    guard yaml_parser_initialize(parser) == 1 else { preconditionFailure("libyaml has no memory for a parser") }
    defer { yaml_parser_delete(parser) }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    var none: UInt8 = 0
    return withUnsafePointer(to: &none) { empty in
      let start = bytes.baseAddress.map { $0 + base } ?? empty
      yaml_parser_set_input_string(parser, start, bytes.count - base)
      return readEvents(parser, bytes, into: &bag)
    }
  }

  private mutating func readEvents(
    _ parser: UnsafeMutablePointer<yaml_parser_t>, _ bytes: UnsafeBufferPointer<UInt8>, into bag: inout DiagnosticBag
  ) -> Bool {
    var event = yaml_event_t()
    var documents = 0
    var ok = true
    while true {
      guard yaml_parser_parse(parser, &event) == 1 else {
        bag.add(syntaxError(parser.pointee, bytes))
        return false
      }
      let type = event.type
      let start = byte(event.start_mark, bytes)
      let end = byte(event.end_mark, bytes)
      switch type {
      case YAML_DOCUMENT_START_EVENT:
        documents += 1
        if documents > 1 {
          bag.add(.severalDocuments(at: place(start, end)))
          ok = false
        }
      case YAML_SCALAR_EVENT: ok = scalar(&event, start, end, into: &bag) && ok
      case YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT:
        ok = collection(&event, type, start, end, into: &bag) && ok
      case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: close(end, into: &bag)
      case YAML_ALIAS_EVENT: ok = alias(&event, start, end, into: &bag) && ok
      default: break
      }
      yaml_event_delete(&event)
      if type == YAML_STREAM_END_EVENT { return ok }
      if !ok { return false }
    }
  }

  // MARK: Nodes

  private mutating func append(_ node: YAMLNode, into bag: inout DiagnosticBag) -> Bool {
    if innermost.isMapping, innermost.children & 1 == 0, node.kind != .scalar {
      let start = Int(node.start)
      let isDoubleBrace = node.kind == .mapping && start > 0 && file.bytes[start - 1] == UInt8(ascii: "{")
      bag.add(.keyIsNoText(at: place(start, Int(node.end)), isDoubleBrace: isDoubleBrace))
      return false
    }
    guard nodes.count < Limits.yamlNodes else {
      bag.add(.yamlTooLarge("YAML nodes", Limits.yamlNodes, at: place(Int(node.start), Int(node.end))))
      return false
    }
    innermost.children &+= 1
    nodes.append(node)
    return true
  }

  private mutating func scalar(
    _ event: inout yaml_event_t, _ start: Int, _ end: Int, into bag: inout DiagnosticBag
  ) -> Bool {
    let data = event.data.scalar
    let style: YAMLNode.Style
    switch data.style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: style = .single
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: style = .double
    case YAML_LITERAL_SCALAR_STYLE: style = .literal
    case YAML_FOLDED_SCALAR_STYLE: style = .folded
    default: style = .plain
    }
    guard let tag = tag(data.tag, start, end, into: &bag) else { return false }
    let length = data.length
    let first = text.count
    if length > 0, let value = data.value { text.append(contentsOf: UnsafeBufferPointer(start: value, count: length)) }
    let node = YAMLNode(
      kind: .scalar, style: style, tag: tag, start: UInt32(start), end: UInt32(end), first: UInt32(first),
      count: UInt32(length), next: UInt32(nodes.count + 1))
    if data.anchor != nil {
      guard define(data.anchor, start, end, size: 1, into: &bag) != nil else { return false }
    }
    return append(node, into: &bag)
  }

  private mutating func collection(
    _ event: inout yaml_event_t, _ type: yaml_event_type_t, _ start: Int, _ end: Int, into bag: inout DiagnosticBag
  ) -> Bool {
    let isMapping = type == YAML_MAPPING_START_EVENT
    let given = isMapping ? event.data.mapping_start.tag : event.data.sequence_start.tag
    let anchorName = isMapping ? event.data.mapping_start.anchor : event.data.sequence_start.anchor
    let isFlow =
      isMapping
      ? event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
      : event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
    guard let tag = tag(given, start, end, into: &bag) else { return false }
    if tag != .none, tag != .nonSpecific, tag != (isMapping ? .mapping : .sequence) {
      bag.add(.tagDoesNotFit(given.map { String(cString: $0) } ?? "", at: place(start, end)))
      return false
    }
    guard open.count < Limits.yamlDepth else {
      bag.add(.yamlTooLarge("levels of nesting", Limits.yamlDepth, at: place(start, end)))
      return false
    }
    var anchor: Int?
    if anchorName != nil {
      anchor = define(anchorName, start, end, size: nil, into: &bag)
      guard anchor != nil else { return false }
    }
    let index = nodes.count
    let node = YAMLNode(
      kind: isMapping ? .mapping : .sequence, style: isFlow ? .flow : .block, tag: tag, start: UInt32(start),
      end: UInt32(end), first: 0, count: 0, next: 0)
    guard append(node, into: &bag) else { return false }
    open.append(innermost)
    innermost = Open(node: index, isMapping: isMapping, anchor: anchor, aliasNodesBefore: aliasNodes)
    return true
  }

  private mutating func close(_ end: Int, into bag: inout DiagnosticBag) {
    let closed = innermost
    innermost = open.removeLast()
    let isMapping = closed.isMapping
    nodes[closed.node].next = UInt32(nodes.count)
    nodes[closed.node].count = UInt32(isMapping ? closed.children / 2 : closed.children)
    if nodes[closed.node].style == .flow {
      nodes[closed.node].end = UInt32(end)
    } else if nodes.count > closed.node + 1 {
      // libyaml closes a block where the next token begins, which may be pages below.
      nodes[closed.node].end = max(nodes[closed.node].start, nodes[nodes.count - 1].end)
    }
    if let anchor = closed.anchor {
      anchors[anchor].size = nodes.count - closed.node + aliasNodes - closed.aliasNodesBefore
    }
    if isMapping, closed.children > 2 { refuseDuplicates(closed.node, closed.children / 2, into: &bag) }
  }

  private mutating func alias(
    _ event: inout yaml_event_t, _ start: Int, _ end: Int, into bag: inout DiagnosticBag
  ) -> Bool {
    let name = event.data.alias.anchor.map { String(cString: $0) } ?? ""
    guard let anchor = anchorByName[name].map({ anchors[$0] }) else {
      let near = nearest(to: name, among: anchorByName.keys.sorted())
      bag.add(.unknownAlias(name, at: place(start, end), nearName: near))
      return false
    }
    guard let size = anchor.size else {
      bag.add(.selfAlias(name, at: place(start, end), anchor: anchor.place))
      return false
    }
    aliasNodes += size
    guard aliasNodes <= Limits.yamlAliasNodes else {
      bag.add(.yamlTooLarge("YAML nodes made by aliases", Limits.yamlAliasNodes, at: place(start, end)))
      return false
    }
    let node = YAMLNode(
      kind: .alias, style: .plain, tag: .none, start: UInt32(start), end: UInt32(end), first: UInt32(anchor.node),
      count: 0, next: UInt32(nodes.count + 1))
    return append(node, into: &bag)
  }

  private mutating func define(
    _ name: UnsafeMutablePointer<yaml_char_t>?, _ start: Int, _ end: Int, size: Int?, into bag: inout DiagnosticBag
  ) -> Int? {
    guard let name else { return nil }
    guard anchors.count < Limits.yamlAnchors else {
      bag.add(.yamlTooLarge("anchors", Limits.yamlAnchors, at: place(start, end)))
      return nil
    }
    anchorByName[String(cString: name)] = anchors.count
    anchors.append(Anchor(node: nodes.count, size: size, place: place(start, end)))
    return anchors.count - 1
  }

  private func tag(
    _ tag: UnsafeMutablePointer<yaml_char_t>?, _ start: Int, _ end: Int, into bag: inout DiagnosticBag
  ) -> YAMLNode.Tag? {
    guard let tag else { return YAMLNode.Tag.none }
    let text = String(cString: tag)
    switch text {
    case "!": return .nonSpecific
    case "tag:yaml.org,2002:str": return .string
    case "tag:yaml.org,2002:int": return .int
    case "tag:yaml.org,2002:float": return .float
    case "tag:yaml.org,2002:bool": return .bool
    case "tag:yaml.org,2002:null": return .null
    case "tag:yaml.org,2002:seq": return .sequence
    case "tag:yaml.org,2002:map": return .mapping
    default:
      bag.add(.unknownTag(text, at: place(start, end)))
      return nil
    }
  }

  // MARK: Duplicate keys

  private func key(_ index: NodeIndex) -> Range<Int> {
    Int(nodes[index].first)..<Int(nodes[index].first) + Int(nodes[index].count)
  }

  private func sameKey(_ a: NodeIndex, _ b: NodeIndex) -> Bool {
    nodes[a].count == nodes[b].count && text[key(a)].elementsEqual(text[key(b)])
  }

  private func refuseDuplicates(_ mapping: NodeIndex, _ count: Int, into bag: inout DiagnosticBag) {
    func report(_ again: NodeIndex, _ first: NodeIndex) {
      let shown = String(decoding: text[key(again)], as: UTF8.self)
      bag.add(
        .duplicateKey(
          shown, at: place(Int(nodes[again].start), Int(nodes[again].end)),
          first: place(Int(nodes[first].start), Int(nodes[first].end))))
    }
    func after(_ keyIndex: NodeIndex) -> NodeIndex { Int(nodes[Int(nodes[keyIndex].next)].next) }
    if count <= 12 {
      var current = mapping + 1
      while current < nodes.count {
        var earlier = mapping + 1
        while earlier < current {
          if nodes[earlier].count == nodes[current].count, sameKey(earlier, current) {
            report(current, earlier)
            break
          }
          earlier = after(earlier)
        }
        current = after(current)
      }
      return
    }
    var seen: [ArraySlice<UInt8>: NodeIndex] = [:]
    seen.reserveCapacity(count)
    var current = mapping + 1
    while current < nodes.count {
      if let first = seen.updateValue(current, forKey: text[key(current)]) {
        seen[text[key(current)]] = first
        report(current, first)
      }
      current = after(current)
    }
  }
}

// MARK: - libyaml's errors in words

extension YAMLReader {
  private mutating func syntaxError(
    _ parser: yaml_parser_t, _ bytes: UnsafeBufferPointer<UInt8>
  ) -> Diagnostic {
    let problem = parser.problem.map { String(cString: $0) } ?? "unknown problem"
    let at: Int
    if parser.error == YAML_READER_ERROR {
      at = min(base + parser.problem_offset, bytes.count)
    } else {
      at = byte(parser.problem_mark, bytes)
    }
    var context: Int?
    if parser.context != nil, parser.context_mark.index != 0 || parser.context_mark.line != 0 {
      context = byte(parser.context_mark, bytes)
    }
    return YAMLTraps.diagnose(problem, at: at, context: context, in: file)
  }
}
