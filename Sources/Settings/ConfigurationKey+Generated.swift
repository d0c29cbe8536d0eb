// Written by `swift run generate-grammar` from Grammar/configuration.tsv; edit that instead.

/// What `twin.yaml` may set. The raw value is the key as people write it: `*` stands for an effect's word, `[]` for
/// each item of a list.
package enum ConfigurationKey: String, CaseIterable, Sendable {
  /// The chat completions endpoint that the effect `model` asks, as https://host/v1.
  case modelUrl = "model.url"
  /// The model that is asked.
  case modelName = "model.name"
  /// The endpoint's key.
  case modelKey = "model.key"
  /// The embeddings model that compares a goal with the skills where words do not decide; none is asked where it is
  /// not set.
  case modelEmbeddings = "model.embeddings"
  /// Its endpoint, as https://host/v1, where it is another than `model.url`.
  case modelEmbeddingsUrl = "model.embeddings_url"
  /// The Chromium that browser steps use, as a path; found by itself where it is not set.
  case browser
  /// Credits for one effect of this kind.
  case prices = "prices.*"
  /// Time limit of one effect of this kind, where the step names none.
  case timeouts = "timeouts.*"
  /// Effects of one run that are performed at the same time.
  case limitsEffectsAtOnce = "limits.effects_at_once"
  /// How long a gate that the runtime opens stays open, where the skill names no default.
  case limitsQuestionExpires = "limits.question_expires"
  /// Who is told when a run waits for people or ends; each has one of `webhook`, `slack`, `email`.
  case notify
  /// An address that gets events by Standard Webhooks.
  case notifyWebhook = "notify[].webhook"
  /// A Slack-compatible incoming webhook.
  case notifySlack = "notify[].slack"
  /// An address that gets mail by `smtp`.
  case notifyEmail = "notify[].email"
  /// The events that are sent; all where none is named.
  case notifyEvents = "notify[].events"
  /// For whom links that decide a gate are made; links lead to the page where it is not set.
  case notifyPerson = "notify[].person"
  /// The vault's secret that signs what is sent to a webhook.
  case notifySecret = "notify[].secret"
  /// The mail server, as smtps://mail.example.com:465.
  case smtpUrl = "smtp.url"
  /// The sender of mail.
  case smtpFrom = "smtp.from"
  /// Who signs in at the mail server.
  case smtpUser = "smtp.user"
  /// The password there.
  case smtpPassword = "smtp.password"
  /// Where `twin serve` listens.
  case serveListen = "serve.listen"
  /// The address that people reach it by, for links.
  case serveUrl = "serve.url"
  /// Whether webhooks may go to addresses inside the network.
  case servePrivateAddresses = "serve.private_addresses"

  package var form: Form {
    switch self {
    case .modelUrl: .text
    case .modelName: .text
    case .modelKey: .secret
    case .modelEmbeddings: .text
    case .modelEmbeddingsUrl: .text
    case .browser: .text
    case .prices: .number
    case .timeouts: .duration
    case .limitsEffectsAtOnce: .count
    case .limitsQuestionExpires: .duration
    case .notify: .rows
    case .notifyWebhook: .text
    case .notifySlack: .text
    case .notifyEmail: .text
    case .notifyEvents: .texts
    case .notifyPerson: .text
    case .notifySecret: .text
    case .smtpUrl: .text
    case .smtpFrom: .text
    case .smtpUser: .text
    case .smtpPassword: .secret
    case .serveListen: .text
    case .serveUrl: .text
    case .servePrivateAddresses: .flag
    }
  }

  /// As one would write it; of a key with `*`, `word=value`.
  var initialText: String? {
    switch self {
    case .prices: "model=1"
    case .limitsEffectsAtOnce: "256"
    case .limitsQuestionExpires: "24h"
    case .serveListen: "127.0.0.1:8700"
    case .servePrivateAddresses: "false"
    case .modelUrl, .modelName, .modelKey, .modelEmbeddings, .modelEmbeddingsUrl, .browser, .timeouts, .notify, .notifyWebhook, .notifySlack, .notifyEmail, .notifyEvents, .notifyPerson, .notifySecret, .smtpUrl, .smtpFrom, .smtpUser, .smtpPassword, .serveUrl: nil
    }
  }

  package var synopsis: String {
    switch self {
    case .modelUrl: "The chat completions endpoint that the effect `model` asks, as https://host/v1."
    case .modelName: "The model that is asked."
    case .modelKey: "The endpoint's key."
    case .modelEmbeddings: """
      The embeddings model that compares a goal with the skills where words do not decide; none is \
      asked where it is not set.
      """
    case .modelEmbeddingsUrl: "Its endpoint, as https://host/v1, where it is another than `model.url`."
    case .browser: "The Chromium that browser steps use, as a path; found by itself where it is not set."
    case .prices: "Credits for one effect of this kind."
    case .timeouts: "Time limit of one effect of this kind, where the step names none."
    case .limitsEffectsAtOnce: "Effects of one run that are performed at the same time."
    case .limitsQuestionExpires: "How long a gate that the runtime opens stays open, where the skill names no default."
    case .notify: "Who is told when a run waits for people or ends; each has one of `webhook`, `slack`, `email`."
    case .notifyWebhook: "An address that gets events by Standard Webhooks."
    case .notifySlack: "A Slack-compatible incoming webhook."
    case .notifyEmail: "An address that gets mail by `smtp`."
    case .notifyEvents: "The events that are sent; all where none is named."
    case .notifyPerson: "For whom links that decide a gate are made; links lead to the page where it is not set."
    case .notifySecret: "The vault's secret that signs what is sent to a webhook."
    case .smtpUrl: "The mail server, as smtps://mail.example.com:465."
    case .smtpFrom: "The sender of mail."
    case .smtpUser: "Who signs in at the mail server."
    case .smtpPassword: "The password there."
    case .serveListen: "Where `twin serve` listens."
    case .serveUrl: "The address that people reach it by, for links."
    case .servePrivateAddresses: "Whether webhooks may go to addresses inside the network."
    }
  }
}
