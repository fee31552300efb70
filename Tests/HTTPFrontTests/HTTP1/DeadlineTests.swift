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

  private static let post = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
  static let whole = [
    HTTPConnectionTests.get, post + "Content-Length: 2\r\n\r\n{}",
    post + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "GET /yield HTTP/1.1\r\nHost: x\r\n\r\n",
  ]

  /// In the same packet, where the parser does not say that there is more.
  @Test(arguments: whole) func headersThatStopBehindARequestAreCutOffAndAnswered(_ request: String) async throws {
    try await withFront(configure: { config, _ in config.timeouts.header = .milliseconds(50) }) { front in
      let client = try await front.connect()
      try await client.send(request + "GET /hello HTTP/1.1\r\nHos")
      #expect(try await client.response().status == 200)
      let response = try await client.response()
      #expect(response.status == 400)
      #expect(response.detail?.contains("in time") == true)
      #expect(response.header("connection") == "close")
      client.close()
    }
  }

  @Test func endOfARequestIsNoBeginningOfTheNext() async throws {
    try await withFront(configure: { config, _ in config.timeouts.header = .milliseconds(50) }) { front in
      let clients = [try await front.connect(), try await front.connect(), try await front.connect()]
      for (client, request) in zip(clients, Self.whole) {
        #expect(try await client.exchange(request).status == 200)
        try await client.send(String(request.dropLast(3)))
        try await client.trickle(String(request.suffix(3)))
        #expect(try await client.response().status == 200)
      }
      // As long as one that began later has not got its time.
      let late = try await front.connect()
      #expect(try await late.exchange("GET /hello").status == 400)
      for (client, request) in zip(clients, Self.whole) { #expect(try await client.exchange(request).status == 200) }
      for client in clients + [late] { client.close() }
    }
  }

  /// As some clients send behind a body: they have asked for nothing that could be too late.
  @Test(arguments: ["\r\n", "\n", "\r\n\r\n"]) func emptyLinesBehindARequestAreNoneEither(_ lines: String) async throws
  {
    try await withFront(configure: { config, _ in config.timeouts.header = .milliseconds(50) }) { front in
      let clients = [try await front.connect(), try await front.connect()]
      try await clients[0].send(HTTPConnectionTests.get + lines)
      #expect(try await clients[0].response().status == 200)
      #expect(try await clients[1].exchange(HTTPConnectionTests.get).status == 200)
      try await clients[1].send(lines)
      let late = try await front.connect()
      #expect(try await late.exchange("GET /hello").status == 400)
      for client in clients { #expect(try await client.exchange(HTTPConnectionTests.get).status == 200) }
      for client in clients + [late] { client.close() }
    }
  }

  /// A line without the carriage return is no line of a request.
  @Test(arguments: ["GET /hello HTTP/1.1\nHost: x\n\n", "GET /hello HTTP/1.1\r\nHost: x\r\n\n"])
  func requestWithBareLineFeedsIsRefused(_ request: String) async throws {
    try await withFront { front in
      let client = try await front.connect()
      #expect(try await client.exchange(request).status == 400)
      client.close()
    }
  }
}
