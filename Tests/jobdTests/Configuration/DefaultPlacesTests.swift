// Where things are kept when nobody says, for root, for a user and under systemd.

import Testing

@testable import jobd

@Suite struct DefaultPlacesTests {
  @Test func rootGetsTheSystemsPlaces() {
    let places = DefaultPlaces(environment: ["XDG_RUNTIME_DIR": "/run/user/0"], isRoot: true)
    #expect(places.dataDirectory == "/var/lib/jobd")
    #expect(places.socket(in: "/elsewhere") == "/run/jobd/jobd.sock")
  }

  @Test func userGetsTheirOwn() {
    let environment = ["HOME": "/u/ann", "XDG_STATE_HOME": "/u/ann/state", "XDG_RUNTIME_DIR": "/run/user/7"]
    let places = DefaultPlaces(environment: environment, isRoot: false)
    #expect(places.dataDirectory == "/u/ann/state/jobd")
    #expect(places.socket(in: places.dataDirectory) == "/run/user/7/jobd.sock")
  }

  @Test func withoutRuntimeDirectoryTheSocketIsWithTheData() {
    let places = DefaultPlaces(environment: ["HOME": "/u/ann"], isRoot: false)
    #expect(places.dataDirectory == "/u/ann/.local/state/jobd")
    #expect(places.socket(in: places.dataDirectory) == "/u/ann/.local/state/jobd/jobd.sock")
  }

  @Test func relativeXDGDirectoriesAreIgnored() {
    let environment = ["HOME": "/u/ann", "XDG_STATE_HOME": "state", "XDG_RUNTIME_DIR": "run"]
    let places = DefaultPlaces(environment: environment, isRoot: false)
    #expect(places.dataDirectory == "/u/ann/.local/state/jobd")
    #expect(places.socket(in: "/d") == "/d/jobd.sock")
  }

  @Test func systemdNamesThePlaces() {
    let environment = ["HOME": "/", "STATE_DIRECTORY": "/var/lib/jobd:/x", "RUNTIME_DIRECTORY": "/run/jobd"]
    let places = DefaultPlaces(environment: environment, isRoot: false)
    #expect(places.dataDirectory == "/var/lib/jobd")
    #expect(places.socket(in: places.dataDirectory) == "/run/jobd/jobd.sock")
  }
}
