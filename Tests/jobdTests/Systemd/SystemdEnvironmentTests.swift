// What systemd says through the environment, and whom it is for.

import Testing

@testable import jobd

@Suite struct SystemdEnvironmentTests {
  @Test func socketsForThisProcessAreTaken() {
    let sockets = SystemdSockets(environment: ["LISTEN_PID": "77", "LISTEN_FDS": "2"], pid: 77)
    #expect(sockets.descriptors == [3, 4])
  }

  @Test(arguments: [
    [:], ["LISTEN_PID": "78", "LISTEN_FDS": "2"], ["LISTEN_FDS": "2"], ["LISTEN_PID": "77", "LISTEN_FDS": "0"],
    ["LISTEN_PID": "77", "LISTEN_FDS": "-1"], ["LISTEN_PID": "77", "LISTEN_FDS": "many"],
    ["LISTEN_PID": "77", "LISTEN_FDS": "1000000"],
  ])
  func otherSocketsAreLeftAlone(environment: [String: String]) {
    #expect(SystemdSockets(environment: environment, pid: 77).descriptors.isEmpty)
  }

  @Test func watchdogIsFedTwiceAsOftenAsItAsks() {
    #expect(SystemdEnvironment(["WATCHDOG_USEC": "30000000"], pid: 77).watchdogMicros == 15_000_000)
    #expect(
      SystemdEnvironment(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "77"], pid: 77).watchdogMicros == 15_000_000)
  }

  @Test(arguments: [
    [:], ["WATCHDOG_USEC": "0"], ["WATCHDOG_USEC": "soon"], ["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "78"],
  ])
  func watchdogOfOthersIsNotOurs(environment: [String: String]) {
    #expect(SystemdEnvironment(environment, pid: 77).watchdogMicros == nil)
  }
}
