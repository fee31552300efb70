// The rows of the writer, on its connection: which table reads and writes what. One statement a row: a call of SQLite
// is cheap, and needs no round trip.

/// `Rows` on one SQLite connection; confined to the writer's queue.
final class SQLiteRows: Rows, SQLiteTable {
  /// Replaced when the disk has failed; see `StoreHandles`.
  var connection: SQLiteConnection
  /// Rows changed before this transaction.
  var changesBefore: Int64 = 0
  /// Jobs that cannot be read, and stand in line; and batches of which the counts cannot be.
  var passed: PassedRows

  init(_ connection: SQLiteConnection, passed: PassedRows = PassedRows()) {
    self.connection = connection
    self.passed = passed
  }

  var work: Int64 { connection.work }

  // MARK: Its tables, on the connection that it has now

  var claims: any ClaimRows { SQLiteClaims(connection: connection) }
  var schedules: any ScheduleRows { SQLiteSchedules(connection: connection) }
  var times: any DueRows { SQLiteTimes(connection: connection) }
  var upkeep: any UpkeepRows { SQLiteUpkeep(connection: connection) }

  func read(_ wants: Wants, into found: inout WorkingSet) throws(StoreError) {
    let db = connection
    if !wants.jobs.isEmpty { try SQLiteJobs(connection: db).read(wants.jobs, into: &found) }
    if !wants.terms.isEmpty { try SQLiteJobs(connection: db).readTerms(wants.terms, into: &found) }
    if !wants.decisive.isEmpty { try SQLiteSpecs(connection: db).readDecisive(wants.decisive, into: &found) }
    if !wants.uniques.isEmpty { try SQLiteKeys(connection: db).readUniques(wants.uniques, into: &found) }
    if !wants.batches.isEmpty {
      for id in try SQLiteBatches(connection: db).read(wants.batches, into: &found) { passed.noteRecounted(id) }
    }
    if !wants.checkpoints.isEmpty { try SQLiteReports(connection: db).readCheckpoints(wants.checkpoints, into: &found) }
    if !wants.answers.isEmpty { try SQLiteAnswers(connection: db).read(wants.answers, into: &found) }
    if !wants.callbacks.isEmpty { try SQLiteCallbacks(connection: db).read(wants.callbacks, into: &found) }
    if !wants.leases.isEmpty { try SQLiteLeases(connection: db).read(wants.leases, into: &found) }
    if !wants.endMarks.isEmpty { try SQLiteLeases(connection: db).readEndMarks(wants.endMarks, into: &found) }
    if !wants.starts.isEmpty { try SQLiteAttempts(connection: db).readStarts(wants.starts, into: &found) }
    try look(wants, into: &found.once)
  }

  private func look(_ wants: Wants, into found: inout LookedUp) throws(StoreError) {
    let db = connection
    if !wants.parents.isEmpty { try SQLiteEdges(connection: db).readParents(wants.parents, into: &found) }
    if !wants.parentResults.isEmpty { try SQLiteEdges(connection: db).readResults(wants.parentResults, into: &found) }
    if !wants.settlements.isEmpty { try SQLiteSettlements(connection: db).read(wants.settlements, into: &found) }
    if !wants.owners.isEmpty { try SQLiteCallbacks(connection: db).readOwners(wants.owners, into: &found) }
    if !wants.schedules.isEmpty { try SQLiteSchedules(connection: db).read(wants.schedules, into: &found) }
    for boot in wants.boots {
      let row = try connection.statement(StoreSQL.machineBoot, binding: boot)
      if try row.step() { found.boots[boot] = row.onlyString }
      row.reset()
    }
    if !wants.firings.isEmpty { try SQLiteSchedules(connection: db).readFirings(wants.firings, into: &found) }
  }

  func specs(of ids: [JobID], _ take: (_ index: Int, _ spec: consuming NewJob) -> Void) throws(StoreError) {
    try SQLiteSpecs(connection: connection).read(ids, take)
  }

  func write(_ changes: Changes) throws(StoreError) {
    let db = connection
    if !changes.jobs.isEmpty { try SQLiteJobs(connection: db).write(changes.jobs) }
    if !changes.specs.isEmpty { try SQLiteSpecs(connection: db).write(changes.specs) }
    if !changes.specEdits.isEmpty { try SQLiteSpecs(connection: db).edit(changes.specEdits) }
    if !changes.attempts.isEmpty { try SQLiteAttempts(connection: db).write(changes.attempts) }
    if !changes.uniques.isEmpty { try SQLiteKeys(connection: db).writeUniques(changes.uniques) }
    if !changes.edges.isEmpty { try SQLiteEdges(connection: db).write(changes.edges) }
    if !changes.settlements.isEmpty { try SQLiteSettlements(connection: db).write(changes.settlements) }
    if !changes.limitKeys.isEmpty { try SQLiteKeys(connection: db).writeLimitKeys(changes.limitKeys) }
    if !changes.queues.isEmpty { try SQLiteQueues(connection: db).write(changes.queues) }
    if !changes.counts.isEmpty { try SQLiteQueues(connection: db).writeCounts(changes.counts) }
    if !changes.progress.isEmpty { try SQLiteReports(connection: db).writeProgress(changes.progress) }
    if !changes.checkpoints.isEmpty { try SQLiteReports(connection: db).writeCheckpoints(changes.checkpoints) }
    if !changes.removedAttempts.isEmpty { try SQLiteAttempts(connection: db).remove(changes.removedAttempts) }
    if !changes.answers.isEmpty {
      try SQLiteAnswers(connection: db).write(changes.answers, forgetting: changes.agedAnswers)
    }
    if !changes.batches.isEmpty { try SQLiteBatches(connection: db).write(changes.batches) }
    if !changes.callbacks.isEmpty { try SQLiteCallbacks(connection: db).write(changes.callbacks) }
    if !changes.redatedAnswers.isEmpty { try SQLiteAnswers(connection: db).redate(changes.redatedAnswers) }
    if !changes.meta.isEmpty { try SQLiteMeta(connection: db).write(changes.meta) }
    if !changes.settings.isEmpty { try SQLiteSettings(connection: db).write(changes.settings) }
    if !changes.leases.isEmpty { try SQLiteLeases(connection: db).write(changes.leases) }
    // Behind the attempts of which they are.
    if !changes.endMarks.isEmpty { try SQLiteLeases(connection: db).writeEndMarks(changes.endMarks) }
    if !changes.schedules.isEmpty { try SQLiteSchedules(connection: db).write(changes.schedules) }
    if !changes.firings.isEmpty { try SQLiteSchedules(connection: db).writeFirings(changes.firings) }
    if !changes.scheduleInputs.isEmpty { try SQLiteSchedules(connection: db).writeInputs(changes.scheduleInputs) }
    // Each differs from what was there: SQLite does not write a page that has not changed.
    for _ in 0..<changes.touches { try statement(StoreSQL.touch).run() }
    // Last: nothing of them is written any more.
    if !changes.removedJobs.isEmpty { try SQLiteJobs(connection: db).remove(changes.removedJobs) }
  }
}
