// An address as a page or a skill gives it → its origin, and whether a document may be loaded from there.
import Bytecode
import DurableRuntime

enum WebLocation {
  /// Nil for what is no http or https address.
  static func origin(_ address: String) -> WebOrigin? { try? WebOrigin(of: address) }

  /// Why a document may not be loaded from here; nil where it may. Documents that come from nowhere (`about:blank`, `data:`,
  /// `blob:`) belong to the page that makes them.
  static func refusal(of address: String, _ permission: NetworkPermission) -> String? {
    let scheme = address.prefix { $0 != ":" }.lowercased()
    if ["about", "data", "blob", "javascript"].contains(scheme) { return nil }
    guard let origin = origin(address) else {
      return "\(address.prefix(200)) is no http or https address"
    }
    guard !permission.allows(origin) else { return nil }
    return "\(origin.text) is not permitted: permissions.network lists \(permission.listed)"
  }
}
