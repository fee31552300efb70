// The promises that outlive a kill -9 of the daemon, checked against a record kept outside it.

import CSQLite
import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(3))) struct CrashTests {
  @Test func acknowledgedJobsSurviveKillsAtRandomMoments() async throws {
    let seed = ProcessInfo.processInfo.environment["JOBD_CRASH_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
    print("crash seed \(seed); repeat it with JOBD_CRASH_SEED=\(seed)")
    var chance = SeededChance(seed)
    let scratch = try Scratch()
    var record = CrashRecord()
    var lastBoot: [Int: Int] = [:]
    for _ in 0..<6 {
      let daemon = try await Daemon(scratch, slots: 4)
      try await Self.expectNoLeftovers(daemon, lastBoot)
      try await record.expectKept(by: daemon)
      let life = Duration.milliseconds(Int.random(in: 50...1500, using: &chance))
      let seeds = (0..<3).map { _ in UInt64.random(in: 0 ... .max, using: &chance) }
      record.add(try await Self.submitUntilKilled(daemon, after: life, seeds))
      lastBoot = Self.groups(scratch)
    }
    let daemon = try await Daemon(scratch, slots: 8)
    try await Self.expectNoLeftovers(daemon, lastBoot)
    try await record.expectKept(by: daemon)
    for (id, kind) in record.acknowledged {
      let job = try await daemon.finished(id)
      record.expectFair(job, kind, starts: scratch.lines("starts"))
    }
    #expect(record.acknowledged.count > 6)
    // Some were stored without an answer having come.
    try await eventually("nothing runs") { try await daemon.get("/v1/info").value("jobs")?.int("running") == 0 }
    #expect(try await daemon.stop() == 0)
    #expect(Self.integrity("\(daemon.data)/jobd.sqlite") == "ok")
    print("crash test: \(record.acknowledged.count) acknowledged, \(scratch.lines("starts").count) starts")
  }

  /// Three clients submit one job after the other until the daemon is killed under them.
  private static func submitUntilKilled(_ daemon: Daemon, after life: Duration, _ seeds: [UInt64]) async throws
    -> [Int: CrashJob]
  {
    try await withThrowingTaskGroup(of: [Int: CrashJob].self) { group in
      for seed in seeds {
        group.addTask {
          var chance = SeededChance(seed)
          var acknowledged: [Int: CrashJob] = [:]
          for _ in 0..<60 {
            let kind = CrashJob.allCases.randomElement(using: &chance) ?? .noop
            // No answer is no promise: the job may or may not be there.
            guard let answer = try? await daemon.post("/v1/jobs", kind.spec(daemon.scratch)), answer.status == 201,
              let id = answer.int("id")
            else { break }
            acknowledged[id] = kind
          }
          return acknowledged
        }
      }
      let end = ContinuousClock.now + life
      try await eventually("its time has come") { ContinuousClock.now >= end }
      try await daemon.killHard()
      return try await group.reduce(into: [:]) { $0.merge($1) { $1 } }
    }
  }

  /// Each child writes its job and its pid, which leads its group.
  private static func groups(_ scratch: Scratch) -> [Int: Int] {
    var groups: [Int: Int] = [:]
    for line in scratch.lines("starts") {
      let words = line.split(separator: " ").compactMap { Int($0) }
      if words.count == 2 { groups[words[1]] = words[0] }
    }
    return groups
  }

  private static func expectNoLeftovers(_ daemon: Daemon, _ groups: [Int: Int]) async throws {
    for (pid, id) in groups where !Processes.group(pid).isEmpty {
      // Pids are used again: only the job's own variable in its environment makes it a leftover.
      let environment = (try? String(contentsOfFile: "/proc/\(pid)/environ", encoding: .utf8)) ?? ""
      let current = try await daemon.job(id).int("pid")
      let isOurs = environment.contains("JOBD_JOB_ID=\(id)\0") && environment.contains(daemon.scratch.path)
      #expect(!isOurs || current == pid, "group \(pid) of job \(id) outlived its daemon")
    }
  }

  static func integrity(_ path: String) -> String {
    var database: OpaquePointer?
    defer { sqlite3_close(database) }
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    guard sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, nil) == SQLITE_OK,
      sqlite3_prepare_v2(database, "PRAGMA integrity_check", -1, &statement, nil) == SQLITE_OK,
      sqlite3_step(statement) == SQLITE_ROW, let text = sqlite3_column_text(statement, 0)
    else {
      let (code, number) = (sqlite3_extended_errcode(database), sqlite3_system_errno(database))
      return "cannot check: \(String(cString: sqlite3_errmsg(database))) (\(code), errno \(number))"
    }
    return String(cString: text)
  }
}
