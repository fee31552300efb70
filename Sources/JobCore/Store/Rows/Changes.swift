// What a transaction writes: a list for each table, in the order of its decisions. No list depends on another.

/// What was submitted, for a job that is new: its spec, its tags and what it says of its keys. A reference, so that what
/// is wide is copied once.
final class NewSpec {
  let id: JobID
  let spec: NewJob
  /// Its own limit, or that of its queue.
  let timeoutMicros: Int64?

  init(id: JobID, spec: NewJob, timeoutMicros: Int64?) {
    (self.id, self.timeoutMicros) = (id, timeoutMicros)
    self.spec = spec
  }
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
  /// Each once, in the order in which they were first changed.
  var jobs: [WorkingJob] = []
  var specs: [NewSpec] = []
  var specEdits: [SpecChange] = []
  var attempts: [AttemptRow] = []
  var uniques: [UniqueChange] = []
  var edges: [EdgeChange] = []
  var settlements: [SettlementChange] = []
  var limitKeys: [LimitKeyChange] = []
  var queues: [QueueRowChange] = []
  var counts: [CountRow] = []
  var progress: [(fence: Fence, report: Progress)] = []
  /// `nil` is that there is none any more.
  var checkpoints: [(job: JobID, data: [UInt8]?)] = []
  var removedAttempts: [(job: JobID, start: Int)] = []
  var answers: [AnswerRow] = []
  /// Those that go with them.
  var agedAnswers: AgedAnswers?
  var leases: [LeaseChange] = []
  var endMarks: [EndMark] = []

  var callbacks: [CallbackChange] = []
  var batches: [BatchChange] = []
  /// Values of `meta`, by their names; how far the numbers have come that are given out once is among them.
  var meta: [(name: String, value: Int64)] = []
  var settings: [SettingChange] = []
  /// Answers that age from another moment on.
  var redatedAnswers: [(key: String, at: Timestamp)] = []
  var schedules: [ScheduleChange] = []
  var firings: [FiringChange] = []
  var scheduleInputs: [ScheduleInputChange] = []
  /// Writes of no consequence, so that a full or broken disk shows.
  var touches = 0
  /// Jobs that go, with all that hangs on them, as they were.
  var removedJobs: [JobRow] = []

  var count: Int {
    jobs.count + specs.count + specEdits.count + attempts.count + uniques.count + edges.count + settlements.count
      + limitKeys.count + queues.count + counts.count + progress.count + checkpoints.count + removedAttempts.count
      + answers.count + leases.count + endMarks.count + callbacks.count + batches.count + meta.count + settings.count
      + redatedAnswers.count + schedules.count + firings.count + scheduleInputs.count + touches
      + Self.removalWork * removedJobs.count
  }

  /// So many rows of other tables, or looks for them, go with a job.
  static let removalWork = 5

  var isEmpty: Bool { count == 0 }

  /// Something is to be written of what was submitted.
  var hasSpecs: Bool { !specs.isEmpty || !specEdits.isEmpty }

  /// A job that is new.
  mutating func add(_ job: WorkingJob, _ new: NewSpec) {
    jobs.append(job)
    specs.append(new)
  }

  /// Forgets all of it; room for a large transaction is not kept.
  mutating func removeAll() {
    let keeps = jobs.count + attempts.count < Limits.workingRowsKept
    jobs.empty(keepingCapacity: keeps)
    specs.empty(keepingCapacity: keeps)
    specEdits.empty()
    attempts.empty(keepingCapacity: keeps)
    uniques.empty()
    edges.empty(keepingCapacity: keeps)
    settlements.empty()
    limitKeys.empty()
    queues.empty()
    counts.empty(keepingCapacity: true)
    progress.empty()
    checkpoints.empty()
    removedAttempts.empty()
    answers.empty()
    agedAnswers = nil
    callbacks.empty()
    batches.empty()
    meta.empty(keepingCapacity: true)
    settings.empty()
    redatedAnswers.empty()
    leases.empty(keepingCapacity: keeps)
    endMarks.empty()
    schedules.empty()
    firings.empty()
    scheduleInputs.empty()
    touches = 0
    removedJobs.empty()
  }
}

extension Array {
  /// Leaves one alone in which nothing is: most lists are, in most transactions.
  fileprivate mutating func empty(keepingCapacity: Bool = false) {
    if !isEmpty { removeAll(keepingCapacity: keepingCapacity) }
  }
}
