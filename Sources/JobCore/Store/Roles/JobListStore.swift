// Finding jobs: by what they are, page by page.

/// Some of the ids that match a filter.
struct JobIDPage: Sendable {
  var ids: [JobID]
  /// Where the next page begins: after this; `nil` is the end.
  var next: JobID?
}

/// How often a job has been started, the last of which may still run.
struct JobStarts: Hashable, Sendable {
  let count: Int
  let isRunning: Bool
}

/// What finds jobs.
protocol JobListStore: Sendable {
  func jobs(_ filter: JobFilter, order: JobOrder, limit: Int, after: JobCursor?) async throws(StoreError) -> JobPage
  /// In the order of ids, from after `last` on. As with a list, a page may be short, even empty, and not be the last.
  func idPage(_ filter: JobFilter, limit: Int, after last: JobID?) async throws(StoreError) -> JobIDPage
  /// Of the jobs that are there, from one id to another.
  func starts(from first: JobID, through last: JobID) async throws(StoreError) -> [JobID: JobStarts]
  /// The queues and kinds of those of `ids` that are there.
  func realms(of ids: [JobID]) async throws(StoreError) -> [JobID: JobRealm]
  /// The queues and kinds of the members.
  func realms(ofBatch id: BatchID) async throws(StoreError) -> Set<JobRealm>
}

extension JobListStore {
  /// The first `limit` ids that match, in their order from after `last` on, page by page: others get their turn in
  /// between.
  ///
  /// - Parameter isWanted: asked before each further page; what has been found is enough when it says no.
  func ids(
    _ filter: JobFilter, limit: Int, after last: JobID?, isWanted: () -> Bool = { true }
  ) async throws(StoreError) -> [JobID] {
    var page = try await idPage(filter, limit: limit, after: last)
    var ids = page.ids
    while let next = page.next, ids.count < limit, isWanted() {
      page = try await idPage(filter, limit: limit - ids.count, after: next)
      ids += page.ids
    }
    return ids
  }
}
