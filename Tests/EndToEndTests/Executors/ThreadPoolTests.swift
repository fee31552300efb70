// Pools of threads from the configuration: what blocks in one of them holds up nothing but its pool.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct ThreadPoolTests {
  private func daemon(_ executors: String) async throws -> Daemon {
    let scratch = try Scratch()
    let config = scratch.file("jobd.yaml")
    try "executors: {\(executors)}\n".write(toFile: config, atomically: true, encoding: .utf8)
    return try await Daemon(scratch, slots: 16, arguments: ["--config", config])
  }

  @Test func fullPoolHoldsUpNothingElse() async throws {
    let daemon = try await daemon("db: {threads: 2}")
    let sleeper = #"{"handler":"sleep","payload":60,"executor":"db"}"#
    let blocked = [try await daemon.submit(sleeper), try await daemon.submit(sleeper)]
    for id in blocked { try await daemon.reach(id, "running") }
    let waiting = try await daemon.submit(sleeper)
    try await eventually("the third waits for the pool") {
      let why = try await daemon.get("/v1/jobs/\(waiting)/why")
      return why.objects("blockers").contains {
        $0.string("kind") == "pool" && $0.string("detail") == "all 2 threads of pool db are busy"
      }
    }
    let others = [
      try await daemon.submit(#"{"handler":"sleep","payload":0,"executor":"thread"}"#),
      try await daemon.submit(#"{"handler":"noop"}"#), try await daemon.shell("true"),
    ]
    for id in others { #expect(try await daemon.finished(id).string("state") == "succeeded") }
    #expect(try await daemon.get("/healthz").status == 200)
    #expect(try await daemon.job(waiting).string("state") == "queued")
  }

  @Test func threadThatDoesNotReturnIsStuckAndReplaced() async throws {
    let daemon = try await daemon("db: {threads: 1}")
    let stuck = #"{"handler":"sleep","payload":3600,"executor":"db","timeout":"200ms","grace":"100ms"}"#
    let first = try await daemon.submit(stuck)
    let ended = try await daemon.finished(first)
    #expect(ended.string("state") == "failed" && ended.string("reason") == "stuck", "\(ended.text)")
    #expect(try await daemon.get("/v1/info").int("stuck") == 1)
    // One thread in place of the lost one: the pool works.
    let next = try await daemon.submit(#"{"handler":"sleep","payload":0,"executor":"db"}"#)
    #expect(try await daemon.finished(next).string("state") == "succeeded")
    // As many as the pool has, and no more: then it is exhausted, and says so.
    #expect(try await daemon.finished(daemon.submit(stuck)).string("reason") == "stuck")
    let waiting = try await daemon.submit(#"{"handler":"sleep","payload":0,"executor":"db"}"#)
    try await eventually("the pool is exhausted") {
      let why = try await daemon.get("/v1/jobs/\(waiting)/why")
      return why.objects("blockers").contains { $0.string("detail")?.contains("pool db is exhausted") == true }
    }
    #expect(try await daemon.get("/v1/info").int("stuck") == 2)
    #expect(try await daemon.jobctl("info").output.contains("2 handlers did not end when told to"))
    // Threads that never return do not keep jobd from ending.
    #expect(try await daemon.stop() == 0)
  }

  @Test func blockedThreadDoesNotHoldUpAStop() async throws {
    let daemon = try await daemon("db: {threads: 1}")
    let sleeper = #"{"handler":"sleep","payload":3600,"executor":"db","grace":"100ms"}"#
    try await daemon.reach(try await daemon.submit(sleeper), "running")
    daemon.program.send(SIGTERM)
    try await eventually("the drain has begun") { try await daemon.get("/v1/info").bool("draining") == true }
    // The second one cancels, which the thread does not hear.
    #expect(try await daemon.stop() == 0)
  }

  @Test func unknownPoolIsRefusedAtSubmission() async throws {
    let daemon = try await daemon("db: {threads: 1}")
    let answer = try await daemon.post("/v1/jobs", #"{"handler":"sleep","payload":1,"executor":"dbs"}"#)
    #expect(answer.status == 400 && answer.faultyFields == ["executor"], "\(answer.text)")
  }
}
