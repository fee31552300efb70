// The header fields of a request: what is read, and what a request may not have.

import NIOHTTP1
import Testing

@testable import HTTPFront

@Suite struct RequestFieldsTests {
  private func fields(
    _ headers: [(String, String)], version: HTTPVersion = .http1_1
  ) throws(ProtocolFault) -> RequestFields {
    try RequestFields(HTTPRequestHead(version: version, method: .POST, uri: "/", headers: HTTPHeaders(headers)))
  }

  @Test func namesAreReadInAnyCase() throws {
    let read = try fields([
      ("HOST", "h"), ("Origin", "o"), ("authorization", "Bearer t"), ("Content-TYPE", "application/json"),
      ("Content-Length", "12"), ("Idempotency-Key", "k"), ("X-Request-Id", "r"), ("Range", "bytes=0-"),
      ("Jobd-Store", "m"), ("Expect", "100-Continue"), ("Upgrade", "h2c"), ("Accept", "*/*"),
    ])
    #expect(read.host == "h" && read.origin == "o" && read.authorization == "Bearer t" && read.store == "m")
    #expect(read.contentType == "application/json" && read.idempotencyKey == "k" && read.requestID == "r")
    #expect(read.range == "bytes=0-" && read.expectsContinue && read.asksForUpgrade)
    #expect(read.contentLength == 12 && read.hasBody && read.bodyBytesAhead == 12)
  }

  @Test func fieldsOfBrowsersAndProxiesAreMarks() throws {
    for name in ["Origin", "Sec-Fetch-Dest", "FORWARDED", "x-forwarded-for"] {
      #expect(try fields([("Host", "h"), (name, "v")]).isPassedOn, "\(name)")
    }
    for name in ["Forward", "Sec-Fetch", "X-Forwarded", "X-Request-Id", "Original", "Referer"] {
      #expect(try !fields([("Host", "h"), (name, "v")]).isPassedOn, "\(name)")
    }
  }

  @Test func theLengthOfAChunkedBodyIsNotKnown() throws {
    let read = try fields([("Host", "h"), ("Transfer-Encoding", "Chunked")])
    #expect(read.hasBody && read.bodyBytesAhead == nil)
    #expect(try fields([("Host", "h")]).bodyBytesAhead == 0)
  }

  @Test func anOldClientNeedsNoHost() throws {
    #expect(try fields([], version: .http1_0).host == nil)
  }

  @Test(
    arguments: [
      [], [("Host", "a"), ("Host", "b")], [("Host", "h"), ("Content-Length", "1"), ("Content-Length", "1")],
      [("Host", "h"), ("Content-Length", "+1")], [("Host", "h"), ("Content-Length", "")],
      [("Host", "h"), ("Content-Length", "1"), ("Transfer-Encoding", "chunked")],
      [("Host", "h"), ("Transfer-Encoding", "gzip")],
      [("Host", "h"), ("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "chunked")],
      [("Host", "h"), ("Expect", "200-ok")], [("Host", "h"), ("X-Request-Id", "a b")],
      [("Host", "h"), ("Authorization", "a"), ("Authorization", "a")],
    ] as [[(String, String)]]) func whatLeavesDoubtIsRefused(_ headers: [(String, String)])
  {
    #expect(throws: ProtocolFault.self) { try fields(headers) }
  }

  @Test func anOldRequestHasNoChunks() {
    #expect(throws: ProtocolFault.self) { try fields([("Transfer-Encoding", "chunked")], version: .http1_0) }
  }
}
