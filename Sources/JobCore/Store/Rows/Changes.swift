// What a transaction writes: a list for each table, in the order of its decisions. No list depends on another.

/// What was submitted, for a job that is new: its spec, its tags and what it says of its keys.
struct NewSpec {
  let id: JobID
  let spec: NewJob
}

/// What becomes of a unique key; without effect on one that another job has, but for `take`.
enum UniqueChange {
  case take(String, JobID)
  case hold(String, JobID, until: Timestamp)
  case free(String, JobID)
}

/// What becomes of a limit key.
enum LimitKeyChange {
  case add(id: Int64, key: String, max: Int)
  case set(id: Int64, max: Int)
  case remove(id: Int64)
}

/// Rows that are to be written.
struct Changes {
  var jobs: [WorkingJob] = []
  var specs: [NewSpec] = []
  var attempts: [AttemptRow] = []
  var uniques: [UniqueChange] = []
  var edges: [EdgeChange] = []
  var settlements: [SettlementChange] = []
  var limitKeys: [LimitKeyChange] = []
  /// Queues that are named for the first time.
  var queues: [(id: Int64, name: String)] = []
  var progress: [(fence: Fence, report: Progress)] = []
  /// Jobs whose checkpoints go.
  var removedCheckpoints: [JobID] = []
  /// Jobs whose leases go.
  var removedLeases: [JobID] = []

  /// Without the jobs, which are counted where they are changed.
  var count: Int {
    specs.count + attempts.count + uniques.count + edges.count + settlements.count + limitKeys.count + queues.count
      + progress.count + removedCheckpoints.count + removedLeases.count
  }

  var isEmpty: Bool { jobs.isEmpty && count == 0 }

  /// Forgets all of it; room for a large transaction is not kept.
  mutating func removeAll() {
    let keeps = specs.count + attempts.count < Limits.workingRowsKept
    jobs = []
    specs.removeAll(keepingCapacity: keeps)
    attempts.removeAll(keepingCapacity: keeps)
    uniques.removeAll()
    edges.removeAll(keepingCapacity: keeps)
    settlements.removeAll()
    limitKeys.removeAll()
    queues.removeAll()
    progress.removeAll()
    removedCheckpoints.removeAll()
    removedLeases.removeAll()
  }
}
