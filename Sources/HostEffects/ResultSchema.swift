// What a step's `schema:` says about its result → the result with its declared numbers widened, or an error that says
// what does not fit. Of an answer and of a program's output the `json` is meant, of a file its content.
import DurableRuntime
import Values

struct ResultSchema: Sendable {
  var schema: Schema

  /// Nil where the step has no `schema:`. A schema that is unsound is an error before anything is done.
  init?(_ option: PlainValue?) throws(EffectFailure) {
    guard let option else { return nil }
    do throws(SchemaProblems) {
      schema = try Schema(option)
    } catch {
      throw .unusable("schema: \(error.description)")
    }
  }

  /// - Parameter sent: whether the effect that gave the result may have changed anything.
  func check(_ result: PlainValue, of kind: HostEffectKind, sent: Bool) throws(EffectFailure) -> PlainValue {
    switch kind {
    case .http, .exec:
      guard case .map(var entries) = result, let place = entries.firstIndex(where: { $0.key.text == "json" }) else {
        return result
      }
      let code = result[kind == .http ? "status" : "exit"]?.integer ?? 0
      let end =
        kind == .http
        ? "it was answered with \(code), and the answer's json"
        : "it ended with exit code \(code), and the json that it printed"
      entries[place].value = try checked(entries[place].value, end, sent: sent, code: Int32(truncatingIfNeeded: code))
      return .map(entries)
    case .readFile: return try checked(result, "the file's content", sent: sent)
    // A model's answer was checked where it could still be repaired; the others have nothing to check.
    case .writeFile, .model, .now, .random: return result
    }
  }

  fileprivate func checked(
    _ value: PlainValue, _ what: String, sent: Bool, code: Int32? = nil
  ) throws(EffectFailure) -> PlainValue {
    let checked = schema.check(value)
    guard checked.problems.isEmpty else {
      throw .unread(
        "\(what) does not fit the schema: \(listed(checked.problems.map(\.description), limit: 3))", sent: sent,
        code: code)
    }
    return checked.value
  }
}

extension HostEffects {
  /// A recorded result as the effect itself would have given it: an error where its status or exit code is one, and checked and
  /// widened by the step's `schema:`. Kinds of other rooms are taken as they are.
  package static func recorded(_ result: PlainValue, for request: EffectRequest) -> EffectOutcome {
    guard let kind = HostEffectKind(rawValue: request.kind) else { return .done(result) }
    do throws(EffectFailure) {
      try checkEnd(result, of: kind, Arguments(request))
      guard let schema = try ResultSchema(request.options["schema"]) else { return .done(result) }
      if kind == .model { return .done(try schema.checked(result, "the model's answer", sent: true)) }
      return .done(try schema.check(result, of: kind, sent: true))
    } catch {
      return EffectOutcome(error, of: request)
    }
  }

  private static func checkEnd(
    _ result: PlainValue, of kind: HostEffectKind, _ arguments: Arguments
  ) throws(EffectFailure) {
    let (said, number, expected): (String, Int64?, [Int64]?)
    switch kind {
    case .http:
      (said, number, expected) = ("was answered with", result["status"]?.integer, try arguments.expected("status"))
    case .exec:
      (said, number, expected) = (
        "ended with exit code", result["exit"]?.integer, try arguments.expected("exit") ?? [0]
      )
    case .readFile, .writeFile, .model, .now, .random: return
    }
    guard let number, !(expected.map { $0.contains(number) } ?? (number < 400)) else { return }
    let wanted = expected.map { $0 == [0] ? "" : ", expected " + $0.map(String.init).joined(separator: " or ") } ?? ""
    throw .failed("\(arguments.request.step) \(said) \(number)\(wanted)", sent: true, code: Int32(exactly: number))
  }
}
