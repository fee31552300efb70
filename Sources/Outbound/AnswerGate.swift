// Stands in each connection behind the decoder and lets no answer through that would end the process: a status below
// 100 passes the decoder, and the client above traps on it.

import NIOCore
import NIOHTTP1

/// Ends a connection whose answer has no status that HTTP knows.
final class AnswerGate: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias InboundOut = HTTPClientResponsePart

  /// The answer's status is none.
  struct NoStatus: Error {
    let code: Int
  }

  private var isShut = false

  /// Puts a gate into a fresh connection; to be called on its event loop.
  static func add(to channel: any Channel) throws {
    let pipeline = channel.pipeline.syncOperations
    let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
    try pipeline.addHandler(AnswerGate(), position: .after(decoder))
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if isShut { return }
    if case .head(let head) = unwrapInboundIn(data), !(100...999).contains(head.status.code) {
      isShut = true
      context.fireErrorCaught(NoStatus(code: Int(head.status.code)))
      context.close(promise: nil)
      return
    }
    context.fireChannelRead(data)
  }
}
