// The writing side of a connection: what is answered, how its body ends, and whether it has reached the peer.

import NIOCore

extension ConnectionState {
  /// A route has answered; the connection is ready for the next request once the answer is written.
  mutating func answered(_ response: HTTPResponse, now: NIODeadline) -> [ConnectionAction] {
    guard case .serving(let request) = phase else { return giveBack() + Self.takeBack(response.undelivered) }
    var actions: [ConnectionAction] = []
    // A peer that has closed its side cannot be told from one that is gone, and nobody would say later that it was.
    if ending.contains(.inputClosed), case .wait = request.length {
      actions += Self.takeBack(response.undelivered)
    } else {
      lastAnswer.begin(response.undelivered)
    }
    let isKept = keepsAlive(request.delivery)
    if case .stream(let length, _) = response.body, !request.delivery.isHead {
      return actions + stream(response, length: length, request, isKept: isKept)
    }
    let answer = ConnectionAnswer(
      content: .response(response), delivery: request.delivery,
      connection: connectionField(isKept, request.delivery))
    return actions + finish(request, [.write(answer)], isKept: isKept, now)
  }

  private mutating func stream(
    _ response: HTTPResponse, length: Int64?, _ request: ServedRequest, isKept: Bool
  ) -> [ConnectionAction] {
    let isChunked = length == nil && !request.delivery.isHTTP10
    let framing: BodyFraming = length.map { .length($0) } ?? (isChunked ? .chunked : .untilClose)
    var request = request
    request.stream = ServedRequest.Stream(framing: framing, isKept: isKept && framing != .untilClose)
    phase = .serving(request)
    let answer = ConnectionAnswer(
      content: .response(response), delivery: request.delivery,
      connection: connectionField(isKept && framing != .untilClose, request.delivery))
    return [.stream(answer, framing)]
  }

  /// How the pieces of the streamed answer are framed; `nil` when there is nobody to send them to.
  var pieceFraming: BodyFraming? {
    if case .serving(let request) = phase { request.stream?.framing } else { nil }
  }

  /// The producer of a streamed answer has written all of it.
  mutating func streamEnded(now: NIODeadline) -> [ConnectionAction] {
    guard case .serving(let request) = phase, let stream = request.stream else { return [] }
    let end: [ConnectionAction] = stream.framing == .chunked ? [.writeLastChunk] : []
    return finish(request, end, isKept: stream.isKept && !ending.contains(.quiescing), now)
  }

  /// Ends a served request with its last bytes. Then comes the next one in the pipeline, or the end of the connection.
  private mutating func finish(
    _ request: ServedRequest, _ last: [ConnectionAction], isKept: Bool, _ now: NIODeadline
  ) -> [ConnectionAction] {
    let bodyIsGone = giveBack()
    guard isKept else {
      // A peer that wants to speak another protocol may do so at once.
      return bodyIsGone + last + closeAfterWrites(now, lingering: request.delivery.leavesHTTP)
    }
    phase = .idle
    // Writing may bring the next event before it returns, so all else of this one is done first.
    return bodyIsGone + waitForNext(now) + last + [.takeSetAside]
  }

  private func keepsAlive(_ delivery: Delivery) -> Bool {
    delivery.keepsAlive && !ending.contains(.quiescing) && !(ending.contains(.inputClosed) && !isMoreWaiting)
  }

  private func connectionField(_ isKept: Bool, _ delivery: Delivery) -> ConnectionField {
    guard isKept else { return .close }
    return delivery.isHTTP10 ? .keepAlive : .unsaid
  }

  // MARK: Whether they reach the peer

  /// The number under which the end of a write is to be reported; `nil` when nobody wants to know.
  var watchedAnswer: Int? { lastAnswer.watched }

  mutating func written(_ answer: Int, now: NIODeadline) { lastAnswer.written(answer, now: now) }

  mutating func writeFailed() -> [ConnectionAction] { Self.takeBack(lastAnswer.failed()) }

  static func takeBack(_ undelivered: (@Sendable () -> Void)?) -> [ConnectionAction] {
    undelivered.map { [ConnectionAction.takeBack($0)] } ?? []
  }
}
