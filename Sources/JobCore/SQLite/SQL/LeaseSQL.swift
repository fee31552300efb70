// Statements on `lease`: attempts that are carried out outside of jobd.

/// Statements on `lease`.
enum LeaseSQL {
  static let insert = NamedSQL(
    "lease.insert",
    """
    INSERT INTO lease (\(LeaseColumn.list)) VALUES (\(LeaseColumn.parameters))
    """)

  private static let isOfJob = "job_id = \(LeaseColumn.jobID.parameter)"

  /// Primary key.
  static let get = NamedSQL(
    "lease.get", giving: LeaseColumn.self, "SELECT \(LeaseColumn.list) FROM lease WHERE \(isOfJob)")

  /// Primary key.
  static let update = NamedSQL(
    "lease.update", "UPDATE lease SET \(LeaseColumn.assignments(LeaseColumn.changing)) WHERE \(isOfJob)")

  /// The same for what most changes are about.
  static let renew = NamedSQL(
    "lease.renew", "UPDATE lease SET \(LeaseColumn.assignments(LeaseColumn.renewing)) WHERE \(isOfJob)")

  /// Primary key: a page of them.
  static let page = NamedSQL("lease.page", "SELECT job_id FROM lease WHERE job_id > ?1 ORDER BY job_id LIMIT ?2")

  /// Primary key.
  static let delete = NamedSQL("lease.delete", "DELETE FROM lease WHERE job_id = ?1")

  /// Primary key: who has which jobs, the first so many.
  static let holders = NamedSQL(
    "lease.holders", giving: HolderColumn.self,
    "SELECT \(HolderColumn.list) FROM lease WHERE secret <> '' ORDER BY job_id LIMIT ?1")

  /// Primary key: the secret of an attempt that has ended, and the fingerprint of the request that ended it.
  static let endMark = NamedSQL(
    "attempt.endMark", giving: EndMarkColumn.self,
    "SELECT \(EndMarkColumn.list) FROM attempt WHERE \(isOfAttempt)")

  private static let isOfAttempt =
    "job_id = \(EndMarkColumn.jobID.parameter) AND start = \(EndMarkColumn.start.parameter)"

  /// Primary key.
  static let setEndMark = NamedSQL(
    "attempt.setEndMark", "UPDATE attempt SET \(EndMarkColumn.assignments([.endMark])) WHERE \(isOfAttempt)")

  static let all = [
    insert, get, update, renew, page, delete, holders, endMark, setEndMark,
  ]
}
