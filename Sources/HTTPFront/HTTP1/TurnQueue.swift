// Who sends many requests at once is served some of them, and then stands in line. Without that, a peer who sends
// thousands and leaves keeps its event loop at work for all of them: it hears of nobody else meanwhile, not even that the
// peer has left.

import NIOCore
import Synchronization

/// The connections of one event loop that have had their turn and ask for more.
///
/// One turn of each line at a time, with a look at the sockets in between: however many strangers ask for everything at
/// once, whoever else asks waits for one request of one of them. Smaller buffers of the kernel would not do instead: they
/// bound what is asked for by those who do not read, and reading it costs nothing.
final class TurnQueue: Sendable {
  /// Serves some requests; false when the connection is gone, which then costs nobody a turn.
  typealias Turn = @Sendable () -> Bool

  private struct Lines {
    var known = CircularBuffer<Turn>()
    var strangers = CircularBuffer<Turn>()
    var isPausing = false

    var isEmpty: Bool { known.isEmpty && strangers.isEmpty }
  }

  private let eventLoop: any EventLoop
  private let pause: TimeAmount
  private let lines = Mutex(Lines())

  init(eventLoop: any EventLoop, pause: TimeAmount) {
    self.eventLoop = eventLoop
    self.pause = pause
  }

  /// - Parameter isStranger: it has shown no token yet, and shares its turns with all others who have not.
  func join(isStranger: Bool, _ turn: @escaping Turn) {
    let isFirst = lines.withLock { lines in
      if isStranger { lines.strangers.append(turn) } else { lines.known.append(turn) }
      defer { lines.isPausing = true }
      return !lines.isPausing
    }
    if isFirst { schedule() }
  }

  /// After a pause, and not as a task that is due at once: the event loop runs all of those before it looks at its
  /// sockets again.
  private func schedule() {
    eventLoop.scheduleTask(in: pause) { self.takeTurns() }
  }

  private func takeTurns() {
    while let turn = lines.withLock({ $0.known.popFirst() }), !turn() {}
    while let turn = lines.withLock({ $0.strangers.popFirst() }), !turn() {}
    let isMore = lines.withLock { lines in
      lines.isPausing = !lines.isEmpty
      return lines.isPausing
    }
    if isMore { schedule() }
  }
}

/// The line of each event loop.
final class TurnQueues: Sendable {
  private let pause: TimeAmount
  private let queues = Mutex<[ObjectIdentifier: TurnQueue]>([:])

  init(pause: TimeAmount) {
    self.pause = pause
  }

  func of(_ eventLoop: any EventLoop) -> TurnQueue {
    queues.withLock { queues in
      if let queue = queues[ObjectIdentifier(eventLoop)] { return queue }
      let queue = TurnQueue(eventLoop: eventLoop, pause: pause)
      queues[ObjectIdentifier(eventLoop)] = queue
      return queue
    }
  }
}
