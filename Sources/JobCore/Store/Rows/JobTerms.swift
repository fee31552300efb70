// What is read of a job only when something of it is to be done: how long it is kept, and its keys.

/// What a job says of its own end, and its keys.
struct JobTerms: Equatable {
  /// `nil` is the daemon's default.
  var keepForMicros: Int64?
  var unique: UniqueRule?
  var limit: LimitRule?

  /// Almost every job has none.
  var isEmpty: Bool { keepForMicros == nil && unique == nil && limit == nil }
}
