// Without descriptors or memory for one more connection, accepting stands still for a moment. NIO's own handler for this
// waits with the next read; but a failed accept leaves the read before it pending, so that none comes, and the listener,
// which stays readable, keeps a core busy with failing.

import NIOCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Stops the reading of a listening socket after an accept that failed, and goes on a little later.
final class AcceptPause: ChannelInboundHandler {
  typealias InboundIn = any Channel

  private let pause: TimeAmount
  private var end: Scheduled<Void>?

  init(pause: TimeAmount) {
    self.pause = pause
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let error = error as? IOError, Self.isShortage(error.errnoCode) else {
      return context.fireErrorCaught(error)
    }
    // Once is enough: nothing is accepted until the pause is over.
    guard end == nil else { return }
    setReading(context, false)
    end = context.eventLoop.assumeIsolated().scheduleTask(in: pause) {
      self.end = nil
      self.setReading(context, true)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    end?.cancel()
    context.fireChannelInactive()
  }

  private func setReading(_ context: ChannelHandlerContext, _ isReading: Bool) {
    // Fails only when the listener is closed, which reads no more.
    try? context.channel.syncOptions?.setOption(.autoRead, value: isReading)
  }

  private static func isShortage(_ code: CInt) -> Bool {
    [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(code)
  }
}
