// What a store reads of a job that is to be shown: plain values, of which the same answer is made whatever keeps them.

/// A job with what stands beside its row.
struct JobRecord {
  let id: JobID
  let state: JobState
  let reason: Reason?
  let flags: JobFlags
  let kind: JobKind
  let work: ShownWork
  let queue: String
  let priority: Int
  let attempt: Int
  let maxAttempts: Int
  let starts: Int
  let createdAt: Timestamp
  let runAt: Timestamp?
  let startedAt: Timestamp?
  let finishedAt: Timestamp?
  /// Of the attempt that runs.
  let pid: Int32?
  let batch: BatchID?
  /// The name of its schedule.
  let schedule: String?
  let name: String?
  let tags: [String: String]
  let submittedBy: String?
  let cancelReason: String?
  let rev: Int
  /// Since when it waits, if it has not since it was made.
  let waitingSince: Timestamp?
  let last: LastAttempt

  /// What its latest start left, if that has ended.
  struct LastAttempt {
    var exitCode: Int32?
    var signal: Int32?
    var failure: JobFailure?
    var pid: Int32?
    var log = LogSummary()
  }
}

extension Job {
  /// Without its parents, its children and its progress.
  init(_ record: JobRecord) {
    let (state, flags, last) = (record.state, record.flags, record.last)
    let endedBeforeStart = record.reason == .timeout || record.reason == .expired
    self.init(
      id: record.id, givenName: record.name, kind: record.kind, work: record.work, queue: record.queue,
      priority: record.priority, state: state, reason: record.reason, attempt: record.attempt,
      maxAttempts: record.maxAttempts,
      starts: record.starts, createdAt: record.createdAt, runAt: record.runAt, startedAt: record.startedAt,
      finishedAt: record.finishedAt, pid: state == .running ? record.pid : last.pid, exitCode: last.exitCode,
      signal: last.signal, cause: JobCause(record), isCancelRequested: flags.contains(.cancelRequested),
      isShielded: flags.contains(.shielded), isPaused: !flags.isDisjoint(with: .anyPause), tags: record.tags,
      submittedBy: record.submittedBy,
      hasResult: flags.contains(.hasResult), log: last.log, batch: record.batch, schedule: record.schedule,
      isTimedOut: state == .failed && endedBeforeStart || flags.contains(.timedOut),
      isUnseenFailure: state == .failed && !flags.contains(.seen), rev: record.rev, waitingSince: record.waitingSince)
  }

  /// The last entry of its history while it runs, from its row.
  var runningAttempt: Attempt? {
    guard state == .running, let startedAt else { return nil }
    return Attempt(
      attempt: attempt, start: starts, startedAt: startedAt, pid: pid, stdoutBytes: 0, stderrBytes: 0,
      isLogTruncated: false)
  }
}

extension JobCause {
  /// Why a job ended outside of an attempt; else what its last attempt says.
  fileprivate init?(_ record: JobRecord) {
    switch (record.state, record.reason) {
    case (.cancelled, _): self = .cancelled(reason: record.cancelReason)
    case (.failed, .expired): self = .expired
    case (.failed, .timeout) where record.flags.contains(.hasNoTime): self = .noTime
    default:
      guard let failure = record.last.failure else { return nil }
      self = .attempt(failure)
    }
  }

  /// The parent that decided that a job is skipped; that one may have ended otherwise since, by a retry.
  ///
  /// - Parameter state: of a job as it is now; `nil` if it is not there any more.
  static func skipped(
    _ parents: [ParentLink], _ state: (JobID) throws(StoreError) -> JobState?
  ) throws(StoreError) -> JobCause {
    guard let link = parents.first(where: { $0.isMet == false }) else { return .parents }
    switch link.parent {
    case .batch(let id): return .batch(id, on: link.on)
    case .job(let id): return .job(id, try state(id), on: link.on)
    }
  }
}
