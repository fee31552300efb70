// What is asked about batches, beside what is known by their numbers.

/// Batches and their members, in the order of an index.
protocol BatchRows {
  /// The next members of a batch, in the order of their ids.
  func members(of batch: Int64, after last: JobID, max: Int) throws(StoreError) -> [MemberRow]

  /// The member that ended first in one of these states, of which none is success.
  func firstEnded(of batch: Int64, as states: [JobState]) throws(StoreError) -> JobID?

  /// Those of these batches that have no member.
  func withoutMembers(_ batches: [Int64]) throws(StoreError) -> [Int64]

  /// The next batches that are being cancelled, in the order of their ids.
  func cancelling(after last: Int64, max: Int) throws(StoreError) -> [Int64]
}
