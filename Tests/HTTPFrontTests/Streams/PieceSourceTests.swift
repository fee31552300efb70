// Answers that are made while they are sent.

import JobWire
import NIOHTTP1
import Synchronization
import Testing

@testable import HTTPFront

@Suite struct PieceSourceTests {
  /// A list of texts, and how many of them have been made.
  private struct Texts: PieceSource {
    let count: Int
    let bytes: Int
    let made: Count
    var failsAt = Int.max
    var index = 0

    struct Failure: Error {}

    mutating func append(to writer: inout JSONWriter) async throws -> Bool {
      if index == 0 { writer.beginArray() }
      await Task.yield()
      if index >= failsAt { throw Failure() }
      writer.string(String(repeating: "x", count: bytes))
      index += 1
      made.add()
      if index == count { writer.endArray() }
      return index < count
    }
  }

  private final class Count: Sendable {
    private let value = Mutex(0)
    func add() { value.withLock { $0 += 1 } }
    var number: Int { value.withLock { $0 } }
  }

  private func withList(_ texts: Texts, _ body: (TestFront) async throws -> Void) async throws {
    let route = Route(method: .GET, path: "/list", verb: .probe) { _ in try await .made(by: texts) }
    try await withFront(routes: TestRoutes.all + [route]) { front in try await body(front) }
  }

  private let request = "GET /list HTTP/1.1\r\nHost: x\r\n\r\n"

  @Test(arguments: [(1, 10), (100, 1_000), (200, 1_000), (400, 1_000), (3, 500_000)])
  func theWholeIsWhatWasMade(_ count: Int, _ bytes: Int) async throws {
    try await withList(Texts(count: count, bytes: bytes, made: Count())) { front in
      let client = try await front.connect()
      for _ in 0..<2 {
        let response = try await client.exchange(request)
        let texts = response.json?.arrayValue ?? []
        #expect(response.status == 200 && texts.count == count)
        #expect(texts.allSatisfy { $0.stringValue?.utf8.count == bytes })
        // Short ones have a length, so that clients that keep connections have an easy time.
        let isWhole = response.header("content-length") != nil
        #expect(isWhole == (count * (bytes + 3) < HTTPLimits.wholeListBytesMax))
      }
      client.close()
    }
  }

  /// 20 clients that did not read had 5 GB made for them.
  @Test func readerThatDoesNotReadHasOnlyTheBeginningMade() async throws {
    let made = Count()
    try await withList(Texts(count: 100_000, bytes: 10_000, made: made)) { front in
      let client = try await front.connect()
      try await client.send(request)
      // The kernel and the buffer of the connection take some; then nothing more is made, whatever else the loop does.
      let other = try await front.connect()
      let stands = try await eventually {
        let before = made.number
        for _ in 0..<50 { _ = try await other.exchange("GET /yield HTTP/1.1\r\nHost: x\r\n\r\n") }
        return before > 0 && before == made.number
      }
      #expect(stands && made.number < 2_000, "\(made.number)")
      client.abort()
      other.close()
    }
  }

  @Test func failureAtTheBeginningIsAProblemAndLaterTheEndOfTheConnection() async throws {
    try await withList(Texts(count: 10, bytes: 1_000, made: Count(), failsAt: 5)) { front in
      let client = try await front.connect()
      #expect(try await client.exchange(request).status == 500)
      client.close()
    }
    try await withList(Texts(count: 1_000, bytes: 1_000, made: Count(), failsAt: 500)) { front in
      let client = try await front.connect()
      try await client.send(request)
      let text = String(decoding: try await client.receiveToEnd(), as: UTF8.self)
      #expect(text.hasPrefix("HTTP/1.1 200 ") && !text.hasSuffix("0\r\n\r\n"))
      client.close()
    }
  }
}
