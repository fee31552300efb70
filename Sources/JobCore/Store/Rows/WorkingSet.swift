// The rows that a transaction has read, as it has changed them: what has been read once is not read again, and what has
// been changed is written once.

/// Rows that are asked for where they are needed, as they were last written.
struct LookedUp {
  /// In the order given.
  var parents: [EdgeRow] = []
  var parentResults: [JobID: ParentResults] = [:]
  var settlements: [SettlementRow] = []
  var owners: [Int64: Parent] = [:]
  var schedules: [ScheduleKey: ScheduleRow] = [:]
  var boots: [Int64: String] = [:]
  /// Those that have fired.
  var firings: Set<FiringKey> = []
}

/// Rows by their keys. A key that was asked for and has no row is known as such.
struct WorkingSet {
  private var jobs = NumberTable<WorkingJob>()
  private var missing: Set<JobID> = []
  private(set) var uniques: [ByteText: UniqueRow?] = [:]
  /// What was submitted, as far as it decides.
  var decisive: [JobID: NewJob] = [:]
  private var callbacks: [Parent: [CallbackRow]] = [:]
  private var batches: [Int64: BatchRow?] = [:]
  private var checkpoints: [JobID: [UInt8]?] = [:]
  private var answers: [ByteText: AnswerRow?] = [:]
  /// Batches of jobs that have been read.
  private var batchesOfJobs: Set<Int64> = []
  private(set) var leases: [JobID: LeaseRow?] = [:]
  private(set) var endMarks: [Fence: [UInt8]?] = [:]
  /// The starts of jobs that have something left; nothing that has been decided about them since.
  var starts: [JobID: [Int]] = [:]
  /// What is asked for at once, and not again: see `RowsByKey.look`.
  var once = LookedUp()

  // MARK: Reading

  /// `nil` if it has not been read, or is not there.
  func job(_ id: JobID) -> WorkingJob? {
    guard let job = jobs[id.value], !job.isGone else { return nil }
    return job
  }

  /// It was asked for, whether it is there or not.
  func isKnown(_ id: JobID) -> Bool { jobs.contains(id.value) || missing.contains(id) }

  func isMissing(_ id: JobID) -> Bool { missing.contains(id) }

  var isEmpty: Bool {
    jobs.isEmpty && missing.isEmpty && uniques.isEmpty && decisive.isEmpty && callbacks.isEmpty && batches.isEmpty
      && checkpoints.isEmpty && answers.isEmpty && leases.isEmpty && endMarks.isEmpty && starts.isEmpty
  }

  /// Puts in what was read; what is there already is newer.
  mutating func found(_ row: consuming JobRow) {
    let id = row.id.value
    if let batch = row.batch { batchesOfJobs.insert(batch) }
    if !jobs.contains(id) { jobs.set(WorkingJob(row, isNew: false), for: id) }
  }

  mutating func missing(_ id: JobID) {
    missing.insert(id)
  }

  /// What else has been read of a job that is in the set.
  mutating func found(_ terms: JobTerms, of id: JobID) {
    jobs[id.value]?.terms = terms
  }

  /// `nil` if it has not been asked for.
  func unique(_ key: String) -> UniqueRow?? {
    uniques[ByteText(key)]
  }

  mutating func found(_ row: UniqueRow?, key: String) {
    let key = ByteText(key)
    if uniques[key] == nil { uniques[key] = .some(row) }
  }

  /// All of them; `nil` if they have not been asked for.
  func callbacks(of owner: Parent) -> [CallbackRow]? { callbacks[owner] }

  mutating func found(_ rows: [CallbackRow], of owner: Parent) {
    if callbacks[owner] == nil { callbacks[owner] = rows }
  }

  /// `nil` if it has not been asked for.
  func batch(_ id: Int64) -> BatchRow?? { batches[id] }

  mutating func found(_ row: BatchRow?, batch id: Int64) {
    if batches[id] == nil { batches[id] = .some(row) }
  }

  /// `nil` if it has not been asked for.
  func checkpoint(of id: JobID) -> [UInt8]?? { checkpoints[id] }

  mutating func found(_ data: [UInt8]?, checkpointOf id: JobID) {
    if checkpoints[id] == nil { checkpoints[id] = .some(data) }
  }

  /// `nil` if it has not been asked for.
  func answer(_ key: String) -> AnswerRow?? {
    answers[ByteText(key)]
  }

  mutating func found(_ row: AnswerRow?, answerTo key: String) {
    let key = ByteText(key)
    if answers[key] == nil { answers[key] = .some(row) }
  }

  /// The batches of the jobs that have been read since this was last asked; more than so many are left out.
  mutating func takeBatchesOfJobs(most: Int) -> Set<Int64> {
    defer { batchesOfJobs.removeAll() }
    return batchesOfJobs.count <= most ? batchesOfJobs : Set(batchesOfJobs.prefix(most))
  }

  mutating func found(_ row: LeaseRow?, lease id: JobID) {
    if leases[id] == nil { leases[id] = .some(row) }
  }

  mutating func found(_ mark: [UInt8]?, endMark fence: Fence) {
    if endMarks[fence] == nil { endMarks[fence] = .some(mark) }
  }

  // MARK: Changing

  /// A new one.
  mutating func add(_ job: WorkingJob) {
    jobs.set(job, for: job.row.id.value)
  }

  /// It is gone.
  mutating func remove(_ id: JobID) {
    jobs[id.value]?.noteGone()
    decisive[id] = nil
    missing.insert(id)
  }

  mutating func set(_ row: UniqueRow?, key: String) {
    uniques[ByteText(key)] = .some(row)
  }

  mutating func set(_ rows: [CallbackRow], of owner: Parent) {
    callbacks[owner] = rows
  }

  mutating func set(_ data: [UInt8]?, checkpointOf id: JobID) {
    checkpoints[id] = .some(data)
  }

  mutating func set(_ row: AnswerRow?, answerTo key: String) {
    answers[ByteText(key)] = .some(row)
  }

  mutating func set(_ row: BatchRow?, batch id: Int64) {
    batches[id] = .some(row)
  }

  mutating func set(_ row: LeaseRow?, lease id: JobID) {
    leases[id] = .some(row)
  }

  mutating func set(_ mark: EndMark) {
    endMarks[mark.fence] = mark.bytes
  }

  /// Forgets all of it; room for a large transaction is not kept.
  mutating func removeAll() {
    if isEmpty { return }
    var emptied = WorkingSet()
    if jobs.count < Limits.workingRowsKept {
      swap(&emptied.jobs, &jobs)
      emptied.jobs.removeAll(keepingCapacity: true)
    }
    self = emptied
  }
}
