// What is looked for when jobs are handed out.

/// What a job follows: the parents that are jobs and still there, and those that are batches, each in the order given.
struct ParentResults {
  var jobs: [ParentResult] = []
  var batches: [BatchID] = []
}

/// Rows that a claim asks for beside those that are ready.
protocol ClaimRows {
  /// The queues that have ready jobs of each lane.
  func readyQueues(of lanes: [String]) throws(StoreError) -> [[Int64]]
}
