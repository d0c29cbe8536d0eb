// Which names have a value at one point of a skill: on every path to it, or on some.

/// A set of slots.
struct SlotSet: Equatable {
  private var words: [UInt64] = []

  func contains(_ slot: Slot) -> Bool {
    let word = slot >> 6
    return word < words.count && words[word] & (1 << UInt64(slot & 63)) != 0
  }

  mutating func insert(_ slot: Slot) {
    let word = slot >> 6
    while words.count <= word { words.append(0) }
    words[word] |= 1 << UInt64(slot & 63)
  }

  mutating func remove(_ slot: Slot) {
    let word = slot >> 6
    if word < words.count { words[word] &= ~(1 << UInt64(slot & 63)) }
  }

  mutating func formUnion(_ other: SlotSet) {
    while words.count < other.words.count { words.append(0) }
    for index in other.words.indices { words[index] |= other.words[index] }
  }

  mutating func formIntersection(_ other: SlotSet) {
    if words.count > other.words.count { words.removeLast(words.count - other.words.count) }
    for index in words.indices { words[index] &= other.words[index] }
  }
}

struct FlowState {
  /// Written on every path.
  var definite = SlotSet()
  /// Written on some path.
  var possible = SlotSet()

  mutating func write(_ slot: Slot) {
    definite.insert(slot)
    possible.insert(slot)
  }

  /// It may have been written here.
  mutating func mayWrite(_ slot: Slot) { possible.insert(slot) }

  mutating func clear(_ slot: Slot) {
    definite.remove(slot)
    possible.remove(slot)
  }

  static func join(_ a: FlowState?, _ b: FlowState?) -> FlowState? {
    guard var a else { return b }
    guard let b else { return a }
    a.definite.formIntersection(b.definite)
    a.possible.formUnion(b.possible)
    return a
  }
}
