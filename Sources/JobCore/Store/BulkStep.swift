// What one transaction of a verb on many jobs has done, and why it left some of them.

/// How far a verb on many jobs has come.
struct BulkStep: Sendable {
  /// Jobs that were in a state for it.
  var count = 0
  /// Those that are gone.
  var deleted: [DeletedJob] = []
  /// Of a delete, those that have been passed and are there still.
  var stays: [JobID] = []
  /// How many of the jobs, from the first on, have been dealt with, whatever became of them.
  var passed = 0
  /// Why some that have been passed were left as they are, though they were in a state for it: the disk takes nothing.
  var left: StoreError?
  /// The first that could not be read, and was passed.
  var unreadable: StoreError?
  /// Why the first of those that were refused was: they are in a state for the verb, and what it asks for cannot be.
  var refused: JobError?
  /// The first queue that has no room for some that have been passed, though they were in a state for it.
  var full: FullQueue?
}

/// A queue that has room for `max` waiting jobs, and has them.
struct FullQueue: Hashable, Sendable {
  let name: String
  let max: Int
}
