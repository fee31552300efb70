// Where a daemon is looked for when nobody says where it is.

import JobWire
import Testing

@testable import JobClient

@Suite struct EndpointDiscoveryTests {
  @Test func namedAddressesGoFirst() throws {
    let environment = ["JOBD_URL": "http://h:1", "HOME": "/srv/ann"]
    let named = try Endpoint.discover(url: "unix:///x", environment: environment, user: 7) { _ in true }
    #expect(named == .unix(path: "/x"))
    let fromEnvironment = try Endpoint.discover(url: nil, environment: environment, user: 7) { _ in true }
    #expect(fromEnvironment == .tcp(host: "h", port: 1, isTLS: false))
  }

  @Test func theUsersSocketGoesBeforeTheSystems() throws {
    let environment = ["XDG_RUNTIME_DIR": "/run/user/7", "HOME": "/srv/ann", "JOBD_URL": ""]
    let all = ["/run/user/7/jobd.sock", "/srv/ann/.local/state/jobd/jobd.sock", "/run/jobd/jobd.sock"]
    #expect(Endpoint.defaultSockets(environment: environment, user: 7) == all)
    for path in all {
      #expect(try Endpoint.discover(url: nil, environment: environment, user: 7) { $0 == path } == .unix(path: path))
    }
    #expect(throws: ClientError.noDaemon(tried: all)) {
      try Endpoint.discover(url: nil, environment: environment, user: 7) { _ in false }
    }
  }

  @Test func directoriesThatAreNoneAreLeftOut() {
    #expect(Endpoint.defaultSockets(environment: [:], user: 7) == ["/run/user/7/jobd.sock", "/run/jobd/jobd.sock"])
    // A path that is not absolute is one from wherever the program happens to be.
    let relative = ["XDG_RUNTIME_DIR": "run", "XDG_STATE_HOME": "", "HOME": "ann"]
    #expect(
      Endpoint.defaultSockets(environment: relative, user: 7) == ["/run/user/7/jobd.sock", "/run/jobd/jobd.sock"])
    let state = ["XDG_STATE_HOME": "/var/state", "HOME": "/srv/ann"]
    #expect(
      Endpoint.defaultSockets(environment: state, user: 7) == [
        "/run/user/7/jobd.sock", "/var/state/jobd/jobd.sock", "/run/jobd/jobd.sock",
      ])
  }

  /// cron, su and ssh: the variable is not there, or is that of another user.
  @Test(arguments: [[:], ["XDG_RUNTIME_DIR": "/run/user/0"], ["XDG_RUNTIME_DIR": "/run/user/7"]])
  func theDirectoryOfTheUserIsLookedInAnyCase(environment: [String: String]) throws {
    let own = "/run/user/7/jobd.sock"
    #expect(Endpoint.defaultSockets(environment: environment, user: 7).filter { $0 == own }.count == 1)
    let found = try Endpoint.discover(url: nil, environment: environment, user: 7) { $0 == own }
    #expect(found == .unix(path: own))
  }

  @Test func addressThatIsNoneIsNotPassedOver() {
    // Whoever names a daemon means that one, and not another that happens to be there.
    for environment in [["JOBD_URL": "nonsense"], [:]] {
      let url = environment.isEmpty ? "nonsense" : nil
      let error = #expect(throws: ClientError.self) {
        try Endpoint.discover(url: url, environment: environment, user: 7) { _ in true }
      }
      guard case .badEndpoint("nonsense", _) = error else {
        Issue.record("\(error as Any)")
        continue
      }
    }
  }
}
