// One transaction: the rows it has read and changed, what is remembered beside them, and what its commit will tell. The
// rules work on it, each in a room of its own; none of them knows how rows are kept.

/// What the rules of a transaction work on; confined to the writer's queue, and used for one transaction after another.
///
/// A class and not a value: verbs that still stand over SQL are a subclass of it (`WriterContext`), and both change it in
/// turn.
class Transaction {
  private let rows: any Rows
  /// What is so from start to end.
  final let terms: Terms
  /// What is remembered; see `Ledger`.
  final var ledger: Ledger
  final var commit = Commit()
  /// What follows from the ends of this transaction and has not been decided; see `settle`.
  final var agenda = Agenda()
  /// When this transaction is; see `Moments`.
  final var moments: Moments
  private var working = WorkingSet()
  private var changes = Changes()
  private var wants = Wants()

  init(rows: any Rows, terms: Terms, ledger: Ledger) {
    self.rows = rows
    self.terms = terms
    self.ledger = ledger
    moments = Moments(clock: terms.clock, now: terms.startedAt)
  }

  /// Forgets the rows: they are those of one transaction.
  final func forgetRows() {
    working.removeAll()
    changes.removeAll()
  }

  // MARK: What rules still ask of verbs over SQL

  /// A member of a batch goes `from` one state `to` another.
  func keepBatch(_ id: Int64, job: JobID, from: JobState?, to: JobState?) throws(StoreError) {}
  /// Callbacks of what has ended are to be called.
  func callCallbacks(of owner: Parent, isSuccess: Bool) throws(StoreError) {}
  /// Jobs that a job asked for at its end.
  func insertFollowUps(_ followUps: [FollowUp], of id: JobID) throws(StoreError) {}
  /// An attempt was given back, one of many maybe.
  func forgetGivenBack(_ transition: Transition) throws(StoreError) {}
}

// MARK: Rows in the order of an index, as this transaction has changed them

extension Transaction {
  final func ready(_ lines: [ReadyLine]) throws(StoreError) -> [[JobRow]] {
    if lines.isEmpty { return [] }
    try flush()
    return note(try rows.ready(lines))
  }

  final func inLine(_ line: LimitLine) throws(StoreError) -> [JobRow] {
    try flush()
    return note(try rows.inLine([line])).first ?? []
  }

  private func note(_ found: [[JobRow]]) -> [[JobRow]] {
    for rows in found {
      for row in rows { working.found(row) }
    }
    return found
  }
}

// MARK: Rows, read by their keys when they are first needed, and written together

extension Transaction {
  /// Rows read and written, and those still to be written.
  final var work: Int64 {
    rows.work + terms.reckoned.value + 2 * Int64(working.changedCount + changes.count)
  }

  /// Reads what a group of operations is going to ask for. What is missing is read later: this changes the number of
  /// calls, and never what they give.
  final func readAhead(_ wants: Wants) throws(StoreError) {
    if !wants.isEmpty { try rows.read(wants, into: &working) }
  }

  /// Writes what has been changed: before any search, and before the commit.
  final func flush() throws(StoreError) {
    working.takeChanges(into: &changes)
    if changes.isEmpty { return }
    try rows.write(changes)
    changes.removeAll()
  }

  /// Writes what has been changed, and forgets what was read: somebody else may change rows now.
  final func giveWay() throws(StoreError) {
    try flush()
    working.removeAll()
  }

  /// `nil` if there is no such job.
  final func job(_ id: JobID) throws(StoreError) -> JobRow? {
    if let known = working.job(id) { return known }
    try readOne { $0.jobs.append(id) }
    return working.job(id) ?? nil
  }

  final func jobTerms(_ id: JobID) throws(StoreError) -> JobTerms {
    if let known = working.terms[id] { return known }
    try readOne { $0.terms.append(id) }
    return working.terms[id] ?? JobTerms()
  }

  /// What was submitted.
  final func spec(_ id: JobID) throws(StoreError) -> NewJob {
    if working.specs[id] == nil { try readOne { $0.specs.append(id) } }
    guard let spec = working.specs.removeValue(forKey: id) else {
      throw .unreadable(statement: "job_spec", message: "job \(id) has no spec")
    }
    return spec
  }

  /// `nil` if nobody has the key.
  final func unique(_ key: String) throws(StoreError) -> UniqueRow? {
    if let known = working.unique(key) { return known }
    try readOne { $0.uniques.append(key) }
    return working.unique(key) ?? nil
  }

  private func readOne(_ want: (inout Wants) -> Void) throws(StoreError) {
    want(&wants)
    defer { wants.removeAll() }
    try rows.read(wants, into: &working)
  }

  // MARK: Changing

  /// A job that is new; what it says of itself is written with it.
  final func add(_ row: JobRow, _ spec: NewJob) {
    working.add(row)
    working.terms[row.id] = JobTerms(keepForMicros: spec.keepForMicros, unique: spec.unique, limit: spec.limit)
    changes.specs.append(NewSpec(id: row.id, spec: spec))
  }

  /// Changes a job whose state stays; nothing happens if there is none.
  final func change(_ id: JobID, _ edit: (inout JobRow) -> Void) throws(StoreError) {
    guard var row = try job(id) else { return }
    edit(&row)
    _ = working.change(row)
  }

  /// Changes a job as it was decided; throws if it is not any more what that was decided on.
  final func change(decidedOn job: JobRow, _ edit: (inout JobRow) -> Void) throws(StoreError) -> JobRow {
    guard var row = try self.job(job.id), row.state == job.state, row.starts == job.starts else {
      throw .illegal(statement: "job", message: "job \(job.id) is not as it was when this was decided")
    }
    edit(&row)
    _ = working.change(row)
    return row
  }

  final func change(_ change: UniqueChange) {
    changes.uniques.append(change)
    switch change {
    case .take(let key, let id): working.set(UniqueRow(key: key, job: id, freeAt: nil), key: key)
    case .hold(let key, let id, let moment):
      guard var row = working.unique(key) ?? nil, row.job == id else { return }
      row.freeAt = moment
      working.set(row, key: key)
    case .free(let key, let id):
      if let row = working.unique(key) ?? nil, row.job == id { working.set(nil, key: key) }
    }
  }

  final func change(_ change: LimitKeyChange) {
    changes.limitKeys.append(change)
  }

  final func addQueue(_ id: Int64, name: String) {
    changes.queues.append((id, name))
  }

  final func add(_ attempt: AttemptRow) {
    changes.attempts.append(attempt)
  }

  final func report(_ progress: Progress, of fence: Fence) {
    changes.progress.append((fence, progress))
  }

  final func removeCheckpoint(of id: JobID) {
    changes.removedCheckpoints.append(id)
  }

  final func removeLease(of id: JobID) {
    changes.removedLeases.append(id)
  }
}
