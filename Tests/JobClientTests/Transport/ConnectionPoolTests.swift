// Connections between requests: kept, found stale, bounded, and closed with the client.

import TestSupport
import Testing

@testable import JobClient

@Suite struct ConnectionPoolTests {
  private func errors(
    of count: Int, _ transport: Transport, _ request: ClientRequest
  ) -> [Task<ClientError?, Never>] {
    (0..<count).map { _ in Task { await WebTransport.error(of: transport, request) } }
  }

  @Test func connectionThatTheServerClosedIsNotUsed() async throws {
    let host = try await WebHost { WebHost.answer("200 OK", [], "\($0.connection)") + [.close] }
    try await WebTransport.with(host) { transport async throws in
      for connection in 1...3 {
        let answer = try await transport.send(ClientRequest(.post, "/"))
        #expect(String(decoding: answer.body, as: UTF8.self) == "\(connection)")
        try await eventually { host.open == 0 }
      }
      #expect(host.requests.count == 3)
    }
  }

  @Test func connectionThatIsStaleIsFoundOutByWhatMayBeSentTwice() async throws {
    let host = try await WebHost { request in
      request.place == 2 ? [.close] : WebHost.answer("200 OK", [], "\(request.connection)")
    }
    try await WebTransport.with(host) { transport async throws in
      #expect(try await transport.text() == "1")
      #expect(try await transport.text() == "2", "made again over a new connection")
      // The second connection breaks now, and what this one did is not known.
      guard case .connectionLost = await WebTransport.error(of: transport, ClientRequest(.post, "/")) else {
        Issue.record("whether the server acted is unknown")
        return
      }
      #expect(host.requests.count == 4)
      #expect(try await transport.text() == "3")
    }
  }

  @Test func requestsAtATimeHaveAConnectionEachAndNoMoreThanThereMayBe() async throws {
    let isOpen = Noted(false)
    let host = try await WebHost { request in
      [.when { request.path == "/lasting" || isOpen.value }] + WebHost.answer()
    }
    try await WebTransport.with(host) { transport async throws in
      let max = TransportLimits.ordinaryRequestsMax
      let tasks = errors(of: max + 3, transport, ClientRequest(.get, "/"))
      try await eventually { host.open == max }
      // What lasts has turns of its own, and is not kept up.
      for _ in 0..<3 { _ = try await transport.send(ClientRequest(.get, "/lasting").held(seconds: 60)) }
      #expect(host.mostOpen <= max + 1)
      #expect(host.requests("/").count == max)
      isOpen.change { $0 = true }
      for task in tasks { #expect(await task.value == nil) }
      #expect(host.requests("/").count == max + 3 && host.mostOpen <= max + 1)
    }
  }

  @Test func waitForATurnIsPartOfTheTime() async throws {
    let host = try await WebHost { _ in [] }
    try await WebTransport.with(host) { transport async throws in
      let max = TransportLimits.ordinaryRequestsMax
      let tasks = errors(of: max, transport, ClientRequest(.get, "/"))
      try await eventually { host.requests.count == max }
      var request = ClientRequest(.get, "/late")
      request.seconds = 0
      guard case .timedOut = await WebTransport.error(of: transport, request) else {
        Issue.record("there was no turn for it")
        return
      }
      for task in tasks { task.cancel() }
      for task in tasks { #expect(await task.value == .cancelled) }
      #expect(host.requests("/late").isEmpty)
    }
  }

  @Test func clientThatIsShutDownAsksNobody() async throws {
    let host = try await WebHost { request in request.path == "/never" ? [] : WebHost.answer() }
    try await WebTransport.with(host) { transport async throws in
      _ = try await transport.text()
      let waiting = errors(of: 1, transport, ClientRequest(.get, "/never"))
      try await eventually { host.requests("/never").count == 1 }
      await transport.shutdown()
      let shut = ClientError.connectionLost(
        endpoint: transport.endpoint, reason: "this client has been shut down")
      #expect(await waiting[0].value == shut)
      #expect(await WebTransport.error(of: transport) == shut)
      try await eventually { host.open == 0 }
      #expect(host.requests.count == 2)
    }
  }

  @Test func clientThatIsLetGoClosesWhatItKept() async throws {
    let host = try await WebHost { _ in WebHost.answer() }
    do {
      let transport = Transport(endpoint: .tcp(host: "127.0.0.1", port: host.port, isTLS: false), token: nil)
      _ = try await transport.text()
      withExtendedLifetime(transport) { #expect(host.open == 1) }
    }
    try await eventually { host.open == 0 }
  }
}
