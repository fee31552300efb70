// Over real sockets: silent and deaf clients of one listener cost those of another nothing.

import NIOCore
import Testing

@testable import HTTPFront

@Suite struct FairnessTests {
  private static let token = "reader-token-0123456789"

  private func withBoth(
    stay: TimeAmount = .hours(1), _ limits: (inout HTTPLimits) -> Void, _ body: (TestFront) async throws -> Void
  ) async throws {
    try await withFront(
      configure: { config, directory in
        config.listeners.append(.tcp(host: "127.0.0.1", port: 0))
        config.tokenFile = "\(directory)/tokens"
        try writePrivate("\(Self.token) reader read\n", to: "\(directory)/tokens")
        config.timeouts.strangerStay = stay
        limits(&config.limits)
      }, body)
  }

  @Test func silentTCPConnectionsDoNotLockOutTheUnixSocket() async throws {
    try await withBoth { limits in
      (limits.connectionsMax, limits.strangersPerPeerMax) = (8, 8)
    } _: { front in
      var silent: [RawClient] = []
      for _ in 0..<20 { silent.append(try await front.connectTCP()) }
      // Half of what TCP may have, which is three quarters of all.
      #expect(try await eventually { front.registry.count == 3 })
      for _ in 0..<3 {
        let owner = try await front.connect()
        #expect(try await owner.exchange(HTTPConnectionTests.get).text == "hello")
        owner.close()
      }
      for client in silent { client.close() }
    }
  }

  @Test func strangerTooManyIs503AndOneWithATokenMakesRoom() async throws {
    try await withBoth { limits in
      limits.strangersPerPeerMax = 1
    } _: { front in
      let first = try await front.connectTCP()
      let refused = try await front.connectTCP()
      #expect(try await refused.response().status == 503)
      let ask = "GET /whoami HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
      #expect(try await first.exchange("\(ask)wrong-token-0123456789\r\n\r\n").status == 401)
      let still = try await front.connectTCP()
      #expect(try await still.response().status == 503)
      #expect(try await first.exchange("\(ask)\(Self.token)\r\n\r\n").text == "token:reader")
      let second = try await front.connectTCP()
      #expect(try await second.exchange("\(ask)\(Self.token)\r\n\r\n").text == "token:reader")
      for client in [first, refused, still, second] { client.close() }
    }
  }

  @Test func silentStrangersDoNotKeepATokenOut() async throws {
    try await withBoth(stay: .zero) { limits in
      limits.strangersPerPeerMax = 4
    } _: { front in
      var silent: [RawClient] = []
      for _ in 0..<20 { silent.append(try await front.connectTCP()) }
      let client = try await front.connectTCP()
      let ask = "GET /whoami HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(Self.token)\r\n\r\n"
      #expect(try await client.exchange(ask).text == "token:reader")
      // And it stays, whoever comes after it.
      for _ in 0..<20 { silent.append(try await front.connectTCP()) }
      #expect(try await silent[0].isClosedByServer())
      #expect(try await client.exchange(ask).text == "token:reader")
      #expect(try await eventually { front.registry.count == 5 })
      for client in silent + [client] { client.close() }
    }
  }

  @Test func connectionThatSaysNothingIsClosed() async throws {
    try await withFront(configure: { config, _ in config.timeouts.firstByte = .milliseconds(50) }) { front in
      let client = try await front.connect()
      #expect(try await client.isClosedByServer())
      client.close()
    }
  }

  @Test func whoDoesNotReadLosesTheConnectionWhenTheRoomIsNeeded() async throws {
    try await withFront(configure: { config, _ in config.limits.unsentBytesTotalMax = 400 << 10 }) { front in
      let deaf = try await front.connect()
      try await deaf.send("GET /stream/1000 HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(try await deaf.receive(10).isEmpty == false)
      let reader = try await front.connect()
      try await reader.send("GET /stream/1000 HTTP/1.1\r\nHost: x\r\n\r\n")
      // Each has 256 KiB in the air as long as nobody reads, and there is no room for both.
      #expect(try await eventually { front.registry.count == 1 })
      var received = 0
      while received < 65_536 * 1_000 {
        let bytes = try await reader.receive()
        try #require(!bytes.isEmpty)
        received += bytes.count
      }
      reader.close()
      deaf.close()
    }
  }
}
