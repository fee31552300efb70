// Sockets that a service manager hands over.

import Testing

@testable import jobd

@Suite struct SystemdSocketsTests {
  @Test func theyBeginBehindTheStandardStreams() {
    let sockets = SystemdSockets(environment: ["LISTEN_PID": "7", "LISTEN_FDS": "3"], pid: 7)
    #expect(sockets.descriptors == [3, 4, 5])
  }

  @Test(arguments: [
    [:], ["LISTEN_PID": "7"], ["LISTEN_FDS": "1"], ["LISTEN_PID": "8", "LISTEN_FDS": "1"],
    ["LISTEN_PID": "7", "LISTEN_FDS": "0"], ["LISTEN_PID": "7", "LISTEN_FDS": "65"],
    ["LISTEN_PID": "x", "LISTEN_FDS": "1"],
  ]) func thoseOfOthersAreLeftAlone(_ environment: [String: String]) {
    #expect(SystemdSockets(environment: environment, pid: 7).descriptors.isEmpty)
  }
}
