// A web address → the one network address that may be connected to. Whoever names an address for webhooks could otherwise have
// this machine ask machines that they cannot reach themselves (server-side request forgery). The name is resolved once, what
// it resolves to is looked at, and the connection goes to exactly that: a name that answers differently the next time gains
// nothing.
import Dispatch
import Bytecode
import DurableRuntime
import Foundation

/// An absolute http or https address.
package struct WebPlace: Hashable, Sendable {
  package var isSecure: Bool
  /// Lower case; an IPv6 address without brackets.
  package var host: String
  package var port: Int
  /// Path and query.
  var target: String

  package init(_ text: String) throws(RuntimeError) {
    func refuse(_ why: String) -> RuntimeError {
      RuntimeError(.refusedInput, "the address '\(text.prefix(100))' \(why)")
    }
    guard text.utf8.count <= DeliveryLimits.urlBytes else {
      throw refuse("is longer than \(DeliveryLimits.urlBytes) bytes")
    }
    let origin: WebOrigin
    do throws(WebOrigin.Fault) { origin = try WebOrigin(of: text) } catch { throw refuse(error.text) }
    guard text.utf8.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "\\") }), let parts = URLComponents(string: text)
    else {
      throw refuse(WebOrigin.Fault.noAddress.text)
    }
    isSecure = origin.scheme == "https"
    host = origin.host
    port = origin.port
    let path = parts.percentEncodedPath
    target = (path.isEmpty ? "/" : path) + (parts.percentEncodedQuery.map { "?" + $0 } ?? "")
  }

  /// Written anew from its parts, so that what was looked at is what is asked.
  var url: String { "\(isSecure ? "https" : "http")://\(host.contains(":") ? "[\(host)]" : host):\(port)\(target)" }
}

/// An IPv4 or IPv6 address in network order.
package struct NetworkAddress: Hashable, Sendable, CustomStringConvertible {
  var bytes: [UInt8]

  /// Only the usual spelling: four decimal numbers, or IPv6.
  package init?(_ text: String) {
    var four = in_addr()
    var six = in6_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      bytes = withUnsafeBytes(of: four) { Array($0) }
    } else if inet_pton(AF_INET6, text, &six) == 1 {
      bytes = withUnsafeBytes(of: six) { Array($0) }
    } else {
      return nil
    }
  }

  init?(_ address: UnsafePointer<sockaddr>?) {
    guard let address else { return nil }
    switch Int32(address.pointee.sa_family) {
    case AF_INET:
      bytes = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
        withUnsafeBytes(of: $0.pointee.sin_addr) { Array($0) }
      }
    case AF_INET6:
      bytes = address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
        withUnsafeBytes(of: $0.pointee.sin6_addr) { Array($0) }
      }
    default: return nil
    }
  }

  package var description: String {
    var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let family = bytes.count == 4 ? AF_INET : AF_INET6
    guard inet_ntop(family, bytes, &buffer, socklen_t(buffer.count)) != nil else { return "?" }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Reachable from anywhere. Of IPv4, what no registry has set aside (RFC 6890 and its successors); of IPv6, global unicast
  /// without the ranges that carry an IPv4 address or are set aside.
  package var isPublic: Bool {
    if bytes.count == 4 { return !Self.reserved4.contains { matches($0) } }
    guard bytes[0] & 0xE0 == 0x20 else { return false }
    return !Self.reserved6.contains { matches($0) }
  }

  private struct Block {
    var bytes: [UInt8]
    var bits: Int
    init(_ text: String) {
      let parts = text.split(separator: "/").map(String.init)
      guard parts.count == 2, let address = NetworkAddress(parts[0]), let bits = Int(parts[1]) else {
        preconditionFailure("\(text) is no block of addresses")
      }
      bytes = address.bytes
      self.bits = bits
    }
  }

  private func matches(_ block: Block) -> Bool {
    guard block.bytes.count == bytes.count else { return false }
    let whole = block.bits / 8
    guard bytes.prefix(whole) == block.bytes.prefix(whole) else { return false }
    let rest = block.bits % 8
    return rest == 0 || bytes[whole] >> UInt8(8 - rest) == block.bytes[whole] >> UInt8(8 - rest)
  }

  private static let reserved4 = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
  ].map(Block.init)
  private static let reserved6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"].map(Block.init)
}

package enum NetworkGuard {
  /// Resolves a name and picks the address to connect to. Where private addresses are not allowed, one private address among
  /// many refuses the name: nobody can say which of them a connection would have got.
  package static func address(of place: WebPlace, allowsPrivate: Bool) async throws(RuntimeError) -> NetworkAddress {
    let found = try await resolve(place)
    if !allowsPrivate, let inside = found.first(where: { !$0.isPublic }) {
      throw RuntimeError(
        .notAllowed,
        "\(place.host) leads to an address inside the network"
          + (place.host == inside.description ? "" : " (\(inside))")
          + "; `serve: {private_addresses: true}` in twin.yaml allows that")
    }
    // IPv4 first: a machine without IPv6 still resolves it.
    guard let address = found.first(where: { $0.bytes.count == 4 }) ?? found.first else {
      throw RuntimeError(.notAllowed, "\(place.host) has no address")
    }
    guard place.isSecure || !address.isPublic else {
      throw RuntimeError(.notAllowed, "what is sent to \(place.host) must be encrypted: use https")
    }
    return address
  }

  private static func resolve(_ place: WebPlace) async throws(RuntimeError) -> [NetworkAddress] {
    if let literal = NetworkAddress(place.host) { return [literal] }
    let host = place.host
    // The resolver blocks; the pool's threads must not.
    let answer = await withCheckedContinuation {
      (continuation: CheckedContinuation<Result<[NetworkAddress], RuntimeError>, Never>) in
      DispatchQueue.global().async { continuation.resume(returning: Self.lookUp(host)) }
    }
    return try answer.get()
  }

  private static func lookUp(_ host: String) -> Result<[NetworkAddress], RuntimeError> {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, nil, &hints, &list)
    defer { freeaddrinfo(list) }
    guard code == 0 else {
      return .failure(RuntimeError(.store, "\(host) cannot be found: \(String(cString: gai_strerror(code)))"))
    }
    var found: [NetworkAddress] = []
    var next = list
    while let entry = next {
      if let address = NetworkAddress(entry.pointee.ai_addr), !found.contains(address) { found.append(address) }
      next = entry.pointee.ai_next
    }
    return .success(found)
  }
}
