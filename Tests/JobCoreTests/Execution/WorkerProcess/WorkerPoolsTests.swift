// All pools of a daemon: at its stop their workers finish or are ended, and none is left.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct WorkerPoolsTests {
  @Test(arguments: ["good", "stubborn"]) func allWorkersAreGoneWhenTheEngineHasEnded(_ mode: String) async throws {
    var pids: [pid_t] = []
    try await WorkerBench.run(mode: mode, settings: { $0.processes = 2 }, engine: { $0.graceMicros = 100_000 }) {
      bench in
      let job = try await bench.work(#"["system", "sleep 1000 & echo $!; exit 0"]"#, #"["result", 1]"#)
      pids.append(try #require(job.pid))
      pids.append(try #require(pid_t(try await bench.output(job.id).trimmingCharacters(in: .newlines))))
      let gated = try await bench.start(#"["print", "begun"]"#, #"["sleep", 1000]"#)
      try await bench.says(gated, "begun")
      pids += await bench.workers.compactMap(\.pid)
      bench.queue.stop(.cancel)
    }
    #expect(pids.count == 3)
    for pid in pids { #expect(!isAlive(pid)) }
  }

  @Test func drainLetsBusyWorkersFinish() async throws {
    let scratch = try TemporaryDirectory()
    let settings = try WorkerScript.settings(in: scratch) { $0.processes = 2 }
    let bench = try await EngineBench.open(scratch) { $0.workers["work"] = settings }
    let queue = bench.queue
    async let ended: Void = queue.run()
    let idle = try await bench.work(#"["result", 1]"#)
    let busy = try await bench.start(#"["print", "begun"]"#, bench.gate("go"), #"["result", 2]"#)
    try await bench.says(busy, "begun")
    queue.stop(.drain)
    try bench.open("go")
    await ended
    let job = try await queue.job(busy)
    #expect(job.state == .succeeded && idle.state == .succeeded)
    await queue.close()
    #expect(!WorkerMarkFile.isThere(queue.directory.workersMarkPath))
  }
}
