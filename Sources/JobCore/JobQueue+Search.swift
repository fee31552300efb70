// Looking for jobs by a text: the job whose id it is, then those in which it is found, newest first.

extension JobQueue {
  /// Jobs with this id, or with the text in their name, their command as it is shown, the value of a tag, or the name of
  /// their schedule or batch, whatever the case of ASCII letters. A page may be short, even empty, and still have a next
  /// one; `lookedBackTo` says how far back it has looked.
  ///
  /// - Parameters:
  ///   - limits: only jobs within these. Names of batches are looked at only without any: a batch may have members beyond
  ///     them.
  ///   - limit: of a page, 1…`Limits.pageSizeMax`.
  /// - Errors: `.invalid` texts.
  public func search(
    _ text: String, within limits: RealmLimits = RealmLimits(), limit: Int, after cursor: JobCursor? = nil
  ) async throws(JobError) -> JobPage {
    var filter = JobFilter()
    filter.text = text
    filter.isSearch = true
    filter.limits = limits
    try filter.check()
    let bounded = min(max(1, limit), Limits.pageSizeMax)
    // It stands first, however old it is; the pages leave it out.
    guard cursor == nil, let named = try await job(named: text, within: limits) else {
      return try await jobs(filter, order: .newest, limit: bounded, after: cursor)
    }
    if bounded == 1 { return JobPage(jobs: [named], next: JobCursor(id: JobID(.max), priority: 0)) }
    var page = try await jobs(filter, order: .newest, limit: bounded - 1, after: nil)
    page.jobs.insert(named, at: 0)
    return page
  }

  private func job(named text: String, within limits: RealmLimits) async throws(JobError) -> Job? {
    guard let id = Int64(text), id > 0, "\(id)" == text else { return nil }
    let cancels = acceptedCancels
    let found = try await read { store throws(StoreError) in try await store.job(JobID(id)) }
    guard let found, limits.contains(JobRealm(queue: found.queue, kind: found.kind)) else { return nil }
    noteSeen([found])
    return asOfNow(found, cancels)
  }
}
