// Who hears of a commit, in which order: the one place that knows all of them. Called by the writer, in commit order, so
// nothing here may block.

import Logging

/// Tells the parts of a queue what has been committed.
struct CommitNews: Sendable {
  let bus: EventBus
  let ring: EventRing
  /// What it remembers of jobs is forgotten before their edit is told.
  let details: EventDetails
  let live: LiveAttempts
  let pools: PoolBoard
  let leaseWatch: LeaseWatch
  let remoteLogs: RemoteLogs
  private var broom: LogBroom { LogBroom(files: remoteLogs.files) }
  let dueClock: DueClock
  let upkeepAlarm: EarliestAlarm
  let callbackAlarm: EarliestAlarm
  let metrics: JobMetrics?
  let gauges: GaugeLoop?
  let logger: Logger

  func tell(_ commit: Commit) {
    bus.publish(commit.events, commit.batchEvents)
    details.forget(commit.relabelled)
    ring.tell(commit.changes)
    for stop in commit.stops { live.deliver(stop) }
    for limit in commit.limits { live.deliver(limit) }
    for freeze in commit.freezes { live.deliver(freeze) }
    for refused in commit.refusedFollowUps { warn(refused) }
    for broken in commit.brokenSchedules { warn(broken) }
    for job in commit.unreadableJobs { UnreadableJob.say(job.id, job.fault, logger) }
    for forgotten in commit.forgottenCalls { warn(forgotten) }
    if !commit.unseenFailures.isEmpty { warn(unseen: commit.unseenFailures) }
    pools.demand(commit.demands)
    leaseWatch.tell(commit.leaseNews)
    remoteLogs.end(commit.leaseEnds)
    if !commit.forgottenStarts.isEmpty { broom.sweep(commit.forgottenStarts) }
    if let due = commit.nextDue { dueClock.set(due) }
    if let expiry = commit.earliestExpiry { upkeepAlarm.note(expiry) }
    if let moment = commit.nextCallback { callbackAlarm.note(moment) }
    if !commit.events.isEmpty {
      metrics?.note(commit.events)
      gauges?.note()
    }
  }

  private func warn(_ broken: BrokenSchedule) {
    logger.warning(
      "a schedule fires nothing",
      metadata: [LogKeys.schedule: "\(broken.name)", LogKeys.error: "\(broken.fault)"])
  }

  private func warn(_ forgotten: ForgottenCalls) {
    var metadata: Logger.Metadata = [LogKeys.count: "\(forgotten.count)"]
    switch forgotten.owner {
    case .job(let id): metadata[LogKeys.jobID] = "\(id)"
    case .batch(let id): metadata[LogKeys.batchID] = "\(id)"
    }
    logger.warning("callbacks for earlier ends given up: too many wait to be delivered", metadata: metadata)
  }

  /// asyncio: "Task exception was never retrieved", once, when the task goes.
  private func warn(unseen ids: [JobID]) {
    let named = ids.prefix(Limits.unseenNamedMax).map { "\($0)" }.joined(separator: ", ")
    logger.warning(
      "failed jobs that nobody had looked at are removed, because their time has passed",
      metadata: [LogKeys.count: "\(ids.count)", LogKeys.jobIDs: "\(named)"])
  }

  private func warn(_ refused: RefusedFollowUp) {
    logger.warning(
      "follow-up of a handler left out",
      metadata: [LogKeys.jobID: "\(refused.parent)", LogKeys.error: "\(refused.fault)"])
  }
}
