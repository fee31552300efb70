// The job a submission becomes: its first state and due time. Pure; the store writes exactly this.

extension Job {
  /// What `new` is as soon as it is stored at `now`.
  ///
  /// - Parameter isBlocked: it has parents that have not ended, or one that ended otherwise than it was to.
  init(_ new: NewJob, id: JobID, isBlocked: Bool = false, now: Timestamp) {
    let due = new.start.due(now: now)
    self.init(
      id: id, givenName: new.name, kind: new.work.kind, work: ShownWork(new.work), queue: new.queue,
      priority: new.priority,
      state: new.holds ? .held : isBlocked ? .blocked : due == nil ? .queued : .scheduled, attempt: 0,
      maxAttempts: new.retry.maxAttempts,
      starts: 0, createdAt: now, runAt: due, isCancelRequested: false, isShielded: new.isShielded, tags: new.tags,
      submittedBy: new.submittedBy, hasResult: false, log: LogSummary())
  }
}
