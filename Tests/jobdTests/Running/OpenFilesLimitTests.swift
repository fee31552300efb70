// What the daemon takes into account when it shares out its open files.

import HTTPFront
import JobCore
import Testing

@testable import jobd

@Suite struct OpenFilesLimitTests {
  private func config(slots: Int = 4, connections: Int = 4_096, processes: Int = 0) -> DaemonConfig {
    var config = DaemonConfig(dataDirectory: "", listen: [], isListenDefault: true, slots: slots, tokensFile: "")
    config.connectionsMax = connections
    if processes > 0 {
      var worker = WorkerSettings(.program(["worker"]))
      worker.processes = processes
      config.handlers = ["h": worker]
    }
    return config
  }

  @Test func listenersAndWorkerProcessesAreTheDaemonsOwn() {
    let plain = OpenFilesLimit.share(20_000, for: config(), listeners: 1)
    #expect(plain.limit == 20_000)
    #expect(plain.own > 34)
    #expect(OpenFilesLimit.share(20_000, for: config(), listeners: 3).own == plain.own + 2)
    #expect(OpenFilesLimit.share(20_000, for: config(processes: 5), listeners: 1).own == plain.own + 20)
  }

  @Test func configurationIsTheMost() {
    let budget = OpenFilesLimit.share(1 << 20, for: config(slots: 7, connections: 9), listeners: 1)
    #expect(budget.slotsMax == 7)
    #expect(budget.connectionsMax == 9)
    #expect(budget.callbacksMax == Limits.callbackCallsMax)
  }

  @Test(arguments: [nil, UInt64.max]) func withoutALimitTheConfigurationHolds(_ limit: UInt64?) {
    let budget = OpenFilesLimit.share(limit, for: config(slots: 10_000, connections: 100_000), listeners: 1)
    #expect(budget.slotsMax == 10_000)
    #expect(budget.connectionsMax == 100_000)
    #expect(!budget.isTooSmall)
  }
}
