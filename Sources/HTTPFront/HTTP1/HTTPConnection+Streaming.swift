// Answers that are produced while they are sent: chunked or of known length, never faster than the peer takes them.

import NIOCore

extension HTTPConnection {
  /// Sends the head, then what `produce` writes. A failure after the head can only be told by breaking off.
  func stream(
    _ response: HTTPResponse, length: Int64?, produce: @Sendable (BodyWriter) async throws -> Void,
    through connection: NIOLoopBound<HTTPConnection>
  ) async {
    guard case .serving(var request) = state, let context else { return }
    let isChunked = length == nil && !request.delivery.isHTTP10
    let framing: BodyFraming = length.map { .length($0) } ?? (isChunked ? .chunked : .untilClose)
    let isKept = keepsAlive(request.delivery) && framing != .untilClose
    request.streamFraming = framing
    state = .serving(request)
    var head = context.channel.allocator.buffer(capacity: 320)
    encoder.writeHead(
      of: response, framing: framing, connection: connectionField(isKept, request.delivery),
      requestID: request.delivery.requestID, into: &head)
    write(head)
    do {
      try await produce(BodyWriter(connection: connection, eventLoop: context.eventLoop))
      endStream(isKept: isKept)
    } catch {
      self.context?.close(mode: .all, promise: nil)
    }
  }

  private func endStream(isKept: Bool) {
    guard case .serving(let request) = state, let context else { return }
    if request.streamFraming == .chunked {
      var end = context.channel.allocator.buffer(capacity: 5)
      end.writeStaticString("0\r\n\r\n")
      write(end)
    }
    finish(isKept: isKept && !isQuiescing)
  }

  /// Writes a piece of a streamed body; false when the peer is gone.
  func writePiece(_ bytes: [UInt8]) -> Bool {
    guard case .serving(let request) = state, let context, context.channel.isActive else { return false }
    guard !bytes.isEmpty else { return true }
    var buffer = context.channel.allocator.buffer(capacity: bytes.count + 16)
    if request.streamFraming == .chunked {
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

  func resumeStreamWaiter(isOpen: Bool) {
    guard let waiter = streamWaiter else { return }
    streamWaiter = nil
    waiter.resume(returning: isOpen)
  }
}
