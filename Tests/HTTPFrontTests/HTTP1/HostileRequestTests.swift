// What attackers, broken clients and line noise send: each is refused with a problem, and hurts nobody else.

import NIOCore
import Testing

@testable import HTTPFront

@Suite struct HostileRequestTests {
  /// A request, and a word of what its refusal says.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: String
    let detail: String
    var testDescription: String { name }
  }

  static let malformed = [
    Case(name: "bare LF", bytes: "GET /hello HTTP/1.1\nHost: x\n\n", detail: ""),
    Case(name: "bare LF between fields", bytes: "GET /hello HTTP/1.1\r\nHost: x\nA: b\r\n\r\n", detail: ""),
    Case(name: "bare LF at the end of the head", bytes: "GET /hello HTTP/1.1\r\nHost: x\r\n\n", detail: ""),
    Case(name: "no Host", bytes: "GET /hello HTTP/1.1\r\n\r\n", detail: "no Host"),
    Case(name: "two Hosts", bytes: "GET /hello HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", detail: "more than one Host"),
    Case(
      name: "conflicting Content-Length",
      bytes: "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}}",
      detail: "Content-Length"),
    Case(
      name: "repeated Content-Length",
      bytes: "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
      detail: "Content-Length"),
    Case(
      name: "list in Content-Length", bytes: "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2, 2\r\n\r\n{}",
      detail: "Content-Length"),
    Case(
      name: "negative Content-Length", bytes: "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n{}",
      detail: "Content-Length"),
    Case(
      name: "signed Content-Length", bytes: "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: +2\r\n\r\n{}",
      detail: "Content-Length"),
    Case(
      name: "overflowing Content-Length",
      bytes: "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n{}",
      detail: "Content-Length"),
    Case(
      name: "Content-Length and Transfer-Encoding",
      bytes: "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      detail: ""),
    Case(
      name: "Transfer-Encoding and Content-Length",
      bytes: "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
      detail: ""),
    Case(
      name: "unknown Transfer-Encoding",
      bytes: "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", detail: ""),
    Case(
      name: "Transfer-Encoding that is not last chunked",
      bytes: "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", detail: ""),
    Case(
      name: "Transfer-Encoding twice",
      bytes: "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "0\r\n\r\n", detail: ""),
    Case(
      name: "Transfer-Encoding in HTTP/1.0",
      bytes: "POST /echo HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", detail: ""),
    Case(name: "space before the colon", bytes: "GET /hello HTTP/1.1\r\nHost : x\r\n\r\n", detail: ""),
    Case(name: "space before the first field", bytes: "GET /hello HTTP/1.1\r\n Host: x\r\n\r\n", detail: ""),
    Case(name: "folded field", bytes: "GET /hello HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n", detail: ""),
    Case(name: "field without a name", bytes: "GET /hello HTTP/1.1\r\nHost: x\r\n: b\r\n\r\n", detail: ""),
    Case(name: "field without a colon", bytes: "GET /hello HTTP/1.1\r\nHost: x\r\nabc\r\n\r\n", detail: ""),
    Case(name: "NUL in a field", bytes: "GET /hello HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n", detail: ""),
    Case(name: "CR in a field", bytes: "GET /hello HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n", detail: ""),
    Case(name: "no target", bytes: "GET HTTP/1.1\r\nHost: x\r\n\r\n", detail: ""),
    Case(name: "no version", bytes: "GET /hello\r\nHost: x\r\n\r\n", detail: ""),
    Case(name: "wrong version", bytes: "GET /hello HTTP/3.7\r\nHost: x\r\n\r\n", detail: ""),
    Case(name: "HTTP/2 preface", bytes: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", detail: ""),
    Case(name: "TLS hello", bytes: "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}", detail: ""),
    Case(name: "unknown method", bytes: "FROB /hello HTTP/1.1\r\nHost: x\r\n\r\n", detail: ""),
    Case(name: "tunnel", bytes: "CONNECT jobd:80 HTTP/1.1\r\nHost: jobd:80\r\n\r\n", detail: "not a path"),
    Case(name: "asterisk", bytes: "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", detail: "not a path"),
    Case(name: "fragment", bytes: "GET /hello#x HTTP/1.1\r\nHost: x\r\n\r\n", detail: ""),
    Case(name: "unknown expectation", bytes: "GET /hello HTTP/1.1\r\nHost: x\r\nExpect: cake\r\n\r\n", detail: "100"),
    Case(
      name: "chunk size that is no number",
      bytes: "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "zz\r\n{}\r\n0\r\n\r\n", detail: ""),
    Case(
      name: "chunk size that overflows",
      bytes: "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "fffffffffffffffff\r\n{}\r\n0\r\n\r\n", detail: ""),
    Case(
      name: "chunk longer than it says",
      bytes: "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "1\r\n{}\r\n0\r\n\r\n", detail: ""),
  ]

  @Test(arguments: malformed) func malformedRequestIs400AndTheConnectionCloses(_ hostile: Case) async throws {
    try await withFront { front in
      let client = try await front.connect()
      let response = try await client.exchange(hostile.bytes)
      #expect(response.status == 400)
      #expect(response.code == "bad_request")
      #expect(response.header("connection") == "close")
      if !hostile.detail.isEmpty { #expect(response.detail?.contains(hostile.detail) == true) }
      client.closeOutput()
      #expect(try await client.receiveToEnd().isEmpty)
      client.close()
      let other = try await front.connect()
      #expect(try await other.exchange(HTTPConnectionTests.get).text == "hello")
      other.close()
    }
  }

  @Test func oneMegabyteOfHeadersIs431() async throws {
    try await withFront { front in
      for fields in [
        "A: \(String(repeating: "x", count: 1 << 20))\r\n",
        String(repeating: "Field: \(String(repeating: "y", count: 1_000))\r\n", count: 1_000),
        String(repeating: "F: 1\r\n", count: 10_000),
      ] {
        let client = try await front.connect()
        let request = Array("GET /hello HTTP/1.1\r\nHost: x\r\n\(fields)\r\n".utf8)
        // The server may stop reading before all is sent; its answer is there all the same.
        async let sending: Void? = try? client.send(request)
        let response = try await client.response()
        _ = await sending
        #expect(response.status == 431)
        #expect(response.code == "headers_too_large")
        client.close()
      }
    }
  }

  @Test func longRequestLineIs431() async throws {
    try await withFront { front in
      let client = try await front.connect()
      let path = String(repeating: "p", count: 20_000)
      #expect(try await client.exchange("GET /\(path) HTTP/1.1\r\nHost: x\r\n\r\n").status == 431)
      client.close()
    }
  }

  @Test func declaredBodyOverTheLimitIs413BeforeItIsSent() async throws {
    try await withFront { front in
      let client = try await front.connect()
      let response = try await client.exchange(
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 16777217\r\n\r\n")
      #expect(response.status == 413)
      #expect(response.code == "payload_too_large")
      client.close()
    }
  }

  @Test func chunkedBodyOverTheLimitIs413() async throws {
    try await withFront(configure: { config, _ in config.limits.bodyBytesMax = 10_000 }) { front in
      let client = try await front.connect()
      try await client.send(
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
      let chunk = "3e8\r\n\(String(repeating: " ", count: 1_000))\r\n"
      async let sending: Void? = try? client.send(String(repeating: chunk, count: 1_000))
      #expect(try await client.response().status == 413)
      _ = await sending
      client.close()
    }
  }

  @Test func tenMegabyteBodyIsTaken() async throws {
    try await withFront { front in
      let client = try await front.connect()
      let body = "\"\(String(repeating: "x", count: 10_000_000))\""
      async let sending: Void = client.send(
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
          + body)
      let response = try await client.response()
      try await sending
      #expect(response.body.count == body.utf8.count)
      client.close()
    }
  }

  @Test func bodiesOverTheTotalLimitAreAskedToComeBack() async throws {
    try await withFront(configure: { config, _ in
      config.limits.bodyBytesMax = 1 << 20
      config.limits.bodyBytesTotalMax = 1 << 20
    }) { front in
      let head = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1048576\r\n\r\n"
      let first = try await front.connect()
      try await first.send(head + String(repeating: " ", count: 900_000))
      let second = try await front.connect()
      async let sending: Void? = try? second.send(head + String(repeating: " ", count: 900_000))
      let refused = try await second.response()
      _ = await sending
      #expect(refused.status == 503)
      #expect(refused.header("retry-after") != nil)
      try await first.send(String(repeating: " ", count: 148_576))
      #expect(try await first.response().status == 200)
      first.close()
      second.close()
    }
  }

  @Test func smallBodyOfARefusedRequestKeepsTheConnection() async throws {
    try await withFront { front in
      let client = try await front.connect()
      let refused = try await client.exchange(
        "POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
      #expect(refused.status == 404)
      #expect(try await client.exchange(HTTPConnectionTests.get).text == "hello")
      client.close()
    }
  }

  @Test func absoluteTargetIsTakenApart() async throws {
    try await withFront { front in
      let client = try await front.connect()
      let response = try await client.exchange("GET http://jobd/items/a?a=1 HTTP/1.1\r\nHost: jobd\r\n\r\n")
      #expect(response.text == "a|a=1")
      client.close()
    }
  }

  @Test func emptyLinesBeforeARequestAreIgnored() async throws {
    try await withFront { front in
      let client = try await front.connect()
      #expect(try await client.exchange("\r\n\r\n\(HTTPConnectionTests.get)").text == "hello")
      client.close()
    }
  }
}
