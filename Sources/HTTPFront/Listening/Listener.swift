// One listening socket: opened from an address, accepting connections into handlers, closed with its file.

import Logging
import NIOCore
import NIOHTTP1
import NIOPosix

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// An address that accepts connections.
struct Listener: Sendable {
  let address: BoundAddress
  private let channel: any Channel
  /// Only for a socket file we made.
  private let file: UnixSocketFile?

  static func open(
    _ address: ListenAddress, config: HTTPFrontConfig, service: HTTPService, registry: ConnectionRegistry,
    on group: MultiThreadedEventLoopGroup
  ) async throws(BindError) -> Listener {
    switch address {
    case .unix(let path):
      let file = try UnixSocketFile.listen(
        path: path, mode: config.socketMode, group: config.socketGroup, backlog: config.limits.backlogMax)
      do throws(BindError) {
        let bootstrap = bootstrap(.unix, service: service, registry: registry, on: group)
        let channel = try await adopt(file.descriptor, bootstrap, config.limits, named: "\(address)")
        return Listener(address: .unix(path: path), channel: channel, file: file)
      } catch {
        file.remove()
        throw error
      }
    case .tcp(let host, let port):
      let bootstrap = bootstrap(.tcp, service: service, registry: registry, on: group)
        .serverChannelOption(.backlog, value: config.limits.backlogMax)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      let channel = try await bind(named: "\(address)") { try await bootstrap.bind(host: host, port: port).get() }
      return Listener(address: bound(channel, host: host), channel: channel, file: nil)
    case .inherited(let descriptor):
      let family = try SocketFamily(ofInherited: descriptor)
      guard family == .unix || service.authenticator.tokens != nil else {
        throw .unusable(address: "\(address)", detail: "it is a TCP socket and there is no token file")
      }
      let bootstrap = bootstrap(family, service: service, registry: registry, on: group)
      let channel = try await adopt(descriptor, bootstrap, config.limits, named: "\(address)")
      return Listener(address: bound(channel, host: "localhost"), channel: channel, file: nil)
    }
  }

  /// Accepts no more, and takes the socket file away if it is still ours.
  func close() async {
    // An error here means that it was closed before.
    try? await channel.close().get()
    file?.remove()
  }

  private static func bootstrap(
    _ family: SocketFamily, service: HTTPService, registry: ConnectionRegistry, on group: MultiThreadedEventLoopGroup
  ) -> ServerBootstrap {
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          // Without descriptors or memory for one more connection, wait a moment instead of spinning.
          try channel.pipeline.syncOperations.addHandler(AcceptBackoffHandler())
        }
      }
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelOption(.maxMessagesPerRead, value: 1)
      .childChannelOption(
        .writeBufferWaterMark,
        value: .init(low: service.limits.writeBufferBytesMax / 2, high: service.limits.writeBufferBytesMax)
      )
      .childChannelInitializer { channel in
        ConnectionSetup.prepare(channel, family: family, service: service, registry: registry)
      }
    return family == .tcp ? bootstrap.childChannelOption(.tcpOption(.tcp_nodelay), value: 1) : bootstrap
  }

  /// Hands a listening descriptor over to the event loop, which closes it from now on.
  private static func adopt(
    _ descriptor: Int32, _ bootstrap: ServerBootstrap, _ limits: HTTPLimits, named name: String
  ) async throws(BindError) -> any Channel {
    let channel = try await bind(named: name) { try await bootstrap.withBoundSocket(descriptor).get() }
    // Taking over a socket listens again with a default; the last call decides how many may wait.
    listen(descriptor, limits.backlogMax)
    return channel
  }

  private static func bind(
    named name: String, _ open: () async throws -> any Channel
  ) async throws(BindError) -> any Channel {
    do {
      return try await open()
    } catch let error as IOError {
      if error.errnoCode == EADDRINUSE { throw .addressInUse(address: name) }
      throw .system(
        address: name, call: "bind", errno: error.errnoCode, reason: String(cString: strerror(error.errnoCode)))
    } catch {
      throw .unusable(address: name, detail: "\(error)")
    }
  }

  private static func bound(_ channel: any Channel, host: String) -> BoundAddress {
    switch channel.localAddress {
    case .unixDomainSocket: .unix(path: channel.localAddress?.pathname ?? "")
    case .v4, .v6, nil: .tcp(host: host, port: channel.localAddress?.port ?? 0)
    }
  }
}
