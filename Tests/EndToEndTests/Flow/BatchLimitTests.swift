// The limits of a whole batch, which outlive whoever waits for it: its time, and who is told when it is done.

import Foundation
import JobWire
import Testing

import class TestSupport.HookReceiver

@Suite(.serialized, .timeLimit(.minutes(2))) struct BatchLimitTests {
  private let stubborn = "trap 'exit 0' TERM; echo up; while :; do sleep 0.05; done"

  @Test func theTimeOfABatchHoldsOverAKillOfTheDaemon() async throws {
    let scratch = try Scratch()
    let first = try await Daemon(scratch)
    let jobs = #"[{"argv":["true"]},{"argv":["sleep","60"]},{"handler":"noop","delay":"1h"}]"#
    let batch = try await first.batch(#"{"timeout":"3s","jobs":\#(jobs)}"#)
    let (id, ids) = (try #require(batch.int("id")), batch.ints("ids"))
    #expect(batch.string("deadline") != nil && batch.bool("timed_out") == false, "\(batch.text)")
    try await first.reach(ids[0], "succeeded")
    try await first.killHard()
    let daemon = try await Daemon(scratch)
    let done = try await daemon.doneBatch(id)
    #expect(done.bool("timed_out") == true && done.bool("cancel_requested") == true, "\(done.text)")
    let late = try await daemon.job(ids[2])
    #expect(late.string("state") == "cancelled" && late.string("reason") == "timeout", "\(late.text)")
    let waited = try await daemon.jobctl("wait", "--batch", "\(id)")
    // The kill lost the one that ran: a failure comes before the time.
    #expect(waited.status == 1, "\(waited)")
  }

  @Test func waitForOverAGatherNeedsNobodyWhoWaits() async throws {
    let (daemon, server) = (try await Daemon(), try HookReceiver())
    let callbacks = ["success", "failure"].map { #"{"url":"\#(server.url("/\($0)"))","on":"\#($0)"}"# }
    let shell = #"{"shell":\#(JSONText.quoted(stubborn))}"#
    let batch = try await daemon.batch(
      #"{"name":"n","timeout":"1s","callbacks":[\#(callbacks.joined(separator: ","))],"jobs":[\#(shell)]}"#)
    let (id, job) = (try #require(batch.int("id")), batch.ints("ids")[0])
    let done = try await daemon.doneBatch(id)
    // It returned a value in spite of the cancel; the gather raises all the same.
    #expect(try await daemon.state(job) == "succeeded" && done.bool("timed_out") == true, "\(done.text)")
    #expect(try await daemon.jobctl("wait", "--batch", "\(id)").status == 6)
    let results = try await daemon.jobctl("wait", "--batch", "\(id)", "--results")
    #expect(results.status == 6 && results.output.isEmpty && results.errors.contains("time limit"), "\(results)")
    let refused = try await daemon.get("/v1/batches/\(id)?results=true&return_errors=false")
    #expect(refused.status == 409 && refused.code == "job_cancelled", "\(refused.text)")
    try await eventually("it was told") { server.calls("/failure").count == 1 }
    let told = try JSONReader.parse(try #require(server.calls("/failure").first).text)
    #expect(told.string("type") == "batch.done" && told["data"]?.int("id") == id, "\(told)")
    #expect(told["data"]?.string("name") == "n" && told["data"]?["success"]?.boolValue == false)
    #expect(told["data"]?["timed_out"]?.boolValue == true && server.calls("/success").isEmpty)
    try await eventually("it is noted") {
      let states = try await daemon.get("/v1/batches/\(id)").objects("callbacks").map { $0.string("state") }
      return states == ["unmet", "delivered"]
    }
  }

  @Test func noTimeStartsNothing() async throws {
    let daemon = try await Daemon()
    let file = daemon.scratch.file("ran")
    for timeout in ["0", "-1"] {
      let made = try await daemon.jobctl(
        "map", "--wait", "--batch-timeout=\(timeout)", "sh", "-c", "echo ran >> \(file)", ":::", "a", "b")
      #expect(made.status == 64 && made.errors.contains("leave it out"), "\(made)")
      let single = try await daemon.jobctl("run", "--timeout=\(timeout)", "--shell", "echo ran >> \(file)")
      #expect(single.status == 64 && single.errors.contains("leave it out"), "\(single)")
      let id = try await daemon.submit(#"{"shell":"echo ran >> \#(file)","timeout":\#(timeout)}"#)
      let job = try await daemon.finished(id)
      #expect(job.string("state") == "failed" && job.string("reason") == "timeout", "\(job.text)")
      #expect(job.isNull("started_at") && job.int("attempt") == 0 && job.bool("timed_out") == true, "\(job.text)")
    }
    #expect(!daemon.scratch.has("ran"))
    let open = try await daemon.jobctl("batch", "create", "--timeout", "1h", "--callback", "http://127.0.0.1:1/x")
    let id = try #require(Int(open.output.trimmingCharacters(in: .whitespacesAndNewlines)), "\(open)")
    let shown = try await daemon.jobctl("batch", "show", "\(id)")
    #expect(shown.output.contains("deadline") && shown.output.contains("http://127.0.0.1:1/x"), "\(shown)")
  }

  @Test func badLimitsAreRefusedWhole() async throws {
    let daemon = try await Daemon()
    for (body, field) in [
      (#"{"timeout":"20000d"}"#, "timeout"), (#"{"deadline":"2300-01-01T00:00:00Z"}"#, "deadline"),
      (#"{"callbacks":[{"url":"ftp://x"}]}"#, "callbacks[0].url"), (#"{"timeout":"soon"}"#, "timeout"),
    ] {
      let refused = try await daemon.post("/v1/batches", body)
      #expect(refused.status == 400 && refused.text.contains(field), "\(body): \(refused.text)")
    }
    #expect(try await daemon.get("/v1/batches").objects("batches").isEmpty)
  }

  @Test func aCancelledMemberEndsAGatherAtOnce() async throws {
    let daemon = try await Daemon()
    let batch = try await daemon.batch(#"{"jobs":[{"argv":["sleep","60"]},{"handler":"noop","hold":true}]}"#)
    let (id, ids) = (try #require(batch.int("id")), batch.ints("ids"))
    let gather = try daemon.startJobctl(["wait", "--batch", "\(id)", "--results"])
    let byIDs = try daemon.startJobctl(["wait", "--results"] + ids.map { "\($0)" })
    let failure = try daemon.startJobctl(["wait", "--until", "first-failure", "--timeout", "1h"] + ids.map { "\($0)" })
    try await eventually("all wait") { try await daemon.waiters() == 3 }
    try await daemon.cancel(ids[1])
    #expect(try await gather.exit() == 5 && gather.errors.contains("\(ids[1])"), "\(gather.errors)")
    #expect(try await byIDs.exit() == 5, "\(byIDs.errors)")
    // FIRST_EXCEPTION is another rule: a cancelled task is none.
    #expect(failure.status == nil)
    #expect(try await daemon.state(ids[0]) == "running")
    let asked = try await daemon.post("/v1/wait", #"{"batch":\#(id),"until":"first-error","timeout":"40s"}"#)
    #expect(asked.objects("done").compactMap { $0.int("id") } == [ids[1]] && asked.bool("expired") == false)
    let refused = try await daemon.get("/v1/batches/\(id)?results=true&return_errors=false&wait=40s")
    #expect(refused.status == 409 && refused.code == "job_cancelled" && refused.int("job_id") == ids[1])
    failure.send(SIGINT)
  }
}
