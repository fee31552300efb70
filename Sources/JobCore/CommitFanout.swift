// Who hears of a commit, in which order: called once after each, before its verbs return.

import Logging

/// Tells everybody what a commit has to tell.
struct CommitFanout: Sendable {
  let bus: EventBus
  let live: LiveAttempts
  let dueClock: DueClock
  let upkeepAlarm: EarliestAlarm
  let callbackAlarm: EarliestAlarm
  let pools: PoolBoard
  let leaseWatch: LeaseWatch
  let remoteLogs: RemoteLogs
  let logger: Logger

  func tell(_ commit: Commit) {
    bus.publish(commit.events, commit.batchEvents)
    for stop in commit.stops { live.deliver(stop) }
    for limit in commit.limits { live.deliver(limit) }
    for refused in commit.refusedFollowUps {
      let error = SubmitError(refused.refusal, idempotencyKey: nil)
      logger.warning(
        "follow-up of a handler left out", metadata: [LogKeys.jobID: "\(refused.parent)", LogKeys.error: "\(error)"])
    }
    pools.demand(commit.demands)
    leaseWatch.tell(commit.leaseNews)
    remoteLogs.end(commit.leaseEnds)
    if let due = commit.nextDue { dueClock.set(due) }
    if let expiry = commit.earliestExpiry { upkeepAlarm.note(expiry) }
    if let moment = commit.nextCallback { callbackAlarm.note(moment) }
  }
}
