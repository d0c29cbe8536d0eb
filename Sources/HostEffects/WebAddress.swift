// A web address in a skill's words → a checked one, with the origin that permissions speak of.
import Bytecode
import DurableRuntime
import Foundation

struct WebAddress {
  var url: URL
  var origin: WebOrigin

  init(_ text: String) throws(EffectFailure) {
    guard text.utf8.count <= HostLimits.urlBytes else {
      throw .unusable("the address is longer than \(HostLimits.urlBytes) bytes")
    }
    let quoted = excerpt(text)
    do throws(WebOrigin.Fault) { origin = try WebOrigin(of: text) } catch {
      switch error {
      case .blanks: throw .unusable("the address “\(quoted)” \(error.text); write them as %20 …")
      case .noAddress: throw .unusable("“\(quoted)” is no web address: expected https://host/path")
      case .scheme(let scheme):
        throw .unusable("“\(quoted)”: only http and https addresses can be asked, not \(scheme)")
      case .userName(let host):
        throw .unusable("the address of \(host) \(error.text); give auth: {basic: {user, password}} instead")
      case .host: throw .unusable("“\(quoted)” \(error.text)")
      case .port(let port, let host): throw .unusable("port \(port) of \(host) is not between 1 and 65535")
      }
    }
    guard let url = URL(string: text) else {
      throw .unusable("“\(quoted)” is no web address: expected https://host/path")
    }
    self.url = url
  }

  /// What a `Location` header at this address points to.
  func resolving(_ location: String) throws(EffectFailure) -> WebAddress {
    guard let url = URL(string: location, relativeTo: url) else {
      throw .failed("\(origin.text) redirects to “\(excerpt(location))”, which is no web address", sent: true)
    }
    return try WebAddress(url.absoluteString)
  }
}

extension NetworkPermission {
  /// Throws when no rule covers the origin; says which do exist, since that is what the author will change.
  func check(_ origin: WebOrigin, purpose: String) throws(EffectFailure) {
    guard !allows(origin) else { return }
    throw .refused("\(purpose) \(origin.text) is not permitted: permissions.network lists \(listed)")
  }
}
