// What is said of a script at its end.

import JobCore
import Testing

@testable import jobd

@Suite struct ScriptTests {
  @Test func summaryCountsTheWaysInWhichJobsEnded() {
    var progress = ScriptProgress((1...3).map { JobID(Int64($0)) })
    _ = progress.take(JobID(1), rev: 2, .failed, .exit)
    _ = progress.take(JobID(2), rev: 2, .cancelled, .cancel)
    _ = progress.take(JobID(3), rev: 2, .skipped, .dependency)
    #expect(Script.summary(progress) == "3 jobs: 1 failed, 2 cancelled or skipped")
    var all = ScriptProgress([JobID(1), JobID(2)])
    for id in 1...2 { _ = all.take(JobID(Int64(id)), rev: 2, .succeeded, nil) }
    #expect(Script.summary(all) == "2 jobs: 2 succeeded")
  }
}
