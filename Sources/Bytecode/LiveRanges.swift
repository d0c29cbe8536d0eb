// Which registers are alive where a machine can stop, for a whole program: per function and 64 registers the stops at which
// that changes. Nothing but the verifier makes it.
import Values

struct LiveRanges: Sendable {
  /// From this instruction on, up to the next run of the column, these registers are alive at stops.
  struct Run: BitwiseCopyable, Sendable {
    var start: Int32
    var bits: UInt64
  }
  private var runs: [Run] = []
  /// Column c has `runs[columnStarts[c]..<columnStarts[c + 1]]`; before the first one nothing is alive.
  private var columnStarts: [Int32] = [0]
  /// Columns of function f: `functionStarts[f]..<functionStarts[f + 1]`.
  private var functionStarts: [Int32] = [0]

  var count: Int { runs.count }

  mutating func add(_ column: Runs) {
    runs += column.found.reversed()
    columnStarts.append(Int32(runs.count))
  }
  mutating func endFunction() { functionStarts.append(Int32(columnStarts.count - 1)) }

  func columns(of function: Int) -> Range<Int> { Int(functionStarts[function])..<Int(functionStarts[function + 1]) }

  func bits(_ column: Int, at instruction: Int) -> UInt64 {
    var low = Int(columnStarts[column])
    var high = Int(columnStarts[column + 1])
    let first = low
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].start <= instruction { low = middle + 1 } else { high = middle }
    }
    return low == first ? 0 : runs[low - 1].bits
  }

  /// The runs of one column while it is gone through from its last stop to its first.
  struct Runs {
    fileprivate var found: [Run] = []
    /// What is alive from this stop on.
    private var stop: Int
    private var bits: UInt64 = 0

    /// - stops: how many the function has.
    init(stops: Int) { stop = stops }

    /// At a stop before all that were put. At those between nothing is alive.
    mutating func put(_ alive: UInt64, at earlier: Int, _ stops: [Int]) {
      if earlier < stop - 1 { change(to: 0, at: earlier + 1, stops) }
      change(to: alive, at: earlier, stops)
    }

    /// At those before all that were put nothing is alive.
    mutating func end(_ stops: [Int]) {
      if bits != 0 { found.append(Run(start: Int32(stops[stop]), bits: bits)) }
    }

    private mutating func change(to alive: UInt64, at earlier: Int, _ stops: [Int]) {
      if alive != bits, stop < stops.count { found.append(Run(start: Int32(stops[stop]), bits: bits)) }
      bits = alive
      stop = earlier
    }
  }
}
