// Another database at the same address: what a client knows by ids of the first is asked of the first alone.

import JobClient
import JobWire
import NIOHTTP1
import Testing

@Suite struct JobClientStoreTests {
  private static func answer(_ request: ScriptedServer.Request, store: String) -> ScriptedServer.Answer {
    switch request.uri {
    case "/v1/wait":
      reply(WaitReply(done: [ScriptedJobs.view(7, .succeeded)], pending: [], expired: false), store)
    case "/v1/jobs?order=newest", "/v1/jobs?batch=3":
      reply(JobList(jobs: []), store)
    case "/v1/queues": reply(QueueList(queues: []), store)
    default: reply(ScriptedJobs.view(7, .succeeded), store)
    }
  }

  private static func reply(
    _ value: some WireEncodable, _ store: String, status: Int = 200
  ) -> ScriptedServer.Answer {
    .reply(status: status, body: ScriptedJobs.text(value), store: store)
  }

  /// What each request has said about the store it is meant for; nil where it said nothing.
  private func marks(_ server: ScriptedServer) -> [String?] {
    server.requests.map { $0.headers.first(name: "Jobd-Store") }
  }

  @Test func whatNamesIdsIsMeantForTheStoreTheyCameFrom() async throws {
    try await ScriptedJobs.withClient { request in
      Self.answer(request, store: "one")
    } _: { client, server in
      #expect(client.store == nil)
      _ = try await client.submit(SubmitRequest(shell: "x"))
      #expect(client.store == "one")
      // By ids.
      _ = try await client.job(7)
      _ = try await client.wait(7)
      _ = try await client.wait(WaitRequest(ids: [7]))
      _ = try await client.retry(7)
      for try await _ in try await client.log(7) {}
      _ = try await client.result(7)
      var batch = JobFilterWire()
      batch.batch = 3
      _ = try await client.jobs(ListRequest(filter: batch))
      var after = SubmitRequest(shell: "x")
      after.after = [AfterSpec(.job(7))]
      _ = try await client.submit(after)
      var member = SubmitRequest(shell: "x")
      member.batch = 3
      _ = try await client.submit(member)
      // By names, or new.
      _ = try await client.submit(SubmitRequest(shell: "x"))
      _ = try await client.jobs(ListRequest(order: .newest))
      _ = try await client.queues()
      #expect(marks(server) == [nil] + [String?](repeating: "one", count: 9) + [nil, nil, nil])
    }
  }

  @Test func newStoreIsTakenForNewJobsOnly() async throws {
    try await ScriptedJobs.withClient { request in
      let store = request.index == 0 ? "one" : "two"
      let wanted = request.headers.first(name: "Jobd-Store")
      guard wanted == nil || wanted == store else {
        return Self.reply(Problem(.otherStore, detail: "It is gone.", hint: ""), store, status: 409)
      }
      return Self.answer(request, store: store)
    } _: { client, server in
      let old = try await client.submit(SubmitRequest(shell: "x"))
      let error = await #expect(throws: ClientError.self) { try await client.result(7) }
      #expect(error?.problem?.wireCode == .otherStore)
      #expect(client.store == "one", "a refusal teaches nothing")
      let new = try await client.submit(SubmitRequest(shell: "x"))
      #expect(client.store == "two")
      #expect(try await new.result().bytes.isEmpty == false)
      // The old job stays in the old store, whatever the client has learned since.
      let works: [() async throws -> Void] = [
        { _ = try await old.result() }, { _ = try await old.wait() }, { _ = try await old.cancel() },
      ]
      for work in works {
        let refused = await #expect(throws: ClientError.self) { try await work() }
        #expect(refused?.problem?.wireCode == .otherStore)
      }
      #expect(marks(server) == [nil, "one", nil, "two", "one", "one", "one"])
    }
  }

  @Test func longWaitStaysWithTheStoreItBeganIn() async throws {
    try await ScriptedJobs.withClient { request in
      let state: WireJobState = request.index < 2 ? .running : .succeeded
      let store = request.index == 0 ? "one" : "two"
      return Self.reply(ScriptedJobs.view(7, state), store)
    } _: { client, server in
      _ = try await client.wait(7)
      #expect(marks(server) == [nil, "one", "one"])
    }
  }

  @Test func clientThatIsGivenAStoreTalksToNoOther() async throws {
    try await ScriptedServer.with { request in
      Self.answer(request, store: "two")
    } _: { server in
      try await JobClient.withClient(endpoint: .unix(path: server.socketPath), store: "kept") { client in
        _ = try await client.submit(SubmitRequest(shell: "x"))
        _ = try await client.queues()
        _ = try await client.job(7)
        #expect(client.store == "kept")
      }
      #expect(marks(server) == ["kept", "kept", "kept"])
    }
  }
}
