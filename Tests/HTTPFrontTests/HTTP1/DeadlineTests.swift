// Clients that keep the front waiting: too slow with headers or body, or silent.

import NIOCore
import Testing

@testable import HTTPFront

@Suite struct DeadlineTests {
  @Test func headersThatDripAreCutOff() async throws {
    try await withFront(configure: { config, _ in config.timeouts.header = .milliseconds(100) }) { front in
      let client = try await front.connect()
      try await client.send("GET /hello HTTP/1.1\r\n")
      // Every further byte must not buy more time.
      async let dripping: Void? = try? {
        while true { try await client.send("A: b\r\n") }
      }()
      let response = try await client.response()
      #expect([400, 431].contains(response.status))
      _ = await dripping
      client.close()
    }
  }

  @Test func headersThatStopAreCutOff() async throws {
    try await withFront(configure: { config, _ in config.timeouts.header = .milliseconds(50) }) { front in
      let client = try await front.connect()
      let response = try await client.exchange("GET /hello HTTP/1.1\r\nHos")
      #expect(response.status == 400)
      #expect(response.detail?.contains("in time") == true)
      client.close()
    }
  }

  @Test func bodyThatStopsIsCutOff() async throws {
    try await withFront(configure: { config, _ in config.timeouts.body = .milliseconds(50) }) { front in
      let client = try await front.connect()
      let response = try await client.exchange(
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{")
      #expect(response.status == 400)
      client.close()
    }
  }

  @Test func idleConnectionIsClosedQuietly() async throws {
    try await withFront(configure: { config, _ in config.timeouts.idle = .seconds(2) }) { front in
      let silent = try await front.connect()
      #expect(try await silent.isClosedByServer())
      silent.close()
      let once = try await front.connect()
      #expect(try await once.exchange(HTTPConnectionTests.get).text == "hello")
      #expect(try await once.isClosedByServer())
      once.close()
    }
  }

  @Test func waitingRequestIsNotIdle() async throws {
    let gate = Gauge()
    try await withFront(
      routes: [TestRoutes.gated(gate)], configure: { config, _ in config.timeouts.idle = .seconds(2) }
    ) { front in
      let waiting = try await front.connect()
      try await waiting.send("GET /gated HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(try await eventually { gate.count == 1 })
      let idle = try await front.connect()
      // The other connection's end shows that more than the idle time has passed.
      #expect(try await idle.isClosedByServer())
      gate.open()
      #expect(try await waiting.response().text == "opened")
      idle.close()
      waiting.close()
    }
  }
}
