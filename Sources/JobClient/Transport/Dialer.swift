// Opens connections to the daemon's address: a Unix socket, TCP, or TLS with this machine's roots.

import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Opens connections to one address.
final class Dialer: Sendable {
  private typealias Dialed = Result<ClientConnection, any Error>

  private let endpoint: Endpoint
  private let trust: @Sendable () -> TLSConfiguration
  /// What is needed for TLS, made once and only for it: this machine's roots are read, and its ciphers put in order.
  private let secure = Mutex<NIOSSLContext?>(nil)

  /// - Parameter trust: whose certificates are taken; by itself those that this machine trusts, for the host they name.
  init(
    endpoint: Endpoint, trust: @autoclosure @escaping @Sendable () -> TLSConfiguration = .makeClientConfiguration()
  ) {
    self.endpoint = endpoint
    self.trust = trust
  }

  /// A new connection, with TLS where the address says so.
  func dial(before deadline: NIODeadline) async throws(ClientError) -> ClientConnection {
    let timeLeft = deadline - .now()
    let limit = max(.nanoseconds(1), min(TransportLimits.connectTime, timeLeft))
    let dialing = Dialing()
    let opening: EventLoopFuture<ClientConnection>
    do {
      opening = try open(within: limit, dialing)
    } catch {
      throw ClientError(connecting: error, to: endpoint)
    }
    let awaited = Awaited<Dialed>()
    opening.whenComplete { dialed in
      // Whoever asked for it has left.
      if !awaited.give(dialed), case .success(let connection) = dialed { connection.close() }
    }
    let timer = ClientThread.loop.scheduleTask(in: limit) {
      _ = awaited.give(.failure(ChannelError.connectTimeout(limit)))
    }
    let dialed = await awaited.value(ifCancelled: .failure(CancellationError()))
    timer.cancel()
    // Nobody else would close a connection whose handshake never ends.
    if case .failure = dialed { dialing.leave() }
    do {
      return try dialed.get()
    } catch ChannelError.connectTimeout where timeLeft < TransportLimits.connectTime {
      // It is the request that had no more time.
      throw .timedOut(endpoint: endpoint)
    } catch {
      throw ClientError(connecting: error, to: endpoint)
    }
  }

  private func open(within limit: TimeAmount, _ dialing: Dialing) throws -> EventLoopFuture<ClientConnection> {
    let endpoint = endpoint
    let tls = try endpoint.isTLS ? context() : nil
    let bootstrap = ClientBootstrap(group: ClientThread.loop)
      .connectTimeout(limit)
      .channelOption(.autoRead, value: false)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          if let tls {
            try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: endpoint.certificateName))
          }
          try pipeline.addHTTPClientHandlers()
          try pipeline.addHandler(ExchangeCarrier(endpoint: endpoint, encrypts: tls != nil))
        }
      }
    return try connect(bootstrap).flatMap { channel in
      dialing.connected(channel)
      do {
        let carrier = try channel.pipeline.syncOperations.handler(type: ExchangeCarrier.self)
        let connection = ClientConnection(channel: channel, carrier: carrier)
        return carrier.whenOpen(on: channel.eventLoop).map { connection }
      } catch {
        return channel.eventLoop.makeFailedFuture(error)
      }
    }
  }

  private func connect(_ bootstrap: ClientBootstrap) throws -> EventLoopFuture<any Channel> {
    switch endpoint {
    case .unix(let path): bootstrap.connect(to: try SocketAddress(socketPath: path))
    case .tcp(_, let port, _):
      if let address = try? SocketAddress(ipAddress: endpoint.hostName, port: port) {
        Self.noticingVanishedPeers(bootstrap).connect(to: address)
      } else {
        Self.noticingVanishedPeers(bootstrap).connect(host: endpoint.hostName, port: port)
      }
    }
  }

  /// Has the kernel ask whether the other machine is still there.
  private static func noticingVanishedPeers(_ bootstrap: ClientBootstrap) -> ClientBootstrap {
    let bootstrap = bootstrap.channelOption(.socketOption(.so_keepalive), value: 1)
    #if os(Linux)
      return
        bootstrap
        .channelOption(.tcpOption(.init(rawValue: TCP_KEEPIDLE)), value: .init(TransportLimits.keepAliveIdleSeconds))
        .channelOption(
          .tcpOption(.init(rawValue: TCP_KEEPINTVL)), value: .init(TransportLimits.keepAliveIntervalSeconds)
        )
        .channelOption(.tcpOption(.init(rawValue: TCP_KEEPCNT)), value: .init(TransportLimits.keepAliveProbesMax))
    #else
      return bootstrap
    #endif
  }

  private func context() throws -> NIOSSLContext {
    try secure.withLock { made in
      if let made { return made }
      var trust = trust()
      trust.shutdownTimeout = TransportLimits.farewellTime
      let new = try NIOSSLContext(configuration: trust)
      made = new
      return new
    }
  }
}

extension Endpoint {
  /// Whom a certificate has to name; nil for an address, which is compared with the one that was connected to.
  fileprivate var certificateName: String? {
    (try? SocketAddress(ipAddress: hostName, port: 0)) == nil ? hostName : nil
  }
}
