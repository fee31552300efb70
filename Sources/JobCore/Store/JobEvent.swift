// What others hear after a commit. Events are not rows: they exist from the commit on, in commit order.

/// A change of a job's state that has been committed.
struct JobEvent: Hashable, Sendable {
  let job: JobID
  let queue: String
  let batch: BatchID?
  let state: JobState
  let reason: Reason?
  /// The attempt the job is in or was in last; 0 before the first.
  let attempt: Int
  let at: Timestamp
  /// Deleted: the job is no longer there; `state` was its last.
  let isDeleted: Bool
  /// Released into the pause before its next attempt, of which was told when it began.
  var isReleased = false

  init(
    job: JobID, queue: String, batch: BatchID? = nil, state: JobState, reason: Reason?, attempt: Int, at: Timestamp,
    isDeleted: Bool = false
  ) {
    self.job = job
    self.queue = queue
    self.batch = batch
    self.state = state
    self.reason = reason
    self.attempt = attempt
    self.at = at
    self.isDeleted = isDeleted
  }
}

/// A batch that is over.
struct BatchEvent: Hashable, Sendable {
  let batch: BatchID
  let isDone: Bool
}

/// Says that a running attempt is to stop, from the transaction that noted it; `LiveAttempts` delivers it.
struct StopRequest: Hashable, Sendable {
  let fence: Fence
  let cause: StopCause
  let reason: String?
  /// Instead of the job's own grace.
  let graceMicros: Int64?
}

/// A changed time limit of a running attempt.
struct LimitChange: Hashable, Sendable {
  let fence: Fence
  let timeoutMicros: Int64?
  let deadline: Timestamp?
}

/// Says that the command of a running attempt is to stop where it is, or to go on.
struct FreezeOrder: Hashable, Sendable {
  let fence: Fence
  let isFrozen: Bool
}

/// A follow-up a job asked for at its end, and why it is not stored.
struct RefusedFollowUp: Sendable {
  let parent: JobID
  let fault: SubmitError
}

/// A schedule that fires nothing, and will not by itself: its time zone is not known on this machine any more, or its
/// job is not taken.
struct BrokenSchedule: Hashable, Sendable {
  let name: String
  let fault: String
}

/// A job that has ended because what was submitted of it cannot be read.
struct UnreadableJob: Hashable, Sendable {
  let id: JobID
  let fault: SpecFault
}

/// Calls for earlier ends of a job or batch that are not made, because there are too many of them.
struct ForgottenCalls: Hashable, Sendable {
  let owner: Parent
  let count: Int
}

/// Everything one commit has to tell.
struct Commit: Sendable {
  var events: [JobEvent] = []
  /// All that it has changed, for those who follow along.
  var changes: [Change] = []
  /// Jobs whose names, tags or queues are others now.
  var relabelled: [JobID] = []
  var batchEvents: [BatchEvent] = []
  var stops: [StopRequest] = []
  var limits: [LimitChange] = []
  var freezes: [FreezeOrder] = []
  var refusedFollowUps: [RefusedFollowUp] = []
  var brokenSchedules: [BrokenSchedule] = []
  var unreadableJobs: [UnreadableJob] = []
  var forgottenCalls: [ForgottenCalls] = []
  /// Pools without room for which a claim found ready jobs.
  var demands: Set<String> = []
  /// Jobs whose attempts elsewhere were told to end, or have ended.
  var leaseNews: Set<JobID> = []
  /// Attempts elsewhere that have ended.
  var leaseEnds: [Fence] = []
  /// What is no longer shown of jobs that were put off again and again.
  var forgottenStarts: [DeletedJob] = []
  /// Failed jobs that retention has removed, and that nobody had looked at.
  var unseenFailures: [JobID] = []
  /// The earliest due time or deadline of all waiting jobs, when it has changed; `.some(nil)` is none.
  var nextDue: Timestamp??
  /// The earliest moment at which a callback is to be called.
  var nextCallback: Timestamp?
  /// The earliest time at which a job that ended here is removed.
  var earliestExpiry: Timestamp?

  var isEmpty: Bool {
    events.isEmpty && changes.isEmpty && batchEvents.isEmpty && stops.isEmpty && limits.isEmpty && freezes.isEmpty
      && nextDue == nil
      && earliestExpiry == nil
      && nextCallback == nil && demands.isEmpty && leaseNews.isEmpty && brokenSchedules.isEmpty
      && unseenFailures.isEmpty && forgottenCalls.isEmpty && unreadableJobs.isEmpty
  }

  mutating func noteCallback(_ moment: Timestamp) {
    nextCallback = min(nextCallback ?? moment, moment)
  }

  mutating func noteExpiry(_ moment: Timestamp) {
    earliestExpiry = min(earliestExpiry ?? moment, moment)
  }
}
