// What was read from pages and what a gate shows → the reads whose values its approver has seen, to be done again before what
// they let happen is done. None is dropped in silence: where more was read of a page than is kept, that is known of it.
import DurableRuntime
import Values

/// A `read` that was done on the page, and what it gave: so that it can be done again.
struct RememberedRead: Codable, Equatable, Sendable {
  var step: String
  /// JSON of the effect's arguments and of its result.
  var arguments: String
  var result: String
  /// Where the page went on to another by itself, that one.
  var page: ShownPage
  /// A step came after it that may lead to another page.
  var isLed: Bool?

  init(_ request: EffectRequest, _ value: PlainValue, _ page: ShownPage) throws {
    step = request.step
    arguments = try request.arguments.jsonText()
    result = try value.jsonText()
    self.page = page
  }

  var bytes: Int { arguments.utf8.count + result.utf8.count }
}

/// Which page it was: its address, and DevTools' number of its document, of which a page that changes its address by itself
/// keeps the one and a page that is restored the other.
struct ShownPage: Codable, Equatable, Sendable {
  var address: String
  var document: String

  func isSame(_ other: ShownPage) -> Bool { address == other.address || document == other.document }
}

/// Pages of which more was read than is remembered.
struct ForgottenReads: Codable, Sendable {
  private var pages: [ShownPage] = []
  /// There are too many such pages.
  private var isEverywhere = false

  mutating func add(_ page: ShownPage) {
    guard !contains(page) else { return }
    if pages.count == BrowserLimits.rememberedReads { isEverywhere = true } else { pages.append(page) }
  }

  func contains(_ page: ShownPage) -> Bool { isEverywhere || pages.contains { $0.isSame(page) } }
}

/// The texts of a gate, in which its approver may recognise what was read. It would rather find a value too many: that is
/// compared with the page once more, and no harm done.
struct ShownText: Sendable {
  private var texts: [String]
  /// The numbers in them.
  private var numbers: Set<Double> = []

  init(prompt: String, show: PlainValue) {
    texts = [prompt]
    for leaf in Self.leaves(of: show) { texts.append(Self.text(leaf)) }
    for text in texts {
      for run in text.split(whereSeparator: { !($0.isASCII && ($0.isNumber || ".eE+-".contains($0))) }) {
        let bare = run.drop { !$0.isNumber }.reversed().drop { !$0.isNumber }.reversed()
        if let number = Double(String(bare)) { numbers.insert(number) }
      }
    }
  }

  /// Whether any value in what a read gave stands in them.
  func shows(_ result: PlainValue) -> Bool { Self.leaves(of: result).contains(where: isShown) }

  private func isShown(_ leaf: PlainValue) -> Bool {
    let text = Self.text(leaf)
    // However it was written: 5, 5.0 and "5.00" are one amount. A sign before it is the text's affair.
    if let number = leaf.number ?? Double(text), numbers.contains(abs(number)) { return true }
    // What is as short as nothing is only shown where it stands by itself.
    if text.isEmpty { return texts.dropFirst().contains("") }
    if text.count == 1 || leaf == .null { return texts.contains { Self.stands(text, in: $0) } }
    // Inside a list or map that was put into a text, it is written as in JSON.
    let quoted = (try? PlainValue.string(text).jsonText()).map { String($0.dropFirst().dropLast()) } ?? text
    return texts.contains { $0.contains(text) || $0.contains(quoted) }
  }

  /// Whether it stands there as a word of its own.
  private static func stands(_ text: String, in whole: String) -> Bool {
    var rest = whole[...]
    var before: Character?
    while let range = rest.firstRange(of: text) {
      if range.lowerBound > rest.startIndex { before = rest[rest.index(before: range.lowerBound)] }
      let after = range.upperBound < rest.endIndex ? rest[range.upperBound] : nil
      if ![before, after].contains(where: { $0.map { $0.isLetter || $0.isNumber } ?? false }) { return true }
      before = text.last
      rest = rest[range.upperBound...]
    }
    return false
  }

  private static func leaves(of value: PlainValue) -> [PlainValue] {
    switch value {
    case .list(let elements): elements.flatMap(leaves)
    case .map(let entries): entries.flatMap { leaves(of: $0.value) }
    case .optional(.some(let inner)): leaves(of: inner)
    default: [value]
    }
  }

  private static func text(_ leaf: PlainValue) -> String {
    if case .string(let text) = leaf { text } else { (try? leaf.jsonText()) ?? "" }
  }
}

extension BrowserSession {
  func remember(read: RememberedRead) {
    memory.reads.removeAll { $0.step == read.step && $0.arguments == read.arguments && $0.page.isSame(read.page) }
    memory.reads.append(read)
    var bytes = memory.reads.reduce(0) { $0 + $1.bytes }
    while memory.reads.count > BrowserLimits.rememberedReads || bytes > BrowserLimits.rememberedBytes {
      // Of pages that were left first.
      let oldest = memory.reads.firstIndex { !$0.page.isSame(read.page) } ?? 0
      let gone = memory.reads.remove(at: oldest)
      bytes -= gone.bytes
      memory.forgotten = memory.forgotten ?? ForgottenReads()
      memory.forgotten?.add(gone.page)
    }
  }

  /// The reads of a page of which a gate shows something.
  func reads(of page: ShownPage, shownBy text: ShownText) -> [RememberedRead] {
    memory.reads.filter { read in
      read.page.isSame(page) && (try? PlainValue(jsonText: read.result)).map(text.shows) ?? true
    }
  }

  /// Before and after each step and as a gate opens. A page that no step led away and that is another now went there by itself:
  /// what was read of it is held against what stands there now, and what was approved on it was approved on another page.
  func noticePage(_ now: ShownPage) {
    let before = memory.lastPage
    memory.lastPage = now
    guard let before, !before.isSame(now) else { return }
    for index in memory.reads.indices where memory.reads[index].isLed != true {
      if memory.reads[index].page.isSame(before) { memory.reads[index].page = now }
    }
    for index in memory.shown.indices where memory.shown[index].isLed != true {
      guard memory.shown[index].page?.isSame(before) == true else { continue }
      memory.shown[index].strayedFrom = memory.shown[index].strayedFrom ?? before.address
      memory.shown[index].page = now
    }
  }

  /// A step was done that may lead to another page, now or a while later.
  func led() {
    for index in memory.reads.indices { memory.reads[index].isLed = true }
    for index in memory.shown.indices { memory.shown[index].isLed = true }
    memory.lastPage = nil
  }

  func hasForgottenReads(of page: ShownPage) -> Bool { memory.forgotten?.contains(page) ?? false }

  /// The pages are gone, and what was read of them says nothing any more.
  func forgetReads() {
    memory.reads = []
    memory.forgotten = nil
  }
}
