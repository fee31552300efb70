// What time does: rows in the order in which they are due.

/// When the next of all that waits for its time is due.
struct NextMoments: Equatable {
  /// By the wall clock; `nil` is never.
  var timeOfDay: Timestamp?
  /// In steady time.
  var steady: Timestamp?
}

/// A job that waits for the end of a pause.
struct PauseRow: Equatable {
  let job: JobID
  /// From when on it is reckoned.
  let beganAt: Timestamp
}

/// Rows in the order of their times.
protocol DueRows {
  /// Jobs that have not started though their deadline has passed, the first to pass first.
  func overdue(by now: Timestamp, max: Int) throws(StoreError) -> [JobID]

  /// Jobs that have waited for a time that has come, likewise.
  func due(by now: Timestamp, max: Int) throws(StoreError) -> [JobID]

  /// The first moment at which something is to be done, of all tables.
  func nextMoments() throws(StoreError) -> NextMoments

  /// The pauses that stand behind one, of those that began later and of those with higher numbers, in their order.
  func pauses(after last: PauseRow, max: Int) throws(StoreError) -> [PauseRow]

  /// Callbacks that are due behind a moment, or at it and with a higher number, the first due first.
  func callbacks(after moment: Timestamp, _ id: Int64, max: Int) throws(StoreError) -> [CallbackRow]

  /// The keys of answers that were given after that moment.
  func answers(after moment: Timestamp, max: Int) throws(StoreError) -> [String]
}
