// A cost curve as a picture: one small chart a figure, side by side, bars for runs, the oldest at the left. Plain SVG without
// scripts or fonts of its own; readable in light and dark.
import Foundation

extension CostCurve {
  package var svg: String {
    let panel = (width: 230.0, height: 150.0, gap: 20.0)
    let shown = series
    let width = Double(shown.count) * (panel.width + panel.gap) + panel.gap
    var lines = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) 210" width="\(Int(width))" height="210" \
      role="img" font-family="system-ui, sans-serif" font-size="12" fill="#6b7280">
      """,
      "<title>\(Self.escaped("What the runs of \(skill) cost"))</title>",
    ]
    for (number, one) in shown.enumerated() {
      let left = panel.gap + Double(number) * (panel.width + panel.gap)
      lines += chart(one, left: left, width: panel.width, height: panel.height)
    }
    lines.append("</svg>")
    return lines.joined(separator: "\n") + "\n"
  }

  private func chart(_ series: Series, left: Double, width: Double, height: Double) -> [String] {
    let top = 34.0
    let base = top + height - 14
    let most = max(series.values.max() ?? 0, 0)
    func text(_ x: Double, _ y: Double, _ words: String, _ more: String = "") -> String {
      "<text x=\"\(Self.point(x))\" y=\"\(Self.point(y))\"\(more)>\(Self.escaped(words))</text>"
    }
    var lines = [
      text(left, 18, series.name, " font-weight=\"600\""),
      text(
        left + width, 18, "\(Self.number(series.values.first ?? 0)) → \(Self.number(series.values.last ?? 0))",
        " text-anchor=\"end\""),
      "<path d=\"M\(Self.point(left)) \(Self.point(base)) h\(Self.point(width))\" stroke=\"#9ca3af\"/>",
      text(left, base + 16, "1"), text(left + width, base + 16, "run \(series.values.count)", " text-anchor=\"end\""),
    ]
    let slot = width / Double(max(1, series.values.count))
    for (index, value) in series.values.enumerated() {
      let x = left + Double(index) * slot + slot * 0.15
      // A run that cost nothing leaves a line on the ground, so that it is seen to be there.
      let tall = most > 0 && value > 0 ? max(2, value / most * (base - top)) : 1
      let run = runs[index]
      lines.append(
        """
        <rect x="\(Self.point(x))" y="\(Self.point(base - tall))" width="\(Self.point(max(1, slot * 0.7)))" \
        height="\(Self.point(tall))" fill="\(run.causes.isEmpty ? "#2563eb" : "#d97706")">\
        <title>\(Self.escaped("\(run.id): \(Self.number(value)) \(series.name)\(run.causes.map { "\n" + $0.text }.joined())"))</title></rect>
        """)
    }
    return lines
  }

  private static func point(_ value: Double) -> String { String(format: "%.1f", value) }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
