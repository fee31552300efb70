// Kills at random moments while graphs, batches, callbacks and schedules are at work; nothing is lost, doubled or left
// waiting for what has ended.

import Foundation
import JobWire
import Testing

import class TestSupport.HookReceiver

@Suite(.serialized, .timeLimit(.minutes(4))) struct FlowCrashTests {
  @Test func graphsBatchesCallbacksAndSchedulesSurviveKills() async throws {
    let seed = ProcessInfo.processInfo.environment["JOBD_CRASH_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
    print("flow crash seed \(seed); repeat it with JOBD_CRASH_SEED=\(seed)")
    var chance = SeededChance(seed)
    let (scratch, server) = (try Scratch(), try HookReceiver())
    var record = FlowCrashRecord()
    for round in 0..<6 {
      let daemon = try await Daemon(scratch, slots: 4)
      if round == 0 { try await daemon.schedule("beat", #""every":"1s""#, #""catch_up":"all""#) }
      try await record.expectKept(by: daemon)
      let life = Duration.milliseconds(Int.random(in: 100...1500, using: &chance))
      let seeds = (0..<3).map { _ in UInt64.random(in: 0 ... .max, using: &chance) }
      let parents = Array(record.jobs.keys.sorted().suffix(12))
      for client in try await Self.submitUntilKilled(daemon, server, after: life, seeds, parents) {
        record.add(client.jobs)
        for batch in client.batches { record.add(batch: batch) }
      }
    }
    let daemon = try await Daemon(scratch, slots: 8)
    try await record.expectKept(by: daemon)
    try await daemon.pauseSchedule("beat")
    try await eventually("everything has ended", within: .seconds(90)) {
      try await daemon.get("/v1/jobs?state=active&limit=1").objects("jobs").isEmpty
    }
    try await record.expectFair(daemon, starts: scratch.lines("starts"))
    try await record.expectBatches(daemon)
    try await record.expectCalled(server)
    try await Self.expectFiredOnce(daemon)
    try await Self.expectCountsMatch(daemon)
    #expect(try await daemon.stop() == 0)
    #expect(CrashTests.integrity("\(daemon.data)/jobd.sqlite") == "ok")
    #expect(record.jobs.count > 10)
    print("flow crash test: \(record.jobs.count) jobs, \(record.batches.count) batches, \(server.calls.count) calls")
  }

  /// Each due time has fired once, and each firing has its job.
  private static func expectFiredOnce(_ daemon: Daemon) async throws {
    let firings = try daemon.firings(of: "beat")
    #expect(Set(firings.map(\.due)).count == firings.count && !firings.isEmpty, "\(firings)")
    #expect(try await daemon.schedule("beat").int("fired") == firings.count)
    let jobs = try await FlowCrashRecord.all(daemon, "schedule=beat&")
    #expect(Set(jobs.keys) == Set(firings.map(\.job)))
  }

  /// What the daemon counts is what it lists.
  static func expectCountsMatch(_ daemon: Daemon) async throws {
    let jobs = try await FlowCrashRecord.all(daemon)
    let states = jobs.values.reduce(into: [String: Int]()) { $0[$1.string("state") ?? "", default: 0] += 1 }
    let told = try await daemon.get("/v1/info").value("jobs")
    for state in ["succeeded", "failed", "cancelled", "skipped", "queued", "blocked", "running", "retrying", "held"] {
      #expect(told?.int(state) == states[state] ?? 0, "\(state)")
    }
    let slots = try await daemon.get("/v1/info").value("slots")?.int("used")
    #expect(slots == 0)
  }

  private static func submitUntilKilled(
    _ daemon: Daemon, _ server: HookReceiver, after life: Duration, _ seeds: [UInt64], _ parents: [Int]
  ) async throws -> [FlowCrashClient] {
    try await withThrowingTaskGroup(of: FlowCrashClient.self) { group in
      for seed in seeds {
        group.addTask {
          var client = FlowCrashClient(daemon, server, seed: seed, parents: parents)
          await client.run()
          return client
        }
      }
      let end = ContinuousClock.now + life
      try await eventually("its time has come") { ContinuousClock.now >= end }
      try await daemon.killHard()
      return try await group.reduce(into: []) { $0.append($1) }
    }
  }
}
