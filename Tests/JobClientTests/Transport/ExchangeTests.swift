// A request as its task sees it: cancelled, out of time, too large, or left alone, and what becomes of the connection.

import JobWire
import NIOCore
import TestSupport
import Testing

@testable import JobClient

@Suite struct ExchangeTests {
  private static let silence: @Sendable (WebHost.Request) -> [WebHost.Step] = { _ in [] }
  private static let beginning: @Sendable (WebHost.Request) -> [WebHost.Step] = { _ in
    [.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345")]
  }

  @Test(arguments: [true, false]) func cancelClosesTheConnectionAtOnce(_ isAnswering: Bool) async throws {
    let host = try await WebHost(reply: isAnswering ? Self.beginning : Self.silence)
    try await WebTransport.with(host) { transport async throws in
      let task = Task { await WebTransport.error(of: transport) }
      try await eventually { host.requests.count == 1 }
      task.cancel()
      #expect(await task.value == .cancelled)
      try await eventually { host.open == 0 }
      #expect(host.requests.count == 1)
    }
  }

  @Test func taskThatIsCancelledAlreadyAsksNothing() async throws {
    let host = try await WebHost { _ in WebHost.answer() }
    try await WebTransport.with(host) { transport async throws in
      let isCancelled = Awaited<Void>()
      let task = Task {
        _ = await isCancelled.value(ifCancelled: ())
        return await WebTransport.error(of: transport)
      }
      task.cancel()
      #expect(await task.value == .cancelled)
      #expect(host.requests.isEmpty)
    }
  }

  @Test(arguments: [true, false]) func answerHasItsTime(_ isAnswering: Bool) async throws {
    let host = try await WebHost(reply: isAnswering ? Self.beginning : Self.silence)
    try await WebTransport.with(host) { transport async throws in
      var request = ClientRequest(.get, "/")
      request.seconds = 1
      guard case .timedOut = await WebTransport.error(of: transport, request) else {
        Issue.record("ten bytes were promised")
        return
      }
      try await eventually { host.open == 0 }
      #expect(host.requests.count == 1, "what was too slow once is not asked again")
    }
  }

  @Test(arguments: ["Content-Length: 10", "Transfer-Encoding: chunked"])
  func whatIsTooLargeIsNotReadToItsEnd(_ header: String) async throws {
    let body = header.hasPrefix("C") ? "0123456789" : "a\r\n0123456789\r\n"
    let host = try await WebHost { _ in [.send("HTTP/1.1 200 OK\r\n\(header)\r\n\r\n\(body)")] }
    try await WebTransport.with(host) { transport async throws in
      var request = ClientRequest(.get, "/")
      request.answerBytesMax = 9
      #expect(await WebTransport.error(of: transport, request) == .answerTooLarge(bytesMax: 9))
      request.answerBytesMax = 10
      guard header.hasPrefix("C") else { return }
      #expect(try await transport.send(request).body == Array("0123456789".utf8))
    }
  }

  @Test func streamThatIsLetGoClosesItsConnection() async throws {
    let host = try await WebHost(reply: Self.beginning)
    try await WebTransport.with(host) { transport async throws in
      do {
        let stream = try await transport.open(ClientRequest(.get, "/"))
        #expect(host.open == 1)
        #expect(try await stream.next() == Array("12345".utf8))
      }
      try await eventually { host.open == 0 }
    }
  }

  @Test func streamThatIsReadToItsEndKeepsItsConnection() async throws {
    let host = try await WebHost { WebHost.answer("200 OK", [], "\($0.connection)") }
    try await WebTransport.with(host) { transport async throws in
      for _ in 0..<3 {
        let stream = try await transport.open(ClientRequest(.get, "/"))
        #expect(try await stream.next() == Array("1".utf8))
        #expect(try await stream.next() == nil)
      }
    }
  }

  @Test func streamThatDoesNotBeginIsGivenUp() async throws {
    let host = try await WebHost(reply: Self.silence)
    try await WebTransport.with(host) { transport async throws in
      await #expect(throws: ClientError.timedOut(endpoint: transport.endpoint)) {
        _ = try await transport.open(ClientRequest(.get, "/"), headWithin: .milliseconds(50))
      }
      try await eventually { host.open == 0 }
    }
  }

  @Test func streamThatHasBegunMayBeSilentForLonger() async throws {
    let host = try await WebHost { _ in
      [.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n"), .wait(milliseconds: 300), .send("x")]
    }
    try await WebTransport.with(host) { transport async throws in
      let stream = try await transport.open(ClientRequest(.get, "/"), headWithin: .milliseconds(200))
      #expect(try await stream.next() == [UInt8(ascii: "x")])
    }
  }

  @Test func errorOfAStreamIsRead() async throws {
    let problem = Problem(.notFound, detail: "There is no job 7.", hint: "Look at the list.")
    let text = String(decoding: problem.jsonBytes(), as: UTF8.self)
    let host = try await WebHost { _ in WebHost.answer("404 Not Found", [], text) }
    try await WebTransport.with(host) { transport async throws in
      let error = await #expect(throws: ClientError.self) { try await transport.open(ClientRequest(.get, "/")) }
      #expect(error == .refused(problem))
    }
  }
}
