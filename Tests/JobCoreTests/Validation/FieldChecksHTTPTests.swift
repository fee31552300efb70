// What is refused of a request when it is submitted, all of it at once and in the names of the wire.

import TestSupport
import Testing

@testable import JobCore

@Suite struct FieldChecksHTTPTests {
  private func fields(_ url: String = "http://x.example/", _ change: (inout HTTPWork) -> Void = { _ in }) -> [String] {
    var work = HTTPWork(url: url)
    change(&work)
    return NewJob(.http(work)).faults().map(\.field)
  }

  @Test(arguments: [
    "http://x.example", "https://x.example:8443/a/b?c=d&e#f", "http://[::1]:80/", "http://127.0.0.1/", "HTTP://X/",
    "http://xn--bcher-kva.example/", "http://x.example/ümlaut", "http://x.example:65535/a:99999999",
    "http://x.example:0080/", "http://x.example:/", "http://[::ffff:1.2.3.4]/", "http://[2001:db8::1]:8080/a:b]c",
  ]) func addressesAreTaken(_ url: String) {
    #expect(fields(url) == [])
  }

  @Test(arguments: [
    "", "x.example", "/path", "ftp://x.example/", "file:///etc/passwd", "http://", "http:///path", "http://:80/",
    "http://user@x.example/", "http://user:pass@x.example/", "http://bücher.example/", "http://x%2eexample/",
    "http://x.example:0/", "http://x.example:65536/", "http://x.example:port/", "http://x.example/a b",
    "http://x.example/\r\nHost: y", "http://x.example/\0", " http://x.example/", "http://x.example\\@y.example/",
    "http://" + String(repeating: "a", count: 8_192), "http://127.0.0.1:99999999999999999999/",
    "http://[::1]:99999999999999999999/", "https://x.example:18446744073709551696/?a:b", "http://x.example:-1/",
    "http://x.example:+80/", "http://[]/", "http://[]:80/", "http://[127.0.0.1]/", "http://[::1/", "http://[x]/",
  ]) func whatIsNoAddressIsRefused(_ url: String) {
    #expect(fields(url) == ["http.url"])
  }

  @Test(arguments: ["GET", "get", "PURGE", "M-SEARCH", "x"]) func methodsAreTaken(_ method: String) {
    #expect(fields { $0.method = method } == [])
  }

  @Test(arguments: [
    "", " ", "GET ", "GET /x HTTP/1.1\r\n", "CONNECT", "trace", "GÉT", String(repeating: "A", count: 33),
  ])
  func whatIsNoMethodIsRefused(_ method: String) {
    #expect(fields { $0.method = method } == ["http.method"])
  }

  @Test(arguments: [
    ("Host", "y"), ("host", "y"), ("Content-Length", "5"), ("transfer-encoding", "chunked"), ("Connection", "close"),
    ("Upgrade", "h2c"), ("TE", "trailers"), ("Expect", "100-continue"), ("", "x"), ("a b", "x"), ("a:", "x"),
    ("X-A\r\nX-B", "x"), ("X-A", "x\r\nX-B: y"), ("X-A", "x\ny"), ("X-A", "\u{0}"), ("X-Ä", "x"),
    ("X-A", String(repeating: "x", count: 8_200)),
  ]) func headersThatAreNoneAreRefused(_ name: String, _ value: String) {
    #expect(fields { $0.headers = [name: value] } == ["http.headers.\(name)"])
  }

  @Test func headersThatAreSomeAreTaken() {
    #expect(
      fields { $0.headers = ["X-A": "", "accept": "a/b;q=0.5, c", "X-Ü-Value".replacing("Ü", with: "U"): "ü\t!"] } == []
    )
  }

  @Test func sameHeaderInTwoSpellingsIsRefused() {
    #expect(fields { $0.headers = ["accept": "a", "Accept": "b"] }.count == 1)
    #expect(fields { work in for number in 0...100 { work.headers["X-\(number)"] = "" } } == ["http.headers"])
  }

  @Test func restIsBoundedToo() {
    #expect(fields { $0.body = [UInt8](repeating: 0, count: Limits.payloadBytesMax + 1) } == ["http.body"])
    #expect(fields { $0.body = [UInt8](repeating: 0, count: Limits.payloadBytesMax) } == [])
    #expect(fields { $0.expectStatus = [99...200] } == ["http.expect_status"])
    #expect(fields { $0.expectStatus = [200...600] } == ["http.expect_status"])
    #expect(fields { $0.expectStatus = Array(repeating: 200...200, count: 51) } == ["http.expect_status"])
    #expect(fields { $0.expectBody = "(" } == ["http.expect_body"])
    #expect(fields { $0.expectBody = "(a{999}){999}" } == ["http.expect_body"])
    #expect(fields { $0.redirectsMax = 11 } == ["http.follow_redirects"])
    #expect(fields { $0.redirectsMax = -1 } == ["http.follow_redirects"])
  }

  @Test func everythingThatIsWrongIsSaidAtOnce() {
    let found = fields("nowhere") { work in
      work.method = " "
      work.headers = ["Host": "x", "X-A": "\n"]
      work.expectBody = "["
      work.expectStatus = [1...2]
      work.redirectsMax = 99
    }
    #expect(
      found == [
        "http.url", "http.method", "http.headers.Host", "http.headers.X-A", "http.expect_status", "http.expect_body",
        "http.follow_redirects",
      ])
  }
}
