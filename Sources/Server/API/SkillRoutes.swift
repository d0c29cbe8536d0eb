// `/v1/skills`: what can be run, and its texts, with every version that was registered.
import DurableRuntime
import HTTPTypes
import Hummingbird
import Values

struct SkillRoutes {
  let service: TwinService
  private var skills: SkillShelf { service.skills }

  func add(to router: TwinRouter) {
    router.get("/v1/skills", use: list)
    router.get("/v1/skills/:name", use: show)
    router.put("/v1/skills/:name", use: put)
    router.get("/v1/skills/:name/versions", use: versions)
    router.get("/v1/schedules", use: schedules)
  }

  @Sendable private func list(_ request: Request, _ context: TwinContext) async throws -> Response {
    _ = try context.principal(may: .read)
    let page = try await skills.page(after: request.query("cursor"), limit: try request.pageSize())
    let rows = page.rows.map { row in
      var entries: [PlainEntry] = [PlainEntry(key: "name", value: .string(row.name))]
      if let (skill, program) = row.shelved {
        entries = skill.plain.entries ?? []
        entries.append(PlainEntry(key: "goal", value: .string(program.program.manifest.goal ?? "")))
      }
      if let broken = row.broken { entries.append(PlainEntry(key: "broken", value: broken.plain)) }
      return PlainValue.map(entries)
    }
    return .json(["skills": .list(rows), "next": page.next.map { .string($0) } ?? .null])
  }

  /// As JSON with what it takes and may touch; as `application/yaml` its text.
  @Sendable private func show(_ request: Request, _ context: TwinContext) async throws -> Response {
    _ = try context.principal(may: .read)
    let name = try context.name
    let version = try request.version()
    let broken = version == nil ? skills.broken[name] : nil
    let skill: ShelvedSkill
    let program: LoadedProgram
    do { (skill, program) = try await skills.skill(name, version: version) } catch let problem as Problem {
      // There never was a version that compiled.
      guard let broken, problem.kind == .notFound else { throw problem }
      return .json(["name": .string(name), "broken": broken.plain, "source": .string(broken.source)])
    }
    let source = program.program.sources.first?.text ?? ""
    let etag = "\"\(program.digest)\""
    if request.headers[.accept]?.contains("yaml") == true {
      return Response(
        status: .ok,
        headers: [.contentType: "application/yaml; charset=utf-8", .eTag: etag, .cacheControl: "no-store"],
        body: .init(byteBuffer: ByteBuffer(string: source)))
    }
    let manifest = program.program.manifest
    let now = service.clock.now()
    let schedules = try await service.reader.read { try Schedules.list($0, of: skill.name) }
    var more: [PlainEntry] = [
      PlainEntry(key: "goal", value: .string(manifest.goal ?? "")),
      PlainEntry(key: "also", value: .list(manifest.also.map { .string($0) })),
      PlainEntry(key: "match", value: .list(manifest.match.map { .string($0) })),
      PlainEntry(
        key: "inputs", value: .map(manifest.inputs.map { PlainEntry(key: .string($0.name), value: $0.schema) })),
      PlainEntry(
        key: "permissions",
        value: [
          "network": .list(manifest.permissions.network.map { .string($0) }),
          "exec": .list(manifest.permissions.exec.map { .string($0) }),
          "read": .list(manifest.permissions.read.map { .string($0) }),
          "write": .list(manifest.permissions.write.map { .string($0) }),
        ]),
      PlainEntry(key: "schedules", value: .list(schedules.map { $0.plain(now: now) })),
      PlainEntry(key: "source", value: .string(source)),
    ]
    if let broken { more.append(PlainEntry(key: "broken", value: broken.plain)) }
    return .json(.map((skill.plain.entries ?? []) + more), headers: [.eTag: etag])
  }

  /// What starts by itself, the next first. (`twin serve` starts it; no other verb does.)
  @Sendable private func schedules(_ request: Request, _ context: TwinContext) async throws -> Response {
    _ = try context.principal(may: .read)
    let skill = request.query("skill")
    let now = service.clock.now()
    let lines = try await service.reader.read { engine in try Schedules.list(engine, of: skill) }
    let sorted = lines.map { (line: $0, next: $0.next(after: now)?.milliseconds ?? .max) }
      .sorted { $0.next < $1.next }
    return .json(["schedules": .list(sorted.map { $0.line.plain(now: now) })])
  }

  @Sendable private func versions(_ request: Request, _ context: TwinContext) async throws -> Response {
    _ = try context.principal(may: .read)
    let name = try context.name
    let versions = try await skills.versions(name)
    if versions.isEmpty { _ = try await skills.skill(name) }
    return .json(["versions": .list(versions.map(\.plain))])
  }

  @Sendable private func put(_ request: Request, _ context: TwinContext) async throws -> Response {
    let principal = try context.principal(may: .author)
    let name = try context.name
    switch try await skills.register(
      name: name, source: try await Body.text(of: request, field: "source"), by: principal.name,
      surface: principal.surface)
    {
    case .registered(let skill, let isNew, let warnings):
      var value = skill.plain
      if !warnings.isEmpty {
        value = .map((value.entries ?? []) + [PlainEntry(key: "warnings", value: .string(warnings))])
      }
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
    var entries: [PlainEntry] = [
      PlainEntry(key: "name", value: .string(name)), PlainEntry(key: "version", value: .int(Int64(version))),
      PlainEntry(key: "program", value: .string(program.description)),
      PlainEntry(key: "registeredBy", value: .string(by)),
      PlainEntry(key: "registeredAt", value: .timestamp(TimestampValue(milliseconds: at))),
    ]
    if !heals.isEmpty { entries.append(PlainEntry(key: "healed", value: .list(heals.map(\.plain)))) }
    return .map(entries)
  }
}

extension ShelvedSkill.Heal {
  var plain: PlainValue {
    var entries: [PlainEntry] = [
      PlainEntry(key: "run", value: .string(run.description)), PlainEntry(key: "step", value: .string(step)),
      PlainEntry(key: "line", value: .int(Int64(line))), PlainEntry(key: "before", value: .string(before)),
    ]
    if let after { entries.append(PlainEntry(key: "after", value: .string(after))) }
    if !why.isEmpty { entries.append(PlainEntry(key: "why", value: .string(why))) }
    return .map(entries)
  }
}
