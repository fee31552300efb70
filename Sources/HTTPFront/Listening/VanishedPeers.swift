// How the kernel finds out that the machine at the other end of a connection is gone: a power cut or a pulled cable sends
// no byte, and only the kernel can ask.

import NIOCore
import NIOPosix

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// When a TCP peer counts as gone.
struct VanishedPeers: Sendable {
  private let idle: TimeAmount
  private let interval: TimeAmount
  private let probesMax: Int
  private let unacknowledged: TimeAmount

  init(limits: HTTPLimits, timeouts: HTTPTimeouts) {
    idle = timeouts.keepAliveIdle
    interval = timeouts.keepAliveInterval
    probesMax = limits.keepAliveProbesMax
    unacknowledged = timeouts.unacknowledged
  }

  /// Sets it for the listener, whose connections inherit it: no call for each of them.
  func set(on bootstrap: ServerBootstrap) -> ServerBootstrap {
    let bootstrap = bootstrap.serverChannelOption(.socketOption(.so_keepalive), value: 1)
    #if os(Linux)
      return
        bootstrap
        .serverChannelOption(Self.option(TCP_KEEPIDLE), value: Self.seconds(idle))
        .serverChannelOption(Self.option(TCP_KEEPINTVL), value: Self.seconds(interval))
        .serverChannelOption(Self.option(TCP_KEEPCNT), value: probesMax)
        .serverChannelOption(Self.option(TCP_USER_TIMEOUT), value: Int(unacknowledged.nanoseconds / 1_000_000))
    #else
      return bootstrap
    #endif
  }

  private static func option(_ name: Int32) -> ChannelOptions.Types.SocketOption {
    .tcpOption(NIOBSDSocket.Option(rawValue: name))
  }

  /// The kernel knows whole seconds, and no 0 of them.
  private static func seconds(_ time: TimeAmount) -> Int { max(1, Int(time.nanoseconds / 1_000_000_000)) }
}
