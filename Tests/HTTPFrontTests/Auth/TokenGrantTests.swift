// What goes on on the strength of a token ends with it, over a real front; and the grant that does it.

import JobCore
import NIOCore
import Testing

@testable import HTTPFront

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct TokenGrantTests {
  private static let token = "reader-token-0123456789"
  private static let get = "Host: localhost\r\nAuthorization: Bearer \(token)\r\n\r\n"

  private func withWaiting(
    _ path: String, _ body: (TestFront, RawClient, Gauge) async throws -> Void
  ) async throws {
    let gauge = Gauge()
    try await withFront(
      routes: [TestRoutes.hanging(gauge, verb: .read), TestRoutes.following(gauge, verb: .read)],
      configure: { config, directory in
        config.listeners.append(.tcp(host: "127.0.0.1", port: 0))
        config.tokenFile = "\(directory)/tokens"
        try writePrivate("\(Self.token) reader read\n", to: "\(directory)/tokens")
      }
    ) { front in
      let client = try await front.connectTCP()
      try await client.send("GET \(path) HTTP/1.1\r\n\(Self.get)")
      #expect(try await eventually { gauge.count == 1 })
      try await body(front, client, gauge)
      client.close()
    }
  }

  /// Nobody else asks for anything meanwhile: the file is looked at because somebody waits.
  @Test func revokedTokensWaitIsAnsweredWith401() async throws {
    try await withWaiting("/hang") { front, client, gauge in
      unlink("\(front.directory)/tokens")
      let answer = try await client.response()
      #expect(answer.status == 401 && answer.code == "unauthenticated", "\(answer.text)")
      #expect(gauge.count == 0)
    }
  }

  @Test func revokedTokensStreamBreaksOff() async throws {
    try await withWaiting("/follow") { front, client, gauge in
      try writePrivate("\(Self.token) reader submit\n", to: "\(front.directory)/tokens")
      #expect(try await eventually { gauge.count == 0 })
      let sent = String(decoding: try await client.receiveToEnd(), as: UTF8.self)
      #expect(sent.contains("first") && !sent.hasSuffix("0\r\n\r\n"), "\(sent)")
    }
  }

  @Test func waitGoesOnWhenOtherLinesChange() async throws {
    try await withWaiting("/hang") { front, client, gauge in
      let other = "other-token-0123456789"
      try writePrivate("\(other) other read\n\(Self.token) reader read\n", to: "\(front.directory)/tokens")
      let second = try await front.connectTCP()
      // The change has been noticed once the other one is let in.
      #expect(
        try await eventually {
          try await second.exchange(
            "GET /none HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(other)\r\n\r\n"
          ).status == 404
        })
      #expect(gauge.count == 1)
      second.close()
    }
  }

  /// The file changes while the body is on its way.
  @Test func bodyThatComesAfterTheEndOfItsTokenIsNotTaken() async throws {
    try await withFront(configure: { config, directory in
      config.listeners.append(.tcp(host: "127.0.0.1", port: 0))
      config.tokenFile = "\(directory)/tokens"
      try writePrivate("\(Self.token) a admin\n", to: "\(directory)/tokens")
    }) { front in
      let head =
        "POST /echo HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(Self.token)\r\n"
        + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n"
      let (slow, second) = (try await front.connectTCP(), try await front.connectTCP())
      try await slow.send(head + "{")
      #expect(try await second.exchange(head + "{}").status == 200)
      unlink("\(front.directory)/tokens")
      #expect(try await eventually { try await second.exchange(head + "{}").status == 401 })
      try await slow.send("}")
      let answer = try await slow.response()
      #expect(answer.status == 401, "\(answer.text)")
      for client in [slow, second] { client.close() }
    }
  }

  @Test func operationIsCancelledAtTheEndOfTheGrantAndItsResultReturned() async throws {
    let grant = TokenGrant()
    let gauge = Gauge()
    async let result = grant.cancellingAtEnd {
      await gauge.hang()
      return Task.isCancelled
    }
    #expect(try await eventually { gauge.count == 1 })
    grant.end()
    #expect(await result)
    #expect(!grant.isValid)
    // What begins after the end is cancelled at once.
    await grant.cancellingAtEnd { await gauge.hang() }
    await grant.ended()
  }

  @Test func operationOfACancelledTaskEndsThoughTheGrantIsValid() async throws {
    let grant = TokenGrant()
    let gauge = Gauge()
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await grant.cancellingAtEnd { await gauge.hang() } }
      group.cancelAll()
    }
    #expect(grant.isValid)
    let value = await grant.cancellingAtEnd { 7 }
    #expect(value == 7)
  }
}
