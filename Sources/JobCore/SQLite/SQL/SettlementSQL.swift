// Statements on `settlement`: ends of which not all follow-ups have been decided.

/// Statements on `settlement`.
enum SettlementSQL {
  /// The id is the next one; what was left last is gone on with first, so that few are open at a time.
  static let insert = NamedSQL(
    "settlement.insert",
    "INSERT INTO settlement (parent_kind, parent_id, is_success, after_child) VALUES (?1, ?2, ?3, ?4)")

  /// Primary key, backwards; read up to the first that is not set aside.
  static let last = NamedSQL(
    "settlement.last",
    "SELECT id, parent_kind, parent_id, is_success, after_child FROM settlement ORDER BY id DESC")

  /// The unique index of the parent.
  static let ofParent = NamedSQL(
    "settlement.ofParent", "SELECT is_success FROM settlement WHERE parent_kind = ?1 AND parent_id = ?2")

  /// Primary key.
  static let advance = NamedSQL("settlement.advance", "UPDATE settlement SET after_child = ?2 WHERE id = ?1")

  /// Primary key.
  static let delete = NamedSQL("settlement.delete", "DELETE FROM settlement WHERE id = ?1")

  /// All rows, once, at start.
  static let count = NamedSQL("settlement.count", "SELECT count(*) FROM settlement")

  static let all = [insert, last, ofParent, advance, delete, count]
}
