// Rows of jobs that a disk or a hand has spoiled while jobd was down: each is the fault of its job, and of no other.

import CSQLite
import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct UnreadableJobTests {
  private func spoil(_ daemon: Daemon, _ sql: String) throws {
    var database: OpaquePointer?
    defer { sqlite3_close(database) }
    guard sqlite3_open_v2("\(daemon.data)/jobd.sqlite", &database, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK,
      sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK
    else { throw Unexpected("\(sql): \(String(cString: sqlite3_errmsg(database)))") }
  }

  @Test(arguments: ["retry = 'zzz'", "limits = '{\"m'"]) func allOthersGoOn(_ garbage: String) async throws {
    let first = try await Daemon()
    let retry = #""retry":{"max_attempts":3,"initial":"10ms"}"#
    let running = try await first.shell("sleep 99", retry)
    let external = try await first.submit(#"{"external":true,\#(retry)}"#)
    let remote = try await first.far(retry)
    #expect(try await first.claimed().job == remote)
    let delayed = try await first.shell("true", #""delay":"1s",\#(retry)"#)
    try await first.schedule("ill", #""every":"1h""#)
    try await first.schedule("other", #""every":"1h""#)
    try await first.reach(running, "running")
    try await first.killHard()
    try spoil(first, "UPDATE job_spec SET \(garbage)")
    try spoil(first, "UPDATE schedule SET job = 'zzz' WHERE name = 'ill'")

    let second = try await Daemon(first.scratch)
    #expect(try await second.finished(second.shell("true")).string("state") == "succeeded")
    let lost = try await second.finished(running)
    #expect(lost.string("state") == "failed" && lost.string("reason") == "lost")
    let failed = try await second.finished(delayed)
    #expect(failed.string("state") == "failed" && failed.value("error")?.string("code") == "unreadable")
    for id in [external, remote] {
      let answer = try await second.job(id)
      #expect(answer.string("state") == "running" && answer.value("error")?.string("code") == "unreadable")
      #expect(answer.value("spec")?.string("queue") == "default")
    }
    #expect(try await second.get("/v1/jobs").objects("jobs").count == 5)
    let schedules = try await second.get("/v1/schedules").objects("schedules")
    #expect(schedules.map { $0.string("fault") != nil } == [true, false])
    #expect(schedules.first?["job"] == .object([]))
    let next = try await second.far()
    #expect(try await second.claimed().job == next)
    let cancelled = try await second.post("/v1/jobs:cancel", #"{"filter":{"state":"active"}}"#)
    #expect(cancelled.status == 200 && cancelled.int("count") == 3, "\(cancelled.text)")
    #expect(try await second.finished(external).string("state") == "cancelled")
    #expect(try await second.get("/readyz").status == 200)
    #expect(try await second.stop() == 0)
    // Each is said once: the one that was lost, and the one that would have started.
    let lines = second.program.errors.split(separator: "\n").filter { $0.contains("cannot be read") }
    #expect(lines.count == 2, "\(second.program.errors)")
  }
}
