// Streams of events take a place each, and give it back however they end.
import AsyncHTTPClient
import NIO
import Testing
import Values

@testable import Server

@Suite(.timeLimit(.minutes(10))) struct StreamTests {
  /// Returns once no stream is open; the time limit bounds it.
  private func allAreGone(_ house: House) async throws {
    while house.service.streams.value != 0 { try await house.pause() }
  }

  @Test func aPlaceIsFreeWhenTheAnswerIsGone() throws {
    let streams = StreamCount(limit: 2)
    do {
      let one = try streams.place()
      let two = try streams.place()
      #expect(throws: Problem.self) { try streams.place() }
      withExtendedLifetime((one, two)) {}
    }
    #expect(streams.value == 0)
    _ = try streams.place()
  }

  /// The router answers HEAD by dropping the body of GET's answer.
  @Test func askingForTheHeadAloneTakesNoPlace() async throws {
    try await House.open { house in
      try await house.add("ana")
      var ana = try await house.client(as: "ana")
      for path in ["/v1/events", "/events"] {
        for _ in 0..<3 { #expect(try await ana.send("HEAD", path).status == 200, "\(path)") }
        try await allAreGone(house)
      }
    }
  }

  @Test func streamsOfTheAPIAndOfPagesCountUntilTheyAreLeft() async throws {
    try await House.open { house in
      try await house.add("ana")
      let ana = try await house.client(as: "ana")
      for path in ["/v1/events", "/events"] {
        var request = HTTPClientRequest(url: "http://localhost:\(house.port)\(path)")
        request.headers.add(name: "cookie", value: try #require(ana.cookie))
        do {
          let stream = try await HTTPClient.shared.execute(request, timeout: .seconds(120))
          var parts = stream.body.makeAsyncIterator()
          #expect(try await parts.next() != nil)
          #expect(house.service.streams.value == 1, "\(path)")
        }
        // Whoever leaves is noticed when something is to be said: until then, things happen.
        while house.service.streams.value != 0 {
          _ = try await house.start("note", "skill: note\nsteps:\n  - log: \(path)\n")
        }
      }
    }
  }
}
