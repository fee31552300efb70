// The times a connection may keep the front waiting. There is one timer per connection, and none without one.

package import NIOCore

/// How long the front waits for a peer, by what it is waiting for.
package struct HTTPTimeouts: Sendable, Equatable {
  /// From the opening of a connection to its first byte, and never longer than `idle`: who connects has something to
  /// say, and a connection that says nothing keeps others out.
  package var firstByte: TimeAmount = .seconds(10)
  /// From the first byte of a request to the end of its headers (slow-header attacks end here).
  package var header: TimeAmount = .seconds(10)
  /// Until so much of a body as counts (`HTTPLimits.bodyBytesPerWaitMin`) has come, or its end.
  package var body: TimeAmount = .seconds(30)
  /// Between requests of a keep-alive connection. A request being served, a long poll included, is not idle.
  package var idle: TimeAmount = .seconds(75)
  /// While the peer takes none of the bytes that wait for it.
  package var write: TimeAmount = .seconds(30)
  /// Reading and dropping what a refused peer still sends, so that it can read why before the connection closes.
  package var linger: TimeAmount = .seconds(2)
  /// From the writing of an answer until it counts as read, if the connection has not broken by then: for answers that
  /// are taken back if they do not reach the peer.
  package var delivery: TimeAmount = .seconds(5)
  /// Without a byte in either direction over TCP, until the kernel asks whether the peer is still there: it may have
  /// vanished without a word, and a long poll or a followed log would wait for it for ever.
  package var keepAliveIdle: TimeAmount = .seconds(30)
  /// From one such question that is not answered to the next.
  package var keepAliveInterval: TimeAmount = .seconds(10)
  /// Until bytes that the peer's machine has not acknowledged break the connection. The kernel would try for a quarter of
  /// an hour, and asks nothing meanwhile. Longer than `write`, which tells a peer that does not read from one that is gone.
  package var unacknowledged: TimeAmount = .seconds(60)
  /// Between two looks at the token file: so long may a change of it go unnoticed.
  package static let tokenFileLook = TimeAmount.seconds(1)
  /// Who asks for a token after a quiet time waits so long for a look at the file on an event loop, which others need,
  /// too. One at a disk of this machine takes a thousandth of it.
  static let tokenFileLookWait = TimeAmount.milliseconds(50)
  /// A look at the token file that takes longer than this is said to hang, and no request waits longer for it.
  static let tokenFileLookLong = TimeAmount.seconds(5)
  /// Before the log says again that requests fail for the same reason.
  package static let faultSaid = TimeAmount.minutes(1)
  /// Between two signs of life of a stream of events to which nothing happens. They also say where it is: a stream that
  /// is narrowed to little is at the same place as all others.
  package var heartbeat: TimeAmount = .seconds(15)
  /// Between two writes of changes to a stream of events: what comes meanwhile goes together. A person does not see it,
  /// and a write for each commit to each stream costs more than the jobs do.
  package var eventPace: TimeAmount = .milliseconds(20)
  /// Without accepting, after an accept that failed for want of descriptors or memory.
  package var acceptPause: TimeAmount = .milliseconds(250)
  /// Between the turns of connections that ask for more than one brings: longer than the event loop needs to find out that
  /// no task is due, so that it looks at its sockets.
  package var turnPause: TimeAmount = .microseconds(50)
  /// The same for those who have shown no token: so much less often that whoever has one hardly notices them. Nobody who
  /// means well asks for many things at once without a token.
  package var strangerTurnPause: TimeAmount = .milliseconds(1)
  /// Between the start of a stop and the closing of connections that are still busy.
  package var shutdown: TimeAmount = .seconds(10)

  package init() {}
}
