// Where a daemon is looked for when nobody says where it is.

import JobWire
import Testing

@testable import JobClient

@Suite struct EndpointDiscoveryTests {
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
}
