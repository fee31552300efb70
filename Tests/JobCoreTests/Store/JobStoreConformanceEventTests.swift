// What every store shows those who follow along.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceEventTests {
  @Test(arguments: StoreKind.all) func namesAndCommandsAreRead(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let long = String(repeating: "é ", count: 2_000)
      let jobs = try await bench.insert([
        NewJob(.exec(argv: ["echo", "a b"])), .shell("a \(long)") { $0.tags = ["k": "v"] },
        .noop { $0.name = "n" }, .http("https://u:p@h/?key=1"), NewJob(.external),
        NewJob(.exec(argv: ["x", String(repeating: "y", count: 3_000)])),
      ])
      let labels = try await bench.store.events.labels(of: jobs.map(\.id) + [JobID(99)])
      let commands = jobs.map { labels[$0.id]?.command }
      #expect(commands[0] == "echo 'a b'" && commands[1]?.unicodeScalars.count == 200)
      #expect(commands[2...] == ["noop", "GET https://***@h/***", nil, "x…"])
      // Whoever reads the job itself is shown the same.
      let read = try await bench.store.jobs(jobs.map(\.id))
      #expect(read.map(\.command) == commands)
      #expect(labels[jobs[1].id]?.tags == ["k": "v"] && labels[jobs[2].id]?.name == "n" && labels.count == 6)
    }
  }

  @Test(arguments: StoreKind.all) func attemptIsReadByItsStart(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = try await bench.start(.noop { $0.retry = .attempts(2, pauseMicros: 0) })
      let progress = try Progress(fraction: 1, at: bench.now)
      _ = try await bench.store.setProgress(progress, of: job.fence)
      try await bench.end(job, .exited(code: 4))
      let starts = [1, 2].map { JobStart(job: job.id, start: $0) }
      let attempts = try await bench.store.events.attempts(starts)
      #expect(attempts[starts[0]] == EventAttempt(exit: AttemptExit(code: 4, signal: nil), progress: progress))
      #expect(attempts[starts[1]] == EventAttempt())
    }
  }
}
