// What is looked for when something is to be removed or gone on with.

/// Rows in the order in which they are gone through.
protocol UpkeepRows {
  /// The next jobs of each line.
  func jobs(_ lines: [JobLine]) throws(StoreError) -> [[JobStanding]]

  /// The next rows of a list.
  func numbers(_ list: NumberList, after last: Int64, max: Int) throws(StoreError) -> [Int64]

  /// The member of a batch that ended first in one of these states, of which none is success.
  func firstEnded(of batch: Int64, as states: [JobState]) throws(StoreError) -> JobID?

  /// The first due times of a schedule that have fired before a moment, and whose jobs are gone.
  func goneFirings(of schedule: Int64, before moment: Timestamp, max: Int) throws(StoreError) -> [Timestamp]

  /// The attempts of each line.
  func attempts(_ lines: [AttemptLine]) throws(StoreError) -> [AttemptFate]
}

extension UpkeepRows {
  /// The next jobs of one list.
  func jobs(_ list: IndexedJobs, after last: JobID? = nil, max: Int) throws(StoreError) -> [JobStanding] {
    try jobs([JobLine(list: list, after: last, max: max)])[0]
  }
}
