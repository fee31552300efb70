// Prepares an accepted connection: who is it, is there room, and which handlers serve it.

import NIOCore
import NIOHTTP1

/// Builds the pipeline of a connection.
struct ConnectionSetup: Sendable {
  let service: HTTPService
  let registry: ConnectionRegistry
  let turns: TurnQueues

  func prepare(_ channel: any Channel, family: SocketFamily) -> EventLoopFuture<Void> {
    let caller: Caller = family == .tcp ? .tcp(channel.remoteAddress.flatMap { PeerAddress($0) }) : .unix
    guard isWithinDescriptors(channel), registry.join(channel, caller) else { return refuse(channel) }
    channel.closeFuture.whenComplete { _ in registry.leave(channel) }
    switch family {
    case .tcp: return addHandlers(channel, peer: .tcp)
    case .unix:
      return PeerCredentials.read(from: channel).flatMap { credentials in
        addHandlers(channel, peer: .unix(credentials))
      }
    }
  }

  /// Whether the process has descriptors left beside this one.
  private func isWithinDescriptors(_ channel: any Channel) -> Bool {
    // Fails only for a channel that is closed.
    let number = try? channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
      Int($0)
    }
    return (number ?? 0) < service.limits.descriptorNumbersMax
  }

  private func addHandlers(_ channel: any Channel, peer: Peer) -> EventLoopFuture<Void> {
    channel.eventLoop.makeCompletedFuture {
      var limits = NIOHTTPDecoderLimitConfiguration()
      limits.maxHeaderFieldSize = service.limits.headerFieldBytesMax
      limits.maxHeaderListSize = service.limits.headerBytesMax
      limits.maxHeaderFieldCount = service.limits.headerCountMax
      let decoder = ByteToMessageHandler(
        HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: limits),
        maximumBufferSize: service.limits.undecodedBytesMax)
      let connection = HTTPConnection(
        service: service, peer: peer, registry: registry, taskExecutor: EventLoopTaskExecutor(channel.eventLoop),
        turns: turns.of(channel.eventLoop))
      let bytes = RequestBytes(limits: service.limits, connection: connection)
      connection.requestBytes = bytes
      try channel.pipeline.syncOperations.addHandlers(bytes, decoder, connection)
    }
  }

  /// One connection too many is told so at once, before it has sent anything, and closed.
  private func refuse(_ channel: any Channel) -> EventLoopFuture<Void> {
    var encoder = ResponseEncoder(storeMark: service.storeMark)
    var buffer = channel.allocator.buffer(capacity: 512)
    let response = service.answer(.overloaded)
    guard case .bytes(let body) = response.body else { return channel.close() }
    encoder.writeHead(
      of: response, framing: .length(Int64(body.count)), connection: .close, requestID: nil, into: &buffer)
    buffer.writeBytes(body)
    let farewell = buffer
    return channel.eventLoop.makeCompletedFuture {
      try channel.pipeline.syncOperations.addHandler(RefusedConnection(farewell: farewell))
    }
  }
}

/// Sends its one message as soon as the connection is up, and closes.
final class RefusedConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let farewell: ByteBuffer

  init(farewell: ByteBuffer) {
    self.farewell = farewell
  }

  func channelActive(context: ChannelHandlerContext) {
    let loopBound = context.loopBound
    context.writeAndFlush(wrapOutboundOut(farewell)).whenComplete { _ in
      loopBound.value.close(mode: .all, promise: nil)
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {}
}
