// Jobs as they are read: their history, their output, and what runs as it is now.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobQueueReadTests {
  @Test func retriesKeepTheirHistoryAndTheirLogs() async throws {
    try await EngineBench.run { bench async throws in
      let job = try await bench.finish(
        .shell("echo try $JOBD_ATTEMPT; test $JOBD_ATTEMPT = 3") {
          $0.retry = .attempts(5)
        })
      #expect(job.state == .succeeded && job.attempt == 3)
      let detail = try await bench.queue.detail(job.id)
      #expect(detail.attempts.map(\.outcome) == [.failed, .failed, .succeeded])
      for attempt in 1...3 {
        let log = try await bench.queue.log(job.id, stream: .stdout, attempt: attempt)
        #expect(await log.read(at: 0, count: 100) == Array("try \(attempt)\n".utf8))
      }
    }
  }
}
