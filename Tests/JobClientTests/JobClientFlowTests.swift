// Batches, schedules, callbacks and why: each method asks its route.

import JobClient
import JobWire
import Testing

@Suite struct JobClientFlowTests {
  private static let batch = BatchView(id: 3, size: 0, counts: StateCounts(), createdAt: WireTime(micros: 1))
  private static let schedule = ScheduleView(
    name: "a b", every: .seconds(60), timezone: "UTC", job: .object([]), createdAt: WireTime(micros: 1),
    updatedAt: WireTime(micros: 1))

  @Test func batchesHaveTheirRoutes() async throws {
    let lines = try await ScriptedJobs.requests(Self.batch) { client in
      _ = try await client.createBatch(BatchRequest(failFast: true, jobs: [SubmitRequest(shell: "x")]))
      _ = try await client.batch(3)
      _ = try await client.batchResults(3, limit: 10, cursor: "c")
      _ = try await client.closeBatch(3)
      _ = try await client.cancelBatch(3, reason: "r")
    }
    let wanted = [
      #"POST /v1/batches {"fail_fast":true,"jobs":[{"shell":"x"}]}"#, "GET /v1/batches/3 ",
      "GET /v1/batches/3?results=true&limit=10&cursor=c ", "POST /v1/batches/3/close ",
      #"POST /v1/batches/3/cancel {"reason":"r"}"#,
    ]
    #expect(lines == wanted)
    let pages = try await ScriptedJobs.requests(BatchPage(batches: [Self.batch])) { client in
      let answer = try await client.batches(limit: 5).batches
      #expect(answer == [Self.batch])
    }
    #expect(pages == ["GET /v1/batches?limit=5 "])
  }

  /// Whoever makes no queues says so with every request that names some.
  @Test func queuesAreMadeUnlessTheyAreNotToBe() async throws {
    let lines = try await ScriptedJobs.requests(Self.batch) { client in
      _ = try await client.createBatch(BatchRequest(), createQueue: false)
    }
    #expect(lines == ["POST /v1/batches?create_queue=false {}"])
    let set = try await ScriptedJobs.requests(Self.schedule) { client in
      let request = ScheduleRequest(every: .seconds(60), job: SubmitRequest(shell: "x"))
      _ = try await client.setSchedule("s", request, createQueue: false)
    }
    #expect(set.first?.hasPrefix("PUT /v1/schedules/s?create_queue=false ") == true, "\(set)")
  }

  @Test func schedulesHaveTheirRoutes() async throws {
    let lines = try await ScriptedJobs.requests(Self.schedule) { client in
      let request = ScheduleRequest(every: .seconds(60), job: SubmitRequest(shell: "x"))
      let answer = try await client.setSchedule("a b", request)
      #expect(answer == Self.schedule)
      _ = try await client.schedule("a b")
      _ = try await client.pauseSchedule("a b")
      _ = try await client.resumeSchedule("a b")
      try await client.deleteSchedule("a b")
    }
    let wanted = [
      #"PUT /v1/schedules/a%20b {"every":"1m","job":{"shell":"x"}}"#, "GET /v1/schedules/a%20b ",
      "POST /v1/schedules/a%20b/pause ", "POST /v1/schedules/a%20b/resume ", "DELETE /v1/schedules/a%20b ",
    ]
    #expect(lines == wanted)
    let lists = try await ScriptedJobs.requests(ScheduleList(schedules: [Self.schedule])) { client in
      let answer = try await client.schedules()
      #expect(answer == [Self.schedule])
    }
    let previews = try await ScriptedJobs.requests(PreviewReply(times: [WireTime(micros: 5)])) { client in
      let answer = try await client.previewSchedule("n", count: 3)
      #expect(answer == [WireTime(micros: 5)])
    }
    let runs = try await ScriptedJobs.requests(ScriptedJobs.view(7, .queued)) { client in
      let answer = try await client.runSchedule("n").id
      #expect(answer == 7)
    }
    #expect(
      lists + previews + runs == [
        "GET /v1/schedules?limit=1000 ", "GET /v1/schedules/n/preview?count=3 ", "POST /v1/schedules/n/run ",
      ])
  }

  @Test func allSchedulesAreReadPageByPage() async throws {
    try await ScriptedJobs.withClient { request in
      var schedule = Self.schedule
      schedule.name = "s\(request.index)"
      let next = request.index < 2 ? "a \(request.index)" : nil
      return ScriptedJobs.reply(ScheduleList(schedules: [schedule], nextCursor: next))
    } _: { client, server in
      let names = try await client.schedules().map(\.name)
      #expect(names == ["s0", "s1", "s2"])
      let next = "/v1/schedules?limit=1000&cursor=a%20"
      #expect(server.requests.map(\.uri) == ["/v1/schedules?limit=1000", next + "0", next + "1"])
    }
  }

  @Test func callbacksAndWhyHaveTheirRoutes() async throws {
    let view = CallbackView(id: 1, url: "http://x", on: .any, state: "waiting")
    let added = try await ScriptedJobs.requests(view) { client in
      let answer = try await client.addCallback(7, CallbackRequest(url: "http://x"))
      #expect(answer == view)
    }
    let listed = try await ScriptedJobs.requests(CallbackList(callbacks: [view])) { client in
      let answer = try await client.callbacks(7)
      #expect(answer == [view])
    }
    let removed = try await ScriptedJobs.requests(RemovedReply(removed: 2)) { client in
      let answer = try await client.removeCallbacks(7)
      #expect(answer == 2)
    }
    let why = WhyView(state: .queued, blockers: [], position: 2)
    let asked = try await ScriptedJobs.requests(why) { client in
      let answer = try await client.why(7)
      #expect(answer == why)
    }
    let wanted = [
      #"POST /v1/jobs/7/callbacks {"url":"http://x"}"#, "GET /v1/jobs/7/callbacks ", "DELETE /v1/jobs/7/callbacks ",
      "GET /v1/jobs/7/why ",
    ]
    #expect(added + listed + removed + asked == wanted)
  }
}
