// The columns of `lease`.

/// As `LeaseRow` has them.
enum LeaseColumn: Int32, SQLiteColumn {
  case jobID
  case secret
  case lease
  case beganAt
  case expiresAt
  case timeoutAt
  case deadlineAt
  case stopCause
  case stopReason
  case toldAt
  case endAt
  case wakeAt
  case isTouched
  case worker
  case claimedBy

  /// What changes while it lasts.
  static let changing: [LeaseColumn] = [
    .beganAt, .expiresAt, .timeoutAt, .deadlineAt, .stopCause, .stopReason, .toldAt, .endAt, .wakeAt, .isTouched,
  ]
  /// What a renewal changes. Of the others, the deadline and the cause of the stop are in an index, which is not touched
  /// then.
  static let renewing: [LeaseColumn] = [.expiresAt, .wakeAt, .isTouched]
}

/// What is written of an attempt that was carried out elsewhere once it has ended.
enum EndMarkColumn: Int32, SQLiteColumn {
  case jobID
  case start
  case endMark
}

/// What `LeaseSQL.holders` tells.
enum HolderColumn: Int32, SQLiteColumn {
  case jobID
  case worker
  case claimedBy
}
