// How often what attempts say of themselves asks the rows: by what they say, never by how often.

import TestSupport
import Testing

@testable import JobCore

@Suite struct ReportCallTests {
  private func calls(
    _ bench: CallBench, _ count: Int,
    _ report: @escaping @Sendable (any WritingStore, Fence, Timestamp) async throws -> Void
  ) async throws -> [String] {
    let jobs = try await bench.start(count)
    return try await bench.together(count) { store, now, index in
      try await report(store, jobs[index].fence, now)
    }.calls
  }

  @Test func progress() async throws {
    try await expectSameCalls { bench, count in
      try await calls(bench, count) { store, fence, now in
        let progress = try Progress(fraction: 0.5, at: now)
        #expect(try await store.setProgress(progress, of: fence))
      }
    }
  }

  @Test func progressThatNobodyWaitsFor() async throws {
    try await expectSameCalls { bench, count in
      try await calls(bench, count) { store, fence, now in
        store.noteProgress(try Progress(fraction: 0.5, at: now), of: fence)
        try await store.ping()
      }
    }
  }

  @Test func progressOfJobsByTheirNumbers() async throws {
    try await expectSameCalls { bench, count in
      try await calls(bench, count) { store, fence, now in
        let progress = try Progress(fraction: 0.5, at: now)
        #expect(try await store.setProgress(progress, ofRunning: fence.job).isDone)
      }
    }
  }

  @Test func checkpoints() async throws {
    try await expectSameCalls { bench, count in
      try await calls(bench, count) { store, fence, _ in
        let isKept = try await store.setCheckpoint([1], of: fence)
        #expect(isKept)
      }
    }
  }

  @Test func processes() async throws {
    try await expectSameCalls { bench, count in
      try await calls(bench, count) { store, fence, _ in
        store.record(ProcessRecord(pid: 1, startTicks: 1), of: fence)
        try await store.ping()
      }
    }
  }

  @Test func looksAtFailedJobs() async throws {
    try await expectSameCalls { bench, count in
      let ids = try await bench.end(count, .threw(JobFailure(code: "no", message: "no")))
      return try await bench.together(count) { store, _, index in
        store.noteSeen([ids[index]])
        try await store.ping()
      }.calls
    }
  }
}
