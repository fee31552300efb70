// Statements on `callback`: who is told about the end of a job or a batch.

/// Statements on `callback`.
enum CallbackSQL {
  static let insert = NamedSQL(
    "callback.insert",
    """
    INSERT INTO callback (\(CallbackColumn.list)) VALUES (\(CallbackColumn.parameters))
    """)

  /// A job's or a batch's.
  private static let isOwned = """
    owner_kind = \(CallbackColumn.ownerKind.parameter) AND owner_id = \(CallbackColumn.ownerID.parameter)
    """

  private static let isIt = "id = \(CallbackColumn.id.parameter)"

  /// Index callback_owner: in the order in which they are called.
  static let ofOwner = NamedSQL(
    "callback.ofOwner", giving: CallbackColumn.self,
    "SELECT \(CallbackColumn.list) FROM callback WHERE \(isOwned) ORDER BY id")

  /// Primary key.
  static let get = NamedSQL(
    "callback.get", giving: CallbackColumn.self, "SELECT \(CallbackColumn.list) FROM callback WHERE \(isIt)")

  /// Primary key.
  static let update = NamedSQL(
    "callback.update", "UPDATE callback SET \(CallbackColumn.assignments(CallbackColumn.changing)) WHERE \(isIt)")

  /// Primary key.
  static let remove = NamedSQL("callback.remove", "DELETE FROM callback WHERE \(isIt)")

  /// Index callback_owner.
  static let removeAll = NamedSQL("callback.removeAll", "DELETE FROM callback WHERE \(isOwned)")

  /// Index callback_due, oldest first, from behind a moment and an id on.
  static let due = NamedSQL(
    "callback.due", giving: CallbackColumn.self,
    """
    SELECT \(CallbackColumn.list) FROM callback INDEXED BY callback_due
    WHERE state = 1 AND next_at <= ?1 AND next_at >= ?3 AND (next_at > ?3 OR id > ?4)
    ORDER BY next_at, id LIMIT ?2
    """)

  /// Index callback_due.
  static let next = NamedSQL(
    "callback.next",
    """
    SELECT min(next_at) FROM callback INDEXED BY callback_due WHERE state = 1 AND next_at > ?1
    """)

  static let all = [insert, ofOwner, get, update, remove, removeAll, due, next]
}
