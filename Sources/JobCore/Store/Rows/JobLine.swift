// Jobs that have something in common, in the order of their ids.

/// Which jobs; each list is an index.
enum IndexedJobs: Hashable {
  /// Of a batch.
  case members(Int64)
  /// Those of a batch that wait for others; their states are not read.
  case waitingMembers(Int64)
  /// All follow-ups of a job.
  case followUps(of: JobID)
  /// Those who wait for a batch and have not been told of its end.
  case waiting(forBatch: Int64)
  /// Those of a schedule that have not ended, newest first.
  case unfinished(ofSchedule: Int64)
  /// Those that another boot than this one left running here.
  case lost(exceptBoot: Int64)
  /// All that run, wherever.
  case running
}

/// The next jobs of a list.
struct JobLine {
  let list: IndexedJobs
  /// The last one that is not meant any more; `nil` is to begin at the beginning.
  var after: JobID?
  let max: Int
}

/// A job as far as it is looked at before its turn comes: what cannot be read holds up no other.
struct JobStanding: Equatable {
  let id: JobID
  /// As it was when it was found; `nil` if it is none that is known, or was not read.
  let state: JobState?

  /// Whether it may go on; of one whose state is not known that is found out when its turn comes.
  var mayBeLive: Bool { !(state?.isTerminal ?? false) }
}
