// The one HTTP client of the daemon, for http jobs and callbacks alike: addresses are judged when a name has been
// looked up, and again when a connection shows who is at its other end; connections are kept for the next request. No
// redirect is followed here.

package import AsyncHTTPClient
import JobCore
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

import struct Foundation.URL

/// Sends requests and hands over the heads of answers.
public final class OutboundClient: Sendable {
  /// Which addresses are refused; `nil` is none.
  private let isRefused: (@Sendable ([UInt8]) -> Bool)?
  private let connectionsMax: Int
  private let lookup: HostLookup
  private let tls: TLSConfiguration?
  private let made = Mutex(Made.not)
  /// One thread, which waits for answers most of the time. Made at once: NIO traps if it cannot get the descriptors
  /// that a loop needs, and by the time of the first request there may be none left.
  private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

  private enum Made {
    case not
    case client(HTTPClient)
    case shutDown
  }
  /// How long an unused connection is kept, in microseconds.
  private let idleMicros: Int64

  /// Trusts whom the machine trusts.
  ///
  /// - Parameters:
  ///   - slots: of the queue it is for: jobs, and so requests, at once.
  ///   - refusesPrivateAddresses: neither http jobs nor callbacks reach loopback, private and link-local addresses.
  public convenience init(slots: Int, refusesPrivateAddresses: Bool = false) {
    self.init(refusesPrivate: refusesPrivateAddresses, connectionsMax: slots + Limits.callbackCallsMax)
  }

  /// - Parameters:
  ///   - connectionsMax: to one host at once; no fewer than there are requests at once, for a request that waits for
  ///     a connection fails.
  ///   - tls: whom to trust; by default what the machine trusts.
  ///   - isPrivate: judges the bytes of an address.
  init(
    refusesPrivate: Bool, connectionsMax: Int, lookup: HostLookup = HostLookup(), tls: TLSConfiguration? = nil,
    idleMicros: Int64 = Limits.httpIdleMicros,
    isPrivate: @escaping @Sendable ([UInt8]) -> Bool = AddressGuard.isPrivate
  ) {
    isRefused = refusesPrivate ? isPrivate : nil
    self.connectionsMax = connectionsMax
    self.lookup = lookup
    self.tls = tls
    self.idleMicros = idleMicros
  }

  /// The head of the answer to `request`; its body comes as it is read, and the connection ends with who drops it.
  package func execute(_ request: HTTPClientRequest) async throws(OutboundFault) -> HTTPClientResponse {
    // As the client itself reads it, so that what is judged is what is called.
    if let detail = EscapedText.fault(in: request.url) { throw OutboundFault(.connect, "the URL \(detail)") }
    guard let host = URL(string: request.url)?.host, !host.isEmpty else {
      throw OutboundFault(.connect, "the URL has no host")
    }
    let name = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    switch await lookup.addresses(of: name) {
    case .failure(let failure): throw OutboundFault(.dns, failure.reason)
    case .success(let addresses):
      // One private address among several is enough: which one would be used is not up to the caller.
      if let isRefused, addresses.bytes.contains(where: isRefused) {
        throw OutboundFault(.connect, AddressGuard.Refusal(name).reason)
      }
    }
    guard let client = client() else { throw OutboundFault(.connect, "jobd is stopping") }
    do {
      // Without a deadline of the client, which would end at the head of the answer. The caller has a time limit, and
      // cancels.
      return try await client.execute(request, deadline: .distantFuture)
    } catch {
      throw OutboundFault(error, .connect)
    }
  }

  /// Made when it is first needed: a daemon that calls nobody has none.
  private func client() -> HTTPClient? {
    made.withLock { made in
      switch made {
      case .client(let client): return client
      case .shutDown: return nil
      case .not:
        let client = HTTPClient(eventLoopGroupProvider: .shared(group), configuration: configuration)
        made = .client(client)
        return client
      }
    }
  }

  /// Closes the connections; the last verb.
  package func shutdown() async {
    let used: HTTPClient? = made.withLock { made in
      defer { made = .shutDown }
      guard case .client(let client) = made else { return nil }
      return client
    }
    do {
      try await used?.shutdown()
      try await group.shutdownGracefully()
    } catch {}
  }

  deinit {
    // For a caller that gave up before the connection was of use; a second call does nothing.
    group.shutdownGracefully { _ in }
  }

  private var configuration: HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    // One request a connection: with HTTP/2 the hundred-and-first slow call of a host waits for another to end, and
    // fails for that.
    configuration.httpVersion = .http1Only
    configuration.decompression = .disabled
    configuration.timeout.connect = .microseconds(Limits.httpConnectMicros)
    configuration.connectionPool.idleTimeout = .microseconds(idleMicros)
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connectionsMax
    // Else a closed port fails only when the time for a connection is over.
    configuration.connectionPool.retryConnectionEstablishment = false
    var tls = tls ?? .makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    configuration.tlsConfiguration = tls
    configuration.http1_1ConnectionDebugInitializer = { [isRefused] channel in
      do {
        // Whatever the name meant a moment ago, this is who is really there, and nothing has been asked of them yet.
        if let isRefused { try AddressGuard.judge(channel.remoteAddress, isRefused) }
        try ConnectionWatch.add(to: channel)
        try AnswerGate.add(to: channel)
        return channel.eventLoop.makeSucceededVoidFuture()
      } catch {
        // Closed once the pool has heard of the failure: it counts on the connection until then.
        channel.eventLoop.execute { channel.close(promise: nil) }
        return channel.eventLoop.makeFailedFuture(error)
      }
    }
    return configuration
  }
}
