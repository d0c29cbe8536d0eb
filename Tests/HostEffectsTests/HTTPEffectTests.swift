import DurableRuntime
import Testing
import Values

@testable import HostEffects

@Suite struct HTTPEffectTests {
  let bench = Bench()

  @Test func anAnswerHasStatusHeadersJSONAndText() async throws {
    try await LoopbackServer.serving({ _ in
      .answer(
        200, [("Content-Type", "application/json"), ("X-Part", "a"), ("X-PART", "b")],
        Array(#"{"total": 3, "x": 1.5}"#.utf8))
    }) { server in
      let outcome = await bench.perform(
        "http", ["url": .string(server.url + "/orders"), "query": ["q": "a b&c", "tag": ["x", "y"], "none": nil]])
      #expect(
        outcome.shown
          == #"{"status":200,"headers":{"content-length":"22","connection":"close","content-type":"application/json","#
          + #""x-part":"a, b"},"json":{"total":3,"x":1.5},"text":"{\"total\": 3, \"x\": 1.5}"}"#)
      #expect(server.requests.map(\.target) == ["/orders?q=a%20b%26c&tag=x&tag=y"])
    }
  }

  @Test func bodiesAreJSONFormOrText() async throws {
    try await LoopbackServer.serving({ request in .text(request.header("content-type")! + " | " + request.text) }) {
      server in
      let url = PlainValue.string(server.url + "/")
      func sent(_ name: String, _ value: PlainValue) async -> PlainValue? {
        await bench.perform(
          "http",
          .map([
            PlainEntry(key: "method", value: "POST"), PlainEntry(key: "url", value: url),
            PlainEntry(key: .string(name), value: value),
          ])
        ).value?["text"]
      }
      #expect(
        await sent("json", ["b": 1, "a": [1.0, nil, "ü"]])?.text == #"application/json | {"b":1,"a":[1.0,null,"ü"]}"#)
      #expect(
        await sent("form", ["name": "Zoë & co", "n": [1, 2]])?.text
          == "application/x-www-form-urlencoded | name=Zo%C3%AB+%26+co&n=1&n=2")
      #expect(await sent("body", "plain")?.text == "text/plain; charset=utf-8 | plain")
      #expect(await sent("body", .bytes([104, 105]))?.text == "application/octet-stream | hi")
      #expect(server.requests.allSatisfy { $0.header("idempotency-key") == "key-1" })
    }
  }

  @Test func anErrorQuotesNoHalfOfASecret() async throws {
    // The quotation ends in the middle of what the server repeats.
    let filler = String(repeating: "x", count: RuntimeLimits.excerpt - 6)
    try await LoopbackServer.serving({ request in .text("\(filler) \(request.header("authorization")!)", status: 400) })
    {
      server in
      let outcome = await bench.perform(
        "http", ["url": .string(server.url + "/"), "headers": ["Authorization": secret("vault:token")]])
      #expect(outcome.shown.contains(filler + " •••") && !outcome.shown.contains("s3cr"))
    }
  }

  /// The errors of a safe connection, called as the library calls them.
  private enum NIOSSLError: Error { case uncleanShutdown, handshakeFailed(String) }

  @Test func aSafeConnectionTornInTheMiddleMayHaveCarriedTheRequest() {
    let sent = Handover()
    sent.mark()
    func explained(_ error: NIOSSLError, _ handover: Handover) -> [Bool] {
      let failure = WebClient.explain(error, host: "bank.example", handover: handover, silent: false)
      return [failure.sent, failure.isUnheard]
    }
    #expect(explained(.uncleanShutdown, sent) == [true, true])
    #expect(explained(.uncleanShutdown, Handover()) == [false, false])
    #expect(explained(.handshakeFailed("certificate verify failed"), sent) == [false, false])
  }

  @Test func statusesFromFourHundredAreErrorsUnlessExpected() async throws {
    try await LoopbackServer.serving({ _ in .text("no such\n\n  order", status: 404) }) { server in
      let arguments: PlainValue = ["url": .string(server.url + "/orders/7?token=abc")]
      #expect(
        await bench.perform("http", arguments).shown
          == "effect, sent: GET http://127.0.0.1:\(server.port)/orders/7 was answered with 404: no such order")
      let fine = await bench.perform("http", arguments, options: ["expect": ["status": [200, 404]]])
      #expect(fine.value?["status"]?.integer == 404)
      #expect(
        await bench.perform("http", arguments, options: ["expect": ["status": 201]]).shown
          == "effect, sent: GET http://127.0.0.1:\(server.port)/orders/7 was answered with 404, expected 201: no such order"
      )
    }
  }

  @Test func aBodyThatIsNoJSONThoughItSaysSoIsAnErrorForWhoeverReadsIt() async throws {
    try await LoopbackServer.serving({ _ in .json(#"{"total": 3"#) }) { server in
      let arguments: PlainValue = ["method": "POST", "url": .string(server.url + "/x")]
      let told =
        "effect, sent: POST \(server.url)/x was answered with 200 and a body that is no JSON, though its type is "
        + "application/json and the skill reads `json`: $"
      #expect(await bench.perform("http", arguments).shown.hasPrefix(told))
      #expect(await bench.perform("http", arguments).isUnheard)
      // Whoever does not read it need not care.
      let unread = await bench.perform("http", arguments, reads: []).value
      #expect(unread?["json"] == .null && unread?["text"] == #"{"total": 3"#)
      let schema: PlainValue = ["schema": ["type": "object"]]
      #expect(await bench.perform("http", arguments, options: schema, reads: []).shown.hasPrefix(told))
      let hidden = await bench.perform("http", arguments, options: ["secret": ["text"]]).shown
      #expect(hidden.hasSuffix("the skill reads `json`"))
    }
    // Nothing is no broken JSON, and a type that promises nothing is held to nothing.
    try await LoopbackServer.serving({ _ in .json(" ") }) { server in
      #expect(await bench.perform("http", ["url": .string(server.url)]).value?["json"] == .null)
    }
    try await LoopbackServer.serving({ _ in .text("{") }) { server in
      #expect(await bench.perform("http", ["url": .string(server.url)]).value?["json"] == .null)
    }
  }

  @Test func aSchemaIsAboutTheJSON() async throws {
    try await LoopbackServer.serving({ _ in .json(#"{"total": 3}"#) }) { server in
      let arguments: PlainValue = ["method": "POST", "url": .string(server.url)]
      let number: PlainValue = ["type": "object", "properties": ["total": ["type": "number"]], "required": ["total"]]
      let outcome = await bench.perform("http", arguments, options: ["schema": number])
      let json = try outcome.value?["json"]?.jsonText()
      #expect(json == #"{"total":3.0}"#)
      let text: PlainValue = ["type": "object", "properties": ["total": ["type": "string"]], "required": ["no"]]
      let refused = await bench.perform("http", arguments, options: ["schema": text])
      #expect(
        refused.shown
          == "effect, sent: it was answered with 200, and the answer's json does not fit the schema: $.total: expected a "
          + "string, found an integer, $.no: is required")
      // It was taken, and what came of it is in what cannot be used: that is not the answer that it was not done.
      #expect(refused.isUnheard)
      let again = await bench.perform("http", arguments, options: ["schema": text], repeats: .idempotent)
      #expect(!again.isUnheard && again.shown == refused.shown)
      #expect(
        await bench.perform("http", arguments, options: ["schema": text], repeats: .idempotent, isIrreversible: true)
          .isUnheard)
    }
  }

  @Test func nothingIsSentToAnUnlistedHost() async throws {
    try await LoopbackServer.serving({ _ in .text("") }) { server in
      let outcome = await bench.perform(
        "http", ["url": .string(server.url)], network: ["billing.example.com", "127.0.0.1:1"])
      #expect(
        outcome.shown
          == "permission: asking 127.0.0.1:\(server.port) is not permitted: "
          + "permissions.network lists billing.example.com, 127.0.0.1:1")
      #expect(server.requests.isEmpty)
    }
  }

  @Test func aRedirectToAnUnlistedHostIsRefusedBeforeAnythingGoesThere() async throws {
    try await LoopbackServer.serving({ _ in .text("never to be seen") }) { other in
      try await LoopbackServer.serving({ _ in .redirect(302, to: other.url + "/x") }) { server in
        let outcome = await bench.perform(
          "http", ["url": .string(server.url + "/a")], network: ["127.0.0.1:\(server.port)"])
        #expect(
          outcome.shown
            == "permission, sent: GET \(server.url)/a was answered with 302; then following a redirect to 127.0.0.1:\(other.port) is not permitted: "
            + "permissions.network lists 127.0.0.1:\(server.port)")
        #expect(other.requests.isEmpty)
      }
    }
  }

  @Test(arguments: [
    (301, "POST", "GET"), (302, "POST", "GET"), (303, "POST", "GET"), (307, "POST", "POST"), (308, "POST", "POST"),
    (302, "PUT", "PUT"), (303, "PUT", "GET"), (303, "HEAD", "HEAD"), (302, "GET", "GET"),
  ])
  func redirectsFollowTheRulesOfTheirStatus(status: Int, method: String, then: String) async throws {
    try await LoopbackServer.serving({ $0.target == "/a" ? .redirect(status, to: "b?x=1") : .text("") }) { server in
      var arguments: [PlainEntry] = [
        PlainEntry(key: "url", value: .string(server.url + "/a")), PlainEntry(key: "method", value: .string(method)),
      ]
      if method == "POST" || method == "PUT" { arguments.append(PlainEntry(key: "json", value: ["n": 1])) }
      let outcome = await bench.perform("http", .map(arguments))
      #expect(outcome.value?["status"]?.integer == 200)
      #expect(server.requests.map { $0.method + " " + $0.target } == ["\(method) /a", "\(then) /b?x=1"])
      let keeps = then == method && method != "GET" && method != "HEAD"
      #expect(server.requests[1].text == (keeps ? #"{"n":1}"# : ""))
      #expect((server.requests[1].header("content-type") != nil) == keeps)
    }
  }

  /// What was approved is done where it was shown, and nowhere else.
  @Test(
    arguments: [
      (307, "POST", nil), (308, "POST", nil), (301, "PUT", nil), (302, "DELETE", nil), (307, "GET", nil),
      (301, "POST", "GET"), (302, "POST", "GET"), (303, "PUT", "GET"), (302, "GET", "GET"),
    ] as [(Int, String, String?)])
  func whatCannotBeUndoneIsNotSentElsewhere(status: Int, method: String, then: String?) async throws {
    try await LoopbackServer.serving({ $0.target == "/a" ? .redirect(status, to: "b?x=1") : .text("") }) { server in
      let arguments: PlainValue = ["method": .string(method), "url": .string(server.url + "/a")]
      let outcome = await bench.perform("http", arguments, isIrreversible: true)
      #expect(
        server.requests.map { $0.method + " " + $0.target } == ["\(method) /a"] + (then.map { ["\($0) /b?x=1"] } ?? []))
      guard then == nil else { return #expect(outcome.value?["status"] == 200) }
      #expect(
        outcome.shown
          == "effect, sent: \(method) \(server.url)/a was answered with \(status), which leads to \(method) \(server.url)/b: "
          + "what cannot be undone is not sent to another address than the one that was approved; give the step that address"
      )
      #expect(!outcome.isUnheard && outcome.code == Int32(status))
      // Whoever wants the answer itself says so.
      let taken = await bench.perform(
        "http", arguments, options: ["expect": ["status": .int(Int64(status))]], isIrreversible: true)
      #expect(taken.value?["status"] == .int(Int64(status)))
    }
  }

  @Test func credentialsDoNotCrossToAnotherOrigin() async throws {
    try await LoopbackServer.serving({ _ in .text("ok") }) { other in
      try await LoopbackServer.serving({ _ in .redirect(307, to: other.url + "/x") }) { server in
        _ = await bench.perform(
          "http",
          [
            "url": .string(server.url), "auth": ["bearer": secret("vault:token")],
            "headers": ["X-Key": secret("vault:password", before: "k="), "X-Plain": "1"],
          ])
        #expect(server.requests[0].header("authorization") == "Bearer s3cr3t-t0ken")
        #expect(server.requests[0].header("x-key") == "k=hunter2")
        #expect(other.requests.count == 1)
        #expect(other.requests[0].header("authorization") == nil)
        #expect(other.requests[0].header("x-key") == nil)
        #expect(other.requests[0].header("x-plain") == "1")

        let withBody = await bench.perform(
          "http", ["method": "POST", "url": .string(server.url), "json": ["p": secret("vault:password")]])
        #expect(
          withBody.shown
            == "permission, sent: POST \(server.url)/ was answered with 307; then 127.0.0.1:\(server.port) redirects to 127.0.0.1:\(other.port), "
            + "and the body with a secret in it does not go there")
        #expect(other.requests.count == 1)
      }
    }
  }

  /// Where a request led is one thing, and what it has done is another.
  @Test(arguments: [302, 303, 307]) func whatWasTakenIsNotWhatCameOfFollowingIt(status: Int) async throws {
    let then = status == 307 ? "POST" : "GET"
    let targets = [
      "/gone", "http://127.0.0.1:1/", "http://other.example/receipt", "/torn",
    ]
    for target in targets {
      let script: LoopbackServer.Script = { request in
        switch request.target {
        case "/a": .redirect(status, to: target)
        case "/torn": .reset([])
        default: .text("no such page", status: 404)
        }
      }
      try await LoopbackServer.serving(script) { server in
        let outcome = await bench.perform(
          "http", ["method": "POST", "url": .string(server.url + "/a"), "json": ["n": 1]])
        let shown = outcome.shown
        #expect(shown.contains(", sent: POST \(server.url)/a was answered with \(status); then "), "\(shown)")
        if target == "/gone" {
          #expect(shown.hasSuffix("; then \(then) \(server.url)/gone was answered with 404: no such page"))
        }
        #expect(outcome.isUnheard)
        let read = await bench.perform("http", ["url": .string(server.url + "/a")])
        #expect(target == "/torn" || !read.isUnheard)
      }
    }
  }

  @Test func redirectsEndSomewhere() async throws {
    try await LoopbackServer.serving({ _ in .redirect(302, to: "/again") }) { server in
      #expect(
        await bench.perform("http", ["url": .string(server.url + "/a")]).shown
          == "effect, sent: GET \(server.url)/a was answered with 302; then more than 10 redirects followed")
      #expect(server.requests.count == 11)
    }
  }

  @Test func secretsAreFilledInAndNeverRepeated() async throws {
    try await LoopbackServer.serving({ request in
      .text("bad credentials: " + request.header("authorization")! + " " + request.text, status: 401)
    }) { server in
      let outcome = await bench.perform(
        "http",
        [
          "method": "POST", "url": .string(server.url + "/in"),
          "auth": ["basic": ["user": "ada", "password": secret("vault:password")]],
          "form": ["token": secret("vault:token", before: "<", after: ">")],
        ])
      #expect(server.requests[0].text == "token=%3Cs3cr3t-t0ken%3E")
      #expect(server.requests[0].header("authorization") == "Basic YWRhOmh1bnRlcjI=")
      #expect(
        outcome.shown
          == "effect, sent: POST http://127.0.0.1:\(server.port)/in was answered with 401: "
          + "bad credentials: Basic ••• token=•••")
    }
  }

  @Test func secretsGoNowhereElse() async throws {
    #expect(
      await bench.perform("http", ["url": secret("vault:token", before: "http://127.0.0.1/")]).shown
        == "permission: url may not hold a secret")
    #expect(
      await bench.perform("http", ["url": "http://127.0.0.1:1/", "query": ["a": secret("vault:token")]]).shown
        == "permission: query.a may not hold a secret")
    #expect(
      await bench.perform("http", ["url": "http://127.0.0.1:1/", "auth": ["bearer": secret("vault:none")]]).shown
        == "effect: auth.bearer needs the secret vault:none, which is not known here")
  }

  @Test(
    arguments: [
      (["X-A": "1\r\nX-Evil: 2"], "the header X-A has a line break or another control character in its value"),
      (["X-A\r\nX-Evil": "1"], "“X-A X-Evil” is no name of a header"),
      (["X-A": "1\0"], "the header X-A has a line break or another control character in its value"),
      (["Host": "other"], "the header Host is set by the connection itself and cannot be given"),
      (
        ["Transfer-Encoding": "chunked"],
        "the header Transfer-Encoding is set by the connection itself and cannot be given"
      ),
    ] as [(PlainValue, String)])
  func headersCannotBeginOthers(headers: PlainValue, message: String) async throws {
    try await LoopbackServer.serving({ _ in .text("") }) { server in
      let outcome = await bench.perform("http", ["url": .string(server.url), "headers": headers])
      #expect(outcome.shown == "effect: " + message)
      #expect(server.requests.isEmpty)
    }
  }

  @Test(arguments: [
    ("ftp://127.0.0.1/", "“ftp://127.0.0.1/”: only http and https addresses can be asked, not ftp"),
    ("/orders", "“/orders” is no web address: expected https://host/path"),
    (
      "http://127.0.0.1@evil.example/",
      "the address of evil.example has a user name in it; give auth: {basic: {user, password}} instead"
    ),
    ("http://127.0.0.1%2eevil.example/", "“http://127.0.0.1%2eevil.example/” has no usable host name"),
    (
      "http://127.0.0.1\\.evil.example/",
      "“http://127.0.0.1\\.evil.example/” is no web address: expected https://host/path"
    ),
    (
      "http://127.0.0.1:80/a b",
      "the address “http://127.0.0.1:80/a b” has blanks or control characters in it; write them as %20 …"
    ),
    (
      "http://127.0.0.1/\r\nX: 1",
      "the address “http://127.0.0.1/ X: 1” has blanks or control characters in it; write them as %20 …"
    ),
  ])
  func addressesAreReadStrictly(url: String, message: String) async throws {
    #expect(await bench.perform("http", ["url": .string(url)]).shown == "effect: " + message)
  }

  @Test func aNameThatIsNotASCIIIsAskedForByItsCode() async throws {
    let shown = await bench.perform("http", ["url": "https://bücher.example/"], network: ["buecher.example"]).shown
    #expect(
      shown == "permission: asking xn--bcher-kva.example is not permitted: permissions.network lists buecher.example")
  }

  @Test func aServerThatNeverAnswersTimesOut() async throws {
    try await LoopbackServer.serving({ _ in .never }) { server in
      let outcome = await bench.perform(
        "http", ["method": "POST", "url": .string(server.url + "/pay"), "json": [:]], timeout: 150)
      #expect(
        outcome.shown
          == "timeout, sent: POST http://127.0.0.1:\(server.port)/pay: no complete answer within 150ms")
    }
  }

  @Test(.timeLimit(.minutes(2))) func manyRequestsToOneHostGoAtOnce() async throws {
    let (arrived, arrival) = AsyncStream<Void>.makeStream()
    try await LoopbackServer.serving({ _ in
      arrival.yield()
      return .never
    }) { server in
      try await Bench.inFolder { bench in
        await withTaskGroup(of: Void.self) { group in
          for number in 0..<40 {
            group.addTask { _ = await bench.perform("http", ["method": "GET", "url": .string("\(server.url)/\(number)")]) }
          }
          // Nobody is answered before all have come.
          for await _ in arrived.prefix(40) {}
          group.cancelAll()
        }
      }
    }
  }

  @Test func nobodyListening() async throws {
    let closed = try ClosedPort()
    let port = closed.number
    for body in [["json": ["n": 1]], [:]] as [PlainValue] {
      let outcome = await bench.perform(
        "http",
        .map(
          [
            PlainEntry(key: "method", value: "POST"),
            PlainEntry(key: "url", value: .string("http://127.0.0.1:\(port)/")),
          ] + body.entries!))
      #expect(outcome.shown == "effect: cannot reach 127.0.0.1:\(port): the connection was refused")
    }
    withExtendedLifetime(closed) {}
  }

  @Test func aConnectionThatBreaksMidAnswer() async throws {
    let half = Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".utf8)
    let chunk = Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe".utf8)
    try await LoopbackServer.serving({
      switch $0.target {
      case "/reset": .reset(half)
      case "/close": .raw(half)
      case "/chunk": .raw(chunk)
      case "/silent": .raw([])
      case "/000", "/099", "/199":
        .raw(Array("HTTP/1.1 \($0.target.dropFirst()) X\r\nContent-Length: 2\r\n\r\nok".utf8))
      default: .raw(Array("what?\r\n\r\n".utf8))
      }
    }) { server in
      for (target, message) in [
        ("/reset", "broke the connection off before its answer was complete"),
        ("/close", "closed the connection before its answer was complete"),
        ("/chunk", "closed the connection before its answer was complete"),
        ("/silent", "closed the connection before its answer was complete"),
        ("/000", "does not speak proper HTTP"),
        ("/099", "does not speak proper HTTP"),
        ("/199", "does not speak proper HTTP"),
        ("/other", "does not speak proper HTTP"),
      ] {
        let outcome = await bench.perform(
          "http", ["method": "POST", "url": .string(server.url + target), "json": ["n": 1]])
        #expect(outcome.shown == "effect, sent: 127.0.0.1:\(server.port) \(message)", "\(target)")
      }
    }
  }

  @Test func whatIsNoTLSIsNotSpokenTo() async throws {
    try await LoopbackServer.serving({ _ in .text("") }) { server in
      let outcome = await bench.perform(
        "http", ["method": "POST", "url": .string("https://127.0.0.1:\(server.port)/"), "json": ["n": 1]], timeout: 5000
      )
      #expect(outcome.shown.hasPrefix("effect: no safe connection to 127.0.0.1:\(server.port): "), "\(outcome.shown)")
      #expect(server.requests.isEmpty)
    }
  }

  @Test func hugeBodiesAreRefused() async throws {
    let body = [UInt8](repeating: 0x20, count: HostLimits.responseBodyBytes + 1)
    try await LoopbackServer.serving({
      $0.target == "/said"
        ? .raw(Array("HTTP/1.1 200 OK\r\nContent-Length: 4000000000\r\n\r\n".utf8))
        : .raw(Array("HTTP/1.1 \($0.target == "/no" ? "402 No" : "200 OK")\r\n\r\n".utf8) + body)
    }) { server in
      for (target, status) in [("/said", 200), ("/unsaid", 200), ("/no", 402)] {
        let outcome = await bench.perform("http", ["method": "POST", "url": .string(server.url + target)])
        #expect(
          outcome.shown
            == "effect, sent: 127.0.0.1:\(server.port) answers with \(status) and more than the limit of 16777216 bytes"
        )
        // Whether it was done would be said in what nobody has read, unless the status says that it was not.
        #expect(outcome.isUnheard == (status == 200))
      }
    }
  }

  @Test func binaryBodiesAreSavedExactly() async throws {
    let bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0xFF, 0x00, 0xFE]
    try await LoopbackServer.serving({ _ in .answer(200, [("Content-Type", "image/png")], bytes) }) { server in
      try await Bench.inFolder { bench in
        let shown = await bench.perform("http", ["url": .string(server.url)])
        #expect(shown.value?["text"]?.text == "\u{FFFD}PNG\u{FFFD}\0\u{FFFD}")
        #expect(shown.value?["json"].map(Arguments.kindName) == "null")
        let saved = await bench.perform(
          "http", ["url": .string(server.url), "save_as": "out/a.png"], write: ["out/*"])
        #expect(saved.value?["path"]?.text == "out/a.png")
        #expect(saved.value?["size"]?.integer == 7)
        #expect(saved.value?["sha256"]?.text == Digest(of: bytes).description)
        let onDisk = try WorkFolder(path: bench.folder).read("out/a.png", patterns: ["**"])
        #expect(onDisk == bytes)
        let count = server.requests.count
        #expect(
          await bench.perform("http", ["url": .string(server.url), "save_as": "b.png"], write: ["out/*"]).shown
            == "permission: cannot write b.png: permissions.write lists out/*")
        #expect(server.requests.count == count)
      }
    }
  }
}
