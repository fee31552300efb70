// A stranger that has to make room for who comes. What it has sent by now is read first: it may show a token, which an
// event loop that was busy with others has not seen yet.

import NIOCore

extension HTTPConnection {
  /// Closes, unless what the kernel holds of this connection shows a token.
  ///
  /// - Parameter looks: how often the event loop has looked at its sockets for it.
  func makeRoom(looks: Int = 0) {
    guard isStranger, let context else { return }
    // Whoever has been refused, or is waited for with its next request, is not read any more.
    guard looks < HTTPLimits.leaverLooksMax, state.takesInput, context.channel.hasUnreadBytes else {
      return context.close(mode: .all, promise: nil)
    }
    let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
    // Not as a task that is due at once, see `TurnQueue`; and each time later, if the loop has more to do than that.
    context.eventLoop.scheduleTask(in: service.timeouts.turnPause * (1 << looks)) {
      connection.value.makeRoom(looks: looks + 1)
    }
  }
}
