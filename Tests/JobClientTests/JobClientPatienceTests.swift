// Requests that wait for a daemon that is started anew.

import JobWire
import NIOHTTP1
import Testing

@testable import JobClient

@Suite struct JobClientPatienceTests {
  private static let minute = WireDuration(micros: 60_000_000)

  @Test func daemonThatIsAwayIsWaitedFor() async throws {
    try await ScriptedJobs.withClient { request in
      // Each try is made again once by itself.
      request.index < 4 ? .hangUp : ScriptedJobs.reply(ScriptedJobs.view(7, .succeeded))
    } _: { client, server in
      let job = try await client.patiently(for: Self.minute) { () async throws(ClientError) in try await client.job(7) }
      #expect(job.id == 7 && server.requests.count == 5)
    }
  }

  @Test func patienceHasAnEnd() async throws {
    try await ScriptedJobs.withClient { _ in
      .hangUp
    } _: { client, server in
      let error = await #expect(throws: ClientError.self) {
        try await client.patiently(for: WireDuration(micros: 0)) { () async throws(ClientError) in
          try await client.job(7)
        }
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
      await #expect(throws: ClientError.refused(problem)) {
        try await client.patiently(for: Self.minute) { () async throws(ClientError) in try await client.job(7) }
      }
      #expect(server.requests.count == 1)
    }
  }
}
