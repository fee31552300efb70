// What a transaction asks its rows for, by key: a list for each kind of thing, so that all of it is one call.

/// Keys of rows that are to be read.
struct Wants {
  var jobs: [JobID] = []
  var terms: [JobID] = []
  /// What was submitted, without what is for the attempt alone, and may be large.
  var decisive: [JobID] = []
  var uniques: [String] = []
  /// All callbacks of these.
  var callbacks: [Parent] = []
  var batches: Set<Int64> = []
  var checkpoints: [JobID] = []
  /// Idempotency keys.
  var answers: [String] = []
  var leases: [JobID] = []
  /// Of attempts that may have been ended elsewhere.
  var endMarks: [Fence] = []
  /// What these jobs wait for.
  var parents: [JobID] = []
  /// The same, with what became of it.
  var parentResults: [JobID] = []
  /// The marks of these ends.
  var settlements: [Parent] = []
  /// The starts of these jobs of which something may be left.
  var starts: [JobID] = []
  /// Whose ends these callbacks tell of, by their numbers.
  var owners: [Int64] = []
  var schedules: [ScheduleKey] = []
  /// In which boots of the machine these boots were.
  var boots: [Int64] = []
  /// Due times that may have fired.
  var firings: [FiringKey] = []

  var isEmpty: Bool { count == 0 }
  var count: Int {
    jobs.count + terms.count + decisive.count + uniques.count + callbacks.count + batches.count + checkpoints.count
      + answers.count + leases.count + endMarks.count + parents.count + parentResults.count + settlements.count
      + starts.count + owners.count + schedules.count + boots.count + firings.count
  }

  mutating func formUnion(_ other: Wants) {
    jobs += other.jobs
    terms += other.terms
    decisive += other.decisive
    uniques += other.uniques
    callbacks += other.callbacks
    batches.formUnion(other.batches)
    checkpoints += other.checkpoints
    answers += other.answers
    leases += other.leases
    endMarks += other.endMarks
    parents += other.parents
    parentResults += other.parentResults
    settlements += other.settlements
    starts += other.starts
    owners += other.owners
    schedules += other.schedules
    boots += other.boots
    firings += other.firings
  }

  mutating func removeAll() {
    jobs.removeAll(keepingCapacity: true)
    terms.removeAll(keepingCapacity: true)
    decisive.removeAll(keepingCapacity: true)
    uniques.removeAll(keepingCapacity: true)
    callbacks.removeAll(keepingCapacity: true)
    batches.removeAll(keepingCapacity: true)
    checkpoints.removeAll(keepingCapacity: true)
    answers.removeAll(keepingCapacity: true)
    leases.removeAll(keepingCapacity: true)
    endMarks.removeAll(keepingCapacity: true)
    parents.removeAll(keepingCapacity: true)
    parentResults.removeAll(keepingCapacity: true)
    settlements.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    owners.removeAll(keepingCapacity: true)
    schedules.removeAll(keepingCapacity: true)
    boots.removeAll(keepingCapacity: true)
    firings.removeAll(keepingCapacity: true)
  }
}
