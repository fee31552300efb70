// Statements on `settlement`: ends of which not all follow-ups have been decided.

/// Statements on `settlement`.
enum SettlementSQL {
  /// The id is the next one; what was left last is gone on with first, so that few are open at a time.
  static let insert = NamedSQL(
    "settlement.insert",
    """
    INSERT INTO settlement (\(SettlementColumn.list(SettlementColumn.given)))
    VALUES (\(SettlementColumn.parameters(SettlementColumn.given)))
    """)

  /// Primary key, backwards; read up to the first that is not set aside.
  static let last = NamedSQL(
    "settlement.last", giving: SettlementColumn.self,
    "SELECT \(SettlementColumn.list) FROM settlement ORDER BY id DESC")

  /// The unique index of the parent.
  static let ofParent = NamedSQL(
    "settlement.ofParent", giving: SettlementColumn.self,
    """
    SELECT \(SettlementColumn.list) FROM settlement
    WHERE parent_kind = \(SettlementColumn.parentKind.parameter) AND parent_id = \(SettlementColumn.parentID.parameter)
    """)

  /// Primary key.
  static let advance = NamedSQL(
    "settlement.advance",
    """
    UPDATE settlement SET \(SettlementColumn.assignments([.afterChild])) WHERE id = \(SettlementColumn.id.parameter)
    """)

  /// Primary key.
  static let delete = NamedSQL(
    "settlement.delete", "DELETE FROM settlement WHERE id = \(SettlementColumn.id.parameter)")

  /// All rows, once, at start.
  static let count = NamedSQL("settlement.count", "SELECT count(*) FROM settlement")

  static let all = [insert, last, ofParent, advance, delete, count]
}
