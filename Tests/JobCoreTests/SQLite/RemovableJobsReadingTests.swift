// What can go ahead of its rows: jobs that have ended, and that nobody who waits wants to read any more.

import TestSupport
import Testing

@testable import JobCore

@Suite struct RemovableJobsReadingTests {
  private func look(_ ids: [JobID], _ bench: StoreBench) async throws -> RemovableJobs {
    try await bench.store.ping()
    let connection = try SQLiteConnection(path: "\(bench.directory.path)/jobd.sqlite", isReader: true)
    defer { connection.close() }
    return try RemovableJobs(ids, on: connection)
  }

  @Test func onlyWhatHasEndedCanGoAndTakesItsStartsAlong() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let (ended, waits) = (try await bench.insert(), try await bench.insert(.noop { $0.holds = true }))
      try await bench.finish(ended)
      let found = try await look([waits, ended, JobID(99)], bench)
      #expect(found.jobs == [DeletedJob(id: ended, starts: [1])])
      #expect(!found.isSomeUnknown)
    }
  }

  @Test func aParentStaysUntilItsFollowUpsHaveEnded() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let parent = try await bench.insert()
      let child = try await bench.follow([parent])
      try await bench.finish(parent)
      #expect(try await look([parent], bench).jobs.isEmpty)
      try await bench.finish(child)
      #expect(try await look([parent], bench).jobs.map(\.id) == [parent])
    }
  }

  @Test func ofAParentOfVeryManyItIsNotKnown() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let parent = try await bench.insert()
      let children = Array(
        repeating: NewJob.noop { $0.after = [Dependency(.job(parent), on: .failure)] }, count: Limits.edgesPage)
      _ = try await bench.insert(children)
      try await bench.finish(parent)
      let found = try await look([parent], bench)
      #expect(found.jobs.isEmpty && found.isSomeUnknown)
    }
  }
}
