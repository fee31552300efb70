// Statements on `callback`: who is told about the end of a job or a batch.

/// Statements on `callback`.
enum CallbackSQL {
  static let columns = """
    id, owner_id, condition, url, argv, state, tries, next_at, delivered_at, last_error, owner_kind, earlier_end
    """

  static let insert = NamedSQL(
    "callback.insert",
    """
    INSERT INTO callback (id, owner_id, condition, url, argv, state, next_at, owner_kind)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
    """)

  /// A job's or a batch's: ?1 is its number, ?2 which of the two.
  private static let isOwned = "owner_kind = ?2 AND owner_id = ?1"

  /// Index callback_owner: in the order in which they are called.
  static let ofOwner = NamedSQL(
    "callback.ofOwner", "SELECT \(columns) FROM callback WHERE \(isOwned) ORDER BY id")

  /// Index callback_owner: it has ended; those whose condition holds are due, the others never will be.
  static let end = NamedSQL(
    "callback.end",
    """
    UPDATE callback SET state = iif(condition IN (?3, 3), 1, 4), next_at = iif(condition IN (?3, 3), ?4, NULL)
    WHERE \(isOwned) AND state = 0
    """)

  /// Index callback_owner: it runs again, and its next end is told as well.
  static let renew = NamedSQL(
    "callback.renew",
    """
    UPDATE callback SET state = 0, tries = 0, next_at = NULL, delivered_at = NULL, last_error = NULL
    WHERE \(isOwned) AND earlier_end IS NULL
    """)

  /// Index callback_owner: it runs again, and what has not been told of its last end is kept beside the call.
  static let keepEnd = NamedSQL(
    "callback.keepEnd",
    "UPDATE callback SET earlier_end = ?3 WHERE \(isOwned) AND state = 1 AND earlier_end IS NULL")

  /// Index callback_owner: those of the last end that are through.
  static let removeThrough = NamedSQL(
    "callback.removeThrough", "DELETE FROM callback WHERE \(isOwned) AND earlier_end IS NULL")

  /// Index callback_owner: the oldest calls for earlier ends, but for so many.
  static let trimEarlier = NamedSQL(
    "callback.trimEarlier",
    """
    DELETE FROM callback WHERE id IN (
      SELECT id FROM callback WHERE \(isOwned) AND earlier_end IS NOT NULL ORDER BY id DESC LIMIT -1 OFFSET ?3)
    """)

  /// Primary key: what is through has nothing more to tell of an earlier end.
  static let removeEarlier = NamedSQL(
    "callback.removeEarlier", "DELETE FROM callback WHERE id = ?1 AND state <> 1 AND earlier_end IS NOT NULL")

  /// Index callback_due, oldest first, from behind a moment and an id on.
  static let due = NamedSQL(
    "callback.due",
    """
    SELECT \(columns) FROM callback INDEXED BY callback_due
    WHERE state = 1 AND next_at <= ?1 AND next_at >= ?3 AND (next_at > ?3 OR id > ?4)
    ORDER BY next_at, id LIMIT ?2
    """)

  /// Index callback_due.
  static let next = NamedSQL(
    "callback.next",
    """
    SELECT min(next_at) FROM callback INDEXED BY callback_due WHERE state = 1 AND next_at > ?1
    """)

  /// Index callback_due, a page: those that are not due yet.
  static let ahead = NamedSQL(
    "callback.ahead",
    """
    SELECT id, tries, next_at FROM callback INDEXED BY callback_due
    WHERE state = 1 AND (next_at, id) > (?1, ?2) ORDER BY next_at, id LIMIT ?3
    """)

  /// Primary key.
  static let setNextAt = NamedSQL("callback.setNextAt", "UPDATE callback SET next_at = ?2 WHERE id = ?1 AND state = 1")

  /// Primary key; without effect on one that was removed or renewed meanwhile: what was due at another moment is due
  /// for another end. One whose job was retried meanwhile is recorded: it tells of the end that it was called for.
  static let record = NamedSQL(
    "callback.record",
    """
    UPDATE callback SET state = ?2, tries = tries + 1, next_at = ?3, delivered_at = ?4, last_error = ?5
    WHERE id = ?1 AND state = 1 AND next_at = ?6
    """)

  /// Index callback_owner.
  static let dueOfOwner = NamedSQL(
    "callback.dueOfOwner", "SELECT 1 FROM callback WHERE \(isOwned) AND state = 1 LIMIT 1")

  /// Primary key.
  static let owner = NamedSQL("callback.owner", "SELECT owner_kind, owner_id FROM callback WHERE id = ?1")

  /// Index callback_owner.
  static let removeOpen = NamedSQL(
    "callback.removeOpen", "DELETE FROM callback WHERE \(isOwned) AND state IN (0, 1)")

  /// Index callback_owner.
  static let delete = NamedSQL("callback.delete", "DELETE FROM callback WHERE \(isOwned)")

  static let all = [
    insert, ofOwner, end, renew, keepEnd, removeThrough, trimEarlier, removeEarlier, due, next, ahead, setNextAt,
    record, dueOfOwner, owner, removeOpen, delete,
  ]
}
