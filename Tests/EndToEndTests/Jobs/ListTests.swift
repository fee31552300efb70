// Finding jobs and changing many: filters, the cursor, PATCH, bulk verbs and deletion.

import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct ListTests {
  @Test func cursorWalkMeetsEachJobOnce() async throws {
    let daemon = try await Daemon()
    let ids = try await daemon.lines(Array(repeating: #"{"handler":"noop","hold":true}"#, count: 53)).ints("ids")
    for order in ["newest", "oldest"] {
      var seen: [Int] = []
      var target = "/v1/jobs?limit=10&order=\(order)"
      while true {
        let page = try await daemon.get(target)
        seen += page.objects("jobs").compactMap { $0.int("id") }
        guard let cursor = page.string("next_cursor") else { break }
        target = "/v1/jobs?limit=10&order=\(order)&cursor=\(cursor)"
      }
      #expect(seen == (order == "newest" ? ids.reversed() : ids), "\(order)")
    }
    #expect(try await daemon.get("/v1/jobs?cursor=nonsense").status == 400)
    #expect(try await daemon.get("/v1/jobs?limit=1001").status == 400)
    #expect(try await daemon.get("/v1/jobs?limit=0").status == 400)
    #expect(try await daemon.get("/v1/jobs?colour=red").status == 400)
  }

  @Test func orderOfPriorityIsTheOrderOfStarting() async throws {
    let daemon = try await Daemon()
    _ = try await daemon.send("PUT", "/v1/queues/p", #"{"slots":1}"#)
    #expect(try await daemon.post("/v1/queues/p/pause").status == 200)
    var ids: [Int] = []
    for priority in [0, 5, 0, 9, 5] {
      ids.append(try await daemon.submit(#"{"handler":"noop","queue":"p","priority":\#(priority)}"#))
    }
    var seen: [Int] = []
    var target = "/v1/jobs?queue=p&order=priority&limit=2"
    while true {
      let page = try await daemon.get(target)
      seen += page.objects("jobs").compactMap { $0.int("id") }
      guard let cursor = page.string("next_cursor") else { break }
      target = "/v1/jobs?queue=p&order=priority&limit=2&cursor=\(cursor)"
    }
    #expect(seen == [ids[3], ids[1], ids[4], ids[0], ids[2]])
    // What the filter leaves out comes first in the order and must not use the page up.
    let last = try await daemon.shell("true", #""queue":"p","priority":-5"#)
    let filtered = try await daemon.get("/v1/jobs?queue=p&order=priority&limit=2&kind=shell")
    #expect(filtered.objects("jobs").compactMap { $0.int("id") } == [last], "\(filtered.text)")
  }

  @Test func filtersSelect() async throws {
    let daemon = try await Daemon()
    let done = try await daemon.submit(#"{"handler":"noop","name":"nightly-1","queue":"a","tags":{"k":"v"}}"#)
    _ = try await daemon.finished(done)
    let bad = try await daemon.shell("exit 3", #""name":"nightly-2""#)
    _ = try await daemon.finished(bad)
    let held = try await daemon.submit(#"{"argv":["true"],"hold":true,"name":"other"}"#)
    let expected: [(String, [Int])] = [
      ("state=succeeded", [done]), ("state=failed&state=held", [held, bad]), ("state=active", [held]),
      ("state=finished", [bad, done]), ("queue=a", [done]), ("kind=shell", [bad]), ("name=nightly-*", [bad, done]),
      ("tag=k:v", [done]), ("tag=k:w", []), ("since=2020-01-01T00:00:00Z", [held, bad, done]),
      ("until=2020-01-01T00:00:00Z", []),
    ]
    for (query, ids) in expected {
      let answer = try await daemon.get("/v1/jobs?\(query)")
      #expect(answer.objects("jobs").compactMap { $0.int("id") } == ids, "\(query): \(answer.text)")
    }
    #expect(try await daemon.get("/v1/jobs?state=strange").status == 400)
  }

  @Test func patchChangesWhatHasNotStarted() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.submit(#"{"argv":["true"],"hold":true}"#)
    let patch = #"{"priority":7,"queue":"q2","name":"new","tags":{"a":"b"},"timeout":"5s"}"#
    let answer = try await daemon.send("PATCH", "/v1/jobs/\(id)", patch)
    #expect(answer.status == 200, "\(answer.text)")
    let job = try await daemon.job(id)
    #expect(job.int("priority") == 7)
    #expect(job.string("queue") == "q2")
    #expect(job.string("name") == "new")
    #expect(job.value("tags")?.string("a") == "b")
    #expect(try await daemon.send("PATCH", "/v1/jobs/\(id)", #"{"priority":5000}"#).status == 400)
    // Its kind stays.
    #expect(try await daemon.send("PATCH", "/v1/jobs/\(id)", #"{"shell":"false"}"#).status == 400)
    _ = try await daemon.post("/v1/jobs/\(id)/release")
    _ = try await daemon.finished(id)
    let late = try await daemon.send("PATCH", "/v1/jobs/\(id)", #"{"priority":1}"#)
    #expect(late.status == 409)
    #expect(late.code == "invalid_state")
  }

  @Test func runningJobCanBeRenamed() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.submit(#"{"argv":["sleep","30"]}"#)
    try await daemon.reach(id, "running")
    #expect(try await daemon.send("PATCH", "/v1/jobs/\(id)", #"{"name":"renamed"}"#).status == 200)
    #expect(try await daemon.job(id).string("name") == "renamed")
    // That of its next attempt.
    #expect(try await daemon.send("PATCH", "/v1/jobs/\(id)", #"{"priority":1}"#).status == 200)
    #expect(try await daemon.job(id).int("priority") == 1)
    #expect(try await daemon.send("PATCH", "/v1/jobs/\(id)", #"{"queue":"other"}"#).status == 409)
  }

  @Test func bulkVerbsWorkByFilterAndDryRunOnlyTells() async throws {
    let daemon = try await Daemon()
    let ids = try await daemon.lines(Array(repeating: #"{"handler":"noop","hold":true,"queue":"b"}"#, count: 5))
      .ints("ids")
    let other = try await daemon.submit(#"{"handler":"noop","hold":true}"#)
    let dry = try await daemon.post("/v1/jobs:cancel", #"{"filter":{"queue":"b"},"dry_run":true}"#)
    #expect(dry.status == 200, "\(dry.text)")
    #expect(Set(dry.ints("ids")) == Set(ids))
    #expect(try await daemon.get("/v1/jobs?state=held").objects("jobs").count == 6)
    #expect(try await daemon.post("/v1/jobs:cancel", #"{"filter":{"queue":"b"}}"#).int("count") == 5)
    #expect(try await daemon.get("/v1/jobs?state=cancelled").objects("jobs").count == 5)
    #expect(try await daemon.job(other).string("state") == "held")
    #expect(try await daemon.post("/v1/jobs:delete", #"{"filter":{"state":["cancelled"]}}"#).int("count") == 5)
    #expect(try await daemon.get("/v1/jobs").objects("jobs").count == 1)
    #expect(try await daemon.job(ids[0]).status == 404)
  }

  @Test func onlyAFinishedJobIsDeletedAndItsIdIsNotUsedAgain() async throws {
    let daemon = try await Daemon()
    let running = try await daemon.submit(#"{"argv":["sleep","30"]}"#)
    try await daemon.reach(running, "running")
    #expect(try await daemon.send("DELETE", "/v1/jobs/\(running)").status == 409)
    let done = try await daemon.shell("echo x")
    _ = try await daemon.finished(done)
    #expect((200...204).contains(try await daemon.send("DELETE", "/v1/jobs/\(done)").status))
    #expect(try await daemon.job(done).status == 404)
    #expect(try await daemon.log(done).status == 404)
    #expect(try await daemon.submit(#"{"handler":"noop"}"#) > done)
  }
}
