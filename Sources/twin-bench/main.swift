// `make bench`: measures, in one run on this machine, and says what is to be reached and whether it is.
// `twin-bench [process|loop|snapshot|expressions|compile|runtime|learning|service|browser]…`; without a word, all of them.
// With fewer rooms (TWIN_ROOMS in Package.swift) there are fewer of them.
import CMalloc
import Foundation

if CommandLine.arguments.dropFirst().first == ProcessBench.peakWord {
  ProcessBench.printPeak(CommandLine.arguments.dropFirst(2))
}
// As the command does (Sources/twin/Twin.swift).
_ = mallopt(M_MMAP_THRESHOLD, 4 << 20)
_ = mallopt(M_TRIM_THRESHOLD, 16 << 20)
var all: [(name: String, run: () async throws -> Void)] = [
  ("process", ProcessBench.run), ("loop", MachineBench.loop), ("snapshot", MachineBench.snapshot),
  ("expressions", MachineBench.expressionKinds), ("compile", CompileBench.run),
]
#if BENCH_RUNTIME
  all += [("runtime", { try RuntimeBench.run(folder: NSTemporaryDirectory()) }), ("learning", LearningBench.run)]
#endif
#if BENCH_SERVICE
  all += [("service", ServiceBench.run), ("browser", BrowserBench.run)]
#endif
let wanted = Set(CommandLine.arguments.dropFirst())
guard wanted.isSubset(of: all.map(\.name)) else {
  print("usage: twin-bench [\(all.map(\.name).joined(separator: "|"))]…")
  exit(2)
}
print("median of several rounds (minimum–maximum); what is compared runs in turn in every round\n")
for bench in all where wanted.isEmpty || wanted.contains(bench.name) { try await bench.run() }
