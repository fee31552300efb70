// Answers that are taken back when they have not reached the peer: which ends of a connection say so, and which do not.

import NIOCore
import NIOHTTP1
import Testing

@testable import HTTPFront

@Suite struct UndeliveredAnswerTests {
  /// A front whose route counts the answers that came back, and a connection over TCP, which can be reset.
  private func withClient(
    delivery: TimeAmount, bytes: Int = 2, _ body: (RawClient, TestFront, _ cameBack: Gauge) async throws -> Void
  ) async throws {
    let cameBack = Gauge()
    let route = Route(method: .GET, path: "/claim", verb: .probe) { _ in
      HTTPResponse(json: [UInt8](repeating: 0x20, count: bytes)).undelivered { cameBack.note() }
    }
    try await withFront(
      routes: TestRoutes.all + [route],
      configure: { config, directory in
        config.listeners.append(.tcp(host: "127.0.0.1", port: 0))
        config.tokenFile = "\(directory)/tokens"
        config.timeouts.delivery = delivery
      }
    ) { front in try await body(try await front.connectTCP(), front, cameBack) }
  }

  private let request = "GET /claim HTTP/1.1\r\nHost: localhost\r\n\r\n"

  @Test func resetSoonAfterTheAnswerTakesItBack() async throws {
    try await withClient(delivery: .hours(1)) { client, front, cameBack async throws in
      #expect(try await client.exchange(request).status == 200)
      client.abort()
      #expect(try await eventually { cameBack.count == 1 })
    }
  }

  @Test func resetOfAConnectionThatWasIdleSaysNothing() async throws {
    try await withClient(delivery: .zero) { client, front, cameBack async throws in
      #expect(try await client.exchange(request).status == 200)
      client.abort()
      #expect(try await eventually { front.registry.count == 0 })
      #expect(cameBack.count == 0)
    }
  }

  @Test func orderlyEndSaysNothing() async throws {
    try await withClient(delivery: .hours(1)) { client, front, cameBack async throws in
      #expect(try await client.exchange(request).status == 200)
      client.close()
      #expect(try await eventually { front.registry.count == 0 })
      #expect(cameBack.count == 0)
    }
  }

  @Test func writeThatFailsTakesTheAnswerBackHoweverLate() async throws {
    // More than the kernel holds for a peer that does not read.
    try await withClient(delivery: .zero, bytes: 32 << 20) { client, front, cameBack async throws in
      try await client.send(request)
      #expect(!(try await client.receive(1_000)).isEmpty)
      client.abort()
      #expect(try await eventually { cameBack.count == 1 })
    }
  }

  @Test func nextRequestSaysThatTheAnswerWasRead() async throws {
    try await withClient(delivery: .hours(1)) { client, front, cameBack async throws in
      #expect(try await client.exchange(request).status == 200)
      #expect(try await client.exchange("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n").text == "hello")
      client.abort()
      #expect(try await eventually { front.registry.count == 0 })
      #expect(cameBack.count == 0)
    }
  }
}
