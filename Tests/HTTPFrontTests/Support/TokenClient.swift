// A client that comes over TCP with a token whose rights are limited, and the daemon that knows the token.

import JobCore
import JobWire

@testable import HTTPFront

/// A connection that sends a bearer token with every request.
struct TokenClient: Sendable {
  static let token = "limited-token-0123456789"
  let client: TestClient

  func send(_ method: String, _ target: String, _ body: String = "", _ fields: String = "") async throws -> RawResponse
  {
    let text = TestClient.request(
      method, target, body: body, fields: "Authorization: Bearer \(Self.token)\r\n" + fields)
    return try await client.raw.exchange(text.replacing("Host: jobd", with: "Host: localhost"))
  }

  func status(_ method: String, _ target: String, _ body: String = "") async throws -> Int {
    try await send(method, target, body).status
  }
}

/// Runs a daemon with one token, whose `rights` are what stands behind its name in the token file.
func withLimitedToken<T: Sendable>(
  _ rights: String, slots: Int = 4, pageRowsMax: Int = Limits.pageRowsMax,
  engine: (inout JobQueueConfig, _ directory: String) throws -> Void = { _, _ in },
  _ body: (_ owner: TestClient, _ limited: TokenClient) async throws -> T
) async throws -> T {
  try await withDaemon(
    slots: slots, pageRowsMax: pageRowsMax,
    configure: { config, directory in
      config.listeners.append(.tcp(host: "127.0.0.1", port: 0))
      config.tokenFile = "\(directory)/tokens"
      try writePrivate("\(TokenClient.token) l \(rights)\n", to: "\(directory)/tokens")
    }, engine: engine
  ) { daemon in
    let owner = try await daemon.connect()
    let limited = TokenClient(client: TestClient(raw: try await daemon.front.connectTCP()))
    let result = try await body(owner, limited)
    for connection in [owner, limited.client] { connection.raw.close() }
    return result
  }
}
