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
  /// The first `limit` ids that match, in their order from after `last` on.
  func ids(_ filter: JobFilter, limit: Int, after last: JobID?) async throws(StoreError) -> [JobID] {
    try await search(filter, limit: limit, after: last) { true }.ids
  }

  /// The same, page by page: others get their turn in between.
  ///
  /// - Parameter isWanted: asked before each further page; when it says no, `next` says from where on nothing has been
  ///   looked at.
  func search(
    _ filter: JobFilter, limit: Int, after last: JobID?, while isWanted: () -> Bool
  ) async throws(StoreError) -> JobIDPage {
    var found = try await idPage(filter, limit: limit, after: last)
    while let next = found.next, found.ids.count < limit, isWanted() {
      let page = try await idPage(filter, limit: limit - found.ids.count, after: next)
      found.ids += page.ids
      found.next = page.next
    }
    return found
  }
}
