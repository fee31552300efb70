// Over real sockets: strangers who send thousands of requests and never read, or leave, cost others no more than one
// request each. What is counted is requests; the event loop is held while they are sent, so that all are there at once.

import Dispatch
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

@testable import HTTPFront

@Suite struct PipelinerTests {
  private static let strangers = 20

  /// What was served, in that order.
  private final class Served: Sendable {
    private let names = Mutex<[String]>([])
    var all: [String] { names.withLock { $0 } }

    func note(_ name: String) { names.withLock { $0.append(name) } }
  }

  private static func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n" }

  /// Strangers that have sent a thousand requests each, while the only event loop was held; `release` lets it go.
  private func withPipeliners(
    _ body: (TestFront, [RawClient], Served, _ release: () -> Void) async throws -> Void
  ) async throws {
    let (served, held) = (Served(), Gauge())
    // Safe: blocks a thread of the front alone, as the test wants, and `release` comes before the front is stopped.
    let gate = DispatchSemaphore(value: 0)
    let routes = [
      Route(method: .GET, path: "/hold", verb: .probe) { _ in
        held.note()
        gate.wait()
        return .noContent
      },
      Route(method: .GET, path: "/note/{name}", verb: .probe) { request in
        served.note(request.parameter(0))
        return .noContent
      },
    ]
    try await withFront(
      routes: routes,
      configure: { config, directory in
        config.listeners.append(.tcp(host: "127.0.0.1", port: 0))
        config.tokenFile = "\(directory)/tokens"
      }
    ) { front in
      defer { gate.signal() }
      var clients: [RawClient] = []
      for _ in 0..<Self.strangers { clients.append(try await front.connectTCP()) }
      let holder = try await front.connect()
      #expect(try await eventually { front.registry.count == Self.strangers + 1 })
      try await holder.send(Self.get("/hold"))
      #expect(try await eventually { held.count == 1 })
      for client in clients { try await client.send(String(repeating: Self.get("/note/stranger"), count: 1_000)) }
      try await body(front, clients, served) { gate.signal() }
      holder.close()
    }
  }

  @Test func thousandsOfRequestsOfStrangersLetAnotherOneThrough() async throws {
    try await withPipeliners { front, strangers, served, release async throws in
      let other = try await front.connectTCP()
      try await other.send(Self.get("/note/other"))
      release()
      #expect(try await other.response().status == 204)
      let place = try #require(served.all.firstIndex(of: "other"))
      #expect(place < 3 * Self.strangers)
      for client in strangers + [other] { client.close() }
    }
  }

  @Test func requestsOfStrangersWhoHaveLeftAreNotWorkedOff() async throws {
    try await withPipeliners { front, strangers, served, release async throws in
      for client in strangers { client.close() }
      release()
      #expect(try await eventually { front.registry.count == 1 })
      #expect(served.all.count < 3 * Self.strangers)
    }
  }

  @Test func pipelineOfAStrangerWhoReadsIsServedToItsEnd() async throws {
    try await withPipeliners { front, strangers, served, release async throws in
      for client in strangers.dropFirst() { client.close() }
      release()
      for _ in 0..<1_000 { #expect(try await strangers[0].response().status == 204) }
      strangers[0].close()
    }
  }
}
