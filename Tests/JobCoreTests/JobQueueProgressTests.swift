// Reports of running jobs through the engine: at once visible, few in the store, the last one with the end.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobQueueProgressTests {
  @Test func aReportIsSeenAtOnceAndStays() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(.shell("echo up; exec sleep 60"))
      try await bench.says(id, "up")
      for done in 1...100 as ClosedRange<Int64> {
        try await bench.queue.reportProgress(id, done: done, total: 200, note: "step \(done)")
        #expect(try await bench.queue.job(id).progress?.done == done)
      }
      let page = try await bench.queue.jobs(JobFilter(), order: .newest, limit: 10, after: nil)
      #expect(page.jobs.first?.progress?.fraction == 0.5)
      _ = try await bench.queue.cancel(id)
      let ended = try await bench.end(of: id)
      #expect(ended.progress?.done == 100 && ended.progress?.note == "step 100")
    }
  }

  // Fact 36, for reports from outside of the engine: few of them are written, and the last one is.
  @Test func floodOfReportsIsAFewTransactions() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(.shell("echo up; exec sleep 60"))
      try await bench.says(id, "up")
      try await bench.expectFewProgressWrites(of: id, last: 50_000) {
        for done in 1...50_000 as ClosedRange<Int64> {
          try await bench.queue.reportProgress(id, done: done, total: 50_000)
        }
      }
      _ = try await bench.queue.cancel(id)
      #expect(try await bench.end(of: id).progress?.done == 50_000)
    }
  }

  @Test func aNewAttemptBeginsWithoutAReport() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(
        .shell("echo up; while [ ! -e go$JOBD_ATTEMPT ]; do sleep 0.02; done; exit 1") {
          $0.retry = .attempts(2)
          $0.process.workingDirectory = bench.scratch.path
        })
      try await bench.says(id, "up")
      try await bench.queue.reportProgress(id, fraction: 0.5)
      try bench.touch("go1")
      try await eventually { try await bench.queue.job(id).attempt == 2 }
      #expect(try await bench.queue.job(id).progress == nil)
      try bench.touch("go2")
      #expect(try await bench.end(of: id).progress == nil)
    }
  }

  @Test func onlyARunningJobReports() async throws {
    try await EngineBench.run { bench async throws in
      let held = try await bench.submit(.noop { $0.holds = true })
      let ended = try await bench.finish(.noop()).id
      for id in [held, ended] {
        await #expect { try await bench.queue.reportProgress(id, fraction: 0.5) } throws: { error in
          if case .invalidState(id, _, "progress") = error as? JobError { true } else { false }
        }
        #expect(try await bench.queue.job(id).progress == nil)
      }
      await #expect(throws: JobError.notFound(JobID(99))) {
        try await bench.queue.reportProgress(JobID(99), fraction: 0.5)
      }
    }
  }

  @Test func whatIsNoProgressIsRefused() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(.shell("echo up; exec sleep 60"))
      try await bench.says(id, "up")
      let queue = bench.queue
      let wrong: [(field: String, report: () async throws -> Void)] = [
        ("fraction", { try await queue.reportProgress(id, fraction: .nan) }),
        ("fraction", { try await queue.reportProgress(id, fraction: .infinity) }),
        ("fraction", { try await queue.reportProgress(id, fraction: -0.01) }),
        ("fraction", { try await queue.reportProgress(id, fraction: 1.01) }),
        ("fraction", { try await queue.reportProgress(id) }),
        ("fraction", { try await queue.reportProgress(id, fraction: 0.5, done: 1) }),
        ("done", { try await queue.reportProgress(id, done: 2, total: 1) }),
        ("done", { try await queue.reportProgress(id, done: -1, total: 1) }),
        ("done", { try await queue.reportProgress(id, total: 1) }),
        ("total", { try await queue.reportProgress(id, done: 0, total: .min) }),
        ("note", { try await queue.reportProgress(id, note: String(repeating: "é", count: 101)) }),
      ]
      for (field, report) in wrong {
        await #expect { try await report() } throws: { error in
          if case .invalid(let faults) = error as? JobError { faults.map(\.field) == [field] } else { false }
        }
      }
      #expect(try await bench.queue.job(id).progress == nil)
      try await queue.reportProgress(id, done: 0, total: 0)
      #expect(try await bench.queue.job(id).progress?.fraction == 1)
    }
  }
}
