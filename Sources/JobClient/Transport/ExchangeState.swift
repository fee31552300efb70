// The answer to one request between the connection, which brings its parts, and the task, which takes them. A value:
// who is woken and whether to read on comes out as an action.

import NIOCore
import NIOHTTP1

/// What has come of an answer and has not been taken yet.
struct ExchangeState {
  enum Part: Sendable {
    case head(HTTPResponseHead)
    case bytes(ByteBuffer)
  }

  /// Nothing is the end of the answer.
  typealias Next = Result<Part?, ClientError>
  typealias Waiter = CheckedContinuation<Next, Never>

  enum Taking {
    /// `readsOn`: there is room again, so that the connection is to be read.
    case next(Next, readsOn: Bool)
    case waits
  }

  /// Whether anything of the request has gone out.
  var isBegun = false
  /// Whether the head of the request has gone out whole. Without it the daemon cannot have done what was asked for.
  var isSent = false
  /// The connection has brought all of it and serves others: it is not this exchange's to close any more.
  var isWhole = false
  private let heldBytesMax: Int
  private var parts = CircularBuffer<Part>()
  private var heldBytes = 0
  private var isPaused = false
  private var end: Result<Void, ClientError>?
  private var waiter: Waiter?

  init(heldBytesMax: Int = TransportLimits.heldBytes) { self.heldBytesMax = heldBytesMax }

  /// Whether nothing more comes from the connection.
  var isOver: Bool { end != nil }

  /// Takes a part from the connection; who waits for it is answered with it.
  mutating func bring(_ part: Part) -> Waiter? {
    if isOver { return nil }
    if let waiter {
      self.waiter = nil
      return waiter
    }
    heldBytes += part.byteCount
    parts.append(part)
    return nil
  }

  /// The answer is whole, or will never be; who waits is answered with that.
  mutating func finish(_ end: Result<Void, ClientError>) -> Waiter? {
    if isOver { return nil }
    self.end = end
    defer { waiter = nil }
    return waiter
  }

  /// Whether the connection is to be read on. If not, taking says when.
  mutating func wantsMore() -> Bool {
    isPaused = heldBytes >= heldBytesMax
    return !isPaused
  }

  /// Gives the next part, or keeps the one who waits for it.
  mutating func take(_ waiter: Waiter) -> Taking {
    precondition(self.waiter == nil, "an answer is read by one task at a time")
    if let part = parts.popFirst() {
      heldBytes -= part.byteCount
      let readsOn = isPaused && heldBytes <= heldBytesMax / 2
      if readsOn { isPaused = false }
      return .next(.success(part), readsOn: readsOn)
    }
    if let end { return .next(end.map { nil }, readsOn: false) }
    self.waiter = waiter
    return .waits
  }

  /// The task wants nothing of it any more.
  mutating func drop() {
    parts.removeAll()
    heldBytes = 0
  }
}

extension ExchangeState.Part {
  fileprivate var byteCount: Int {
    switch self {
    case .head: 0
    case .bytes(let buffer): buffer.readableBytes
    }
  }
}
