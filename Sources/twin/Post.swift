// What the command needs to tell people and programs of runs: the outbox that every verb writes to, and what delivers from it.
import Delivery
import DurableRuntime
import Foundation
import Logging
import Settings
import Values

struct Post: Sendable {
  let book: DeliveryBook
  private let vault: Vault
  private let clock: any WorldClock
  private let random: any RandomSource
  private let configuration: Configuration
  private let bell = DeliveryBell()

  init(
    store: any RunStore, keys: StoreKeys, environment: [String: String], clock: any WorldClock,
    random: any RandomSource, configuration: Configuration
  ) throws {
    book = DeliveryBook(store: store, keys: keys, configured: try configuration.notify.map(Target.init(_:)))
    vault = Vault(store: store, keys: keys, environment: environment)
    self.clock = clock
    self.random = random
    self.configuration = configuration
  }

  func outbox(next: any Notifier) -> Outbox { Outbox(book, next: next, bell: bell) }

  /// - Parameter address: by which people reach the service that sends; nil: as the configuration says.
  func dispatcher(
    publicAddress address: String? = nil, logger: Logger = Logger(label: "twin.delivery")
  ) throws -> Dispatcher {
    let configured = try configuration.publicAddress.map { try Serve.origin($0, "serve.url") }
    let courier = Courier(
      vault: vault, keys: book.keys, clock: clock, publicAddress: address ?? configured,
      mail: try configuration.mail.map { mail in
        Courier.MailServer(
          url: mail.url, from: mail.from, user: mail.user, password: try configuration.secret(.smtpPassword, or: vault))
      }, allowsPrivateAddresses: configuration.allowsPrivateAddresses)
    return Dispatcher(book: book, courier: courier, clock: clock, random: random, bell: bell, logger: logger)
  }
}

extension Target {
  fileprivate init(_ target: Configuration.NotifyTarget) throws {
    let channel: Channel =
      switch target.channel {
      case .webhook(let url): .webhook(url: url, secret: target.secret.map { .vault($0) })
      case .slack(let url): .slack(url: url)
      case .email(let address): .email(address: address)
      }
    do {
      try self.init(configured: channel, events: target.events, person: target.person)
    } catch {
      throw UsageError("notify in twin.yaml: \(error.message)")
    }
  }
}
