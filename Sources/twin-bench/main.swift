// Measures; prints one line a figure. `twin-bench runtime [FOLDER]`
import Foundation

let arguments = CommandLine.arguments.dropFirst()
switch arguments.first {
case "runtime": try RuntimeBench.run(folder: arguments.dropFirst().first ?? NSTemporaryDirectory())
default: print("usage: twin-bench runtime [FOLDER]")
}
