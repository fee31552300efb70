// The writing side: whole answers in one write, the interim 100, and the end of the connection.

import NIOCore

extension HTTPConnection {
  /// Sends what a route answered and makes the connection ready for the next request.
  func answer(_ response: HTTPResponse, through connection: NIOLoopBound<HTTPConnection>) async {
    guard case .serving(let request) = state else {
      response.undelivered?()
      return
    }
    // Nobody who has said all there is to say waits for a long poll.
    if isInputClosed && request.isWait {
      response.undelivered?()
    } else {
      answers += 1
      undelivered = response.undelivered
      deliveredAt = nil
    }
    if case .stream(let length, let produce) = response.body, !request.delivery.isHead {
      await stream(response, length: length, produce: produce, through: connection)
    } else {
      let isKept = keepsAlive(request.delivery)
      writeWhole(response, delivery: request.delivery, connection: connectionField(isKept, request.delivery))
      finish(isKept: isKept)
    }
  }

  /// Ends a served request: the next one in the pipeline, or the end of the connection.
  func finish(isKept: Bool) {
    giveBackBody()
    guard isKept else { return closeAfterWrites() }
    state = .idle
    wait(for: .idle)
    replay()
    if case .idle = state, isInputClosed, pipelined.isEmpty { closeAfterWrites() }
  }

  func keepsAlive(_ delivery: Delivery) -> Bool {
    delivery.keepsAlive && !isQuiescing && !(isInputClosed && pipelined.isEmpty)
  }

  func connectionField(_ isKept: Bool, _ delivery: Delivery) -> ConnectionField {
    guard isKept else { return .close }
    return delivery.isHTTP10 ? .keepAlive : .unsaid
  }

  /// Writes head and body in one buffer.
  func writeWhole(_ response: HTTPResponse, delivery: Delivery, connection: ConnectionField) {
    guard let context else { return }
    let body: [UInt8]
    let framing: BodyFraming
    switch response.body {
    case .none: (body, framing) = ([], response.status == .noContent ? .none : .length(0))
    case .bytes(let bytes): (body, framing) = (bytes, .length(Int64(bytes.count)))
    case .stream(let length, _): (body, framing) = ([], length.map { .length($0) } ?? .chunked)
    }
    var buffer = context.channel.allocator.buffer(capacity: 320 + (delivery.isHead ? 0 : body.count))
    encoder.writeHead(
      of: response, framing: framing, connection: connection, requestID: delivery.requestID, into: &buffer)
    if !delivery.isHead { buffer.writeBytes(body) }
    write(buffer)
  }

  func writeContinue() {
    guard let context else { return }
    var buffer = context.channel.allocator.buffer(capacity: 32)
    buffer.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n")
    write(buffer)
  }

  /// Writes now, flushes with everything else of this read cycle.
  func write(_ buffer: ByteBuffer) {
    guard let context else { return }
    context.write(wrapOutboundOut(buffer), promise: undelivered == nil ? nil : deliveryPromise(context))
    if isReading { needsFlush = true } else { flush() }
  }

  /// A write that fails says that the answer did not get through.
  private func deliveryPromise(_ context: ChannelHandlerContext) -> EventLoopPromise<Void> {
    let promise = context.eventLoop.makePromise(of: Void.self)
    let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
    let answer = answers
    promise.futureResult.whenComplete { result in connection.value.written(answer, result) }
    return promise
  }

  private func written(_ answer: Int, _ result: Result<Void, any Error>) {
    switch result {
    case .success: if answer == answers { deliveredAt = .now() + service.timeouts.delivery }
    case .failure: tellUndelivered()
    }
  }

  /// The connection was broken off: later than some seconds after the answer it says nothing about that one.
  func connectionBroke() {
    if let deliveredAt, deliveredAt <= .now() { forgetUndelivered() } else { tellUndelivered() }
  }

  private func tellUndelivered() {
    let call = undelivered
    forgetUndelivered()
    call?()
  }

  func forgetUndelivered() {
    undelivered = nil
    deliveredAt = nil
  }

  func flush() {
    needsFlush = false
    context?.flush()
    noteWriteProgress()
  }

  /// Closes once everything written has been sent.
  ///
  /// With `lingering` only the output is closed at first, and what the peer still sends is dropped for a while:
  /// closing a socket with unread bytes resets the connection, and the peer would never see its answer.
  func closeAfterWrites(lingering: Bool = false) {
    guard let context, !isEnding else { return }
    state = .closing
    pipelined.removeAll()
    if isReadHeld {
      isReadHeld = false
      context.read()
    }
    wait(for: .write)
    let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
    // An empty write completes after all that were queued before it.
    context.writeAndFlush(wrapOutboundOut(ByteBuffer())).whenComplete { _ in
      connection.value.closeNow(lingering: lingering)
    }
  }

  /// Whether the last answer has been written.
  var isEnding: Bool {
    switch state {
    case .closing, .lingering: true
    case .idle, .receiving, .discarding, .serving: false
    }
  }

  private func closeNow(lingering: Bool) {
    guard let context else { return }
    guard lingering, !isInputClosed else {
      context.close(mode: .all, promise: nil)
      return
    }
    state = .lingering
    wait(for: .linger)
    context.close(mode: .output, promise: nil)
  }
}
