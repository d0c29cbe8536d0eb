// Cases that are left out on purpose, each with its reason. One that passes all the same is a failure: it is to be
// struck out here.

enum Exclusions {
  /// By `file`, `file/section` or `file/section/ordinal`.
  static let reasons: [String: String] = [
    "network_ext": "addresses and networks as types of their own (ip, cidr) are not part of the language"
  ]

  static func reason(for case: ConformanceCase) -> String? {
    reasons[`case`.id] ?? reasons["\(`case`.file)/\(`case`.section)"] ?? reasons[`case`.file]
  }
}
