// Kills at random moments while graphs, batches, callbacks and schedules are at work; nothing is lost, doubled or left
// waiting for what has ended.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(4))) struct FlowCrashTests {
  @Test func graphsBatchesAndCallbacksSurviveKills() async throws {
    let seed = ProcessInfo.processInfo.environment["JOBD_CRASH_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
    print("flow crash seed \(seed); repeat it with JOBD_CRASH_SEED=\(seed)")
    var chance = SeededChance(seed)
    let (scratch, server) = (try Scratch(), try HookServer())
    var record = FlowCrashRecord()
    for _ in 0..<6 {
      let daemon = try await Daemon(scratch, slots: 4)
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
    try await eventually("everything has ended", within: .seconds(90)) {
      try await daemon.get("/v1/jobs?state=active&limit=1").objects("jobs").isEmpty
    }
    try await record.expectFair(daemon, starts: scratch.lines("starts"))
    try await record.expectBatches(daemon)
    try await record.expectCalled(server)
    try await Self.expectCountsMatch(daemon)
    #expect(try await daemon.stop() == 0)
    #expect(CrashTests.integrity("\(daemon.data)/jobd.sqlite") == "ok")
    #expect(record.jobs.count > 10)
    print("flow crash test: \(record.jobs.count) jobs, \(record.batches.count) batches, \(server.calls.count) calls")
  }

  @Test func everyDueTimeFiresOnceThroughKills() async throws {
    let seed = ProcessInfo.processInfo.environment["JOBD_CRASH_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
    print("schedule crash seed \(seed); repeat it with JOBD_CRASH_SEED=\(seed)")
    var chance = SeededChance(seed)
    let scratch = try Scratch()
    let names = ["one", "all", "lap"]
    var daemon = try await Daemon(scratch)
    for (name, more) in zip(
      names, [#""catch_up":"one""#, Self.everyOne, Self.everyOne])
    {
      let command = name == "lap" ? "sleep 0.3" : "true"
      let body = #"{"every":"1s","job":{"shell":"\#(command)"},\#(more)}"#
      let answer = try await daemon.put("/v1/schedules/\(name)", body)
      #expect([200, 201].contains(answer.status), "\(answer.text)")
    }
    for _ in 0..<6 {
      let end = ContinuousClock.now + .milliseconds(Int.random(in: 200...1800, using: &chance))
      try await eventually("its time has come") { ContinuousClock.now >= end }
      try await daemon.killHard()
      let down = ContinuousClock.now + .milliseconds(Int.random(in: 0...1500, using: &chance))
      try await eventually("the pause is over") { ContinuousClock.now >= down }
      daemon = try await Daemon(scratch)
    }
    for name in names { #expect(try await daemon.post("/v1/schedules/\(name)/pause").status == 200) }
    let firings = try names.map { try Self.firings(daemon, $0) }
    for (name, due) in zip(names, firings) {
      let schedule = try await daemon.get("/v1/schedules/\(name)")
      #expect(due.count > 3 && schedule.int("fired") == due.count, "\(name): \(due.count), \(schedule.text)")
      #expect(Set(due).count == due.count, "\(name) fired twice for one due time: \(due)")
      let jobs = try await FlowCrashRecord.all(daemon, "schedule=\(name)&")
      #expect(jobs.count == due.count, "\(name): \(jobs.count) jobs of \(due.count) firings")
      #expect(zip(due, due.dropFirst()).allSatisfy { ($1 - $0) % 1_000_000 == 0 }, "\(name) is off its beat: \(due)")
    }
    // With catch_up all and no overlap to skip for, no due time is missing.
    for (name, due) in zip(names, firings).dropFirst() {
      #expect(zip(due, due.dropFirst()).allSatisfy { $1 - $0 == 1_000_000 }, "\(name) misses a due time: \(due)")
    }
    #expect(try await daemon.stop() == 0)
    #expect(CrashTests.integrity("\(daemon.data)/jobd.sqlite") == "ok")
  }

  private static let everyOne = #""overlap":"queue","catch_up":"all""#

  /// The due times a schedule has fired for, in order.
  private static func firings(_ daemon: Daemon, _ name: String) throws -> [Int] {
    let query = """
      SELECT due_at FROM firing JOIN schedule ON schedule.id = schedule_id WHERE name = '\(name)' ORDER BY due_at
      """
    return try CrashTests.numbers("\(daemon.data)/jobd.sqlite", query)
  }

  /// What the daemon counts is what it lists.
  private static func expectCountsMatch(_ daemon: Daemon) async throws {
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
    _ daemon: Daemon, _ server: HookServer, after life: Duration, _ seeds: [UInt64], _ parents: [Int]
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
