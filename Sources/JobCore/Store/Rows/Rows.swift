// The seam between the rules of a transaction and what keeps the rows. Whatever implements it knows no rule; whatever
// works over it knows no database. Everything is asked for and written in sets: a call may be a round trip.

/// Rows by their keys.
protocol RowsByKey: AnyObject {
  /// Rows read and written so far, and what it took to; grows. What a transaction may do is measured by it.
  var work: Int64 { get }

  /// Reads what there is of what is wanted, and notes what there is not.
  func read(_ wants: Wants, into found: inout WorkingSet) throws(StoreError)

  /// Reads what was submitted, whole, and hands over that of each of these in turn: it is wide, and kept by nobody else.
  func specs(of ids: [JobID], _ take: (_ index: Int, _ spec: consuming NewJob) -> Void) throws(StoreError)

  /// Writes all of it. A row that is not as it was when it was read is not written, and the transaction fails.
  func write(_ changes: Changes) throws(StoreError)
}

extension RowsByKey {
  /// Reads what is asked for once, as it was last written.
  func look(_ wants: Wants) throws(StoreError) -> LookedUp {
    var found = WorkingSet()
    try read(wants, into: &found)
    return found.once
  }
}

/// Rows in the order of an index; they are as they were last written.
protocol RowsInOrder: AnyObject {
  /// The first jobs of each line that are ready, in the order in which they stand there.
  func ready(_ lines: [ReadyLine]) throws(StoreError) -> [[JobRow]]

  /// Who waits for the parents of these lines and has not been decided, line after line, in the order of their ids;
  /// no more than `max` in all.
  func waiting(_ lines: [WaitingLine], max: Int) throws(StoreError) -> [EdgeRow]

  /// The mark that was made last, but for these.
  func lastSettlement(except marks: Set<Int64>) throws(StoreError) -> SettlementRow?

  /// The queued jobs of each line of a limit key, from one of its ends.
  func inLine(_ lines: [LimitLine]) throws(StoreError) -> [[JobRow]]
}

/// Jobs with all that is shown of them.
protocol ShownRows: AnyObject {
  /// Those of `ids` that exist, in the order given.
  func shown(_ ids: [JobID]) throws(StoreError) -> [Job]

  /// How many stand before a queued job where it stands in line: as many as are looked at, if there are more.
  func ahead(of job: JobRow, max: Int) throws(StoreError) -> Int

  /// The earliest of the running jobs of a limit key.
  func holder(ofLimit limit: Int64) throws(StoreError) -> JobID?
}

/// The bounds of a transaction.
protocol RowsTransaction: AnyObject {
  /// Something has been written since `begin`.
  var hasWritten: Bool { get }

  func begin() throws(StoreError)

  /// All of it is kept from now on, or none: `.outcomeUnknown` if a crash might find it and might not.
  func commit() throws(StoreError)

  /// None of it was written. There may be no transaction any more: what failed may have undone it.
  func rollBack()

  /// Nothing is asked of them any more.
  func close()
}

/// The rows of a store. What only some rules ask for is asked of its subject.
protocol Rows: RowsByKey, RowsInOrder, RowsTransaction, ShownRows {
  var claims: any ClaimRows { get }
  var schedules: any ScheduleRows { get }
  var times: any DueRows { get }
  var upkeep: any UpkeepRows { get }
}
