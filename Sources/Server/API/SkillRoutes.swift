// `/v1/skills`: what can be run, and its texts.
import DurableRuntime
import HTTPTypes
import Hummingbird
import Values

struct SkillRoutes {
  let service: TwinService
  private var skills: SkillShelf { service.skills }

  init(service: TwinService) { self.service = service }

  func add(to router: TwinRouter) {
    router.put("/v1/skills/:name", use: put)
  }

  @Sendable private func put(_ request: Request, _ context: TwinContext) async throws -> Response {
    let principal = try context.principal(may: .start)
    let bytes = try await Body.bytes(of: request)
    switch try await skills.register(name: try context.name, source: bytes, by: principal.name) {
    case .registered(let skill, let isNew, let warnings):
      var value = skill.plain
      if !warnings.isEmpty { value = .map((value.entries ?? []) + [PlainEntry(key: "warnings", value: .string(warnings))]) }
      return .json(value, status: isNew ? .created : .ok)
    case .refused(let json, let text):
      var problem = Problem(.skillDoesNotCompile, text)
      if let list = try? PlainValue(jsonText: json)["diagnostics"] {
        problem.more = [PlainEntry(key: "diagnostics", value: list)]
      }
      throw problem
    }
  }
}

extension ShelvedSkill {
  var plain: PlainValue {
    [
      "name": .string(name), "version": .int(Int64(version)), "program": .string(program.description),
      "registeredBy": .string(by), "registeredAt": .timestamp(TimestampValue(milliseconds: at)),
    ]
  }
}
