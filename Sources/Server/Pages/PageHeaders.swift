// What every answer of the dashboard says about itself: nothing from elsewhere, nothing inline, not inside another page, not kept.
import HTTPTypes
import Hummingbird

extension HTTPField.Name {
  static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
  static let crossOriginOpenerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy")!
  static let crossOriginResourcePolicy = HTTPField.Name("Cross-Origin-Resource-Policy")!
  static let permissionsPolicy = HTTPField.Name("Permissions-Policy")!
  static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
  static let frameOptions = HTTPField.Name("X-Frame-Options")!
}

enum PageHeaders {
  static let contentSecurityPolicy =
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; "
    + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

  static func common(isSecure: Bool) -> HTTPFields {
    var headers = HTTPFields()
    headers[.contentSecurityPolicy] = contentSecurityPolicy
    headers[.xContentTypeOptions] = "nosniff"
    // Not `no-referrer`: browsers would then call the origin of our own forms `null`.
    headers[.referrerPolicy] = "same-origin"
    headers[.crossOriginOpenerPolicy] = "same-origin"
    headers[.crossOriginResourcePolicy] = "same-origin"
    headers[.permissionsPolicy] =
      "publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), microphone=(), geolocation=()"
    headers[.frameOptions] = "DENY"
    if isSecure { headers[.strictTransportSecurity] = "max-age=31536000" }
    return headers
  }

  /// For files that runs made: shown, if at all, as if they came from nowhere.
  static func file(isSecure: Bool) -> HTTPFields {
    var headers = common(isSecure: isSecure)
    headers[.contentSecurityPolicy] = "default-src 'none'; sandbox"
    headers[.cacheControl] = "private, no-store"
    return headers
  }
}
