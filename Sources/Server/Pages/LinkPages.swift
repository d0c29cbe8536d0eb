// Decision links: the gate's page for whoever holds one, without signing in, and one decision as the person that it was made
// for. GET and HEAD change nothing, however many scanners follow a link; only the form decides, once. Everything that
// `Engine.decide` checks is checked here too, and what asks for a passkey cannot be decided by a link.
import Delivery
import DurableRuntime
import HTTPTypes
import Hummingbird
import Values

struct LinkPages {
  let site: Dashboard
  private var gates: GatePages { GatePages(site: site) }

  func add(to router: TwinRouter) {
    router.get("/d/:token") { request, context in
      try await answering(request, context) { link, person in try await show(link, person, context) }
    }
    router.get("/d/:token/evidence/:number") { request, context in
      try await answering(request, context) { link, _ in
        try await gates.evidence(link.gate, context.parameters.get("number") ?? "")
      }
    }
    router.post("/d/:token") { request, context in
      let form = try await FormBody(request)
      return try await answering(request, context) { link, person in
        try await decide(link, person, form, context)
      }
    }
  }

  /// Reads the link and says clearly what is wrong with one that does not hold (any longer).
  private func answering(
    _ request: Request, _ context: TwinContext,
    _ body: (DecisionLink, Person) async throws -> Response
  ) async throws -> Response {
    var response = try await site.answering(request, context) {
      let token = context.parameters.get("token") ?? ""
      let now = site.service.clock.now()
      do {
        let (link, person) = try await site.service.reader.read { engine in
          let link = try DecisionLink(token: token, keys: engine.keys)
          try link.check(engine.store, now: now)
          return (link, try engine.store.people().first { $0.name == link.person })
        }
        guard let person else {
          return site.message(
            "This link opens nothing", "\(link.person) is not among the people here.", link: "/",
            linkText: "To the inbox",
            status: .forbidden)
        }
        return try await body(link, person)
      } catch let refusal as DecisionLink.Refusal {
        return refused(refusal)
      }
    }
    // The address is the key: it goes nowhere, and no cache and no search engine keeps the page.
    response.headers[.referrerPolicy] = "no-referrer"
    response.headers[.cacheControl] = "no-store"
    response.headers[HTTPField.Name("X-Robots-Tag")!] = "noindex, nofollow"
    return response
  }

  private func refused(_ refusal: DecisionLink.Refusal) -> Response {
    switch refusal {
    case .forged:
      site.message(
        "This link opens nothing", "It was cut short or changed on its way, or it is another service's.", link: "/",
        linkText: "To the inbox", status: .notFound)
    case .expired(let at):
      site.message(
        "This link is over", "It held until \(Wording.moment(at)). Sign in to see how the run stands.", link: "/",
        linkText: "To the inbox", status: .gone)
    case .used(let at):
      site.message(
        "This link was used",
        "It decided on \(Wording.moment(at)), and it decides once. Sign in to see how the run stands.",
        link: "/", linkText: "To the inbox", status: .gone)
    }
  }

  private func show(
    _ link: DecisionLink, _ person: Person, _ context: TwinContext, form: FormBody? = nil, refusal: RuntimeError? = nil
  ) async throws -> Response {
    guard let seen = try await gates.look(link.gate) else {
      return site.message(
        "Nobody is asked here any longer", "The gate was decided, its time was over, or the run went another way.",
        link: "/runs/\(link.gate.run)", linkText: "To the run", status: .conflict)
    }
    let page = gates.page(
      seen, person, form: form, refusal: refusal, action: "/d/\(context.parameters.get("token") ?? "")",
      frame: site.guestFrame(seen.waiting.gate.prompt, person.name))
    return site.page("gate", page, status: refusal.map { Problem($0).kind.status } ?? .ok)
  }

  private func decide(
    _ link: DecisionLink, _ person: Person, _ form: FormBody, _ context: TwinContext
  ) async throws -> Response {
    guard let seen = try await gates.look(link.gate), !seen.waiting.gate.isStrong else {
      return try await show(link, person, context)
    }
    let now = site.service.clock.now()
    let worker = site.service.runs.worker
    do {
      let answer = try gates.answer(link.gate, form, by: person.name, surface: "link", seen.waiting.gate)
      try await worker.with { try link.use($0.store, now: now) }
      let decided: Decided
      do { decided = try await site.service.runs.decide(link.gate.run, answer) } catch let error as RuntimeError {
        // Refused, nothing has changed: the person may mend it and send it again.
        try await worker.with { try link.release($0.store) }
        throw error
      }
      let verdict = answer.verdict == .approve ? "Approved" : "Rejected"
      return site.message(
        verdict, decided.isSettled ? "The run goes on." : "Recorded. \(decided.gate) still waits for others.",
        link: "/runs/\(link.gate.run)", linkText: "To the run")
    } catch let error as RuntimeError where error.kind != .damaged && error.kind != .store {
      return try await show(link, person, context, form: form, refusal: error)
    }
  }
}
