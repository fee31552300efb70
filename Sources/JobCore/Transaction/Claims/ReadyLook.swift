// A line of ready jobs, as far as a claim may take of it.

/// A line of ready jobs that is to be looked at for a claim.
struct ReadyLook {
  let queue: QueueMemory
  let lane: ReadyLine.Lane
  /// The pool that carries out its jobs.
  var pool: String?
  /// Its jobs take no slots.
  var isWeightless = false
  /// No more than these are wanted.
  let max: Int
}
