// The served description and the routes are the same set, and it says nothing that is not there.
import Foundation
import Testing
import Values

@testable import Server

@Suite struct OpenAPITests {
  @Test func theDescriptionHasEveryRouteOfTheAPIAndNoOther() async throws {
    try await Premises.open { house in
      let served = try await house.send("GET", "/openapi.json", as: nil).json
      #expect(served["openapi"] == "3.1.0")
      var described: Set<String> = []
      for path in served["paths"]?.entries ?? [] {
        for method in path.value.entries ?? [] where ["get", "put", "post", "delete"].contains(method.key.text) {
          described.insert("\(method.key.text?.uppercased() ?? "") \(path.key.text ?? "")")
        }
      }
      let routes = Set(
        TwinServer(house.service).router().routes.map { route in
          "\(route.method) \(route.path)".replacing(/:(\w+)/) { "{\($0.1)}" }.replacing("**", with: "{path}")
        })
      #expect(described.subtracting(routes) == [])
      #expect(routes.subtracting(described) == [])
    }
  }

  /// Every route that is not open to all answers 401 to nobody.
  @Test func everyRouteAsksWhoIsThere() async throws {
    try await Premises.open { house in
      let open = ["/healthz", "/readyz", "/openapi.json"]
      for route in TwinServer(house.service).router().routes where !open.contains("\(route.path)") {
        let path = "\(route.path)".replacing(/:run/, with: "run_000000000000").replacing(/:\w+/, with: "x").replacing(
          "**", with: "x")
        let answer = try await house.send("\(route.method)", path, as: nil)
        #expect(answer.status == 401, "\(route)")
      }
    }
  }
}
