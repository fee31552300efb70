// What followers are told, on the wire.

import JobCore
import JobWire

extension EventView {
  /// Without the job, whose text is written beside it: see `EventFormat`.
  init(withoutJob event: QueueEvent) {
    self.init(
      WireEvent(event.what), id: event.position?.text, at: WireTime(event.at), isSnapshot: event.isSnapshot,
      hasLeft: event.hasLeft)
    switch event.what {
    case .job, .snapshotEnd: break
    case .batch(let batch): self.batch = BatchView(batch)
    case .queue(let status, let isDeleted):
      queue = QueueView(status)
      self.isDeleted = isDeleted
    case .schedule(let schedule, let isDeleted):
      self.schedule = ScheduleView(toldOf: schedule)
      self.isDeleted = isDeleted
    case .gap(let gap): reason = gap.rawValue
    }
  }
}

extension WireEvent {
  fileprivate init(_ what: QueueEvent.What) {
    switch what {
    case .job(let news):
      switch news.what {
      case .moved: self.init(WireJobState(news.job.state))
      case .edited: self = .jobEdited
      case .progressed: self = .jobProgress
      case .deleted: self = .jobDeleted
      }
    case .batch: self = .batchDone
    case .queue: self = .queueChanged
    case .schedule: self = .scheduleChanged
    case .snapshotEnd: self = .snapshotEnd
    case .gap: self = .gap
    }
  }
}

extension JobView {
  /// As far as a table shows it: what else a job has stays empty, and is not written.
  init(_ job: EventJob) {
    self.init(
      id: job.id.value, name: job.name, kind: job.kind.name, queue: job.queue, priority: job.priority,
      state: WireJobState(job.state), reason: job.reason?.name, attempt: job.attempt, maxAttempts: job.maxAttempts,
      createdAt: WireTime(job.createdAt), runAt: job.runAt.map { WireTime($0) },
      startedAt: job.startedAt.map { WireTime($0) }, finishedAt: job.finishedAt.map { WireTime($0) },
      exitCode: job.exitCode.map { Int($0) }, signal: job.signal.map { Int($0) },
      cancelRequested: job.isCancelRequested, progress: job.progress.map { ProgressView($0) }, tags: job.tags,
      batch: job.batch?.value, schedule: job.schedule, rev: job.rev, stateSince: job.stateSince.map { WireTime($0) })
    command = job.command
    paused = job.isPaused
  }
}
