// Jobs through the client: each method asks its route, and says no more than it was told.

import JobClient
import JobWire
import NIOHTTP1
import Testing

@Suite struct JobClientJobsTests {
  @Test func looksHaveTheirRoutes() async throws {
    let lines = try await ScriptedJobs.requests(ScriptedJobs.view(7, .running)) { client in
      let job = try await client.job(7)
      #expect(job == ScriptedJobs.view(7, .running))
      _ = try await client.job(7, full: true)
    }
    #expect(lines == ["GET /v1/jobs/7 ", "GET /v1/jobs/7?view=full "])
    let lists = try await ScriptedJobs.requests(JobList(jobs: [ScriptedJobs.view(7, .queued)], nextCursor: "c")) {
      client in
      let page = try await client.jobs()
      #expect(page.jobs.map(\.id) == [7] && page.nextCursor == "c")
      _ = try await client.jobs(ListRequest(order: .oldest, limit: 5, cursor: "c d"))
    }
    #expect(lists == ["GET /v1/jobs ", "GET /v1/jobs?order=oldest&limit=5&cursor=c%20d "])
  }

  @Test func verbsHaveTheirRoutes() async throws {
    let lines = try await ScriptedJobs.requests(ScriptedJobs.view(7, .queued)) { client in
      _ = try await client.retry(7)
      _ = try await client.hold(7)
      _ = try await client.release(7)
      _ = try await client.runNow(7)
      var patch = PatchRequest()
      patch.priority = .value(3)
      _ = try await client.patch(7, patch)
      try await client.delete(7)
    }
    #expect(
      lines == [
        "POST /v1/jobs/7/retry ", "POST /v1/jobs/7/hold ", "POST /v1/jobs/7/release ", "POST /v1/jobs/7/run ",
        #"PATCH /v1/jobs/7 {"priority":3}"#, "DELETE /v1/jobs/7 ",
      ])
    let cancels = try await ScriptedJobs.requests(CancelReply(accepted: true, absorbed: true, state: .running)) {
      client in
      let reply = try await client.cancel(7, CancelRequest(reason: "enough", force: true))
      #expect(reply.accepted && reply.absorbed && reply.state == .running)
      _ = try await client.cancel(7)
    }
    #expect(
      cancels == [#"POST /v1/jobs/7/cancel {"reason":"enough","force":true}"#, "POST /v1/jobs/7/cancel {}"])
  }

  @Test func reportsHaveTheirRoutes() async throws {
    let lines = try await ScriptedJobs.requests(ScriptedJobs.view(7, .running)) { client in
      try await client.signal(7, SignalRequest(signal: 15))
      try await client.progress(7, ProgressRequest(fraction: 0.5))
    }
    #expect(
      lines == [#"POST /v1/jobs/7/signal {"signal":15}"#, #"POST /v1/jobs/7/progress {"fraction":0.5}"#])
  }

  /// A retry that is not spoken of is for the job's own rule to decide.
  @Test func endsOfExternalJobsSayNoMoreThanTheyWereTold() async throws {
    let lines = try await ScriptedJobs.requests(ScriptedJobs.view(7, .succeeded)) { client in
      _ = try await client.complete(7)
      _ = try await client.complete(7, result: .bool(true))
      _ = try await client.fail(7, message: "no \"luck\"")
      _ = try await client.fail(7, message: "m", retry: false)
      _ = try await client.fail(7, message: "m", retry: true)
    }
    #expect(
      lines == [
        "POST /v1/jobs/7/complete {}", #"POST /v1/jobs/7/complete {"result":true}"#,
        #"POST /v1/jobs/7/fail {"error":"no \"luck\""}"#, #"POST /v1/jobs/7/fail {"error":"m","retry":false}"#,
        #"POST /v1/jobs/7/fail {"error":"m","retry":true}"#,
      ])
  }

  @Test func bulkVerbsHaveTheirRoutesAndAreForTheStoreOfTheirBatch() async throws {
    var filter = JobFilterWire()
    filter.queue = "q"
    let all = filter
    try await ScriptedJobs.withClient { request in
      .reply(status: 200, body: ScriptedJobs.text(BulkReply(count: 2, ids: [1, 2])), store: "one")
    } _: { client, server in
      let verbs = [
        (JobClient.BulkVerb.cancel, false), (.retry, true), (.delete, false), (.hold, false), (.release, false),
      ]
      for (verb, isDryRun) in verbs {
        let reply = try await client.bulk(verb, all, dryRun: isDryRun)
        #expect(reply.count == 2)
      }
      var member = all
      member.batch = 3
      _ = try await client.bulk(.cancel, member)
      #expect(
        server.requests.map(\.uri) == [
          WirePaths.bulkCancel, WirePaths.bulkRetry, WirePaths.bulkDelete, WirePaths.bulkHold, WirePaths.bulkRelease,
          WirePaths.bulkCancel,
        ])
      let marks = server.requests.map { $0.headers.first(name: "Jobd-Store") }
      #expect(marks == [nil, nil, nil, nil, nil, "one"], "a batch is known by its id in one store alone")
      #expect(server.requests[1].body.contains(#""dry_run":true"#))
    }
  }

  @Test func editOfManySaysWhatIsSetAndWhichStoreItsParentsAreOf() async throws {
    var filter = JobFilterWire()
    filter.queue = "q"
    let all = filter
    try await ScriptedJobs.withClient { request in
      .reply(status: 200, body: ScriptedJobs.text(BulkReply(count: 2)), store: "one")
    } _: { client, server in
      var patch = PatchRequest()
      patch.priority = .value(5)
      let reply = try await client.edit(all, patch)
      #expect(reply.count == 2)
      patch.after = .value([AfterSpec(job: 7)])
      _ = try await client.edit(all, patch, createQueue: false)
      let requests = server.requests
      #expect(requests.map(\.uri) == [WirePaths.bulkEdit, WirePaths.bulkEdit + "?create_queue=false"])
      #expect(requests[0].body.contains(#""set":{"priority":5}"#))
      #expect(requests.map { $0.headers.first(name: "Jobd-Store") } == [nil, "one"])
    }
  }

  @Test func jobsThatChangePlacesAreNamedTogether() async throws {
    let list = JobList(jobs: [ScriptedJobs.view(7, .queued), ScriptedJobs.view(8, .queued)])
    let lines = try await ScriptedJobs.requests(list) { client in
      let jobs = try await client.switchPlaces(7, 8)
      #expect(jobs.map(\.id) == [7, 8])
    }
    #expect(lines == [#"POST /v1/jobs:switch {"a":7,"b":8}"#])
  }
}
