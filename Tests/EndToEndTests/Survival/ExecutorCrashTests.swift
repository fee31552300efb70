// Kills and stops of the daemon, and kills of workers, at random moments while jobs run in worker processes, in the hands of remote
// workers and outside of everything; the invariants are checked against records kept outside the daemon.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(4))) struct ExecutorCrashTests {
  @Test func attemptsOfEveryExecutorSurviveKills() async throws {
    let seed = ProcessInfo.processInfo.environment["JOBD_CRASH_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
    print("executor crash seed \(seed); repeat it with JOBD_CRASH_SEED=\(seed)")
    var chance = SeededChance(seed)
    let scratch = try Scratch()
    let config = try CrashWorker.write(to: scratch)
    let record = ExecutorCrashRecord(scratch)
    for _ in 0..<6 {
      let daemon = try await Daemon(scratch, slots: 4, drain: "50ms", arguments: ["--config", config])
      // Before the first claim the next daemon ends what the last one left.
      try CrashWorker.expectOnlyYoung(scratch, daemon)
      try await Self.expectConverged(daemon)
      await RemoteCrashClient(daemon, record, seed: 0).catchUp()
      let life = Duration.milliseconds(Int.random(in: 100...1500, using: &chance))
      let seeds = (0..<4).map { _ in UInt64.random(in: 0 ... .max, using: &chance) }
      let isKilled = Int.random(in: 0..<3, using: &chance) > 0
      try await Self.work(daemon, after: life, isKilled: isKilled, seeds, record)
      if Bool.random(using: &chance) {
        try await Self.killWhileItStarts(scratch, config, after: .milliseconds(Int.random(in: 0...150, using: &chance)))
      }
    }
    let daemon = try await Daemon(scratch, slots: 8, arguments: ["--config", config])
    try await Self.finish(daemon, record)
    let all = try await FlowCrashRecord.all(daemon)
    for (id, kind) in record.acknowledged {
      try await kind.expectFair(id, releases: record.releases(of: id), among: all, daemon)
    }
    // Invariants 3 and 7: who finds the lock of a job or a key taken says so.
    #expect(scratch.lines("overlaps").isEmpty, "\(scratch.lines("overlaps"))")
    #expect(scratch.lines("losses").isEmpty, "\(scratch.lines("losses"))")
    try await Self.expectKeysAreFree(daemon)
    try await record.expectCompletionsCount(daemon)
    #expect(record.acknowledged.count > 10)
    try await FlowCrashTests.expectCountsMatch(daemon)
    #expect(try await daemon.stop() == 0)
    try await eventually("no worker outlives its daemon") { CrashWorker.alive(scratch).isEmpty }
    #expect(CrashTests.integrity("\(daemon.data)/jobd.sqlite") == "ok")
    print(
      "executor crash test: \(record.acknowledged.count) jobs, \(scratch.lines("starts").count) starts in workers, "
        + "\(record.completions.count) completions from outside")
  }

  /// Clients submit, remote workers claim, workers are killed; until the daemon is ended under all of them.
  private static func work(
    _ daemon: Daemon, after life: Duration, isKilled: Bool, _ seeds: [UInt64], _ record: ExecutorCrashRecord
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for seed in seeds.prefix(2) {
        group.addTask {
          var chance = SeededChance(seed)
          for _ in 0..<60 {
            let kind = ExecutorCrashJob.allCases.randomElement(using: &chance) ?? .worker
            guard let answer = try? await daemon.post("/v1/jobs", kind.spec), [200, 201].contains(answer.status),
              let id = answer.int("id")
            else { return }
            record.acknowledge(id, kind)
          }
        }
      }
      for seed in seeds.suffix(2) {
        group.addTask { await RemoteCrashClient(daemon, record, seed: seed).run() }
      }
      group.addTask {
        var chance = SeededChance(seeds[0] ^ 1)
        let end = ContinuousClock.now + life
        try await eventually("its time has come") {
          if let pid = CrashWorker.alive(daemon.scratch).randomElement(using: &chance),
            Int.random(in: 0..<10, using: &chance) == 0
          {
            kill(pid, SIGKILL)
          }
          return ContinuousClock.now >= end
        }
        if isKilled {
          try await daemon.killHard()
        } else {
          #expect(try await daemon.stop() == 0)
          #expect(CrashWorker.alive(daemon.scratch).isEmpty, "a worker outlived a clean stop")
        }
      }
      try await group.waitForAll()
    }
  }

  /// A daemon that may die in the midst of its recovery.
  private static func killWhileItStarts(_ scratch: Scratch, _ config: String, after life: Duration) async throws {
    let program = try Program([BuiltProgram.jobd] + Daemon.arguments(scratch) + ["--config", config])
    let end = ContinuousClock.now + life
    try await eventually("its time has come") { ContinuousClock.now >= end }
    #expect(program.status == nil, "\(program.errors)")
    program.send(SIGKILL)
    _ = try await program.exit()
  }

  /// Invariant 8: nothing is blocked by what has ended.
  private static func expectConverged(_ daemon: Daemon) async throws {
    for id in try await FlowCrashRecord.all(daemon, "state=blocked&").keys {
      // A parent may end between the two looks.
      try await eventually("job \(id) is not blocked by what has ended", within: .seconds(5)) {
        let job = try await daemon.job(id)
        guard job.string("state") == "blocked" else { return true }
        for parent in job.objects("parents").compactMap({ $0.int("job") }) {
          if try await daemon.job(parent).bool("done") != true { return true }
        }
        return false
      }
    }
  }

  /// The last daemon is let do its work: remote jobs are claimed until there are none, external ones completed.
  private static func finish(_ daemon: Daemon, _ record: ExecutorCrashRecord) async throws {
    let client = RemoteCrashClient(daemon, record, seed: 1)
    await client.catchUp()
    let end = ContinuousClock.now + .seconds(80)
    try await eventually("everything has ended", within: .seconds(90)) {
      if ContinuousClock.now > end {
        let left = try await daemon.get("/v1/jobs?state=active&limit=3")
        let workers = try await daemon.get("/v1/workers")
        throw Unexpected("still there: \(left.text) workers: \(workers.text)")
      }
      await client.claimOnce()
      let active = try await daemon.get("/v1/jobs?state=active&limit=1000").objects("jobs")
      // Also those whose submission was stored and never answered.
      for id in active.filter({ $0.string("kind") == "external" }).compactMap({ $0.int("id") }) {
        await client.complete(external: id)
      }
      return active.isEmpty
    }
  }

  /// Keys are given back with every end.
  private static func expectKeysAreFree(_ daemon: Daemon) async throws {
    for kind in [ExecutorCrashJob.unique, .limited] {
      let answer = try await daemon.post("/v1/jobs", kind.spec)
      #expect(answer.status == 201, "\(answer.text)")
      let job = try await daemon.finished(try #require(answer.int("id")))
      #expect(job.string("state") == "succeeded", "\(job.text)")
    }
  }
}
