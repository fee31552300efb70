// A handful of routes that show what the server does with requests, without an engine behind them.

import JobWire
import NIOCore
import NIOHTTP1
import Synchronization

@testable import HTTPFront

enum TestRoutes {
  static let all: [Route] = [
    Route(method: .GET, path: "/hello", verb: .probe) { _ in
      HTTPResponse(.ok, contentType: .text, body: .bytes(Array("hello".utf8)))
    },
    Route(method: .POST, path: "/echo", verb: .act, body: .json) { request in
      HTTPResponse(json: Array(request.body.readableBytesView))
    },
    Route(method: .GET, path: "/whoami", verb: .read) { request in
      HTTPResponse(.ok, contentType: .text, body: .bytes(Array(request.identity.name.utf8)))
    },
    Route(method: .GET, path: "/admin", verb: .administer) { _ in .noContent },
    Route(method: .GET, path: "/items/{name}", verb: .probe, query: [.once("a"), .repeatable("b")]) { request in
      let query = request.query.items.map { "\($0.name)=\($0.value)" }.joined(separator: ";")
      return HTTPResponse(.ok, contentType: .text, body: .bytes(Array("\(request.parameter(0))|\(query)".utf8)))
    },
    Route(method: .POST, path: "/items:verb", verb: .probe) { _ in .noContent },
    Route(method: .GET, path: "/yield", verb: .probe) { _ in
      for _ in 0..<10 { await Task.yield() }
      return HTTPResponse(.ok, contentType: .text, body: .bytes(Array("yielded".utf8)))
    },
    Route(method: .GET, path: "/stream/{count}", verb: .probe) { request in
      let count = Int(request.parameter(0)) ?? 0
      return HTTPResponse(
        .ok, contentType: .octets,
        body: .stream(length: nil) { writer in
          for _ in 0..<count { try await writer.write([UInt8](repeating: 0x78, count: 65_536)) }
        })
    },
    Route(method: .GET, path: "/broken", verb: .probe) { _ in throw Broken() },
  ]

  struct Broken: Error {}

  /// A route that hangs until its task is cancelled, and a gauge of how many do.
  static func hanging(_ gauge: Gauge, verb: Verb = .probe) -> Route {
    Route(method: .GET, path: "/hang", verb: verb, length: .wait) { request in
      try await request.haste.cut { await gauge.hang() }
      return HTTPResponse(.ok, contentType: .text, body: .bytes(Array("left".utf8)))
    }
  }

  /// A route that sends a line, and then nothing until its task is cancelled.
  static func following(_ gauge: Gauge, verb: Verb) -> Route {
    Route(method: .GET, path: "/follow", verb: verb, length: .wait) { _ in
      let body = HTTPResponse.Body.stream(length: nil) { writer in
        try await writer.write(Array("first\n".utf8))
        await gauge.hang()
      }
      return HTTPResponse(.ok, contentType: .text, body: body)
    }
  }

  /// A route that answers when the test says so.
  static func gated(_ gate: Gauge) -> Route {
    Route(method: .GET, path: "/gated", verb: .probe) { _ in
      await gate.hangUntilOpened()
      return HTTPResponse(.ok, contentType: .text, body: .bytes(Array("opened".utf8)))
    }
  }
}

/// Counts tasks that wait in it.
final class Gauge: Sendable {
  private let state = Mutex<(count: Int, waiters: [CheckedContinuation<Void, Never>])>((0, []))

  var count: Int { state.withLock { $0.count } }

  func note() { state.withLock { $0.count += 1 } }

  func hang() async {
    state.withLock { $0.count += 1 }
    let stream = AsyncStream<Never> { _ in }
    for await _ in stream {}
    state.withLock { $0.count -= 1 }
  }

  func hangUntilOpened() async {
    await withCheckedContinuation { continuation in
      state.withLock { state in
        state.count += 1
        state.waiters.append(continuation)
      }
    }
  }

  func open() {
    let waiters = state.withLock { state in
      defer { state = (0, []) }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }
}
