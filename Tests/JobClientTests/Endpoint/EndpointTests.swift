// Addresses: what parses, what does not, and where a daemon is looked for.

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

  @Test func namedAddressesGoFirst() throws {
    let environment = ["JOBD_URL": "http://h:1", "HOME": "/srv/ann"]
    let named = try Endpoint.discover(url: "unix:///x", environment: environment) { _ in true }
    #expect(named == .unix(path: "/x"))
    let fromEnvironment = try Endpoint.discover(url: nil, environment: environment) { _ in true }
    #expect(fromEnvironment == .tcp(host: "h", port: 1, isTLS: false))
  }

  @Test func theUsersSocketGoesBeforeTheSystems() throws {
    let environment = ["XDG_RUNTIME_DIR": "/run/user/7", "HOME": "/srv/ann", "JOBD_URL": ""]
    let all = ["/run/user/7/jobd.sock", "/srv/ann/.local/state/jobd/jobd.sock", "/run/jobd/jobd.sock"]
    #expect(Endpoint.defaultSockets(environment: environment) == all)
    for path in all {
      #expect(try Endpoint.discover(url: nil, environment: environment) { $0 == path } == .unix(path: path))
    }
    #expect(throws: ClientError.noDaemon(tried: all)) {
      try Endpoint.discover(url: nil, environment: environment) { _ in false }
    }
  }

  @Test func socketPathsAreEscaped() {
    #expect(Endpoint.unix(path: "/a b/x.sock").base == "http+unix://%2Fa%20b%2Fx.sock")
  }
}
