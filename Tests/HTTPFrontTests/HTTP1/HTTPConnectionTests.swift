// The protocol over real sockets: keep-alive, pipelining, slow and half-closed clients, streams and long polls.

import NIOCore
import Testing

@testable import HTTPFront

@Suite struct HTTPConnectionTests {
  static let get = "GET /hello HTTP/1.1\r\nHost: jobd\r\n\r\n"

  @Test func keepAliveConnectionServesManyRequests() async throws {
    try await withFront { front in
      let client = try await front.connect()
      for _ in 0..<5 {
        let response = try await client.exchange(Self.get)
        #expect(response.status == 200)
        #expect(response.text == "hello")
        #expect(response.header("content-length") == "5")
        #expect(response.header("connection") == nil)
        #expect(response.header("date")?.hasSuffix("GMT") == true)
      }
      client.close()
    }
  }

  @Test func requestOfOneBytePerPacketIsServed() async throws {
    try await withFront { front in
      let client = try await front.connect()
      try await client.trickle(
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{\"a\":1}")
      let response = try await client.response()
      #expect(response.status == 200)
      #expect(response.text == "{\"a\":1}")
      client.close()
    }
  }

  @Test func chunkedBodyIsServed() async throws {
    try await withFront { front in
      let client = try await front.connect()
      let response = try await client.exchange(
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "3\r\n{\"a\r\n4\r\n\":1}\r\n0\r\n\r\n")
      #expect(response.text == "{\"a\":1}")
      client.close()
    }
  }

  @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
    try await withFront { front in
      let client = try await front.connect()
      let paths = (0..<300).map { $0 % 3 == 0 ? "/yield" : "/items/\($0)" }
      try await client.send(paths.map { "GET \($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined())
      for (index, path) in paths.enumerated() {
        let response = try await client.response()
        #expect(response.text == (path == "/yield" ? "yielded" : "\(index)|"))
      }
      client.close()
    }
  }

  @Test func pipelineBehindASlowRequestStopsReading() async throws {
    let gate = Gauge()
    try await withFront(routes: TestRoutes.all + [TestRoutes.gated(gate)]) { front in
      let client = try await front.connect()
      try await client.send("GET /gated HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(try await eventually { gate.count == 1 })
      try await client.send(String(repeating: Self.get, count: 1_000))
      gate.open()
      #expect(try await client.response().text == "opened")
      for _ in 0..<1_000 { #expect(try await client.response().text == "hello") }
      client.close()
    }
  }

  @Test func headHasTheLengthAndNoBody() async throws {
    try await withFront { front in
      let client = try await front.connect()
      try await client.send("HEAD /hello HTTP/1.1\r\nHost: x\r\n\r\n")
      let response = try await client.response(hasBody: false)
      #expect(response.status == 200)
      #expect(response.header("content-length") == "5")
      #expect(try await client.exchange(Self.get).text == "hello")
      client.close()
    }
  }

  @Test func connectionCloseIsHonoured() async throws {
    try await withFront { front in
      let client = try await front.connect()
      let response = try await client.exchange("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
      #expect(response.header("connection") == "close")
      #expect(try await client.isClosedByServer())
      client.close()
    }
  }

  @Test func http10ClosesUnlessAskedToStay() async throws {
    try await withFront { front in
      let leaving = try await front.connect()
      #expect(try await leaving.exchange("GET /hello HTTP/1.0\r\n\r\n").header("connection") == "close")
      #expect(try await leaving.isClosedByServer())
      leaving.close()
      let staying = try await front.connect()
      let request = "GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
      #expect(try await staying.exchange(request).header("connection") == "keep-alive")
      #expect(try await staying.exchange(request).text == "hello")
      staying.close()
    }
  }

  @Test func streamToHTTP10EndsWithTheConnection() async throws {
    try await withFront { front in
      let client = try await front.connect()
      try await client.send("GET /stream/2 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
      let all = String(decoding: try await client.receiveToEnd(), as: UTF8.self)
      #expect(!all.contains("chunked"))
      #expect(all.hasSuffix(String(repeating: "x", count: 131_072)))
      client.close()
    }
  }

  @Test func expectContinueIsAnsweredBeforeTheBody() async throws {
    try await withFront { front in
      let client = try await front.connect()
      try await client.send(
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
          + "Expect: 100-continue\r\n\r\n")
      #expect(try await client.response().status == 100)
      try await client.send("{}")
      #expect(try await client.response().text == "{}")
      client.close()
    }
  }

  @Test func expectContinueOfARefusedRequestGetsTheRefusal() async throws {
    try await withFront { front in
      let client = try await front.connect()
      let response = try await client.exchange(
        "POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
          + "Expect: 100-continue\r\n\r\n")
      #expect(response.status == 404)
      #expect(try await client.isClosedByServer())
      client.close()
    }
  }

  @Test func halfClosedClientStillGetsItsAnswer() async throws {
    try await withFront { front in
      let client = try await front.connect()
      try await client.send("GET /yield HTTP/1.1\r\nHost: x\r\n\r\n")
      client.closeOutput()
      #expect(try await client.response().text == "yielded")
      #expect(try await client.isClosedByServer())
      client.close()
      #expect(try await eventually { front.registry.count == 0 })
    }
  }

  @Test func halfARequestThenCloseLeavesNothingBehind() async throws {
    try await withFront { front in
      for half in ["GET /hel", "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"] {
        let client = try await front.connect()
        try await client.send(half)
        client.close()
      }
      #expect(try await eventually { front.registry.count == 0 })
    }
  }

  @Test func clientThatLeavesALongPollFreesItsWaiter() async throws {
    let gauge = Gauge()
    try await withFront(routes: [TestRoutes.hanging(gauge)]) { front in
      for leave in [RawClient.close, RawClient.abort, RawClient.closeOutput] {
        let client = try await front.connect()
        try await client.send("GET /hang HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try await eventually { gauge.count == 1 })
        leave(client)()
        #expect(try await eventually { gauge.count == 0 && front.registry.count == 0 })
      }
    }
  }

  @Test func errorInARouteIs500AndKeepsTheConnection() async throws {
    try await withFront { front in
      let client = try await front.connect()
      let response = try await client.exchange("GET /broken HTTP/1.1\r\nHost: x\r\nX-Request-Id: r-1\r\n\r\n")
      #expect(response.status == 500)
      #expect(response.code == "internal")
      #expect(response.header("content-type") == "application/problem+json")
      #expect(response.header("x-request-id") == "r-1")
      #expect(try await client.exchange(Self.get).text == "hello")
      client.close()
    }
  }

  @Test func slowReaderCostsOnlyItself() async throws {
    try await withFront { front in
      let slow = try await front.connect()
      // Far more than the buffers of socket and server hold together.
      try await slow.send("GET /stream/1000 HTTP/1.1\r\nHost: x\r\n\r\n")
      _ = try await slow.receive(10)
      let quick = try await front.connect()
      for _ in 0..<100 { #expect(try await quick.exchange(Self.get).text == "hello") }
      quick.close()
      var received = 10
      while received < 65_536 * 1_000 {
        let bytes = try await slow.receive()
        try #require(!bytes.isEmpty)
        received += bytes.count
      }
      slow.close()
    }
  }

  @Test func readerThatStopsIsClosed() async throws {
    try await withFront(configure: { config, _ in config.timeouts.write = .milliseconds(50) }) { front in
      let client = try await front.connect()
      try await client.send("GET /stream/1000 HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(try await client.receive(10).isEmpty == false)
      #expect(try await eventually { front.registry.count == 0 })
      client.close()
    }
  }

  @Test func pipelinerThatNeverReadsIsBounded() async throws {
    try await withFront(configure: { config, _ in
      (config.timeouts.idle, config.timeouts.write) = (.milliseconds(100), .milliseconds(100))
    }) { front in
      let client = try await front.connect()
      // The server stops reading when its answers are not taken, so that sending must block, and fails when it closes.
      await #expect(throws: (any Error).self) {
        while true { try await client.send(String(repeating: Self.get, count: 1_000)) }
      }
      #expect(try await eventually { front.registry.count == 0 })
      client.close()
    }
  }

  @Test func upgradeIsIgnoredAndTheConnectionClosed() async throws {
    try await withFront { front in
      let client = try await front.connect()
      let response = try await client.exchange(
        "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n")
      #expect(response.text == "hello")
      #expect(response.header("connection") == "close")
      client.close()
    }
  }
}
