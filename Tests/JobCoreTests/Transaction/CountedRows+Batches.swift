// Calls about batches, counted.

@testable import JobCore

extension CountedRows: BatchRows {
  func members(of batch: Int64, after last: JobID, max: Int) throws(StoreError) -> [MemberRow] {
    note("members")
    return try rows.batches.members(of: batch, after: last, max: max)
  }

  func firstEnded(of batch: Int64, as states: [JobState]) throws(StoreError) -> JobID? {
    note("firstEnded")
    return try rows.batches.firstEnded(of: batch, as: states)
  }

  func withoutMembers(_ batches: [Int64]) throws(StoreError) -> [Int64] {
    note("withoutMembers")
    return try rows.batches.withoutMembers(batches)
  }

  func cancelling(after last: Int64, max: Int) throws(StoreError) -> [Int64] {
    note("cancelling")
    return try rows.batches.cancelling(after: last, max: max)
  }
}
