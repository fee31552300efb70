// The reports of attempts that run elsewhere: coalesced as those of this process are, without anything that has to be
// told of their end.

import Synchronization
import TestSupport
import Testing

@testable import JobCore

@Suite struct LeasedProgressTests {
  private let fence = Fence(job: JobID(7), start: 2, boot: 1)

  private func progress(_ done: Int64) throws -> Progress {
    try Progress(done: done, total: 1_000_000, at: .noon)
  }

  @Test func aMillionReportsAreFewWrites() async throws {
    let written = Mutex<[Progress]>([])
    let leased = LeasedProgress { progress, _ in written.withLock { $0.append(progress) } }
    let start = ContinuousClock.now
    for done in 1...1_000_000 as ClosedRange<Int64> { leased.report(try progress(done), of: fence) }
    let last = try progress(1_000_000)
    try await eventually { written.withLock(\.last) == last }
    let passed = ContinuousClock.now - start
    #expect(written.withLock(\.count) <= Int(passed / .microseconds(Limits.progressMicrosMin)) + 2)
  }

  @Test func theFirstIsWrittenAtOnceAndTheNextWaits() throws {
    let written = Mutex<[Progress]>([])
    let leased = LeasedProgress { progress, _ in written.withLock { $0.append(progress) } }
    leased.report(try progress(1), of: fence)
    leased.report(try progress(2), of: fence)
    #expect(try written.withLock(\.self) == [progress(1)])
    #expect(leased.latest(fence.job, start: 2) == (try progress(2)))
    #expect(leased.latest(fence.job, start: 1) == nil)
    #expect(leased.end(fence) == (try progress(2)))
    #expect(leased.end(fence) == nil)
  }

  @Test func aReportWithoutAFenceIsTakenOnlyInThePause() throws {
    let leased = LeasedProgress { _, _ in }
    #expect(try !leased.take(progress(1), of: fence.job))
    leased.pause(fence)
    #expect(try leased.take(progress(2), of: fence.job))
    #expect(leased.end(fence) == (try progress(2)))
    #expect(try !leased.take(progress(3), of: fence.job))
  }

  @Test func theNextAttemptDoesNotWaitForThePauseOfAnEarlierOne() throws {
    let written = Mutex<[Fence]>([])
    let leased = LeasedProgress { _, fence in written.withLock { $0.append(fence) } }
    let next = Fence(job: fence.job, start: 3, boot: 1)
    leased.report(try progress(1), of: fence)
    leased.report(try progress(1), of: next)
    #expect(written.withLock(\.self) == [fence, next])
    #expect(leased.end(fence) == nil)
  }
}
