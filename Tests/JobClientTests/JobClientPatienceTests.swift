// Requests that wait for a daemon that is started anew.

import JobWire
import NIOHTTP1
import TestSupport
import Testing

@testable import JobClient

@Suite struct JobClientPatienceTests {
  private static let minute = WireDuration(micros: 60_000_000)

  @Test func daemonThatIsAwayIsWaitedFor() async throws {
    try await ScriptedJobs.withClient { request in
      // Each try is made again once by itself.
      request.index < 4 ? .hangUp : ScriptedJobs.reply(ScriptedJobs.view(7, .succeeded))
    } _: { client, server in
      let job = try await client.patient(for: Self.minute).job(7)
      #expect(job.id == 7 && server.requests.count == 5)
    }
  }

  @Test func patienceHasAnEnd() async throws {
    try await ScriptedJobs.withClient { _ in
      .hangUp
    } _: { client, server in
      let error = await #expect(throws: ClientError.self) {
        try await client.patient(for: WireDuration(micros: 0)).job(7)
      }
      guard case .connectionLost = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(server.requests.count == 2)
    }
  }

  @Test func refusalIsNoAbsence() async throws {
    let problem = Problem(.notFound, detail: "There is no job 7.", hint: "Look at the list.")
    try await ScriptedJobs.withClient { _ in
      .reply(status: 404, body: ScriptedJobs.text(problem))
    } _: { client, server in
      await #expect(throws: ClientError.refused(problem)) { try await client.patient(for: Self.minute).job(7) }
      #expect(server.requests.count == 1)
    }
  }

  @Test func daemonThatWasNeverThereIsNotWaitedFor() async throws {
    let client = JobClient(endpoint: .unix(path: "/nonexistent/jobd.sock"))
    let error = await #expect(throws: ClientError.self) { try await client.patient(for: Self.minute).wait(7) }
    await client.shutdown()
    guard case .unreachable = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func whatChangesSomethingIsMadeOnce() async throws {
    try await ScriptedJobs.withClient { _ in
      .hangUp
    } _: { client, server in
      let patient = client.patient(for: Self.minute)
      await #expect(throws: ClientError.self) { try await patient.cancel(7) }
      await #expect(throws: ClientError.self) { try await patient.submit(SubmitRequest(shell: "x")) }
      #expect(server.requests.count == 2)
    }
  }

  /// Waits by one id, by several and by a batch; each tells of the absence once.
  @Test func waitsGoOnWhenTheDaemonIsBack() async throws {
    let waits: [@Sendable (JobClient) async throws -> Void] = [
      { _ = try await $0.wait(7) }, { _ = try await $0.wait(WaitRequest(ids: [7])) },
      { _ = try await $0.wait(batch: 3) },
    ]
    for wait in waits {
      let told = Noted(0)
      try await ScriptedJobs.withClient { request in
        if request.index < 6 { return .hangUp }
        if request.uri.hasPrefix("/v1/batches") {
          var batch = BatchView(id: 3, size: 1, counts: StateCounts([.succeeded: 1]), createdAt: WireTime(micros: 1))
          batch.done = true
          return ScriptedJobs.reply(batch)
        }
        if request.method == "GET" { return ScriptedJobs.reply(ScriptedJobs.view(7, .succeeded)) }
        return ScriptedJobs.answer(request, [7: .succeeded])
      } _: { client, server in
        try await wait(client.patient(for: Self.minute) { _ in told.change { $0 += 1 } })
        #expect(server.requests.count == 7)
      }
      #expect(told.value == 1)
    }
  }

  /// The first answer may not come before the daemon goes away: then the store of the next one may be another.
  @Test func waitKnowsItsStoreBeforeItIsHeld() async throws {
    try await ScriptedJobs.withClient { request in
      let state = request.index == 0 ? WireJobState.running : .succeeded
      return .reply(status: 200, body: ScriptedJobs.text(ScriptedJobs.view(7, state)), store: "one")
    } _: { client, server in
      _ = try await client.patient(for: Self.minute).wait(7)
      #expect(server.requests.map(\.uri) == ["/v1/jobs/7?wait=0s", "/v1/jobs/7?wait=1m"])
      #expect(server.requests.map { $0.headers.first(name: "Jobd-Store") } == [nil, "one"])
    }
  }

  /// Nobody can say any more whether the job has ended in time.
  @Test func timeThatEndsWhileTheDaemonIsAwayIsALostDaemon() async throws {
    try await ScriptedJobs.withClient { _ in
      .hangUp
    } _: { client, _ in
      let error = await #expect(throws: ClientError.self) {
        try await client.patient(for: Self.minute).wait(7, timeout: WireDuration(micros: 50_000))
      }
      guard case .connectionLost = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
  }
}
