// An answer to a wait names those jobs for which it has no room: the client asks for them, so that nobody misses one.

import JobClient
import JobWire
import Testing

@Suite struct JobClientOmittedTests {
  private static func reply(_ done: [Int64], _ omitted: [Int64], pending: [Int64] = []) -> ScriptedServer.Answer {
    ScriptedJobs.reply(
      WaitReply(
        done: done.map { ScriptedJobs.view($0, .succeeded) }, pending: pending, omitted: omitted, expired: false))
  }

  @Test func omittedJobsAreAskedFor() async throws {
    let answers = [Self.reply([1], [2, 3, 4]), Self.reply([2], [3, 4]), Self.reply([3], [], pending: [4])]
    try await ScriptedJobs.withClient {
      answers[$0.index]
    } _: { client, server in
      let reply = try await client.wait(WaitRequest(ids: [1, 2, 3, 4], until: .first))
      #expect(reply.done.map(\.id) == [1, 2, 3] && reply.pending == [4] && reply.omitted.isEmpty && !reply.expired)
      #expect(server.requests.count == 3)
    }
  }

  @Test func oneThatIsGoneHidesNoOther() async throws {
    let gone = ScriptedServer.Answer.reply(
      status: 404, body: ScriptedJobs.text(Problem(.notFound, detail: "there is no job 2")))
    try await ScriptedJobs.withClient { request in
      switch request.uri {
      case WirePaths.wait: request.index == 0 ? Self.reply([1], [2, 3]) : gone
      case WirePaths.job(3): ScriptedJobs.reply(ScriptedJobs.view(3, .succeeded))
      default: gone
      }
    } _: { client, _ in
      let ends = client.asCompleted([1, 2, 3])
      var seen: [Int64] = []
      for try await job in ends { seen.append(job.id) }
      #expect(seen.sorted() == [1, 3])
    }
  }

  @Test func jobsAsTheyAreAreAllOfThem() async throws {
    let answers = [Self.reply([1], [2], pending: [3]), Self.reply([2], [])]
    try await ScriptedJobs.withClient {
      answers[$0.index]
    } _: { client, server in
      let reply = try await client.asTheyAre([1, 2, 3])
      #expect(reply.done.map(\.id) == [1, 2] && reply.pending == [3] && reply.omitted.isEmpty)
      #expect(try server.requests.map { try WaitRequest(jsonBytes: Array($0.body.utf8)).ids } == [[1, 2, 3], [2]])
    }
  }
}
