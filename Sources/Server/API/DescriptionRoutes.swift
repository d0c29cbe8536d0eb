// `/openapi.json`: the description of this API (Grammar/openapi.json), open to everybody.
import Hummingbird

struct DescriptionRoutes {
  func add(to router: TwinRouter) {
    router.get("/openapi.json") { _, _ in
      Response(
        status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-cache"],
        body: .init(byteBuffer: ByteBuffer(string: OpenAPI.description)))
    }
  }
}
