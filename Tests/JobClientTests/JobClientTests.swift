// The client against a scripted server: what it sends, what it makes of answers, and what it tries again.

import JobClient
import JobWire
import NIOHTTP1
import Testing

@Suite struct JobClientTests {
  private static func jobText(_ state: WireJobState) -> String {
    let view = JobView(
      id: 7, name: "job-7", kind: "exec", queue: "default", priority: 0, state: state, attempt: 1, maxAttempts: 1,
      createdAt: WireTime(micros: 1))
    return String(decoding: view.jsonBytes(), as: UTF8.self)
  }

  @Test func submissionCarriesKeyTokenAndBody() async throws {
    try await ScriptedJobs.withClient(token: "secret") { _ in
      .reply(status: 201, body: Self.jobText(.queued))
    } _: { client, server in
      let job = try await client.submit(SubmitRequest(argv: ["true"]), idempotencyKey: "k1")
      #expect(job.id == 7)
      let request = try #require(server.requests.first)
      #expect(request.method == "POST" && request.uri == "/v1/jobs")
      #expect(request.body == #"{"argv":["true"]}"#)
      #expect(request.headers.first(name: "Idempotency-Key") == "k1")
      #expect(request.headers.first(name: "Authorization") == "Bearer secret")
      #expect(request.headers.first(name: "Host") == "localhost")
      #expect(request.headers.first(name: "Content-Type") == "application/json")
    }
  }

  @Test func problemsAreThrownAsTheyAre() async throws {
    let problem = Problem(.notFound, detail: "There is no job 7.", hint: "Look at the list.")
    try await ScriptedJobs.withClient { _ in
      .reply(status: 404, body: String(decoding: problem.jsonBytes(), as: UTF8.self))
    } _: { client, _ in
      let error = await #expect(throws: ClientError.self) { try await client.job(7) }
      #expect(error == .refused(problem))
      #expect(error?.hint == "Look at the list.")
    }
  }

  @Test func waitGoesOnUntilTheJobHasEnded() async throws {
    try await ScriptedJobs.withClient { request in
      .reply(status: 200, body: Self.jobText(request.index < 2 ? .running : .succeeded))
    } _: { client, server in
      let view = try await client.wait(7)
      #expect(view.state == .succeeded)
      #expect(server.requests.map(\.uri) == Array(repeating: "/v1/jobs/7?wait=1m", count: 3))
    }
  }

  @Test func waitEndsWithItsTimeout() async throws {
    try await ScriptedJobs.withClient { _ in
      .reply(status: 200, body: Self.jobText(.running))
    } _: { client, _ in
      let view = try await client.wait(7, timeout: WireDuration(micros: 0))
      #expect(view.state == .running)
    }
  }
}
