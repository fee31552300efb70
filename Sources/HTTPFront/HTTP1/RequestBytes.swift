// Stands before the parser and hands it the bytes of a peer a few at a time, never more than the connection can serve. A
// parsed request takes many times the memory of its bytes, and the parser keeps what it does not parse: so what has to
// wait waits here as bytes, and what will never be read as a request is dropped here.

import NIOCore

/// The bytes of one connection that are not parsed yet.
final class RequestBytes: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = Never

  private let limits: HTTPLimits
  /// Where the requests go. It is in the same pipeline, and holds this one.
  private unowned let connection: HTTPConnection

  private var waiting = ByteBuffer()
  private var isFeeding = false
  /// The channel wanted to read while there were bytes enough.
  private var isReadHeld = false
  /// The peer has sent all it will, and some of that is still here.
  private var isEndHeld = false
  /// Set while the handler is in a pipeline.
  private var context: ChannelHandlerContext?

  init(limits: HTTPLimits, connection: HTTPConnection) {
    self.limits = limits
    self.connection = connection
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
  }

  // MARK: What happens

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    if waiting.readableBytes == 0 {
      waiting = bytes
    } else if waiting.readableBytes + bytes.readableBytes <= limits.undecodedBytesMax {
      waiting.writeBuffer(&bytes)
    } else {
      // Reading stands still while bytes wait; but when the peer ends, the channel reads all that the kernel holds.
      return context.close(mode: .all, promise: nil)
    }
    feed(context)
  }

  func read(context: ChannelHandlerContext) {
    if waiting.readableBytes == 0 {
      context.read()
    } else {
      isReadHeld = true
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed = event, waiting.readableBytes > 0 {
      isEndHeld = true
      // The requests that wait are served before the end is heard of, but nobody waits for a long poll any more.
      connection.tell { $0.endAhead() }
    } else {
      context.fireUserInboundEventTriggered(event)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    (waiting, isReadHeld, isEndHeld) = (ByteBuffer(), false, false)
    context.fireChannelInactive()
  }

  /// Goes on after the connection could take no more; outside of the channel's own reading.
  func resume() {
    guard !isFeeding, waiting.readableBytes > 0, let context else { return }
    feed(context)
    context.fireChannelReadComplete()
  }

  // MARK: Handing on

  private func feed(_ context: ChannelHandlerContext) {
    if isFeeding { return }
    isFeeding = true
    while waiting.readableBytes > 0, connection.state.takesInput,
      let piece = waiting.readSlice(length: min(waiting.readableBytes, pieceBytesMax))
    {
      connection.state.input.hasWaiting = waiting.readableBytes > 0
      connection.state.input.willParse()
      context.fireChannelRead(wrapInboundOut(piece))
      connection.state.input.didParse(piece)
      // Whether the peer takes its answers shows only when they are sent.
      if waiting.readableBytes > 0 { connection.flushIfDue() }
    }
    isFeeding = false
    if waiting.readableBytes > 0, connection.state.input.isOver {
      waiting = ByteBuffer()
      connection.state.input.hasDropped = true
    }
    connection.state.input.hasWaiting = waiting.readableBytes > 0
    if waiting.readableBytes == 0 { release(context) }
  }

  private var pieceBytesMax: Int {
    connection.state.turn.isKnown ? limits.decodeBytesMax : limits.strangerDecodeBytesMax
  }

  /// All has been handed on or dropped: what was held back meanwhile takes its course.
  private func release(_ context: ChannelHandlerContext) {
    // Not the memory of the last bytes either: most connections are idle.
    waiting = ByteBuffer()
    if isReadHeld {
      isReadHeld = false
      context.read()
    }
    if isEndHeld {
      isEndHeld = false
      context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }
  }
}
