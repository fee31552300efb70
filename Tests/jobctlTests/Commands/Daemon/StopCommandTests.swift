// What `jobctl stop` takes, and what it says that it does.

import ArgumentParser
import JobWire
import Testing

@testable import jobctl

@Suite struct StopCommandTests {
  @Test(
    arguments: [
      ([], nil, false), (["--mode", "drain"], .drain, false), (["--mode", "cancel", "--no-wait"], .cancel, true),
      (["--mode=now", "--json"], .now, false),
    ] as [([String], WireStopMode?, Bool)])
  func itWaitsUnlessItIsTold(_ arguments: [String], mode: WireStopMode?, leaves: Bool) throws {
    let stop = try #require(try Jobctl.command(of: ["stop"] + arguments) as? StopCommand)
    #expect(stop.mode == mode && stop.noWait == leaves)
  }

  /// Nobody stops the daemon who means a queue or a job.
  @Test(arguments: [["ci"], ["7"], ["--mode", "soon"], ["--queue", "ci"], ["--force"]])
  func whatItHasNotIsRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try Jobctl.command(of: ["stop"] + arguments) }
  }
}
