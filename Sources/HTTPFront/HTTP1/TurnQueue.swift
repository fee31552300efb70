// Who sends many requests at once is served some of them, and then stands in line. Without that, a peer who sends
// thousands and leaves keeps its event loop at work for all of them: it hears of nobody else meanwhile, not even that the
// peer has left.

import NIOCore
import Synchronization

/// How long a line waits between two turns.
struct TurnPauses {
  var known: TimeAmount
  var strangers: TimeAmount

  func of(isStranger: Bool) -> TimeAmount { isStranger ? strangers : known }
}

/// The connections of one event loop that have had their turn and ask for more.
///
/// One turn of each line at a time, with a look at the sockets in between: however many strangers ask for everything at
/// once, whoever else asks waits for one request of one of them. Smaller buffers of the kernel would not do instead: they
/// bound what is asked for by those who do not read, and reading it costs nothing.
final class TurnQueue: Sendable {
  /// Serves some requests; false when the connection is gone, which then costs nobody a turn.
  typealias Turn = @Sendable () -> Bool

  private struct Line {
    var turns = CircularBuffer<Turn>()
    var isPausing = false
  }

  private let eventLoop: any EventLoop
  private let pauses: TurnPauses
  private let known = Mutex(Line())
  private let strangers = Mutex(Line())

  init(eventLoop: any EventLoop, pauses: TurnPauses) {
    self.eventLoop = eventLoop
    self.pauses = pauses
  }

  /// - Parameter isStranger: it has shown no token yet, and shares its turns with all others who have not.
  func join(isStranger: Bool, _ turn: @escaping Turn) {
    let isFirst = withLine(isStranger) { line in
      line.turns.append(turn)
      defer { line.isPausing = true }
      return !line.isPausing
    }
    if isFirst { schedule(isStranger) }
  }

  /// After a pause, and not as a task that is due at once: the event loop runs all of those before it looks at its
  /// sockets again.
  private func schedule(_ isStranger: Bool) {
    eventLoop.scheduleTask(in: pauses.of(isStranger: isStranger)) { self.takeTurn(isStranger) }
  }

  private func takeTurn(_ isStranger: Bool) {
    while let turn = withLine(isStranger, { $0.turns.popFirst() }), !turn() {}
    let isMore = withLine(isStranger) { line in
      line.isPausing = !line.turns.isEmpty
      return line.isPausing
    }
    if isMore { schedule(isStranger) }
  }

  private func withLine<Value: Sendable>(_ isStranger: Bool, _ body: (inout sending Line) -> sending Value) -> Value {
    isStranger ? strangers.withLock(body) : known.withLock(body)
  }
}

/// The line of each event loop.
final class TurnQueues: Sendable {
  private let pauses: TurnPauses
  private let queues = Mutex<[ObjectIdentifier: TurnQueue]>([:])

  init(pauses: TurnPauses) {
    self.pauses = pauses
  }

  func of(_ eventLoop: any EventLoop) -> TurnQueue {
    queues.withLock { queues in
      if let queue = queues[ObjectIdentifier(eventLoop)] { return queue }
      let queue = TurnQueue(eventLoop: eventLoop, pauses: pauses)
      queues[ObjectIdentifier(eventLoop)] = queue
      return queue
    }
  }
}
