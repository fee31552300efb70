// What the door says of requests that it could not answer.

import JobCore
import Logging
import NIOCore
import NIOHTTP1
import TestSupport
import Testing

@testable import HTTPFront

@Suite struct FrontDoorTests {
  private static func ill(_ message: String) -> JobError {
    .store(.unreadable(statement: "job.state", message: message))
  }

  private static let routes = [
    Route(method: .GET, path: "/ill", verb: .probe) { _ in throw ill("job 7: 11 is not a state") },
    Route(method: .GET, path: "/full", verb: .probe) { _ in throw JobError.store(.full(statement: "s")) },
    Route(method: .GET, path: "/list", verb: .probe) { _ in
      let body = HTTPResponse.Body.stream(length: nil) { writer in
        try await writer.write([0x5B])
        throw ill("job 8: 11 is not a state")
      }
      return HTTPResponse(.ok, contentType: .json, body: body)
    },
  ]

  @Test func answerThatIsOurOwnFaultStandsInTheLog() async throws {
    let lines = Noted<[NotedLine]>([])
    let logger = Logger(label: "test") { _ in NotingLogHandler(lines: lines) }
    try await withFront(routes: Self.routes, logger: logger) { front in
      let client = try await front.connect()
      for path in ["/ill", "/full", "/ill"] {
        let answer = try await client.exchange("GET \(path) HTTP/1.1\r\nHost: jobd\r\n\r\n")
        #expect(answer.status == (path == "/full" ? 507 : 500))
      }
      client.close()
      // Nobody is told but the log.
      let other = try await front.connect()
      try await other.send("GET /list HTTP/1.1\r\nHost: jobd\r\n\r\n")
      #expect(try await eventually { lines.value.count { $0.level == .error } == 2 })
      other.close()
    }
    let said = lines.value.filter { $0.level == .error }
    #expect(said.map { $0.metadata["route"] } == ["/ill", "/list"])
    let errors = said.map { $0.metadata["error"].map { "\($0)" } ?? "" }
    #expect(errors.count == 2 && errors[0].contains("job 7") && errors[1].contains("job 8"), "\(errors)")
  }
  // MARK: Tokens after a quiet time

  private static let kept = "kept-token-0123456789"
  private static let gone = "gone-token-0123456789"

  /// A front whose token file nobody has looked at for a quiet time, in which one of two tokens was taken back, and whose
  /// disk hangs now.
  private func withHangingDisk(
    patience: TimeAmount, _ body: (TestFront, TokenStore, SlowDisk) async throws -> Void
  ) async throws {
    let disk = SlowDisk()
    let made = Noted<TokenStore?>(nil)
    defer { disk.be(.quick) }
    try await withFront(
      makeTokens: { path in
        let store = TokenStore(
          path: path, interval: .milliseconds(1), lookWait: .milliseconds(1), patience: patience, logger: .silent
        ) { disk.look($0, after: $1) }
        made.change { $0 = store }
        return store
      },
      configure: { config, directory in
        config.listeners.append(.tcp(host: "127.0.0.1", port: 0))
        config.tokenFile = "\(directory)/tokens"
        try writePrivate("\(Self.kept) kept admin\n\(Self.gone) gone admin\n", to: "\(directory)/tokens")
      }
    ) { front in
      let store = try #require(made.value)
      #expect(try await eventually { !store.isWatching })
      try writePrivate("\(Self.kept) kept admin\n", to: "\(front.directory)/tokens")
      disk.be(.hanging)
      try await body(front, store, disk)
      disk.be(.quick)
    }
  }

  private func request(_ token: String, _ body: String, to front: TestFront) -> String {
    """
    POST /echo HTTP/1.1\r\nHost: localhost:\(front.port)\r\nAuthorization: Bearer \(token)\r\n\
    Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)
    """
  }

  @Test func tokenIsAsGoodAsTheFileSaysHoweverLongTheDiskTakesToSayIt() async throws {
    try await withHangingDisk(patience: .seconds(60)) { front, store, disk in
      let (kept, gone) = (try await front.connectTCP(), try await front.connectTCP())
      // More than a stranger may send.
      let text = "\"\(String(repeating: "x", count: 20_000))\""
      try await kept.send(request(Self.kept, text, to: front))
      try await gone.send(request(Self.gone, "1", to: front))
      #expect(try await eventually { store.waitingCount == 2 })
      disk.be(.quick)
      #expect(try await kept.response().text == text)
      let refused = try await gone.response()
      #expect(refused.status == 401, "\(refused.text)")
      for client in [kept, gone] { client.close() }
    }
  }

  @Test func whoseTokenCannotBeLookedUpIsToldToComeAgain() async throws {
    try await withHangingDisk(patience: .milliseconds(20)) { front, _, _ in
      for token in [Self.kept, Self.gone, "stranger-token-0123456789"] {
        let client = try await front.connectTCP()
        let refused = try await client.exchange(request(token, "1", to: front))
        #expect(refused.status == 503 && refused.header("retry-after") != nil, "\(refused.text)")
        #expect(refused.detail?.contains("token file") == true, "\(refused.text)")
        client.close()
      }
      let open = try await front.connectTCP()
      let answer = try await open.exchange("GET /hello HTTP/1.1\r\nHost: localhost:\(front.port)\r\n\r\n")
      #expect(answer.text == "hello", "what needs no token waits for no file")
      open.close()
    }
  }
}
