// The one thread on which all clients of a process speak to their daemons: an event loop carries many connections, and
// a command line tool needs no second one.

import NIOCore
import NIOPosix

/// Where connections live.
enum ClientThread {
  /// Begun with the first request and never ended: a command line tool ends as a whole, and in other programs a thread
  /// that sleeps costs less than to begin one for each client.
  static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

  static var loop: any EventLoop { group.any() }
}
