// A time limit cancels, waits until the job is really gone, and prefers a result that came in spite of it.

import JobClient
import JobWire
import Testing

@Suite struct JobClientTimeLimitTests {
  private func run(
    cancel: ScriptedServer.Answer, then state: WireJobState, _ check: (Result<JobView, ClientError>, [String]) -> Void
  ) async throws {
    try await ScriptedJobs.withClient { request in
      if request.method == "POST" { return cancel }
      return ScriptedJobs.reply(ScriptedJobs.view(7, request.index == 0 ? .running : state))
    } _: { client, server in
      let result: Result<JobView, ClientError>
      do throws(ClientError) {
        result = .success(try await client.wait(7, orCancelAfter: WireDuration(micros: 0)))
      } catch {
        result = .failure(error)
      }
      check(result, server.requests.map(\.uri))
    }
  }

  private static let accepted = ScriptedJobs.reply(CancelReply(accepted: true, absorbed: false, state: .running))

  @Test func theJobIsCancelledAndGoneWhenTheLimitIsReported() async throws {
    try await run(cancel: Self.accepted, then: .cancelled) { result, uris in
      #expect(result == .failure(.timeLimit(ScriptedJobs.view(7, .cancelled))))
      #expect(uris == ["/v1/jobs/7?wait=0s", "/v1/jobs/7/cancel", "/v1/jobs/7?wait=1m"])
    }
  }

  @Test func aResultInSpiteOfItWins() async throws {
    try await run(cancel: Self.accepted, then: .succeeded) { result, _ in
      #expect(result == .success(ScriptedJobs.view(7, .succeeded)))
    }
  }

  @Test func aShieldedJobGoesOn() async throws {
    let absorbed = ScriptedJobs.reply(CancelReply(accepted: true, absorbed: true, state: .running))
    try await run(cancel: absorbed, then: .running) { result, uris in
      #expect(result == .failure(.waitExpired(pending: [7])))
      #expect(uris.count == 2)
    }
  }

  @Test func aJobThatEndsBetweenTheRequestsIsReturned() async throws {
    let problem = Problem(.invalidState, detail: "job 7 is failed")
    let refused = ScriptedServer.Answer.reply(status: 409, body: ScriptedJobs.text(problem))
    try await run(cancel: refused, then: .failed) { result, _ in
      #expect(result == .success(ScriptedJobs.view(7, .failed)))
    }
  }
}
