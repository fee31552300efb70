// The rows of the writer, on its connection. One statement a row: a call of SQLite is cheap, and needs no round trip.

/// `Rows` on one SQLite connection; confined to the writer's queue.
final class SQLiteRows: RowsByKey, RowsInOrder, RowsTransaction, ShownRows, UpkeepRows, ScheduleRows, DueRows,
  LeaseRows, ClaimRows
{
  /// Replaced when the disk has failed; see `StoreHandles`.
  var connection: SQLiteConnection
  /// Rows changed before this transaction.
  var changesBefore: Int64 = 0

  init(_ connection: SQLiteConnection) {
    self.connection = connection
  }

  var work: Int64 { connection.work }

  func read(_ wants: Wants, into found: inout WorkingSet) throws(StoreError) {
    if !wants.jobs.isEmpty { try readJobs(wants.jobs, into: &found) }
    if !wants.terms.isEmpty { try readTerms(wants.terms, into: &found) }
    if !wants.specs.isEmpty { try readSpecs(wants.specs, into: &found) }
    if !wants.decisive.isEmpty { try readDecisive(wants.decisive, into: &found) }
    if !wants.uniques.isEmpty { try readUniques(wants.uniques, into: &found) }
    if !wants.batches.isEmpty { try readBatches(wants.batches, into: &found) }
    if !wants.checkpoints.isEmpty { try readCheckpoints(wants.checkpoints, into: &found) }
    if !wants.answers.isEmpty { try readAnswers(wants.answers, into: &found) }
    if !wants.callbacks.isEmpty { try readCallbacks(wants.callbacks, into: &found) }
    if !wants.leases.isEmpty { try readLeases(wants.leases, into: &found) }
    if !wants.endMarks.isEmpty { try readEndMarks(wants.endMarks, into: &found) }
  }

  func write(_ changes: Changes) throws(StoreError) {
    if !changes.jobs.isEmpty { try writeJobs(changes.jobs) }
    if !changes.specs.isEmpty { try writeSpecs(changes.specs) }
    if !changes.specEdits.isEmpty { try writeSpecEdits(changes.specEdits) }
    if !changes.attempts.isEmpty { try writeAttempts(changes.attempts) }
    if !changes.uniques.isEmpty { try writeUniques(changes.uniques) }
    if !changes.edges.isEmpty { try writeEdges(changes.edges) }
    if !changes.settlements.isEmpty { try writeSettlements(changes.settlements) }
    if !changes.limitKeys.isEmpty { try writeLimitKeys(changes.limitKeys) }
    if !changes.queues.isEmpty { try writeQueues(changes.queues) }
    if !changes.counts.isEmpty { try writeCounts(changes.counts) }
    if !changes.progress.isEmpty { try writeProgress(changes.progress) }
    if !changes.checkpoints.isEmpty { try writeCheckpoints(changes.checkpoints) }
    if !changes.removedAttempts.isEmpty { try removeAttempts(changes.removedAttempts) }
    if !changes.answers.isEmpty { try writeAnswers(changes.answers, forgetting: changes.agedAnswers) }
    if !changes.batches.isEmpty { try writeBatches(changes.batches) }
    if !changes.callbacks.isEmpty { try writeCallbacks(changes.callbacks) }
    if !changes.redatedAnswers.isEmpty { try redateAnswers(changes.redatedAnswers) }
    if !changes.meta.isEmpty { try writeMeta(changes.meta) }
    if !changes.numbers.isEmpty { try writeNumbers(changes.numbers) }
    if !changes.leases.isEmpty { try writeLeases(changes.leases) }
    // Behind the attempts of which they are.
    if !changes.endMarks.isEmpty { try writeEndMarks(changes.endMarks) }
    if !changes.schedules.isEmpty { try writeSchedules(changes.schedules) }
    if !changes.firings.isEmpty { try writeFirings(changes.firings) }
    if !changes.scheduleInputs.isEmpty { try writeInputs(changes.scheduleInputs) }
    // Each differs from what was there: SQLite does not write a page that has not changed.
    for _ in 0..<changes.touches { try statement(StoreSQL.touch).run() }
    // Last: nothing of them is written any more.
    if !changes.removedJobs.isEmpty { try remove(changes.removedJobs) }
  }

  func statement(_ sql: NamedSQL) throws(StoreError) -> SQLiteStatement {
    try connection.statement(sql)
  }

  /// A statement whose one parameter is a job.
  func run(_ sql: NamedSQL, _ id: JobID) throws(StoreError) {
    let statement = try statement(sql)
    statement.bind(inOrder: id)
    try statement.run()
  }
}
