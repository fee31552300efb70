// A job as every response shows it. Built field by field, so that a new field of either side is a compile error or a
// visible decision here.

import JobCore
import JobWire

extension JobView {
  init(_ job: Job) {
    self.init(
      id: job.id.value, name: job.name, kind: job.kind.name, queue: job.queue, priority: job.priority,
      state: WireJobState(job.state), reason: job.reason?.name, attempt: job.attempt, maxAttempts: job.maxAttempts,
      createdAt: WireTime(job.createdAt), runAt: job.runAt.map { WireTime($0) },
      startedAt: job.startedAt.map { WireTime($0) }, finishedAt: job.finishedAt.map { WireTime($0) },
      duration: Self.duration(from: job.startedAt, to: job.finishedAt), pid: job.pid.map { Int($0) },
      exitCode: job.exitCode.map { Int($0) }, signal: job.signal.map { Int($0) },
      error: job.failure.map { JobErrorView($0) }, cancelRequested: job.isCancelRequested, shielded: job.isShielded,
      progress: job.progress.map { ProgressView($0) }, tags: job.tags, batch: job.batch?.value, schedule: job.schedule,
      parents: job.parents.isEmpty ? [] : job.parents.map { ParentView($0) },
      children: job.children.isEmpty ? [] : job.children.map(\.value), submittedBy: job.submittedBy,
      hasResult: job.hasResult,
      log: LogView(
        stdoutBytes: job.log.stdoutBytes, stderrBytes: job.log.stderrBytes, truncated: job.log.isTruncated),
      timedOut: job.isTimedOut, rev: job.rev, stateSince: WireTime(job.stateSince))
    command = job.command
    paused = job.isPaused
    waitMillis = job.waitedMicros.map { $0 / 1_000 }
  }

  /// With the submission, its secrets masked, and the history: `view=full`.
  init(_ detail: JobDetail, for sight: URLSight, callbacks: [CallbackView]) {
    self.init(detail.job)
    runAs = detail.spec.runAs
    spec = SpecView.json(of: detail.spec, for: sight)
    attempts = detail.attempts.map { AttemptView($0) }
    self.callbacks = callbacks
    http = detail.http.map { HTTPAnswerView($0, for: sight) }
  }

  /// A clock set back between start and end makes no negative duration.
  private static func duration(from start: Timestamp?, to end: Timestamp?) -> WireDuration? {
    guard let start, let end else { return nil }
    return WireDuration(micros: max(0, end.micros(since: start)))
  }
}

extension ParentView {
  fileprivate init(_ link: ParentLink) {
    self.init(WireParent(link.parent), on: WireCondition(link.on), met: link.isMet)
  }
}

extension AttemptView {
  fileprivate init(_ attempt: Attempt) {
    self.init(
      attempt: attempt.attempt, startedAt: WireTime(attempt.startedAt),
      finishedAt: attempt.finishedAt.map { WireTime($0) }, outcome: attempt.outcome?.name,
      exitCode: attempt.exitCode.map { Int($0) }, signal: attempt.signal.map { Int($0) },
      error: attempt.failure.map { JobErrorView($0) }, pid: attempt.pid.map { Int($0) })
  }
}

extension ProgressView {
  init(_ progress: Progress) {
    self.init(
      fraction: progress.fraction, done: progress.done, total: progress.total, note: progress.note,
      at: WireTime(progress.at))
  }
}

extension JobErrorView {
  init(_ failure: JobFailure) {
    self.init(code: failure.code, message: failure.message)
  }
}
