// The end of a connection's pipeline: sends one request after the other, and hands the parts of answers to whoever
// asked.
//
// A handler and not NIOAsyncChannel: that one wants a task that lives as long as the connection, and a kept connection
// lives longer than any request; and an answer may come while its request is still being sent, which is two tasks there
// and two callbacks here.

import NIOCore
import NIOHTTP1
import NIOTLS

/// Carries exchanges over one connection; lives on its event loop.
final class ExchangeCarrier: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart

  /// Called on the event loop when an exchange is over; `isReusable` if another may follow.
  typealias Over = @Sendable (_ isReusable: Bool) -> Void

  private struct Current {
    let exchange: Exchange
    let over: Over
    /// To HEAD there is no body, and some answers end anywhere.
    let needsEnd: Bool
    /// What is still to be written; nil once all of it is, or nothing more shall be.
    var unsent: ArraySlice<UInt8>?
    var isSent = false
    var head: HTTPResponseHead?
    var timer: Scheduled<Void>?

    /// Whether nobody has said where the answer ends: one that was cut off looks the same.
    var isOpenEnded: Bool {
      guard needsEnd, let head, (200..<300).contains(head.status.code), head.status != .noContent else { return false }
      return !head.headers.contains(name: "Content-Length") && !head.headers.contains(name: "Transfer-Encoding")
    }
  }

  private let endpoint: Endpoint
  private let encrypts: Bool
  private var context: ChannelHandlerContext?
  private var opened: EventLoopPromise<Void>?
  private var current: Current?
  /// Why the connection breaks, as far as anybody has said.
  private var cause: (any Error)?

  init(endpoint: Endpoint, encrypts: Bool) {
    self.endpoint = endpoint
    self.encrypts = encrypts
  }

  // MARK: Opening

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    if encrypts { opened = context.eventLoop.makePromise() }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    opened?.fail(cause ?? ChannelError.eof)
  }

  /// Done once requests can be sent: with TLS when both sides have said who they are.
  func whenOpen(on loop: any EventLoop) -> EventLoopFuture<Void> {
    opened?.futureResult ?? loop.makeSucceededVoidFuture()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .handshakeCompleted? = event as? TLSUserEvent { opened?.succeed() }
    context.fireUserInboundEventTriggered(event)
  }

  func channelActive(context: ChannelHandlerContext) {
    // Read at all times but when the reader is slow: else nobody would hear that the daemon closes.
    context.read()
    context.fireChannelActive()
  }

  // MARK: Sending

  /// Sends a request; the exchange before it is over.
  func begin(_ message: RequestMessage, _ exchange: Exchange, _ over: @escaping Over) {
    guard let context, context.channel.isActive, current == nil else {
      // Closed since it was chosen. Nothing has gone out, which the exchange says as well.
      over(false)
      exchange.finish(.failure(ClientError(broken: ChannelError.eof, endpoint, isAnswering: false)))
      return
    }
    var begun = Current(
      exchange: exchange, over: over, needsEnd: message.head.method != .HEAD && !message.endsAnywhere,
      unsent: message.body[...])
    if message.deadline != .distantFuture {
      let late = ClientError.timedOut(endpoint: endpoint)
      begun.timer = context.eventLoop.scheduleTask(deadline: message.deadline) { exchange.end(late) }
    }
    current = begun
    exchange.begun()
    let written = context.eventLoop.makePromise(of: Void.self)
    written.futureResult.whenSuccess { exchange.sent() }
    context.write(wrapOutboundOut(.head(message.head)), promise: written)
    sendOn(context)
  }

  /// Writes as much of the body as the connection takes, piece by piece.
  private func sendOn(_ context: ChannelHandlerContext) {
    while let unsent = current?.unsent, context.channel.isWritable {
      let piece = unsent.prefix(TransportLimits.pieceBytes)
      if !piece.isEmpty {
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: piece)))), promise: nil)
      }
      let rest = unsent.dropFirst(piece.count)
      current?.unsent = rest.isEmpty ? nil : rest
      if rest.isEmpty {
        current?.isSent = true
        context.write(wrapOutboundOut(.end(nil)), promise: nil)
      }
      // May find that the connection is broken, and then the loop ends with the exchange.
      context.flush()
    }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    sendOn(context)
    context.fireChannelWritabilityChanged()
  }

  // MARK: Receiving

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard let exchange = current?.exchange else {
      // Nobody has asked for anything.
      context.close(promise: nil)
      return
    }
    switch unwrapInboundIn(data) {
    case .head(let head):
      current?.head = head
      // Refused before all of it was there: the rest is of no use to anybody.
      if head.status.code >= 300 { current?.unsent = nil }
      exchange.bring(.head(head))
    case .body(let bytes): exchange.bring(.bytes(bytes))
    case .end: finish(context)
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    if current?.exchange.wantsMore() ?? true { context.read() }
    context.fireChannelReadComplete()
  }

  private func finish(_ context: ChannelHandlerContext) {
    guard let ended = current else { return }
    current = nil
    ended.timer?.cancel()
    let isReusable = ended.isSent && ended.head?.isKeepAlive == true && context.channel.isActive
    if !isReusable { context.close(promise: nil) }
    // Given back first, so that the next request of the same task finds the connection.
    ended.exchange.whole()
    ended.over(isReusable)
    ended.exchange.finish(ended.isOpenEnded ? .failure(openEnd(ended)) : .success(()))
  }

  private func openEnd(_ ended: Current) -> ClientError {
    .unexpectedAnswer(
      endpoint: endpoint, status: Int(ended.head?.status.code ?? 0),
      reason: "the answer does not say where it ends, so nobody knows whether this is all of it")
  }

  // MARK: Breaking

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if cause == nil { cause = error }
    // A secured connection takes its time to close; that it will never be one is known now.
    opened?.fail(error)
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    if let broken = current {
      current = nil
      broken.timer?.cancel()
      broken.over(false)
      let error = ClientError(broken: cause ?? ChannelError.eof, endpoint, isAnswering: broken.head != nil)
      broken.exchange.finish(.failure(error))
    }
    context.fireChannelInactive()
  }
}
