// What a commit has changed, for those who follow along. Made in the transaction, told after it.

/// A change that has been committed.
enum Change: Equatable {
  case job(JobChange)
  /// It is done.
  indirect case batch(Batch, at: Timestamp)
  /// It is new, or its settings are, or it was removed.
  indirect case queue(QueueStatus, isDeleted: Bool, at: Timestamp)
  /// It was set, paused, let go on or removed, or it has fired, or fires nothing from now on. If it submits something
  /// else since then, `before` is how it was: whoever saw it may see it no more.
  indirect case schedule(Schedule, isDeleted: Bool, before: Schedule?, at: Timestamp)
}

/// A change of a job.
struct JobChange: Equatable {
  /// What has happened.
  enum What {
    /// It is new, or in another state.
    case moved
    case edited
    case progressed
    /// It is not there any more; its facts are the last ones.
    case deleted
  }

  /// What goes with some changes, and is too wide for all of them.
  indirect enum Detail: Equatable {
    case progress(Progress)
    case labels(old: JobLabels, new: JobLabels)
  }

  let what: What
  let facts: JobFacts
  /// What filters saw of it before; `nil` of one that is new.
  let before: Before?
  let at: Timestamp
  var detail: Detail?

  /// What may change of what filters look at.
  struct Before: Equatable {
    let state: JobState
    let reason: Reason?
    /// The queue it was in, if it is in another one now.
    let queue: String?
  }
}

/// What people call a job by.
struct JobLabels: Equatable {
  /// `nil` if it was given none.
  let name: String?
  let tags: [String: String]
}
