// Answers that are produced while they are sent: chunked or of known length, never faster than the peer takes them.

import NIOCore

extension HTTPConnection {
  /// Sends what a route answered. A failure after the head of a stream can only be told by breaking off.
  func answer(_ response: HTTPResponse, through connection: NIOLoopBound<HTTPConnection>) async {
    let actions = state.answered(response, now: .now())
    guard case .stream? = actions.last, case .stream(_, let produce) = response.body, let context else {
      route = nil
      return perform(actions)
    }
    perform(actions)
    do {
      try await produce(BodyWriter(connection: connection, eventLoop: context.eventLoop))
      tell { $0.streamEnded(now: .now()) }
    } catch {
      self.context?.close(mode: .all, promise: nil)
    }
  }

  /// Writes a piece of a streamed body; false when the peer is gone.
  func writePiece(_ bytes: [UInt8]) -> Bool {
    guard let framing = state.pieceFraming, let context, context.channel.isActive else { return false }
    guard !bytes.isEmpty else { return true }
    var buffer = context.channel.allocator.buffer(capacity: bytes.count + 16)
    if framing == .chunked {
      ResponseEncoder.writeChunkHeader(bytes.count, into: &buffer)
      buffer.writeBytes(bytes)
      buffer.writeStaticString("\r\n")
    } else {
      buffer.writeBytes(bytes)
    }
    write(buffer)
    return true
  }

  /// Waits until the peer has taken enough for more to be written; false when it is gone.
  func waitForRoom(eventLoop: any EventLoop) async -> Bool {
    guard let context, context.channel.isActive else { return false }
    if context.channel.isWritable { return true }
    return await withCheckedContinuation { streamWaiter = $0 }
  }

  func keepBuffer(under bytesMax: Int?) {
    let high = bytesMax ?? service.limits.writeBufferBytesMax
    let mark = ChannelOptions.Types.WriteBufferWaterMark(low: high / 2, high: high)
    // Fails only for a channel that is closed, for which nothing waits.
    try? context?.channel.syncOptions?.setOption(.writeBufferWaterMark, value: mark)
  }

  func resumeStreamWaiter(isOpen: Bool) {
    guard let waiter = streamWaiter else { return }
    streamWaiter = nil
    waiter.resume(returning: isOpen)
  }
}
