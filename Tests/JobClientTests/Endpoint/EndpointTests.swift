// Addresses: what parses, and what does not.

import JobWire
import Testing

@testable import JobClient

@Suite struct EndpointTests {
  @Test(arguments: [
    ("unix:///run/jobd/jobd.sock", Endpoint.unix(path: "/run/jobd/jobd.sock")), ("unix:/x", .unix(path: "/x")),
    ("http://127.0.0.1:7878", .tcp(host: "127.0.0.1", port: 7_878, isTLS: false)),
    ("http://localhost/", .tcp(host: "localhost", port: 80, isTLS: false)),
    ("http://[::1]:7878", .tcp(host: "[::1]", port: 7_878, isTLS: false)),
    ("http://[::1]", .tcp(host: "[::1]", port: 80, isTLS: false)),
    ("https://jobs.example", .tcp(host: "jobs.example", port: 443, isTLS: true)),
  ]) func addressesAreRead(url: String, endpoint: Endpoint) throws {
    #expect(try Endpoint(parsing: url) == endpoint)
  }

  @Test(arguments: [
    "", "unix://relative", "unix:", "ftp://x", "127.0.0.1:7878", "http://", "http://:80", "http://h:0", "http://h:x",
    "http://h:70000", "http://h/path", "http://u@h", "http://h?x",
  ]) func otherAddressesAreRefused(url: String) {
    #expect(throws: ClientError.self) { try Endpoint(parsing: url) }
  }
}
