// The columns of `callback`.

/// As `CallbackRow` has them.
enum CallbackColumn: Int32, SQLiteColumn {
  case id
  case ownerKind
  case ownerID
  case condition
  case url
  case argv
  case state
  case tries
  case nextAt
  case deliveredAt
  case lastError
  case earlierEnd
  case queue
  case isDefault

  /// What may change.
  static let changing: [CallbackColumn] = [.state, .tries, .nextAt, .deliveredAt, .lastError, .earlierEnd]
}
