// Kills of the daemon, and of workers, at random moments while jobs run in worker processes, in the hands of remote
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
    let record = ExecutorCrashRecord()
    for _ in 0..<6 {
      let daemon = try await Daemon(scratch, slots: 4, arguments: ["--config", config])
      // Before the first claim the next daemon ends what the last one left.
      try Self.expectOnlyYoungWorkers(scratch, daemon)
      let life = Duration.milliseconds(Int.random(in: 100...1500, using: &chance))
      let seeds = (0..<4).map { _ in UInt64.random(in: 0 ... .max, using: &chance) }
      try await Self.work(daemon, after: life, seeds, record)
    }
    let daemon = try await Daemon(scratch, slots: 8, arguments: ["--config", config])
    try await Self.finish(daemon, record)
    for (id, kind) in record.acknowledged {
      let job = try await daemon.finished(id)
      #expect(kind.mayEnd(as: job.string("state")), "job \(id) (\(kind)): \(job.text)")
      let starts = job.objects("attempts").count
      #expect(starts <= kind.attemptsMax + record.releases(of: id), "job \(id) (\(kind)) was tried \(starts) times")
    }
    // Invariant 3: the workers lock a file a job, and say so when somebody else has it.
    #expect(scratch.lines("overlaps").isEmpty)
    try await record.expectCompletionsCount(daemon)
    #expect(record.acknowledged.count > 10)
    let info = try await daemon.get("/v1/info")
    #expect(info.value("jobs")?.int("running") == 0 && info.value("slots")?.int("used") == 0)
    #expect(try await daemon.stop() == 0)
    try await eventually("no worker outlives its daemon") { Self.workers(scratch).isEmpty }
    #expect(CrashTests.integrity("\(daemon.data)/jobd.sqlite") == "ok")
    print(
      "executor crash test: \(record.acknowledged.count) jobs, \(scratch.lines("starts").count) starts in workers, "
        + "\(record.completions.count) completions from outside")
  }

  /// Clients submit, remote workers claim, workers are killed; until the daemon is killed under all of them.
  private static func work(
    _ daemon: Daemon, after life: Duration, _ seeds: [UInt64], _ record: ExecutorCrashRecord
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for seed in seeds.prefix(2) {
        group.addTask {
          var chance = SeededChance(seed)
          for _ in 0..<60 {
            let kind = ExecutorCrashJob.allCases.randomElement(using: &chance) ?? .worker
            guard let answer = try? await daemon.post("/v1/jobs", kind.spec), answer.status == 201,
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
          if let pid = workers(daemon.scratch).randomElement(using: &chance),
            Int.random(in: 0..<10, using: &chance) == 0
          {
            kill(pid, SIGKILL)
          }
          return ContinuousClock.now >= end
        }
        try await daemon.killHard()
      }
      try await group.waitForAll()
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

  /// Worker processes of the test, by the mark in their command line.
  static func workers(_ scratch: Scratch) -> [Int32] {
    let all = ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int32($0) }
    return all.filter { pid in
      let command = (try? String(contentsOfFile: "/proc/\(pid)/cmdline", encoding: .utf8)) ?? ""
      return command.contains("\(scratch.path)/worker.py") && Processes.isAlive(Int(pid))
    }
  }

  private static func expectOnlyYoungWorkers(_ scratch: Scratch, _ daemon: Daemon) throws {
    for pid in workers(scratch) {
      let stat = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
      let parent = stat.split(separator: ")").last?.split(separator: " ").dropFirst().first.flatMap { Int32($0) }
      #expect(parent == nil || parent == daemon.program.pid, "worker \(pid) outlived its daemon")
    }
  }
}
