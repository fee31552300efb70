// The columns of `edge` and of `settlement`.

/// As `EdgeRow` has them.
enum EdgeColumn: Int32, SQLiteColumn {
  case childID
  case position
  case parentKind
  case parentID
  case condition
  case outcome
}

/// As `SettlementRow` has them.
enum SettlementColumn: Int32, SQLiteColumn {
  case id
  case parentKind
  case parentID
  case isSuccess
  case afterChild

  /// The id is the next one.
  static let given: [SettlementColumn] = [.parentKind, .parentID, .isSuccess, .afterChild]
}
