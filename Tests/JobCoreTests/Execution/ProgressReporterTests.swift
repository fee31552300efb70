// However many reports an attempt makes, few are written, the newest is always known, and the last one is kept.

import Synchronization
import TestSupport
import Testing

@testable import JobCore

@Suite struct ProgressReporterTests {
  private func progress(_ done: Int64) throws -> Progress {
    try Progress(done: done, total: 1_000_000, at: .noon)
  }

  @Test func aMillionReportsAreFewWrites() throws {
    let written = Mutex<[Progress]>([])
    let reporter = ProgressReporter { progress in written.withLock { $0.append(progress) } }
    let start = ContinuousClock.now
    for done in 1...1_000_000 as ClosedRange<Int64> { #expect(reporter.report(try progress(done))) }
    let passed = ContinuousClock.now - start
    #expect(reporter.last == (try progress(1_000_000)))
    #expect(reporter.end() == (try progress(1_000_000)))
    #expect(written.withLock(\.count) <= Int(passed / .microseconds(Limits.progressMicrosMin)) + 1)
  }

  @Test func theNewestOfABurstIsWrittenWhenItsTimeComes() async throws {
    let (writes, continuation) = AsyncStream<Progress>.makeStream()
    let reporter = ProgressReporter { continuation.yield($0) }
    var iterator = writes.makeAsyncIterator()
    reporter.report(try progress(1))
    #expect(await iterator.next() == (try progress(1)))
    for done in 2...9 as ClosedRange<Int64> { reporter.report(try progress(done)) }
    let newest = try progress(9)
    // On a slow machine the burst may take longer than a pause; its last is written all the same.
    while let written = await iterator.next(), written != newest {}
    #expect(reporter.end() == newest)
  }

  @Test func nothingIsHeardAfterTheEnd() throws {
    let reporter = ProgressReporter { _ in }
    #expect(reporter.end() == nil)
    #expect(try !reporter.report(progress(1)))
    #expect(reporter.last == nil)
  }
}
