// An answer that is read as it comes, for as long as it comes.

import NIOCore

/// The bytes of an answer, one piece after the other.
final class AnswerStream: Sendable {
  private let exchange: Exchange

  init(_ exchange: Exchange) { self.exchange = exchange }

  /// Nobody reads on: the connection is closed, or the daemon would go on sending.
  deinit { exchange.leave() }

  /// The next piece; nil at the end. To be called by one task at a time.
  ///
  /// - Parameter time: how long to wait for it; then the connection is closed, and `error` is thrown.
  func next(within time: TimeAmount? = nil, _ error: ClientError = .cancelled) async throws(ClientError) -> [UInt8]? {
    let timer = time.map { exchange.expire(after: $0, error) }
    defer { timer?.cancel() }
    while let part = try await exchange.next() {
      if case .bytes(let piece) = part { return Array(piece.readableBytesView) }
    }
    return nil
  }

  /// Ends it before the answer does; whoever reads it is told why.
  func end(_ error: ClientError) { exchange.end(error) }
}
