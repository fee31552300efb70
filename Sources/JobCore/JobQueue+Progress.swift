// What running jobs say of themselves from outside of their executor: over HTTP, by `jobctl progress`.

extension JobQueue {
  /// Keeps a report of how far a running job is: a fraction (0…1), or `done` of `total`, or a note alone. Report as
  /// often as you like: at most ten reports a second of each job reach the store, and the last one always does.
  ///
  /// - Errors: `.invalid` naming what is wrong, `.invalidState` unless the job is running.
  public func reportProgress(
    _ id: JobID, fraction: Double? = nil, done: Int64? = nil, total: Int64? = nil, note: String? = nil
  ) async throws(JobError) {
    let progress = try self.progress(fraction: fraction, done: done, total: total, note: note)
    if live.report(progress, of: id) || leasedProgress.take(progress, of: id) { return }
    let fence = try await perform(id, "progress") { store throws(StoreError) in
      try await store.setProgress(progress, ofRunning: id)
    }
    leasedProgress.pause(fence)
  }

  /// A report as of now, checked.
  public func progress(
    fraction: Double?, done: Int64?, total: Int64?, note: String?
  ) throws(JobError) -> Progress {
    do throws(ProgressFault) {
      return try Progress(fraction: fraction, done: done, total: total, note: note, at: clock.now())
    } catch {
      throw .invalid([FieldFault(field: error.field, detail: error.detail)])
    }
  }

  /// The newest report of a start of a job, if it is not in the store yet.
  func unwrittenProgress(_ id: JobID, start: Int) -> Progress? {
    live.progress(id, start: start) ?? leasedProgress.latest(id, start: start)
  }
}
