// Skills that were found at the start and do not compile. The service starts all the same: they are shown with their diagnostics,
// and nothing of their name is started until a text that compiles is registered.
import DurableRuntime
import Synchronization
import Values

package struct BrokenSkill: Sendable {
  package var name: String
  /// Where it was found.
  package var file: String
  package var source: String
  /// The diagnostics for people, and as data.
  package var text: String
  package var diagnostics: PlainValue

  package init(name: String, file: String, source: String = "", text: String = "", diagnostics: PlainValue = .list([]))
  {
    self.name = name
    self.file = file
    self.source = source
    self.text = text
    self.diagnostics = diagnostics
  }

  var plain: PlainValue { ["file": .string(file), "text": .string(text), "diagnostics": diagnostics] }

  var problem: Problem {
    var problem = Problem(.skillDoesNotCompile, "'\(name)' is broken (\(file)), so nothing of it is started:\n\(text)")
    problem.more = [PlainEntry(key: "skill", value: .string(name)), PlainEntry(key: "diagnostics", value: diagnostics)]
    return problem
  }
}

/// Of this process: whoever starts the service again has the folder looked at again.
final class BrokenSkills: Sendable {
  private let skills = Mutex<[String: BrokenSkill]>([:])

  subscript(name: String) -> BrokenSkill? { skills.withLock { $0[name] } }

  var all: [BrokenSkill] { skills.withLock { Array($0.values) } }

  func mark(_ skill: BrokenSkill) { skills.withLock { $0[skill.name] = skill } }
  func mend(_ name: String) { skills.withLock { $0[name] = nil } }
}
