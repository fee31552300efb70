// What a large batch was told before a kill, it still knows after it.

import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct BatchCrashTests {
  @Test func cancelOfALargeBatchGoesOnAfterAKill() async throws {
    var daemon = try await Daemon()
    let scratch = daemon.scratch
    let id = try #require(try await daemon.batch(Self.heldBatch(6_000)).int("id"))
    let follower = try await daemon.noop(after: #"{"batch":\#(id),"on":"failure"}"#)
    #expect(try await daemon.post("/v1/batches/\(id)/cancel", #"{"reason":"enough"}"#).status == 200)
    try await daemon.killHard()
    daemon = try await Daemon(scratch)
    let done = try await daemon.doneBatch(id)
    #expect(done.value("counts")?.int("cancelled") == 6_000 && done.bool("cancel_requested") == true, "\(done.text)")
    #expect(try await daemon.finished(follower).string("state") == "succeeded")
    #expect(try await daemon.get("/v1/info").value("jobs")?.int("cancelled") == 6_000)
  }

  @Test func failFastGoesOnAfterAKill() async throws {
    var daemon = try await Daemon()
    let scratch = daemon.scratch
    let batch = try await daemon.batch(Self.heldBatch(6_000, #""fail_fast":true,"#))
    let (id, first) = (try #require(batch.int("id")), batch.ints("ids")[0])
    let bad = try await daemon.submit(#"{"handler":"fail","batch":\#(id)}"#)
    _ = try await daemon.finished(bad)
    try await daemon.killHard()
    daemon = try await Daemon(scratch)
    let done = try await daemon.doneBatch(id)
    #expect(done.value("counts")?.int("cancelled") == 6_000 && done.value("counts")?.int("failed") == 1, "\(done.text)")
    #expect(done.int("first_failure") == bad)
    #expect(try await daemon.state(first) == "cancelled")
  }

  @Test(arguments: [(verb: "complete", state: "succeeded"), ("fail", "skipped")])
  func followUpsOfOneEndAreAllDecidedAfterAKill(_ end: (verb: String, state: String)) async throws {
    var daemon = try await Daemon()
    let scratch = daemon.scratch
    let parent = try await daemon.submit(#"{"external":true}"#)
    try await daemon.reach(parent, "running")
    let count = 12_000
    for _ in 0..<2 {
      let specs = Array(repeating: #"{"handler":"noop","after":[\#(parent)]}"#, count: count / 2)
      #expect(try await daemon.lines(specs).status == 201)
    }
    let body = end.verb == "fail" ? #"{"error":"no"}"# : #"{"result":1}"#
    #expect(try await daemon.post("/v1/jobs/\(parent)/\(end.verb)", body).status == 200)
    // Most of them have not been decided.
    try await daemon.killHard()
    daemon = try await Daemon(scratch)
    try await eventually("all are decided", within: .seconds(60)) {
      let jobs = try await daemon.get("/v1/info").value("jobs")
      // Those that ran when it was killed are lost, as they may be.
      let ended = ["succeeded", "skipped", "failed"].reduce(0) { $0 + (jobs?.int($1) ?? 0) }
      return ended == count + 1 && jobs?.int(end.state) ?? 0 > count - 100
    }
  }

  @Test func sameKeyMakesOneBatchAlsoAcrossAKill() async throws {
    var daemon = try await Daemon()
    let scratch = daemon.scratch
    let (body, key) = (#"{"jobs":[{"handler":"noop"},{"handler":"noop"}]}"#, ["Idempotency-Key": "night"])
    let first = try await daemon.send("POST", "/v1/batches", body, headers: key)
    #expect(first.status == 201)
    try await daemon.killHard()
    daemon = try await Daemon(scratch)
    let again = try await daemon.send("POST", "/v1/batches", body, headers: key)
    #expect(again.status == 201 && again.text == first.text, "\(again.text)")
    #expect(again.headers["idempotent-replayed"] == "true")
    let other = try await daemon.send("POST", "/v1/batches", #"{"jobs":[]}"#, headers: key)
    #expect(other.status == 422 && other.code == "idempotency_mismatch", "\(other.text)")
    #expect(try await daemon.get("/v1/jobs").objects("jobs").count == 2)
  }

  @Test func bulkDeleteLeavesTheParentsOfThoseThatWait() async throws {
    let daemon = try await Daemon()
    let needed = try await daemon.submit(#"{"handler":"noop"}"#)
    let other = try await daemon.submit(#"{"handler":"noop"}"#)
    _ = try await daemon.fates([needed, other])
    let held = try await daemon.held()
    let child = try await daemon.noop(after: "\(needed),\(held)")
    let gone = try await daemon.post("/v1/jobs:delete", #"{"filter":{"state":["succeeded"]}}"#)
    #expect(gone.status == 200, "\(gone.text)")
    #expect(try await daemon.job(other).status == 404)
    #expect(try await daemon.job(needed).status == 200)
    try await daemon.release(held)
    #expect(try await daemon.finished(child).string("state") == "succeeded")
  }

  private static func heldBatch(_ count: Int, _ more: String = "") -> String {
    let jobs = Array(repeating: #"{"handler":"noop","hold":true}"#, count: count).joined(separator: ",")
    return #"{\#(more)"jobs":[\#(jobs)]}"#
  }
}
