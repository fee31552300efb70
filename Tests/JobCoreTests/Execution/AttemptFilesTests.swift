// The files of an attempt: what they hold, their bounds, and that nothing is written after the end.

import TestSupport
import Testing

@testable import JobCore

@Suite struct AttemptFilesTests {
  // What nobody waits for any more may not write into the result of the next attempt.
  @Test func stuckHandlerCanWriteNothing() async throws {
    try await EngineBench.run { bench in
      let files = AttemptFiles(
        try await claimed(bench), files: bench.queue.files, watch: bench.queue.watch, logLimitBytes: .max)
      #expect(await files.append(Array("1".utf8)) == nil)
      var report = ExecutionReport(.stopped)
      await files.finish(&report)
      #expect(report.hasResultFile)
      #expect(await files.append(Array("2".utf8)) != nil)
    }
  }

  private func claimed(_ bench: EngineBench) async throws -> ClaimedJob {
    ClaimedJob(
      fence: Fence(job: JobID(1_000_000), start: 1, boot: 1), attempt: 1, maxAttempts: 1,
      startedAt: SystemClock().now(), createdAt: SystemClock().now(), queueID: 1, spec: .noop(), parents: [])
  }
}
