// What is written of `queue` and of `job_count`; all of it is read once, at a start.

/// What becomes of a queue.
enum QueueRowChange {
  /// One that is named for the first time.
  case add(id: Int64, name: String)
  case set(id: Int64, QueueSettings)
  /// More about its pause; `nil` if it is not paused.
  case pause(id: Int64, PauseTerms?)
  /// What is left of its rate.
  case fill(id: Int64, TokenBucket?)
  /// With its counts; no job is in it.
  case remove(id: Int64)
}

/// How many jobs of a queue are in a state.
struct CountRow {
  let queue: Int64
  let state: JobState
  let count: Int
}
