// That the deadlines of ConnectionState reach a real connection. What they are is in ConnectionDeadlineTests, by the
// test's own clock.

import NIOCore
import Testing

@testable import HTTPFront

@Suite struct DeadlineTests {
  @Test func headersThatStopAreCutOff() async throws {
    try await withFront(configure: { config, _ in config.timeouts.header = .milliseconds(50) }) { front in
      let client = try await front.connect()
      let response = try await client.exchange("GET /hello HTTP/1.1\r\nHos")
      #expect(response.status == 400)
      #expect(response.detail?.contains("in time") == true)
      client.close()
    }
  }
}
