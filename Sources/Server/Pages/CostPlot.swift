// Runs of a skill, oldest first → a small plot: what each cost, and how many decisions of people it took. Plain SVG with classes;
// it carries its numbers as text for those who do not see it.

struct CostPlot {
  struct Point: Sendable {
    var value: Double
    var decisions: Int
    /// What a person sees when pointing at it.
    var title: String
  }
  var points: [Point]
  /// `credits`, `seconds`.
  var unit: String

  private let width = 720.0
  private let height = 190.0
  private let left = 44.0
  private let bottom = 24.0
  private let top = 10.0

  init(points: [Point], unit: String) {
    self.points = points
    self.unit = unit
  }

  private var most: Double { Self.roundUp(points.map(\.value).max() ?? 1) }

  /// 1, 2 or 5 times a power of ten.
  static func roundUp(_ value: Double) -> Double {
    guard value > 0, value.isFinite else { return 1 }
    var power = 1.0
    while power * 10 <= value { power *= 10 }
    while power > value { power /= 10 }
    return [1, 2, 5, 10].map { $0 * power }.first { $0 >= value } ?? 10 * power
  }

  private func x(_ index: Int) -> Double {
    let room = width - left - 12
    return left + (points.count < 2 ? room / 2 : room * Double(index) / Double(points.count - 1))
  }
  private func y(_ value: Double) -> Double { height - bottom - (height - bottom - top) * value / most }

  private static func text(_ value: Double) -> String { Wording.number((value * 10).rounded() / 10) }

  var markup: Markup {
    var parts: [Markup] = [
      """
      <svg class="plot" viewBox="0 0 \(Int(width)) \(Int(height))" role="img" aria-label="\(summary)">
      """
    ]
    for tick in [0, 0.5, 1] {
      let y = Self.text(y(most * tick))
      parts.append(
        """
        <line class="grid" x1="\(Self.text(left))" x2="\(Int(width))" y1="\(y)" y2="\(y)"/><text class="axis" x="\(Self.text(left - 8))" y="\(y)" dy="4" text-anchor="end">\(Wording.number(most * tick))</text>
        """)
    }
    for (index, point) in points.enumerated() where point.decisions > 0 {
      let tall = min(36, Double(point.decisions) * 6)
      parts.append(
        """
        <rect class="bar" x="\(Self.text(x(index) - 3))" y="\(Self.text(height - bottom - tall))" width="6" height="\(Self.text(tall))" rx="1"/>
        """)
    }
    let path = points.enumerated().map {
      "\($0.offset == 0 ? "M" : "L")\(Self.text(x($0.offset))) \(Self.text(y($0.element.value)))"
    }
    .joined()
    if points.count > 1 {
      let floor = Self.text(height - bottom)
      parts.append(
        """
        <path class="area" d="\(path)L\(Self.text(x(points.count - 1))) \(floor)L\(Self.text(x(0))) \(floor)Z"/><path class="line" d="\(path)"/>
        """)
    }
    for (index, point) in points.enumerated() {
      parts.append(
        """
        <circle class="dot" cx="\(Self.text(x(index)))" cy="\(Self.text(y(point.value)))" r="3"><title>\(point.title)</title></circle>
        """)
    }
    parts.append(
      """
      <text class="axis" x="\(Self.text(left))" y="\(Int(height) - 6)">oldest</text><text class="axis" x="\(Int(width) - 12)" y="\(Int(height) - 6)" text-anchor="end">latest run</text></svg>
      """)
    return Markup(joining: parts)
  }

  private var summary: String {
    let first = points.first.map { Wording.number($0.value) } ?? "0"
    let last = points.last.map { Wording.number($0.value) } ?? "0"
    return "\(Wording.count(points.count, "run")): from \(first) \(unit) in the oldest to \(last) in the latest"
  }
}
