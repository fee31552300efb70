// The reading side of a connection: from parts to an admitted request with its body.

import NIOCore
import NIOHTTP1

extension ConnectionState {
  /// Takes what has arrived, or sets it aside until it is its turn.
  mutating func received(
    _ part: ReceivedPart, now: NIODeadline, asking questions: Questions
  ) -> [ConnectionAction] {
    switch part {
    case .part(let part):
      cycle = .parts
      input.parsed(part)
    case .failure: input.end()
    }
    guard !isBusy else {
      setAside.append(part)
      return []
    }
    return take(part, now, questions)
  }

  /// Takes the next of the parts that were set aside; `nil` when there is none, or it still has to wait.
  mutating func takeSetAside(now: NIODeadline, asking questions: Questions) -> [ConnectionAction]? {
    guard outgoing.isTaken, !isServing, !isTurnOver, let next = setAside.popFirst() else { return nil }
    return take(next, now, questions)
  }

  /// As many of the parts that were set aside have been taken as could be.
  mutating func setAsideTaken(now: NIODeadline) -> [ConnectionAction] {
    if input.hasWaiting, takesInput { return [.resume] }
    if isMoreWaiting { return askForTurn() }
    if cycle == .bytesOnly { turn.begin() }
    return ending.contains(.inputClosed) && !isServing ? closeAfterWrites(now) : []
  }

  /// The others have had their turn.
  mutating func turnBegan() { turn.begin() }

  private mutating func askForTurn() -> [ConnectionAction] {
    guard case .idle = phase, turn.ask() else { return [] }
    return [.waitForTurn]
  }

  /// Whether more bytes can be parsed; if not, `resume` is said when they can.
  var takesInput: Bool {
    switch phase {
    case .idle, .receiving, .discarding: !input.isOver && !isBusy
    case .serving, .closing, .lingering: false
    }
  }

  /// After every batch of bytes: a head that is not complete after its first bytes has a deadline of its own, which
  /// later bytes do not move; a body that grows fast enough has its deadline moved.
  mutating func readCycleEnded(now: NIODeadline) -> [ConnectionAction] {
    defer { cycle = .bytesOnly }
    switch phase {
    case .idle where isMoreWaiting: return askForTurn()
    case .idle:
      turn.begin()
      // Some clients send a line end behind a body: it begins nothing that would have to go on.
      let hasBegun = input.hasBegunHead || cycle == .bytesOnly && !input.isBlank
      return hasBegun && deadline.cause != .header ? wait(for: .header, now) : []
    case .receiving, .discarding:
      guard bodyBytesSinceWait >= limits.bodyBytesPerWaitMin else { return [] }
      return wait(for: .body, now)
    case .serving, .closing, .lingering: return []
    }
  }

  /// Whether what arrives has to wait: because a request is being served, other parts came before, the peer does not
  /// take its answers, or it is the turn of others.
  private var isBusy: Bool {
    switch phase {
    case .serving: true
    case .closing, .lingering: false
    case .idle, .receiving, .discarding: !setAside.isEmpty || !outgoing.isTaken || isTurnOver
    }
  }

  private mutating func take(_ part: ReceivedPart, _ now: NIODeadline, _ questions: Questions) -> [ConnectionAction] {
    // What comes after the last answer of the connection is dropped.
    if isEnding { return [] }
    switch part {
    case .failure(let fault):
      // A request that was refused has had its answer; the next one that a client reads would be taken for another's.
      if case .discarding = phase { return closeAfterWrites(now, lingering: true) }
      return fail(.fault(fault), now)
    case .part(.head(let head)): return begin(head, now, questions)
    case .part(.body(let bytes)): return collect(bytes, now, questions)
    case .part(.end): return end(now)
    }
  }

  /// Decides about a request by its head: route, guard and rights, before a byte of its body is read.
  private mutating func begin(
    _ head: HTTPRequestHead, _ now: NIODeadline, _ questions: Questions
  ) -> [ConnectionAction] {
    guard case .idle = phase else { Self.outOfOrder() }
    turn.beginRequest()
    // A peer that asks for more has had its last answer.
    lastAnswer.forget()
    let request: ReceivedHead
    do throws(ProtocolFault) {
      request = try ReceivedHead(head)
    } catch {
      return fail(.fault(error), now)
    }
    let (fields, delivery) = (request.fields, request.delivery)
    switch questions.admit(head, fields) {
    case .refused(let refusal):
      return refuse(
        .response(refusal.response), delivery, bytesAhead: refusal.leavesHTTP ? request.bytesAhead : nil, now)
    case .admitted(let admitted):
      if admitted.isIdentified { turn.vouch() }
      let bodyBytesMax = bytesMax(of: admitted)
      if let length = fields.contentLength, length > bodyBytesMax {
        let fault = ProtocolFault.payloadTooLarge(limitBytes: bodyBytesMax)
        return refuse(.fault(fault), delivery, bytesAhead: request.bytesAhead, now)
      }
      phase = .receiving(IncomingRequest(admitted: admitted, delivery: delivery))
      let proceed: [ConnectionAction] = fields.expectsContinue && !delivery.isHTTP10 ? [.writeContinue] : []
      return fields.hasBody ? wait(for: .body, now) + proceed : proceed
    }
  }

  /// Room for bodies is for those who have said who they are.
  private func bytesMax(of request: AdmittedRequest) -> Int {
    request.isIdentified ? limits.bodyBytesMax : min(limits.bodyBytesMax, limits.strangerBodyBytesMax)
  }

  private mutating func collect(
    _ bytes: ByteBuffer, _ now: NIODeadline, _ questions: Questions
  ) -> [ConnectionAction] {
    bodyBytesSinceWait += bytes.readableBytes
    guard case .receiving(var request) = phase else {
      if case .discarding = phase { return [] }
      Self.outOfOrder()
    }
    // The copy in `phase` would make the append below copy the whole body each time.
    phase = .discarding
    let count = request.body.readableBytes + bytes.readableBytes
    let bodyBytesMax = bytesMax(of: request.admitted)
    guard count <= bodyBytesMax else {
      return refuse(.fault(.payloadTooLarge(limitBytes: bodyBytesMax)), request.delivery, bytesAhead: nil, now)
    }
    guard reservation.grow(to: count, reserve: questions.reserve) else {
      return refuse(.fault(.overloaded), request.delivery, bytesAhead: nil, now)
    }
    if request.body.readableBytes == 0 {
      request.body = bytes
    } else {
      request.body.writeImmutableBuffer(bytes)
    }
    phase = .receiving(request)
    return []
  }

  /// The request is whole.
  private mutating func end(_ now: NIODeadline) -> [ConnectionAction] {
    switch phase {
    case .receiving(let request):
      deadline.stop()
      phase = .serving(ServedRequest(length: request.admitted.length, delivery: request.delivery))
      if !request.delivery.keepsAlive { input.end() }
      let isHasty = !ending.isDisjoint(with: [.inputClosed, .endAhead])
      return [.serve(request.admitted, body: request.body, isHasty: isHasty)]
    case .discarding: return becomeIdle(now)
    case .idle, .serving, .closing, .lingering: Self.outOfOrder()
    }
  }

  private static func outOfOrder() -> Never { preconditionFailure("request parts arrive in order") }

  /// Answers a request that is not going to be served. A small rest of its body is read and dropped to keep the
  /// connection; for a large or unknown one (`bytesAhead` nil) it is closed.
  private mutating func refuse(
    _ content: ConnectionAnswer.Content, _ delivery: Delivery, bytesAhead: Int?, _ now: NIODeadline
  ) -> [ConnectionAction] {
    guard delivery.keepsAlive, !ending.contains(.quiescing), let bytesAhead, bytesAhead <= limits.discardBytesMax
    else { return fail(content, to: delivery, now) }
    phase = .discarding
    let answer = ConnectionAnswer(
      content: content, delivery: delivery, connection: delivery.isHTTP10 ? .keepAlive : .unsaid)
    return giveBack() + wait(for: .body, now) + [.write(answer)]
  }

  /// Answers what cannot be served, then closes: after a protocol error nobody knows where the next request begins.
  mutating func fail(
    _ content: ConnectionAnswer.Content, to delivery: Delivery = .unknown, _ now: NIODeadline
  ) -> [ConnectionAction] {
    guard !isEnding else { return [] }
    return [.write(ConnectionAnswer(content: content, delivery: delivery, connection: .close))] + giveBack()
      + closeAfterWrites(now, lingering: true)
  }

  /// The next request may come.
  private mutating func becomeIdle(_ now: NIODeadline) -> [ConnectionAction] {
    phase = .idle
    let isOver = ending.contains(.quiescing) || (ending.contains(.inputClosed) && !isMoreWaiting)
    return giveBack() + (isOver ? closeAfterWrites(now) : waitForNext(now))
  }

  mutating func giveBack() -> [ConnectionAction] {
    let bytes = reservation.takeAll()
    return bytes > 0 ? [.giveBack(bytes: bytes)] : []
  }
}
