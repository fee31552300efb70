// A job in the hands of a remote worker, from its attempt and its lease; and how it is remembered to be given out
// again.

import TestSupport
import Testing

@testable import JobCore

@Suite struct RemoteClaimLeaseTests {
  private let fence = ClaimFence(Fence(job: JobID(7), start: 2, boot: 3), secret: String(repeating: "a", count: 32))

  private func job(_ work: Work = .handler(name: "far", payload: "1")) -> ClaimedJob {
    var spec = NewJob(work)
    (spec.queue, spec.tags, spec.name) = ("q", ["a": "b"], "n")
    (spec.timeoutMicros, spec.deadline) = (5, .noon + 9)
    let parent = ParentResult(
      id: JobID(4), state: .failed, starts: 3, kind: .shell, hasResult: true, stdoutBytes: 1)
    return ClaimedJob(
      fence: fence.fence, attempt: 2, maxAttempts: 3, startedAt: .noon, createdAt: .noon, queueID: 1, spec: spec,
      parents: [parent], checkpoint: [8])
  }

  private func lease(_ micros: Int64?, stop: LeaseRow.Stop? = nil) -> LeaseRow {
    var row = LeaseRow(
      job: JobID(7), secret: fence.secret, micros: micros, now: .noon, timeoutMicros: nil, deadline: nil)
    row.stop = stop
    return row
  }

  @Test func workerIsToldWhatItNeeds() throws {
    let claim = try #require(RemoteClaim(job(), fence, lease(60), expiresAt: .noon + 60))
    #expect(claim.fence == fence && claim.job == JobID(7) && claim.handler == "far" && claim.payload == "1")
    #expect(claim.name == "n" && claim.queue == "q" && claim.tags == ["a": "b"])
    #expect(claim.attempt == 2 && claim.maxAttempts == 3 && claim.timeoutMicros == 5 && claim.deadline == .noon + 9)
    #expect(claim.parents == [RemoteClaim.Parent(id: JobID(4), state: .failed)] && claim.checkpoint == [8])
    #expect(claim.lease == Lease(fence: fence, micros: 60, expiresAt: .noon + 60))
  }

  /// It is given once more after it was told to end.
  @Test func orderToEndIsPartOfTheLease() throws {
    let stop = LeaseRow.Stop(cause: .cancel, reason: "enough", toldAt: .noon, endAt: .noon + 9)
    let claim = try #require(RemoteClaim(job(), fence, lease(60, stop: stop), expiresAt: .noon))
    #expect(claim.lease.cancel == Lease.Cancel(cause: .cancel, reason: "enough"))
  }

  @Test func onlyAHandlerWithALeaseIsInAWorkersHands() {
    #expect(RemoteClaim(job(.shell("true")), fence, lease(60), expiresAt: .noon) == nil)
    #expect(RemoteClaim(job(.external), fence, lease(nil), expiresAt: .noon) == nil)
    #expect(RemoteClaim(job(), fence, lease(nil), expiresAt: .noon) == nil)
  }

  @Test func whatIsRememberedIsGivenOutAgain() throws {
    let bench = RuleBench()
    let ids = try bench.insert([.far(), .far(), .far()])
    var request = ClaimRequest(claimedBy: "token:worker")
    (request.handlers, request.max) = (["far"], 3)
    let given = try bench.run { [request] tx in
      var line = WishLine(request)
      return try line.claims(for: request, tx)
    }
    #expect(given.map(\.job) == ids)
    let remembered = RemoteClaim.fences(given)
    #expect(String(decoding: remembered, as: UTF8.self) == given.map(\.fence.description).joined(separator: "\n"))
    try bench.run { tx in try RemoteEnds.giveBack([given[1].fence], tx) }
    // As far as they are still the worker's.
    #expect(try bench.run { tx in try RemoteClaims.replayed(remembered, tx) } == [given[0], given[2]])
    #expect(try bench.run { tx in try RemoteClaims.replayed(RemoteClaim.fences([]), tx) }.isEmpty)
  }
}
