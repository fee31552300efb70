// One request and its answer over a connection, as the task sees it that made the request.

import NIOCore
import NIOHTTP1
import Synchronization

/// A request on its way, and the parts of its answer as they come.
///
/// The task waits for parts where it is faster than the connection. Where it is slower, the connection is not read, which
/// slows the daemon down and nobody else.
final class Exchange: Sendable {
  private let channel: any Channel
  private let state = Mutex(ExchangeState())

  init(channel: any Channel) { self.channel = channel }

  // MARK: The task's side

  /// Whether anything of the request has gone out.
  var isBegun: Bool { state.withLock { $0.isBegun } }

  /// Whether the request may have arrived.
  var isSent: Bool { state.withLock { $0.isSent } }

  /// The next part of the answer, first its head; nil at its end. A task that is cancelled meanwhile closes the
  /// connection.
  func next() async throws(ClientError) -> ExchangeState.Part? {
    let next: ExchangeState.Next = await withTaskCancellationHandler {
      await withCheckedContinuation { waiter in
        switch state.withLock({ $0.take(waiter) }) {
        case .waits: break
        case .next(let next, let readsOn):
          if readsOn { channel.read() }
          waiter.resume(returning: next)
        }
      }
    } onCancel: {
      end(.cancelled)
    }
    return try next.get()
  }

  /// Reads the answer to its end, and no further than `bytesMax`.
  func collect(bytesMax: Int, expected: Int?) async throws(ClientError) -> [UInt8] {
    let tooLarge = ClientError.answerTooLarge(bytesMax: bytesMax)
    if let expected, expected > bytesMax { throw tooLarge }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(expected ?? 0, TransportLimits.problemBytesMax))
    while let part = try await next() {
      guard case .bytes(let piece) = part else { continue }
      guard bytes.count + piece.readableBytes <= bytesMax else { throw tooLarge }
      bytes += piece.readableBytesView
    }
    return bytes
  }

  /// Nothing more is wanted: a connection that has not brought the whole answer is closed.
  func leave() {
    state.withLock { $0.drop() }
    end(.cancelled)
  }

  /// Ends the exchange unless it is over in time, or the answer is cancelled.
  @discardableResult
  func expire(after time: TimeAmount, _ error: ClientError) -> Scheduled<Void> {
    channel.eventLoop.scheduleTask(in: time) { [weak self] in _ = self?.end(error) }
  }

  /// Ends the exchange before the answer does, and its connection with it.
  func end(_ error: ClientError) {
    let (closes, waiter) = state.withLock { (!$0.isOver && !$0.isWhole, $0.finish(.failure(error))) }
    if closes { channel.close(promise: nil) }
    waiter?.resume(returning: .failure(error))
  }

  // MARK: The connection's side

  func begun() { state.withLock { $0.isBegun = true } }

  func sent() { state.withLock { $0.isSent = true } }

  /// From here on the connection is closed by nobody who holds this exchange; `finish` follows.
  func whole() { state.withLock { $0.isWhole = true } }

  func bring(_ part: ExchangeState.Part) {
    state.withLock { $0.bring(part) }?.resume(returning: .success(part))
  }

  func finish(_ end: Result<Void, ClientError>) {
    state.withLock { $0.finish(end) }?.resume(returning: end.map { nil })
  }

  func wantsMore() -> Bool { state.withLock { $0.wantsMore() } }
}
