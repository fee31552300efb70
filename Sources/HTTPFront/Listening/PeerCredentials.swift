// The user behind a Unix socket connection: the kernel recorded it at connect(2), nobody can forge it.

import NIOCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The user and group a Unix peer had when it connected.
struct PeerCredentials: Sendable, Equatable {
  let uid: UInt32
  let gid: UInt32

  /// The user this process runs as.
  static var ownUID: UInt32 { geteuid() }

  /// Asks the kernel about an accepted Unix connection; must be called on the channel's event loop.
  static func read(from channel: any Channel) -> EventLoopFuture<PeerCredentials> {
    guard let provider = channel as? any SocketOptionProvider else {
      return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
    }
    #if os(Linux)
      // The option's value has the layout of the type asked for here; the kernel's headers call it `struct ucred`.
      let future: EventLoopFuture<KernelCredentials> = provider.unsafeGetSocketOption(
        level: NIOBSDSocket.OptionLevel(rawValue: SOL_SOCKET), name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
      return future.map { PeerCredentials(uid: $0.uid, gid: $0.gid) }
    #else
      return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
    #endif
  }
}

/// The layout of Linux's `struct ucred`, which the C library only shows to GNU sources.
private struct KernelCredentials: BitwiseCopyable, Sendable {
  var pid: Int32 = 0
  var uid: UInt32 = 0
  var gid: UInt32 = 0
}
