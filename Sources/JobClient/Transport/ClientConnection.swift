// An open connection to the daemon.

import NIOCore

/// A connection that carries one exchange at a time.
final class ClientConnection: Sendable {
  private let channel: any Channel
  private let carrier: NIOLoopBound<ExchangeCarrier>

  /// To be made on the event loop of the channel.
  init(channel: any Channel, carrier: ExchangeCarrier) {
    self.channel = channel
    self.carrier = NIOLoopBound(carrier, eventLoop: channel.eventLoop)
  }

  /// Whether it is open, as far as is known.
  var isOpen: Bool { channel.isActive }

  /// Sends a request; `over` is called once, on the event loop, when the connection has nothing to do with it any more.
  func begin(_ message: RequestMessage, _ over: @escaping ExchangeCarrier.Over) -> Exchange {
    let exchange = Exchange(channel: channel)
    channel.eventLoop.execute { [carrier] in carrier.value.begin(message, exchange, over) }
    return exchange
  }

  func close() { channel.close(promise: nil) }

  /// Returns once it is closed.
  func closed() async {
    // It is closed as well when that is reported as an error.
    try? await channel.closeFuture.get()
  }
}
