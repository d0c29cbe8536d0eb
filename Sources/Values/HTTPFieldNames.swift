// Names of the header fields that a skill cannot give, known to the compiler and to whoever sends the request.

package enum HTTPFieldNames {
  /// Fields that say where a message begins and ends, or to which host it goes: the connection sets them.
  private static let reserved: Set<String> = [
    "host", "content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "te", "trailer", "expect",
    "proxy-authorization", "proxy-connection",
  ]

  package static func isReserved(_ name: String) -> Bool { reserved.contains(name.lowercased()) }
}
