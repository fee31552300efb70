// The end of a daemon on request: what still runs is let finish, ended or given back, and nothing is lost.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct StopTests {
  @Test func drainLetsRunningJobsFinishAndKeepsTheRest() async throws {
    let first = try await Daemon(slots: 2)
    let scratch = first.scratch
    let go = scratch.file("go")
    let running = try await first.shell(
      "while ! test -e \(go); do sleep 0.05; done; echo done >> \(scratch.file("ran"))")
    let other = try await first.shell("while ! test -e \(go); do sleep 0.05; done")
    try await first.reach(running, "running")
    try await first.reach(other, "running")
    let queued = try await first.shell("echo queued >> \(scratch.file("ran"))")
    let delayed = try await first.shell("true", #""delay":"1h""#)
    async let waiter = first.get("/v1/jobs/\(delayed)?wait=50s")
    try await eventually("it waits") { (try await first.get("/v1/info").int("waiters") ?? 0) > 0 }
    first.program.send(SIGTERM)
    try await eventually("the drain has begun") { try await first.get("/v1/info").bool("draining") == true }
    #expect(try await first.post("/v1/jobs", #"{"handler":"noop"}"#).status == 503)
    scratch.touch("go")
    #expect(try await first.program.exit() == 0)
    // The waiter is answered before the daemon goes: with the state as it is, or that the daemon is stopping.
    let answer = try await waiter
    #expect(answer.string("state") == "scheduled" || answer.code == "shutting_down", "\(answer.text)")
    #expect(!scratch.has("s"))
    let second = try await Daemon(scratch)
    #expect(try await second.job(running).string("state") == "succeeded")
    #expect(try await second.job(delayed).string("state") == "scheduled")
    #expect(try await second.finished(queued).string("state") == "succeeded")
    #expect(scratch.lines("ran") == ["done", "queued"])
  }

  @Test func interruptedJobIsGivenBackAtNoCostAndItsChildMayCleanUp() async throws {
    let first = try await Daemon(drain: "0s")
    let scratch = first.scratch
    let id = try await first.shell(
      """
      echo start >> \(scratch.file("ran")); test $(wc -l < \(scratch.file("ran"))) -ge 2 && exit 0
      trap 'sleep 0.3; touch \(scratch.file("clean")); exit 143' TERM
      touch \(scratch.file("ready")); while :; do sleep 0.05; done
      """)
    try await eventually("the trap is set") { scratch.has("ready") }
    #expect(try await first.stop() == 0)
    #expect(scratch.has("clean"))
    let second = try await Daemon(scratch)
    let job = try await second.finished(id)
    #expect(job.string("state") == "succeeded", "\(job.text)")
    #expect(job.int("attempt") == 1, "an interruption uses no attempt: \(job.text)")
    #expect(scratch.lines("ran").count == 2)
  }

  @Test func secondSignalShortensTheDrain() async throws {
    let first = try await Daemon(drain: "10m")
    let scratch = first.scratch
    let id = try await first.submit(#"{"argv":["sleep","500"]}"#)
    try await first.reach(id, "running")
    try await eventually("it has a pid") { try await first.job(id).int("pid") != nil }
    let pid = try #require(try await first.job(id).int("pid"))
    first.program.send(SIGTERM)
    try await eventually("the drain has begun") { try await first.get("/v1/info").bool("draining") == true }
    first.program.send(SIGTERM)
    #expect(try await first.program.exit() == 0)
    #expect(Processes.group(pid).isEmpty)
    let second = try await Daemon(scratch, slots: 1)
    #expect(["queued", "running"].contains(try await second.job(id).string("state")))
  }

  @Test func shieldedJobFinishesWithinTheDrain() async throws {
    let first = try await Daemon()
    let scratch = first.scratch
    let id = try await first.shell("touch \(scratch.file("on")); sleep 0.5; echo kept", #""shield":true"#)
    try await eventually("it runs") { scratch.has("on") }
    #expect(try await first.stop() == 0)
    let second = try await Daemon(scratch)
    #expect(try await second.job(id).string("state") == "succeeded")
  }

  @Test func workersThatWaitAreAnsweredAndKeepWhatTheyHave() async throws {
    let first = try await Daemon()
    let scratch = first.scratch
    let id = try await first.far()
    let (_, fence) = try await first.claimed()
    async let claims = first.post("/v1/claims", #"{"handlers":["far"],"wait":"40s"}"#)
    try await eventually("the claim waits") { try await first.waitingClaims() == 1 }
    func lastSeen() async throws -> String? {
      try await first.get("/v1/workers").objects("remote").first?.string("last_seen_at")
    }
    let before = try await lastSeen()
    async let leases = first.post("/v1/claims:heartbeat", #"{"fences":["\#(fence)"],"wait":"40s"}"#)
    // It renews the lease first, and waits then.
    try await eventually("the heartbeat has come") { try await lastSeen() != before }
    first.program.send(SIGTERM)
    #expect(try await first.program.exit(within: .seconds(5)) == 0)
    let none = try await claims
    #expect(none.status == 503 || none.status == 200 && none.objects("claims").isEmpty, "\(none.text)")
    let lease = try await leases
    let held = lease.objects("claims").first
    let isHeld = held?.string("fence") == fence && held?["cancel"] == nil && held?["stale"] == nil
    #expect(lease.status == 503 || lease.status == 200 && isHeld, "\(lease.text)")
    let second = try await Daemon(scratch)
    #expect(try await second.state(id) == "running")
    #expect(try await second.post("/v1/claims/\(fence)/heartbeat").status == 200)
    #expect(try await second.complete(fence).status == 200)
    #expect(try await second.finished(id).int("attempt") == 1)
  }
}
