// Batches over HTTP: gather and TaskGroup for jobs.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct BatchTests {
  @Test func resultsComeInTheOrderOfSubmission() async throws {
    let daemon = try await Daemon()
    let jobs = [("0.3", "a"), ("0.1", "b"), ("0.2", "c")].map { #"{"shell":"sleep \#($0.0); echo \#($0.1)"}"# }
    let batch = try await daemon.batch(#"{"name":"abc","jobs":[\#(jobs.joined(separator: ","))]}"#)
    let id = try #require(batch.int("id"))
    #expect(batch.ints("ids").count == 3 && batch.headers["location"] == "/v1/batches/\(id)", "\(batch.text)")
    let done = try await daemon.doneBatch(id)
    #expect(done.value("counts")?.int("succeeded") == 3 && done.int("size") == 3 && done.isNull("first_failure"))
    let results = try await daemon.get("/v1/batches/\(id)?results=true").objects("results")
    #expect(results.compactMap { $0.string("result") } == ["a\n", "b\n", "c\n"])
    #expect(results.compactMap { $0.int("job") } == batch.ints("ids"))
    #expect(try await daemon.job(batch.ints("ids")[0]).int("batch") == id)
    let listed = try await daemon.get("/v1/jobs?batch=\(id)").objects("jobs")
    #expect(Set(listed.compactMap { $0.int("id") }) == Set(batch.ints("ids")))
    #expect(try await daemon.get("/v1/batches").objects("batches").first?.string("name") == "abc")
  }

  @Test func firstFailureIsToldAtOnceAndSiblingsGoOn() async throws {
    let daemon = try await Daemon()
    let go = daemon.scratch.file("go")
    let wait = #"{"shell":"while ! test -e \#(go); do sleep 0.05; done; echo fine"}"#
    let batch = try await daemon.batch(#"{"jobs":[\#(wait),{"shell":"exit 3"},\#(wait)]}"#)
    let (id, ids) = (try #require(batch.int("id")), batch.ints("ids"))
    let first = try await daemon.post("/v1/wait", #"{"batch":\#(id),"until":"first-failure","timeout":"40s"}"#)
    #expect(first.bool("expired") == false && first.objects("done").compactMap { $0.int("id") } == [ids[1]])
    #expect(Set(first.ints("pending")) == [ids[0], ids[2]])
    #expect(try await daemon.get("/v1/batches/\(id)").int("first_failure") == ids[1])
    daemon.scratch.touch("go")
    _ = try await daemon.doneBatch(id)
    let results = try await daemon.get("/v1/batches/\(id)?results=true").objects("results")
    #expect(results.map { $0.string("state") } == ["succeeded", "failed", "succeeded"])
    #expect(results.map { $0.string("result") } == ["fine\n", nil, "fine\n"])
    #expect(results[1].int("exit_code") == 3 && results[1]["error"]?.string("message") != nil)
  }

  @Test func openBatchTakesJobsUntilItIsClosed() async throws {
    let daemon = try await Daemon()
    let id = try #require(try await daemon.batch("{}").int("id"))
    let first = try await daemon.submit(#"{"handler":"noop","batch":\#(id)}"#)
    _ = try await daemon.finished(first)
    let still = try await daemon.get("/v1/batches/\(id)?wait=200ms")
    #expect(still.bool("open") == true && still.bool("done") == false, "\(still.text)")
    let more = try await daemon.lines((0..<3).map { _ in #"{"handler":"noop","batch":\#(id)}"# })
    #expect(more.int("count") == 3)
    #expect(try await daemon.post("/v1/batches/\(id)/close").bool("open") == false)
    #expect(try await daemon.doneBatch(id).value("counts")?.int("succeeded") == 4)
    for answer in [
      try await daemon.post("/v1/batches/\(id)/close"), try await daemon.post("/v1/batches/\(id)/cancel"),
      try await daemon.post("/v1/jobs", #"{"handler":"noop","batch":\#(id)}"#),
    ] {
      #expect(answer.status == 409 && answer.code == "invalid_state", "\(answer.text)")
    }
  }

  @Test func batchWithJobsTakesMoreWhileItRunsAndIsDoneByItself() async throws {
    let daemon = try await Daemon()
    let batch = try await daemon.batch(#"{"jobs":[{"handler":"noop","hold":true}]}"#)
    let (id, member) = (try #require(batch.int("id")), batch.ints("ids")[0])
    let other = try await daemon.submit(#"{"handler":"noop","batch":\#(id)}"#)
    _ = try await daemon.finished(other)
    #expect(try await daemon.get("/v1/batches/\(id)").bool("done") == false)
    try await daemon.release(member)
    #expect(try await daemon.doneBatch(id).int("size") == 2)
    let late = try await daemon.post("/v1/jobs", #"{"handler":"noop","batch":\#(id)}"#)
    #expect(late.status == 409, "\(late.text)")
  }

  @Test func emptyBatchIsDoneAtOnce() async throws {
    let daemon = try await Daemon()
    let id = try #require(try await daemon.batch(#"{"jobs":[]}"#).int("id"))
    #expect(try await daemon.doneBatch(id).bool("open") == false)
    #expect(try await daemon.get("/v1/batches/\(id)?results=true").value("results") == .array([]))
    let follower = try await daemon.noop(after: #"{"batch":\#(id)}"#)
    #expect(try await daemon.finished(follower).string("state") == "succeeded")
    let wait = try await daemon.post("/v1/wait", #"{"batch":\#(id),"timeout":"0s"}"#)
    #expect(wait.bool("expired") == false && wait.objects("done").isEmpty, "\(wait.text)")
  }

  @Test func cancelEndsWhatHasNotEnded() async throws {
    let daemon = try await Daemon()
    let jobs =
      #"{"handler":"noop"},{"argv":["sleep","60"]},{"handler":"noop","delay":"1h"},{"handler":"noop","hold":true}"#
    let batch = try await daemon.batch(#"{"jobs":[\#(jobs)],"open":true}"#)
    let (id, ids) = (try #require(batch.int("id")), batch.ints("ids"))
    _ = try await daemon.finished(ids[0])
    try await daemon.reach(ids[1], "running")
    let answer = try await daemon.post("/v1/batches/\(id)/cancel", #"{"reason":"enough"}"#)
    #expect(answer.status == 200 && answer.bool("cancel_requested") == true, "\(answer.text)")
    let done = try await daemon.doneBatch(id)
    #expect(done.value("counts")?.int("cancelled") == 3 && done.value("counts")?.int("succeeded") == 1)
    #expect(try await daemon.job(ids[1]).text.contains("enough"))
    #expect(try await daemon.post("/v1/batches/\(id)/cancel").status == 409)
    #expect(try await daemon.post("/v1/jobs", #"{"handler":"noop","batch":\#(id)}"#).status == 409)
  }

  @Test func failFastCancelsTheRestButACancelledMemberDoesNot() async throws {
    let daemon = try await Daemon()
    let go = daemon.scratch.file("go")
    let fails = #"{"shell":"while ! test -e \#(go); do sleep 0.05; done; exit 1"}"#
    let spec =
      #"{"fail_fast":true,"jobs":[\#(fails),{"argv":["sleep","60"]},{"argv":["sleep","60"]},{"handler":"noop","hold":true}]}"#
    let batch = try await daemon.batch(spec)
    let (id, ids) = (try #require(batch.int("id")), batch.ints("ids"))
    try await daemon.reach(ids[1], "running")
    try await daemon.cancel(ids[1])
    #expect(try await daemon.finished(ids[1]).string("state") == "cancelled")
    #expect(try await daemon.get("/v1/batches/\(id)").bool("cancel_requested") == false)
    daemon.scratch.touch("go")
    let done = try await daemon.doneBatch(id)
    #expect(done.int("first_failure") == ids[0] && done.bool("cancel_requested") == true, "\(done.text)")
    #expect(try await daemon.fates(ids) == ["failed", "cancelled", "cancelled", "cancelled"])
  }

  @Test func failureThatWasRetriedCancelsNobodyAgain() async throws {
    let daemon = try await Daemon()
    let (fine, go) = (daemon.scratch.file("fine"), daemon.scratch.file("go"))
    let other = #"{"shell":"while ! test -e \#(go); do sleep 0.05; done","hold":true}"#
    let batch = try await daemon.batch(#"{"fail_fast":true,"jobs":[{"shell":"test -e \#(fine)"},\#(other)]}"#)
    let (id, ids) = (try #require(batch.int("id")), batch.ints("ids"))
    #expect(try await daemon.doneBatch(id).int("first_failure") == ids[0])
    #expect(try await daemon.fates(ids) == ["failed", "cancelled"])
    daemon.scratch.touch("fine")
    #expect(try await daemon.post("/v1/jobs/\(ids[1])/retry").status == 200)
    try await daemon.reach(ids[1], "running")
    #expect(try await daemon.get("/v1/batches/\(id)").bool("done") == false)
    #expect(try await daemon.post("/v1/jobs/\(ids[0])/retry").status == 200)
    #expect(try await daemon.finished(ids[0]).string("state") == "succeeded")
    #expect(try await daemon.job(ids[1]).bool("cancel_requested") == false)
    daemon.scratch.touch("go")
    let done = try await daemon.doneBatch(id)
    #expect(done.value("counts")?.int("succeeded") == 2 && done.bool("cancel_requested") == false, "\(done.text)")
  }

  @Test func nothingWaitsForTheBatchItIsIn() async throws {
    let daemon = try await Daemon()
    let id = try #require(try await daemon.batch("{}").int("id"))
    let follower = try await daemon.noop(after: #"{"batch":\#(id)}"#)
    for after in [#"{"batch":\#(id)}"#, "\(follower)"] {
      let answer = try await daemon.post("/v1/jobs", #"{"handler":"noop","batch":\#(id),"after":[\#(after)]}"#)
      #expect(answer.status == 400, "\(answer.text)")
    }
    let member = try await daemon.held(#""batch":\#(id)"#)
    #expect(try await daemon.patch(member, #"{"after":[\#(follower)]}"#).status == 400)
    #expect(try await daemon.get("/v1/batches/\(id)").int("size") == 1)
  }

  @Test func followUpsOfABatchWaitForAllOfIt() async throws {
    let daemon = try await Daemon()
    let batch = try await daemon.batch(#"{"open":true,"jobs":[{"handler":"noop"},{"handler":"noop","hold":true}]}"#)
    let (id, ids) = (try #require(batch.int("id")), batch.ints("ids"))
    let followers = ["success", "failure", "any"].map {
      #"{"handler":"noop","after":[{"batch":\#(id),"on":"\#($0)"}]}"#
    }
    let children = try await daemon.lines(followers).ints("ids")
    try await daemon.release(ids[1])
    _ = try await daemon.finished(ids[1])
    #expect(try await daemon.state(children[0]) == "blocked")
    #expect(try await daemon.job(children[0]).objects("parents").first?.int("batch") == id)
    _ = try await daemon.post("/v1/batches/\(id)/close")
    #expect(try await daemon.fates(children) == ["succeeded", "skipped", "succeeded"])
    let bad = try await daemon.batch(#"{"jobs":[{"handler":"noop"},{"handler":"fail"}]}"#)
    let badID = try #require(bad.int("id"))
    var late: [Int] = []
    for on in ["success", "failure", "any"] {
      late.append(try await daemon.noop(after: #"{"batch":\#(badID),"on":"\#(on)"}"#))
    }
    #expect(try await daemon.fates(late) == ["skipped", "succeeded", "succeeded"])
  }

  @Test func tenThousandMembersAreNoSlowRequest() async throws {
    let daemon = try await Daemon()
    let jobs = Array(repeating: #"{"handler":"noop","hold":true}"#, count: 10_000).joined(separator: ",")
    let batch = try await daemon.batch(#"{"jobs":[\#(jobs)]}"#)
    let id = try #require(batch.int("id"))
    #expect(batch.ints("ids").count == 10_000)
    #expect(try await daemon.get("/v1/batches/\(id)").value("counts")?.int("held") == 10_000)
    let page = try await daemon.get("/v1/batches/\(id)?results=true&limit=1000")
    #expect(page.objects("results").count == 1_000 && page.string("next_cursor") != nil)
    let started = ContinuousClock.now
    let answer = try await daemon.post("/v1/batches/\(id)/cancel")
    #expect(answer.status == 200 && ContinuousClock.now - started < .seconds(10), "\(answer.text)")
    #expect(try await daemon.doneBatch(id).value("counts")?.int("cancelled") == 10_000)
  }

  @Test func batchesSurviveAKillAndAreCountedRight() async throws {
    var daemon = try await Daemon()
    let scratch = daemon.scratch
    let batch = try await daemon.batch(#"{"open":true,"jobs":[{"handler":"noop"},{"handler":"fail"}]}"#)
    let (id, ids) = (try #require(batch.int("id")), batch.ints("ids"))
    _ = try await daemon.fates(ids)
    try await daemon.killHard()
    daemon = try await Daemon(scratch)
    let more = try await daemon.submit(#"{"handler":"noop","batch":\#(id)}"#)
    _ = try await daemon.finished(more)
    _ = try await daemon.post("/v1/batches/\(id)/close")
    let done = try await daemon.doneBatch(id)
    #expect(done.value("counts")?.int("succeeded") == 2 && done.value("counts")?.int("failed") == 1)
    #expect(done.int("first_failure") == ids[1] && done.int("size") == 3)
  }
}
