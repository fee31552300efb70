// One listening socket: opened from an address, handing on what it accepts, closed with its file.

import NIOCore
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

  /// What becomes of a connection that was accepted.
  typealias Prepare = @Sendable (any Channel, SocketFamily) -> EventLoopFuture<Void>

  static func open(
    _ address: ListenAddress, options: ListenOptions, on group: MultiThreadedEventLoopGroup, prepare: @escaping Prepare
  ) async throws(ListenError) -> Listener {
    switch address {
    case .unix(let path):
      let file = try UnixSocketFile.listen(
        path: path, mode: options.socketMode, group: options.socketGroup, backlog: options.backlogMax)
      do throws(ListenError) {
        let bootstrap = bootstrap(.unix, options, on: group, prepare: prepare)
        let channel = try await adopt(file.descriptor, bootstrap, options.backlogMax, named: "\(address)")
        return Listener(address: .unix(path: path), channel: channel, file: file)
      } catch {
        file.remove()
        throw error
      }
    case .tcp(let host, let port):
      let bootstrap = bootstrap(.tcp, options, on: group, prepare: prepare)
        .serverChannelOption(.backlog, value: options.backlogMax)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      let channel = try await bind(named: "\(address)") { try await bootstrap.bind(host: host, port: port).get() }
      return Listener(address: bound(channel, host: host), channel: channel, file: nil)
    case .inherited(let descriptor):
      let family = try SocketFamily(ofInherited: descriptor)
      guard family == .unix || options.takesTCP else {
        throw .unusable(address: "\(address)", detail: "it is a TCP socket and there is no token file")
      }
      let bootstrap = bootstrap(family, options, on: group, prepare: prepare)
      let channel = try await adopt(descriptor, bootstrap, options.backlogMax, named: "\(address)")
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
    _ family: SocketFamily, _ options: ListenOptions, on group: MultiThreadedEventLoopGroup, prepare: @escaping Prepare
  ) -> ServerBootstrap {
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(AcceptPause(pause: options.acceptPause))
        }
      }
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelOption(.maxMessagesPerRead, value: 1)
      .childChannelOption(
        .writeBufferWaterMark,
        value: .init(low: options.writeBufferBytesMax / 2, high: options.writeBufferBytesMax)
      )
      .childChannelInitializer { channel in prepare(channel, family) }
    guard family == .tcp else { return bootstrap }
    return options.vanishedPeers.set(on: bootstrap).childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
  }

  /// Hands a listening descriptor over to the event loop, which closes it from now on.
  private static func adopt(
    _ descriptor: Int32, _ bootstrap: ServerBootstrap, _ backlogMax: Int32, named name: String
  ) async throws(ListenError) -> any Channel {
    let channel = try await bind(named: name) { try await bootstrap.withBoundSocket(descriptor).get() }
    // Taking over a socket listens again with a default; the last call decides how many may wait.
    listen(descriptor, backlogMax)
    return channel
  }

  private static func bind(
    named name: String, _ open: () async throws -> any Channel
  ) async throws(ListenError) -> any Channel {
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
