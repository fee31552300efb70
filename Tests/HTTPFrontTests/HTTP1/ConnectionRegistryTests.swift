// Many connections: a thousand idle ones cost nothing, one too many is told so, all are gone after a stop.

import NIOCore
import Testing

@testable import HTTPFront

@Suite struct ConnectionRegistryTests {
  @Test func oneConnectionTooManyIs503() async throws {
    try await withFront(configure: { config, _ in config.limits.connectionsMax = 2 }) { front in
      let first = try await front.connect()
      let second = try await front.connect()
      #expect(try await first.exchange(HTTPConnectionTests.get).status == 200)
      #expect(try await second.exchange(HTTPConnectionTests.get).status == 200)
      let third = try await front.connect()
      let refused = try await third.response()
      #expect(refused.status == 503)
      #expect(refused.header("retry-after") != nil)
      #expect(try await third.isClosedByServer())
      first.close()
      #expect(try await eventually { front.registry.count == 1 })
      let fourth = try await front.connect()
      #expect(try await fourth.exchange(HTTPConnectionTests.get).status == 200)
      for client in [second, third, fourth] { client.close() }
    }
  }

  @Test func connectionBeyondTheDescriptorsIs503() async throws {
    try await withFront(configure: { config, _ in config.limits.descriptorNumbersMax = 3 }) { front in
      let client = try await front.connect()
      #expect(try await client.response().status == 503)
      #expect(try await client.isClosedByServer())
      #expect(front.registry.count == 0)
      client.close()
    }
  }

  @Test func thousandIdleConnectionsLeaveTheFrontResponsive() async throws {
    try await withFront { front in
      var idle: [RawClient] = []
      for _ in 0..<1_000 { idle.append(try await front.connect()) }
      #expect(try await eventually { front.registry.count == 1_000 })
      let client = try await front.connect()
      for _ in 0..<100 { #expect(try await client.exchange(HTTPConnectionTests.get).text == "hello") }
      for connection in idle { connection.close() }
      client.close()
      #expect(try await eventually { front.registry.count == 0 })
    }
  }

  @Test func stopLetsARequestUnderWayFinish() async throws {
    let gate = Gauge()
    try await withFront(
      routes: TestRoutes.all + [TestRoutes.gated(gate)],
      configure: { config, _ in config.timeouts.shutdown = .minutes(1) }
    ) { front in
      let busy = try await front.connect()
      let idle = try await front.connect()
      #expect(try await idle.exchange(HTTPConnectionTests.get).status == 200)
      try await busy.send("GET /gated HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(try await eventually { gate.count == 1 })
      front.front.beginShutdown()
      #expect(try await idle.isClosedByServer())
      gate.open()
      let response = try await busy.response()
      #expect(response.text == "opened")
      #expect(try await busy.isClosedByServer())
      await #expect(throws: (any Error).self) { _ = try await front.connect() }
      idle.close()
      busy.close()
    }
  }

  @Test func stopCutsLongPollsShort() async throws {
    let gauge = Gauge()
    try await withFront(
      routes: [TestRoutes.hanging(gauge)], configure: { config, _ in config.timeouts.shutdown = .minutes(1) }
    ) { front in
      let client = try await front.connect()
      try await client.send("GET /hang HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(try await eventually { gauge.count == 1 })
      front.front.beginShutdown()
      #expect(try await client.response().text == "left")
      client.close()
    }
  }

  @Test func stopClosesWhatDoesNotEndInTime() async throws {
    let gate = Gauge()
    try await withFront(
      routes: [TestRoutes.gated(gate)], configure: { config, _ in config.timeouts.shutdown = .milliseconds(50) }
    ) { front in
      let client = try await front.connect()
      try await client.send("GET /gated HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(try await eventually { gate.count == 1 })
      front.front.beginShutdown()
      #expect(try await client.receiveToEnd().isEmpty)
      gate.open()
      client.close()
    }
  }
}
