// Where each byte of a scalar's content stands in the source. Only asked for when a scalar has an expression in it.

extension YAMLTree {
  /// The map from content offsets (in `text`) to source bytes of one scalar.
  func offsets(_ index: NodeIndex) -> OffsetMap {
    let node = nodes[index]
    let content = contentRange(index)
    let start = Int(node.start)
    let length = Int(node.end) - start
    switch node.style {
    case .plain where length == content.count:
      return OffsetMap(file: file.id, origin: content.lowerBound, base: start)
    case .single, .double:
      // With a tag or an anchor in front the scalar begins later.
      if length == content.count + 2 {
        return OffsetMap(file: file.id, origin: content.lowerBound, base: start + 1)
      }
    case .plain, .literal, .folded, .block, .flow: break
    }
    var aligner = ContentAligner(tree: self, node: node, content: content)
    return OffsetMap(file: file.id, origin: content.lowerBound, base: start, table: aligner.table())
  }
}

/// Walks source and content side by side: where both have the same byte they advance together, where folding,
/// indentation or an escape made them differ the source catches up. It never fails; what it cannot explain stands where
/// it last was.
private struct ContentAligner {
  let source: [UInt8]
  let text: [UInt8]
  let content: Range<Int>
  let style: YAMLNode.Style
  let end: Int
  var at: Int
  var map: [UInt32] = []

  init(tree: YAMLTree, node: YAMLNode, content: Range<Int>) {
    source = tree.file.bytes
    text = tree.text
    self.content = content
    style = node.style
    end = Int(node.end)
    at = Int(node.start)
    map.reserveCapacity(content.count + 1)
    skipProperties()
  }

  private func isBreak(_ c: UInt8) -> Bool { c == 0x0A || c == 0x0D }
  private func isBlank(_ c: UInt8) -> Bool { c == 0x20 || c == 0x09 }

  /// `&anchor` and `!tag` before the scalar are part of its place.
  private mutating func skipProperties() {
    while at < end, source[at] == UInt8(ascii: "&") || source[at] == UInt8(ascii: "!") {
      while at < end, !isBlank(source[at]), !isBreak(source[at]) { at += 1 }
      while at < end, isBlank(source[at]) || isBreak(source[at]) { at += 1 }
    }
  }

  mutating func table() -> [UInt32] {
    switch style {
    case .literal, .folded: alignBlock()
    case .plain, .single, .double, .block, .flow: alignFlow()
    }
    while map.count <= content.count { map.append(UInt32(min(at, end))) }
    return map
  }

  private mutating func skipBreak() {
    if source[at] == 0x0D, at + 1 < end, source[at + 1] == 0x0A { at += 1 }
    at += 1
  }

  // MARK: | and >

  private mutating func alignBlock() {
    while at < end, !isBreak(source[at]) { at += 1 }  // the header
    if at < end { skipBreak() }
    let indent = blockIndent()
    skipBlanks(upTo: indent)
    var i = content.lowerBound
    while i < content.upperBound, at < end {
      let c = text[i]
      let s = source[at]
      if isBreak(s) {
        if c == 0x0A || (c == 0x20 && style == .folded) {
          map.append(UInt32(at))
          i += 1
        }
        skipBreak()
        skipBlanks(upTo: indent)
      } else if s == c {
        map.append(UInt32(at))
        i += 1
        at += 1
      } else if c == 0x0A || c == 0x20 {
        // A break that the source has not: the end of the text.
        map.append(UInt32(at))
        i += 1
      } else {
        at += 1
      }
    }
  }

  /// The indentation of the first line that is not empty (or what an indicator says; it cannot be less).
  private func blockIndent() -> Int {
    var look = at
    while look < end {
      var blanks = 0
      while look < end, source[look] == 0x20 {
        look += 1
        blanks += 1
      }
      guard look < end, isBreak(source[look]) else {
        // With an indentation indicator the content itself may begin with spaces.
        var leading = 0
        var i = content.lowerBound
        while i < content.upperBound, text[i] == 0x0A { i += 1 }
        while i < content.upperBound, text[i] == 0x20 {
          i += 1
          leading += 1
        }
        return max(0, blanks - leading)
      }
      look += 1
    }
    return 0
  }

  private mutating func skipBlanks(upTo count: Int) {
    var left = count
    while left > 0, at < end, source[at] == 0x20 {
      at += 1
      left -= 1
    }
  }

  // MARK: plain and quoted

  private mutating func alignFlow() {
    if style != .plain, at < end { at += 1 }
    var i = content.lowerBound
    while i < content.upperBound, at < end {
      let c = text[i]
      let s = source[at]
      if isBlank(s), blanksEndLine() {
        while at < end, isBlank(source[at]) { at += 1 }
      } else if isBreak(s) {
        if c == 0x0A || c == 0x20 {
          map.append(UInt32(at))
          i += 1
        }
        skipBreak()
        while at < end, isBlank(source[at]) { at += 1 }
      } else if s == UInt8(ascii: "\\"), style == .double {
        i = escape(i)
      } else if s == UInt8(ascii: "'"), style == .single, at + 1 < end, source[at + 1] == s {
        map.append(UInt32(at))
        i += 1
        at += 2
      } else if s == c {
        map.append(UInt32(at))
        i += 1
        at += 1
      } else {
        at += 1
      }
    }
  }

  private func blanksEndLine() -> Bool {
    var look = at
    while look < end, isBlank(source[look]) { look += 1 }
    return look < end && isBreak(source[look])
  }

  /// An escape in double quotes: all bytes it makes stand at its backslash.
  private mutating func escape(_ from: Int) -> Int {
    guard at + 1 < end else {
      at += 1
      return from
    }
    let digits: Int
    switch source[at + 1] {
    case UInt8(ascii: "x"): digits = 2
    case UInt8(ascii: "u"): digits = 4
    case UInt8(ascii: "U"): digits = 8
    case 0x0A, 0x0D:
      at += 1
      skipBreak()
      while at < end, isBlank(source[at]) { at += 1 }
      return from
    default: digits = 0
    }
    let lead = text[from]
    var made = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    var i = from
    while made > 0, i < content.upperBound {
      map.append(UInt32(at))
      i += 1
      made -= 1
    }
    at = min(at + 2 + digits, end)
    return i
  }
}
