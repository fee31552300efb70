// What a daemon has written when it is ready, and when it never will be.

import Testing

@testable import jobctl

@Suite struct DaemonStartTests {
  @Test func readyLineHasTheAddresses() {
    let log = "2026-11-30 notice jobd ready on nothing\njobd 1.0 ready on unix:///run/s http://127.0.0.1:7878\nmore"
    #expect(DaemonStart.addresses(log) == ["unix:///run/s", "http://127.0.0.1:7878"])
  }

  @Test(arguments: ["", "jobd 1.0 ready on unix:///run", "jobd: the data directory is in use\n", "jobd made a token\n"])
  func nothingElseIsOne(_ log: String) { #expect(DaemonStart.addresses(log) == nil) }

  @Test func failureSaysWhatTheDaemonSaidLast() {
    let lines = (1...30).map { "line \($0)\n" }.joined()
    let failure = DaemonStart.failure(73, lines)
    #expect(failure.status == .command(73))
    #expect(failure.message?.contains("exit status 73):\n  line 11\n") == true)
    #expect(failure.message?.hasSuffix("\n  line 30") == true)
    #expect(DaemonStart.failure(0, "").status == .other)
  }
}
