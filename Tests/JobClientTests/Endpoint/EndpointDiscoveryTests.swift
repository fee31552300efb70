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

  @Test func directoriesThatAreNoneAreLeftOut() {
    #expect(Endpoint.defaultSockets(environment: [:]) == ["/run/jobd/jobd.sock"])
    // A path that is not absolute is one from wherever the program happens to be.
    let relative = ["XDG_RUNTIME_DIR": "run", "XDG_STATE_HOME": "", "HOME": "ann"]
    #expect(Endpoint.defaultSockets(environment: relative) == ["/run/jobd/jobd.sock"])
    let state = ["XDG_STATE_HOME": "/var/state", "HOME": "/srv/ann"]
    #expect(Endpoint.defaultSockets(environment: state) == ["/var/state/jobd/jobd.sock", "/run/jobd/jobd.sock"])
  }

  @Test func addressThatIsNoneIsNotPassedOver() {
    // Whoever names a daemon means that one, and not another that happens to be there.
    for environment in [["JOBD_URL": "nonsense"], [:]] {
      let url = environment.isEmpty ? "nonsense" : nil
      let error = #expect(throws: ClientError.self) {
        try Endpoint.discover(url: url, environment: environment) { _ in true }
      }
      guard case .badEndpoint("nonsense", _) = error else {
        Issue.record("\(error as Any)")
        continue
      }
    }
  }
}
