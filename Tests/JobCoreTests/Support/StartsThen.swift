// A store to which something happens between an answer and what is made of it.

import TestSupport
import Testing

@testable import JobCore

/// Answers as its store does; after the first question about starts, and before the answer is given, it runs a closure.
final class StartsThen: JobReadStore, JobListStore {
  private let store: SQLiteStore
  private let isAsked = Noted(false)
  private let body: @Sendable () async throws -> Void

  init(store: SQLiteStore, _ body: @escaping @Sendable () async throws -> Void) {
    self.store = store
    self.body = body
  }

  func starts(from first: JobID, through last: JobID) async throws(StoreError) -> [JobID: JobStarts] {
    let answer = try await store.starts(from: first, through: last)
    if isAsked.value { return answer }
    isAsked.change { $0 = true }
    do { try await body() } catch { Issue.record(error) }
    return answer
  }

  func job(_ id: JobID) async throws(StoreError) -> Job? { try await store.job(id) }

  func jobs(_ ids: [JobID]) async throws(StoreError) -> [Job] { try await store.jobs(ids) }

  func detail(_ id: JobID) async throws(StoreError) -> JobDetail? { try await store.detail(id) }

  func start(of attempt: Int, of id: JobID) async throws(StoreError) -> (start: Int, log: LogSummary)? {
    try await store.start(of: attempt, of: id)
  }

  func handlerResult(_ id: JobID, start: Int) async throws(StoreError) -> [UInt8]? {
    try await store.handlerResult(id, start: start)
  }

  func states(_ ids: [JobID]) async throws(StoreError) -> [JobID: JobState] { try await store.states(ids) }

  func ends(_ ids: [JobID]) async throws(StoreError) -> [JobID: JobEnd] { try await store.ends(ids) }

  func jobs(
    _ filter: JobFilter, order: JobOrder, limit: Int, after cursor: JobCursor?
  ) async throws(StoreError) -> JobPage {
    try await store.jobs(filter, order: order, limit: limit, after: cursor)
  }

  func idPage(_ filter: JobFilter, limit: Int, after last: JobID?) async throws(StoreError) -> JobIDPage {
    try await store.idPage(filter, limit: limit, after: last)
  }

  func realms(of ids: [JobID]) async throws(StoreError) -> [JobID: JobRealm] { try await store.realms(of: ids) }

  func realms(ofBatch id: BatchID) async throws(StoreError) -> Set<JobRealm> { try await store.realms(ofBatch: id) }
}
