// A remote worker written with the Swift client, against a real daemon: from the claim to the end, and what is late.

import JobClient
import JobWire
import Testing

@Suite(.timeLimit(.minutes(1))) struct ClientWorkerTests {
  private static let job =
    #"{"handler":"far","executor":"remote","payload":[1],"retry":{"max_attempts":2,"initial":"1ms"}}"#

  private func withClient(_ body: (Daemon, JobClient) async throws -> Void) async throws {
    let daemon = try await Daemon()
    try await JobClient.withClient(endpoint: .unix(path: daemon.socket)) { try await body(daemon, $0) }
  }

  private let wanted = ClaimBody(
    handlers: ["far"], max: 2, lease: WireDuration(micros: 30_000_000), wait: WireDuration(micros: 60_000_000),
    worker: "swift")

  @Test func attemptIsClaimedReportedOnAndEnded() async throws {
    try await withClient { daemon, client async throws in
      // It waits before there is anything.
      async let claiming = client.claim(wanted)
      let id = try await daemon.submit(Self.job)
      let claim = try #require(try await claiming.first)
      #expect(claim.job == Int64(id) && claim.payload == .array([.integer(1)]) && claim.checkpointBytes == nil)
      let lease = try await client.heartbeat(claim: claim.fence, progress: ProgressRequest(fraction: 0.5, note: "half"))
      #expect(lease.cancelReason == nil && lease.renewIn == WireDuration(micros: 10_000_000))
      try await client.appendLog(claim: claim.fence, Array("some words\n".utf8))
      try await client.setCheckpoint(claim: claim.fence, Array("kept".utf8))
      let failure = EndErrorBody(code: "E", message: "no luck", traceback: "at 1")
      _ = try await client.fail(claim: claim.fence, error: failure)
      #expect(try await daemon.log(id, "attempt=1").text == "some words\n")
      #expect(try await daemon.log(id, "attempt=1&stream=stderr").text == "at 1\n")

      let again = try #require(try await client.claim(wanted).first)
      #expect(again.job == Int64(id) && again.attempt == 2 && again.checkpointBytes == Array("kept".utf8))
      let late = await #expect(throws: ClientError.self) { try await client.complete(claim: claim.fence) }
      #expect(late?.isStaleFence == true)
      let done = try await client.complete(claim: again.fence, result: .string("done"))
      #expect(done.job.state == .succeeded && done.claims == nil)
    }
  }

  @Test func endsAskForMoreAndManyEndAtOnce() async throws {
    try await withClient { daemon, client async throws in
      _ = try await daemon.lines(Array(repeating: Self.job, count: 4))
      let first = try await client.claim(wanted)
      #expect(first.count == 2)
      let next = try await client.complete(claim: try #require(first.first).fence, next: wanted)
      #expect(next.claims?.count == 2)
      let released = try await client.release(
        claim: try #require(first.last).fence, delay: WireDuration(micros: 3_600_000_000))
      #expect(released.state == .scheduled)
      let fences = try #require(next.claims).map(\.fence)
      let replies = try await client.end(claims: [
        EndLine(fence: fences[0], result: .integer(1)), EndLine(fence: try #require(first.last).fence),
        EndLine(fence: fences[1], error: EndErrorBody(message: "no"), retry: false),
      ])
      #expect(replies.map(\.code) == [nil, "stale_fence", nil])
      // They have ended: that is news, and the wait is none.
      let leases = try await client.heartbeat(claims: fences, wait: WireDuration(micros: 60_000_000))
      #expect(leases.map(\.isStale) == [true, true])
      let workers = try await client.workers()
      #expect(workers.remote.map(\.name) == ["swift"] && workers.remote.first?.jobCount == 0)
    }
  }
}
