// The protocol of one connection as a value: what happens goes in, with the time, and what is to be done comes out. It
// knows no channel, no clock and no task; HTTPConnection carries out what it says.

import NIOCore
import NIOHTTP1

/// Serves one request at a time, in the order they came, and keeps to the limits.
struct ConnectionState {
  /// What the connection is doing. Exactly one request is between `receiving` and the end of its answer.
  enum Phase {
    /// Between requests; perhaps a few bytes of the next head are there.
    case idle
    /// A request was admitted, its body is arriving.
    case receiving(IncomingRequest)
    /// A request was refused and answered; what is left of its small body is dropped, then the next one may come.
    case discarding
    /// A route is at work.
    case serving(ServedRequest)
    /// The last answer is on its way out; nothing more is read as a request. Ends with the connection.
    case closing
    /// The last answer is out and the output closed; what the peer still sends is dropped, for a while.
    case lingering
  }

  /// Why no further request is waited for.
  struct Ending: OptionSet {
    let rawValue: UInt8
    /// The peer will send nothing more.
    static let inputClosed = Ending(rawValue: 1)
    /// The front is stopping.
    static let quiescing = Ending(rawValue: 2)
    /// The peer will send nothing more, but not all that it has sent has been parsed.
    static let endAhead = Ending(rawValue: 4)
  }

  /// What a read cycle has brought so far.
  enum ReadCycle {
    case bytesOnly
    case parts
  }

  /// What the state asks of others while it decides.
  struct Questions {
    /// Who may come in.
    let admit: (HTTPRequestHead, RequestFields) -> HTTPService.Verdict
    /// Room for so many more bytes of request bodies.
    let reserve: (Int) -> Bool
  }

  /// What `RequestBytes` notes of the bytes that are not parsed yet.
  var input = InputProgress()
  /// What HTTPConnection has written.
  var outgoing = Outgoing()

  // For the extensions of this type alone: +Requests, +Answers and +Time.
  let limits: HTTPLimits
  var phase = Phase.idle
  var ending: Ending = []
  var cycle = ReadCycle.bytesOnly
  var setAside = SetAsideParts()
  var turn: RequestTurn
  var deadline: ConnectionDeadline
  var lastAnswer: DeliveryWatch
  var reservation: BodyReservation
  /// Bytes of a body since its deadline was moved.
  var bodyBytesSinceWait = 0

  init(limits: HTTPLimits, timeouts: HTTPTimeouts) {
    self.limits = limits
    turn = RequestTurn(limits: limits)
    deadline = ConnectionDeadline(timeouts: timeouts)
    lastAnswer = DeliveryWatch(grace: timeouts.delivery)
    reservation = BodyReservation(limits: limits)
  }
}

// MARK: The connection's own life

extension ConnectionState {
  mutating func opened(now: NIODeadline) -> [ConnectionAction] { wait(for: .firstByte, now) }

  /// The channel is gone.
  mutating func closed() -> [ConnectionAction] {
    let cancel: [ConnectionAction] = isServing ? [.cancelRoute] : []
    // A route that has not answered yet still holds its body, and may only wait for its turn with it.
    let isBodyHeld = isServing && pieceFraming == nil
    phase = .closing
    input.end()
    setAside.removeAll()
    deadline.end()
    return cancel + [.stopTimer] + (isBodyHeld ? [] : giveBack())
  }

  /// The peer sends nothing more. Half a request can never become whole; an answer under way still goes out, and one
  /// that is waited for is given at once.
  mutating func inputClosed(now: NIODeadline) -> [ConnectionAction] {
    ending.insert(.inputClosed)
    // A peer that leaves bytes of its answer unread resets the connection: this one has read it.
    if lastAnswer.isWritten { lastAnswer.forget() }
    switch phase {
    case .serving: return [.hurryRoute]
    // The rest of what has begun may be among what waits, and so may whole requests.
    case .idle, .receiving, .discarding: return isMoreWaiting ? [] : closeAfterWrites(now)
    case .closing: return []
    case .lingering: return [.close]
    }
  }

  /// The peer has sent all it will, and the last of that is not parsed yet.
  mutating func endAhead() -> [ConnectionAction] {
    ending.insert(.endAhead)
    return isServing ? [.hurryRoute] : []
  }

  /// The front stops.
  mutating func quiesce(now: NIODeadline) -> [ConnectionAction] {
    ending.insert(.quiescing)
    switch phase {
    case .idle: return isMoreWaiting ? [] : closeAfterWrites(now)
    case .serving(let request):
      if case .short = request.length { return [] }
      return [.cancelRoute]
    case .receiving, .discarding, .closing, .lingering: return []
    }
  }

  /// The connection failed: the peer may have been gone before it read its last answer.
  mutating func broke(now: NIODeadline) -> [ConnectionAction] {
    Self.takeBack(lastAnswer.broke(now: now)) + [.close]
  }

  /// Everything written before the end of the connection has been sent.
  mutating func sent(lingering: Bool, now: NIODeadline) -> [ConnectionAction] {
    guard lingering || input.hasDropped, !ending.contains(.inputClosed) else { return [.close] }
    phase = .lingering
    return wait(for: .linger, now) + [.closeOutput]
  }

  /// Closes once everything written has been sent.
  ///
  /// With `lingering` only the output is closed at first, and what the peer still sends is dropped for a while:
  /// closing a socket with unread bytes resets the connection, and the peer would never see its answer.
  mutating func closeAfterWrites(_ now: NIODeadline, lingering: Bool = false) -> [ConnectionAction] {
    guard !isEnding else { return [] }
    let lingering = lingering || isMoreWaiting
    phase = .closing
    input.end()
    setAside.removeAll()
    let resume: [ConnectionAction] = input.hasWaiting ? [.resume] : []
    return resume + wait(for: .write, now) + [.reportWhenSent(lingering: lingering)]
  }

  /// Whether requests have arrived that are not served yet.
  var isMoreWaiting: Bool { !setAside.isEmpty || input.hasWaiting }

  /// Whether what has arrived waits until others have had their turn.
  var isTurnOver: Bool {
    if case .idle = phase { turn.isOver } else { false }
  }

  var isServing: Bool {
    if case .serving = phase { true } else { false }
  }

  /// Whether the last answer has been written.
  var isEnding: Bool {
    switch phase {
    case .closing, .lingering: true
    case .idle, .receiving, .discarding, .serving: false
    }
  }
}
