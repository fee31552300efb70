// One transaction: the rows it has read and changed, what is remembered beside them, and what its commit will tell. The
// rules work on it, those of each subject in an enum of their own; none of them knows how rows are kept.

/// What the rules of a transaction work on; confined to the writer's queue, and used for one transaction after another.
///
/// A class and not a value: there is one, which is used again and again, and it is passed along by all that changes it.
final class Transaction {
  /// Rules ask them through `search` and the methods below, which know what has been changed.
  let rows: any Rows
  /// What is so from start to end.
  let terms: Terms
  /// What is remembered; see `Ledger`.
  var ledger: Ledger
  /// When it is, how much it may do, and what it leaves alone.
  var course: Course
  /// What follows from what it has done and has still to be done in it; see `Settlement`.
  var agenda = Agenda()
  /// What follows its commit.
  var after = Aftermath()
  /// What it has read of the rows, as it has changed them.
  var working = WorkingSet()
  /// What else it is going to write.
  var changes = Changes()

  init(rows: any Rows, terms: Terms, ledger: Ledger) {
    self.rows = rows
    self.terms = terms
    self.ledger = ledger
    course = Course(clock: terms.clock, startedAt: terms.startedAt, workMax: terms.workMax)
  }

  /// Forgets the rows: they are those of one transaction.
  func forgetRows() {
    working.removeAll()
    changes.removeAll()
  }
}

// MARK: Rows in the order of an index, as this transaction has changed them

extension Transaction {
  /// Asks the rows for what no key says: what has been changed is written first, so that the answer knows of it.
  func search<Found>(_ look: (any Rows) throws(StoreError) -> Found) throws(StoreError) -> Found {
    try flush()
    return try look(rows)
  }
}

// MARK: Rows, read by their keys when they are first needed, and written together

extension Transaction {
  /// Rows read and written, and those still to be written.
  var work: Int64 {
    rows.work + terms.reckoned.value + course.budget.promised + course.budget.pages + agenda.toldWork
      + 2 * Int64(changes.count)
  }

  /// The transaction has done enough: whatever may be left to a later one is.
  var isExhausted: Bool { course.budget.isExhausted(work) }

  /// The transaction has done as much of something large as one may: the rest goes into the next ones. Less than all
  /// that it may do, so that who comes meanwhile waits a short time and may ride with it.
  var isPieceDone: Bool { course.budget.isPieceDone(work) }

  /// How many more things of so much work may be done, one in any case.
  ///
  /// - Parameter inPiece: they are of something large, of which no more is begun when the piece is done.
  func room(forWorkOf each: Int64, max: Int, inPiece: Bool = false) -> Int {
    let left = inPiece ? course.budget.leftOfPiece(work) : course.budget.left(work)
    return Swift.max(1, Swift.min(max, Int(left / each)))
  }

  /// Reads what a group of operations is going to ask for. What is missing is read later: this changes the number of
  /// calls, and never what they give.
  func readAhead(_ wants: Wants) throws(StoreError) {
    var wants = wants
    if !working.isEmpty {
      wants.jobs.removeAll { working.isKnown($0) }
      wants.terms.removeAll { working.job($0)?.terms != nil }
      wants.decisive.removeAll { working.decisive[$0] != nil }
      wants.leases.removeAll { working.leases[$0] != nil }
      wants.starts.removeAll { working.starts[$0] != nil }
      wants.uniques.removeAll { working.unique($0) != nil }
    }
    // What was decided about keys and attempts that had not been read is not in their rows yet.
    let isOpen = !wants.uniques.isEmpty && !changes.uniques.isEmpty
    if isOpen || !wants.starts.isEmpty && !(changes.attempts.isEmpty && changes.removedAttempts.isEmpty) { try flush() }
    if !wants.batches.isEmpty {
      wants.batches = wants.batches.filter { !ledger.batches.isKnown($0) && working.batch($0) == nil }
    }
    if !wants.isEmpty { try read(wants) }
  }

  /// Not in place: who reads is not known here, and could look at it meanwhile.
  private func read(_ wants: Wants) throws(StoreError) {
    var found = WorkingSet()
    swap(&found, &working)
    defer { swap(&found, &working) }
    try rows.read(wants, into: &found)
  }

  /// What cannot be read is found out when its turn comes, so that it is known what it is.
  func readAheadOfTurn(_ wants: Wants) throws(StoreError) {
    do throws(StoreError) { try readAhead(wants) } catch {
      guard case .unreadable = error else { throw error }
    }
  }

  /// Writes what has been changed: before any search, and before the commit.
  func flush() throws(StoreError) {
    if changes.isEmpty { return }
    Telling.rest(self)
    // Moved there and back: a copy would be one of each list.
    var leaving = Changes()
    swap(&leaving, &changes)
    defer { swap(&leaving, &changes) }
    try rows.write(leaving)
    for job in leaving.jobs { job.noteWritten() }
    leaving.removeAll()
  }

  /// `nil` if there is no such job.
  func job(_ id: JobID) throws(StoreError) -> JobRow? {
    try entry(id)?.row
  }

  private func entry(_ id: JobID) throws(StoreError) -> WorkingJob? {
    if let known = working.job(id) { return known }
    if working.isMissing(id) { return nil }
    try readOne { $0.jobs.append(id) }
    return working.job(id)
  }

  func jobTerms(_ id: JobID) throws(StoreError) -> JobTerms {
    if let known = try entry(id)?.terms { return known }
    try readOne { $0.terms.append(id) }
    return working.job(id)?.terms ?? JobTerms()
  }

  /// What was submitted, of each of these in turn.
  func specs(of ids: [JobID], _ take: (_ index: Int, _ spec: consuming NewJob) -> Void) throws(StoreError) {
    // What has been said of them in this transaction is not in their rows yet.
    if changes.hasSpecs { try flush() }
    try rows.specs(of: ids, take)
  }

  /// `nil` if nobody has the key.
  func unique(_ key: String) throws(StoreError) -> UniqueRow? {
    if let known = working.unique(key) { return known }
    // What was decided about a key that had not been read is not in its row yet.
    if !changes.uniques.isEmpty { try flush() }
    try readOne { $0.uniques.append(key) }
    return working.unique(key) ?? nil
  }

  private func readOne(_ want: (inout Wants) -> Void) throws(StoreError) {
    // One list has room made for it, and none of the others is touched.
    var wants = Wants()
    want(&wants)
    try read(wants)
  }

  /// A job that is new; what it says of itself is written with it.
  func add(_ row: consuming JobRow, _ new: NewSpec) {
    let job = WorkingJob(row, isNew: true)
    job.terms = JobTerms(keepForMicros: new.spec.keepForMicros, unique: new.spec.unique, limit: new.spec.limit)
    working.add(job)
    changes.add(job, new)
  }

  /// Changes a job whose state stays; nothing happens if there is none.
  func change(_ id: JobID, _ edit: (inout JobRow) -> Void) throws(StoreError) {
    if let job = try entry(id), job.change(edit) { changes.jobs.append(job) }
  }

  /// Changes a job as it was decided, and returns it; throws if it is not any more what that was decided on.
  func change(decidedOn job: borrowing JobRow, _ edit: (inout JobRow) -> Void) throws(StoreError) -> WorkingJob {
    guard let entry = try entry(job.id), entry.row.state == job.state, entry.row.starts == job.starts else {
      throw .illegal(statement: "job", message: "job \(job.id) is not as it was when this was decided")
    }
    if entry.change(edit) { changes.jobs.append(entry) }
    return entry
  }

  func change(_ change: UniqueChange) {
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

  func change(_ change: EdgeChange) {
    changes.edges.append(change)
  }

  func change(_ change: SettlementChange) {
    changes.settlements.append(change)
  }

  func change(_ change: LimitKeyChange) {
    changes.limitKeys.append(change)
  }

  func add(_ attempt: AttemptRow) {
    changes.attempts.append(attempt)
    if !working.starts.isEmpty { working.starts[attempt.job] = nil }
  }

  func report(_ progress: Progress, of fence: Fence) {
    changes.progress.append((fence, progress))
  }

  func removeLease(of id: JobID) {
    changes.leases.append(.remove(id))
    working.set(nil, lease: id)
  }
}
