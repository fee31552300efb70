// A row of `unique_key`: who has a key.

/// A unique key that is taken.
struct UniqueRow: Equatable {
  let key: String
  var job: JobID
  /// When it may be taken again, though its job has ended; `nil` while that has not, or is gone.
  var freeAt: Timestamp?
}
