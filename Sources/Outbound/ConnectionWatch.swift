// Stands in each connection, between the bytes and the requests, and notes what the client above does not tell:
// whether a connection had served before when it broke, and whether anything of the answer had come by then.

import NIOCore
import NIOHTTP1

/// Marks the end of a connection that was reused, before the first byte of an answer.
final class ConnectionWatch: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = HTTPClientRequestPart
  typealias OutboundOut = HTTPClientRequestPart

  /// A reused connection broke where a server that closes idle ones would break it.
  struct StaleConnection: Error {
    let cause: (any Error)?
  }

  private var requests = 0
  private var hasAnswer = true

  /// Puts a watch into a fresh connection; to be called on its event loop.
  static func add(to channel: any Channel) throws {
    let pipeline = channel.pipeline.syncOperations
    let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
    try pipeline.addHandler(ConnectionWatch(), position: .before(decoder))
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .head = unwrapOutboundIn(data) {
      requests += 1
      hasAnswer = false
    }
    context.write(data, promise: promise)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    hasAnswer = true
    context.fireChannelRead(data)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if isStale {
      hasAnswer = true
      context.fireErrorCaught(StaleConnection(cause: error))
    } else {
      context.fireErrorCaught(error)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    if isStale {
      hasAnswer = true
      context.fireErrorCaught(StaleConnection(cause: nil))
    }
    context.fireChannelInactive()
  }

  private var isStale: Bool {
    requests > 1 && !hasAnswer
  }
}
