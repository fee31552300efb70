// What remote workers send of their output: read and followed like a command's, and forgotten with the attempt, however
// it ends.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobQueueClaimsTests {
  private func claim(_ bench: EngineBench, leaseMicros: Int64 = 300_000_000) async throws -> RemoteClaim {
    var request = ClaimRequest(claimedBy: "token:worker")
    request.handlers = ["far"]
    request.leaseMicros = leaseMicros
    return try #require(try await bench.queue.claim(request).first)
  }

  private func submit(_ bench: EngineBench, _ change: (inout NewJob) -> Void = { _ in }) async throws -> JobID {
    var job = NewJob(.handler(name: "far", payload: nil))
    job.executor = "remote"
    change(&job)
    return try await bench.submit(job)
  }

  private func follow(_ queue: JobQueue, _ id: JobID) async throws -> String {
    let follower = try await queue.follow(id, stream: .stdout, attempt: 1)
    var bytes: [UInt8] = []
    while let more = try await follower.next() { bytes += more }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func outputIsReadAndFollowedUntilTheEnd() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await submit(bench)
      let claim = try await claim(bench)
      let follower = try await bench.queue.follow(id, stream: .stdout, attempt: nil)
      async let first = follower.next()
      try await bench.queue.appendLog(claim.fence, .stdout, Array("one\n".utf8))
      #expect(try await first == Array("one\n".utf8))
      #expect(try await bench.output(id) == "one\n")
      #expect(try await bench.queue.job(id).log.stdoutBytes == 4)
      try await bench.queue.appendLog(claim.fence, .stdout, Array("two\n".utf8))
      let job = try await bench.queue.end(claim.fence, .completed(result: nil), fingerprint: [1])
      #expect(job.log.stdoutBytes == 8 && !job.log.isTruncated)
      #expect(try await follower.next() == Array("two\n".utf8))
      #expect(try await follower.next() == nil)
      #expect(bench.queue.remoteLogs.count == 0)
    }
  }

  @Test func tracebackOfAFailureIsOutputAndNotTheMessage() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await submit(bench) { $0.retry = .attempts(2) }
      let failure = JobFailure(code: "ValueError", message: "first")
      let claim = try await claim(bench)
      let end = RemoteEnd.failed(failure, traceback: "Traceback:\n  line 1", mayRetry: true)
      #expect(try await bench.queue.end(claim.fence, end, fingerprint: [1]).state == .retrying)
      // The same request again adds nothing.
      _ = try await bench.queue.end(claim.fence, end, fingerprint: [1])
      let log = try await bench.queue.log(id, stream: .stderr, attempt: 1)
      #expect(await log.read(at: 0, count: 100) == Array("Traceback:\n  line 1\n".utf8))
      #expect(try await bench.queue.detail(id).attempts.first?.failure == failure)
      #expect(bench.queue.remoteLogs.count == 0)
    }
  }

  @Test func tracebackOfAnExternalJobStandsBelowItsMessage() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(NewJob(.external))
      let end = RemoteEnd.failed(JobFailure(code: "no", message: "refused"), traceback: "by whom", mayRetry: false)
      #expect(try await bench.queue.endExternal(id, end).failure?.message == "refused\nby whom")
    }
  }

  @Test func attemptThatEndsAfterARestartIsForgotten() async throws {
    let scratch = try TemporaryDirectory()
    var held: (id: JobID, fence: ClaimFence)?
    try await EngineBench.run(in: scratch) { bench async throws in
      let id = try await submit(bench)
      let claim = try await claim(bench)
      try await bench.queue.appendLog(claim.fence, .stdout, Array("one\n".utf8))
      held = (id, claim.fence)
    }
    let (id, fence) = try #require(held)
    try await EngineBench.run(in: scratch) { bench async throws in
      let queue = bench.queue
      async let all = follow(queue, id)
      try await queue.appendLog(fence, .stdout, Array("two\n".utf8))
      let job = try await queue.end(fence, .completed(result: nil), fingerprint: [1])
      #expect(job.log.stdoutBytes == 8)
      #expect(try await all == "one\ntwo\n")
      #expect(queue.remoteLogs.count == 0)
    }
  }

  @Test func attemptWhoseLeaseRunsOutIsForgotten() async throws {
    let clock = ManualClock()
    try await EngineBench.run(clock: clock) { bench async throws in
      let queue = bench.queue
      let id = try await submit(bench)
      let claim = try await claim(bench, leaseMicros: 10_000_000)
      try await queue.appendLog(claim.fence, .stdout, Array("one\n".utf8))
      async let all = follow(queue, id)
      clock.advance(byMicros: 10_000_000 + Limits.leaseMarginMicros)
      let lost = try await bench.end(of: id)
      #expect(lost.reason == .lost && lost.log.stdoutBytes == 4)
      #expect(try await all == "one\n")
      #expect(queue.remoteLogs.count == 0)
      await #expect(throws: ClaimError.self) { try await queue.appendLog(claim.fence, .stdout, [0]) }
      #expect(queue.remoteLogs.count == 0)
    }
  }
}
