// How answers get into the channel: whole ones in one write, flushed together with the others of a read cycle.

import NIOCore

extension HTTPConnection {
  /// Writes head and body in one buffer.
  func write(_ answer: ConnectionAnswer) {
    guard let context else { return }
    let response = response(answer.content)
    let body: [UInt8]
    let framing: BodyFraming
    switch response.body {
    case .none: (body, framing) = ([], response.status == .noContent ? .none : .length(0))
    case .bytes(let bytes): (body, framing) = (bytes, .length(Int64(bytes.count)))
    case .stream(let length, _): (body, framing) = ([], length.map { .length($0) } ?? .chunked)
    }
    let isHead = answer.delivery.isHead
    var buffer = context.channel.allocator.buffer(capacity: 320 + (isHead ? 0 : body.count))
    encoder.writeHead(
      of: response, framing: framing, connection: answer.connection, requestID: answer.delivery.requestID,
      into: &buffer)
    if !isHead { buffer.writeBytes(body) }
    write(buffer)
  }

  /// Writes the head of a streamed answer.
  func writeHead(of answer: ConnectionAnswer, _ framing: BodyFraming) {
    guard let context else { return }
    var buffer = context.channel.allocator.buffer(capacity: 320)
    encoder.writeHead(
      of: response(answer.content), framing: framing, connection: answer.connection,
      requestID: answer.delivery.requestID, into: &buffer)
    write(buffer)
  }

  func write(_ text: StaticString) {
    guard let context else { return }
    var buffer = context.channel.allocator.buffer(capacity: text.utf8CodeUnitCount)
    buffer.writeStaticString(text)
    write(buffer)
  }

  /// Writes now, flushes with everything else of this read cycle.
  func write(_ buffer: ByteBuffer) {
    guard let context else { return }
    state.outgoing.write(buffer.readableBytes)
    context.write(wrapOutboundOut(buffer), promise: deliveryPromise(context))
    switch flushing {
    case .atOnce: flush()
    case .afterReading, .dueAfterReading: flushing = .dueAfterReading
    }
  }

  /// Sends what this read cycle has written so far.
  func flushIfDue() {
    guard flushing == .dueAfterReading else { return }
    flushing = .afterReading
    flush()
  }

  func flush() {
    guard let context else { return }
    context.flush()
    noteUnsent()
  }

  /// Tells the state what the peer has not taken, and watches for the end of that: then the next request may be served.
  func noteUnsent() {
    let (unsent, before) = (unsent, state.outgoing.taken)
    tell { $0.flushed(unsent: unsent, now: .now()) }
    countUnsent(unsent, hasMoved: state.outgoing.taken > before)
    guard unsent > 0, !isWatchingUnsent, let context, context.channel.isActive else { return }
    isWatchingUnsent = true
    let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
    // An empty write completes after all that were queued before it.
    context.writeAndFlush(wrapOutboundOut(ByteBuffer())).whenComplete { _ in
      connection.value.isWatchingUnsent = false
      connection.value.noteUnsent()
      connection.value.takeSetAside()
    }
  }

  /// What has been written and the kernel has not taken.
  var unsent: Int {
    // A channel that is closed has no such option, and nothing to send.
    (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
  }

  private func response(_ content: ConnectionAnswer.Content) -> HTTPResponse {
    switch content {
    case .response(let response): response
    case .fault(let fault): service.answer(fault)
    }
  }

  /// Reports the end of a write, where somebody wants to know whether the answer got through.
  private func deliveryPromise(_ context: ChannelHandlerContext) -> EventLoopPromise<Void>? {
    guard let answer = state.watchedAnswer else { return nil }
    let promise = context.eventLoop.makePromise(of: Void.self)
    let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
    promise.futureResult.whenComplete { result in
      connection.value.tell { state in
        if case .failure = result { return state.writeFailed() }
        state.written(answer, now: .now())
        return []
      }
    }
    return promise
  }
}
