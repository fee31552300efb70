// Large bodies are read beside the event loop.

import JobWire
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

@testable import HTTPFront

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct LargeBodiesTests {
  /// Keeps its thread busy until it is opened, for at most eight seconds; says whether it was.
  private final class Latch: Sendable {
    private let state = Mutex((isOpen: false, isBusy: false))

    var isBusy: Bool { state.withLock { $0.isBusy } }

    func open() { state.withLock { $0.isOpen = true } }

    func block() -> Bool {
      let end = ContinuousClock.now + .seconds(8)
      state.withLock { $0.isBusy = true }
      while ContinuousClock.now < end {
        if state.withLock({ $0.isOpen }) { return true }
        sched_yield()
      }
      return false
    }
  }

  private static let body = "[\"" + String(repeating: "a", count: HTTPLimits().bodyBytesOnLoopMax) + "\"]"

  @Test func otherRequestsAreServedWhileALargeBodyIsRead() async throws {
    let latch = Latch()
    let busy = Route(method: .POST, path: "/busy", verb: .act, body: .json) { _ in
      HTTPResponse(.ok, contentType: .text, body: .bytes(Array((latch.block() ? "opened" : "gave up").utf8)))
    }
    try await withFront(routes: TestRoutes.all + [busy]) { front in
      let (large, small) = (try await front.connect(), try await front.connect())
      try await large.send(TestClient.request("POST", "/busy", body: Self.body))
      #expect(try await eventually { latch.isBusy })
      #expect(try await small.exchange("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").text == "hello")
      #expect(try await small.exchange(TestClient.request("POST", "/echo", body: "[1]")).text == "[1]")
      latch.open()
      #expect(try await large.response().text == "opened")
      for client in [large, small] { client.close() }
    }
  }

  @Test func largeBodyOfAClientThatHasLeftIsNotRead() async throws {
    let (latch, read) = (Latch(), Gauge())
    let routes = [
      Route(method: .POST, path: "/busy", verb: .act, body: .json) { _ in
        HTTPResponse(.ok, contentType: .text, body: .bytes(Array((latch.block() ? "opened" : "gave up").utf8)))
      },
      Route(method: .POST, path: "/read", verb: .act, body: .json) { _ in
        read.note()
        return .noContent
      },
    ]
    try await withFront(routes: routes) { front in
      let (busy, last) = (try await front.connect(), try await front.connect())
      try await busy.send(TestClient.request("POST", "/busy", body: Self.body))
      #expect(try await eventually { latch.isBusy && front.registry.count == 2 })
      for _ in 0..<3 {
        let leaving = try await front.connect()
        // It has been let in, so that it is seen to leave.
        #expect(try await eventually { front.registry.count == 3 })
        try await leaving.send(TestClient.request("POST", "/read", body: Self.body))
        leaving.close()
        #expect(try await eventually { front.registry.count == 2 })
      }
      latch.open()
      #expect(try await busy.response().text == "opened")
      #expect(try await last.exchange(TestClient.request("POST", "/read", body: Self.body)).status == 204)
      #expect(read.count == 1)
      for client in [busy, last] { client.close() }
    }
  }

  /// What waits beside the loop leaves the thread to the next, and every answer goes out on the loop again.
  @Test func answersOfEachKindComeAfterLargeBodies() async throws {
    let stream = Route(method: .POST, path: "/slow", verb: .act, body: .json) { request in
      let size = request.body.readableBytes
      for _ in 0..<10 { await Task.yield() }
      return HTTPResponse(
        .ok, contentType: .text,
        body: .stream(length: nil) { writer in
          for _ in 0..<3 { try await writer.write(Array("\(size) ".utf8)) }
        })
    }
    let fails = Route(method: .POST, path: "/fails", verb: .act, body: .json) { _ in throw HTTPFault.interrupted }
    try await withFront(routes: TestRoutes.all + [stream, fails]) { front in
      let client = try await front.connect()
      for _ in 0..<3 {
        let size = Self.body.utf8.count
        let streamed = try await client.exchange(TestClient.request("POST", "/slow", body: Self.body))
        #expect(streamed.text == "\(size) \(size) \(size) ")
        #expect(try await client.exchange(TestClient.request("POST", "/echo", body: Self.body)).body.count == size)
        #expect(try await client.exchange(TestClient.request("POST", "/fails", body: Self.body)).status == 503)
        #expect(try await client.exchange("GET /yield HTTP/1.1\r\nHost: x\r\n\r\n").text == "yielded")
      }
      client.close()
    }
  }
}
