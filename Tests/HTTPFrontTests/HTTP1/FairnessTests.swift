// Over real sockets: silent and deaf clients of one listener cost those of another nothing, and strangers keep nobody out.

import NIOCore
import NIOHTTP1
import Testing

@testable import HTTPFront

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct FairnessTests {
  private static let token = "reader-token-0123456789"
  private static let ask = "GET /whoami HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(token)\r\n\r\n"

  private func withBoth(
    routes: [Route] = TestRoutes.all, _ limits: (inout HTTPLimits) -> Void, _ body: (TestFront) async throws -> Void
  ) async throws {
    try await withFront(
      routes: routes,
      configure: { config, directory in
        config.listeners.append(.tcp(host: "127.0.0.1", port: 0))
        config.tokenFile = "\(directory)/tokens"
        try writePrivate("\(Self.token) reader read\n", to: "\(directory)/tokens")
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

  @Test func strangerTooManyTakesThePlaceOfTheLastAndOneWithATokenMakesRoom() async throws {
    try await withBoth { limits in
      limits.strangersPerPeerMax = 1
    } _: { front in
      let first = try await front.connectTCP()
      let wrong = Self.ask.replacing(Self.token, with: "wrong-token-0123456789")
      #expect(try await first.exchange(wrong).status == 401)
      let second = try await front.connectTCP()
      #expect(try await first.isClosedByServer())
      #expect(try await second.exchange(Self.ask).text == "token:reader")
      let third = try await front.connectTCP()
      #expect(try await third.exchange(Self.ask).text == "token:reader")
      #expect(try await second.exchange(Self.ask).text == "token:reader")
      #expect(front.registry.count == 2)
      for client in [first, second, third] { client.close() }
    }
  }

  @Test func silentStrangersDoNotKeepATokenOut() async throws {
    try await withBoth { limits in
      limits.strangersPerPeerMax = 4
    } _: { front in
      var silent: [RawClient] = []
      for _ in 0..<20 { silent.append(try await front.connectTCP()) }
      let client = try await front.connectTCP()
      #expect(try await client.exchange(Self.ask).text == "token:reader")
      // And it stays, whoever comes after it.
      for _ in 0..<20 { silent.append(try await front.connectTCP()) }
      #expect(try await silent[0].isClosedByServer())
      #expect(try await client.exchange(Self.ask).text == "token:reader")
      #expect(try await eventually { front.registry.count == 5 })
      for client in silent + [client] { client.close() }
    }
  }

  @Test func strangersThatComeAgainAndAgainDoNotKeepATokenOut() async throws {
    try await withBoth { limits in
      limits.strangersPerPeerMax = 8
    } _: { front in
      var strangers: [RawClient] = []
      func comeAgain(_ count: Int) async throws {
        for _ in 0..<count {
          if strangers.count >= 12 { strangers.removeFirst().close() }
          strangers.append(try await front.connectTCP())
        }
      }
      for _ in 0..<25 {
        try await comeAgain(12)
        let client = try await front.connectTCP()
        // With one more, all places would have been given away since.
        try await comeAgain(7)
        let answer = try await client.exchange(Self.ask)
        #expect(answer.status == 200 && answer.text == "token:reader")
        client.close()
      }
      for client in strangers { client.close() }
    }
  }

  @Test func whatAStrangerHasSentIsReadBeforeItHasToMakeRoom() async throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let (start, end) = (ends[0], ends[1])
    let gauge = Gauge()
    let holding = Route(method: .GET, path: "/hold", verb: .probe) { _ in
      gauge.note()
      // Keeps the event loop, until the test closes the other end.
      var byte: UInt8 = 0
      _ = read(start, &byte, 1)
      return .noContent
    }
    try await withBoth(routes: TestRoutes.all + [holding]) { limits in
      limits.strangersPerPeerMax = 1
    } _: { front in
      var isHeld = true
      defer { if isHeld { _ = close(end) } }
      let holder = try await front.connect()
      try await holder.send("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(try await eventually { gauge.count == 1 })
      // The kernel takes all of this, and the front finds it at once. There is a place for one.
      let client = try await front.connectTCP()
      try await client.send(Self.ask)
      var silent: [RawClient] = []
      for _ in 0..<12 { silent.append(try await front.connectTCP()) }
      _ = close(end)
      isHeld = false
      #expect(try await client.response().text == "token:reader")
      #expect(try await holder.response().status == 204)
      // The holder, the client and the last of the others.
      #expect(try await eventually { front.registry.count == 3 })
      #expect(try await client.exchange(Self.ask).text == "token:reader")
      for client in silent + [client, holder] { client.close() }
    }
    _ = close(start)
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
