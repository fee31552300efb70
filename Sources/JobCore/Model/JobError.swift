// Why a verb on an existing job did nothing. HTTPFront turns it into a problem document.

/// A verb on a job that was refused; nothing changed, but for `cutShort`, `partlyDone`, `queueFilled` and
/// `partlyRefused`.
public enum JobError: Error, Hashable, Sendable {
  case notFound(JobID)
  /// The job is in a state in which the verb makes no sense; `verb` is its name on the wire.
  case invalidState(JobID, state: JobState, verb: String)
  /// The attempt has run longer already than the timeout that it was to be given.
  case timePassed(JobID, ranMicros: Int64)
  /// The job has used as many attempts already as the new retry rule allows, or more: none would be left.
  case attemptsUsed(JobID, Int)
  /// The request itself is not valid.
  case invalid([FieldFault])
  case noSuchQueue(String)
  /// The queue cannot be removed: so many jobs are in it, ended ones included, or it is the one that is always there.
  case queueInUse(name: String, jobs: Int)
  case noSuchBatch(BatchID)
  case noSuchSchedule(String)
  /// The batch is closed already, or has ended; `verb` is what was asked for.
  case batchState(BatchID, isDone: Bool, verb: String)
  /// Since the sender looked at the batch, jobs have come to it that the sender may not see, or jobs have gone to other
  /// queues: look again.
  case lookAgain(BatchID)
  /// Since the sender looked at the queue, schedule or job that it sets, somebody else has changed it: look again.
  case changedMeanwhile
  /// A member of this batch cannot be retried while that is being cancelled: it would be ended at once.
  case batchCancelling(JobID, batch: BatchID)
  /// Another job has its unique key.
  case duplicate(key: String, holder: JobID)
  /// It cannot be removed while this follow-up of it has not ended.
  case needed(JobID, by: JobID)
  /// The queue in which it would wait has room for `max` waiting jobs, and has them.
  case queueFull(name: String, max: Int)
  /// The job ended without a result to give.
  case noResult(JobID, state: JobState)
  /// It wrote to this (`stdout`, `stderr` or its result), and that is not there any more: it was removed, or something
  /// else stands in its place.
  case outputGone(JobID, what: String)
  /// The two do not change places.
  case notSwitchable(JobID, JobID, SwitchFault)
  /// The process is not there to be signalled.
  case notSignalable(JobID)
  /// It takes no input, or no more of it.
  case inputRefused(JobID, InputRefusal)
  case shuttingDown
  case store(StoreError)
  /// The jobs that a wait is for could not all be found in its time, or its task was cancelled before they were.
  case waitSearchUnfinished
  /// The calling task was cancelled when a verb on many jobs had been carried out on `count` of them, or a dry run had
  /// counted as many; the others were not looked at.
  case cutShort(count: Int)
  /// A verb on many jobs was carried out on `count` of them, and could not be on the others.
  case partlyDone(count: Int, StoreError)
  /// A verb on many jobs that filled a queue: it was carried out on `count`, not on those for which there was no room.
  case queueFilled(count: Int, name: String, max: Int)
  /// An edit of many jobs was carried out on `count` of them; the first of those that could not be changed so was refused
  /// for this.
  indirect case partlyRefused(count: Int, JobError)
}
