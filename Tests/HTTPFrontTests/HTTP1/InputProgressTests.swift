// Whether the parser has the beginning of a head, which it does not say.

import NIOCore
import NIOHTTP1
import Testing

@testable import HTTPFront

@Suite struct InputProgressTests {
  private static let head = "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n"

  /// Parses a request whose body is these two bytes, and what follows it.
  private func parsed(_ body: String, _ rest: String, isCopy: Bool = false) throws -> InputProgress {
    var input = InputProgress()
    let bytes = ByteBuffer(string: Self.head + body + rest)
    let slice = try #require(bytes.getSlice(at: Self.head.utf8.count, length: body.utf8.count))
    input.willParse()
    input.parsed(.head(HTTPRequestHead(version: .http1_1, method: .POST, uri: "/")))
    if !body.isEmpty { input.parsed(.body(isCopy ? ByteBuffer(string: body) : slice)) }
    input.parsed(.end(nil))
    input.didParse(bytes)
    return input
  }

  @Test(arguments: ["", "{}", "\r\n"]) func wholeRequestsLeaveNothing(_ body: String) throws {
    #expect(try !parsed(body, "").hasBegunHead)
    #expect(try !parsed(body, "\r\n\r\n").hasBegunHead)
    #expect(try !parsed(body, "GET / HTTP/1.1\r\nHost: x\r\n\r\n").hasBegunHead)
  }

  @Test(arguments: ["", "{}"]) func whatFollowsARequestIsTheBeginningOfAHead(_ body: String) throws {
    for rest in ["G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: x\r\n"] {
      #expect(try parsed(body, rest).hasBegunHead, "\(rest)")
    }
  }

  @Test(arguments: 1...4) func endOfAHeadMayComeInPieces(_ length: Int) {
    var input = InputProgress()
    let head = Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
    for start in stride(from: 0, to: head.count, by: length) {
      input.willParse()
      let piece = head[start..<min(start + length, head.count)]
      input.didParse(ByteBuffer(bytes: piece))
      #expect(input.hasBegunHead == (start + length < head.count))
    }
  }

  @Test func lineEndsBehindABodyAreNoHead() throws {
    #expect(try !parsed("{}", "\r\n").hasBegunHead)
  }

  @Test func emptyLinesBetweenRequestsBeginNothing() {
    var input = InputProgress()
    func parse(_ text: String) {
      input.willParse()
      input.didParse(ByteBuffer(string: text))
    }
    for text in ["\r\n", "\n", "\r", "\n\n\r\n"] {
      parse(text)
      #expect(!input.hasBegunHead && input.isBlank, "\(text.debugDescription)")
    }
    parse("GET / HTTP/1.1\r\nHost: x")
    for text in ["\r\n", "\r"] {
      parse(text)
      #expect(input.hasBegunHead && !input.isBlank)
    }
    parse("\n")
    #expect(!input.hasBegunHead && !input.isBlank)
    parse("\r\n")
    #expect(!input.hasBegunHead && input.isBlank)
    // In the same packet as the request before.
    parse("GET / HTTP/1.1\r\nHost: x\r\n\r\n\n")
    #expect(!input.hasBegunHead)
  }

  @Test func nothingIsSaidOfABodyThatIsACopy() throws {
    #expect(try !parsed("{}", "GET", isCopy: true).hasBegunHead)
  }

  @Test func bytesWithoutAPartAreAHead() {
    var input = InputProgress()
    input.willParse()
    input.didParse(ByteBuffer(string: "GET / HT"))
    #expect(input.hasBegunHead)
    // Until it is seen what comes of it.
    input.willParse()
    #expect(!input.hasBegunHead)
  }
}
