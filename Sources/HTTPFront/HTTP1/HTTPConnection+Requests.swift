// The reading side: from decoded parts to an admitted request with its body, and to the task that serves it.

import NIOCore
import NIOHTTP1

extension HTTPConnection {
  /// Takes the next part of what the client sends.
  func accept(_ part: HTTPServerRequestPart) {
    switch (state, part) {
    case (.idle, .head(let head)): begin(head)
    case (.receiving(let request), .body(let bytes)): collect(bytes, of: request)
    case (.receiving(let request), .end): serve(request)
    case (.discarding, .end): becomeIdle()
    case (.discarding, _), (.closing, _), (.lingering, _): break
    case (.idle, _), (.receiving, .head), (.serving, _): preconditionFailure("request parts arrive in order")
    }
  }

  /// Decides about a request by its head: route, guard and rights, before a byte of its body is read.
  private func begin(_ head: HTTPRequestHead) {
    // Who asks for more has had the answer before.
    forgetUndelivered()
    do throws(ProtocolFault) {
      let fields = try RequestFields(head)
      let delivery = Delivery(
        isHead: head.method == .HEAD, isHTTP10: head.version == .http1_0,
        keepsAlive: head.isKeepAlive && !fields.asksForUpgrade, requestID: fields.requestID)
      let bytesAhead = fields.expectsContinue ? nil : fields.bodyBytesAhead
      switch service.admit(head, fields, peer) {
      case .refused(let refusal): refuse(refusal, delivery: delivery, bodyBytes: bytesAhead)
      case .admitted(let admitted):
        if let length = fields.contentLength, length > limits.bodyBytesMax {
          return refuse(
            refusal(.payloadTooLarge(limitBytes: limits.bodyBytesMax)), delivery: delivery, bodyBytes: bytesAhead)
        }
        if fields.expectsContinue, !delivery.isHTTP10 { writeContinue() }
        state = .receiving(IncomingRequest(admitted: admitted, delivery: delivery))
        if fields.hasBody { wait(for: .body) }
      }
    } catch {
      fail(error)
    }
  }

  private func collect(_ bytes: ByteBuffer, of request: IncomingRequest) {
    var request = request
    // The copy in `state` would make the append below copy the whole body each time.
    state = .discarding
    let count = request.body.readableBytes + bytes.readableBytes
    guard count <= limits.bodyBytesMax else {
      return refuse(
        refusal(.payloadTooLarge(limitBytes: limits.bodyBytesMax)), delivery: request.delivery, bodyBytes: nil)
    }
    guard reserveBody(count) else { return refuse(refusal(.overloaded), delivery: request.delivery, bodyBytes: nil) }
    if request.body.readableBytes == 0 {
      request.body = bytes
    } else {
      request.body.writeImmutableBuffer(bytes)
    }
    state = .receiving(request)
  }

  /// Counts the body in the registry as soon as it is more than a connection may hold unasked.
  private func reserveBody(_ count: Int) -> Bool {
    guard count > limits.bodyBytesFree, count > reservedBodyBytes else { return true }
    // In steps, so that a body of many small parts does not take the registry's lock for each of them.
    let wanted = min(max(count, 2 * reservedBodyBytes), max(count, limits.bodyBytesMax))
    guard registry.reserveBody(wanted - reservedBodyBytes) else { return false }
    reservedBodyBytes = wanted
    return true
  }

  func giveBackBody() {
    guard reservedBodyBytes > 0 else { return }
    registry.giveBackBody(reservedBodyBytes)
    reservedBodyBytes = 0
  }

  /// Starts the route. Its first steps run inside this call; the answer may be complete when it returns.
  private func serve(_ request: IncomingRequest) {
    guard let context else { return }
    stopWaiting()
    state = .serving(ServedRequest(isWait: request.admitted.isWait, delivery: request.delivery))
    let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
    let task = RequestTask(on: taskExecutor) {
      let response = await request.admitted.respond(request.body)
      await connection.value.answer(response, through: connection)
    }
    if case .serving(var served) = state {
      served.task = task
      state = .serving(served)
    }
  }

  /// Answers a request that is not going to be served. A small rest of its body is read and dropped to keep the
  /// connection; for a large or unknown one (`bodyBytes` nil) it is closed.
  private func refuse(_ refusal: Refusal, delivery: Delivery, bodyBytes: Int?) {
    let canKeep = refusal.leavesHTTP && bodyBytes.map { $0 <= limits.discardBytesMax } ?? false
    guard delivery.keepsAlive, !isQuiescing, canKeep else { return fail(refusal.response, delivery: delivery) }
    writeWhole(refusal.response, delivery: delivery, connection: delivery.isHTTP10 ? .keepAlive : .unsaid)
    giveBackBody()
    state = .discarding
    wait(for: .body)
  }

  /// Answers what cannot be served, then closes: after a protocol error nobody knows where the next request begins.
  func fail(_ fault: ProtocolFault) {
    fail(service.answer(fault), delivery: Delivery(isHead: false, isHTTP10: false, keepsAlive: false, requestID: nil))
  }

  private func fail(_ response: HTTPResponse, delivery: Delivery) {
    if isEnding { return }
    writeWhole(response, delivery: delivery, connection: .close)
    giveBackBody()
    closeAfterWrites(lingering: true)
  }

  private func refusal(_ fault: ProtocolFault) -> Refusal {
    Refusal(response: service.answer(fault), leavesHTTP: fault.leavesHTTP)
  }

  /// The next request may come.
  func becomeIdle() {
    giveBackBody()
    state = .idle
    if isQuiescing || (isInputClosed && pipelined.isEmpty) {
      closeAfterWrites()
    } else {
      wait(for: .idle)
    }
  }
}
