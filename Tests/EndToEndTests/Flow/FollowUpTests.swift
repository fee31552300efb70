// Follow-ups: started, skipped or kept by the end of their parents, in the transaction that ends them.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct FollowUpTests {
  @Test func followUpStartsOnceAfterTheSuccessOfItsParent() async throws {
    let daemon = try await Daemon()
    let go = daemon.scratch.file("go")
    let first = try await daemon.shell(
      "while ! test -e \(go); do sleep 0.05; done; echo a >> \(daemon.scratch.file("ran"))")
    let second = try await daemon.note("b", #""after":[\#(first)]"#)
    #expect(try await daemon.state(second) == "blocked")
    daemon.scratch.touch("go")
    let end = try await daemon.finished(second)
    #expect(end.string("state") == "succeeded")
    #expect(daemon.scratch.lines("ran") == ["a", "b"])
    let parent = try await daemon.job(first)
    let started = try #require(end.string("started_at").flatMap(TimeTests.date))
    let ended = try #require(parent.string("finished_at").flatMap(TimeTests.date))
    #expect(started >= ended)
    #expect(parent.ints("children") == [second])
    #expect(end.objects("parents").first?.int("job") == first)
    #expect(end.objects("parents").first?["met"]?.boolValue == true)
  }

  @Test func failureSkipsWhatNeedsSuccessAndFreesTheRest() async throws {
    let daemon = try await Daemon()
    let a = try await daemon.shell("while ! test -e \(daemon.scratch.file("go")); do sleep 0.05; done; exit 1")
    let b = try await daemon.note("b", #""after":[{"job":\#(a),"on":"success"}]"#)
    let c = try await daemon.note("c", #""after":[\#(b)]"#)
    let d = try await daemon.note("d", #""after":[{"job":\#(a),"on":"failure"}]"#)
    let e = try await daemon.note("e", #""after":[{"job":\#(a),"on":"any"}]"#)
    let f = try await daemon.note("f", #""after":[{"job":\#(b),"on":"failure"}]"#)
    daemon.scratch.touch("go")
    #expect(
      try await daemon.fates([a, b, c, d, e, f])
        == ["failed", "skipped", "skipped", "succeeded", "succeeded", "succeeded"])
    #expect(Set(daemon.scratch.lines("ran")) == ["d", "e", "f"])
    for (child, cause) in [(b, a), (c, b)] {
      let job = try await daemon.job(child)
      #expect(job.string("reason") == "dependency" && job.isNull("started_at"), "\(job.text)")
      let words = job.value("error")?.string("message")?.split { !$0.isNumber } ?? []
      #expect(words.contains { $0 == "\(cause)" }, "the cause is not named: \(job.text)")
    }
  }

  @Test(arguments: ["cancelled", "timeout", "expired"])
  func endThatIsNoSuccessIsAFailure(_ kind: String) async throws {
    let daemon = try await Daemon(slots: 2)
    let parent =
      switch kind {
      case "cancelled": try await daemon.submit(#"{"argv":["sleep","60"]}"#)
      case "timeout": try await daemon.submit(#"{"argv":["sleep","60"],"timeout":"400ms"}"#)
      default: try await daemon.submit(#"{"argv":["true"],"delay":"1h","deadline":"\#(Self.soon)"}"#)
      }
    let ok = try await daemon.note("ok", #""after":[\#(parent)]"#)
    let bad = try await daemon.note("bad", #""after":[{"job":\#(parent),"on":"failure"}]"#)
    if kind == "cancelled" { try await daemon.cancel(parent) }
    #expect(try await daemon.fates([ok, bad]) == ["skipped", "succeeded"])
    #expect(daemon.scratch.lines("ran") == ["bad"])
  }

  @Test func parentsThatHaveEndedDecideAtOnce() async throws {
    let daemon = try await Daemon()
    let good = try await daemon.submit(#"{"handler":"noop"}"#)
    let bad = try await daemon.submit(#"{"handler":"fail"}"#)
    _ = try await daemon.fates([good, bad])
    let table = [
      ("\(good)", false), (#"{"job":\#(good),"on":"any"}"#, false), (#"{"job":\#(good),"on":"failure"}"#, true),
      ("\(bad)", true), (#"{"job":\#(bad),"on":"any"}"#, false), (#"{"job":\#(bad),"on":"failure"}"#, false),
      ("\(good),\(bad)", true),
    ]
    for (after, isSkipped) in table {
      let answer = try await daemon.post("/v1/jobs", #"{"handler":"noop","after":[\#(after)]}"#)
      #expect(answer.status == 201)
      #expect((answer.string("state") == "skipped") == isSkipped, "after \(after): \(answer.text)")
      let id = try #require(answer.int("id"))
      #expect(try await daemon.finished(id).string("state") == (isSkipped ? "skipped" : "succeeded"))
    }
  }

  @Test func cancelledWhileBlockedStaysCancelledAndSkipsItsOwn() async throws {
    let daemon = try await Daemon()
    let parent = try await daemon.held()
    let child = try await daemon.note("never", #""after":[\#(parent)]"#)
    let grandchild = try await daemon.note("never", #""after":[\#(child)]"#)
    let answer = try await daemon.post("/v1/jobs/\(child)/cancel")
    #expect(answer.bool("accepted") == true && answer.string("state") == "cancelled", "\(answer.text)")
    #expect(try await daemon.state(grandchild) == "skipped")
    try await daemon.release(parent)
    _ = try await daemon.finished(parent)
    _ = try await daemon.finished(daemon.noop(after: "\(parent)"))
    #expect(try await daemon.state(child) == "cancelled")
    #expect(daemon.scratch.lines("ran").isEmpty)
  }

  @Test func firstUnmetParentSkipsWithoutWaitingForTheOthers() async throws {
    let daemon = try await Daemon()
    let slow = try await daemon.held()
    let bad = try await daemon.held()
    let child = try await daemon.noop(after: "\(slow),\(bad)")
    try await daemon.cancel(bad)
    #expect(try await daemon.state(child) == "skipped")
    #expect(try await daemon.state(slow) == "held")
  }

  @Test func diamondRunsItsLastJobOnceAfterBothSides() async throws {
    let daemon = try await Daemon()
    let top = try await daemon.held()
    let left = try await daemon.shell("sleep 0.1; echo l >> \(daemon.scratch.file("ran"))", #""after":[\#(top)]"#)
    let right = try await daemon.shell("sleep 0.3; echo r >> \(daemon.scratch.file("ran"))", #""after":[\#(top)]"#)
    let bottom = try await daemon.note("bottom", #""after":[\#(left),\#(right)]"#)
    try await daemon.release(top)
    #expect(try await daemon.finished(bottom).string("state") == "succeeded")
    #expect(daemon.scratch.lines("ran") == ["l", "r", "bottom"])
  }

  @Test func thousandChildrenAreReleasedOrSkippedWithTheirParent() async throws {
    let daemon = try await Daemon()
    let parents = [try await daemon.held(), try await daemon.held()]
    var children: [[Int]] = []
    for parent in parents {
      let line = #"{"handler":"noop","after":[\#(parent)]}"#
      let answer = try await daemon.lines(Array(repeating: line, count: 1_000))
      children.append(answer.ints("ids"))
      #expect(answer.status == 201 && answer.int("count") == 1_000)
    }
    // A large part by the time the cancel is answered, the rest in transactions that follow.
    try await daemon.cancel(parents[1])
    try await eventually("all are skipped") {
      try await daemon.get("/v1/info").value("jobs")?.int("skipped") == 1_000
    }
    try await daemon.release(parents[0])
    let answer = try await daemon.post("/v1/wait", #"{"ids":\#(children[0]),"timeout":"50s"}"#)
    #expect(answer.objects("done").count == 1_000 && answer.bool("expired") == false)
    #expect(answer.objects("done").allSatisfy { $0.string("state") == "succeeded" })
    let all = try await daemon.get("/v1/info").value("jobs")
    #expect(all?.int("succeeded") == 1_001 && all?.int("blocked") == 0)
  }

  @Test func nestedFollowUpsComeWithTheirParent() async throws {
    let daemon = try await Daemon()
    let last = #"{"job":{"name":"last","handler":"noop"}}"#
    let good = #"{"job":{"name":"good","handler":"noop","then":[\#(last)]}}"#
    let bad = #"{"on":"failure","job":{"name":"bad","handler":"noop","then":[{"on":"any","job":{"handler":"noop"}}]}}"#
    let id = try await daemon.submit(#"{"handler":"noop","hold":true,"then":[\#(good),\#(bad)]}"#)
    let children = try await daemon.job(id).ints("children")
    #expect(children.count == 2)
    #expect(try await daemon.get("/v1/jobs?state=blocked").objects("jobs").count == 4)
    try await daemon.release(id)
    #expect(try await daemon.fates([id] + children) == ["succeeded", "succeeded", "skipped"])
    let grandchildren = [
      try await daemon.job(children[0]).ints("children"), try await daemon.job(children[1]).ints("children"),
    ]
    // What was skipped has ended, so the one for any end of it runs.
    #expect(try await daemon.fates(grandchildren.flatMap(\.self)) == ["succeeded", "succeeded"])
  }

  @Test func delayOfAFollowUpCountsAndDeadlineStillHolds() async throws {
    let daemon = try await Daemon()
    let parent = try await daemon.held()
    let late = try await daemon.noop(after: "\(parent)", #""deadline":"\#(Self.soon)""#)
    let end = try await daemon.finished(late)
    #expect(end.string("state") == "failed" && end.string("reason") == "expired", "\(end.text)")
    let delayed = try await daemon.noop(after: "\(parent)", #""delay":"1h""#)
    try await daemon.release(parent)
    try await daemon.reach(delayed, "scheduled")
    #expect(try await daemon.post("/v1/jobs/\(delayed)/run").status == 200)
    #expect(try await daemon.finished(delayed).string("state") == "succeeded")
  }

  static var soon: String {
    Date(timeIntervalSinceNow: 0.5).ISO8601Format(.init(includingFractionalSeconds: true))
  }
}
