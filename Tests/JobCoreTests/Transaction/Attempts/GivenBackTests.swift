// Attempts that were given back: the last few are shown, and those before them go, however many others are between.

import TestSupport
import Testing

@testable import JobCore

@Suite struct GivenBackTests {
  private func attempt(_ job: JobID, _ start: Int, _ outcome: AttemptOutcome) -> AttemptRow {
    AttemptRow(
      job: job, start: start, attempt: 1, startedAt: .noon, finishedAt: .noon, outcome: outcome, exitCode: nil,
      signal: nil, failure: nil, pid: nil, log: LogSummary(), result: nil, http: nil)
  }

  @Test(arguments: [1, 200]) func earlierOnesGoAndThoseThatCountStay(others: Int) async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let id = try await bench.insert()
      let last = 2 + others + Limits.givenBackShownMax
      let gone = try await bench.writer.perform { context throws(StoreError) in
        context.add(attempt(id, 1, .interrupted))
        context.add(attempt(id, 2, .released))
        for start in 3..<last { context.add(attempt(id, start, .failed)) }
        context.add(attempt(id, last, .snoozed))
        GivenBack.note(Fence(job: id, start: last, boot: 1), context)
        try GivenBack.forget(context)
        return context.after.commit.forgottenStarts.flatMap(\.starts)
      }
      #expect(gone.sorted() == [1, 2])
      let database = try RawDatabase("\(bench.directory.path)/jobd.sqlite")
      let kept = try database.texts("SELECT start FROM attempt WHERE job_id = \(id) ORDER BY start")
      #expect(kept == (3...last).map { "\($0)" })
    }
  }
}
