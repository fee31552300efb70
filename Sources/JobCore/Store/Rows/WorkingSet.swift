// The rows that a transaction has read, as it has changed them: what has been read once is not read again, and what has
// been changed is written once.

/// Rows by their keys. A key that was asked for and has no row is known as such.
struct WorkingSet {
  /// A row, and what it was when it was read or last written.
  struct Job {
    var row: JobRow
    /// `nil` before it is written for the first time.
    var written: JobChange.Written?
    var isChanged = false
    /// Queue, priority or deadline is another one than is written.
    var isMoved = false
  }

  private(set) var jobs: [JobID: Job?] = [:]
  var terms: [JobID: JobTerms] = [:]
  var specs: [JobID: NewJob] = [:]
  private(set) var uniques: [ByteText: UniqueRow?] = [:]
  /// Jobs whose rows are to be written, in the order in which they were first changed.
  private var changed: [JobID] = []

  /// Rows that are to be written.
  var changedCount: Int { changed.count }

  // MARK: Reading

  /// `nil` if it has not been asked for.
  func job(_ id: JobID) -> JobRow?? {
    guard let known = jobs[id] else { return nil }
    return .some(known?.row)
  }

  /// Puts in what was read; what is there already is newer.
  mutating func found(_ row: JobRow) {
    if jobs[row.id] != nil { return }
    jobs[row.id] = .some(Job(row: row, written: JobChange.Written(row)))
  }

  mutating func missing(_ id: JobID) {
    if jobs[id] == nil { jobs[id] = .some(nil) }
  }

  /// `nil` if it has not been asked for.
  func unique(_ key: String) -> UniqueRow?? {
    uniques[ByteText(key)]
  }

  mutating func found(_ row: UniqueRow?, key: String) {
    let key = ByteText(key)
    if uniques[key] == nil { uniques[key] = .some(row) }
  }

  // MARK: Changing

  mutating func add(_ row: JobRow) {
    jobs[row.id] = .some(Job(row: row, written: nil, isChanged: true))
    changed.append(row.id)
  }

  /// The row is to be written as it is here; false if it is not in the set.
  mutating func change(_ row: JobRow) -> Bool {
    guard let index = jobs.index(forKey: row.id), var job = jobs.values[index] else { return false }
    let old = job.row
    job.isMoved = job.isMoved || old.queue != row.queue || old.priority != row.priority || old.deadline != row.deadline
    job.row = row
    if !job.isChanged { changed.append(row.id) }
    job.isChanged = true
    jobs.values[index] = job
    return true
  }

  mutating func set(_ row: UniqueRow?, key: String) {
    uniques[ByteText(key)] = .some(row)
  }

  /// What is to be written of the jobs. From here on it counts as written.
  mutating func takeChanges(into changes: inout Changes) {
    for id in changed {
      guard let index = jobs.index(forKey: id), var job = jobs.values[index] else { continue }
      changes.jobs.append(JobChange(row: job.row, written: job.written, isMoved: job.isMoved))
      (job.written, job.isChanged, job.isMoved) = (JobChange.Written(job.row), false, false)
      jobs.values[index] = job
    }
    changed.removeAll(keepingCapacity: true)
  }

  /// Forgets all of it; room for a large transaction is not kept.
  mutating func removeAll() {
    if jobs.isEmpty && terms.isEmpty && specs.isEmpty && uniques.isEmpty { return }
    jobs.removeAll(keepingCapacity: jobs.count < Limits.workingRowsKept)
    terms.removeAll()
    specs.removeAll()
    uniques.removeAll()
    changed.removeAll(keepingCapacity: changed.count < Limits.workingRowsKept)
  }
}
