// The transport alone against a server that does as it is told, over TCP: what it makes of bytes and of connections.

import JobWire
import NIOSSL
import TestSupport

@testable import JobClient

/// Transports for the length of one test.
enum WebTransport {
  /// A transport to this server, shut down after `body`.
  ///
  /// - Parameter trust: whose certificates are taken, if TLS is spoken.
  static func with(
    _ host: WebHost, name: String = "127.0.0.1", trust: TLSConfiguration? = nil,
    _ body: (Transport) async throws -> Void
  ) async throws {
    let endpoint = Endpoint.tcp(host: name, port: host.port, isTLS: trust != nil)
    let transport = Transport(
      endpoint: endpoint, token: nil, dialer: trust.map { Dialer(endpoint: endpoint, trust: $0) })
    do {
      try await body(transport)
    } catch {
      await transport.shutdown()
      throw error
    }
    await transport.shutdown()
  }

  /// Why a request has no answer.
  static func error(
    of transport: Transport, _ request: ClientRequest = ClientRequest(.get, "/")
  ) async -> ClientError? {
    do throws(ClientError) {
      _ = try await transport.send(request)
      return nil
    } catch {
      return error
    }
  }
}

extension Transport {
  /// The body of the answer to a GET.
  func text(_ path: String = "/") async throws(ClientError) -> String {
    String(decoding: try await send(ClientRequest(.get, path)).body, as: UTF8.self)
  }
}
