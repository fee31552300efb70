// Verbs over many jobs: which they reach, how they are counted, and what is said of those left out.

import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite(.timeLimit(.minutes(5))) struct JobQueueBulkTests {
  /// No write of the store's goes through.
  private func fill(_ bench: EngineBench) -> DiskFault {
    DiskFault(.write, of: "\(bench.directory)/jobd.sqlite-wal", ENOSPC)
  }

  /// Whether they are needed was not looked into to the end: that they stay is said.
  @Test func finishedJobsWithManyFollowUpsAreNotLeftOutInSilence() async throws {
    try await EngineBench.run { bench in
      let parent = try await bench.finish(.shell("echo parent"))
      let follower = NewJob.noop { $0.after = [Dependency(.job(parent.id))] }
      guard case .created(let ids) = try await bench.queue.submit([NewJob](repeating: follower, count: 130)) else {
        throw Unexpected(what: "not created")
      }
      for id in ids { _ = try await bench.end(of: id) }
      let path = bench.queue.files.paths(parent.id, start: 1).stdout
      let full = fill(bench)
      do throws(JobError) {
        let result = try await bench.queue.bulk(.delete, JobFilter(), isDryRun: false)
        // All of them are, if all were looked at.
        #expect(result.count == 131 && !RegularFile.isThere(path), "\(result.count) is not all of them")
      } catch {
        guard case .partlyDone(let count, .full) = error else { throw Unexpected(what: "\(error)") }
        #expect(count == 130 && RegularFile.isThere(path))
      }
      full.heal()
    }
  }
}
