// What is looked for when something is to be removed or recovered.

/// A job and whether it has ended.
struct JobStanding: Equatable {
  let id: JobID
  let state: JobState
}

/// A job that an earlier boot left running.
struct LostRow {
  let job: JobRow
  /// The machine's boot in which its attempt began.
  let machineBoot: String
}

/// Rows in the order in which they are removed or recovered.
protocol UpkeepRows {
  /// The next follow-ups of a job; of a batch those that have not been told of its end.
  func followUps(of parent: Parent, after last: JobID, max: Int) throws(StoreError) -> [JobStanding]

  /// The next jobs that another boot than this one left running here, in the order of their ids.
  func lost(except boot: Int64, after last: JobID, max: Int) throws(StoreError) -> [LostRow]
}
