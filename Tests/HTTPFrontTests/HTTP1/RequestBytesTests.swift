// Bytes that come after the last request of a connection, over real sockets: they are dropped, and cost no answer that
// is due. That they cost no memory either is seen at the real daemon, in EndToEndTests.

import NIOCore
import Testing

@testable import HTTPFront

@Suite struct RequestBytesTests {
  /// More than one read takes, so that some of it comes after what stands before it.
  private static let flood = String(repeating: "x", count: 1 << 20)

  private func withGate(_ body: (RawClient, Gauge, TestFront) async throws -> Void) async throws {
    let gate = Gauge()
    try await withFront(
      routes: TestRoutes.all + [TestRoutes.gated(gate)],
      configure: { config, _ in config.timeouts.linger = .minutes(1) }
    ) { front in
      let client = try await front.connect()
      try await body(client, gate, front)
      client.close()
    }
  }

  @Test func answerIsNotLostWhenALaterRequestIsMalformedAndMoreFollows() async throws {
    try await withGate { client, gate, _ async throws in
      try await client.send("GET /gated HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(try await eventually { gate.count == 1 })
      try await client.send("GET /hello HTTP/1.1\nHost x\n\n")
      // In many packets, and no more than the kernel holds: nothing is read on while a request is served.
      for _ in 0..<64 { try await client.send(String(Self.flood.prefix(1_000))) }
      gate.open()
      #expect(try await client.response().text == "opened")
      let refused = try await client.response()
      #expect(refused.status == 400)
      #expect(refused.header("connection") == "close")
      client.closeOutput()
      #expect(try await client.isClosedByServer())
    }
  }

  @Test(arguments: ["Connection: close", "Connection: Upgrade\r\nUpgrade: websocket"])
  func answerToTheLastRequestIsNotLostWhenMoreFollows(fields: String) async throws {
    try await withGate { client, gate, _ async throws in
      try await client.send("GET /gated HTTP/1.1\r\nHost: x\r\n\(fields)\r\n\r\n")
      #expect(try await eventually { gate.count == 1 })
      try await client.send(Self.flood)
      gate.open()
      let response = try await client.response()
      #expect(response.text == "opened")
      #expect(response.header("connection") == "close")
      // What still comes is read, so that the answer is not lost by a reset.
      try await client.send("x")
      client.closeOutput()
      #expect(try await client.isClosedByServer())
    }
  }

  @Test func tunnelIsRefusedAndWhatFollowsIsDropped() async throws {
    try await withFront { front in
      let client = try await front.connect()
      try await client.send("CONNECT jobd:80 HTTP/1.1\r\nHost: jobd:80\r\n\r\n" + Self.flood)
      #expect(try await client.response().status == 400)
      client.closeOutput()
      #expect(try await client.isClosedByServer())
      #expect(try await eventually { front.registry.count == 0 })
      client.close()
    }
  }

  @Test func requestsOfAPeerThatHasSaidAllAreAllServed() async throws {
    try await withGate { client, gate, _ async throws in
      try await client.send("GET /gated HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(try await eventually { gate.count == 1 })
      try await client.send(String(repeating: HTTPConnectionTests.get, count: 1_000))
      client.closeOutput()
      gate.open()
      #expect(try await client.response().text == "opened")
      for _ in 0..<1_000 { #expect(try await client.response().text == "hello") }
      #expect(try await client.isClosedByServer())
    }
  }

  @Test func peerThatHasSaidTooMuchAtItsEndIsClosed() async throws {
    let gate = Gauge()
    try await withFront(
      routes: [TestRoutes.gated(gate)], configure: { config, _ in config.limits.undecodedBytesMax = 10_000 }
    ) { front in
      let client = try await front.connect()
      try await client.send("GET /gated HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(try await eventually { gate.count == 1 })
      try await client.send(String(repeating: HTTPConnectionTests.get, count: 4_000))
      client.closeOutput()
      #expect(try await eventually { front.registry.count == 0 })
      gate.open()
      client.close()
    }
  }
}
